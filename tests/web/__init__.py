"""The doors, tried over real HTTP against a real server with a real database."""
