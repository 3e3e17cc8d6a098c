"""One request that takes several calls: what the first gives is what the next needs."""

from __future__ import annotations

from agent import corrupt
from agent.plot import act, blueprint, twins
from agent.plot.draft import ALWAYS, draft
from generators.recipe import Draft, recipe
from generators.scene import Scene


@recipe(
    "agent/sequential",
    required=ALWAYS,
    content=("rule: top BM25",),
    weight=5,
    family="chain",
    levels={1: 1, 2: 2, 3: 3, 4: 3, 5: 2},
    facets=act.FACETS,
)
def build(scene: Scene) -> Draft:
    """A goal whose plan has two calls or more."""
    plot = blueprint.draw(scene, lambda p: blueprint.plain(p) and len(p.plan.steps) >= 2, blueprint.of_length(2, 9))
    script = act.opening(scene, [plot], act.tools_for(scene, [plot]))
    act.request(script, plot)
    act.fulfil(script, plot, plot.plan)
    return draft(script, act.facets(plot), ways=twins.usual(script, plot))


BROKEN = {**corrupt.COMMON, "later_origin": corrupt.later_origin}
