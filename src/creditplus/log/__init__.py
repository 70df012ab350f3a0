"""The sealed log: one signed number for all events, the notes it is signed in, and a checker that needs only Python."""
