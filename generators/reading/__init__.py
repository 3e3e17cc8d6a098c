"""Reading values back out of finished text, for checks. Shares no code with `generators.values`, which writes them; stdlib only."""

from generators.reading.claims import affirmed, commits
from generators.reading.values import find_value, follows, same_value, states

__all__ = ["affirmed", "commits", "find_value", "follows", "same_value", "states"]
