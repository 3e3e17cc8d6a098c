"""The solver: what calls reach a goal with the tools at hand and what the user has said, tried out on the real tools.

Backward chaining over ports: a tool that has the wanted effect, its parameters from what is known, from defaults, or from results of other tools.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from agent.world.domain import find_tool
from agent.world.env import Env, Outcome, differences, meets
from agent.world.goal import Add, Change, Edit, Fact, Goal, Remove
from agent.world.tool import Tool

DEPTH = 3


@dataclass(frozen=True)
class Source:
    """Where an argument comes from. user: `slot`. result: `step` (of the plan) and JSON `pointer`. clock, system: a stated value."""

    kind: str
    slot: str = ""
    step: int = -1
    pointer: str = ""


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
    out = []
    for full in tools:
        found = find_tool(full)
        if found is None or found[0].name != domain:
            continue
        tool = found[1]
        if goal.edits:
            first = wanted_edits(domain, goal.edits)[0]
            if tool.writes == f"{first['table']}.{first['op']}":
                out.append(full)
        elif not tool.writes and {k for f in goal.facts.values() for k in f.key.split("+")} <= tool.gives:
            out.append(full)
    return out


def solve(env: Env, domain: str, goal: Goal, tools: Sequence[str], known: Mapping[str, Any], at: int = 0) -> Plan | Stuck:
    """A plan that reaches the goal in this world, or what stands in its way. `known`: slot -> value; `at`: number of calls made before."""
    stuck = Stuck("no_tool")
    candidates = able(domain, goal, tools)
    # A tool that asks for nothing the user does not know comes first; among equals the one that uses most of it.
    candidates.sort(key=lambda t: (-_used(t, known), t))
    for full in candidates:
        trial = env.fork()
        steps: list[Step] = []
        ended: Plan | Stuck = _prepare(trial, full, tools, known, steps, DEPTH, at) or _run(env, trial, domain, goal, steps, at)
        if isinstance(ended, Plan):
            return ended
        failed = ended
        if _rank(failed) > _rank(stuck):
            stuck = failed
    return stuck


def _used(full: str, known: Mapping[str, Any]) -> int:
    found = find_tool(full)
    if found is None:
        return 0
    ports = {p.port for p in found[1].params}
    return len(ports & set(known)) * 2 - sum(p.required and p.port not in known for p in found[1].params)


def _rank(stuck: Stuck) -> int:
    return ("no_tool", "astray", "missing", "refused").index(stuck.reason)


def _run(env: Env, trial: Env, domain: str, goal: Goal, steps: list[Step], at: int) -> Plan | Stuck:
    last = steps[-1].outcome
    if last is None or not last.ok:
        return Stuck("refused", error=last.value["error"]["code"] if last else "", steps=tuple(steps))
    why = meets(wanted_edits(domain, goal.edits), differences(env.states, trial.states))
    facts = locate(goal.facts, last.value)
    if why or facts is None:
        return Stuck("astray", steps=tuple(steps))
    return Plan(steps, {name: (at + len(steps) - 1, pointer, value) for name, (pointer, value) in facts.items()})


def _prepare(trial: Env, full: str, tools: Sequence[str], known: Mapping[str, Any], steps: list[Step], depth: int, at: int) -> Stuck | None:
    """Append the calls that lead to `full`, run, to `steps`; what is missing where there are none."""
    found = find_tool(full)
    if found is None:
        return Stuck("no_tool")
    tool: Tool = found[1]
    args: dict[str, Any] = {}
    sources: dict[str, Source] = {}
    missing: list[str] = []
    for p in tool.params:
        if p.port in known:
            args[p.name], sources[p.name] = known[p.port], Source("user", slot=p.port)
        elif p.required:
            made = _produce(trial, p.port, full, tools, known, steps, depth - 1, at) if depth > 1 else None
            if isinstance(made, tuple):
                args[p.name], sources[p.name] = made
            else:
                missing += made.ports if made else (p.port,)
    if missing:
        return Stuck("missing", tuple(dict.fromkeys(missing)))
    step = Step(full, args, sources)
    step.outcome = trial.call(full, args)
    steps.append(step)
    return None


def _produce(
    trial: Env, port: str, wanting: str, tools: Sequence[str], known: Mapping[str, Any], steps: list[Step], depth: int, at: int
) -> tuple[Any, Source] | Stuck | None:
    """A value of this port out of another tool's result: the one record that fits all the user has said."""
    stuck: Stuck | None = None
    # What the user says of the record itself, not what is to be done with it.
    target = find_tool(wanting)
    own = {p.port for p in target[1].params} if target else set()
    described = {k: v for k, v in known.items() if k not in own}
    for n in range(len(steps) - 1, -1, -1):  # a result that is there already
        picked = _picked(steps[n], port, described)
        if picked is not None:
            return picked[1], Source("result", step=at + n, pointer=picked[0])
    for full in tools:
        found = find_tool(full)
        if found is None or found[1].writes or port not in found[1].gives or full == wanting:
            continue
        if any(p.port == port for p in found[1].params) or full.partition(".")[0] != wanting.partition(".")[0]:
            continue
        mine = len(steps)
        uses = {p.port for p in found[1].params} & set(known)
        if not uses and any(p.required for p in found[1].params) is False and len(found[1].params) > 1:
            stuck = stuck or Stuck("missing", tuple(p.port for p in found[1].params if p.port != "limit")[:1])
            continue
        failed = _prepare(trial, full, tools, known, steps, depth, at)
        if failed is not None:
            stuck = stuck or failed
            del steps[mine:]
            continue
        picked = _picked(steps[-1], port, described)
        if picked is not None:
            return picked[1], Source("result", step=at + len(steps) - 1, pointer=picked[0])
        del steps[mine:]
    return stuck


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
    try:
        return Fraction(str(a)) == Fraction(str(b))
    except ValueError:
        return bool(a == b)
