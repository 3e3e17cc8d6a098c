"""The system prompt wants a question before every side effect: ask, and then do it, leave it, or do it as the user now wants it."""

from __future__ import annotations

import random

from agent import corrupt
from agent.plot import act, blueprint, twins, words
from agent.plot.blueprint import Blueprint
from agent.plot.draft import ALWAYS, draft
from agent.plot.script import Script
from agent.words import frames
from agent.world.env import Env
from generators.recipe import Draft, recipe
from generators.scene import Scene

COURSES = {"yes": 1, "no": 1, "open": 1}  # the same request in one group; what the user says to the question decides


def _question(script: Script, plot: Blueprint, rng: random.Random) -> str:
    """What will be done, as a question; with what the user added to it, where there are words for that."""
    texts, key = act.slot_texts(script, plot), f"{plot.key}_confirm"
    added = frozenset(n for n in texts if plot.goal.slots[n].optional)
    if added and (fit := frames.among(words.sources(script.scene, key), added, frozenset(texts))):
        form = rng.choice(fit)
        return words.written(form, {n: texts[n] for n in frames.parse(form).may & frozenset(texts)}, script.scene.lang, rng)
    return words.phrase(script.scene, key, rng, **texts)


def _fit(scene: Scene, plot: Blueprint) -> bool:
    return blueprint.allowed(plot) and plot.goal.risky and f"{plot.key}_confirm" in scene.bank


@recipe(
    "agent/confirm",
    required=(*ALWAYS, "agent.confirms"),
    weight=4,
    family="confirm",
    paired=True,
    twins=lambda options: len(COURSES),
    levels={1: 1, 2: 2, 3: 3, 4: 2, 5: 1},
    facets={**act.FACETS, "course": tuple(COURSES)},
)
def build(scene: Scene) -> Draft:
    """A goal with a side effect; what is asked repeats what will be done."""
    course = [*COURSES][scene.slot.rank % len(COURSES)]
    plot = blueprint.draw(scene, among=blueprint.changes(), part="confirm", early=lambda p: _fit(scene, p))
    script = act.opening(scene, [plot], act.tools_for(scene, [plot]), [scene.say("agent.confirm_rule")])
    act.request(script, plot)
    before: Env = script.env.fork()
    script.call(plot.plan.steps[:-1], why="goal" if course == "yes" else "explore")
    rng = scene.rng("confirm")
    script.mind = ("confirm", {})
    script.say(_question(script, plot, rng))
    wait = "_wait" if scene.chance(0.45, "wait") else ""  # not now, which is not never
    if course != "open":
        script.reply(words.phrase(scene, "agent.yes" if course == "yes" else f"agent.no{wait}", scene.rng("user answer")))
    if course == "yes":
        script.call(plot.plan.steps[-1:], text=words.aside(script))
        act.reached(script, plot)
        script.say(words.tell(script, plot, plot.plan))
    elif course == "no":
        script.say(words.phrase(scene, f"agent.left{wait}", scene.rng("left")))
    if before.digest() != script.env.digest() and course != "yes":
        raise RuntimeError("reading changed the world")
    return draft(
        script,
        act.facets(plot, course=course),
        {"agent.confirms": {"outcome": course}},
        []
        if course == "yes"
        else [
            lambda: twins.claimed(script, plot, "agent.confirms", plain=True),
            lambda: twins.acted(script, plot, "acted_unasked" if course == "open" else "acted_against_no"),
        ],
    )


BROKEN = {**corrupt.COMMON, "yes_removed": corrupt.yes_removed}
