"""Nothing has to be called: the answer stands in the talk already, or the user only says thanks, tells something, or chats."""

from __future__ import annotations

from agent import corrupt
from agent.plot import act, blueprint, twins, words
from agent.plot.draft import ALWAYS, draft
from generators.recipe import Draft, recipe
from generators.scene import Scene

KINDS = {"asked_again": 7, "thanks": 3, "chat": 3}


@recipe(
    "agent/no_call",
    required=(*ALWAYS, "agent.idle"),
    weight=4,
    family="dialogue",
    paired=True,
    levels={1: 2, 2: 3, 3: 2, 4: 1},
    facets={**act.FACETS, "kind": tuple(KINDS)},
)
def build(scene: Scene) -> Draft:
    """A request that was met, and a turn after it that needs no tool; or a turn of plain talk with tools at hand."""
    plot = blueprint.first(scene)
    # What was looked up can be asked for again; a change cannot.
    kind = scene.weighted({k: w for k, w in KINDS.items() if k != "asked_again" or not plot.goal.edits}, "kind", str(bool(plot.goal.edits)))
    script = act.opening(scene, [plot], act.tools_for(scene, [plot]))
    rng = scene.rng("talk")
    if kind == "chat":
        n = rng.randrange(
            words.chats(scene)
        )  # no fact of the group: where one subject is refused another is drawn, and the row stays in it
        script.reply(words.dressed(scene, rng, words.phrase(scene, f"chat.ask_{n:02d}", rng)))
        script.say(words.phrase(scene, f"chat.tell_{n:02d}", scene.rng("chat answer")))
        return draft(script, act.facets(plot, kind=kind), {"agent.idle": {}})
    act.request(script, plot)
    plan = plot.plan
    act.fulfil(script, plot, plan)
    if kind == "thanks":
        said, answer = rng.choice((("thanks", "welcome"), ("noted", "ack")))
        script.reply(words.phrase(scene, f"agent.{said}", rng))
        script.say(words.phrase(scene, f"agent.{answer}", scene.rng("welcome")))
    else:
        act.ask_again(script, plot, rng)
        script.say(words.tell(script, plot, plan, rng=scene.rng("second answer")))
    return draft(script, act.facets(plot, kind=kind), {"agent.idle": {}}, [lambda: twins.unneeded(script, plot, "agent.idle")])


BROKEN = {"language_switched": corrupt.language_switched, "idle_call": corrupt.idle_call}
