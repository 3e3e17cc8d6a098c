"""Commands of `gen` that need more than a few lines."""
