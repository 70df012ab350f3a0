"""What else somebody could use, asked the same question: programs of their own, in an environment of their own."""
