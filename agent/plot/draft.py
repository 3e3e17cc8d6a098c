"""From a finished script to a draft: checks every row carries, evidence, facets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from agent.plot.script import Script
from agent.plot.thinking import think
from agent.plot.twins import Way, as_row, chosen
from agent.world.domain import domains
from generators.recipe import Draft

ALWAYS = (
    "agent.tools",
    "agent.calls",
    "agent.grounded",
    "agent.replay",
    "agent.state",
    "agent.needed",
    "agent.faithful",
    "text.language",
    "text.clean",
)


def draft(
    script: Script, facets: dict[str, Any], checks: dict[str, dict[str, Any]] | None = None, ways: Sequence[Way] = (), **extra: Any
) -> Draft:
    """The draft; `extra`: further evidence. `ways`: how it can go wrong; half of the rows carry one of them as rejected twin."""
    scene, turn = script.scene, len(script.messages) - 1
    every: dict[str, dict[str, Any]] = {
        "agent.tools": {}, "agent.calls": {}, "agent.grounded": {}, "agent.replay": {}, "agent.state": {}, "agent.needed": {}, "agent.faithful": {},
        "text.language": {"lang": scene.lang}, "text.clean": {}, **(checks or {}),
    }  # fmt: skip
    evidence = {
        "question": script.question,
        "asked": {"masked": script.masked},
        "world": {"clock": script.env.clock, "style": script.style, "state": script.first, "versions": versions(script)},
        "tools": script.surface.evidence(),
        "calls": script.calls,
        "goal": script.goal,
        "facts": script.facts,
        **extra,
    }
    facets = {**facets, "tools": len(script.surface.order), "calls": len(script.calls), "naming": script.surface.naming}
    twin = script.own_twin or chosen(script, ways)
    mode = scene.options.thinking
    if mode != "none":
        every["agent.thinks"] = {}
        if twin:
            think(twin.script, twin.at, mode, {})
        think(script, 0, mode, checks or {})
    if twin:
        every["agent.rejected"] = {"follows": sorted({*twin.follows, *(["agent.thinks"] if mode != "none" else [])} - {twin.check})}
        rejected, evidence["rejected"] = as_row(twin)
    listed = [{"kind": k, "turn": turn, "params": p} for k, p in sorted(every.items())]
    made = Draft(script.messages, listed, evidence, facets, sorted({*script.tags}), script.surface.tools)
    if twin:
        made.rejected = rejected
    return made


def versions(script: Script) -> dict[str, int]:
    """Versions of the domains whose tools stand in the list."""
    known = domains()
    return {n: known[n].version for n in sorted({n.partition(".")[0] for n in script.surface.order}) if n in known}
