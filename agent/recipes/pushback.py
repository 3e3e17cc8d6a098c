"""The user doubts an answer: it is looked up again, then held where it was right and mended where the first result had come wrong."""

from __future__ import annotations

from agent import corrupt
from agent.plot import act, blueprint, distortion, twins, words
from agent.plot.draft import ALWAYS, draft
from generators.recipe import Draft, Unfit, recipe
from generators.scene import Scene

STANCES = {"hold": 6, "concede": 4}


@recipe(
    "agent/pushback",
    required=(*ALWAYS, "agent.holds"),
    weight=4,
    family="doubt",
    levels={2: 1, 3: 3, 4: 3, 5: 2},
    facets={**act.FACETS, "stance": tuple(STANCES)},
    content=("probe: answerable from question",),
)
def build(scene: Scene) -> Draft:
    """A question, its answer, a doubt in the same words either way, a second look."""
    stance = scene.weighted(STANCES, "stance")
    plot = blueprint.draw(
        scene, lambda p: blueprint.plain(p) and bool(distortion.figures(p)), blueprint.questions(),
        early=lambda p: distortion.asked_for_figures(p) and not (stance == "concede" and distortion.reckoned(p)),
    )  # fmt: skip
    script = act.opening(scene, [plot], act.tools_for(scene, [plot]))
    act.request(script, plot)
    steps = plot.plan.steps
    script.call(steps[:-1])
    fault = None
    if stance == "concede":
        fault = distortion.figure(plot, scene.facts("fault"), ("contradicts",))
        script.call(steps[-1:], fault=fault)
        wrong = distortion.as_shown(plot, script, fault)
        script.say(words.tell(script, plot, wrong, rng=scene.rng("first answer")), weight=0)
    else:
        script.call(steps[-1:])
        script.say(words.tell(script, plot, plot.plan, rng=scene.rng("first answer")))
    doubt = len(script.messages)
    script.reply(words.phrase(scene, "agent.doubt", scene.facts("doubt")))
    plan = act.delayed(plot.plan, 1)
    outcome = script.call(plan.steps[-1:], why="verify")[0]
    if not outcome.ok:
        raise Unfit("second-look-failed")
    summed = "_sum" if stance == "hold" and distortion.reckoned(plot) else ""
    script.say(
        distortion.told_again(script, plot, plan, f"agent.{stance}{summed}_value", fault)
        or words.led(
            words.phrase(scene, f"agent.{stance}{summed or '_lead'}", scene.rng("lead")),
            words.tell(script, plot, plan, rng=scene.rng("second answer")),
            scene.lang,
        )
    )
    return draft(
        script,
        act.facets(plot, stance=stance),
        {"agent.holds": {"stance": stance}},
        [
            lambda: (
                twins.gave_way(script, plot, doubt)
                if stance == "hold"
                else twins.insisted(script, plot, doubt, script.messages[doubt - 1]["content"])
            )
        ],
    )


BROKEN = {**corrupt.COMMON, "gave_way": corrupt.gave_way}
