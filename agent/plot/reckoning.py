"""Reckoning with a figure that another tool gave: what is done with it, how that is said, the calculator's argument."""

from __future__ import annotations

from fractions import Fraction

from agent.plot import act, blueprint, words
from agent.plot.blueprint import Blueprint
from agent.plot.script import Script
from agent.plot.solver import Plan, Source, Step, records
from agent.world.domain import domains
from generators.recipe import Unfit
from generators.scene import Scene

KINDS = ("money", "count", "number")
CALCULATE = "calculator.calculate"
# What people do with an answer, by (domain, intent): operation -> figures for it. The words are in the bank reckon.
USES: dict[tuple[str, str], dict[str, tuple[int, ...]]] = {
    ("shop", "price"): {"*": (2, 3, 4, 5, 6, 8, 12)},
    ("shop", "total"): {"/": (2, 3, 4, 5), "+": (3, 4, 5, 6, 8, 12)},
    ("travel", "night"): {"*": (2, 3, 4, 5, 6, 7, 10), "/": (2, 3, 4)},
    ("bank", "monthly"): {"*": (12, 3, 6, 9, 18, 24)},
    ("bank", "balance"): {"-": (45, 60, 120, 180, 250, 340, 520, 780), "/": (2, 3, 4, 6)},
    ("bank", "spent"): {"*": (12, 3, 6), "/": (2, 3, 4)},
    ("conversion", "money"): {"/": (2, 3, 4, 5, 6)},
    ("conversion", "grams"): {"*": (2, 3, 4, 5, 6)},
    ("files", "free"): {"-": (15, 20, 45, 60, 120, 250)},
    ("sql", "pay"): {"*": (12, 3, 6)},
    ("sql", "saved"): {"/": (2, 3, 4, 6, 12)},
}
_NAMES = {"*": "times", "/": "split", "+": "plus", "-": "less"}


def asked_for_figure(plot: Blueprint) -> bool:
    """Whether a question outside the calculator is for one figure."""
    names = [n for n, f in plot.goal.facts.items() if f.kind in KINDS and n not in plot.goal.slots]
    return blueprint.allowed(plot) and (plot.domain.name, plot.intent.name) in USES and len(names) == 1


def figure(plot: Blueprint) -> str:
    """The told fact that can be reckoned with: the only figure of a question outside the calculator; an empty string where there is none to which something can be done."""
    if plot.goal.edits or (plot.domain.name, plot.intent.name) not in USES:
        return ""
    names = [n for n, f in plot.goal.facts.items() if f.kind in KINDS and n not in plot.goal.slots]
    if len(names) != 1 or Fraction(str(plot.plan.facts[names[0]][2])) <= 0 or not operations(plot, names[0]):
        return ""
    return names[0]


def operations(plot: Blueprint, name: str) -> list[tuple[str, int]]:
    """What can be done with the figure so that the result is exact and positive."""
    value = Fraction(str(plot.plan.facts[name][2]))
    outcome = plot.plan.steps[-1].outcome
    left = [r["stock"] for _, r in records(outcome.value if outcome else None) if "stock" in r]  # nobody prices more than there are
    return [
        (op, n)
        for op, figures in USES[plot.domain.name, plot.intent.name].items()
        for n in figures
        if (op != "/" or (value / n * 100).denominator == 1) and (op != "-" or n < value) and (op != "*" or not left or n <= min(left))
    ]


def tail(scene: Scene, plot: Blueprint, name: str) -> tuple[str, str]:
    """(`*3`, how it is said): an operation whose result is exact and positive. Unfit where there is none."""
    rng, options = scene.facts("tail"), operations(plot, name)
    if not options:
        raise Unfit("nothing-to-reckon")
    op, n = rng.choice(options)
    forms = words.sources(scene, f"{_key(plot, op)}_tail")
    said = rng.choice([f for f in forms if "{n}" in f or n == 12])
    return f"{op}{n}", said.format(n=n)


def _key(plot: Blueprint, op: str) -> str:
    """Bank key of what is done with this goal's answer."""
    return f"reckon.{plot.domain.name}_{plot.intent.name}_{_NAMES[op]}"


def blueprint_of(plot: Blueprint) -> Blueprint:
    """The calculation as a goal of its own, as far as a tool list is concerned."""
    calculator = domains()["calculator"]
    return Blueprint(calculator, calculator.intents["calculation"], plot.env, plot.goal, Plan([Step(CALCULATE, {}, {})]))


def ask(script: Script, plot: Blueprint, op: str, text: str) -> None:
    """The question for a figure and what is to be done with it, in one sentence."""
    scene, rng = script.scene, words.stream(script.scene)
    said = words.ask(
        scene, plot, [*plot.goal.slots, "tail"], rng, script.env.now, f"{_key(plot, op[0])}_ask", stand_ins={"tail": text}, keep=True
    )
    script.user(said, {**words.kinds_of(plot), "tail": "tail"}, plot.domain.name)


def step(script: Script, plot: Blueprint, name: str, op: str) -> Step:
    """The calculator's call: the figure as the result has it, then the operation."""
    index, pointer, value = plot.plan.facts[name]
    exact = Fraction(str(value))
    value = int(exact) if exact.denominator == 1 else value.strip() if isinstance(value, str) else value
    whole = f"{value}{op}"
    parts = (("result", Source("result", step=index, pointer=pointer), value), ("user", Source("user", slot="tail"), op))
    return Step(
        CALCULATE, {"expression": whole}, {"expression": Source("computed", pointer="concat", parts=tuple((s, v) for _, s, v in parts))}
    )


def tell(script: Script, plot: Blueprint, name: str, plan: Plan, op: str) -> str:
    """The result in the figure's own kind; the figure itself beside it in most answers."""
    scene, rng = script.scene, script.scene.rng("answer", len(script.messages))
    kind = plot.goal.facts[name].kind
    kind = kind if kind == "money" else "number"
    result, first = (words.as_told(scene, kind, value, script.env.now) for value in (plan.facts["result"][2], plot.plan.facts[name][2]))
    if plot.domain.name == "coderunner":  # as it was printed
        first = str(plot.plan.facts[name][2]).strip()
    unit = f"reckon.{plot.domain.name}_{plot.intent.name}_unit"
    if unit in scene.bank:
        slots = act.slot_texts(script, plot)
        result, first = (words.sources(scene, unit)[0].format(**slots, x=x) for x in (result, first))
    script.tells(plan, ["result"], {"result": kind})
    return words.phrase(scene, f"{_key(plot, op[0])}_told", rng, r=result, a=first)
