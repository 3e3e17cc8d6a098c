"""None of the tools can do what is wanted: say so, call nothing, claim nothing."""

from __future__ import annotations

from agent import corrupt
from agent.own import rows
from agent.plot import act, inquiry, solver, twins, words
from agent.plot.draft import ALWAYS, draft
from generators.recipe import Draft, Unfit, recipe
from generators.scene import Scene


@recipe(
    "agent/no_tool",
    required=(*ALWAYS, "agent.declines"),
    weight=4,
    family="slot",
    paired=True,
    levels={1: 2, 2: 3, 3: 3, 4: 2, 5: 1},
    facets={**act.FACETS, "near": ("True", "False")},
)
def build(scene: Scene) -> Draft:
    """Every tool with the wanted effect is taken out of the list; neighbours of the same system may stay."""
    if scene.shared:
        return rows.build("no_tool", scene, scene.shared)
    plot = inquiry.single_plot(scene)
    also = [a if "." in a else f"{plot.domain.name}.{a}" for a in plot.goal.also]
    barred = [*dict.fromkeys([*solver.able(plot.domain.name, plot.goal, plot.tools), *also])]
    near = scene.chance(0.7, "near") and len(barred) < len(plot.tools)
    shown = act.tools_for(scene, [], barred if near else [*plot.tools, *also], apart=also)
    stuck = solver.solve(plot.env, plot.domain.name, plot.goal, shown.order, plot.known)
    if isinstance(stuck, solver.Plan) or stuck.reason != "no_tool":
        raise Unfit("still-solvable")
    script = act.opening(scene, [plot], shown)
    act.request(script, plot)
    script.say(words.phrase(scene, f"{plot.stem}_cannot", scene.rng("cannot"), **act.slot_texts(script, plot)))
    wanted = {"domain": plot.domain.name, "keys": sorted({k for f in plot.goal.facts.values() for k in f.key.split("+")}), "also": also}
    edits = solver.wanted_edits(plot.domain.name, plot.goal.edits)
    if edits:
        wanted["effect"] = f"{edits[0]['table']}.{edits[0]['op']}"
    return draft(
        script,
        act.facets(plot, near=near),
        {"agent.declines": {}},
        [
            lambda: twins.claimed(script, plot, "agent.declines"),
            lambda: twins.wrong_tool(script, plot, "agent.declines"),
        ],
        wanted=wanted,
    )


BROKEN = {"language_switched": corrupt.language_switched, "success_claimed": corrupt.success_claimed, "able_listed": corrupt.able_listed}
