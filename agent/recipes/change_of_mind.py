"""The user corrects a value in the same breath, or drops the wish when asked: the last word counts."""

from __future__ import annotations

from agent import corrupt
from agent.plot import act, blueprint, revision, twins, words
from agent.plot.blueprint import Blueprint
from agent.plot.draft import ALWAYS, draft
from generators.recipe import Draft, recipe
from generators.scene import Scene

COURSES = {"same_breath": 6, "next_turn": 5, "dropped": 3}


def _fit(scene: Scene, plot: Blueprint, course: str) -> bool:
    """Whether a value can be revised; in a later turn only where there is something else to ask for first."""
    if not blueprint.plain(plot) or (course == "dropped" and not plot.intent.writes):
        return False
    return any(course == "same_breath" or revision.asked_first(scene, plot, n) for n in revision.revisable(plot))


@recipe(
    "agent/change_of_mind",
    required=ALWAYS,
    weight=4,
    family="mind",
    levels={1: 1, 2: 2, 3: 3, 4: 3, 5: 1},
    facets={**act.FACETS, "course": tuple(COURSES)},
)
def build(scene: Scene) -> Draft:
    """A goal one of whose values is first said wrongly."""
    course = scene.weighted(COURSES, "course")
    plot = blueprint.draw(scene, lambda p: _fit(scene, p, course))
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
