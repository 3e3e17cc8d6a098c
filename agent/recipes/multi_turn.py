"""A dialogue of several requests in one world: later ones lean on what was said and found before."""

from __future__ import annotations

from agent import corrupt
from agent.plot import act, blueprint, twins, words
from agent.plot.draft import ALWAYS, draft
from generators.recipe import Draft, recipe
from generators.scene import Scene


@recipe(
    "agent/multi_turn",
    required=ALWAYS,
    content=("rule: top BM25",),
    weight=5,
    family="dialogue",
    paired=True,
    levels={2: 2, 3: 3, 4: 3, 5: 2},
    facets={**act.FACETS, "goals": ("2", "3", "4"), "leans": ("True", "False")},
)
def build(scene: Scene) -> Draft:
    """Two to four goals one after another; a record spoken of before may be called "it"."""
    count = 2 if scene.difficulty < 4 else 3 if scene.difficulty < 5 else 4
    plots = blueprint.chain(scene, count)
    script = act.opening(scene, plots, act.tools_for(scene, plots))
    leans = False
    for i, plot in enumerate(plots):
        leans |= act.turn(script, plot, words.stream(scene, i))
        act.fulfil(script, plot)
    return draft(
        script,
        {**act.facets(plots[-1]), "goals": count, "leans": leans, "writes": any(p.goal.edits for p in plots)},
        ways=twins.usual(script, plots[-1]),
    )


BROKEN = {**corrupt.COMMON, "turns_crossed": corrupt.later_origin}
