"""Options of `gen agent`."""

from __future__ import annotations

from dataclasses import dataclass

from generators.options import Options


@dataclass(frozen=True)
class AgentOptions(Options):
    """What the user can set beyond the common options."""
