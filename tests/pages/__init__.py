"""The pages, as somebody reads them whose browser runs no script."""
