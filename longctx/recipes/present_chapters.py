"""Every chapter in which somebody is there in person, as against those that only speak of him: the ledger of a generated text knows, or the user has noted it."""

from __future__ import annotations

import random
from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass

from generators.recipe import Draft, Unfit, recipe
from generators.scene import Scene
from longctx import corrupt
from longctx.chapters import (
    FACETS,
    Cast,
    about_chapters,
    blockers,
    cast_of,
    chapter_names,
    headed,
    holding,
    in_headings,
    in_the_books_words,
    listed,
    nearest,
    occurring,
    wanted,
    window_chapters,
    window_mentions,
)
from longctx.haystack.book import Book
from longctx.haystack.chapters import Chapter
from longctx.prompt import ALWAYS, REASONS, Question, Task, compose, finish
from longctx.replies import suited

MINUTES = 0.4  # share of rows on the minutes of a council
TRIES = 40  # windows looked at for somebody who is there in one chapter and only spoken of in another


@dataclass(frozen=True)
class Seen:
    """Where somebody is named in a window, under its headings: there in person, or only spoken of; and in which chapters he is there."""

    there: tuple[tuple[int, int], ...]
    spoken: tuple[tuple[int, int], ...]
    chapters: tuple[Chapter, ...]


@recipe(
    "longctx/present_chapters",
    required=("longctx.present", *ALWAYS),
    weight=3,
    levels={3: 1, 4: 2, 5: 2},
    facets=FACETS,
    content=("question only",),
)
def build(scene: Scene) -> Draft:
    """Somebody is asked for whom one chapter of the window at least has in person, and another only by name."""
    book, minutes = headed(scene, MINUTES)
    cast, lang = cast_of(scene, book), scene.lang
    first = compose(scene, Task(book, Question("\n" * 60, "", framed=False))).placed.window
    probe, who = _somebody(cast, book, first, wanted(scene), scene.rng("who"))
    names = occurring(book, cast.names.people[who].names)
    text = in_the_books_words(
        scene.say(
            "minutes.present_ask" if minutes else "reason.present" if scene.chance(REASONS, "reason") else "names.present_ask",
            who=names[0],
            names=listed(names, lang),
        ),
        book,
        names,
    )

    def fits(window: tuple[int, int]) -> bool:
        return _seen(cast, book, window, who) is not None

    near = [e for e in book.starts if abs(e - probe[0]) < 4000]
    made = compose(scene, Task(book, Question(text, "", framed=False), fits=fits, starts=near, generic=True))
    seen = _seen(cast, book, made.placed.window, who)
    if seen is None:
        raise Unfit("names", "nobody is there in one chapter and only spoken of in another")
    chapters = window_chapters(book, made.placed.window)
    made.facets |= {"kind": "minutes" if minutes else "book", "chapters": len(chapters), "hits": len(seen.chapters)}

    def reply(found: list[Chapter]) -> str:
        wordings = scene.bank["names.list_one" if len(found) == 1 else "names.list_answer"]
        return about_chapters(scene.rng("reply").choice(suited(wordings, made, lang)), found, lang, scene.rng("style").randrange(2))

    begin = made.placed.window[0]
    spots = {k: [[a - begin, b - begin] for a, b in v] for k, v in (("there", seen.there), ("spoken", seen.spoken))}
    check = {"names": list(names), "blockers": blockers(cast, who), **spots}
    named = holding(chapters, (*seen.there, *seen.spoken))
    working = scene.say(
        "minutes.present_working" if minutes else "names.present_working",
        hits=chapter_names(named, lang, 0),
        there=chapter_names(seen.chapters, lang, 0),
    )
    wrong = (reply(named), "longctx.present", "a chapter that only speaks of the character")
    return finish(scene, made, reply(list(seen.chapters)), {"longctx.present": check}, wrong, working)


def _somebody(cast: Cast, book: Book, window: tuple[int, int], want: int, rng: random.Random) -> tuple[tuple[int, int], int]:
    """A window as long as this one, itself if it will do, and somebody who can be asked for in it, who is there in about so many chapters."""
    length = window[1] - window[0]
    last = book.starts[: bisect_right(book.starts, len(book.text) - length)]
    for a, b in (window, *((start, start + length) for start in (rng.choice(last or book.starts) for _ in range(TRIES)))):
        spots = defaultdict[int, list[tuple[int, int]]](list)
        for start, end, n in window_mentions(cast, (a, b)):
            spots[n].append((start, end))
        chapters = window_chapters(book, (a, b))
        fit = {n: seen for n in sorted(spots) if (seen := _sorted(cast, book, spots[n], chapters))}
        if fit:
            good = {n: len(seen.chapters) for n, seen in fit.items() if _deceives(seen, chapters)}
            return (a, b), nearest(good or {n: len(seen.chapters) for n, seen in fit.items()}, want, rng)
    raise Unfit("names", "nobody is there in one chapter and only spoken of in another")


def _deceives(seen: Seen, chapters: list[Chapter]) -> bool:
    """Whether it is not simply the chapters that name him twice in which he is there."""
    named = [*seen.there, *seen.spoken]
    return [c for c in chapters if sum(c.body <= s[0] < c.end for s in named) > 1] != list(seen.chapters)


def _seen(cast: Cast, book: Book, window: tuple[int, int], who: int) -> Seen | None:
    """Where somebody is named in a window, and how."""
    return _sorted(cast, book, [(a, b) for a, b, n in window_mentions(cast, window) if n == who], window_chapters(book, window))


def _sorted(cast: Cast, book: Book, spots: list[tuple[int, int]], chapters: list[Chapter]) -> Seen | None:
    """None where no chapter has him in person, or none only by name, or where a mention does not say which."""
    known = _presence(cast, book)
    there, spoken = list[tuple[int, int]](), list[tuple[int, int]]()
    for a, b in spots:
        if in_headings(book, a):
            continue
        if a not in known:
            return None  # a small scene of the town, whose lines may bring somebody up who is not there
        (there if known[a] else spoken).append((a, b))
    hits = holding(chapters, there)
    only = [c for c in holding(chapters, spoken) if c not in hits] if hits else []
    return Seen(tuple(there), tuple(spoken), tuple(hits)) if only else None


def _presence(cast: Cast, book: Book) -> dict[int, bool]:
    """Where somebody is named: whether he is there in person. Left out: who takes part outside the stories' scenes, and of whom the user has noted nothing."""
    found: dict[int, bool] | None = book.cache.get("presence")
    if found is None and book.ledger is None:
        noted = [(c, spot) for c in book.chapters for spot in window_mentions(cast, (c.start, c.end)) if cast.names.people[spot[2]].present]
        found = book.cache["presence"] = {spot[0]: c.number in cast.names.people[spot[2]].present for c, spot in noted}
    elif found is None:
        events = book.ledger.events
        starts = [e.start for e in events]
        found = book.cache["presence"] = {}
        for m in book.ledger.mentions:
            i = bisect_right(starts, m.start) - 1
            if not m.present or (i >= 0 and m.start < events[i].end):
                found[m.start] = m.present
    return found


BROKEN = {
    "off_by_one": corrupt.off_by_one,
    "alias_dropped": corrupt.alias_dropped,
    "mention_moved": corrupt.mention_moved,
    "longer": corrupt.longer,
}
