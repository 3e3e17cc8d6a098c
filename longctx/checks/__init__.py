"""The checks of the module; importing this registers them. Standard library only."""

from longctx.checks import chapters, dialogue, events, found, prompt

__all__ = ["chapters", "dialogue", "events", "found", "prompt"]
