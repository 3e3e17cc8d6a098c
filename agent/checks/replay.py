"""The transcript is run again from its first state: every result, every state, the goal at the end, the need for each call."""

from __future__ import annotations

from typing import Any

from agent.checks.support import Broken, Call, calls_of, finding, own_names, world_of
from agent.world.env import Env, differences, meets
from generators.checks.registry import Row, check

# Calls that need not feed anything later, by what the evidence says they are for.
FREE = frozenset({"verify", "failed", "explore"})


@check("agent.replay")
@finding
def replay(row: Row, answer: str, params: dict[str, Any]) -> None:
    """Each result is byte for byte what the tool gives in the row's world, and leaves the state that the evidence says."""
    env, style = world_of(row), row["evidence"]["world"]["style"]
    for call in calls_of(row):
        tool, args = own_names(row, call)
        if tool.startswith("own.") and row["evidence"]["world"].get("own"):
            continue  # a user's tool: recorded or simulated, not run again
        outcome, text, _ = env.show(tool, args, style, call.record.get("fault"))
        if text != call.content:
            raise Broken(f"{call.place}: the result at turn {call.result_turn} is not what the tool gives")
        if outcome.ok != call.record["ok"]:
            raise Broken(f"{call.place}: the evidence says ok={call.record['ok']}, the tool {outcome.ok}")
        if env.digest() != call.record["state"]:
            raise Broken(f"{call.place}: the state after it is not the recorded one")


@check("agent.state")
@finding
def state(row: Row, answer: str, params: dict[str, Any]) -> None:
    """After each goal the world has changed as that goal says since the one before, and in nothing else; beyond the last goal in nothing."""
    env, calls, goals = world_of(row), calls_of(row), row["evidence"]["goal"]
    done, before = 0, copies(env)
    for by in sorted({e["by"] for e in goals} | {len(calls)}):
        if not done <= by <= len(calls):
            raise Broken(f"a goal is to be met after call {by} of {len(calls)}")
        for call in calls[done:by]:
            rerun(env, row, call)
        done = by
        why = meets([{k: v for k, v in e.items() if k != "by"} for e in goals if e["by"] == by], differences(before, env.states))
        if why:
            raise Broken(f"after {by} calls {why}")
        before = copies(env)


def copies(env: Env) -> dict[str, Any]:
    """A snapshot of all states."""
    return env.fork().states


@check("agent.needed")
@finding
def needed(row: Row, answer: str, params: dict[str, Any]) -> None:
    """Without any one call the goal, a later argument or a told fact would lack its ground; calls made for another reason are labelled."""
    calls = calls_of(row)
    used = {a["turn"] for c in calls for a in _results(c.record["args"])} | {f["turn"] for f in row["evidence"]["facts"] if "turn" in f}
    env = world_of(row)
    for call in calls:
        if call.record["why"] in FREE or call.result_turn in used or row["evidence"]["world"].get("own"):
            rerun(env, row, call)
            continue
        before = env.digest()
        rerun(env, row, call)
        if env.digest() == before:
            raise Broken(f"{call.place}: nothing rests on it")


def rerun(env: Env, row: Row, call: Call) -> None:
    """Run a call again, faults as planned; a user's tool is not run."""
    if call.record["tool"].startswith("own.") and row["evidence"]["world"].get("own"):
        return
    env.show(*own_names(row, call), row["evidence"]["world"]["style"], call.record.get("fault"))


def _results(args: list[dict[str, Any]]) -> list[dict[str, Any]]:
    found = []
    for a in args:
        found += [a] if a["from"] == "result" else _results(a.get("of", []))
    return found
