"""Lexical retrieval over passages, for hard negatives: bm25s by default, rank-bm25 as the reference.

Both score with Robertson's BM25 (k1 1.5, b 0.75, idf = ln((N - n + 0.5) / (n + 0.5))), and terms in more than half of the passages are taken
out on both sides, where that idf is negative and the two packages would part ways. Ties are broken by passage number.
"""

from __future__ import annotations

import re
from collections import Counter
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


class Retriever:
    """An index over passages."""

    def __init__(self, passages: list[str], lang: str, backend: str = "bm25s") -> None:
        self.lang, self.size, self.backend = lang, len(passages), backend
        corpus = [tokens(p, lang) for p in passages]
        spread = Counter(t for doc in corpus for t in set(doc))
        self.common = {t for t, n in spread.items() if 2 * n > len(corpus)}
        corpus = [[t for t in doc if t not in self.common] or [""] for doc in corpus]
        self._index: Any = _bm25s(corpus) if backend == "bm25s" else _rank_bm25(corpus)

    def rank(self, query: str, k: int) -> list[tuple[int, float]]:
        """The best k passages as (number, score), best first; scores rounded to 4 places so that no float noise decides."""
        terms = [t for t in tokens(query, self.lang) if t not in self.common]
        if not terms:
            return []
        import numpy as np

        scores = np.round(np.asarray(self._index.get_scores(terms), dtype=float), 4)
        order = np.argsort(-scores, kind="stable")[:k]
        return [(int(i), float(scores[i])) for i in order if scores[i] > 0]


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
