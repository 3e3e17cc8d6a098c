"""A figure that one tool gives is reckoned on with another: the second call's argument is made of the first one's result and the user's words."""

from __future__ import annotations

from agent import corrupt
from agent.plot import act, blueprint, reckoning, twins, words
from agent.plot.draft import ALWAYS, draft
from agent.plot.solver import Plan
from generators.recipe import Draft, recipe
from generators.scene import Scene


@recipe(
    "agent/nested",
    required=ALWAYS,
    content=("rule: most digits", "rule: top BM25"),
    weight=4,
    family="chain",
    levels={2: 1, 3: 3, 4: 3, 5: 2},
    facets={**act.FACETS, "op": ("*", "/", "+", "-")},
)
def build(scene: Scene) -> Draft:
    """A question with a figure for an answer, and what is to be done with the figure."""
    plot = blueprint.draw(
        scene, lambda p: blueprint.plain(p) and bool(reckoning.figure(p)), tuple(reckoning.USES), early=reckoning.asked_for_figure
    )
    name = reckoning.figure(plot)
    tail, text = reckoning.tail(scene, plot, name)
    shown = act.tools_for(scene, [plot, reckoning.blueprint_of(plot)])
    script = act.opening(scene, [plot], shown)
    reckoning.ask(script, plot, tail, text)
    script.call(plot.plan.steps, text=words.aside(script))
    step = reckoning.step(script, plot, name, tail)
    outcome = script.call([step])[0]
    value = outcome.value["result"]
    plan = Plan([step], {"result": (len(script.results) - 1, "/result", value)})
    script.say(reckoning.tell(script, plot, name, plan, tail))
    return draft(script, act.facets(plot, op=tail[0]), ways=[lambda: twins.in_the_head(script)])


BROKEN = {**corrupt.COMMON}
