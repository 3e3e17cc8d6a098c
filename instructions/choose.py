"""Choosing what to ask of a text that is already there: true, informative, unlike one another, of rare types where they fit."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, field

from instructions.background import Background, surprisal
from instructions.constraints import KINDS
from instructions.constraints.base import Count, Measuring
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
    {"ratio.lead", "ratio.longest"}, {"length.sentence", "ratio.short"}, {"letter.unique", "letter.repeat"}, {"verse.rhyme", "verse.class"}, {"case.all", "case.capitals"}, {"list.bullets", "list.numbered"},
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
    _proposed: dict[str, list[Leaf]] = field(default_factory=dict)
    _masks: dict[tuple[int, int], tuple[Leaf, int]] = field(default_factory=dict)
    _words: Measuring | None = None

    def fits(self, type_: str) -> bool:
        """Whether a type suits the shape: nobody counts the sentences of a poem or the commas of JSON."""
        if type_.startswith("data."):
            return self.shape == "data"  # three lines with as many commas are no table
        return type_.startswith(SUITS.get(self.shape, ""))

    def kept(self) -> tuple[object, ...]:
        """What decides which types suit: pools alike in this share their order."""
        return (type(self).__name__, self.shape, len(KINDS))

    def mask(self, ground: Background, leaf: Leaf) -> int:
        """A leaf's truth among background answers, looked up once for each leaf of this text."""
        key = id(ground), id(leaf)
        found = self._masks.get(key)
        if found is None:
            found = self._masks[key] = (leaf, ground.mask(leaf))  # the leaf is kept, so that its id stays its own
        return found[1]

    def bits(self, leaf: Leaf) -> float:
        """Surprisal: among answers about the same matter for what names words (elsewhere they are rare anyway), everywhere for the rest."""
        if self.nearby is not None and leaf["type"].startswith(_LOCAL):
            return self.nearby.bits(leaf)
        return self.everywhere.bits(leaf, record(self.text, self.lang))

    def tells(self, leaf: Leaf, chosen: list[Leaf]) -> bool:
        """Whether a leaf says something, and still does where each chosen one holds."""
        if self.bits(leaf) < LEAST:
            return False
        near = self.nearby
        if near is not None and leaf["type"].startswith(_LOCAL):
            if not leaf["type"].startswith("keyword"):
                return True
            mine = self.mask(near, leaf)
            return all(surprisal(mine, self.mask(near, c)) >= NEW for c in chosen if c["type"].startswith("keyword"))
        mine = self.mask(self.everywhere, leaf)
        for c in chosen:
            if _heavy(c) or (near is not None and c["type"].startswith(_LOCAL)):
                continue
            other = self.mask(self.everywhere, c)
            if other.bit_count() >= FEW and surprisal(mine, other) < NEW:
                return False
        return True

    def measuring(self, r: Record, rng: random.Random) -> Measuring:
        """Words for the measures, in random order: none that the request itself names."""
        said = self.prompt.lower()
        words = [w for w in self.keywords if w.lower() not in said and r.count(w)]
        away = [w for w in self.keywords if w.lower() not in said and w not in words and not r.count(w)]
        absent = [w for w in self.absent if not r.count(w)]
        rng.shuffle(words)
        rng.shuffle(absent)
        rng.shuffle(away)
        return Measuring(rng, self.prompt, tuple(words), tuple(absent[:6]), tuple(away))

    def proposed(self, type_: str, rng: random.Random) -> list[Leaf]:
        """What a type's measure proposes, measured when first asked for."""
        if type_ not in self._proposed:
            kind = KINDS[type_]
            r = record(self.text, self.lang)
            if self._words is None:
                self._words = self.measuring(r, rng)
            fits = self.lang in kind.langs and self.fits(type_)
            self._proposed[type_] = [{"type": type_, "params": p} for p in kind.measure(r, self._words)] if fits else []
        return self._proposed[type_]

    def holds(self, leaf: Leaf) -> bool:
        """A measure proposes; only what the check upholds is a candidate. A bound that was set by the value itself needs no second count."""
        kind = KINDS[leaf["type"]]
        if type(kind).measure is Count.measure and type(kind).check is Count.check:
            return True
        return not kind.check(record(self.text, self.lang), leaf["params"])

    def of(self, type_: str, rng: random.Random) -> list[Leaf]:
        """True leaves of one type."""
        if type_ not in self._found:
            self._found[type_] = [x for x in self.proposed(type_, rng) if self.holds(x)]
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
    scopes = where is not None
    # Weighted sampling without replacement (Efraimidis and Spirakis 2006).
    keyed = [(rng.random() ** power, type_, inside) for type_, power, inside in _order(pool) if scopes or not inside]
    keyed.sort(key=lambda k: (-k[0], k[1]))
    scoped = 0
    for _, type_, inside in keyed:
        if len(chosen) >= want:
            break
        if inside and scoped >= cap_scoped:
            continue
        if not inside and _taken(type_, chosen):
            continue  # whatever its parameters, so it need not be measured
        if inside and where is not None:
            found = pool.within(type_, where)
        else:
            found = pool.proposed(type_, rng)
            # A long list of proposals is mostly wrong ones; of a short one only what would be taken is checked.
            found = found if len(found) <= 4 else pool.of(type_, rng)
        for leaf in rng.sample(found, min(len(found), 4)):
            if not clashes(leaf, chosen) and pool.tells(leaf, chosen) and (inside or pool.holds(leaf)):
                chosen.append(leaf)
                scoped += inside
                break
    rng.shuffle(chosen)
    return chosen


def _order(pool: Pool) -> list[tuple[str, float, bool]]:
    """(type, exponent of its random key, whether of a paragraph) for the types that suit a pool."""
    key = pool.kept()
    if key not in pool.everywhere.orders:
        out: list[tuple[str, float, bool]] = []
        for kind in KINDS.values():
            if pool.lang in kind.langs and pool.fits(kind.id):
                weight = WEIGHT.get(kind.family, 1.0) / (pool.rarity.get(kind.id, 1.0) + 0.03)
                out.append((kind.id, 1 / weight, False))
                if "paragraph" in kind.scopes:
                    out.append((kind.id, 4 / weight, True))
        pool.everywhere.orders[key] = out
    found: list[tuple[str, float, bool]] = pool.everywhere.orders[key]
    return found


def _heavy(leaf: Leaf) -> bool:
    """A leaf that so few background answers meet that nothing can be said given it."""
    return leaf["type"] in ("copy.sentence", "edge.last", "edge.first", "copy.title", "emoji.scene", "verse.acrostic", "copy.request")


def said(prompt: str, lang: str) -> bool:
    """Whether a request already limits form or length."""
    return bool(re.search(r"\d+ ?(?:字|words|sentences)", prompt))
