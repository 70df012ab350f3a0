"""The demonstration: a town of two cities and three counties, made by chance with a seed, and the story of two of its residents."""
