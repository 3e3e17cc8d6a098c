"""Lexical retrieval over passages, for hard negatives: bm25s by default, rank-bm25 as the reference.

Both score with Robertson's BM25 (k1 1.5, b 0.75, idf = ln((N - n + 0.5) / (n + 0.5))), and terms in more than half of the passages are taken
out on both sides, where that idf is negative and the two packages would part ways. Ties are broken by passage number.
"""

from __future__ import annotations

import json
import re
from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

K1, B = 1.5, 0.75
_EN = re.compile(r"[a-z0-9]+")
_ZH = re.compile(r"[\u3400-\u9fff]+|[a-z0-9]+")


def tokens(text: str, lang: str) -> list[str]:
    """Index terms: lower-case words; for Chinese characters and their bigrams, which beats dictionary words in recall and needs no dictionary."""
    if lang == "en":
        return _EN.findall(text.lower())
    out = []
    for run in _ZH.findall(text.lower()):
        if run[0].isascii():
            out.append(run)
        else:
            out += [*run, *(run[i : i + 2] for i in range(len(run) - 1))]
    return out


def best(scores: Any, k: int) -> list[tuple[int, float]]:
    """The k highest of an array as (number, score rounded to 4 places), ties by number; none that is not above zero.

    Most passages share some word with a question, so whoever comes within reach of the highest is looked at first, and more only where these are too few.
    """
    import numpy as np

    reach = float(scores.max(initial=0.0)) / 2
    near = np.flatnonzero(scores > reach)
    while len(near) < k and reach > 0:
        reach = reach * 0.6 if reach > 1e-3 else 0.0
        near = np.flatnonzero(scores > reach)
    if k < len(near):
        # Whatever rounds up to the k-th score lies at most one rounding step below it; those few are rounded and sorted.
        floor = np.partition(scores[near], len(near) - k)[len(near) - k] - 2e-4
        near = np.flatnonzero(scores > max(floor, 0.0)) if floor < reach else near[scores[near] >= floor]
    rounded = np.round(np.asarray(scores[near], dtype=float), 4)
    order = np.argsort(-rounded, kind="stable")[:k]
    return [(int(near[i]), float(rounded[i])) for i in order if rounded[i] > 0]


class Retriever:
    """An index over passages, in memory."""

    def __init__(self, passages: Sequence[str], lang: str, backend: str = "bm25s") -> None:
        self.lang, self.size, self.backend = lang, len(passages), backend
        corpus, self.common = _corpus(passages, lang)
        self._index: Any = _bm25s(corpus) if backend == "bm25s" else _rank_bm25(corpus)

    def rank(self, query: str, k: int) -> list[tuple[int, float]]:
        """The best k passages as (number, score), best first; scores rounded to 4 places so that no float noise decides."""
        terms = [t for t in tokens(query, self.lang) if t not in self.common]
        if not terms or k < 1:
            return []
        import numpy as np

        return best(np.asarray(self._index.get_scores(terms)), k)


class Stored:
    """A bm25s index in a folder, memory-mapped, its terms too: a worker's own memory stays flat in the number of passages."""

    def __init__(self, folder: Path, lang: str) -> None:
        import bm25s
        import numpy as np

        self.lang = lang
        self.common = set(json.loads((folder / "common.json").read_text("utf-8")))
        self._index: Any = bm25s.BM25.load(folder, mmap=True, load_vocab=False, show_progress=False)
        # Plain views of the mapped arrays: slicing a memmap costs microseconds each time.
        self._index.scores = {n: np.asarray(a) if isinstance(a, np.ndarray) else a for n, a in self._index.scores.items()}
        self.size: int = self._index.scores["num_docs"]
        self._terms = memoryview(np.load(folder / "terms.npy", mmap_mode="r"))
        self._ends = memoryview(np.load(folder / "ends.npy", mmap_mode="r"))
        self._number = lru_cache(maxsize=16_384)(self._find)

    def rank(self, query: str, k: int) -> list[tuple[int, float]]:
        """What a `Retriever` over the same passages gives."""
        numbers = [n for t in tokens(query, self.lang) if t not in self.common and (n := self._number(t.encode())) is not None]
        if not numbers or k < 1:
            return []
        return best(self._index.get_scores_from_ids(numbers), k)

    def _term(self, number: int) -> bytes:
        return bytes(self._terms[self._ends[number - 1] if number else 0 : self._ends[number]])

    def _find(self, term: bytes) -> int | None:
        n = bisect_left(range(len(self._ends)), term, key=self._term)
        return n if n < len(self._ends) and self._term(n) == term else None


def store(passages: Sequence[str], lang: str, folder: Path) -> None:
    """Write a bm25s index over passages into a folder: the package's own files, and the terms, sorted by their UTF-8 bytes, as two arrays."""
    import bm25s
    import numpy as np

    docs, words, common = _numbered(passages, lang)
    index = bm25s.BM25(method="robertson", k1=K1, b=B, idf_method="robertson")
    index.scores = index.build_index_from_ids(range(len(words)), docs, show_progress=False)
    index.vocab_dict = {}
    index.save(folder, show_progress=False)
    raw = [t.encode() for t in words]
    np.save(folder / "terms.npy", np.frombuffer(b"".join(raw), dtype=np.uint8))
    np.save(folder / "ends.npy", np.cumsum([len(r) for r in raw], dtype=np.int64))
    (folder / "common.json").write_text(json.dumps(sorted(common), ensure_ascii=False), "utf-8")


@dataclass(frozen=True)
class _Docs:
    """Terms of many passages as numbers, kept in one array: as lists they take gigabytes, so a list is made when it is looked at."""

    flat: Any
    ends: Any

    def __len__(self) -> int:
        return len(self.ends)

    def __iter__(self) -> Iterator[list[int]]:
        start = 0
        for end in self.ends.tolist():
            yield self.flat[start:end].tolist()
            start = end


def _numbered(passages: Sequence[str], lang: str) -> tuple[_Docs, list[str], set[str]]:
    """What `_corpus` gives, with numbers for terms: (passages, terms by number in the order of their UTF-8 bytes, the common ones)."""
    import numpy as np

    seen: dict[str, int] = {"": 0}
    numbers, ends = array("i"), array("q")
    for passage in passages:
        numbers.extend([seen.setdefault(t, len(seen)) for t in tokens(passage, lang)])
        ends.append(len(numbers))
    flat, last = np.frombuffer(numbers, dtype=np.int32) if numbers else np.zeros(0, np.int32), np.frombuffer(ends, dtype=np.int64)
    spread, start = np.zeros(len(seen), dtype=np.int64), 0
    for end in last.tolist():
        spread[np.unique(flat[start:end])] += 1
        start = end
    names = list(seen)
    common = {names[n] for n in np.flatnonzero(2 * spread > len(last)).tolist()}
    words = sorted(set(seen) - common)  # code points sort as their UTF-8 bytes do
    new = np.full(len(seen), -1, dtype=np.int32)
    new[[seen[t] for t in words]] = np.arange(len(words), dtype=np.int32)
    kept = new[flat]
    lengths = np.add.reduceat(np.append(kept >= 0, False).astype(np.int64), np.append(0, last[:-1])) * (np.diff(last, prepend=0) > 0)
    # A passage without a term left holds the empty one.
    bare = np.flatnonzero(lengths == 0)
    flat = np.insert(kept[kept >= 0], np.cumsum(lengths)[bare], new[0])
    return _Docs(flat, np.cumsum(np.maximum(lengths, 1))), words, common


def _corpus(passages: Sequence[str], lang: str) -> tuple[list[list[str]], set[str]]:
    """(terms of each passage without the common ones, the common ones)."""
    corpus = [tokens(p, lang) for p in passages]
    spread = Counter(t for doc in corpus for t in set(doc))
    common = {t for t, n in spread.items() if 2 * n > len(corpus)}
    return [[t for t in doc if t not in common] or [""] for doc in corpus], common


class _Bm25s:
    def __init__(self, index: Any) -> None:
        self.index = index

    def get_scores(self, terms: list[str]) -> Any:
        import numpy as np

        known = [t for t in terms if t in self.index.vocab_dict]
        return self.index.get_scores(known) if known else np.zeros(self.index.scores["num_docs"])


def _bm25s(corpus: list[list[str]]) -> Any:
    import bm25s

    index = bm25s.BM25(method="robertson", k1=K1, b=B, idf_method="robertson")
    index.index(corpus, show_progress=False)
    return _Bm25s(index)


def _rank_bm25(corpus: list[list[str]]) -> Any:
    import rank_bm25

    class Robertson(rank_bm25.BM25Okapi):  # type: ignore[misc]
        """BM25Okapi without its floor for negative idf: no term left is that common."""

    return Robertson(corpus, k1=K1, b=B, epsilon=0)
