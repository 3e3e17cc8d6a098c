"""The transcript is run again from its first state: every result, every state, the goal at the end, the need for each call."""

from __future__ import annotations

from typing import Any

from agent.checks.support import Broken, calls_of, finding, own_names, world_of
from agent.world.env import differences, meets, shown
from generators.checks.registry import Row, check

# Calls that need not feed anything later, by what the evidence says they are for.
FREE = frozenset({"verify", "retry", "explore", "failed"})


@check("agent.replay")
@finding
def replay(row: Row, answer: str, params: dict[str, Any]) -> None:
    """Each result is byte for byte what the tool gives in the row's world, and leaves the state that the evidence says."""
    env, style = world_of(row), row["evidence"]["world"]["style"]
    for call in calls_of(row):
        tool, args = own_names(row, call)
        outcome = env.call(tool, args)
        text = faulty(shown(outcome.value, style), call.record, style)
        if text != call.content:
            raise Broken(f"{call.place}: the result at turn {call.result_turn} is not what the tool gives")
        if outcome.ok != call.record["ok"]:
            raise Broken(f"{call.place}: the evidence says ok={call.record['ok']}, the tool {outcome.ok}")
        if env.digest() != call.record["state"]:
            raise Broken(f"{call.place}: the state after it is not the recorded one")


def faulty(text: str, record: dict[str, Any], style: str) -> str:
    """What the model was shown: the result itself, or what a planned fault made of it."""
    fault = record.get("fault")
    return text if fault is None else str(fault["shown"])


@check("agent.state")
@finding
def state(row: Row, answer: str, params: dict[str, Any]) -> None:
    """In the end the world has changed as the goal says, and in nothing else."""
    env = world_of(row)
    for call in calls_of(row):
        env.call(*own_names(row, call))
    why = meets(row["evidence"]["goal"], differences(row["evidence"]["world"]["state"], env.states))
    if why:
        raise Broken(why)


@check("agent.needed")
@finding
def needed(row: Row, answer: str, params: dict[str, Any]) -> None:
    """Without any one call the goal, a later argument or a told fact would lack its ground; calls made for another reason are labelled."""
    calls = calls_of(row)
    used = {a["turn"] for c in calls for a in _results(c.record["args"])} | {f["turn"] for f in row["evidence"]["facts"] if "turn" in f}
    env = world_of(row)
    for call in calls:
        before = env.digest()
        env.call(*own_names(row, call))
        if call.record["why"] not in FREE and call.result_turn not in used and env.digest() == before:
            raise Broken(f"{call.place}: nothing rests on it")


def _results(args: list[dict[str, Any]]) -> list[dict[str, Any]]:
    found = []
    for a in args:
        found += [a] if a["from"] == "result" else _results(a.get("of", []))
    return found
