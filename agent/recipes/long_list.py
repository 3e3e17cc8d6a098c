"""Dozens of tools of many systems in the list: the few that are needed are found among them."""

from __future__ import annotations

from agent import corrupt
from agent.plot import act, inquiry, twins
from agent.plot.draft import ALWAYS, draft
from generators.recipe import Draft, recipe
from generators.scene import Scene

SIZES = {3: (24, 40), 4: (30, 50), 5: (40, 60)}


@recipe("agent/long_list", required=ALWAYS, weight=4, family="slot", paired=True, levels={3: 2, 4: 3, 5: 3}, facets=act.FACETS)
def build(scene: Scene) -> Draft:
    """A goal of one call or more with up to 60 tools listed."""
    plot = inquiry.bad_plot(scene)
    script = act.opening(scene, [plot], act.tools_for(scene, [plot], size=SIZES[scene.difficulty], near=0.3))
    act.request(script, plot)
    act.fulfil(script, plot, plot.plan)
    return draft(script, act.facets(plot), ways=twins.usual(script, plot))


BROKEN = {**corrupt.COMMON, "other_tool": corrupt.other_tool}
