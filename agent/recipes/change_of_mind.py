"""The user corrects a value in the same breath, or drops the wish when asked: the last word counts."""

from __future__ import annotations

from agent import corrupt
from agent.plot import act, blueprint, revision, twins, words
from agent.plot.blueprint import Blueprint
from agent.plot.draft import ALWAYS, draft
from generators.recipe import Draft, recipe
from generators.scene import Scene

COURSES = ("same_breath", "next_turn", "dropped")
# The rows of a group: the same wish revised in two ways, or revised and dropped.
PAIRS = {("same_breath", "next_turn"): 3, ("same_breath", "dropped"): 2, ("next_turn", "same_breath"): 1, ("next_turn", "dropped"): 1}


def _early(scene: Scene, plot: Blueprint) -> bool:
    """Whether there is something to revise and something to ask for, as far as the goal tells it."""
    kinds = [n for n, s in plot.goal.slots.items() if s.kind in revision.KINDS and not s.optional]
    return blueprint.allowed(plot) and bool(kinds) and any(f"{plot.domain.name}.need_{n}" in scene.bank for n in plot.goal.slots)


def _fit(scene: Scene, plot: Blueprint, course: str) -> bool:
    """Whether a value can be revised; in a later turn only where there is something else to ask for first."""
    return any(course == "same_breath" or revision.asked_first(scene, plot, n) for n in revision.revisable(plot))


@recipe(
    "agent/change_of_mind",
    required=ALWAYS,
    weight=4,
    family="mind",
    paired=True,
    twins=lambda options: 2,
    levels={1: 1, 2: 2, 3: 3, 4: 3, 5: 1},
    facets={**act.FACETS, "course": COURSES},
)
def build(scene: Scene) -> Draft:
    """A goal one of whose values is first said wrongly."""
    pair = scene.facts("pair").choice([p for p, n in PAIRS.items() for _ in range(n)])
    course = pair[scene.slot.rank % 2]
    plot = blueprint.draw(
        scene,
        lambda p: blueprint.plain(p) and all(_fit(scene, p, c) for c in pair),
        among=blueprint.changes() if "dropped" in pair else None,
        part="revised",
        early=lambda p: _early(scene, p),
    )
    rng = scene.facts("revise")
    slot = rng.choice([n for n in revision.revisable(plot) if course == "same_breath" or revision.asked_first(scene, plot, n)])
    script = act.opening(scene, [plot], act.tools_for(scene, [plot]))
    if course == "same_breath":
        revision.same_breath(script, plot, slot, rng)
        act.fulfil(script, plot, plot.plan)
    else:
        hidden = revision.asked_first(scene, plot, slot)
        revision.next_turn(script, plot, slot, hidden, rng, dropped=course == "dropped")
        if course == "dropped":
            script.say(words.phrase(scene, "agent.left", scene.rng("left")))
        else:
            act.fulfil(script, plot)
    ways = [] if course == "dropped" else [lambda: twins.wrong_argument(script, plot, {slot: script.taken_back[slot]})]
    return draft(script, act.facets(plot, course=course), {"agent.unclaimed": {}} if course == "dropped" else {}, ways)


BROKEN = corrupt.COMMON
