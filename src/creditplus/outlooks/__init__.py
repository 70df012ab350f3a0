"""What would be: worked cases, a supposed life, what comes by itself, and whom another text would move."""
