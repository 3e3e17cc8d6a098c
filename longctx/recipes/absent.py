"""What is asked for is not in the text, though its neighbours are: the answer says so."""

from __future__ import annotations

from collections import defaultdict
from contextlib import suppress
from typing import Any

from generators.recipe import Draft, Unfit, recipe
from generators.scene import Scene
from longctx import corrupt
from longctx.asked import absent_line, around, provisional
from longctx.chapters import cast_of, in_headings, window_mentions
from longctx.haystack.book import Book
from longctx.named import nobody
from longctx.plant import depths, first_wanted, ground, kind_of
from longctx.prompt import ALWAYS, REASONS, Question, Task, compose, finish
from longctx.replies import gap_replies, no_such_line, unquoted
from longctx.sentences import drawn, plain, within

GAPS = 0.25  # share of lines with a gap: as many of those that are asked for in other types have an answer as of the rest
NAMED = 0.2  # share of sentences that name somebody, of whom there is none; so in the types that have an answer
EARLY = 0.2  # share of the rest that ask for what was said before a change
TRIES = 60  # sentences looked at for one that a careless reader gives
PLACES = ("last", "first", "last", "first", "second", "before_last")  # in which of several sentences, as superseded asks for them


@recipe(
    "longctx/absent",
    required=("longctx.absent", *ALWAYS),
    weight=4,
    levels={1: 1, 2: 1, 3: 2, 4: 2},
    family="needle",
    facets={
        "length": (),
        "source": ("own", "generated"),
        "asked": ("first", "last"),
        "kind": (),
        "near": ("nothing", "person", "thing", "line"),
    },
)
def build(scene: Scene) -> Draft:
    """Near misses: another thing of the same person, the same thing of another; the answer may name what there is instead."""
    if not scene.sibling and scene.chance(GAPS, "gap"):
        made, line = absent_line(scene, scene.shared.lines(scene), {"kind": "gap", "near": "line"})
        check: dict[str, Any] = {"keys": line.keys, "near": [line.value]}
        rng = scene.rng("reply")
        wrong = rng.choice(gap_replies(scene, line)).fill({"value": line.value}, scene.lang)
        none = no_such_line(scene, line)
        answer = rng.choice(none).fill({}, scene.lang)
        return finish(scene, made, answer, {"longctx.absent": check}, (wrong, "longctx.absent", "words that only seem to fit"))
    if not scene.sibling and scene.chance(NAMED, "named"):
        with suppress(Unfit):  # a text may be asked for whole, and name everybody
            return _nobody(scene)
    g = ground(scene)
    near = "nothing" if scene.difficulty == 1 else scene.weighted({"person": 1, "thing": 1}, "near")
    # Somebody of the text who has no such thing; else, and where siblings share the fact, somebody of whom another thing is told.
    known = None if near == "person" or scene.sibling else _known(scene, g.book)
    near = near if known else "person"
    fact = g.fact(kind_of(g), known[0] if known else "")
    question = g.ask(fact)
    if not scene.sibling and scene.chance(EARLY, "early"):
        question = first_wanted(scene, question)
    count = 0 if near == "nothing" else max(1, scene.difficulty - 1)
    facts = [g.fact(fact.kind, fact.who, g.thing(fact.kind, fact.thing))] if near == "person" else g.others(fact, min(count, 1))
    facts += [g.fact(fact.kind, "", g.thing(fact.kind, fact.thing, *(f.thing for f in facts))) for _ in range(count - len(facts))]
    needles = [g.needle(f, "distractor", d) for f, d in zip(facts, depths(scene, count) if count else [], strict=True)]
    task = Task(g.book, question, g.crowded(needles, [fact.kind.id], (fact.who, fact.thing)), {"kind": fact.kind.id, "near": near})
    made = around(scene, task, known[1], [known[2]]) if known else compose(scene, task)
    names = {"who": fact.who, "thing": _bare(fact.thing)}
    # Where more is told than one wording can name, none is named: "only his hives" would be untrue.
    if len(facts) == 1 and scene.chance(0.75, "names"):
        other = facts[0]
        if near == "person":
            answer = scene.say(_worded(scene, "other", fact.kind.id), **names, other=_bare(other.thing))
        else:
            answer = scene.say(_worded(scene, "rival", fact.kind.id), **names, rival=other.who)
    else:
        answer = scene.say(_worded(scene, "none", fact.kind.id), **names)
    wrong = g.reply(made, facts[0]) if facts else g.reply(made, fact)
    check = {"keys": [fact.who, fact.thing], "near": [f.value for f in facts] or [fact.value]}
    return finish(
        scene, made, answer[:1].upper() + answer[1:], {"longctx.absent": check}, (wrong, "longctx.absent", "a value though there is none")
    )


def _nobody(scene: Scene) -> Draft:
    """One of several sentences with a full name or a word is asked for, and there is none."""
    book = scene.shared.pick(scene)
    who, none = nobody(scene, book)
    kind = "_word" if who.word else ""
    which = scene.rng("which").choice(PLACES[:4] if who.word else PLACES)  # nobody wants the second sentence with a word in it
    key = f"{'reason' if scene.chance(REASONS, 'reason') else 'named'}.{which}{kind}"
    question = Question(scene.say(key, who=who.name), scene.say(key, who="_"), (who.name,), framed=False)
    made = compose(scene, Task(book, question, [], {"kind": "named", "near": "nothing"}, fits=none))
    rng = scene.rng("said")
    drawn_here = (drawn(book, *within(book, made.placed.window), rng) for _ in range(TRIES))
    said = next((text for a, b in drawn_here if plain(text := book.text[a:b], scene.lang, True)), "")
    if not said:
        raise Unfit("named", "no plain sentence to give instead")
    wrong = scene.rng("reply").choice(unquoted(scene.bank["named.reply"], said)).fill({"sentence": said}, scene.lang)
    answer = scene.say(f"absent.named{kind}", who=who.name)
    check = {"keys": [who.name], "near": [said]}
    return finish(scene, made, answer, {"longctx.absent": check}, (wrong, "longctx.absent", "a sentence that names somebody else"))


def _known(scene: Scene, book: Book) -> tuple[str, tuple[int, int], tuple[int, int]] | None:
    """Somebody whom a window names several times, once in full at least: the name, the window, and where it stands; None where nobody is known."""
    if book.ledger is None and (book.origin is None or scene.shared.names is None):
        return None
    cast, window = cast_of(scene, book), provisional(scene, book, 60)
    named = defaultdict[int, list[tuple[int, int]]](list)
    for a, b, n in window_mentions(cast, window):
        if not in_headings(book, a):
            named[n].append((a, b))
    full = {n: [s for s in at if book.text[slice(*s)] == cast.names.people[n].name] for n, at in named.items()}
    fit = [n for n in sorted(full) if full[n] and len(named[n]) > 2]
    if not fit:
        return None
    rng = scene.rng("known")
    who = rng.choice(fit)
    return cast.names.people[who].name, window, rng.choice(full[who])


def _worded(scene: Scene, key: str, kind: str) -> str:
    """The bank's key: a kind of fact whose thing is somebody, as the watchman of a password, has wordings of its own."""
    own = f"absent.{key}_{kind}"
    return own if own in scene.bank else f"absent.{key}"


def _bare(thing: str) -> str:
    """A thing that bears its article, without it: the wordings have their own."""
    return thing.removeprefix("the ")


BROKEN = {
    "claims": corrupt.claims,
    "language_switched": corrupt.language_switched,
    "longer": corrupt.longer,
    "span_moved": corrupt.haystack_moved,
}
