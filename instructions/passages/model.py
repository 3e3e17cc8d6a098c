"""Topics and verse as the solver sees them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

_AMERICAN = re.compile(
    r"\b(?:neighbors?|colors?|gray|favorites?|windshields?|sidewalks?|apartments?|trash|parking (?:lots?|garages?)|jumper cables|soccer|trucks?|movers|moms?"
    r"|faucets?|downtown|vacations?|biked|drugstores?|dollars?|cents|quarters|Buick|interstate|fenders?|Main Street|cookies|highways?|elevators?|mailbox(?:es)?|fall term|zip codes?|yards? sale|turnarounds?)\b",
    re.I,
)

ROLES = ("point", "detail", "example")


@dataclass(frozen=True)
class Line:
    """One sentence in all its forms. `need`: ids of lines that must stand before it in the answer."""

    id: str
    role: str
    optional: bool
    need: tuple[str, ...]
    about: str  # what the sentence speaks of: a word that stands in each of its forms; "" where none is named
    emoji: tuple[str, ...]
    wordings: tuple[tuple[str, ...], ...]  # forms, grouped by the wording they come from
    clash: frozenset[str] = frozenset()  # ids of lines that may not stand in one text with this one
    then: tuple[tuple[str, ...], ...] = ()  # forms that take up the sentence before: "It ...", "So ...", 所以……
    upon: frozenset[str] = frozenset()  # ids of the lines that they take up

    @cached_property
    def forms(self) -> tuple[str, ...]:
        """All forms of all wordings."""
        return tuple(form for group in self.wordings for form in group)

    @cached_property
    def linked(self) -> tuple[str, ...]:
        """All forms that take up the sentence before."""
        return tuple(form for group in self.then for form in group)

    def follows(self, before: str) -> bool:
        """Whether it has forms for standing right behind the line `before`."""
        return before in self.upon

    def groups_of(self, form: str) -> tuple[tuple[str, ...], ...]:
        """The wordings among which another form may be taken in place of this one."""
        return self.then if form in self.linked else self.wordings


@dataclass(frozen=True)
class Point:
    """One thing that can be said about a topic: a heading, the same as list items, and its sentences in order."""

    id: str
    heading: tuple[str, ...]
    things: tuple[tuple[str, ...], ...]  # what can be said of it as list items, each in its forms
    lines: tuple[Line, ...]

    @cached_property
    def items(self) -> tuple[str, ...]:
        """All forms of all list items."""
        return tuple(form for group in self.things for form in group)


@dataclass(frozen=True)
class Table:
    """Facts of a topic that fit a table: what it tells (`about`), `what` a row is, column names, rows of cells."""

    about: str
    what: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Request:
    """What a person types who wants such a text, and the ids of the lines without which the text does not answer it."""

    say: str
    needs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Topic:
    """An authored text in pieces."""

    id: str
    lang: str
    path: str
    domain: str
    kind: str
    long: bool
    subject: tuple[str, ...]
    asks: tuple[Request, ...]
    purpose: tuple[str, ...]
    titles: tuple[str, ...]
    keywords: tuple[str, ...]
    openings: Line
    closings: Line
    points: tuple[Point, ...]
    table: Table | None
    core: tuple[str, ...] = ()  # ids of lines that every prose text of the topic has
    checklist: tuple[str, ...] = ()  # requests that a list of the points' items answers
    greetings: tuple[str, ...] = ()  # what stands on a line of its own above a letter, a notice
    signoffs: tuple[str, ...] = ()  # what stands below it, a line each
    afterthoughts: tuple[str, ...] = ()  # ids of lines that somebody may add in a postscript

    @cached_property
    def ask(self) -> tuple[str, ...]:
        """The requests in words."""
        return tuple(r.say for r in self.asks)

    @cached_property
    def american(self) -> bool:
        """Whether an English topic is written in American English: one writer has one."""
        return any(_AMERICAN.search(f) for line in self.lines() for f in line.forms)

    @cached_property
    def by_id(self) -> dict[str, Line]:
        """Every line by its id."""
        return {line.id: line for line in self.lines()}

    @cached_property
    def home(self) -> dict[str, int]:
        """The number of the point in which a line stands."""
        return {line.id: n for n, p in enumerate(self.points) for line in p.lines}

    @cached_property
    def leaning(self) -> dict[str, frozenset[str]]:
        """Each line with all that it needs, directly or not."""
        found = dict[str, frozenset[str]]()
        for line in self.lines():
            out, todo = set[str](), [line.id]
            while todo:
                one = todo.pop()
                if one not in out:
                    out.add(one)
                    todo += self.by_id[one].need
            found[line.id] = frozenset(out)
        return found

    @cached_property
    def rivals(self) -> dict[str, frozenset[str]]:
        """The lines that may not stand beside a line, whichever of the two says so."""
        found = {line.id: set(line.clash) for line in self.lines()}
        for line in self.lines():
            for other in line.clash:
                found[other].add(line.id)
        return {one: frozenset(others) for one, others in found.items() if others}

    def closed(self, ids: Iterable[str]) -> frozenset[str]:
        """The lines and all that they need, directly or not."""
        return frozenset[str]().union(*(self.leaning[one] for one in ids))

    @cached_property
    def always(self) -> frozenset[str]:
        """The core and what it needs."""
        return self.closed(self.core)

    @cached_property
    def latin(self) -> bool:
        """A Chinese topic some of whose sentences have Latin words."""
        return self.lang == "zh" and any(c.isascii() and c.isalpha() for line in self.lines() for form in line.forms for c in form)

    def lines(self) -> tuple[Line, ...]:
        """Every line, openings and closings included."""
        return (self.openings, *(line for p in self.points for line in p.lines), self.closings)


@dataclass(frozen=True)
class Verse:
    """A theme's lines: couplets that rhyme, single lines for acrostics, slogans, antithetical couplets (zh), haiku (en)."""

    id: str
    lang: str
    path: str
    theme: str
    ask: tuple[str, ...]
    titles: tuple[str, ...]
    couplets: tuple[tuple[str, str], ...]
    lines: tuple[str, ...]
    slogans: tuple[str, ...]
    pairs: tuple[tuple[str, str, str], ...]  # 上联, 下联, 横批
    haiku: tuple[tuple[str, str, str], ...]
    quatrains: tuple[tuple[str, str, str, str], ...] = ()  # zh rhyme AABA, en ABAB
    tails: tuple[str, ...] = ()  # single lines (zh) whose last characters spell words
    chains: tuple[tuple[str, str, str, str], ...] = ()  # each line takes up the last character or word of the one before
