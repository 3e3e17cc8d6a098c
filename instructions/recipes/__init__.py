"""One behaviour a file."""
