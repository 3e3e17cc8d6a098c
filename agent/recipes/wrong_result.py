"""A result comes back empty, cut off, out of range, out of date or at odds with an earlier one: by policy it is checked, reported as doubtful, or relayed."""

from __future__ import annotations

from agent import corrupt
from agent.plot import act, blueprint, distortion, twins, words
from agent.plot.blueprint import Blueprint
from agent.plot.draft import ALWAYS, draft
from agent.plot.script import Script
from generators.recipe import Draft, recipe
from generators.scene import Scene

# The rows of a group: the same wrong result under another policy.
POLICIES = ("verify", "report", "trust")
KINDS = {"empty": 3, "truncated": 3, "magnitude": 3, "sign": 1, "stale": 5, "contradicts": 5}
FIGURES = ("magnitude", "sign", "stale", "contradicts")
RELAYED = ("magnitude", "stale", "contradicts")  # what says something that can be passed on


@recipe(
    "agent/wrong_result", required=(*ALWAYS, "agent.policy"), weight=5, family="doubt", paired=True, twins=lambda options: len(POLICIES),
    levels={2: 1, 3: 3, 4: 3, 5: 2}, facets={**act.FACETS, "policy": POLICIES, "kind": tuple(KINDS)},
)  # fmt: skip
def build(scene: Scene) -> Draft:
    """The result of a question's last call arrives wrong; the system prompt says what to do then."""
    kind = scene.facts("kind").choice([k for k, n in KINDS.items() for _ in range(n)])
    policy = POLICIES[scene.slot.rank % len(POLICIES)]
    if policy == "trust" and kind not in RELAYED:
        policy = scene.facts("policy").choice(POLICIES[:2])
    plot = blueprint.draw(
        scene,
        lambda p: blueprint.plain(p) and distortion.fits(p, kind),
        blueprint.questions(),
        part="wrong",
        early=distortion.asked_for_figures if kind in FIGURES else lambda p: blueprint.allowed(p) and blueprint.tellable(p),
    )
    broad = kind in ("stale", "contradicts") or scene.chance(0.5, "rule")
    rule = scene.say(f"doubt.rule_{policy}" if broad else f"agent.policy_{policy}")
    script = act.opening(scene, [plot], act.tools_for(scene, [plot]), [rule], dated=kind == "stale")
    act.request(script, plot)
    by = _found_before(script, plot) if kind == "contradicts" else _looked_for(script, plot, policy)
    fault = distortion.figure(plot, scene.facts("fault"), (kind,)) if kind in FIGURES else {"kind": kind}
    script.call(
        act.delayed(plot.plan, by).steps[-1:] if by else plot.plan.steps[-1:], why="failed" if policy != "trust" else "goal", fault=fault
    )
    wrong = distortion.as_shown(plot, script, fault) if "pointer" in fault else None
    if policy == "verify":
        plan = act.delayed(plot.plan, by + 1)
        again_key = scene.rng("which").choice(("agent.look_again", f"doubt.again_{kind}"))
        again = words.phrase(scene, again_key, scene.rng("again")) if scene.chance(0.3, "again said") else None
        script.call(plan.steps[-1:], why="verify" if kind == "contradicts" else "goal", text=again)
        settled = kind == "contradicts" and scene.chance(0.75, "settled")
        told = distortion.told_again(script, plot, plan, "doubt.settled", fault) if settled else ""
        script.say(told or words.tell(script, plot, plan))
    elif policy == "report":
        script.say(distortion.report(script, plot, fault))
    elif wrong is not None:
        script.say(words.tell(script, plot, act.delayed(wrong, by)))
    shown = {n: v for n, (_, _, v) in wrong.facts.items()} if wrong else {}
    ways = [] if policy == "trust" else [lambda: twins.believed(script, plot, shown)]
    return draft(script, act.facets(plot, policy=policy, kind=kind), {"agent.policy": {"policy": policy, "kind": kind}}, ways)


def _looked_for(script: Script, plot: Blueprint, policy: str) -> int:
    """The calls before the one that comes back wrong."""
    script.call(plot.plan.steps[:-1], why="goal" if policy != "report" else "explore")
    return 0


def _found_before(script: Script, plot: Blueprint) -> int:
    """The question is answered, and the user wants it looked up afresh; how many calls more that makes."""
    scene = script.scene
    script.call(plot.plan.steps, text=words.aside(script))
    script.say(words.tell(script, plot, plot.plan))
    script.reply(words.phrase(scene, "doubt.recheck", scene.facts("recheck")))
    return 1


BROKEN = {**corrupt.COMMON}
