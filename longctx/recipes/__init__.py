"""One file a behaviour."""
