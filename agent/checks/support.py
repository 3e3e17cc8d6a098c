"""What several checks need: calls paired with their results, arguments under their own names, the world at the start."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache, wraps
from typing import Any

from agent.world.env import Env, Outcome
from agent.world.tool import State
from generators.checks.registry import HOLDS, Row, Verdict, per_row


class Broken(Exception):
    """A finding, as a sentence."""


Check = Callable[[Row, str, dict[str, Any]], None]


def finding(function: Check) -> Callable[[Row, str, dict[str, Any]], Verdict]:
    """Turn a function that raises Broken into one that gives a Verdict."""

    @wraps(function)
    def run(row: Row, answer: str, params: dict[str, Any]) -> Verdict:
        try:
            function(row, bare(answer), params)
        except Broken as broken:
            return Verdict(str(broken))
        except StopIteration:
            return Verdict("evidence and messages name different things")
        return HOLDS

    return run


_THOUGHT = re.compile(r"<think>\n(.*?)\n</think>\s*", re.S)


def bare(text: str) -> str:
    """What is said, without what is thought in tags before it."""
    return _THOUGHT.sub("", text) if text.startswith("<think>") else text


def thinking_of(message: dict[str, Any]) -> str:
    """What is thought before a turn: in a part of its own, or in tags at the head of the content."""
    apart = message.get("reasoning_content")
    if apart:
        return str(apart)
    found = _THOUGHT.match(message.get("content") or "")
    return found[1] if found else ""


@dataclass(frozen=True)
class Call:
    """A call as it stands in the messages, with what the evidence says of it. `args` under their shown names."""

    at: int  # index among all calls
    turn: int
    n: int
    id: str
    shown: str
    args: dict[str, Any]
    result_turn: int
    content: str
    record: dict[str, Any]

    @property
    def place(self) -> str:
        """Where it stands, for messages."""
        return f"turn {self.turn}, call {self.n + 1} ({self.shown})"


def now_of(row: Row) -> datetime.datetime:
    """The row's simulated clock."""
    return _moment(row["evidence"]["world"]["clock"])


@lru_cache(maxsize=64)
def _moment(clock: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(clock)


def _pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(items)
    if len(found) < len(items):
        raise Broken("a key stands twice in the arguments")
    return found


def _constant(name: str) -> Any:
    raise Broken(f"{name} is no JSON")


_strict = json.JSONDecoder(object_pairs_hook=_pairs, parse_constant=_constant).decode


def strict_object(text: str, where: str) -> dict[str, Any]:
    """A JSON object without doubled keys or NaN; Broken otherwise."""
    try:
        value = _strict(text)
    except Broken as broken:
        raise Broken(f"{where}: {broken}") from None
    except ValueError as error:
        raise Broken(f"{where}: arguments are no JSON: {error}") from None
    if not isinstance(value, dict):
        raise Broken(f"{where}: arguments are no object")
    return value


@per_row
def calls_of(row: Row) -> list[Call]:
    """All calls in order. Broken where calls, results and evidence do not fit each other."""
    records, messages = list(row["evidence"]["calls"]), row["messages"]
    found: list[Call] = []
    seen: set[str] = set()
    i = 0
    while i < len(messages):
        entries = messages[i].get("tool_calls") or []
        if not entries and messages[i]["role"] == "tool":
            raise Broken(f"turn {i}: a result that answers no call")
        for n, entry in enumerate(entries):
            where = f"turn {i}, call {n + 1} ({entry['function']['name']})"
            answer = messages[i + 1 + n] if i + 1 + n < len(messages) else {}
            if answer.get("role") != "tool" or answer.get("tool_call_id") != entry["id"]:
                raise Broken(f"{where}: the result does not follow")
            if entry["id"] in seen:
                raise Broken(f"{where}: the id {entry['id']} stands twice")
            seen.add(entry["id"])
            if len(found) >= len(records):
                raise Broken(f"{where}: the evidence knows no such call")
            record = records[len(found)]
            if (record["turn"], record["n"]) != (i, n):
                raise Broken(f"{where}: the evidence has a call at turn {record['turn']} instead")
            args = strict_object(entry["function"]["arguments"], where)
            found.append(Call(len(found), i, n, entry["id"], entry["function"]["name"], args, i + 1 + n, answer["content"], record))
        i += 1 + len(entries)
    if len(found) < len(records):
        raise Broken(f"a call that the evidence has at turn {records[len(found)]['turn']} is not made")
    return found


def own_names(row: Row, call: Call) -> tuple[str, dict[str, Any]]:
    """(full tool name, arguments under the tool's own names). Broken for a name that is not in the list."""
    entry = next((t for t in row["evidence"]["tools"] if t["name"] == call.shown), None)
    if entry is None:
        raise Broken(f"{call.place}: no such tool in the list")
    if entry["tool"] != call.record["tool"]:
        raise Broken(f"{call.place}: calls {entry['tool']}, the evidence says {call.record['tool']}")
    unknown = [k for k in call.args if k not in entry["params"]]
    if unknown:
        raise Broken(f"{call.place}: no parameter {unknown[0]!r}")
    return entry["tool"], {**entry.get("defaults", {}), **{entry["params"][k]: v for k, v in call.args.items()}}


def world_of(row: Row) -> Env:
    """The world before the first call."""
    world = row["evidence"]["world"]
    return Env(row["lang"], world["clock"], world["state"])


@dataclass(frozen=True)
class Run:
    """A call that was run again: what it gave (None for a user's tool, which is not run), the states before and after, their digest after."""

    call: Call
    outcome: Outcome | None
    text: str
    before: Mapping[str, State]
    after: Mapping[str, State]
    digest: str


def runs_of(row: Row) -> Iterator[Run]:
    """All calls in order, run again from the row's first state with faults as planned. Broken at the first that cannot be run."""
    made, broken = _runs_of(row)
    yield from made
    if broken is not None:
        raise broken


@per_row
def runs_before(row: Row) -> list[Run]:
    """The first calls of the row where they have been run already, as the calls of another row that begins like it: mostly none."""
    return []


@per_row
def _runs_of(row: Row) -> tuple[list[Run], Broken | None]:
    made = [*runs_before(row)]
    env, world = world_of(row), row["evidence"]["world"]
    if made:
        env.states = dict(made[-1].after)
    try:
        for call in calls_of(row)[len(made) :]:
            tool, args = own_names(row, call)
            before, outcome, text = dict(env.states), None, call.content
            if not (tool.startswith("own.") and world.get("own")):
                outcome, text, _ = env.show(tool, args, world["style"], call.record.get("fault"))
            made.append(Run(call, outcome, text, before, dict(env.states), env.digest()))
    except Broken as broken:
        return made, broken
    return made, None


def given(row: Row, turn: int) -> Any:
    """What the result at a turn says, as data. ValueError where it is no JSON, KeyError where no result stands there."""
    found = _given(row)[turn]
    if isinstance(found, ValueError):
        raise found
    return found


@per_row
def _given(row: Row) -> dict[int, Any]:
    out: dict[int, Any] = {}
    for turn, m in enumerate(row["messages"]):
        if m["role"] == "tool":
            try:
                out[turn] = json.loads(m["content"])
            except ValueError as error:
                out[turn] = error
    return out


def at_pointer(value: Any, pointer: str) -> Any:
    """The value at a JSON pointer; Broken where there is none."""
    for part in filter(None, pointer.split("/")):
        try:
            value = value[int(part)] if isinstance(value, list) else value[part]
        except (KeyError, IndexError, ValueError, TypeError):
            raise Broken(f"nothing stands at {pointer}") from None
    return value


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """(JSON pointer, value) of every leaf; a list of plain values is one leaf."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from leaves(item, f"{path}/{key}")
    elif isinstance(value, list) and any(isinstance(i, dict | list) for i in value):
        for i, item in enumerate(value):
            yield from leaves(item, f"{path}/{i}")
    else:
        yield path, value
