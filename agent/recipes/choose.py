"""Many tools of one system side by side, alike in name and purpose: the one that does what was asked is called."""

from __future__ import annotations

from agent import corrupt
from agent.plot import act, context, inquiry, twins
from agent.plot.draft import ALWAYS, draft
from generators.recipe import Draft, recipe
from generators.scene import Scene


@recipe("agent/choose", required=ALWAYS, weight=5, family="slot", paired=True, levels={2: 1, 3: 2, 4: 3, 5: 2}, facets=act.FACETS)
def build(scene: Scene) -> Draft:
    """All tools of the goal's own domain are listed."""
    count = inquiry.asked_count(scene)
    plot = inquiry.asked_plot(scene, count)
    # The very words with which its sibling asks back: here the schema says what is meant where nothing is said.
    unsaid = inquiry.hide(scene, plot, count)
    own = len(plot.domain.tools)
    shown = act.tools_for(scene, [plot], size=(own, own + 3 * scene.difficulty), near=1.0)
    gone = act.left_out(scene, shown, plot, 0.9, unsaid[0]) if count == 1 else act.left_out(scene, shown, plot, 0.5)
    # Or the form that the talk began from says it.
    line = context.filled(scene, plot, unsaid) if not gone and scene.chance(0.65, "context") else None
    script = act.opening(scene, [plot], shown, [line.text] if line else [])
    if line:
        context.known(script, plot, line, unsaid)
        gone = unsaid
        plan = plot.plan
    else:
        plan = act.without(plot.plan, plot, set(gone))
    act.request(script, plot, [n for n in plot.goal.slots if n not in gone])
    act.fulfil(script, plot, plan)
    return draft(script, act.facets(plot), ways=twins.usual(script, plot))


BROKEN = {**corrupt.COMMON, "other_tool": corrupt.other_tool}
