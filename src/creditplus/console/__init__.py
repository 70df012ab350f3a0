"""The command line's commands, each in the file of what it is about."""
