"""Choosing what to ask of a text that is already there: true, informative, unlike one another, of rare types where they fit."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass

from instructions.background import Background
from instructions.constraints import KINDS
from instructions.constraints.base import Measuring
from instructions.constraints.leaf import Leaf, fault
from instructions.text.record import Record, record

LEAST, NEW = 1.0, 0.7  # bits a constraint must say, and must still say where another one holds
# Types whose worth is judged among answers about the same matter: their words are rare elsewhere anyway.
_LOCAL = ("keyword", "edge", "copy", "mark.bold_word", "emoji.scene", "letter.exclude")
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
WEIGHT = {"length": 0.9, "keyword": 0.7, "count": 0.9, "letter": 0.8, "ratio": 0.8, "copy": 0.4, "edge": 0.7, "punct": 0.8}


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

    def fits(self, type_: str) -> bool:
        """Whether a type suits the shape: nobody counts the sentences of a poem or the commas of JSON."""
        return type_.startswith(SUITS.get(self.shape, ""))

    def bits(self, leaf: Leaf) -> float:
        """Surprisal: the lesser of here and everywhere for words, everywhere for the rest."""
        found = self.everywhere.bits(leaf)
        if self.nearby is not None and leaf["type"].startswith(_LOCAL):
            found = min(found, self.nearby.bits(leaf))
        return found

    def measuring(self, r: Record, rng: random.Random) -> Measuring:
        """Words for the measures, in random order: none that the request itself names."""
        said = self.prompt.lower()
        words = [w for w in self.keywords if w.lower() not in said and r.count(w)]
        absent = [w for w in self.absent if not r.count(w)]
        rng.shuffle(words)
        rng.shuffle(absent)
        return Measuring(rng, self.prompt, tuple(words), tuple(absent[:6]))

    def candidates(self, rng: random.Random) -> list[Leaf]:
        """True leaves, one or more a type."""
        r = record(self.text, self.lang)
        m = self.measuring(r, rng)
        out = []
        for kind in KINDS.values():
            if self.lang in kind.langs and self.fits(kind.id):
                # A measure proposes; only what the check upholds is a candidate.
                out += [{"type": kind.id, "params": p} for p in kind.measure(r, m) if not kind.check(r, p)]
        return out + list(self._scoped(r, rng))

    def _scoped(self, r: Record, rng: random.Random) -> Iterator[Leaf]:
        if len(r.paragraphs) < 2 or r.items or r.headings or self.shape not in ("prose", "long"):
            return
        n = rng.choice([*range(1, min(len(r.paragraphs), 4) + 1), -1])
        part = r.part("paragraph", n)
        if part is None or part.readings[0] < 15:
            return
        m = self.measuring(part, rng)
        for kind in KINDS.values():
            if "paragraph" in kind.scopes and self.lang in kind.langs:
                for p in kind.measure(part, m):
                    leaf = {"type": kind.id, "params": p, "scope": {"part": "paragraph", "n": n}}
                    if not fault(leaf, self.text, self.lang):
                        yield leaf


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


def _words(leaf: Leaf) -> set[str]:
    p = leaf["params"]
    return {w.lower() for w in [*p.get("words", []), *([p["word"]] if "word" in p else [])]}


def choose(pool: Pool, want: int, rng: random.Random, must: list[Leaf], cap_scoped: int = 2) -> list[Leaf]:
    """`must` and, up to `want`, informative others. What must be asked (a feature nobody would expect unasked) is not weighed."""
    chosen = list(must)
    rest = [c for c in pool.candidates(rng) if not clashes(c, chosen)]
    keyed = []
    for leaf in rest:
        kind = KINDS[leaf["type"]]
        siblings = sum(c["type"] == leaf["type"] and bool(c.get("scope")) == bool(leaf.get("scope")) for c in rest)
        weight = WEIGHT.get(kind.family, 1.0) / (pool.rarity.get(kind.id, 1.0) + 0.03) / siblings
        if leaf.get("scope"):
            weight *= 0.25
        keyed.append((rng.random() ** (1 / weight), leaf))  # weighted sampling without replacement (Efraimidis and Spirakis 2006)
    keyed.sort(key=lambda k: -k[0])
    for _, leaf in keyed:
        if len(chosen) >= want:
            break
        if clashes(leaf, chosen) or (leaf.get("scope") and sum(bool(c.get("scope")) for c in chosen) >= cap_scoped):
            continue
        if pool.bits(leaf) < LEAST or any(pool.everywhere.given(leaf, c) < NEW for c in chosen if not _heavy(c)):
            continue
        chosen.append(leaf)
    rng.shuffle(chosen)
    return chosen


def _heavy(leaf: Leaf) -> bool:
    """A leaf that so few background answers meet that nothing can be said given it."""
    return leaf["type"] in ("copy.sentence", "edge.last", "edge.first", "copy.title", "emoji.scene", "verse.acrostic", "copy.request")


def said(prompt: str, lang: str) -> bool:
    """Whether a request already limits form or length."""
    return bool(re.search(r"\d+ ?(?:字|words|sentences)", prompt))
