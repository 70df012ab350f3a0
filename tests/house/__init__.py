"""The house rules, read by machines: who may import whom, how things are called, how long a file may be."""
