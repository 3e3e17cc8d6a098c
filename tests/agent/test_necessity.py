"""Leaving out any one call breaks the goal, a later argument or a told fact, in all but a few; those are no worse than chance."""

from __future__ import annotations

import copy
from typing import Any

from agent.checks.replay import FREE
from tests.agent.necessity import idle_calls

LEAST = 0.98  # share of calls that something rests on


def test_calls_are_needed(agent_set: list[dict[str, Any]]) -> None:
    meant = sum(c["why"] not in FREE for r in agent_set for c in r["evidence"]["calls"])
    idle = [(r["id"], place) for r in agent_set for place in idle_calls(r)]
    assert meant > 500
    assert len(idle) <= (1 - LEAST) * meant, idle[:5]


def test_an_idle_call_is_seen(agent_set: list[dict[str, Any]]) -> None:
    seen = 0
    for row in agent_set:
        if row["task_type"] == "agent/pushback" and any(c["why"] == "verify" for c in row["evidence"]["calls"]):
            bare = copy.deepcopy(row)
            for call in bare["evidence"]["calls"]:
                call["why"] = "goal"  # the second look gives what the first one gave: without its label it is one too many
            seen += bool(idle_calls(bare))
    assert seen >= 5
