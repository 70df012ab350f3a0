"""The pages in a real Chromium: every journey, what axe finds, what the keyboard reaches, and the pictures of the documentation."""
