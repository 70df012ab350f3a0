"""How a ruling text is read: its lines, its types, its conditions, and what to write instead of a mistake. It knows no noun."""
