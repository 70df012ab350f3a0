"""A county's text while it becomes a rulebook: what must make sense in it, or every problem at once."""
