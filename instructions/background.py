"""How much a constraint says: its surprisal against a background of other answers, -log2((hits + 1) / (N + 1)), with the answers' truth values as bit masks."""

from __future__ import annotations

import bisect
import functools
import itertools
import math
import operator
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import Any

from instructions.constraints import KINDS
from instructions.constraints.base import Count, Kind, holds, interval
from instructions.constraints.leaf import Leaf, fault, scoped
from instructions.constraints.length import ItemMax
from instructions.text.record import Record, piece
from instructions.text.traits import bits_of, traits

_WORDS = ("keyword.include", "keyword.exclude", "keyword.once", "keyword.frequency", "keyword.order", "keyword.some")
# Types that hold only where their word stands, and traits without which nothing that needs them holds.
_NEEDS = ("keyword.place", "keyword.every", "edge.frame", "edge.first", "edge.last_word", "mark.bold_word", "emoji.scene")
_SURE = frozenset(
    ("items", "nested", "headings", "title", "headed", "table", "json", "yaml", "token", "parting", "postscript", "quoted", "lines")
)


def _number(kind: Kind, p: dict[str, Any]) -> tuple[str, Callable[[Record], int | None]] | None:
    """What `op` and `n` of a type are held against, with a name for it; None for types of another sort."""
    if isinstance(kind, Count) and type(kind).check is Count.check:
        return "", kind.value
    if kind.id == "letter.frequency":
        letter = p["letter"].lower()
        return letter, lambda r: r.lower.count(letter)
    if kind.id == "length.sentence":
        ends = max if p["op"] == "max" else min
        return p["op"], lambda r: ends(r.sentence_sizes, default=None)
    if isinstance(kind, ItemMax):
        return "", lambda r: max(kind.sizes(r), default=None)
    return None


def _bits(mask: int) -> Iterator[int]:
    """Which bits are set, from the lowest."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


class Background:
    """Answers that were written for other requests."""

    def __init__(self, texts: Sequence[str], lang: str) -> None:
        self.lang, self.texts = lang, list(texts)
        self.records = [Record(t, lang) for t in texts]
        self._masks: dict[str, int] = {}
        self._words: dict[str, int] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._values: dict[str, tuple[list[int], list[int]]] = {}
        self._pieces: dict[str, int] = {}
        self._traits: dict[int, int] = {}
        self._parts: dict[tuple[str, str], dict[int, tuple[set[int], int]]] = {}
        self._sizes: dict[tuple[str, int], int] = {}
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
        kind, p, scope = KINDS[leaf["type"]], leaf["params"], leaf.get("scope")
        if not scope and kind.id in _WORDS:
            return self._of_words(kind, p)
        if not scope and kind.id in ("copy.sentence", "edge.last", "copy.title", "copy.request", "data.json", "data.yaml", "data.csv"):
            held = self.holding(p["keys"][0] if "keys" in p else p["phrase"])
            return sum(1 << i for i in _bits(held) if not fault(leaf, self.texts[i], self.lang))
        if number := _number(kind, p):
            values, masks = self._ranked(f"{kind.id} {number[0]} {scope}", number[1], scope)
            low, high = interval(p)
            return masks[len(values) if high is None else bisect.bisect_right(values, high)] ^ masks[bisect.bisect_left(values, low)]
        if not scope and kind.id == "letter.exclude":
            return self.all & ~self.holding(p["letter"].lower())
        mask = self.all if scope or not set(kind.needs) <= _SURE else self._having(bits_of(kind.needs))
        for word in [p["word"]] if "word" in p and kind.id in _NEEDS else p["words"] if kind.id == "keyword.include" else ():
            mask &= self.holding(word.lower())  # only where the word stands at all need anything be looked at
        if not scope and kind.id == "keyword.place":
            return self._placed(mask, p)
        return sum(
            1 << i
            for i in _bits(mask)
            if not isinstance(part := scoped(self.records[i], scope) if scope else self.records[i], str) and not kind.check(part, p)
        )

    def holding(self, piece: str) -> int:
        """Bit i: whether a piece of text, in lower case or as it is, stands in answer i."""
        if piece not in self._pieces:
            # A text in lower case holds no capital, and what stands in a text in small letters stands in its lower case too.
            text, starts = self._joined if piece == piece.lower() else self._written
            found, at = 0, text.find(piece)
            while at >= 0:
                i = bisect.bisect_right(starts, at) - 1
                found |= 1 << i
                at = text.find(piece, starts[i + 1])
            self._pieces[piece] = found
        return self._pieces[piece]

    def _having(self, needs: int) -> int:
        """Answers that have these traits."""
        if needs not in self._traits:
            self._traits[needs] = sum(1 << i for i, r in enumerate(self.records) if not needs & ~traits(r))
        return self._traits[needs]

    def _placed(self, mask: int, p: dict[str, Any]) -> int:
        """Answers in whose nth sentence or paragraph a word stands; where it stands in each is found once for all places."""
        key = p["word"], p["part"]
        found = self._parts.get(key)
        if found is None:
            found = self._parts[key] = {}
            word, low = p["word"], p["word"].lower()
            for i in _bits(mask):
                parts = self.records[i].paragraphs if p["part"] == "paragraph" else self.records[i].sentences
                # Read as a record of its own is only the part that holds the letters.
                held = (n for n, x in enumerate(parts) if low in x.lower())
                found[i] = set(held if self.lang == "zh" else (n for n in held if piece(parts[n], self.lang).count(word))), len(parts)
        at = p["n"] - 1 if p["n"] > 0 else p["n"]
        return sum(1 << i for i, (parts, size) in found.items() if (at if at >= 0 else size + at) in parts)

    def _of_words(self, kind: Kind, p: dict[str, Any]) -> int:
        """For types that only ask which words stand, how often, in what order."""
        words = p.get("words") or [p["word"]]
        if kind.id in ("keyword.once", "keyword.frequency"):
            mask, bound = self.all, p if "op" in p else {"op": "exact", "n": 1}
            for word in words:
                hits = self.counts(word)
                good = sum(1 << i for i, n in hits.items() if holds(n, bound))
                mask &= good | (self.all & ~self.word(word) if holds(0, bound) else 0)
            return mask
        held = [self.word(w) for w in words]
        if kind.id == "keyword.exclude":
            return self.all & ~functools.reduce(operator.or_, held)
        if kind.id == "keyword.include":
            return functools.reduce(operator.and_, held)
        if kind.id == "keyword.some":
            least = [self.all, *([0] * int(p["n"]))]  # answers that hold at least k of the words looked at so far
            for mask in held:
                for k in range(len(least) - 1, 0, -1):
                    least[k] |= least[k - 1] & mask
            return least[-1]
        return sum(1 << i for i in _bits(functools.reduce(operator.and_, held)) if not kind.check(self.records[i], p))

    def word(self, word: str) -> int:
        """Bit i: whether answer i holds the word."""
        if word not in self._words:
            self._words[word] = sum(1 << i for i in self.counts(word))
        return self._words[word]

    @cached_property
    def all(self) -> int:
        """A bit for every answer."""
        return (1 << len(self)) - 1

    @cached_property
    def _index(self) -> dict[str, dict[int, int]]:
        """English word -> answer -> how often it stands there."""
        found: dict[str, dict[int, int]] = {}
        for i, r in enumerate(self.records):
            for word, n in r.whole_counts.items():
                found.setdefault(word, {})[i] = n
        return found

    @cached_property
    def _joined(self) -> tuple[str, list[int]]:
        """All answers in lower case in one string, and where each begins."""
        starts = list(itertools.accumulate((len(r.lower) + 1 for r in self.records), initial=0))
        return "\0".join(r.lower for r in self.records), starts

    @cached_property
    def _written(self) -> tuple[str, list[int]]:
        """The same as they are written."""
        return "\0".join(self.texts), list(itertools.accumulate((len(t) + 1 for t in self.texts), initial=0))

    @cached_property
    def known(self) -> dict[str, Record]:
        """The answers' records by their texts."""
        return {r.text: r for r in self.records}

    def counts(self, word: str) -> dict[int, int]:
        """How often a word stands in each answer that holds it."""
        if word not in self._counts:
            self._counts[word] = self._counted(word)
        return self._counts[word]

    def _counted(self, word: str) -> dict[int, int]:
        if self.lang == "en" and word.isascii() and word.isalnum():
            return self._index.get(word.lower(), {})
        if self.lang == "en" and word.isascii():
            return {i: n for i, r in enumerate(self.records) if (n := r.count(word))}
        (text, starts), low, found = self._joined, word.lower(), dict[int, int]()
        at = text.find(low)
        while at >= 0:
            i = bisect.bisect_right(starts, at) - 1
            found[i] = found.get(i, 0) + 1
            at = text.find(low, at + len(low))
        return found

    def _ranked(self, key: str, number: Callable[[Record], int | None], scope: dict[str, Any] | None) -> tuple[list[int], list[int]]:
        """A number's values in all answers (in the part that a scope names, where there is one) from the least on, and which answers the first k are."""
        if key not in self._values:
            parts = [(i, scoped(r, scope) if scope else r) for i, r in enumerate(self.records)]
            found = sorted((n, i) for i, r in parts if not isinstance(r, str) and (n := number(r)) is not None)
            self._values[key] = ([v for v, _ in found], list(itertools.accumulate((1 << i for _, i in found), operator.or_, initial=0)))
        return self._values[key]

    def bits(self, leaf: Leaf, text: Record | None = None, mask: int | None = None) -> float:
        """Surprisal in bits: among all answers, or, for a type that asks for it, among those that compare with the text. `mask`: the leaf's, where known."""
        mask = self.mask(leaf) if mask is None else mask
        size = 0 if text is None else KINDS[leaf["type"]].size(text)
        if not size:
            return math.log2((len(self) + 1) / (mask.bit_count() + 1))
        return surprisal(mask, self._rivals(KINDS[leaf["type"]], size))

    def _rivals(self, kind: Kind, size: int) -> int:
        """Answers of a size and above."""
        key = kind.id, size
        if key not in self._sizes:
            self._sizes[key] = sum(1 << i for i, r in enumerate(self.records) if kind.size(r) >= size)
        return self._sizes[key]

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
