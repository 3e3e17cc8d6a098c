"""What may be asked of one text: what its measures propose, whether that holds, and how much it says."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from functools import cached_property

from instructions.background import Background, surprisal
from instructions.constraints import KINDS
from instructions.constraints.base import Count, Measuring
from instructions.constraints.count import POSTSCRIPTS
from instructions.constraints.leaf import Leaf, fault
from instructions.suits import HEAVY, LOCAL, SUITS
from instructions.taken import Taken
from instructions.text.record import Record, record
from instructions.text.traits import bits_of, traits

LEAST, NEW = 1.0, 0.7  # bits a constraint must say, and must still say where another one holds
FEW = 3  # answers that meet a constraint: below that nothing can be said of others given it


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
    _proposed: dict[str, list[Leaf]] = field(default_factory=dict)
    _part: tuple[Record, Measuring] | None = None
    _words: Measuring | None = None

    @cached_property
    def record(self) -> Record:
        """The text, parsed: one of the background's own is known there."""
        return self.everywhere.known.get(self.text) or record(self.text, self.lang)

    def fits(self, type_: str) -> bool:
        """Whether a type suits the shape: nobody counts the sentences of a poem or the commas of JSON."""
        if type_.startswith("data."):
            return self.shape == "data"  # three lines with as many commas are no table
        return type_.startswith(SUITS.get(self.shape, ""))

    def kept(self) -> tuple[object, ...]:
        """What decides which types suit: pools alike in this share their order."""
        return (type(self).__name__, self.shape, len(KINDS))

    def bits(self, leaf: Leaf) -> float:
        """Surprisal: among answers about the same matter for what names words (elsewhere they are rare anyway), everywhere for the rest."""
        if self.nearby is not None and leaf["type"].startswith(LOCAL):
            return self.nearby.bits(leaf)
        return self.everywhere.bits(leaf, self.record)

    def tells(self, leaf: Leaf, taken: Taken) -> bool:
        """Whether a leaf says something, and still does where each chosen one holds."""
        near, local = self.nearby, leaf["type"].startswith(LOCAL)
        if near is None or not local:
            mine = self.everywhere.mask(leaf)
            if self.everywhere.bits(leaf, self.record, mine) < LEAST:
                return False
            others = self._far(taken)
        else:
            mine = near.mask(leaf)
            if near.bits(leaf, None, mine) < LEAST:
                return False
            if not leaf["type"].startswith("keyword"):
                return True
            others = self._near(near, taken)
        return all(surprisal(mine, other) >= NEW for other in others)

    def _near(self, near: Background, taken: Taken) -> list[int]:
        """Masks of the words already asked for."""
        n, masks = taken.masks.get("near", (0, []))
        masks += [near.mask(c) for c in taken.leaves[n:] if c["type"].startswith("keyword")]
        taken.masks["near"] = len(taken), masks
        return masks

    def _far(self, taken: Taken) -> list[int]:
        """Masks of those taken that are weighed everywhere and that more than a few answers meet."""
        n, masks = taken.masks.get("far", (0, []))
        for c in taken.leaves[n:]:
            if c["type"] not in HEAVY and not (self.nearby is not None and c["type"].startswith(LOCAL)):
                mask = self.everywhere.mask(c)
                if mask.bit_count() >= FEW:
                    masks.append(mask)
        taken.masks["far"] = len(taken), masks
        return masks

    def measuring(self, rng: random.Random, within: Record | None = None) -> Measuring:
        """Words for the measures, in random order: none that the request itself names. `within`: those of a part."""
        r = within or self.record
        if within is not None and self._words is not None:
            free = [*self._words.words, *self._words.away]  # what the request does not name is known by now
        else:
            said = self.prompt.lower()
            free = [w for w in self.keywords if w.lower() not in said]
        words = [w for w in free if r.count(w)]
        held = set(words)
        away = [w for w in free if w not in held]
        absent = [w for w in self.absent if not r.count(w)]
        rng.shuffle(words)
        rng.shuffle(absent)
        rng.shuffle(away)
        return Measuring(rng, self.prompt, tuple(words), tuple(absent[:6]), tuple(away))

    def proposed(self, type_: str, rng: random.Random) -> list[Leaf]:
        """What a type's measure proposes, measured when first asked for."""
        found = self._proposed.get(type_)
        if found is None:
            if self._words is None:
                self._words = self.measuring(rng)
            found = self._proposed[type_] = [{"type": type_, "params": p} for p in KINDS[type_].measure(self.record, self._words)]
        return found

    def holds(self, leaf: Leaf) -> bool:
        """A measure proposes; only what the check upholds is a candidate. A bound that was set by the value itself needs no second count."""
        kind = KINDS[leaf["type"]]
        if leaf.get("scope"):
            return not fault(leaf, self.text, self.lang)
        if type(kind).measure is Count.measure and type(kind).check is Count.check:
            return True
        return not kind.check(self.record, leaf["params"])

    def of(self, type_: str, rng: random.Random) -> list[Leaf]:
        """True leaves of one type; none of a type that the language has no words for."""
        if self.lang not in KINDS[type_].langs:
            return []
        return [x for x in self.proposed(type_, rng) if self.holds(x)]

    def measurable(self) -> list[str]:
        """Types of which something may be true of the text."""
        there = traits(self.record)
        return [k.id for k in KINDS.values() if k.measured and not bits_of(k.needs) & ~there and self.lang in k.langs and self.fits(k.id)]

    def part(self, rng: random.Random) -> int | None:
        """A paragraph that constraints may speak of; None where the text has none that a reader would count, or the one drawn is too short."""
        r = self.record
        if self.shape not in ("", "prose", "long") or len(r.paragraphs) < 2 or r.items or r.headings:
            return None
        parts = [*range(1, min(len(r.paragraphs), 4) + 1), -1]
        if r.paragraphs[-1].startswith(POSTSCRIPTS):
            # A postscript is a paragraph to the count, but nobody speaks of it as one.
            parts = [n for n in parts if 0 < n < len(r.paragraphs)]
        n = rng.choice(parts)
        part = r.part("paragraph", n)
        return None if part is None or part.readings[0] < 15 else n

    def within(self, type_: str, n: int, rng: random.Random) -> list[Leaf]:
        """What a type's measure proposes of one paragraph."""
        if self._part is None:
            part = self.record.part("paragraph", n)
            if part is None:
                return []
            self._part = part, self.measuring(rng, part)
        return [
            {"type": type_, "params": p, "scope": {"part": "paragraph", "n": n}} for p in KINDS[type_].measure(self._part[0], self._part[1])
        ]
