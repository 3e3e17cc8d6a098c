"""Something hidden stands in the way: the tool says what, it is put right, the call is made again, and both are told."""

from __future__ import annotations

from agent import corrupt
from agent.plot import act, blueprint, twins, words
from agent.plot.draft import ALWAYS, draft
from generators.recipe import Draft, recipe
from generators.scene import Scene


@recipe(
    "agent/dependency",
    required=ALWAYS,
    weight=4,
    family="chain",
    levels={2: 1, 3: 3, 4: 3, 5: 2},
    facets={**act.FACETS, "obstacles": ("1", "2")},
)
def build(scene: Scene) -> Draft:
    """A goal that the world refuses until another call has removed the cause."""
    plot = blueprint.draw(scene, lambda p: bool(p.obstacles), among=blueprint.obstructed(scene.lang))
    need = [plot.plan, *(act.as_plan(o) for o in plot.obstacles)]
    shown = act.tools_for(scene, [blueprint.Blueprint(plot.domain, plot.intent, plot.env, plot.goal, p) for p in reversed(need)])
    script = act.opening(scene, [plot], shown, [scene.say("agent.repair_rule")], strict=False)
    act.request(script, plot)
    for obstacle in plot.obstacles:
        script.call(obstacle.tried[:-1])
        script.call(obstacle.tried[-1:], why="failed", text=words.aside(script))
        script.call([obstacle.repair], why="repair")
    plan = act.again(script, plot, since=script.first)
    script.call(plan.steps)
    act.reached(script, plot)
    codes = "_".join(o.code for o in plot.obstacles)
    told, first = words.tell(script, plot, plan), f"{plot.domain.name}.cleared_{codes}"
    if first in scene.bank and scene.chance(0.55, "first"):  # what was put right is said first
        script.say(words.phrase(scene, first, scene.rng("note"), told=told))
    else:
        note = words.phrase(scene, f"{plot.domain.name}.repaired_{codes}", scene.rng("note"))
        script.say(words.led(told, note, scene.lang))
    return draft(
        script,
        act.facets(plot, obstacles=len(plot.obstacles)),
        ways=[lambda: twins.ignored_obstacle(script, plot)] if plot.goal.edits else (),
    )


BROKEN = {**corrupt.COMMON, "repair_elsewhere": corrupt.repair_elsewhere}
