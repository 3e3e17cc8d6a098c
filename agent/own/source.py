"""Where the user's tools come from in this run, and what answers their calls."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol

from agent.own.spec import Spec
from agent.world.env import Outcome, shown


class Caller(Protocol):
    """Something that runs tools."""

    def call(self, name: str, args: Mapping[str, Any]) -> tuple[Any, bool]:
        """(result, whether it worked) of a call by the tool's original name; never raises for what a tool does."""
        ...

    def fresh(self) -> None:
        """Forget what earlier calls have changed, as far as the tools allow."""
        ...


@dataclass(frozen=True)
class Own:
    """The user's tools; `caller` runs them, None where results are made up after their schemas."""

    specs: tuple[Spec, ...]
    caller: Caller | None

    @property
    def results(self) -> str:
        """recorded: the tools really ran. simulated: nothing ran."""
        return "recorded" if self.caller else "simulated"


@lru_cache(maxsize=4)
def own(tools: str, mcp: str, tools_py: str) -> Own | None:
    """The tools of a run's options; None where the user gave none."""
    if tools:
        from agent.own.load import load

        return Own(load(tools), None)
    if mcp:
        from agent.own.mcp import connect

        specs, caller = connect(mcp)
        return Own(specs, caller)
    if tools_py:
        from agent.own.python import start

        specs, python = start(tools_py)
        return Own(specs, python)
    return None


class OwnWorld:
    """Stands where a simulated world stands for shipped domains: it has a clock and no state."""

    def __init__(self, lang: str, clock: str, source: Own, results: dict[str, Any] | None = None) -> None:
        import datetime

        self.lang, self.clock, self.source = lang, clock, source
        self.now = datetime.datetime.fromisoformat(clock)
        self.states: dict[str, Any] = {}
        self.made = results if results is not None else {}

    def fork(self) -> OwnWorld:
        """The same, for there is nothing to copy."""
        return self

    def digest(self) -> str:
        """Of no state."""
        from agent.world.env import digest_of

        return digest_of({})

    def show(self, full: str, args: Mapping[str, Any], style: str, fault: Mapping[str, Any] | None = None) -> tuple[Outcome, str, Any]:
        """Run a tool, or give the result that was made up for the call."""
        name = full.partition(".")[2]
        if self.source.caller is None:
            value, ok = self.made[name + json.dumps(args, sort_keys=True)], True
        else:
            spec = next(s for s in self.source.specs if s.name == name)
            value, ok = self.source.caller.call(spec.original or spec.name, args)
        return Outcome(value, ok), shown(value, style), value
