"""A fact is told and later corrected, or somebody is named again and again: the last word holds."""

from __future__ import annotations

from contextlib import suppress

from generators.recipe import Draft, Unfit, recipe
from generators.scene import Scene
from longctx import corrupt
from longctx.haystack.book import Book
from longctx.lines import mark
from longctx.named import about, possible, somebody, unquoted
from longctx.plant import corrected, depths, ground, kind_of, working
from longctx.prompt import ALWAYS, Question, Task, compose, finish


@recipe(
    "longctx/superseded",
    required=("longctx.found", *ALWAYS),
    weight=4,
    levels={2: 1, 3: 2, 4: 2},
    family="needle",
    facets={"length": (), "source": ("own", "generated"), "asked": ("first", "last"), "kind": (), "distractors": ()},
    content=(
        "rule: top BM25",
        "rule: always last",
    ),  # the question names what the needle names
)
def build(scene: Scene) -> Draft:
    """The correction names person and thing again; on higher levels others' things stand about too."""
    book = scene.shared.pick(scene)
    if possible(scene, book) and not scene.sibling and scene.chance(0.8, "named"):
        with suppress(Unfit):  # a short prompt may name nobody so often
            return _named(scene, book)
    g = ground(scene)
    fact = g.fact(kind_of(g))
    question = g.ask(fact)
    update = g.fact(fact.kind, fact.who, fact.thing, update=True)
    count = {1: 0, 2: 0, 3: 1, 4: 3, 5: 4}[scene.difficulty]
    others = [g.fact(fact.kind, "", fact.thing) for _ in range(count)]
    # Others' things are corrected too, so that the wording of a correction does not give the answer away.
    later = [g.fact(fact.kind, f.who, f.thing, update=True) for f in others if g.rng.random() < 0.7]
    at = depths(scene, count + 2)
    first, second = sorted(at[:2])
    outdated, needle = g.needle(fact, "outdated", first), g.needle(update, "needle", second)
    # Redrawn places could turn the two round, so they are held.
    for n in (outdated, needle):
        n.info["fixed"] = True
    needles = [outdated, needle, *corrected(g, others, later, at[2:], scene)]
    made = compose(scene, Task(g.book, question, needles, {"kind": fact.kind.id, "distractors": count}))
    check = {
        "keys": [fact.who, fact.thing],
        "value": update.value,
        "times": 2,
        "others": [fact.value, *(f.value for f in [*others, *later])],
    }
    return finish(
        scene, made, g.reply(update), {"longctx.found": check}, (g.reply(fact), "longctx.found", "what was said first"),
        working(scene, [needle], made.placed.hay),
    )  # fmt: skip


def _named(scene: Scene, book: Book) -> Draft:
    """The last of several sentences of the text that give somebody's full name."""
    who, window = somebody(scene, book, max(2, scene.difficulty - 1), scene.difficulty + 2, 60)
    kind = "_word" if who.word else ""
    question = Question(scene.say(f"named.last{kind}", who=who.name), scene.say(f"named.last{kind}", who="_"), (who.name,), framed=False)
    made = about(scene, book, who, window, question, {"kind": "named", "distractors": len(who.spans) - 1}, [])
    said = who.texts(book)
    notes = [(a, b, {"role": "outdated", "keys": [who.name], "value": t}) for (a, b), t in zip(who.spans, said, strict=True)]
    notes[-1][2]["role"] = "needle"
    mark(scene, made, notes)
    template = scene.rng("reply").choice(unquoted(scene.bank["named.reply"], *said[-2:]))

    def reply(sentence: str) -> str:
        return template.fill({"sentence": sentence}, scene.lang)

    check = {"keys": [who.name], "value": said[-1], "times": len(said), "others": said[:-1]}
    wrong = (reply(said[-2]), "longctx.found", "an earlier sentence that names the same person")
    return finish(scene, made, reply(said[-1]), {"longctx.found": check}, wrong, scene.say(f"named.working{kind}", n=str(len(said))))


BROKEN = {"old_value": corrupt.old_value, "other_value": corrupt.other_value, "key_gone": corrupt.needle_gone, "longer": corrupt.longer}
