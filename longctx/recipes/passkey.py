"""One fact stands once in a long text and is asked for: planted, or words of a line of the text itself."""

from __future__ import annotations

from generators.recipe import Draft, recipe
from generators.scene import Scene
from longctx import corrupt
from longctx.asked import asked_in
from longctx.lines import one_further
from longctx.plant import depths, ground, kind_of, working
from longctx.prompt import ALWAYS, Task, compose, finish
from longctx.replies import filled, gap_replies, gap_working, suited, unquoted


@recipe(
    "longctx/passkey",
    required=("longctx.found", *ALWAYS),
    weight=2,
    levels={1: 3, 2: 1},
    family="needle",
    facets={"length": (), "source": ("own", "generated"), "asked": ("first", "last"), "kind": ()},
)
def build(scene: Scene) -> Draft:
    """No distractor: a search for the name would do, so the row is tagged as a lookup."""
    if not scene.sibling and scene.chance(0.75, "gap"):
        return _gap(scene)
    g = ground(scene)
    fact = g.fact(kind_of(g))
    needle = g.needle(fact, "needle", depths(scene, 1)[0])
    made = compose(scene, Task(g.book, g.ask(fact), g.crowded([needle], [fact.kind.id]), {"kind": fact.kind.id}, ["skill/lookup"]))
    wrong = g.fact(fact.kind, fact.who, fact.thing)
    return finish(
        scene, made, g.reply(made, fact), {"longctx.found": {"keys": [fact.who, fact.thing], "value": fact.value, "times": 1, "others": []}},
        (g.reply(made, wrong), "longctx.found", "a value that stands nowhere in the text"), working(scene, [needle], made.placed.hay),
    )  # fmt: skip


def _gap(scene: Scene) -> Draft:
    """The text's own sentence with a gap, or the one behind it: nothing in it tells it from its neighbours."""
    made, line = asked_in(scene, scene.shared.lines(scene), ["skill/lookup"], {"kind": "gap"})
    rng, behind = scene.rng("reply"), line.form == "next"
    near = one_further(made.task.book, line, made.placed.window) if behind else rng.choice(line.keys).strip("“”")

    def reply(value: str) -> str:
        return filled(rng.choice(suited(unquoted(gap_replies(scene, line), value), made, scene.lang)), value, scene.lang)

    check = {"keys": line.keys, "value": line.value, "times": 1, "others": []} | ({"next": True} if behind else {})
    wrong = (reply(near), "longctx.found", "words that stand beside what is asked for")
    return finish(scene, made, reply(line.value), {"longctx.found": check}, wrong, gap_working(scene, line))


BROKEN = {
    "other_value": corrupt.other_value,
    "one_too_far": corrupt.one_too_far,
    "key_doubled": corrupt.key_doubled,
    "span_moved": corrupt.haystack_moved,
    "longer": corrupt.longer,
    "key_gone": corrupt.needle_gone,
}
