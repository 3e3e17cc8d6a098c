"""States are shared between worlds, so a call that reads leaves its state as it is, and one that writes leaves the state it started from."""

from __future__ import annotations

import copy
from typing import Any

from agent.checks.support import calls_of, own_names, world_of
from agent.world.domain import find_tool
from agent.world.env import Env


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


def test_a_world_that_remembers_gives_what_one_that_runs_everything_gives(agent_set: list[dict[str, Any]]) -> None:
    again = 0
    for row in agent_set[:200]:
        plain, style = world_of(row), row["evidence"]["world"]["style"]
        keeps = Env(plain.lang, plain.clock, plain.states, remembers=True)
        ahead = keeps.fork()
        for call in calls_of(row):
            named, fault = own_names(row, call), call.record.get("fault")
            seen = [env.show(*named, style, fault) for env in (plain, ahead, keeps)]
            assert seen[0] == seen[1] == seen[2], (row["id"], call.place)
            assert plain.digest() == ahead.digest() == keeps.digest()
            again += seen[1][0] is seen[2][0]
    assert again > 100
