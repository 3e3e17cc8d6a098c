"""How much a constraint says: its surprisal against a background of other answers, -log2((hits + 1) / (N + 1)), with the answers' truth values as bit masks."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cached_property
from typing import Any

from instructions.constraints import KINDS
from instructions.constraints.base import Count, Kind, holds
from instructions.constraints.leaf import Leaf, fault, scoped
from instructions.text.record import Record


class Background:
    """Answers that were written for other requests."""

    def __init__(self, texts: Sequence[str], lang: str) -> None:
        self.lang, self.texts = lang, list(texts)
        self.records = [Record(t, lang) for t in texts]
        self._masks: dict[str, int] = {}
        self._words: dict[str, int] = {}
        self._counts: dict[str, list[int]] = {}
        self._values: dict[str, list[int]] = {}
        self.orders: dict[Any, Any] = {}  # what `choose` keeps here: how willingly each type is drawn

    def __len__(self) -> int:
        return len(self.texts)

    def mask(self, leaf: Leaf) -> int:
        """Bit i: whether answer i meets the leaf."""
        key = f"{leaf['type']} {leaf['params']} {leaf.get('scope')}"
        found = self._masks.get(key)
        if found is None:
            found = self._masks[key] = self._find(leaf)
        return found

    def _find(self, leaf: Leaf) -> int:
        kind, p = KINDS[leaf["type"]], leaf["params"]
        if not leaf.get("scope"):
            if kind.id in ("keyword.include", "keyword.exclude"):
                mask = (1 << len(self)) - 1
                for word in p["words"]:
                    mask &= self.word(word) if kind.id == "keyword.include" else ~self.word(word)
                return mask & ((1 << len(self)) - 1)
            if kind.id in ("keyword.once", "keyword.frequency"):
                mask = (1 << len(self)) - 1
                for word in p.get("words") or [p["word"]]:
                    bound = p if "op" in p else {"op": "exact", "n": 1}
                    mask &= sum(1 << i for i, n in enumerate(self.counts(word)) if holds(n, bound))
                return mask
            if kind.id in ("keyword.order", "keyword.some"):
                mask = (1 << len(self)) - 1 if kind.id == "keyword.order" else 0
                for word in p["words"]:
                    mask = mask & self.word(word) if kind.id == "keyword.order" else mask | self.word(word)
                return sum(1 << i for i, r in enumerate(self.records) if mask >> i & 1 and not kind.check(r, p))
            if kind.id in ("copy.sentence", "edge.last", "copy.title", "copy.request", "data.json", "data.yaml", "data.csv"):
                return sum(1 << i for i, t in enumerate(self.texts) if p.get("phrase", "\0") in t and not fault(leaf, t, self.lang))
            if isinstance(kind, Count) and type(kind).check is Count.check:
                return sum(1 << i for i, v in enumerate(self.values(kind)) if holds(v, p))
        if not leaf.get("scope"):
            return sum(1 << i for i, r in enumerate(self.records) if not kind.check(r, p))
        return sum(
            1 << i for i, r in enumerate(self.records) if not isinstance(part := scoped(r, leaf["scope"]), str) and not kind.check(part, p)
        )

    def word(self, word: str) -> int:
        """Bit i: whether answer i holds the word."""
        if word not in self._words:
            self._words[word] = sum(1 << i for i, n in enumerate(self.counts(word)) if n)
        return self._words[word]

    def counts(self, word: str) -> list[int]:
        """How often a word stands in each answer."""
        if word not in self._counts:
            self._counts[word] = [r.count(word) for r in self.records]
        return self._counts[word]

    def values(self, kind: Count) -> list[int]:
        """A counted type's value in every answer."""
        if kind.id not in self._values:
            self._values[kind.id] = [kind.value(r) for r in self.records]
        return self._values[kind.id]

    def bits(self, leaf: Leaf, text: Record | None = None) -> float:
        """Surprisal in bits: among all answers, or, for a type that asks for it, among those that compare with the text."""
        mask = self.mask(leaf)
        if text is None or type(KINDS[leaf["type"]]).rival is Kind.rival:
            return math.log2((len(self) + 1) / (mask.bit_count() + 1))
        rivals = sum(1 << i for i, r in enumerate(self.records) if KINDS[leaf["type"]].rival(text, r))
        return math.log2((rivals.bit_count() + 1) / ((mask & rivals).bit_count() + 1))

    def given(self, leaf: Leaf, other: Leaf) -> float:
        """Surprisal of a leaf where another already holds."""
        return surprisal(self.mask(leaf), self.mask(other))

    @cached_property
    def common(self) -> tuple[str, ...]:
        """Words that many answers hold: what it says something to forbid. From the most common on, 3 % to 40 % of answers."""
        counts: dict[str, int] = {}
        for r in self.records:
            for w in self._vocabulary(r):
                counts[w] = counts.get(w, 0) + 1
        low, high = max(2, len(self) * 3 // 100), len(self) * 40 // 100
        return tuple(sorted((w for w, n in counts.items() if low <= n <= high), key=lambda w: (-counts[w], w))[:300])

    def _vocabulary(self, r: Record) -> set[str]:
        if r.lang == "en":
            return {w for w in r.word_counts if len(w) > 3 and w.isalpha()}
        return set()


def surprisal(mask: int, other: int) -> float:
    """Bits that one mask still says where another holds."""
    return math.log2((other.bit_count() + 1) / ((mask & other).bit_count() + 1))


def leaf_of(type_: str, params: dict[str, Any], scope: dict[str, Any] | None = None) -> Leaf:
    """A leaf as the tree holds it."""
    return {"type": type_, "params": params, **({"scope": scope} if scope else {})}
