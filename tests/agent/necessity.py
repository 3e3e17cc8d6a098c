"""What becomes of a transcript when one of its calls is left out: the goal, the later arguments, the told facts, each without what that call gave."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from agent.checks.replay import FREE
from agent.checks.support import calls_of, leaves, own_names, runs_of, world_of
from agent.world.env import Env, differences, meets

Row = dict[str, Any]


def idle_calls(row: Row) -> list[str]:
    """Places of calls that nothing would miss, of those that are not labelled as look-ups for another reason."""
    out = []
    for run in runs_of(row):
        call = run.call
        if call.record["why"] in FREE or row["evidence"]["world"].get("own"):
            continue
        if not (_goal_broken(row, call.at) or _argument_broken(row, call.at) or _fact_broken(row, call.at)):
            out.append(call.place)
    return out


def _goal_broken(row: Row, gone: int) -> bool:
    """Whether the world ends otherwise than the goals say when the call is not made."""
    env: Env = world_of(row)
    start = dict(env.states)
    for call in calls_of(row):
        if call.at != gone:
            tool, args = own_names(row, call)
            env.show(tool, args, row["evidence"]["world"]["style"], call.record.get("fault"))
    wanted = [{k: v for k, v in e.items() if k != "by"} for e in row["evidence"]["goal"]]
    return bool(wanted) and bool(meets(wanted, differences(start, env.states)))


def _argument_broken(row: Row, gone: int) -> bool:
    """Whether a later call has an argument out of this result that nobody says and no other result before it shows under that name."""
    calls = calls_of(row)
    turn = calls[gone].result_turn
    for call in calls[gone + 1 :]:
        for origin in _flat(call.record["args"]):
            if origin["from"] == "result" and origin["turn"] == turn:
                value = origin["value"] if "value" in origin else _argument(call.args, origin["path"])
                if not _elsewhere(row, origin["pointer"].rpartition("/")[2], value, turn, call.turn):
                    return True
    return False


def _fact_broken(row: Row, gone: int) -> bool:
    """Whether an answer tells something out of this result that nobody said and no other result before it shows under that name."""
    turn = calls_of(row)[gone].result_turn
    told = [f for f in row["evidence"]["facts"] if f.get("turn") == turn]
    return any(not _elsewhere(row, f["pointer"].rpartition("/")[2], f["value"], turn, f["at"]) for f in told)


def _elsewhere(row: Row, key: str, value: Any, but: int, before: int) -> bool:
    """Whether another result before this turn has the value under the same name, or a user or the system says it (a text: figures are many things)."""
    for turn, m in enumerate(row["messages"][:before]):
        if turn == but or m["role"] == "assistant":
            continue
        if m["role"] == "tool":
            try:
                if any(path.rpartition("/")[2] == key and v == value for path, v in leaves(json.loads(m["content"]))):
                    return True
            except ValueError:
                continue
        elif isinstance(value, str) and not value.isdigit() and value in (m.get("content") or ""):
            return True
    return False


def _flat(args: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for a in args:
        yield a
        yield from _flat(a.get("of", []))


def _argument(args: Any, path: str) -> Any:
    for part in filter(None, path.split("/")):
        args = args[int(part)] if isinstance(args, list) else args[part]
    return args
