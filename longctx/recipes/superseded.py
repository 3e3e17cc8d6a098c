"""A fact is told and later corrected, or somebody is named again and again: the last word holds, or the first one is asked for."""

from __future__ import annotations

from contextlib import suppress

from generators.recipe import Draft, Unfit, recipe
from generators.scene import Scene
from longctx import corrupt
from longctx.asked import mark
from longctx.haystack.book import Book
from longctx.named import about, somebody
from longctx.plant import corrected, depths, few, first_wanted, ground, kind_of, working
from longctx.prompt import ALWAYS, REASONS, Question, Task, compose, finish
from longctx.replies import suited, unquoted


@recipe(
    "longctx/superseded",
    required=("longctx.found", *ALWAYS),
    weight=4,
    levels={2: 1, 3: 2, 4: 2},
    family="needle",
    facets={
        "length": (),
        "source": ("own", "generated"),
        "asked": ("first", "second", "before_last", "last"),
        "kind": (),
        "distractors": (),
    },
    content=("rule: top BM25",),  # the question names what the needle names
)
def build(scene: Scene) -> Draft:
    """The correction names person and thing again; on higher levels others' things stand about too. Now and then what was said first is wanted."""
    book = scene.shared.pick(scene)
    if not scene.sibling and scene.chance(0.5, "named"):
        with suppress(Unfit):  # a short prompt may name nobody so often
            return _named(scene, book)
    g = ground(scene)
    fact = g.fact(kind_of(g))
    question = g.ask(fact)
    update = g.fact(fact.kind, fact.who, fact.thing, update=True)
    early = scene.chance(0.5, "early")
    if early:
        question = first_wanted(scene, question)
    count = few(scene, {1: 0, 2: 0, 3: 1, 4: 3, 5: 4}[scene.difficulty], 1)
    others = g.others(fact, count)
    # Others' things are corrected too, so that the wording of a correction does not give the answer away.
    later = [g.fact(fact.kind, f.who, f.thing, update=True) for f in others if g.rng.random() < 0.7]
    at = depths(scene, count + 2)
    first, second = sorted(at[:2])
    outdated, needle = (
        g.needle(fact, "needle" if early else "outdated", first),
        g.needle(update, "distractor" if early else "needle", second),
    )
    # Redrawn places could turn the two round, so they are held.
    for n in (outdated, needle):
        n.info["fixed"] = True
    needles = [outdated, needle, *corrected(g, others, later, at[2:], scene)]
    made = compose(
        scene,
        Task(
            g.book,
            question,
            g.crowded(needles, [fact.kind.id]),
            {"kind": fact.kind.id, "distractors": count, "asked": "first" if early else "last"},
        ),
    )
    right, wrong = (fact, update) if early else (update, fact)
    check = {
        "keys": [fact.who, fact.thing],
        "value": right.value,
        "times": 2,
        **({"at": 0} if early else {}),
        "others": [wrong.value, *(f.value for f in [*others, *later])],
    }
    return finish(
        scene, made, g.reply(made, right), {"longctx.found": check},
        (g.reply(made, wrong), "longctx.found", "what was said later" if early else "what was said first"),
        working(scene, [outdated if early else needle], made.placed.hay),
    )  # fmt: skip


def _named(scene: Scene, book: Book) -> Draft:
    """The last of several sentences of the text that give somebody's full name, or the first, or one next to these."""
    who, window = somebody(scene, book, max(2, scene.difficulty - 1), scene.difficulty + 2, 60)
    kind = "_word" if who.word else ""
    count = len(who.spans)
    places = {"last": count - 1, "first": 0}
    if not who.word:  # nobody wants the second sentence with a word in it
        places |= ({"second": 1} if count > 2 else {}) | ({"before_last": count - 2} if count > 3 else {})
    which = scene.rng("which").choice(list(places))
    at = places[which]
    key = f"{'reason' if scene.chance(REASONS, 'reason') else 'named'}.{which}{kind}"
    question = Question(scene.say(key, who=who.name), scene.say(key, who="_"), (who.name,), framed=False)
    made = about(scene, book, who, window, question, {"kind": "named", "distractors": count - 1, "asked": which}, [])
    said = who.texts(book)
    other = at - 1 if at else 1  # the neighbour a careless reader takes
    roles = ["outdated" if n < at else "distractor" for n in range(count)]
    roles[at] = "needle"
    notes = [(a, b, {"role": r, "keys": [who.name], "value": t}) for (a, b), t, r in zip(who.spans, said, roles, strict=True)]
    mark(scene, made, notes)
    template = scene.rng("reply").choice(suited(unquoted(scene.bank["named.reply"], said[at], said[other]), made, scene.lang))

    def reply(sentence: str) -> str:
        return template.fill({"sentence": sentence}, scene.lang)

    check = {"keys": [who.name], "value": said[at], "times": count, "at": at, "others": [s for n, s in enumerate(said) if n != at]}
    wrong = (reply(said[other]), "longctx.found", "another sentence that names the same person")
    return finish(scene, made, reply(said[at]), {"longctx.found": check}, wrong, scene.say(f"named.working{kind}", n=str(len(said))))


BROKEN = {"old_value": corrupt.old_value, "other_value": corrupt.other_value, "key_gone": corrupt.needle_gone, "longer": corrupt.longer}
