"""A call fails: for no fault of its own (made again, or given up and said so), or because the world does not allow it (told as it is)."""

from __future__ import annotations

from agent import corrupt
from agent.plot import act, blueprint, inquiry, refusals, twins, words
from agent.plot.blueprint import Blueprint
from agent.plot.draft import ALWAYS, draft
from agent.plot.script import Script
from agent.world.faults import OUTAGES
from generators.recipe import Draft, recipe
from generators.scene import Scene

COURSES = {"retried": 7, "gave_up": 5, "refused": 6}
MOST = 3


@recipe(
    "agent/error_recovery", required=ALWAYS, weight=5, family="error", levels={1: 1, 2: 2, 3: 3, 4: 3, 5: 1},
    facets={**act.FACETS, "course": tuple(COURSES), "error": ()},
)  # fmt: skip
def build(scene: Scene) -> Draft:
    """An outage hits the last call of the plan once or twice, or for good; or a goal is drawn that the world turns down."""
    course = scene.weighted(COURSES, "course")
    if course == "refused":
        return _refused(scene)
    plot = blueprint.draw(scene, early=lambda p: blueprint.allowed(p) and (course == "retried" or not inquiry.in_the_head(p)))
    script = act.opening(scene, [plot], act.tools_for(scene, [plot]))
    act.request(script, plot)
    rng = scene.rng("outage")
    kind = rng.choice(sorted(OUTAGES))
    script.call(plot.plan.steps[:-1], why="goal" if course == "retried" else "explore", text=words.aside(script))
    times = rng.choice((1, 1, 2)) if course == "retried" else rng.choice((2, 3, 3))
    for n in range(times):
        script.call(
            plot.plan.steps[-1:],
            why="failed",
            text=words.phrase(scene, "agent.retry", scene.rng("retry", n)) if n and rng.random() < 0.35 else None,
            fault={"kind": kind},
        )
    facets = act.facets(plot, course=course, error=kind)
    if course == "retried":
        plan = act.delayed(plot.plan, times)
        script.call(plan.steps[-1:])
        act.reached(script, plot)
        script.say(words.tell(script, plot, plan))
        return draft(script, facets, {"agent.recovers": {"outcome": "done", "most": MOST}}, [lambda: twins.stopped_early(script, plot)])
    key = f"agent.gave_up_{'write' if plot.goal.edits else 'read'}"
    own = f"{key}_{kind}"  # what the error says of itself, where there are words for it
    script.say(words.phrase(scene, own if own in scene.bank else key, scene.rng("gave up")))
    return draft(
        script,
        facets,
        {"agent.recovers": {"outcome": "gave_up", "most": MOST}},
        [lambda: twins.claimed(script, plot, "agent.recovers", plain=True)],
    )


def _refused(scene: Scene) -> Draft:
    plot = blueprint.draw(
        scene,
        lambda p: p.refusal is not None,
        among=blueprint.refusable(scene.lang),
        early=lambda p: bool(p.goal.refused) and f"{p.domain.name}.error_{p.goal.refused}" in scene.bank,
    )
    script = act.opening(scene, [plot], act.tools_for(scene, [plot]))
    act.request(script, plot)
    steps = plot.plan.steps
    script.call(steps[:-1], text=words.aside(script))
    script.call(steps[-1:], why="failed")
    script.say(_told(script, plot))
    return draft(
        script,
        act.facets(plot, course="refused", error=plot.goal.refused),
        {"agent.refused": {}},
        [lambda: twins.claimed(script, plot, "agent.refused", plain=True)],
    )


def _told(script: Script, plot: Blueprint) -> str:
    """The refusal in plain words, with what the error says."""
    rng = script.scene.rng("refusal")
    return words.phrase(script.scene, f"{plot.domain.name}.error_{plot.goal.refused}", rng, **refusals.error_slots(script, plot))


BROKEN = {**corrupt.COMMON, "success_claimed": corrupt.success_claimed}
