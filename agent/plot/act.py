"""Acts: the pieces that transcripts are put together from."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from agent.plot import acting, surface, words
from agent.plot.blueprint import Blueprint, Obstacle
from agent.plot.script import Script
from agent.plot.solver import Plan, Step, Stuck, solve, wanted_edits
from agent.plot.wording import worded
from agent.words import frames
from agent.words.frames import Said
from generators.recipe import Unfit
from generators.scene import Scene

FACETS: dict[str, tuple[str, ...]] = {
    "domain": (), "intent": (), "writes": ("True", "False"), "tools": (), "calls": (), "naming": tuple(surface.NAMING),
}  # fmt: skip


def facets(plot: Blueprint, **more: Any) -> dict[str, Any]:
    """The facets every row of one goal has."""
    return {"domain": plot.domain.name, "intent": plot.intent.name, "writes": bool(plot.goal.edits), **more}


def opening(
    scene: Scene, plots: Sequence[Blueprint], shown: surface.Surface, rules: Sequence[str] = (), dated: bool = False, strict: bool = True
) -> Script:
    """A script with its system prompt; the first plot's world is the row's."""
    script = Script(scene, plots[0].env.fork(), shown)
    script.system(words.system(scene, script.env.now, dated or any(words.dated(p) for p in plots), rules, strict))
    return script


def request(script: Script, plot: Blueprint, slots: Sequence[str] | None = None, rng: random.Random | None = None, **how: Any) -> Said:
    """The user's turn that wants the goal, telling these slots (all of them by default)."""
    scene = script.scene
    wanted = list(plot.goal.slots) if slots is None else list(slots)
    said = words.ask(scene, plot, wanted, rng or words.stream(scene), script.env.now, **how)
    said = worded(script, said)
    script.user(said, words.kinds_of(plot), plot.domain.name)
    return said


def moved(plan: Plan, by: int) -> Plan:
    """A plan whose calls come after `by` others."""
    steps = [
        Step(
            s.tool,
            s.args,
            {k: o.each(lambda x: replace(x, step=x.step + by) if x.kind == "result" else x) for k, o in s.sources.items()},
            s.outcome,
        )
        for s in plan.steps
    ]
    return Plan(steps, {n: (step + by, pointer, value) for n, (step, pointer, value) in plan.facts.items()})


def again(script: Script, plot: Blueprint, known: Mapping[str, Any] | None = None, since: Mapping[str, Any] | None = None) -> Plan:
    """The plan for the world as it is now, its calls numbered after those made. Unfit where there is none."""
    told = plot.known if known is None else known
    plan = solve(script.env, plot.domain.name, plot.goal, script.surface.order, told, script.seen, since)
    if isinstance(plan, Stuck):
        raise Unfit("no-plan", plan.reason)
    return plan


def fulfil(script: Script, plot: Blueprint, plan: Plan | None = None) -> None:
    """Make the calls of the goal's plan and tell the outcome."""
    plan = plan or again(script, plot)
    if acting.wanted(script.scene) and acting.acted(script, plot, plan):
        return
    script.call(plan.steps, text=words.aside(script))
    reached(script, plot)
    script.say(words.tell(script, plot, plan))


def reached(script: Script, plot: Blueprint) -> None:
    """Note that the goal's changes have been made."""
    script.goal += [{**e, "by": len(script.calls)} for e in wanted_edits(plot.domain.name, plot.goal.edits)]


def tools_for(scene: Scene, plots: Sequence[Blueprint], barred: Sequence[str] = (), **how: Any) -> surface.Surface:
    """A tool list that holds all that the plots' plans call and nothing that is barred."""
    need = list(dict.fromkeys(s.tool for p in plots for s in p.plan.steps if s.tool not in barred))
    return surface.surface(scene, surface.choose(scene, need, barred, **how))


def slot_texts(script: Script, plot: Blueprint, names: Sequence[str] | None = None) -> dict[str, str]:
    """Slots as the assistant would repeat them."""
    return {
        n: words.as_told(script.scene, s.kind, s.value, script.env.now, plot.domain.name)
        for n, s in plot.goal.slots.items()
        if (names is None or n in names) and s.kind.partition(":")[0] not in ("expr", "story")
    }


def required(plot: Blueprint) -> list[str]:
    """Slots without which the goal cannot be reached."""
    return [n for n, s in plot.goal.slots.items() if not s.optional]


def defaultable(plot: Blueprint) -> list[str]:
    """Slots that people do leave to a default: a length, a number of guests, their own town or usual account; never an amount, who gets it, or what
    something is to become."""
    kinds, ports = ("minutes", "place", "count"), ("account", "from_account", "screen")
    slots = {n: plot.goal.slots[n] for n in required(plot) if not n.startswith("new_")}
    return [n for n, s in slots.items() if s.kind in kinds or (s.kind.startswith("choice:") and n not in OWN) or n in ports]


OWN = ("reason", "aspect", "unit", "base", "power")  # nobody else can know these


def left_out(scene: Scene, shown: surface.Surface, plot: Blueprint, share: float, one: str = "") -> list[str]:
    """Slots that the user need not say because the tool's schema now has their value as its default: one, in a share of rows, or none.

    `one`: the slot that a sibling leaves unsaid without such a default, if it has one.
    """
    hidden = [n for n in defaultable(plot) if not one or n == one]
    if not hidden or not scene.chance(share, "default"):
        return []
    name = scene.facts("default").choice(hidden)
    fit = frames.fitting(words.sources(scene, f"{plot.key}_ask"), frozenset(set(plot.goal.slots) - {name}))
    return [name] if len(fit) >= 2 and default(shown, plot, name) else []


def default(shown: surface.Surface, plot: Blueprint, slot: str) -> bool:
    """Let the tool's schema state the slot's value as its default, so that the user need not say it. False where no parameter takes it."""
    step = plot.plan.steps[-1]
    names = [k for k, o in step.sources.items() if o.kind == "user" and o.slot == slot]
    if len(names) != 1 or not any(p.name == names[0] and p.required for p in surface.tool(step.tool).params):
        return False
    shown_name = shown.params[step.tool][names[0]]
    at = shown.order.index(step.tool)
    function = shown.tools[at]["function"]
    schema = function["parameters"]
    properties = {**schema["properties"], shown_name: {**schema["properties"][shown_name], "default": step.args[names[0]]}}
    required = [r for r in schema["required"] if r != shown_name]
    shown.tools[at] = {
        "type": "function",
        "function": {**function, "parameters": {**schema, "properties": properties, "required": required}},
    }
    shown.defaults[step.tool] = {names[0]: step.args[names[0]]}
    return True


def without(plan: Plan, plot: Blueprint, slots: set[str]) -> Plan:
    """The plan with the arguments left to their defaults."""
    steps = []
    for s in plan.steps:
        gone = {k for k, o in s.sources.items() if o.kind == "user" and o.slot in slots}
        steps.append(
            Step(
                s.tool, {k: v for k, v in s.args.items() if k not in gone}, {k: o for k, o in s.sources.items() if k not in gone}, s.outcome
            )
        )
    return Plan(steps, plan.facts)


def renamed(plan: Plan, by: int, prefix: str) -> Plan:
    """The plan as the n-th of several in one request: its calls come later, its slots bear a prefix."""
    later = moved(plan, by)
    steps = [
        Step(
            s.tool,
            s.args,
            {k: o.each(lambda x: replace(x, slot=f"{prefix}.{x.slot}") if x.kind == "user" else x) for k, o in s.sources.items()},
            s.outcome,
        )
        for s in later.steps
    ]
    return Plan(steps, later.facts)


def turn(script: Script, plot: Blueprint, rng: random.Random) -> bool:
    """The user's turn; whether it leans on an earlier one, calling a record that was spoken of "it"."""
    before = {n: p for n, p in script.known.items() if n in plot.goal.slots and script.said.get(n) == plot.goal.slots[n].value}
    lean = next((n for n in ("title", "name", "subject", "device") if n in before and plot.goal.slots[n].kind in ("text", "person")), "")
    if lean == "name" and "company" in plot.goal.slots and "company" not in before:
        lean = ""  # a namesake somewhere else
    lean = lean if lean and words.takes_pronoun(script.scene, plot, lean) else ""
    stand_in = f"agent.it_{plot.goal.slots[lean].kind}" if lean else ""
    if lean and rng.random() < 0.75:
        slots = [n for n in plot.goal.slots if n == lean or n not in ("date",) or not _describes(plot, n)]
        fewer = {n: plot.goal.slots[n].value for n in slots}
        if isinstance(solve(script.env, plot.domain.name, plot.goal, script.surface.order, fewer, script.seen), Stuck):
            slots = list(plot.goal.slots)  # without the day it is not clear which one is meant
        said = words.ask(
            script.scene,
            plot,
            slots,
            rng,
            script.env.now,
            stand_ins={lean: rng.choice(words.sources(script.scene, stand_in))},
            dressed=False,
        )
        kept = script.known[lean]
        script.user(said, words.kinds_of(plot), plot.domain.name)
        script.known[lean] = kept
        script.note(plot, slots)
        gone = set(plot.goal.slots) - set(slots)
        if gone:
            plot.goal = replace(plot.goal, slots={n: s for n, s in plot.goal.slots.items() if n not in gone})
        return True
    said = worded(script, words.ask(script.scene, plot, list(plot.goal.slots), rng, script.env.now, later=bool(script.known)))
    script.user(said, words.kinds_of(plot), plot.domain.name)
    script.note(plot, list(plot.goal.slots))
    return False


def _describes(plot: Blueprint, name: str) -> bool:
    """Whether a slot only helps to tell which record is meant: no call of the final tool takes it."""
    last = plot.plan.steps[-1]
    return len(plot.plan.steps) > 1 and not any(name in o.slots for o in last.sources.values())


def delayed(plan: Plan, by: int) -> Plan:
    """The plan with its last call made so many calls later than planned."""
    last = max((step for step, _, _ in plan.facts.values()), default=-1)
    return Plan(plan.steps, {n: (step + by if step == last else step, pointer, value) for n, (step, pointer, value) in plan.facts.items()})


def ask_again(script: Script, plot: Blueprint, rng: random.Random) -> None:
    """The user wants to hear once more what was just told."""
    script.reply(words.phrase(script.scene, "agent.once_more", rng))


def as_plan(obstacle: Obstacle) -> Plan:
    """The calls that an obstacle takes, as a plan."""
    return Plan([*obstacle.tried, obstacle.repair])
