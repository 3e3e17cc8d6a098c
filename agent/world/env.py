"""Running calls: a set of domain states under one clock, results as the text a model sees, state hashes, differences."""

from __future__ import annotations

import datetime
import hashlib
import json
import marshal
from collections.abc import Mapping
from dataclasses import dataclass
from operator import is_
from typing import Any

from agent.world import faults
from agent.world.domain import find_tool, material
from agent.world.tool import State, Tool, ToolError, World

STYLES = ("spaced", "compact")
_COMPACT = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_SPACED = json.JSONEncoder(ensure_ascii=False).encode
_NOTHING: State = {}  # of a domain that is not in the world


@dataclass(frozen=True)
class Outcome:
    """What a call gave: `value` is what the tool returned, or {"error": ...}."""

    value: Any
    ok: bool


# By tool, identity of the domain's state and arguments: the state (held, so that its identity stays its own), what came of the call, the state after it.
_Made = dict[tuple[str, int, str], tuple[State, Outcome, State]]


class Env:
    """States by domain. `clock` is the row's simulated local time; no tool knows another.

    `remembers`: a call made before in the same state is not run again. For those who plan; who verifies runs everything himself.
    """

    def __init__(self, lang: str, clock: str, states: Mapping[str, State], remembers: bool = False) -> None:
        self.lang, self.clock = lang, clock
        self.now = datetime.datetime.fromisoformat(clock)
        # States are never changed in place: a call that writes works on a copy that takes the old one's place. So they can be shared.
        self.states: dict[str, State] = dict(states)
        self._digest: tuple[tuple[State, ...], str] = ((), "")
        self._made: _Made | None = {} if remembers else None

    def fork(self) -> Env:
        """A world that goes its own way from here; what one has found out by a call, the other need not run again."""
        other = Env.__new__(Env)
        other.lang, other.clock, other.now, other.states, other._digest = self.lang, self.clock, self.now, dict(self.states), self._digest
        other._made = self._made
        return other

    def call(self, full: str, args: Mapping[str, Any]) -> Outcome:
        """Run `domain.tool`. A refusal leaves the state as it was. KeyError for an unknown tool."""
        found = find_tool(full)
        if found is None:
            raise KeyError(full)
        domain, tool = found
        state = self.states.get(domain.name, _NOTHING)
        if self._made is None:
            outcome, after = self._run(domain.name, tool, state, args)
        else:
            key = (full, id(state), repr(args))
            kept = self._made.get(key)
            if kept is None:
                kept = self._made[key] = (state, *self._run(domain.name, tool, state, args))
            outcome, after = kept[1:]
        if after is not state:
            self.states[domain.name] = after
        return outcome

    def _run(self, domain: str, tool: Tool, state: State, args: Mapping[str, Any]) -> tuple[Outcome, State]:
        """What a call gives, and the domain's state after it: the one before it where it changes nothing."""
        work = copy(state) if tool.writes else state
        try:
            value = tool.run(World(self.lang, self.now, work), **args)
        except ToolError as error:
            return Outcome(error_result(domain, self.lang, error), False), state
        return Outcome(value, True), work

    def show(self, full: str, args: Mapping[str, Any], style: str, fault: Mapping[str, Any] | None = None) -> tuple[Outcome, str, Any]:
        """Run a call under a planned fault: (what the tool gave, the text shown, the value shown)."""
        if fault and fault["kind"] in faults.OUTAGES:
            value = faults.outage(fault["kind"])
            return Outcome(value, False), shown(value, style), value
        outcome = self.call(full, args)
        text = shown(outcome.value, style)
        if not fault:
            return outcome, text, outcome.value
        value, cut = faults.distort(fault, outcome.value, text)
        return outcome, (shown(value, style) if cut is None else cut), value

    def digest(self) -> str:
        """16 hex digits of all states."""
        held, kept = self._digest
        now = tuple(self.states.values())
        if len(held) != len(now) or not all(map(is_, held, now)):
            kept = digest_of(self.states)
            self._digest = (now, kept)
        return kept


def copy(state: State) -> State:
    """A deep copy of plain data; most records hold no lists, so that a plain copy of them does."""
    return {table: {key: _record(r) for key, r in records.items()} for table, records in state.items()}


def _record(record: dict[str, Any]) -> dict[str, Any]:
    made = record.copy()
    for name, value in record.items():
        if value.__class__ is list or value.__class__ is dict:
            made[name] = marshal.loads(marshal.dumps(value))
    return made


def digest_of(states: Mapping[str, State]) -> str:
    """16 hex digits of some states, whatever the order of their keys."""
    import orjson  # not paid at import: a reward function carries this file

    return hashlib.blake2b(orjson.dumps(states, option=orjson.OPT_SORT_KEYS), digest_size=8).hexdigest()


def error_result(domain: str, lang: str, error: ToolError) -> dict[str, Any]:
    """An error as its API words it."""
    message = material(lang, domain)["errors"][error.code]
    return {"error": {"code": error.code, "message": message.format(**error.info)}}


def shown(value: Any, style: str) -> str:
    """A result as the text of the tool's turn."""
    return _COMPACT(value) if style == "compact" else _SPACED(value)


def differences(before: Mapping[str, State], after: Mapping[str, State]) -> list[dict[str, Any]]:
    """What changed: records added, removed, and fields changed, in a fixed order."""
    found: list[dict[str, Any]] = []
    for domain in sorted({*before, *after}):
        a, b = before.get(domain, {}), after.get(domain, {})
        if a is b:
            continue
        for table in sorted({*a, *b}):
            old, new = a.get(table, {}), b.get(table, {})
            if old == new:
                continue
            for key in sorted({*old, *new}):
                at = {"domain": domain, "table": table}
                if key not in old:
                    found.append({**at, "op": "add", "key": key, "fields": new[key]})
                elif key not in new:
                    found.append({**at, "op": "remove", "key": key})
                elif old[key] != new[key]:
                    names = sorted({*old[key], *new[key]})
                    fields = {n: new[key].get(n) for n in names if old[key].get(n) != new[key].get(n)}
                    found.append({**at, "op": "change", "key": key, "fields": fields})
    return found


def meets(wanted: list[dict[str, Any]], found: list[dict[str, Any]]) -> str:
    """An empty string where the changes are exactly the wanted ones, else what is wrong. Of an added record only the wanted fields count."""
    left = list(found)
    for edit in wanted:
        match = next((f for f in left if _same(edit, f)), None)
        if match is None:
            return f"the goal's {edit['op']} in {edit['domain']}.{edit['table']} did not happen"
        left.remove(match)
    return f"{left[0]['domain']}.{left[0]['table']} {left[0]['key']} changed besides" if left else ""


def _same(edit: dict[str, Any], found: dict[str, Any]) -> bool:
    if any(edit[k] != found[k] for k in ("domain", "table", "op")):
        return False
    if edit["op"] == "add":
        return all(found["fields"].get(k) == v for k, v in edit["fields"].items())
    return bool(edit["key"] == found["key"] and edit.get("fields", {}) == found.get("fields", {}))
