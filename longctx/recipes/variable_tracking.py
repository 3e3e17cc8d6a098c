"""A thing goes from hand to hand through the whole text; who has it at the end?"""

from __future__ import annotations

from itertools import pairwise

from generators.recipe import Draft, recipe
from generators.scene import Scene
from longctx import corrupt, replies
from longctx.haystack.window import Needle
from longctx.needles.facts import same_style
from longctx.needles.tables import table
from longctx.plant import Ground, depths, few, ground
from longctx.prompt import ALWAYS, Question, Task, compose, finish


def _story(g: Ground, thing: str, moves: int) -> tuple[list[str], list[str]]:
    """(holders, sentences): the first has it, then it moves on."""
    words, lang = table(g.scene.lang, "hands"), g.scene.lang
    holders = [g.person() for _ in range(moves + 1)]
    lines = [g.fresh(words["start"]).fill({"a": holders[0], "thing": thing}, lang)]
    for a, b in pairwise(holders):
        lines.append(g.fresh(words["pass"]).fill({"a": a, "b": b, "thing": thing}, lang))
    return holders, [same_style(t, g.style) for t in lines]


@recipe(
    "longctx/variable_tracking",
    required=("longctx.held", *ALWAYS),
    weight=4,
    levels={2: 1, 3: 2, 4: 2, 5: 2},
    facets={"length": (), "source": ("own", "generated"), "asked": ("first", "last"), "moves": ()},
)
def build(scene: Scene) -> Draft:
    """Other things change hands too, among other people."""
    g = ground(scene)
    words = table(scene.lang, "hands")
    things = [t.source for t in words["thing"] if g.free(t.source)]
    g.rng.shuffle(things)
    moves = few(scene, scene.difficulty)
    holders, lines = _story(g, things[0], moves)
    at = sorted(depths(scene, moves + 1))
    needles = [
        Needle(t, d, {"role": "move", "keys": [things[0]], "value": h, "fixed": True}) for t, d, h in zip(lines, at, holders, strict=True)
    ]
    for n, other in enumerate(things[1 : 1 + max(0, few(scene, scene.difficulty - 2, few(scene, 3) - 2))]):
        _, more = _story(g, other, 1)
        rng = scene.rng("other", n)
        needles += [Needle(t, d, {"role": "distractor"}) for t, d in zip(more, sorted(rng.random() for _ in more), strict=True)]
    template = g.rng.choice(words["ask"])
    question = Question(template.fill({"thing": things[0]}, scene.lang), template.masked, (things[0],))
    made = compose(scene, Task(g.book, question, g.crowded(needles, clear=things[:1]), {"moves": moves}, generic=True))

    def reply(name: str) -> str:
        text = replies.reply(scene, made, words["reply"], value=name)
        return text[:1].upper() + text[1:]

    arrow = " → ".join(holders)
    check = {"thing": things[0], "first": holders[0], "value": holders[-1], "moves": moves, "others": holders[1:-1]}
    wrong = scene.rng("wrong").choice(holders[:-1])
    return finish(
        scene, made, reply(holders[-1]), {"longctx.held": check}, (reply(wrong), "longctx.held", "stopped at an earlier owner"), arrow
    )


BROKEN = {"other_value": corrupt.other_value, "move_gone": corrupt.move_gone, "longer": corrupt.longer}
