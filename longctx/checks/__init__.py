"""The checks of the module; importing this registers them. Standard library only."""

from longctx.checks import chapters, events, found, prompt

__all__ = ["chapters", "events", "found", "prompt"]
