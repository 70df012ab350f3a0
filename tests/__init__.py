"""The tests: each has a sentence for its name, and real servers where the service has real servers."""
