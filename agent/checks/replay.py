"""The transcript is run again from its first state: every result, every state, the goal at the end, the need for each call."""

from __future__ import annotations

from typing import Any

from agent.checks.support import Broken, calls_of, finding, runs_of, world_of
from agent.world.env import differences, meets
from generators.checks.registry import Row, check

# Calls that need not feed anything later, by what the evidence says they are for.
FREE = frozenset({"verify", "failed", "explore"})


@check("agent.replay")
@finding
def replay(row: Row, answer: str, params: dict[str, Any]) -> None:
    """Each result is byte for byte what the tool gives in the row's world, and leaves the state that the evidence says."""
    for run in runs_of(row):
        call = run.call
        if run.outcome is None:
            continue  # a user's tool: recorded or simulated, not run again
        if run.text != call.content:
            raise Broken(f"{call.place}: the result at turn {call.result_turn} is not what the tool gives")
        if run.outcome.ok != call.record["ok"]:
            raise Broken(f"{call.place}: the evidence says ok={call.record['ok']}, the tool {run.outcome.ok}")
        if run.digest != call.record["state"]:
            raise Broken(f"{call.place}: the state after it is not the recorded one")


@check("agent.state")
@finding
def state(row: Row, answer: str, params: dict[str, Any]) -> None:
    """After each goal the world has changed as that goal says since the one before, and in nothing else; beyond the last goal in nothing."""
    goals, count = row["evidence"]["goal"], len(calls_of(row))
    states = [world_of(row).states, *(run.after for run in runs_of(row))]
    done = 0
    for by in sorted({e["by"] for e in goals} | {count}):
        if not done <= by <= count:
            raise Broken(f"a goal is to be met after call {by} of {count}")
        wanted = [{k: v for k, v in e.items() if k != "by"} for e in goals if e["by"] == by]
        why = meets(wanted, differences(states[done], states[by]))
        if why:
            raise Broken(f"after {by} calls {why}")
        done = by


@check("agent.needed")
@finding
def needed(row: Row, answer: str, params: dict[str, Any]) -> None:
    """Without any one call the goal, a later argument or a told fact would lack its ground; calls made for another reason are labelled."""
    calls = calls_of(row)
    used = {a["turn"] for c in calls for a in _results(c.record["args"])} | {f["turn"] for f in row["evidence"]["facts"] if "turn" in f}
    for run in runs_of(row):
        free = run.call.record["why"] in FREE or run.call.result_turn in used or row["evidence"]["world"].get("own")
        if not free and not differences(run.before, run.after):
            raise Broken(f"{run.call.place}: nothing rests on it")


def _results(args: list[dict[str, Any]]) -> list[dict[str, Any]]:
    found = []
    for a in args:
        found += [a] if a["from"] == "result" else _results(a.get("of", []))
    return found
