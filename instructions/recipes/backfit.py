"""Arrow first from the user's pairs: the answer stays byte for byte, true and telling constraints are woven into the request."""

from __future__ import annotations

from generators.recipe import Draft, Exhausted, Unfit, recipe
from generators.scene import Scene
from instructions import corrupt
from instructions.ask import Ask
from instructions.backfit import joins
from instructions.draft import draft
from instructions.material import phrasing
from instructions.phrases import REASONS
from instructions.world import World

# What one answer happens to have is no standing rule: no such wish stands in a system message or an earlier turn.
# Most people say first what they want, then how long it may be.
STYLES = {"tail": 50, "head": 5, "woven": 10, "list": 35}

# "Put it in four sentences" comes after what "it" is.
_QUESTION = {**STYLES, "head": 2}
_APART = {k: n for k, n in STYLES.items() if k not in ("tail", "woven")}  # nothing stands in or right behind the request


@recipe(
    "instructions/backfit",
    required=("ins.tree", "ins.stated", "ins.original"),
    weight=0,
    levels={3: 1},
    facets={"style": (), "constraints": ()},
)
def build(scene: Scene) -> Draft:
    """Only with --from. The original request is kept; constraints stand around it."""
    world: World = scene.shared[scene.lang]
    if world.pairs is None:
        raise Unfit("no-pairs")
    found = world.pairs.kept(scene.slot.rank)
    if found is None:
        raise Exhausted(world.pairs.left_out())
    pair, leaves = found
    say, rng = phrasing(scene), scene.rng("ask")
    say.reasons = REASONS  # why somebody wants what, only he could say
    if scene.lang == "zh":  # a Chinese matter is named as it is, an English word wants quotation marks
        say.things = frozenset(w for x in leaves if x["type"] == "keyword.include" for w in x["params"]["words"])
    asks = pair.prompt.rstrip()[-1:] in "?？"
    style = scene.weighted((_QUESTION if asks else STYLES) if joins(pair.prompt, scene.lang) else _APART, "style")
    if pair.prompt.rstrip()[-1:] in ":：":
        style = "head"  # what is to follow the colon is the user's own text
    made = Ask(say, rng, pair.prompt, "", "", leaves, style, frames=False, open_end=True)
    made.material = pair.context
    asked = made.build()
    if pair.system:
        asked.messages.insert(0, {"role": "system", "content": pair.system})
        asked.spans = {k: (t + 1, a, b, p) for k, (t, a, b, p) in asked.spans.items()}
    extra = [{"kind": "ins.original", "turn": len(asked.messages), "params": {"sha256": pair.sha}}]
    made_ = draft(
        scene,
        asked,
        leaves,
        pair.answer,
        extra=extra,
        evidence={"original": {"line": pair.index + 1, "prompt": pair.prompt, "context": pair.context}},
    )
    # The user's answers keep their own marks and languages.
    made_.checks = [c for c in made_.checks if c["kind"] not in ("ins.clean", "text.language")]
    return made_


BROKEN = {"check_removed": corrupt.check_removed, "bound_moved": corrupt.bound_moved, "answer_touched": corrupt.cut_short}
