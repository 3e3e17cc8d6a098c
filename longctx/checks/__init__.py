"""The checks of the module; importing this registers them. Standard library only."""

from longctx.checks import chapters, compared, dialogue, events, found, parts, prompt, sums

__all__ = ["chapters", "compared", "dialogue", "events", "found", "parts", "prompt", "sums"]
