"""One request, one goal: the right tool is called with what the user said, and the outcome is told."""

from __future__ import annotations

from agent import corrupt
from agent.own import rows
from agent.plot import act, inquiry, twins
from agent.plot.draft import ALWAYS, draft
from generators.recipe import Draft, recipe
from generators.scene import Scene


@recipe(
    "agent/single",
    required=ALWAYS,
    weight=4,
    family="slot",
    paired=True,
    levels={1: 3, 2: 3, 3: 2, 4: 1, 5: 1},
    facets={**act.FACETS, "said": ("all", "default")},
)
def build(scene: Scene) -> Draft:
    """A goal that one call reaches; what the user leaves out is at times the tool's default."""
    if scene.shared:
        return rows.build("single", scene, scene.shared)
    plot = inquiry.single_plot(scene)
    shown = act.tools_for(scene, [plot])
    gone = act.left_out(scene, shown, plot, 0.6)
    slots = [n for n in plot.goal.slots if n not in gone]
    script = act.opening(scene, [plot], shown)
    act.request(script, plot, slots)
    act.fulfil(script, plot, act.without(plot.plan, plot, set(gone)))
    return draft(script, act.facets(plot, said="default" if gone else "all"), ways=twins.usual(script, plot))


BROKEN = corrupt.COMMON
