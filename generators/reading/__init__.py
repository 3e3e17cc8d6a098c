"""Reading values back out of finished text, for checks. Shares no code with `generators.values`, which writes them; stdlib only."""

from generators.reading.values import find_value, follows, same_value, states

__all__ = ["find_value", "follows", "same_value", "states"]
