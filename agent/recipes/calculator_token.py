"""The mission's own protocol: the system prompt names a token and a tool; the token goes before every call, and nowhere else."""

from __future__ import annotations

from agent import corrupt
from agent.plot import act, blueprint, token, twins, words
from agent.plot.draft import ALWAYS, draft
from generators.recipe import Draft, recipe
from generators.scene import Scene

# calculator: a sum, the rule names the calculator. tool: any tool the rule names. near_miss: figures, but nothing to reckon. no_rule: a sum without the rule, so without
# the token. head: no rule and no calculator, and a sum one does in the head.
CASES = ("calculator", "tool", "near_miss", "no_rule", "head")
# The rows of a group: the token where it is due, and where the same sum or the same tools want none.
PAIRS = {("calculator", "near_miss"): 1, ("tool", "near_miss"): 3, ("calculator", "no_rule"): 3, ("calculator", "head"): 2}


@recipe(
    "agent/calculator_token", required=(*ALWAYS, "agent.token"), weight=5, family="token", paired=True, twins=lambda options: 2, levels={1: 1, 2: 2, 3: 3, 4: 2, 5: 1},
    facets={**act.FACETS, "case": CASES}, content=("probe: answerable from question",),
)  # fmt: skip
def build(scene: Scene) -> Draft:
    """A goal under the token rule, a turn with figures that wants no reckoning, or a sum without any rule."""
    pair = scene.facts("pair").choice([p for p, n in PAIRS.items() for _ in range(n)])
    case = pair[scene.slot.rank % 2]
    mark = token.mark(scene)
    among = (
        [("calculator", "calculation"), *([("calculator", "problem")] if "head" not in pair else [])]
        if "tool" not in pair
        else [i for i in blueprint.of_length(1, 1) if i[0] not in ("calculator", "coderunner")]
    )
    early = token.small if "head" in pair else blueprint.allowed
    plot = blueprint.draw(scene, lambda p: blueprint.plain(p) and len(p.plan.steps) == 1, among, "token", early)
    if case == "head":
        shown = act.tools_for(scene, [], [*plot.tools, "coderunner.run_python"], near=0.0, size=(1, 4))
    else:
        shown = act.tools_for(scene, [plot], size=(1, 1 + scene.difficulty * 2))
    name = shown.names.get(plot.plan.steps[-1].tool, "")
    rules = [] if case in ("no_rule", "head") else [token.rule(scene, mark, name, plot.domain.name == "calculator")]
    script = act.opening(scene, [plot], shown, rules)
    params = {"token": mark, "due": bool(rules) and case != "near_miss", "calls": case not in ("near_miss", "head")}
    if case == "near_miss":
        n = scene.facts("near").randrange(token.near_misses(scene))
        rng = scene.rng("near")
        figures = token.figures(scene)
        script.reply(words.dressed(scene, rng, words.phrase(scene, f"token.near_{n:02d}", scene.rng("near words"), **figures)))
        script.say(words.phrase(scene, f"token.told_{n:02d}", scene.rng("near answer"), **figures))
    elif case == "head":
        act.request(script, plot)
        script.say(token.in_the_head(script, plot))
    else:
        act.request(script, plot)
        script.call(plot.plan.steps, text=mark if rules else None)
        act.reached(script, plot)
        script.say(words.tell(script, plot, plot.plan))
    ways = [lambda: twins.token_wrong(script, plot, mark, bool(rules))] if params["calls"] else []
    return draft(script, act.facets(plot, case=case, writes=bool(plot.goal.edits) and case == "tool"), {"agent.token": params}, ways)


BROKEN = {**corrupt.COMMON, "token_dropped": corrupt.token_dropped, "token_misplaced": corrupt.token_misplaced}
