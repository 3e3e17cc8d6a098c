"""Writing: how values are said, how frames become sentences."""
