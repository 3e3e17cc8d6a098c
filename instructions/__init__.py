"""`gen instructions`: many constraints, every one proved (in the making: the passage library and its linter stand)."""
