"""The token protocol: which token, how the rule is worded, turns with figures that want no reckoning, sums done in the head."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from agent.plot import blueprint, words
from agent.plot.blueprint import Blueprint
from agent.plot.script import Script
from agent.words.say import told
from generators.scene import Scene

DRAWN = ("<|calc|>", "<tool>", "[CALL]", "<|call|>", "<act>", "##RUN##", "<|tool_start|>", "@@", "<c>", "⟦call⟧")


def mark(scene: Scene) -> str:
    """The row's token: the run's own, or one drawn per row where the run asks for that."""
    if scene.options.token_per_row:
        return scene.rng("token").choice(DRAWN)
    return str(scene.options.token)


def rule(scene: Scene, token: str, name: str, numeric: bool) -> str:
    """The rule of the system prompt."""
    return scene.say("token.rule_numeric" if numeric else "token.rule_tool", token=token, tool=name)


def small(plot: Blueprint) -> bool:
    """A sum that a person does in the head: two whole numbers and a small result."""
    value = plot.goal.facts.get("result")
    expression = str(plot.known.get("expression", ""))
    figures = [f for f in expression.replace("*", " ").replace("+", " ").replace("-", " ").replace("/", " ").split()]
    return (
        blueprint.allowed(plot)
        and value is not None
        and len(figures) == 2
        and all(f.isdigit() and len(f) < 3 for f in figures)
        and Fraction(value.value) < 1000
    )


def near_misses(scene: Scene) -> int:
    """How many turns with figures but nothing to reckon the bank holds."""
    return sum(k.startswith("token.near_") for k in scene.bank)


def figures(scene: Scene) -> dict[str, str]:
    """Figures for such a turn: a code, a year, a pair of small numbers."""
    rng = scene.facts("figures")
    return {
        "code": str(rng.randint(1203, 98760)),
        "n": str(rng.randint(3, 48)),
        "m": str(rng.randint(52, 960)),
        "year": str(rng.randint(1978, 2019)),
    }


def in_the_head(script: Script, plot: Blueprint) -> str:
    """The answer to a sum without a call; the fact is worked out from the user's words."""
    scene, rng = script.scene, script.scene.rng("head")
    fact = plot.goal.facts["result"]
    place = script.known["expression"]
    entry: dict[str, Any] = {"at": len(script.messages), "name": "result", "kind": "number", "value": fact.value}
    script.facts.append({**entry, "reckoned": {"turn": place.turn, "start": place.start, "end": place.end}})
    return words.phrase(scene, "calculator.calculation_done", rng, result=told("number", fact.value, scene.lang, script.env.now, rng))
