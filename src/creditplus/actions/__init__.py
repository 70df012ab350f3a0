"""The actions: one verb per file, one transaction, one event. Verbs never call verbs."""
