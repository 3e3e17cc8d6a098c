"""What a town leaves on paper: annals, a few days to a paragraph, and the letters that somebody sends away; both of one tale's events."""

from __future__ import annotations

import random
import tomllib
from collections.abc import Iterator
from functools import cache
from typing import Any

from longctx.haystack.book import Book
from longctx.world.book import make_book
from longctx.world.cast import ROOT, World, raw
from longctx.world.deck import Deck
from longctx.world.introduce import introduced
from longctx.world.ledger import Event

# Characters of a tale for each of its annals or letters.
TALES = {"annals": {"en": 9, "zh": 9}, "letters": {"en": 16, "zh": 16}}


@cache
def _words(lang: str) -> dict[str, Any]:
    return tomllib.loads((ROOT / lang / "archive.toml").read_text("utf-8"))


def make_annals(lang: str, rng: random.Random, length: int, deck: Deck | None = None) -> Book:
    """At least `length` characters of annals: a heading a month, under it a few days to a paragraph. `deck`: where its stories are dealt from."""
    words = _words(lang)["annals"]
    head, days, day = rng.choice(words["heads"]), rng.choice(words["days"]), rng.choice(words["day"])
    page, month, known = _Page(lang), "", set[str]()
    tale = make_book(lang, rng, int(length * TALES["annals"][lang]), deck=deck)
    world: World = tale.ledger.world
    for group in _grouped(tale.ledger.events, rng, (2, 5), world):
        now = head.format(month=world.month(group[0].day), MONTH=world.month(group[0].day).upper(), year=world.year(group[0].day))
        if now != month:
            page.head(now)
            month = now
        first, last = (world.day(e.day) for e in (group[0], group[-1]))
        when = day.format(a=first) if first == last else days.format(a=first, b=last)
        page.head(when[:1].upper() + when[1:], end="\n")
        page.paragraph([introduced(e.told, world.things, known) for e in group])
    return page.book("annals", tale)


def make_letters(lang: str, rng: random.Random, length: int, deck: Deck | None = None) -> Book:
    """At least `length` characters of letters: two or three people write what is talked of in the town to somebody who has left it. `deck`: as for
    annals."""
    words = _words(lang)["letters"]
    page, tale = _Page(lang), make_book(lang, rng, int(length * TALES["letters"][lang]), deck=deck)
    world: World = tale.ledger.world
    spare = {k: [n for n in raw(lang)[k] if not any(n in p.names["full"] for p in world.people)] for k in ("women", "men")}
    away = rng.sample(spare["men"], 2)
    names = rng.sample([*spare["women"], *(n for n in spare["men"] if n not in away)], 3)
    head, decks = rng.choice(words["heads"]), {k: _deck(words[k], rng) for k in ("openings", "closings")}
    known, wrote = set[str](), {n: -1 for n in range(3)}
    talk = _deck(words["talk"], rng)
    for group in _grouped([e for e in tale.ledger.events if e.said], rng, (3, 6), world):
        day = group[-1].day
        free = [n for n in wrote if wrote[n] < day - 2]  # nobody writes two letters a day
        if not free:
            continue
        by = rng.choice(free)
        wrote[by] = day
        date = world.day(day).removeprefix("the ").replace(" of ", " ")
        page.head(head.format(town=world.town, date=date if lang == "zh" else f"{date} {world.year(day)}"), end="\n")
        page.head(words["greetings"][by % len(words["greetings"])].format(to=away[by % 2]))
        told = [_gossip(next(talk), introduced(e.said, world.things, known)) for e in group]
        cut = rng.randrange(1, len(told) + 1)
        page.paragraph([next(decks["openings"]), *told[:cut]])
        page.paragraph([*told[cut:], next(decks["closings"])])
        page.head(words["signs"][by % len(words["signs"])].format(by=names[by]), end="\n\n\n" if lang == "en" else "\n\n")
    return page.book("letters", tale)


def _gossip(frame: str, said: str) -> str:
    """What the town says, as a sentence of a letter."""
    text = frame.format(said=said[:1].upper() + said[1:] if frame.startswith("{said}") else said)
    return text[:1].upper() + text[1:]


def _deck(lines: list[str], rng: random.Random) -> Iterator[str]:
    """Lines dealt like cards, shuffled when all are gone."""
    while True:
        yield from rng.sample(lines, len(lines))


def _grouped(events: list[Event], rng: random.Random, size: tuple[int, int], world: World) -> Iterator[list[Event]]:
    """Events with something to tell, a few of the same days at a time, none over a month's end."""
    group: list[Event] = []
    want = rng.randint(*size)
    for event in (e for e in events if e.told):
        if group and (len(group) >= want or world.month(group[0].day) != world.month(event.day) or event.day - group[0].day > 9):
            yield group
            group, want = [], rng.randint(*size)
        group.append(event)
    if group:
        yield group


class _Page:
    """A text in the making, with the places where another sentence can stand: inside a paragraph, behind its first sentence."""

    def __init__(self, lang: str) -> None:
        self.lang, self.parts, self.at = lang, list[str](), 0
        self.calm: list[int] = []
        self.starts: list[int] = []
        self._fresh = True

    def _put(self, text: str) -> None:
        self.parts.append(text)
        self.at += len(text)

    def head(self, text: str, end: str = "\n\n") -> None:
        """A line by itself; the first of several in a row is a place where a window may begin."""
        if self._fresh:
            self.starts.append(self.at)
        self._fresh = False
        self._put(text + end)

    def paragraph(self, sentences: list[str]) -> None:
        """Sentences one after the other."""
        self._fresh = True
        gap = " " if self.lang == "en" else ""
        for n, sentence in enumerate(sentences):
            if n:
                self._put(gap)
                self.calm.append(self.at)
            self._put(sentence)
        self._put("\n\n")

    def book(self, genre: str, tale: Book) -> Book:
        """The finished text."""
        made = Book(f"{tale.name}, {genre}", "".join(self.parts).rstrip() + "\n", self.lang)
        made.__dict__ |= {"chapters": (), "calm": self.calm, "starts": self.starts}
        return made
