"""The solver: what calls reach a goal with the tools at hand and what the user has said, tried out on the real tools.

Backward chaining over ports: a tool that has the wanted effect, its parameters from what is known, from defaults, or from results of other tools.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import lru_cache
from typing import Any

from agent.world.domain import domains, find_tool
from agent.world.env import Env, Outcome, differences, meets
from agent.world.goal import Add, Change, Composed, Edit, Fact, Goal, Remove
from agent.world.tool import State, Tool

DEPTH = 3


@dataclass(frozen=True)
class Source:
    """Where an argument comes from. user: `slot`. result: `step` (of the plan) and JSON `pointer`. clock, system: a stated value."""

    kind: str
    slot: str = ""
    step: int = -1
    pointer: str = ""
    parts: tuple[
        tuple[Source, Any], ...
    ] = ()  # of a computed value: the sources it is made of, with their values; `pointer` names the operation

    def each(self, change: Callable[[Source], Source]) -> Source:
        """This source changed, and all it is made of."""
        return change(replace(self, parts=tuple((part.each(change), value) for part, value in self.parts)))

    @property
    def slots(self) -> frozenset[str]:
        """What the user has to say for it."""
        own = {self.slot} if self.kind == "user" else set()
        return frozenset(own.union(*(part.slots for part, _ in self.parts)))


@dataclass
class Step:
    """A call of a plan with the outcome it had when it was tried out."""

    tool: str
    args: dict[str, Any]
    sources: dict[str, Source]
    outcome: Outcome | None = None


@dataclass
class Plan:
    """Calls in order. `facts`: for each told fact (step, JSON pointer, value)."""

    steps: list[Step] = field(default_factory=list)
    facts: dict[str, tuple[int, str, Any]] = field(default_factory=dict)


@dataclass(frozen=True)
class Stuck:
    """Why there is no plan. no_tool: nothing has the effect. missing: parameters without a source. refused: a tool said no. astray: ran, but to no avail."""

    reason: str
    ports: tuple[str, ...] = ()
    error: str = ""
    steps: tuple[Step, ...] = ()


def wanted_edits(domain: str, edits: Sequence[Edit]) -> list[dict[str, Any]]:
    """Edits as they are recorded and compared."""
    out: list[dict[str, Any]] = []
    for e in edits:
        at = {"domain": domain, "table": e.table}
        if isinstance(e, Add):
            out.append({**at, "op": "add", "fields": dict(e.fields)})
        elif isinstance(e, Change):
            out.append({**at, "op": "change", "key": e.key, "fields": dict(e.fields)})
        elif isinstance(e, Remove):
            out.append({**at, "op": "remove", "key": e.key})
    return out


def able(domain: str, goal: Goal, tools: Sequence[str]) -> list[str]:
    """The tools whose effect or results the goal needs."""
    effect, keys = "", frozenset[str]()
    if goal.edits:
        first = wanted_edits(domain, goal.edits[:1])[0]
        effect = f"{first['table']}.{first['op']}"
    else:
        keys = frozenset(k for f in goal.facts.values() for k in f.key.split("+"))
    fit = _having(domain, effect, keys)
    return [full for full in tools if full in fit]


@lru_cache(maxsize=4096)
def _having(domain: str, effect: str, keys: frozenset[str]) -> frozenset[str]:
    """The domain's tools with this effect; without one, those that only read and give these keys."""
    found = domains().get(domain)
    tools = found.tools.items() if found else ()
    return frozenset(f"{domain}.{name}" for name, t in tools if (t.writes == effect if effect else not t.writes and keys <= t.gives))


def solve(
    env: Env,
    domain: str,
    goal: Goal,
    tools: Sequence[str],
    known: Mapping[str, Any],
    seen: Sequence[Step | None] = (),
    since: Mapping[str, State] | None = None,
) -> Plan | Stuck:
    """A plan that reaches the goal in this world, or what stands in its way.

    `known`: slot -> value. `seen`: the calls made before, whose results may be used again (None: one whose result is not to be).
    `since`: the states that the goal's changes are counted from, where they are not this world's.
    """
    stuck = Stuck("no_tool")
    candidates = able(domain, goal, tools)
    # A tool that asks for nothing the user does not know comes first; among equals the one that uses most of it.
    candidates.sort(key=lambda t: (-_used(t, known), t))
    for full in candidates:
        search = _Search(env.fork(), tools, known, seen, goal.composed)
        ended = search.prepare(full, DEPTH) or search.judge(since or env.states, domain, goal)
        if isinstance(ended, Plan):
            return ended
        meant = bool(ended.error) and ended.error == goal.refused != stuck.error
        if _rank(ended) > _rank(stuck) or meant:
            stuck = ended
    return stuck


def _used(full: str, known: Mapping[str, Any]) -> int:
    found = find_tool(full)
    if found is None:
        return 0
    ports = {p.port for p in found[1].params}
    return len(ports & set(known)) * 2 - sum(p.required and p.port not in known for p in found[1].params)


def _rank(stuck: Stuck) -> int:
    return ("no_tool", "astray", "missing", "refused").index(stuck.reason)


@dataclass
class _Search:
    """One try: the world it runs in, the calls made so far."""

    trial: Env
    tools: Sequence[str]
    known: Mapping[str, Any]
    seen: Sequence[Step | None]
    composed: Mapping[str, Composed] = field(default_factory=dict)
    steps: list[Step] = field(default_factory=list)

    def judge(self, since: Mapping[str, State], domain: str, goal: Goal) -> Plan | Stuck:
        """Whether the calls made have reached the goal."""
        last = self.steps[-1].outcome
        if last is None or not last.ok:
            return Stuck("refused", error=last.value["error"]["code"] if last else "", steps=tuple(self.steps))
        why = meets(wanted_edits(domain, goal.edits), differences(since, self.trial.states))
        facts = locate(goal.facts, last.value)
        if why or facts is None:
            return Stuck("astray", steps=tuple(self.steps))
        at = len(self.seen) + len(self.steps) - 1
        return Plan(self.steps, {name: (at, pointer, value) for name, (pointer, value) in facts.items()})

    def prepare(self, full: str, depth: int) -> Stuck | None:
        """Make the calls that lead to `full`, and `full` itself; what is missing where that cannot be."""
        found = find_tool(full)
        if found is None:
            return Stuck("no_tool")
        step, missing = Step(full, {}, {}), list[str]()
        for p in found[1].params:
            if p.port in self.known:
                step.args[p.name], step.sources[p.name] = self.known[p.port], Source("user", slot=p.port)
            elif p.port in self.composed:
                written = self.compose(self.composed[p.port], full.partition(".")[0])
                if isinstance(written, Stuck):
                    missing += written.ports
                else:
                    step.args[p.name], step.sources[p.name] = written
            elif p.required:
                made = self.produce(p.port, full, depth - 1) if depth > 1 else None
                if isinstance(made, tuple):
                    step.args[p.name], step.sources[p.name] = made
                else:
                    missing += (made.ports if made else ()) or (p.port,)
        if missing:
            return Stuck("missing", tuple(dict.fromkeys(missing)))
        step.outcome = self.trial.call(full, step.args)
        self.steps.append(step)
        return None

    def compose(self, what: Composed, domain: str) -> tuple[Any, Source] | Stuck:
        """A text of the assistant's own, once the calls that show its names have been made."""
        unsaid = tuple(n for n in what.slots if n not in self.known)
        if unsaid:
            return Stuck("missing", unsaid)
        for name, args in what.looks:
            full = f"{domain}.{name}"
            made_before = any(s is not None and s.tool == full and s.args == args for s in [*self.seen, *self.steps])
            if not made_before and not self._look(full, args):
                return Stuck("missing", tuple(what.names))
        shown = {name: self._shown(name) for name in what.names}
        if not all(shown.values()):
            return Stuck("missing", tuple(n for n, s in shown.items() if s is None))
        parts = [(Source("user", slot=n), self.known[n]) for n in what.slots]
        return what.text, Source("computed", pointer=what.op, parts=(*parts, *((s, n) for n, s in shown.items() if s is not None)))

    def _look(self, full: str, args: Mapping[str, Any]) -> bool:
        """Make a call whose arguments the user has said or a result has shown; False where it cannot be made."""
        step = Step(full, dict(args), {})
        for p in _tool(full).params:
            if p.name in args:
                said = self.known.get(p.port) == args[p.name]
                source = Source("user", slot=p.port) if said else self._shown(args[p.name])
                if source is None:
                    return False
                step.sources[p.name] = source
        if full not in self.tools:
            return False
        step.outcome = self.trial.call(full, step.args)
        self.steps.append(step)
        return step.outcome.ok

    def _shown(self, value: Any) -> Source | None:
        """Where a result shows this value, the latest first."""
        earlier: list[Step | None] = [*self.seen, *self.steps]
        for n in range(len(earlier) - 1, -1, -1):
            step = earlier[n]
            if step is None or step.outcome is None or not step.outcome.ok:
                continue
            for pointer, record in records(step.outcome.value):
                for key, item in record.items():
                    if type(item) is type(value) and item == value:
                        return Source("result", step=n, pointer=f"{pointer}/{key}")
        return None

    def produce(self, port: str, wanting: str, depth: int) -> tuple[Any, Source] | Stuck | None:
        """A value of this port out of a result: the one record that fits all the user has said of it."""
        own = {p.port for p in _tool(wanting).params}
        described = {k: v for k, v in self.known.items() if k not in own}  # what is said of the record, not what is to be done with it
        earlier: list[Step | None] = [*self.seen, *self.steps]
        for n in range(len(earlier) - 1, -1, -1):
            step = earlier[n]
            picked = _picked(step, port, described) if step is not None else None
            if picked is not None and described:
                return picked[1], Source("result", step=n, pointer=picked[0])
        stuck: Stuck | None = None
        # First what can be asked at once: no second call for what the first has shown.
        suppliers = [full for full in self.tools if _supplies(full, port, wanting)]
        for full in sorted(suppliers, key=lambda t: any(p.required and p.port not in self.known for p in _tool(t).params)):
            if not any(p.required or p.port in self.known for p in _tool(full).params):  # a search for nothing in particular
                stuck = stuck or Stuck("missing", tuple(p.port for p in _tool(full).params)[:1])
                continue
            before = len(self.steps)
            failed = self.prepare(full, depth)
            picked = None if failed else _picked(self.steps[-1], port, described)
            if picked is not None:
                return picked[1], Source("result", step=len(self.seen) + len(self.steps) - 1, pointer=picked[0])
            stuck = stuck or failed
            del self.steps[before:]
        return stuck


def _tool(full: str) -> Tool:
    found = find_tool(full)
    if found is None:
        raise KeyError(full)
    return found[1]


def _supplies(full: str, port: str, wanting: str) -> bool:
    """Whether a tool of the same domain only reads and gives this port without asking for it."""
    found = find_tool(full)
    if found is None or full == wanting or full.partition(".")[0] != wanting.partition(".")[0]:
        return False
    tool = found[1]
    return not tool.writes and port in tool.gives and all(p.port != port for p in tool.params)


def _picked(step: Step, port: str, described: Mapping[str, Any]) -> tuple[str, Any] | None:
    """(pointer, value) of the port in the only record of a result that agrees with what is said of it; None where there are several or none."""
    if step.outcome is None or not step.outcome.ok:
        return None
    fit = []
    for pointer, record in records(step.outcome.value):
        if port in record and all(record[k] == v for k, v in described.items() if k in record and not isinstance(record[k], list | dict)):
            fit.append((f"{pointer}/{port}", record[port]))
    return fit[0] if len(fit) == 1 else None


def records(value: Any, pointer: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every object in a result with its JSON pointer."""
    if isinstance(value, dict):
        yield pointer, value
        for key, item in value.items():
            yield from records(item, f"{pointer}/{key}")
    elif isinstance(value, list):
        for i, item in enumerate(value):
            yield from records(item, f"{pointer}/{i}")


def locate(facts: Mapping[str, Fact], value: Any) -> dict[str, tuple[str, Any]] | None:
    """Where the facts stand in a result: all in one record (or, for `a+b`, in the records of one list); None where they do not."""
    rows = {name: f for name, f in facts.items() if "+" in f.key}
    plain = {name: f for name, f in facts.items() if "+" not in f.key}
    out: dict[str, tuple[str, Any]] = {}
    for pointer, record in records(value):
        if plain and all(f.key in record and (f.value is None or same(record[f.key], f.value)) for f in plain.values()):
            out |= {name: (f"{pointer}/{f.key}", record[f.key]) for name, f in plain.items()}
            break
    for name, f in rows.items():
        for pointer, record in records(value):
            for key, items in record.items():
                if isinstance(items, list) and items and all(isinstance(i, dict) and set(f.key.split("+")) <= set(i) for i in items):
                    listed = [[i[k] for k in f.key.split("+")] for i in items]
                    if f.value is None or listed == [list(v) for v in f.value]:
                        out[name] = (f"{pointer}/{key}", listed)
    return out if len(out) == len(facts) else None


def same(a: Any, b: Any) -> bool:
    """Equal as values: 12, 12.0 and "12.00" are, True and 1 are not."""
    if isinstance(a, bool) or isinstance(b, bool) or a is None or b is None or isinstance(a, list | dict) or isinstance(b, list | dict):
        return type(a) is type(b) and a == b
    if a == b:
        return True
    try:
        return Fraction(str(a)) == Fraction(str(b))
    except ValueError:
        return bool(a == b)
