"""Options of `gen instructions`."""

from __future__ import annotations

from dataclasses import dataclass

from generators.options import Options, option

THINKING = ("none", "inline", "tags")


@dataclass(frozen=True)
class InstructionsOptions(Options):
    """What the user can set beyond the common options."""

    thinking: str = option(
        "tags", "Where self-checks and plans go: in the answer, in a separate reasoning part, or nowhere.", choices=THINKING
    )
