"""Chapters and mentions inside a window, as questions about them need them."""

from __future__ import annotations

import math
import random
import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from generators.library.template import Template
from generators.recipe import Unfit
from generators.scene import Scene
from generators.values.numerals import en_words
from longctx.aliases import Character, Names
from longctx.haystack.book import Book
from longctx.haystack.chapters import Chapter
from longctx.world.ledger import Ledger

_HOLE = "\x00"
MOST = 24  # chapters of an answer that are aimed at
STUBBORN = 16  # attempts at a row with books
ALIKE = 0.3  # how far from the number aimed at, in logarithms, somebody may be beside the nearest one
# Facets of questions that ask for chapters, or for the meetings of a minute-book.
FACETS: dict[str, tuple[str, ...]] = {
    "length": (), "source": ("own", "generated"), "asked": ("first", "last"), "chapters": (), "hits": (), "kind": ("book", "minutes"),
}  # fmt: skip


@dataclass(frozen=True)
class Cast:
    """The people of a book, and every mention of them: (start, end, number), in order."""

    names: Names
    mentions: Sequence[tuple[int, int, int]]


def cast_of(scene: Scene, book: Book) -> Cast:
    """Names and mentions of a book: from the user's alias file, or from the world of a generated book."""
    if "cast" not in book.cache:
        names = scene.shared.names if book.origin else names_of(book.ledger)
        if names is None:
            raise Unfit("names", "no alias file")
        book.cache["cast"] = Cast(names, names.mentions(book.text))
    made: Cast = book.cache["cast"]
    return made


def names_of(ledger: Ledger) -> Names:
    """Everybody of a generated book with his names; each is his alone."""
    people = []
    for p in ledger.world.people:
        forms = [p.names["full"], p.names["title"], p.names["given"]]
        people.append(Character(tuple(dict.fromkeys(forms))))
    return Names(tuple(people))


STUBBORN = 16  # attempts at a row with books


def headed(scene: Scene, share: float) -> tuple[Book, bool]:
    """A text in chapters, and whether it is the minutes of a council, as it is for a share of the rows where minutes are long enough, and where
    many windows of books would not do: a short one holds hardly two chapters."""
    minutes = scene.shared.sits(scene) and (scene.chance(share, "minutes") or scene.attempt >= STUBBORN)
    return (scene.shared.minutes(scene) if minutes else scene.shared.pick(scene)), minutes


def window_mentions(cast: Cast, window: tuple[int, int]) -> list[tuple[int, int, int]]:
    """Mentions inside a window."""
    lo = bisect_left(cast.mentions, (window[0], 0, 0))
    hi = bisect_left(cast.mentions, (window[1], 0, 0))
    return [m for m in cast.mentions[lo:hi] if m[1] <= window[1]]


def window_chapters(book: Book, window: tuple[int, int]) -> list[Chapter]:
    """Chapters whose heading stands in a window and something under it."""
    return [c for c in book.chapters if window[0] <= c.start and c.body + 40 < window[1]]


def in_headings(book: Book, at: int) -> bool:
    """Whether an offset lies in a heading line."""
    heads = book.heads
    i = bisect_left(heads, (at + 1, 0)) - 1
    return i >= 0 and heads[i][0] <= at < heads[i][1]


def used_forms(book: Book, mentions: list[tuple[int, int, int]], who: int) -> list[str]:
    """The forms in which somebody is named in these mentions, as they stand there, the commonest first."""
    counts: dict[str, int] = {}
    for a, b, n in mentions:
        if n == who:
            counts[book.text[a:b].lower()] = counts.get(book.text[a:b].lower(), 0) + 1
    return sorted(counts, key=lambda f: -counts[f])


def listed(names: Sequence[str], lang: str) -> str:
    """Names in quotation marks, one after the other, the last behind an "or"."""
    if lang == "zh":
        return "、".join(f"“{n}”" for n in names)
    shown = [f"“{n}”" for n in names]
    return ", ".join(shown[:-1]) + (", or " if len(shown) > 2 else " or ") + shown[-1] if len(shown) > 1 else shown[0]


def forms_in(cast: Cast, book: Book, who: int, window: tuple[int, int]) -> tuple[str, ...]:
    """The names by which somebody is called in a window, in the order of his names."""
    used = {book.text[a:b].lower() for a, b, n in window_mentions(cast, window) if n == who}
    return tuple(n for n in cast.names.people[who].names if n.lower() in used)


def occurring(book: Book, names: Sequence[str]) -> tuple[str, ...]:
    """The names that a generated book uses by themselves, and not only inside a longer one; of the user's all, since he has listed them."""
    if book.ledger is None:
        return tuple(names)
    times = {n: book.lowered.count(n.lower()) for n in names}
    inside = {n: sum(times[m] for m in names if m != n and n.lower() in m.lower()) for n in names}
    return tuple(n for n in names if times[n] > inside[n]) or tuple(names)


def blockers(cast: Cast, who: int) -> list[str]:
    """Strings that hold one of somebody's names but are not he: other people's names, and the user's blockers."""
    mine = cast.names.people[who].names
    others = [n for i, p in enumerate(cast.names.people) if i != who for n in p.names]
    return [n for n in [*others, *cast.names.blockers] if any(m.lower() in n.lower() and m.lower() != n.lower() for m in mine)]


def wanted(scene: Scene) -> int:
    """In how many chapters somebody is to be: spread over its logarithm, as far as the text then goes."""
    return round(math.exp(float(scene.spread("hits")) * math.log(MOST)))


def nearest(found: dict[int, int], want: int, rng: random.Random) -> int:
    """Of people and the number of their chapters, somebody with about so many."""
    off = {n: abs(math.log(chapters / want)) for n, chapters in found.items()}
    return rng.choice([n for n in sorted(off) if off[n] <= min(off.values()) + ALIKE])


def chapter_names(chapters: Sequence[Chapter], lang: str, style: int) -> str:
    """Chapters as an answer lists them: as printed, or bare numbers."""
    if lang == "zh":
        return "、".join(c.label for c in chapters)
    shown = [numeral(c) for c in chapters]
    if len(shown) > 1:
        return ", ".join(shown[:-1]) + (", and " if style and len(shown) > 2 else " and ") + shown[-1]
    return shown[0]


def numeral(chapter: Chapter) -> str:
    """An English chapter's number as its heading prints it: XI, Eleven, 11; in figures where the heading has it otherwise."""
    shown = chapter.label.rpartition(" ")[2]
    if shown.isdigit() or re.fullmatch("[IVXLC]+", shown):
        return shown
    return shown.capitalize() if shown.lower() == en_words(chapter.number) else str(chapter.number)


def about_chapters(wording: Template, chapters: Sequence[Chapter], lang: str, style: int) -> str:
    """An answer that lists chapters, in the book's own style: Chapter Eleven, Letter XI, 第十一回."""
    listed = chapter_names(chapters, lang, style)
    if lang == "zh":
        return wording.fill({"chapters": listed}, lang)
    kind = chapters[0].label.partition(" ")[0].capitalize() if " " in chapters[0].label else "Chapter"
    said = re.sub(r"(?i)\bchapter", lambda m: kind if m[0][0] == "C" else kind.lower(), wording.fill({"chapters": _HOLE}, lang))
    name = kind if len(chapters) == 1 else f"{kind}s"
    said = re.sub(rf"(?i)\b(?:{name}|Numbers) {_HOLE}", f"{name} {_HOLE}", said)
    said = said.replace(f"No {kind.lower()} but {_HOLE}", f"None but {name} {_HOLE}")
    if not re.search(rf"(?i)\b{kind}", said):
        said = said.replace(_HOLE, f"{name} {_HOLE}")
    return said.replace(_HOLE, listed)


def holding(chapters: Sequence[Chapter], spots: Sequence[tuple[int, ...]]) -> list[Chapter]:
    """The chapters under whose heading one of these spots begins."""
    starts = sorted(s[0] for s in spots)
    return [c for c in chapters if bisect_left(starts, c.body) < bisect_left(starts, c.end)]


def in_the_books_words(text: str, book: Book, names: Sequence[str]) -> str:
    """A question or an answer about chapters in the book's own words: its chapters may be 回; a 章 in one of the names stays."""
    if not (book.chapters and book.chapters[0].label.endswith("回")):
        return text
    known = "|".join(map(re.escape, sorted(names, key=len, reverse=True)))
    return re.sub(f"({known})|章|标题", lambda m: m[1] or {"章": "回", "标题": "回目"}[m[0]], text)
