"""Results that arrive wrong: which figure is hit, what the model then sees, how the doubt is told."""

from __future__ import annotations

import datetime
import json
import random
from fractions import Fraction
from typing import Any

from agent.plot import blueprint, words
from agent.plot.blueprint import Blueprint
from agent.plot.script import Script
from agent.plot.solver import Plan
from agent.world import faults

AGES = ("bank", "device", "files", "helpdesk", "knowledge", "shop", "sql", "travel", "weather")
LIMITED = ("percent", "money", "minutes", "number")
FAULTS = ("magnitude", "sign", "stale", "contradicts")  # what hits a figure
FIGURES = ("number", "money", "count", "percent", "minutes")
# Answers at which nobody would stop although they are a hundred times too large, or below zero: stocks and takings may be large, winters cold.
PLAUSIBLE = {
    "magnitude": ("shop.stock", "sql.rows", "sql.saved", "sql.city_sales", "sql.bestseller", "sql.biggest", "helpdesk.load"),
    "sign": ("weather.forecast", "weather.now"),
}


SIZED = ("wet", "dry", "rise", "fall", "late", "ontime")  # variants of an answer that say more than its figure


def figures(plot: Blueprint) -> list[str]:
    """Told facts that are figures of some size and stand in the final result; none where the words of the answer hang on the size."""
    if plot.goal.words in SIZED or _itemised(plot):
        return []
    return [
        n
        for n, f in plot.goal.facts.items()
        if f.kind in FIGURES and n in plot.plan.facts and str(plot.plan.facts[n][2]) not in ("0", "0.0") and n not in plot.goal.slots
    ]


def _itemised(plot: Blueprint) -> bool:
    """Whether the last result shows what its figure is made of, so that another figure would not fit it."""
    outcome = plot.plan.steps[-1].outcome if plot.plan.steps else None
    value = outcome.value if outcome is not None else None
    if not isinstance(value, dict) or all("/" in pointer.strip("/") for _, pointer, _ in plot.plan.facts.values()):
        return False
    summed = {"total_mb", "used_mb", "free_mb"} <= set(value)
    return summed or any(isinstance(v, list) and v for v in value.values())


def asked_for_figures(plot: Blueprint) -> bool:
    """Whether the answer tells figures, as far as the goal tells it."""
    return (
        blueprint.allowed(plot)
        and blueprint.tellable(plot)
        and plot.goal.words not in SIZED
        and any(f.kind in FIGURES and n not in plot.goal.slots for n, f in plot.goal.facts.items())
    )


def reckoned(plot: Blueprint) -> bool:
    """Whether the answer is a sum, a count of days or a measure: the same tomorrow, and a tool hardly gets it wrong."""
    return plot.domain.name in ("calculator", "coderunner", "timekeeping") or plot.intent.name in ("unit", "grams")


def one_told(plot: Blueprint) -> bool:
    """Whether the answer tells one thing only, so that it is clear which figure a doubt about it means."""
    return sum(f.kind != "bool" and n not in plot.goal.slots for n, f in plot.goal.facts.items()) == 1


def fits(plot: Blueprint, kind: str) -> bool:
    """Whether a result of this goal can come wrong in this way, so that one sees it."""
    if f"{plot.domain.name}.{plot.intent.name}" in PLAUSIBLE.get(kind, ()):
        return False
    if kind in FAULTS and not one_told(plot):
        return False
    if kind == "sign":  # nobody takes a negative amount of money for a slip of the tool
        return bool(figures(plot)) and all(plot.goal.facts[n].kind != "money" for n in figures(plot))
    if kind == "magnitude":  # a hundred times as many pieces may well be in stock; what is wrong with a sum anybody can say
        return bool(figures(plot)) and not reckoned(plot) and all(plot.goal.facts[n].kind in LIMITED for n in figures(plot))
    if kind == "contradicts":
        return bool(figures(plot)) and not reckoned(plot)
    if kind == "stale":  # a sum or a weekday does not age
        outcome = plot.plan.steps[-1].outcome
        return bool(figures(plot)) and plot.domain.name in AGES and outcome is not None and isinstance(outcome.value, dict)
    outcome = plot.plan.steps[-1].outcome
    return outcome is not None and bool(outcome.value) and (kind != "truncated" or _cut_off(plot, outcome.value))


def _cut_off(plot: Blueprint, value: Any) -> bool:
    """Whether all told facts are lost where a result is cut, however it is written: one who still reads some of what was asked would tell that much."""
    facts = [got for n, (_, _, got) in plot.plan.facts.items() if n not in plot.goal.slots]
    texts = [json.dumps(value, ensure_ascii=False, separators=s) for s in ((",", ":"), (", ", ": "))]
    return bool(facts) and all(
        all(json.dumps(got, ensure_ascii=False) not in (faults.distort({"kind": "truncated"}, value, t)[1] or "") for t in texts)
        for got in facts
    )


def figure(plot: Blueprint, rng: random.Random, kinds: tuple[str, ...]) -> dict[str, Any]:
    """The planned fault: a figure of the result is hit."""
    name, kind = rng.choice(figures(plot)), rng.choice(kinds)
    fault: dict[str, Any] = {"kind": kind, "pointer": plot.plan.facts[name][1]}
    if kind in ("stale", "contradicts"):
        fault["to"] = _near(plot.plan.facts[name][2], plot.goal.facts[name].kind, rng)
    if kind == "stale":
        past = plot.env.now - datetime.timedelta(days=rng.randint(2, 40), minutes=rng.randint(5, 600))
        fault["at"] = past.isoformat()[:16]
    return fault


def _near(value: Any, kind: str, rng: random.Random) -> int | float:
    """Another figure of the same kind, as likely as the right one."""
    exact = Fraction(str(value))
    if kind == "percent":
        return int(exact) + rng.choice((4, 7, 9, 12)) * (-1 if exact > 60 else 1)
    if exact.denominator == 1 and kind != "money":
        return int(exact) + rng.choice((1, 2, 3)) if exact < 20 else int(exact * rng.choice((87, 92, 109, 114)) / 100)
    near = exact * Fraction(rng.choice((83, 91, 108, 117)), 100)
    places = 2 if kind == "money" else len(str(value).partition(".")[2])  # as fine as the right one
    if exact.denominator == 1 and near > 20:
        return int(near)
    return rounded if (rounded := round(float(near), places)) != float(exact) else round(float(exact) + 0.1, max(places, 1))


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
    key = f"agent.doubt_{fault['kind']}" if "to" not in fault else f"doubt.{fault['kind']}"
    values = {"v": _said(script, plot, name, as_shown(plot, script, fault).facts[name][2])}
    if fault["kind"] == "stale":
        values["t"] = words.as_told(scene, "date", fault["at"][:10], script.env.now)
    elif fault["kind"] == "contradicts":
        values["a"] = _said(script, plot, name, plot.plan.facts[name][2])
    return words.phrase(scene, key, rng, **values)


def _said(script: Script, plot: Blueprint, name: str, value: Any, measured: bool = True) -> str:
    """A figure as an answer tells it, with its measure where the domain has one."""
    text = words.as_told(script.scene, plot.goal.facts[name].kind, value, script.env.now, plot.domain.name)
    measure = f"{plot.stem}_value"
    if not measured or measure not in script.scene.bank:
        return text
    slots = {n: s for n, s in plot.goal.slots.items() if s.kind.startswith("choice:")}
    named = {n: words.as_told(script.scene, s.kind, s.value, script.env.now, plot.domain.name) for n, s in slots.items()}
    return words.sources(script.scene, measure)[0].format(v=text, **named)


def told_again(script: Script, plot: Blueprint, plan: Plan, key: str, fault: dict[str, Any] | None) -> str:
    """The one figure of an answer told once more as `key` words it, beside the wrong one (`a`) where there was one; empty where it would lack its unit
    or something told with it."""
    scene, names = script.scene, [n for n in plot.goal.facts if n in figures(plot)]
    bare = f"{plot.stem}_value" not in scene.bank and (plot.domain.name == "conversion" or plot.goal.words in ("pages", "area"))
    if len(names) != 1 or not one_told(plot) or bare or plot.goal.facts[names[0]].kind not in FIGURES:
        return ""
    name = names[0]
    values = {"v": _said(script, plot, name, plan.facts[name][2])}
    if fault is not None:
        values["a"] = _said(script, plot, name, fault["to"], measured=scene.lang == "zh")
    script.tells(plan, [name], {name: plot.goal.facts[name].kind})
    return words.phrase(scene, key, scene.rng("told again"), **values)
