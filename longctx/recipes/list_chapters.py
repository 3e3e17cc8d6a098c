"""Every chapter that names a character, by any of the names that count."""

from __future__ import annotations

import random
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable

from generators.recipe import Draft, Unfit, recipe
from generators.scene import Scene
from longctx import corrupt
from longctx.chapters import (
    FACETS,
    Cast,
    about_chapters,
    blockers,
    cast_of,
    headed,
    holding,
    in_headings,
    in_the_books_words,
    listed,
    nearest,
    numeral,
    occurring,
    wanted,
    window_chapters,
    window_mentions,
)
from longctx.haystack.book import Book
from longctx.haystack.chapters import Chapter
from longctx.prompt import ALWAYS, REASONS, Question, Task, compose, finish
from longctx.replies import suited

MAYBE = 0.14  # share of questions that leave it open whether there is such a chapter
MINUTES = 0.25  # share of rows on the minutes of a council, where some are named at nearly every meeting
NEAR = 4000  # characters that a window may begin from the one looked at first


@recipe(
    "longctx/list_chapters",
    required=("longctx.chapters", *ALWAYS),
    weight=5,
    levels={2: 1, 3: 2, 4: 2, 5: 2},
    facets=FACETS,
)
def build(scene: Scene) -> Draft:
    """The definitions stand in the question: which names, no headings, no pronouns, nothing before the first heading. How many chapters the
    answer has is spread over its logarithm, as far as the text goes."""
    book, minutes = headed(scene, MINUTES)
    cast, lang = cast_of(scene, book), scene.lang
    # Whether there is such a chapter at all is asked now and then, and now and then there is none.
    maybe = not minutes and scene.chance(MAYBE, "maybe")
    none = maybe and scene.difficulty > 2 and scene.chance(0.5, "none")
    want = 0 if none else wanted(scene)
    # A window like the final one says in how many chapters everybody is named; the answer itself is taken from the final one.
    probe = compose(scene, Task(book, Question("\n" * 120, "", framed=False))).placed.window
    who = _somebody(cast, book, probe, want, scene.rng("who"), scene.difficulty)
    names = occurring(book, cast.names.people[who].names)
    reason = "reason.list_maybe" if maybe else "reason.list" if scene.chance(REASONS, "reason") else "names.list_ask"
    text = in_the_books_words(scene.say("minutes.list_ask" if minutes else reason, who=names[0], names=listed(names, lang)), book, names)

    def fits(window: tuple[int, int]) -> bool:
        chapters = window_chapters(book, window)
        hits = _hits(cast, who, window, chapters, book)
        return len(chapters) >= 2 and (not hits if none else 0 < len(hits) < len(chapters))

    near = [e for e in book.starts if abs(e - probe[0]) < NEAR]
    made = compose(scene, Task(book, Question(text, "", framed=False), fits=fits, starts=near, generic=True))
    chapters = window_chapters(book, made.placed.window)
    hits = _hits(cast, who, made.placed.window, chapters, book)
    made.facets |= {"kind": "minutes" if minutes else "book", "chapters": len(chapters), "hits": len(hits)}

    def reply(found: list[Chapter]) -> str:
        if not found:
            answer = scene.say("names.list_none", who=names[0])
        else:
            wordings = scene.bank["names.list_one" if len(found) == 1 else "names.list_answer"]
            wording = scene.rng("reply").choice(suited(wordings, made, lang))
            answer = about_chapters(wording, found, lang, scene.rng("style").randrange(2))
        return in_the_books_words(answer, book, names)

    answer = reply(hits)
    working = (
        scene.say("minutes.list_working" if minutes else "names.list_working", hits=_where(cast, who, made.placed.window, hits, book, lang))
        if hits
        else ""
    )
    check = {"names": list(names), "blockers": blockers(cast, who), "headings": False}
    return finish(scene, made, answer, {"longctx.chapters": check}, _wrong(scene, hits, chapters, reply), working)


def _somebody(cast: Cast, book: Book, window: tuple[int, int], want: int, rng: random.Random, difficulty: int) -> int:
    """Somebody who is named in about so many chapters of a window, in one at least; for none somebody of the rest of the book."""
    chapters = window_chapters(book, window)
    bodies = [c.body for c in chapters]
    met: dict[int, set[int]] = {}
    for a, _, n in window_mentions(cast, window):
        i = bisect_right(bodies, a) - 1
        if i >= 0 and not in_headings(book, a):
            met.setdefault(n, set()).add(i)
    # The harder, the more names he has.
    fit = [n for n in range(len(cast.names.people)) if len(cast.names.people[n].names) >= min(2, difficulty - 1)]
    if not want:
        often = Counter(n for _, _, n in cast.mentions)
        fit = [n for n in fit if n not in met and often[n] >= 3]
        if fit:
            return rng.choice(fit)
    elif some := {n: len(met[n]) for n in fit if n in met and len(met[n]) < len(chapters)}:
        return nearest(some, want, rng)
    raise Unfit("names", "nobody is named in some chapters and not in others")


def _hits(cast: Cast, who: int, window: tuple[int, int], chapters: list[Chapter], book: Book) -> list[Chapter]:
    return holding(chapters, [m for m in window_mentions(cast, window) if m[2] == who and not in_headings(book, m[0])])


def _where(cast: Cast, who: int, window: tuple[int, int], hits: list[Chapter], book: Book, lang: str) -> str:
    counts = []
    spots = [a for a, _, n in window_mentions(cast, window) if n == who and not in_headings(book, a)]
    for c in hits:
        n = sum(c.body <= a < c.end for a in spots)
        counts.append(f"{c.label}{n}次" if lang == "zh" else f"{numeral(c)} ({n})")
    return ("，" if lang == "zh" else ", ").join(counts)


def _wrong(
    scene: Scene, hits: list[Chapter], chapters: list[Chapter], reply: Callable[[list[Chapter]], str]
) -> tuple[str, str, str] | None:
    """Off by one chapter, stopped early, or one too many."""
    rng = scene.rng("wrong")
    others = [c for c in chapters if c not in hits]
    near = [c for c in others if any(abs(c.number - h.number) == 1 for h in hits)]
    if hits and near and rng.random() < 0.5:
        new = rng.choice(near)
        gone = rng.choice([h for h in hits if abs(h.number - new.number) == 1])
        made, why = sorted({*hits, new} - {gone}, key=lambda c: c.start), "off by one chapter"
    elif len(hits) > 1:
        made, why = hits[:-1], "stopped before the last chapter"
    elif others:
        made, why = sorted([*hits, rng.choice(others)], key=lambda c: c.start), "a chapter too many"
    else:
        return None
    return (reply(made), "longctx.chapters", why)


BROKEN = {
    "off_by_one": corrupt.off_by_one,
    "alias_dropped": corrupt.alias_dropped,
    "heading_counted": corrupt.heading_counted,
    "longer": corrupt.longer,
}
