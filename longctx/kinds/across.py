"""Counts over a collection: how many of its documents have a word or name in them, or which of them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator

from generators.recipe import Draft, Unfit
from generators.scene import Scene
from longctx.haystack.book import Book
from longctx.haystack.chapters import Chapter
from longctx.prompt import Question, Task, compose, finish
from longctx.replies import suited

MOST = {"count": 14, "list": 6}  # documents that are still counted, or listed
_MARKED = re.compile(r"(?<![.!?:] )(?<!\n)\b[A-Z][A-Za-z]{3,}\b")  # a name, or a word of the trade: not a sentence's first
CAPITAL = 0.6  # least share of a name's occurrences that are capitals inside a sentence
_BETWEEN = re.compile(
    r"(?<![\u3400-\u9fffA-Za-z0-9])(?<!\d )[\u3400-\u9fff]{2,4}(?![\u3400-\u9fffA-Za-z0-9])"
)  # stands between two marks somewhere


def build(scene: Scene) -> Draft:
    """The window is cut first; the word is in two documents of it at least and not in all, and no more than somebody would count."""
    book: Book = scene.shared.bundle(scene)
    lang, rng = scene.lang, scene.rng("term")
    probe = compose(scene, Task(book, Question("\n" * 60, "", framed=False))).placed.window
    ask = "list" if scene.chance(0.4, "list") else "count"
    fit = {t: n for t, n in _spread(book, probe).items() if 2 <= n <= MOST[ask]}
    if not fit:
        raise Unfit("documents", "no word is in some of the documents and not in the others")
    # Many words are in two documents and few in ten: first the number is drawn, the larger the likelier, then the word, rather one that stands in
    # some document more than once, so that its occurrences are more than its documents.
    number = rng.choices([*(numbers := sorted(set(fit.values())))], numbers)[0]
    terms = sorted(t for t, n in fit.items() if n == number)
    often = [t for t in terms if sum(1 for _ in _places(book, probe, t)) > number]
    term = rng.choice(often or terms)
    text = scene.say(f"which.{ask}", term=term)

    def fits(window: tuple[int, int]) -> bool:
        return 2 <= len(_having(book, window, term)) <= MOST[ask]

    near = [e for e in book.starts if abs(e - probe[0]) < 6000]
    made = compose(scene, Task(book, Question(text, "", (term,), framed=False), [], {"kind": ask}, fits=fits, starts=near, generic=True))
    here, hits = _documents(book, made.placed.window), _having(book, made.placed.window, term)
    made.facets["distractors"] = len(here) - len(hits)
    comma = "、" if lang == "zh" else ", "

    def reply(found: list[Chapter]) -> str:
        slots = {"count": str(len(found)), "list": comma.join(c.label for c in found)}
        return as_labelled(
            scene.rng("reply").choice(suited(scene.bank[f"which.{ask}_answer"], made, lang)).fill(slots, lang), found[0].label
        )

    wrong = (reply(hits[:-1]), "longctx.documents", "one document is missed") if len(hits) > 2 else None
    check = {"term": term, "labels": [c.label for c in here], "ask": ask}
    working = scene.say("which.working", list=comma.join(c.label for c in hits)) if ask == "count" else ""
    return finish(scene, made, reply(hits), {"longctx.documents": check}, wrong, working)


def as_labelled(answer: str, label: str) -> str:
    """An answer whose first word is a label, as the label is written: a file's name has no capital at the head of a sentence."""
    return label + answer[len(label) :] if answer[: len(label)].lower() == label.lower() else answer


def _documents(book: Book, window: tuple[int, int]) -> list[Chapter]:
    """Documents of a window; the last may be cut."""
    return [c for c in book.chapters if window[0] <= c.start and c.body < window[1]]


def _places(book: Book, window: tuple[int, int], term: str) -> Iterator[int]:
    """Offsets of a term in a window, in English as a whole word in any case. `find` is ten times as quick as a pattern that looks behind itself."""
    low, (start, end) = book.lowered, window
    whole, term = ord(term[0]) > 0x2E80, term.lower()
    at = low.find(term, start, end)
    while at >= 0:
        behind = at + len(term)
        if whole or not ((at > start and low[at - 1].isalnum()) or (behind < end and low[behind].isalnum())):
            yield at
        at = low.find(term, behind if whole else at + 1, end)


def _having(book: Book, window: tuple[int, int], term: str) -> list[Chapter]:
    """Documents of a window that hold a term below their headings."""
    found: dict[int, Chapter] = {}
    starts = [c.start for c in book.chapters]
    for at in _places(book, window, term):
        document = book.chapters[max(0, bisect_right(starts, at) - 1)]
        if at >= document.body and document.start >= window[0]:
            found[document.start] = document
    return [found[k] for k in sorted(found)]


def _spread(book: Book, window: tuple[int, int]) -> dict[str, int]:
    """Words that can be asked for, and in how many documents of a window they are."""
    here = _documents(book, window)
    if book.ledger is not None:
        terms = [book.ledger.person(p).names["full"] for p in sorted({m.person for m in book.ledger.mentions})]
    else:
        often = Counter(m[0] for m in (_BETWEEN if book.lang == "zh" else _MARKED).finditer(book.text, *window))
        terms = [
            t for t, n in often.most_common(60) if n > 2 and (book.lang == "zh" or n > CAPITAL * sum(1 for _ in _places(book, window, t)))
        ]
    counts = {t: len(_having(book, window, t)) for t in terms}
    return {t: n for t, n in counts.items() if n < len(here)}
