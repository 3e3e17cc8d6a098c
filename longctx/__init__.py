"""Not built yet; the kernel finds a module through its entry point, and this one has none."""
