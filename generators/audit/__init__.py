"""The audit: what a lazy model could exploit in a set of rows."""
