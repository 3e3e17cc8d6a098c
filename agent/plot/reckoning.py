"""Reckoning with a figure that another tool gave: what is done with it, how that is said, the calculator's argument."""

from __future__ import annotations

import random
from fractions import Fraction

from agent.plot import blueprint, words
from agent.plot.blueprint import Blueprint
from agent.plot.script import Script
from agent.plot.solver import Plan, Source, Step
from agent.words import frames
from agent.words.frames import Said
from agent.words.say import told
from agent.world.domain import domains
from generators.recipe import Unfit
from generators.scene import Scene

KINDS = ("money", "count", "number")
CALCULATE = "calculator.calculate"
_SIGNS = {
    "zh": {"*": ("乘以{n}", "乘{n}", "×{n}"), "/": ("除以{n}", "÷{n}"), "+": ("加{n}", "加上{n}"), "-": ("减{n}", "减去{n}")},
    "en": {"*": ("times {n}", "multiplied by {n}", "x {n}"), "/": ("divided by {n}", "/ {n}"), "+": ("plus {n}",), "-": ("minus {n}",)},
}


def asked_for_figure(plot: Blueprint) -> bool:
    """Whether a question outside the calculator is for one figure."""
    names = [n for n, f in plot.goal.facts.items() if f.kind in KINDS and n not in plot.goal.slots]
    return blueprint.allowed(plot) and plot.domain.name != "calculator" and len(names) == 1


def figure(plot: Blueprint) -> str:
    """The told fact that can be reckoned with: the only figure of a question outside the calculator; an empty string where there is none."""
    if plot.goal.edits or plot.domain.name == "calculator":
        return ""
    names = [n for n, f in plot.goal.facts.items() if f.kind in KINDS and n not in plot.goal.slots]
    if len(names) != 1 or Fraction(str(plot.plan.facts[names[0]][2])) <= 0:
        return ""
    return names[0]


def tail(scene: Scene, plot: Blueprint, name: str) -> tuple[str, str]:
    """(`*3`, how it is said): an operation whose result is exact and positive."""
    rng = scene.facts("tail")
    value = Fraction(str(plot.plan.facts[name][2]))
    options = {
        "*": [n for n in (2, 3, 4, 5, 6, 7, 8, 12, 15, 24, 30)],
        "/": [n for n in (2, 3, 4, 5, 6, 8, 10, 12) if (value / n * 100).denominator == 1],
        "+": [n for n in (15, 20, 35, 60, 85, 120, 250)],
        "-": [n for n in (3, 5, 8, 12, 20, 45, 60, 150) if n < value],
    }
    op = rng.choice([op for op in "**/+-" if options[op]])
    n = rng.choice(options[op])
    return f"{op}{n}", rng.choice(_SIGNS[scene.lang][op]).format(n=n)


def blueprint_of(plot: Blueprint) -> Blueprint:
    """The calculation as a goal of its own, as far as a tool list is concerned."""
    calculator = domains()["calculator"]
    return Blueprint(calculator, calculator.intents["calculation"], plot.env, plot.goal, Plan([Step(CALCULATE, {}, {})]))


def ask(script: Script, plot: Blueprint, op: str, text: str) -> None:
    """The question with what is to be done with its answer behind it."""
    scene, rng = script.scene, script.scene.facts("words")
    said = words.ask(scene, plot, list(plot.goal.slots), rng, script.env.now, dressed=False)
    body = said.text.rstrip("?？.。")
    end = frames.say(words.sources(scene, "agent.reckon"), {"tail": text}, scene.lang, rng)
    if end is None:
        raise Unfit("no-frame", "reckon")
    gap = "，" if scene.lang == "zh" else ", "
    at = len(body) + len(gap)
    start, stop = end.spans["tail"]
    whole = Said(body + gap + end.text, {**said.spans, "tail": (at + start, at + stop)}, said.masked + gap + end.masked)
    script.user(whole, {**words.kinds_of(plot), "tail": "tail"}, plot.domain.name)


def step(script: Script, plot: Blueprint, name: str, op: str) -> Step:
    """The calculator's call: the figure as the result has it, then the operation."""
    index, pointer, value = plot.plan.facts[name]
    exact = Fraction(str(value))
    value = int(exact) if exact.denominator == 1 else value
    whole = f"{value}{op}"
    parts = (("result", Source("result", step=index, pointer=pointer), value), ("user", Source("user", slot="tail"), op))
    return Step(
        CALCULATE, {"expression": whole}, {"expression": Source("computed", pointer="concat", parts=tuple((s, v) for _, s, v in parts))}
    )


def tell(script: Script, plot: Blueprint, name: str, plan: Plan) -> str:
    """The result in the figure's own kind; the figure itself beside it in most answers."""
    scene, rng = script.scene, script.scene.rng("answer", len(script.messages))
    kind = plot.goal.facts[name].kind
    kind = kind if kind == "money" else "number"
    fixed = random.Random(rng.random())
    result = told(kind, plan.facts["result"][2], scene.lang, script.env.now, fixed)
    first = told(kind, plot.plan.facts[name][2], scene.lang, script.env.now, random.Random(3))
    script.tells(plan, ["result"], {"result": kind})
    return words.phrase(scene, "agent.reckoned", rng, r=result, a=first)
