"""Search over passages by lexical, dense or hybrid retrieval, with indexes built once into a cache folder and memory-mapped from there."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache as remember
from hashlib import blake2b
from importlib.metadata import PackageNotFoundError, version
from math import lcm
from pathlib import Path
from typing import Protocol

from generators.errors import UserError
from rag import dense, retrieval
from rag.cache import cache_folder, stored

RETRIEVERS = ("bm25s", "rank-bm25", "dense", "hybrid")
RRF = 60  # Cormack, Clarke and Büttcher 2009: 1 / (60 + rank) summed over the arms
DEPTH = 200  # how far down each arm the fusion looks, unless more is asked for
Ranks = list[tuple[int, float]]


class Arm(Protocol):
    """One way of ranking."""

    @property
    def size(self) -> int: ...

    def rank(self, query: str, k: int) -> Ranks: ...


@dataclass(frozen=True)
class Hit:
    """A passage found: its number, its score rounded to 4 places, and its rank (from 1) in each arm that found it."""

    index: int
    score: float
    ranks: dict[str, int]


class Search(Protocol):
    """An index over passages."""

    @property
    def size(self) -> int: ...

    def rank(self, query: str, k: int) -> list[Hit]:
        """The best k, best first, ties by passage number."""
        ...


@dataclass(frozen=True)
class Single:
    """One arm alone."""

    name: str
    arm: Arm

    @property
    def size(self) -> int:
        return self.arm.size

    def rank(self, query: str, k: int) -> list[Hit]:
        return [Hit(i, score, {self.name: n}) for n, (i, score) in enumerate(self.arm.rank(query, k), 1)]


@dataclass(frozen=True)
class Fused:
    """Several arms by reciprocal rank fusion."""

    arms: Mapping[str, Arm]

    @property
    def size(self) -> int:
        return next(iter(self.arms.values())).size

    def rank(self, query: str, k: int) -> list[Hit]:
        depth = max(k, DEPTH)
        return fuse({name: [i for i, _ in arm.rank(query, depth)] for name, arm in self.arms.items()})[:k]


def fuse(found: Mapping[str, Sequence[int]]) -> list[Hit]:
    """Reciprocal rank fusion of passage numbers, best first per arm; the sums are exact, ties go by passage number."""
    whole, share = _shares(max((len(numbers) for numbers in found.values()), default=0))
    ranks: dict[int, dict[str, int]] = {}
    for name, numbers in found.items():
        for n, i in enumerate(numbers, 1):
            ranks.setdefault(i, {})[name] = n
    total = {i: sum(share[n] for n in of.values()) for i, of in ranks.items()}
    return [Hit(i, round(total[i] / whole, 4), ranks[i]) for i in sorted(total, key=lambda i: (-total[i], i))]


@remember
def _shares(depth: int) -> tuple[int, list[int]]:
    """(a common denominator, 1 / (60 + rank) over it by rank), so that the sums are whole numbers."""
    whole = lcm(*range(RRF + 1, RRF + depth + 1))
    return whole, [0, *(whole // (RRF + n) for n in range(1, depth + 1))]


def search_index(passages: Sequence[str], lang: str, retriever: str, encoder: str = "", cache: Path | None = None) -> Search:
    """An index over passages: from the cache where it lies there, else built and put there. rank-bm25, the slow reference, stays in memory.

    `encoder` (a model folder, or the name of a model in the local cache) is for dense and hybrid. Raises UserError for what the user can mend.
    """
    if retriever not in RETRIEVERS:
        raise UserError(f"no retriever {retriever!r}; there are {', '.join(RETRIEVERS)}")
    if not passages:
        raise UserError("there is no passage to index")
    if retriever == "rank-bm25":
        return Single("bm25", retrieval.Retriever(passages, lang, retriever))
    folder = cache or cache_folder()
    if retriever == "bm25s":
        return Single("bm25", _lexical(passages, lang, folder))
    found = _dense(passages, lang, encoder, folder)
    return Single("dense", found) if retriever == "dense" else Fused({"bm25": _lexical(passages, lang, folder), "dense": found})


def _lexical(passages: Sequence[str], lang: str, folder: Path) -> Arm:
    key = _key(passages, lang, "bm25s", "", ("bm25s", "numpy"), retrieval.__file__)
    return stored(folder / f"bm25s-{key}", lambda to: retrieval.store(passages, lang, to), lambda at: retrieval.Stored(at, lang))


def _dense(passages: Sequence[str], lang: str, encoder: str, folder: Path) -> Arm:
    model = dense.encoder_folder(encoder)
    key = _key(passages, lang, "dense", dense.encoder_digest(model), dense.PACKAGES, dense.__file__)
    loaded = dense.Encoder(model)
    return stored(folder / f"dense-{key}", lambda to: dense.store(passages, loaded, to), lambda at: dense.Stored(at, loaded))


def _key(passages: Sequence[str], lang: str, backend: str, encoder: str, packages: Sequence[str], code: str) -> str:
    """Everything an index depends on, the code that builds it and Python's own tables of characters included."""
    digest = blake2b(digest_size=16)
    built = [lang, backend, encoder, *(f"{p} {_version(p)}" for p in packages), f"python {sys.version_info[:2]}", sys.byteorder]
    for part in (*built, Path(code).read_text("utf-8"), *passages):
        raw = part.encode("utf-8", "surrogatepass")
        digest.update(b"%d:" % len(raw) + raw)
    return digest.hexdigest()


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""
