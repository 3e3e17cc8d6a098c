"""A result comes back empty, cut off, or a hundred times too large: by policy it is checked, reported as doubtful, or relayed as it is."""

from __future__ import annotations

from agent import corrupt
from agent.plot import act, blueprint, distortion, twins, words
from agent.plot.draft import ALWAYS, draft
from generators.recipe import Draft, recipe
from generators.scene import Scene

POLICIES = {"verify": 5, "report": 4, "trust": 3}
KINDS = {"empty": 4, "truncated": 3, "magnitude": 4, "sign": 2}


@recipe(
    "agent/wrong_result", required=(*ALWAYS, "agent.policy"), weight=5, family="doubt", levels={2: 1, 3: 3, 4: 3, 5: 2},
    facets={**act.FACETS, "policy": tuple(POLICIES), "kind": tuple(KINDS)},
)  # fmt: skip
def build(scene: Scene) -> Draft:
    """The result of a question's last call arrives wrong; the system prompt says what to do then."""
    policy = scene.weighted(POLICIES, "policy")
    kind = scene.weighted({k: w for k, w in KINDS.items() if policy != "trust" or k == "magnitude"}, "kind", policy)
    figures = kind in ("magnitude", "sign")
    plot = blueprint.draw(
        scene,
        lambda p: blueprint.plain(p) and distortion.fits(p, kind),
        blueprint.questions(),
        early=distortion.asked_for_figures if figures else lambda p: blueprint.allowed(p) and blueprint.tellable(p),
    )
    script = act.opening(scene, [plot], act.tools_for(scene, [plot]), [scene.say(f"agent.policy_{policy}")])
    act.request(script, plot)
    steps = plot.plan.steps
    script.call(steps[:-1], why="goal" if policy != "report" else "explore")
    fault = distortion.figure(plot, scene.facts("fault"), (kind,)) if kind in ("magnitude", "sign") else {"kind": kind}
    script.call(steps[-1:], why="failed" if policy != "trust" else "goal", fault=fault)
    wrong = distortion.as_shown(plot, script, fault) if "pointer" in fault else None
    if policy == "verify":
        plan = act.delayed(plot.plan, 1)
        script.call(
            plan.steps[-1:], text=words.phrase(scene, "agent.look_again", scene.rng("again")) if scene.chance(0.3, "again said") else None
        )
        script.say(words.tell(script, plot, plan))
    elif policy == "report":
        script.say(distortion.report(script, plot, fault))
    else:
        script.say(words.tell(script, plot, distortion.as_shown(plot, script, fault)))
    shown = {n: v for n, (_, _, v) in wrong.facts.items()} if wrong else {}
    ways = [] if policy == "trust" else [lambda: twins.believed(script, plot, shown)]
    return draft(script, act.facets(plot, policy=policy, kind=kind), {"agent.policy": {"policy": policy, "kind": kind}}, ways)


BROKEN = {**corrupt.COMMON}
