"""Pages for people, made on the server: every one can be read without JavaScript and loads nothing from other hosts."""
