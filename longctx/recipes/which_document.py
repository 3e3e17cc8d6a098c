"""Which of many documents, kept apart by their headings, tells of something; or in how many of them, or which, a name or a word is."""

from __future__ import annotations

from collections import Counter

from generators.recipe import Draft, Unfit, recipe
from generators.scene import Scene
from longctx import corrupt
from longctx.events import first_words, sentences_of
from longctx.haystack.book import Book
from longctx.haystack.chapters import Chapter
from longctx.kinds import across
from longctx.plant import depths, few, kind_of, starting
from longctx.prompt import ALWAYS, Made, Question, Task, compose, finish

TOLD_TRIES = 8  # attempts
ACROSS = 0.35  # share of rows that run across the documents


@recipe(
    "longctx/which_document",
    required=("longctx.which|longctx.documents", *ALWAYS),
    weight=4,
    levels={1: 1, 2: 1, 3: 2, 4: 2, 5: 1},
    facets={
        "length": (),
        "source": ("own", "generated"),
        "asked": ("first", "last"),
        "kind": ("told", "planted", "count", "list"),
        "distractors": (),
    },
    content=("question only", "rule: top BM25"),  # the question names what the document tells
)
def build(scene: Scene) -> Draft:
    """An account of the bundle itself, or a planted sentence among others of its kind in other documents."""
    if scene.chance(ACROSS, "across") and scene.attempt < TOLD_TRIES:
        return across.build(scene)
    book = scene.shared.bundle(scene)
    # A short window round a whole document seldom has the very length; a planted sentence leaves all windows open.
    if book.ledger is not None and scene.attempt < TOLD_TRIES:
        return _told(scene, book)
    g = starting(scene, book)
    count = few(scene, {1: 0, 2: 1, 3: 2, 4: 3, 5: 4}[scene.difficulty])
    fact = g.fact(kind_of(g))
    rivals = g.others(fact, count)
    at = depths(scene, count + 1) if count else depths(scene, 1)
    needles = [g.needle(fact, "needle", at[0]), *(g.needle(f, "distractor", d) for f, d in zip(rivals, at[1:], strict=True))]
    wording = scene.say("which.planted", who=fact.who, thing=fact.thing)
    question = Question(wording, wording.replace(fact.who, "_").replace(fact.thing, "_"), (fact.who, fact.thing))
    made = compose(scene, Task(book, question, needles, {"kind": "planted", "distractors": count}))
    owner = _owner(book, needles[0].at)
    others = [_owner(book, n.at).label for n in needles[1:]]
    return _answered(scene, made, book, owner, fact.who, [x for x in others if x != owner.label])


def _told(scene: Scene, book: Book) -> Draft:
    """The window is cut first and an account in it drawn; then the question is written for it."""
    first = compose(scene, Task(book, Question("\n" * 24, "", framed=False)))
    a, b = first.placed.window
    told = [(book.chapters[d], e) for d, e in book.cache["told"] if a <= book.chapters[d].start and book.chapters[d].end <= b and e.gist]
    gists = Counter(e.gist for _, e in told)
    told = [(c, e) for c, e in told if gists[e.gist] == 1]
    if len(told) < 3:
        raise Unfit("documents", "too few whole documents in the window")
    scene.rng("which").shuffle(drawn := list(told))
    owner, event = next(((c, e) for c, e in drawn if _mark(book, c)), (None, None))
    if owner is None or event is None:
        raise Unfit("documents", "no document can be told by its words")
    wording = scene.say("which.told", what=event.gist)
    wording = wording[:1].upper() + wording[1:]
    near = [e for e in book.starts if owner.end - (b - a) < e <= owner.start]

    def fits(window: tuple[int, int]) -> bool:
        return bool(window[0] <= owner.start and owner.end <= window[1])

    question = Question(wording, "", framed=False)
    made = compose(scene, Task(book, question, [], {"kind": "told", "distractors": len(told) - 1}, fits=fits, starts=near, generic=True))
    others = [c.label for c, e in told if c is not owner and e.thread == event.thread] or [c.label for c, _ in told if c is not owner]
    mark = _mark(book, owner)
    at = made.placed.content.index(mark)
    made.evidence["needles"].append(
        {
            "role": "event", "turn": made.evidence["haystack"]["turn"], "start": at, "end": at + len(mark),
            "token": made.tokens_before(at, scene.shared), "of": made.placed.hay,
        }
    )  # fmt: skip
    return _answered(scene, made, book, owner, mark, others)


def _mark(book: Book, document: Chapter) -> str:
    """The first words of a sentence of a document, whichever it is, where they stand nowhere else."""
    known: dict[int, str] = book.cache.setdefault("marks", {})
    if document.start not in known:
        known[document.start] = _first_words(book, document)
    return known[document.start]


def _first_words(book: Book, document: Chapter) -> str:
    return next(filter(None, (first_words(book, at) for at in sentences_of(book, document.body, document.end)[:6])), "")


def _owner(book: Book, at: int) -> Chapter:
    return next(c for c in reversed(book.chapters) if c.start <= at)


def _answered(scene: Scene, made: Made, book: Book, owner: Chapter, mark: str, near: list[str]) -> Draft:
    a, b = made.placed.window
    here = [c.label for c in book.chapters if a <= c.start and c.body < b and c is not owner]
    rng = scene.rng("wrong")
    lure = rng.choice(near or here) if near or here else ""
    wrong = (
        (across.as_labelled(scene.say("which.answer", label=lure), lure), "longctx.which", "a document that tells of something like it")
        if lure
        else None
    )
    check = {"mark": mark, "label": owner.label, "others": here}
    return finish(
        scene, made, across.as_labelled(scene.say("which.answer", label=owner.label), owner.label), {"longctx.which": check}, wrong
    )


BROKEN = {
    "other_document": corrupt.other_document,
    "document_missed": corrupt.document_missed,
    "longer": corrupt.longer,
    "span_moved": corrupt.haystack_moved,
}
