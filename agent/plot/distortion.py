"""Results that arrive wrong: which figure is hit, what the model then sees, how the doubt is told."""

from __future__ import annotations

import random
from typing import Any

from agent.plot import blueprint, words
from agent.plot.blueprint import Blueprint
from agent.plot.script import Script
from agent.plot.solver import Plan
from agent.words.say import told

FIGURES = ("number", "money", "count", "percent", "minutes")


def figures(plot: Blueprint) -> list[str]:
    """Told facts that are figures of some size and stand in the final result."""
    return [
        n
        for n, f in plot.goal.facts.items()
        if f.kind in FIGURES and n in plot.plan.facts and str(plot.plan.facts[n][2]) not in ("0", "0.0") and n not in plot.goal.slots
    ]


def asked_for_figures(plot: Blueprint) -> bool:
    """Whether the answer tells figures, as far as the goal tells it."""
    return (
        blueprint.allowed(plot)
        and blueprint.tellable(plot)
        and any(f.kind in FIGURES and n not in plot.goal.slots for n, f in plot.goal.facts.items())
    )


def fits(plot: Blueprint, kind: str) -> bool:
    """Whether a result of this goal can come wrong in this way, so that one sees it."""
    if kind == "sign":  # nobody takes a negative amount of money for a slip of the tool
        return bool(figures(plot)) and all(plot.goal.facts[n].kind != "money" for n in figures(plot))
    if kind == "magnitude":
        return bool(figures(plot))
    return plot.plan.steps[-1].outcome is not None and bool(plot.plan.steps[-1].outcome.value)


def figure(plot: Blueprint, rng: random.Random, kinds: tuple[str, ...]) -> dict[str, Any]:
    """The planned fault: a figure of the result is hit."""
    name = rng.choice(figures(plot))
    return {"kind": rng.choice(kinds), "pointer": plot.plan.facts[name][1]}


def as_shown(plot: Blueprint, script: Script, fault: dict[str, Any]) -> Plan:
    """The plan with its facts as the model saw them."""
    value = script.results[-1][1]
    facts = {}
    for name, (step, pointer, got) in plot.plan.facts.items():
        facts[name] = (step, pointer, _at(value, pointer) if pointer == fault.get("pointer") else got)
    return Plan(plot.plan.steps, facts)


def _at(value: Any, pointer: str) -> Any:
    for part in filter(None, pointer.split("/")):
        value = value[int(part)] if isinstance(value, list) else value[part]
    return value


def report(script: Script, plot: Blueprint, fault: dict[str, Any]) -> str:
    """The doubt in plain words, with the odd figure where there is one."""
    scene, rng = script.scene, script.scene.rng("report")
    if "pointer" not in fault:
        return words.phrase(scene, f"agent.doubt_{fault['kind']}", rng)
    name = next(n for n, (_, pointer, _) in plot.plan.facts.items() if pointer == fault["pointer"])
    value = as_shown(plot, script, fault).facts[name][2]
    return words.phrase(
        scene,
        f"agent.doubt_{fault['kind']}",
        rng,
        v=told(plot.goal.facts[name].kind, value, scene.lang, script.env.now, rng, plot.domain.name),
    )
