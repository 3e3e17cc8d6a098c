"""Choosing what to ask of a text that is already there: true, informative, unlike one another, of rare types where they fit."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, field

from instructions.background import Background
from instructions.constraints import KINDS
from instructions.constraints.base import Measuring
from instructions.constraints.leaf import Leaf, fault
from instructions.text.record import Record, record

LEAST, NEW = 1.0, 0.7  # bits a constraint must say, and must still say where another one holds
FEW = 3  # answers that meet a constraint: below that nothing can be said of others given it
# Types whose worth is judged among answers about the same matter: their words are rare elsewhere anyway.
_LOCAL = ("keyword", "edge", "copy", "mark.bold_word", "emoji.scene", "letter.exclude", "script.no_latin")
# Types that say much the same of one text: at most one of each set.
ALIKE = (
    {"length.zi", "length.han", "length.chars", "length.words"}, {"list.none", "mark.plain"}, {"emoji.count", "emoji.each", "emoji.none"},
    {"edge.first", "keyword.place"}, {"edge.last", "edge.last_word", "edge.mark"}, {"keyword.include", "keyword.some"}, {"keyword.order", "keyword.some"},
    {"copy.title", "mark.title_size"}, {"punct.stops", "punct.none"}, {"ratio.questions", "punct.count"}, {"count.per_paragraph", "count.sentences"},
    {"mark.bold", "mark.bold_word"}, {"data.json", "data.yaml", "data.csv", "data.table"}, {"ratio.longest", "count.rising"}, {"emoji.items", "emoji.count", "emoji.distinct"}, {"emoji.scene", "emoji.count"},
    {"ratio.lead", "ratio.longest"}, {"length.sentence", "ratio.short"}, {"letter.unique", "letter.repeat"}, {"verse.rhyme", "verse.class"}, {"list.bullets", "list.numbered"},
)  # fmt: skip
_ALIKE = {t: frozenset().union(*(s for s in ALIKE if t in s)) - {t} for s in ALIKE for t in s}
# Types by shape, where not all go.
SUITS: dict[str, tuple[str, ...] | str] = {
    "data": ("data.", "letter.exclude", "script."),
    "verse": ("verse.", "count.lines", "length.line", "length.chars", "mark.title", "mark.title_size", "copy.", "token.wrap", "token.end", "keyword.exclude", "letter.", "punct.none", "edge.last", "case."),
    "list": ("list.", "length.", "keyword.include", "keyword.exclude", "keyword.every", "keyword.once", "keyword.frequency", "keyword.some", "keyword.order", "letter.", "emoji.", "token.", "mark.", "case.", "punct.", "script.", "copy.", "edge.last", "edge.mark"),
}  # fmt: skip
SUITS["numbered"] = SUITS["list"]
# What is counted or stands at a place would be read with or without the repeated request: only what reads the same either way.
SUITS["echo"] = (
    "copy.request",
    "copy.sentence",
    "keyword.include",
    "keyword.exclude",
    "letter.exclude",
    "emoji.",
    "mark.bold",
    "mark.plain",
    "edge.last",
    "edge.mark",
    "edge.postscript",
    "token.",
    "script.",
    "list.",
    "punct.none",
    "case.capitals",
)
WEIGHT = {"length": 0.75, "keyword": 0.7, "count": 0.9, "letter": 0.6, "ratio": 0.8, "copy": 0.4, "edge": 0.7, "punct": 0.8}


@dataclass
class Pool:
    """What may be asked of one text."""

    lang: str
    text: str
    everywhere: Background
    nearby: Background | None
    keywords: tuple[str, ...]
    absent: tuple[str, ...]
    prompt: str
    rarity: dict[str, float]
    shape: str = "prose"
    _found: dict[str, list[Leaf]] = field(default_factory=dict)
    _words: Measuring | None = None

    def fits(self, type_: str) -> bool:
        """Whether a type suits the shape: nobody counts the sentences of a poem or the commas of JSON."""
        return type_.startswith(SUITS.get(self.shape, ""))

    def bits(self, leaf: Leaf) -> float:
        """Surprisal: among answers about the same matter for what names words (elsewhere they are rare anyway), everywhere for the rest."""
        if self.nearby is not None and leaf["type"].startswith(_LOCAL):
            return self.nearby.bits(leaf)
        return self.everywhere.bits(leaf, record(self.text, self.lang))

    def tells(self, leaf: Leaf, chosen: list[Leaf]) -> bool:
        """Whether a leaf says something, and still does where each chosen one holds."""
        if self.bits(leaf) < LEAST:
            return False
        if self.nearby is not None and leaf["type"].startswith(_LOCAL):
            return all(
                self.nearby.given(leaf, c) >= NEW for c in chosen if c["type"].startswith("keyword") and leaf["type"].startswith("keyword")
            )
        here = self.nearby is not None
        return all(
            self.everywhere.given(leaf, c) >= NEW
            for c in chosen
            if not _heavy(c) and not (here and c["type"].startswith(_LOCAL)) and self.everywhere.mask(c).bit_count() >= FEW
        )

    def measuring(self, r: Record, rng: random.Random) -> Measuring:
        """Words for the measures, in random order: none that the request itself names."""
        said = self.prompt.lower()
        words = [w for w in self.keywords if w.lower() not in said and r.count(w)]
        absent = [w for w in self.absent if not r.count(w)]
        rng.shuffle(words)
        rng.shuffle(absent)
        return Measuring(rng, self.prompt, tuple(words), tuple(absent[:6]))

    def of(self, type_: str, rng: random.Random) -> list[Leaf]:
        """True leaves of one type, measured when first asked for."""
        if type_ not in self._found:
            kind = KINDS[type_]
            r = record(self.text, self.lang)
            if self._words is None:
                self._words = self.measuring(r, rng)
            fits = self.lang in kind.langs and self.fits(type_)
            # A measure proposes; only what the check upholds is a candidate.
            self._found[type_] = (
                [{"type": type_, "params": p} for p in kind.measure(r, self._words) if not kind.check(r, p)] if fits else []
            )
        return self._found[type_]

    def candidates(self, rng: random.Random) -> list[Leaf]:
        """True leaves of all types."""
        return [x for type_ in list(KINDS) for x in self.of(type_, rng)]

    def part(self, rng: random.Random) -> tuple[int, Record, Measuring] | None:
        """A paragraph that constraints may speak of, with its number."""
        r = record(self.text, self.lang)
        if len(r.paragraphs) < 2 or r.items or r.headings or self.shape not in ("", "prose", "long"):
            return None
        n = rng.choice([*range(1, min(len(r.paragraphs), 4) + 1), -1])
        part = r.part("paragraph", n)
        return None if part is None or part.readings[0] < 15 else (n, part, self.measuring(part, rng))

    def within(self, type_: str, where: tuple[int, Record, Measuring]) -> list[Leaf]:
        """True leaves of a type about one paragraph."""
        n, part, m = where
        scope = {"part": "paragraph", "n": n}
        found: list[Leaf] = [{"type": type_, "params": p, "scope": scope} for p in KINDS[type_].measure(part, m)]
        return [x for x in found if not fault(x, self.text, self.lang)]


def clashes(leaf: Leaf, chosen: list[Leaf]) -> bool:
    """Whether a leaf repeats what another says: the same type and scope, or a type alike."""
    for other in chosen:
        same = leaf.get("scope") == other.get("scope")
        if leaf["type"] == other["type"] and (same or leaf["type"] in ("keyword.include", "keyword.exclude")):
            return True
        if other["type"] in _ALIKE.get(leaf["type"], ()) and same:
            return True
        if _words(leaf) & _words(other):
            return True
    return False


def _taken(type_: str, chosen: list[Leaf]) -> bool:
    """Whether a leaf of the type about the whole text would repeat one that is there."""
    alike = _ALIKE.get(type_, ())
    return any(not c.get("scope") and (c["type"] == type_ or c["type"] in alike) for c in chosen)


def _words(leaf: Leaf) -> set[str]:
    p = leaf["params"]
    return {w.lower() for w in [*p.get("words", []), *([p["word"]] if "word" in p else [])]}


def choose(pool: Pool, want: int, rng: random.Random, must: list[Leaf], cap_scoped: int = 3) -> list[Leaf]:
    """`must` and, up to `want`, informative others. What must be asked (a feature nobody would expect unasked) is not weighed."""
    chosen = list(must)
    where = pool.part(rng)
    keyed = []
    for kind in KINDS.values():
        if pool.lang in kind.langs and pool.fits(kind.id):
            weight = WEIGHT.get(kind.family, 1.0) / (pool.rarity.get(kind.id, 1.0) + 0.03)
            # Weighted sampling without replacement (Efraimidis and Spirakis 2006).
            keyed.append((rng.random() ** (1 / weight), kind.id, False))
            if where is not None and "paragraph" in kind.scopes:
                keyed.append((rng.random() ** (4 / weight), kind.id, True))
    keyed.sort(key=lambda k: (-k[0], k[1]))
    scoped = 0
    for _, type_, inside in keyed:
        if len(chosen) >= want:
            break
        if inside and (scoped >= cap_scoped or where is None):
            continue
        if not inside and _taken(type_, chosen):
            continue  # whatever its parameters, so it need not be measured
        found = pool.within(type_, where) if inside and where is not None else pool.of(type_, rng)
        for leaf in rng.sample(found, min(len(found), 4)):
            if not clashes(leaf, chosen) and pool.tells(leaf, chosen):
                chosen.append(leaf)
                scoped += inside
                break
    rng.shuffle(chosen)
    return chosen


def _heavy(leaf: Leaf) -> bool:
    """A leaf that so few background answers meet that nothing can be said given it."""
    return leaf["type"] in ("copy.sentence", "edge.last", "edge.first", "copy.title", "emoji.scene", "verse.acrostic", "copy.request")


def said(prompt: str, lang: str) -> bool:
    """Whether a request already limits form or length."""
    return bool(re.search(r"\d+ ?(?:字|words|sentences)", prompt))
