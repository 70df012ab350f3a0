"""Between cities: whom the province vouches for, and one signed question with one signed answer."""
