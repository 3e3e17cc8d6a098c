"""Near-duplicates: MinHash bands propose, true Jaccard decides."""

from __future__ import annotations

import re
import tempfile
import unicodedata
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

THRESHOLD = 0.8
GRAM = 5
BANDS, ROWS = 10, 5  # 98 % of pairs at Jaccard 0.8 share a band, 27 % at 0.5
_seeds = np.random.Generator(np.random.PCG64(20))
_A = _seeds.integers(0, 1 << 31, (BANDS * ROWS, 1), dtype=np.uint32) * np.uint32(2) + np.uint32(1)  # odd: no two grams fall together
_B = _seeds.integers(0, 1 << 32, (BANDS * ROWS, 1), dtype=np.uint32)
_START = np.arange(1, BANDS + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
_FOLD = _seeds.integers(0, 1 << 63, ROWS, dtype=np.uint64) * np.uint64(2) + np.uint64(1)
_MIXER, _HALF = np.uint64(0x9E3779B97F4A7C15), np.uint64(32)
_TRUE = np.ones(1, dtype=np.bool_)
_MIX = np.array([pow(1_000_003, i, 1 << 32) for i in range(GRAM)], dtype=np.uint32)
_STRAY = re.compile(r"[\W_]+")
_NO_ALNUM = bytes(c for c in range(128) if not chr(c).isalnum())


def normal(text: str) -> str:
    """What is compared: NFKC, case folded, letters and digits only."""
    if text.isascii():
        return text.lower().encode().translate(None, _NO_ALNUM).decode()
    return _STRAY.sub("", unicodedata.normalize("NFKC", text).casefold())


def shingles(text: str) -> NDArray[np.uint32]:
    """Hashes of the character 5-grams of a normalised text (a shorter text is one gram), each once, in order."""
    grams = _grams(text)
    grams.sort()  # numpy's `unique` does the same at four times the cost, for what it does for other types
    once: NDArray[np.uint32] = grams[np.concatenate((_TRUE, grams[1:] != grams[:-1]))]
    return once


def _grams(text: str) -> NDArray[np.uint32]:
    """The same in the order of the text, repetitions kept: a polynomial modulo 2**32, then murmur's last mix (all sums here wrap)."""
    codes = np.frombuffer(text.ljust(GRAM, "\0").encode("utf-32-le"), dtype=np.uint32)
    total: NDArray[np.uint32] = np.correlate(codes, _MIX)
    for shift, factor in ((16, 0x85EBCA6B), (13, 0xC2B2AE35)):
        total ^= total >> np.uint32(shift)
        total *= np.uint32(factor)
    total ^= total >> np.uint32(16)
    return total


def jaccard(a: str, b: str) -> float:
    """Jaccard similarity of the 5-grams of two normalised texts."""
    return _overlap(shingles(a), shingles(b))


def _overlap(x: NDArray[np.uint32], y: NDArray[np.uint32]) -> float:
    """Jaccard similarity of two sets in order."""
    merged = np.concatenate((x, y))
    merged.sort()
    both = int(np.count_nonzero(merged[1:] == merged[:-1]))
    return both / (len(merged) - both)


def band_keys(text: str) -> bytes:
    """MinHash band keys of a normalised text: BANDS times 8 bytes."""
    return _banded(_hashes(text).min(axis=1)[None])[0]


def _hashes(text: str) -> NDArray[np.uint32]:
    """BANDS * ROWS hashes (rows) of each 5-gram (columns)."""
    hashes: NDArray[np.uint32] = _grams(text) ^ _B
    hashes *= _A
    return hashes


def _banded(least: NDArray[np.uint32]) -> list[bytes]:
    """Band keys of several texts, a row of least hashes each."""
    keys: NDArray[np.uint64] = least.reshape(len(least), BANDS, ROWS).astype(np.uint64) @ _FOLD
    keys += _START
    keys ^= keys >> _HALF
    keys *= _MIXER
    keys ^= keys >> _HALF
    return [row.tobytes() for row in keys]


class Sketch(NamedTuple):
    """What the index needs of one text: its normal form, its group, its band keys."""

    text: str
    group: str
    keys: bytes


def sketch(text: str, group: str) -> Sketch:
    """Made in a worker, judged in the driver."""
    plain = normal(text)
    return Sketch(plain, group, band_keys(plain))


def sketches(question: str, answer: str, group: str) -> tuple[Sketch, Sketch]:
    """Sketches of a question and of the question with its answer; the second holds all grams of the first, so they are hashed once."""
    first = normal(question)
    whole = first + normal(answer)
    if len(first) < GRAM:
        return sketch(question, group), sketch(f"{question} {answer}", group)
    ends = (0, len(first) - GRAM + 1)  # the question's grams, and those that the answer adds: two rows of least hashes
    least = np.minimum.reduceat(_hashes(whole), ends if len(whole) > len(first) else ends[:1], axis=1).T
    if len(least) > 1:
        np.minimum(least[0], least[1], out=least[1])
    keys = _banded(least)
    one, two = keys[0], keys[-1]
    return Sketch(first, group, one), Sketch(whole, group, two)


class Index:
    """Texts seen so far. Open-addressing tables of 12 bytes an entry; the texts themselves lie in a temporary file."""

    def __init__(self) -> None:
        self._keys = np.zeros(1 << 14, dtype=np.uint64)
        self._items = np.zeros(1 << 14, dtype=np.uint32)
        self._used = 0
        self._spool: Any = tempfile.TemporaryFile(prefix="gen-texts-", buffering=0)  # noqa: SIM115  (lives as long as the index)
        self._offsets = np.zeros(1024, dtype=np.uint64)
        self._groups = np.zeros(1024, dtype=np.uint64)
        self._count = 0

    def find(self, new: Sketch) -> str | None:
        """The normal form of an earlier near-duplicate from another group, or None."""
        group = _group_key(new.group)
        seen: set[int] = set()
        mine: NDArray[np.uint32] | None = None
        for key in np.frombuffer(new.keys, dtype=np.uint64):
            for item in self._chain(key):
                if item in seen:
                    continue
                seen.add(item)
                if self._groups[item] != group:
                    text = self._text(item)
                    if text == new.text:
                        return text
                    mine = shingles(new.text) if mine is None else mine
                    if _overlap(shingles(text), mine) >= THRESHOLD:
                        return text
        return None

    def add(self, new: Sketch) -> None:
        """Remember a text."""
        if self._count == len(self._offsets) - 1:
            self._offsets = np.concatenate([self._offsets, np.zeros_like(self._offsets)])
            self._groups = np.concatenate([self._groups, np.zeros_like(self._groups)])
        raw = new.text.encode()
        self._spool.seek(int(self._offsets[self._count]))
        self._spool.write(raw)
        self._offsets[self._count + 1] = self._offsets[self._count] + np.uint64(len(raw))
        self._groups[self._count] = _group_key(new.group)
        self._count += 1
        for key in np.frombuffer(new.keys, dtype=np.uint64):
            self._insert(key, self._count)
        if self._used * 2 > len(self._keys):
            self._grow()

    def _text(self, item: int) -> str:
        start, end = int(self._offsets[item]), int(self._offsets[item + 1])
        self._spool.seek(start)
        raw: bytes = self._spool.read(end - start)
        return raw.decode()

    def _chain(self, key: np.uint64) -> list[int]:
        mask = len(self._keys) - 1
        found: list[int] = []
        at = int(key) & mask
        # A key may stand many times; the list is cut so that one very common band cannot make the run quadratic.
        while self._items[at] and len(found) < 200:
            if self._keys[at] == key:
                found.append(int(self._items[at]) - 1)
            at = (at + 1) & mask
        return found

    def _insert(self, key: np.uint64, item: int) -> None:
        mask = len(self._keys) - 1
        at = int(key) & mask
        while self._items[at]:
            at = (at + 1) & mask
        self._keys[at], self._items[at] = key, item
        self._used += 1

    def _grow(self) -> None:
        keys, items = self._keys, self._items
        self._keys, self._items, self._used = np.zeros(len(keys) * 2, dtype=np.uint64), np.zeros(len(keys) * 2, dtype=np.uint32), 0
        for at in np.flatnonzero(items):
            self._insert(keys[at], int(items[at]))


def _group_key(group: str) -> np.uint64:
    import hashlib

    return np.uint64(int.from_bytes(hashlib.blake2b(group.encode(), digest_size=8).digest(), "big"))
