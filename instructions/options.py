"""Options of `gen instructions`."""

from __future__ import annotations

from dataclasses import dataclass

from generators.options import Options, option

THINKING = ("none", "inline", "tags")


@dataclass(frozen=True)
class InstructionsOptions(Options):
    """What the user can set beyond the common options."""

    from_: str = option(
        "", "Arrow first: your own prompt/answer pairs (jsonl or json); answers stay byte for byte.", metavar="PAIRS.jsonl", path=True
    )
    repair: str = option(
        "", "Your pairs: limits in the prompt that the answer breaks are moved to numbers that hold.", metavar="PAIRS.jsonl", path=True
    )
    plugin: str = option("", "Your own constraint type: one Python file (see instructions/README.md).", metavar="FILE.py", path=True)
    thinking: str = option(
        "tags", "Where self-checks and plans go: in the answer, in a separate reasoning part, or nowhere.", choices=THINKING
    )
