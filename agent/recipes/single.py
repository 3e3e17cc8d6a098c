"""One request, one goal: the right tool is called with what the user said, and the outcome is told."""

from __future__ import annotations

from agent import corrupt
from agent.plot import blueprint, surface, words
from agent.plot.draft import ALWAYS, draft
from agent.plot.script import Script
from agent.plot.solver import wanted_edits
from generators.recipe import Draft, recipe
from generators.scene import Scene


@recipe(
    "agent/single",
    required=ALWAYS,
    weight=3,
    family="slot",
    levels={1: 3, 2: 3, 3: 2, 4: 1, 5: 1},
    facets={"domain": (), "intent": (), "writes": ("True", "False"), "tools": (), "calls": (), "naming": tuple(surface.NAMING)},
)
def build(scene: Scene) -> Draft:
    """A goal that one call reaches."""
    plot = blueprint.draw(scene, lambda intent, goal, plan: len(plan.steps) == 1)
    shown = surface.surface(scene, surface.choose(scene, [s.tool for s in plot.plan.steps]))
    script = Script(scene, plot.env.fork(), shown)
    said = words.ask(scene, plot, list(plot.goal.slots), scene.facts("words"), plot.env.now)
    script.system(words.system(scene, plot.env.now, words.dated(plot)))
    script.user(said, words.kinds_of(plot), plot.domain.name)
    script.call(plot.plan.steps)
    text, facts = words.tell(script, plot, plot.plan)
    script.say(text)
    facets = {"domain": plot.domain.name, "intent": plot.intent.name, "writes": bool(plot.goal.edits)}
    return draft(script, wanted_edits(plot.domain.name, plot.goal.edits), facts, facets)


BROKEN = corrupt.COMMON
