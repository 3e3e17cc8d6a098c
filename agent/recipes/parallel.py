"""Several things asked for in one breath that do not depend on each other: one turn with all the calls, one answer."""

from __future__ import annotations

from agent import corrupt
from agent.own import rows
from agent.plot import act, blueprint, twins, words
from agent.plot.draft import ALWAYS, draft
from generators.recipe import Draft, Unfit, recipe
from generators.scene import Scene


@recipe(
    "agent/parallel",
    required=ALWAYS,
    content=("rule: top BM25",),
    weight=5,
    family="several",
    levels={2: 2, 3: 3, 4: 3, 5: 1},
    facets={**act.FACETS, "goals": ("2", "3", "4")},
)
def build(scene: Scene) -> Draft:
    """Two to four goals of one call each, in one world, none of which changes what another finds."""
    if scene.shared:
        return rows.build("parallel", scene, scene.shared)
    count = 2 if scene.difficulty < 3 else 3 if scene.difficulty < 5 else 4
    plots = blueprint.several(scene, count)
    script = act.opening(scene, plots, act.tools_for(scene, plots))
    said = words.together(scene, plots, words.stream(scene), script.env.now)
    script.user(said, {f"{i}.{n}": s.kind for i, p in enumerate(plots) for n, s in p.goal.slots.items()}, plots[0].domain.name)
    for i, plot in enumerate(plots):  # each goal's values are its own
        for name in plot.goal.slots:
            script.known[f"{i}.{name}"].domain = plot.domain.name
    plans = [act.renamed(p.plan, i, str(i)) for i, p in enumerate(plots)]
    outcomes = script.call([s for plan in plans for s in plan.steps], together=True, text=words.aside(script))
    if any(o != s.outcome for o, plan in zip(outcomes, plans, strict=True) for s in plan.steps):
        raise Unfit("not-independent")
    texts: list[str] = []
    for i, (plot, plan) in enumerate(zip(plots, plans, strict=True)):
        act.reached(script, plot)
        texts.append(words.tell(script, plot, plan, rng=scene.rng("answer", i), among=f"{i}."))
    script.say(("" if scene.lang == "zh" else " ").join(texts))
    return draft(
        script,
        {**act.facets(plots[0]), "writes": any(p.goal.edits for p in plots), "goals": count},
        ways=[lambda: twins.one_left_out(script, plots[-1])],
    )


BROKEN = {**corrupt.COMMON, "ids_swapped": corrupt.ids_swapped}
