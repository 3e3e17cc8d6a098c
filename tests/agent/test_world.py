"""States are shared between worlds, so a call that reads leaves its state as it is, and one that writes leaves the state it started from."""

from __future__ import annotations

import copy
from typing import Any

from agent.checks.support import calls_of, own_names, world_of
from agent.world.domain import find_tool


def test_no_call_changes_the_state_it_started_from(agent_set: list[dict[str, Any]]) -> None:
    reads = writes = 0
    for row in agent_set[:300]:
        env, style = world_of(row), row["evidence"]["world"]["style"]
        for call in calls_of(row):
            held, kept = dict(env.states), copy.deepcopy(env.states)
            env.show(*own_names(row, call), style, call.record.get("fault"))
            assert held == kept, (row["id"], call.place)
            found = find_tool(call.record["tool"])
            assert found is not None
            if found[1].writes:
                writes += 1
            else:
                reads += 1
                assert env.states == kept, (row["id"], call.place)
    assert reads > 100 and writes > 30
