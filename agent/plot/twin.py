"""What a rejected twin is: a script with a wrong continuation, and the check that finds it."""

from __future__ import annotations

from dataclasses import dataclass

from agent.plot.script import Script

LATER = ("agent.state", "agent.faithful", "agent.needed")  # what a call that should not be, or is not there, may break besides


@dataclass
class Twin:
    """A wrong continuation: `script` has the transcript with it from turn `at` on; `check` finds it, `follows` may find it too."""

    script: Script
    at: int
    check: str
    reason: str
    follows: tuple[str, ...] = ()
