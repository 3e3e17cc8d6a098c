"""A value that cannot be: the assistant objects and asks for the right one instead of passing it on."""

from __future__ import annotations

from agent import corrupt
from agent.plot import act, impossible, inquiry, twins, words
from agent.plot.draft import ALWAYS, draft
from agent.words.frames import Said
from generators.recipe import Draft, Unfit, recipe
from generators.scene import Scene


@recipe(
    "agent/bad_value",
    required=(*ALWAYS, "agent.objects"),
    weight=4,
    family="slot",
    paired=True,
    levels={1: 1, 2: 3, 3: 3, 4: 2, 5: 1},
    facets={**act.FACETS, "reason": ()},
)
def build(scene: Scene) -> Draft:
    """One slot of the goal gets an impossible value; all else is as in the sibling that works."""
    plot = inquiry.bad_plot(scene)
    slot, value, reason, text = scene.facts("bad").choice(impossible.options(scene, plot))
    shown = act.tools_for(scene, [plot])
    script = act.opening(scene, [plot], shown)
    said: Said = words.ask(scene, plot, list(plot.goal.slots), words.stream(scene), script.env.now, stand_ins={slot: text}, keep=True)
    script.user(said, words.kinds_of(plot), plot.domain.name)
    place = script.known[slot]
    answer = impossible.objection(scene, plot, reason, value, text, script.env.now)
    script.say(answer)
    trial = impossible.trial(plot, slot, value)
    bad = {
        "turn": place.turn,
        "start": place.start,
        "end": place.end,
        "kind": plot.goal.slots[slot].kind,
        "reason": reason,
        "try": trial,
    }
    if plot.goal.refused:
        raise Unfit("refused")
    return draft(
        script,
        act.facets(plot, reason=reason),
        {"agent.objects": {}},
        [
            lambda: twins.claimed(script, plot, "agent.objects", plain=True),
            lambda: twins.passed_on(script, plot, trial),
        ],
        bad=bad,
    )


BROKEN = {"language_switched": corrupt.language_switched, "success_claimed": corrupt.success_claimed}
