"""Shortcut probes: small models that see one thing only, scored in cross-validation in which no group is on both sides."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from generators.audit.stats import auc
from generators.view import Item

MOST = 8000  # samples a probe is trained on
LONGEST = 1500  # characters of a text it sees
CELL_BITS = 18
_SPREAD = 0x9E3779B97F4A7C15


def text_probe(texts: Sequence[str], labels: Sequence[bool], groups: Sequence[str]) -> tuple[float, float]:
    """AUC of a logistic model on hashed character 1-4-grams; chance where there is nothing to learn from."""
    if not texts:
        return 0.5, 0.5
    return _scored(hashed_grams(texts[:MOST]), labels[:MOST], groups[:MOST])


def hashed_grams(texts: Sequence[str]) -> Any:
    """A sparse row per text: counts of its character 1-4-grams (small letters, runs of white space as one) in 2**18 cells, of length one.

    What scikit-learn's HashingVectorizer gives, but for the hash, in a tenth of its time.
    """
    import numpy as np
    from scipy.sparse import csr_matrix

    cells, counts, ends = [], [], [0]
    for text in texts:
        codes = np.frombuffer(re.sub(r"\s\s+", " ", text[:LONGEST].lower()).encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
        spread = np.uint64(_SPREAD)
        rolled, found = codes * spread, []
        for n in range(1, 5):
            if len(codes) < n:
                break
            if n > 1:
                rolled = (rolled[:-1] ^ (rolled[:-1] >> np.uint64(29))) * spread + codes[n - 1 :] * np.uint64(2 * n + 1)
            found.append((rolled * spread) >> np.uint64(64 - CELL_BITS))
        cell, count = np.unique(np.concatenate(found), return_counts=True) if found else (np.zeros(0, np.uint64), np.zeros(0))
        cells.append(cell.astype(np.int32))
        counts.append(count / max(1.0, float(np.sqrt(np.square(count, dtype=float).sum()))))
        ends.append(ends[-1] + len(cell))
    return csr_matrix((np.concatenate(counts), np.concatenate(cells), np.array(ends)), shape=(len(texts), 1 << CELL_BITS))


def number_probe(rows: Sequence[Sequence[float]], labels: Sequence[bool], groups: Sequence[str]) -> tuple[float, float]:
    """AUC of a boosted-tree model on a few numbers (a length, a position): finds bands as well as slopes."""
    import numpy as np

    return _scored(np.array(rows[:MOST], dtype=float), labels[:MOST], groups[:MOST], trees=True)


def _scored(features: Any, labels: Sequence[bool], groups: Sequence[str], trees: bool = False) -> tuple[float, float]:
    import numpy as np
    from sklearn.ensemble import HistGradientBoostingClassifier
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import GroupKFold

    y = np.array(labels, dtype=bool)
    if len(y) < 50 or y.all() or not y.any() or len(set(groups)) < 5:
        return 0.5, 0.5
    scores = np.zeros(len(y))
    for train, test in GroupKFold(5).split(features, y, groups):
        if y[train].all() or not y[train].any():
            continue
        # Depth is kept low so that the trees cannot memorise; they are to find a rule, not rows. The dual problem has the same solution as the
        # primal one, reached ten times as fast where there are more features than texts.
        model: Any = (
            HistGradientBoostingClassifier(max_iter=40, max_depth=3, random_state=0)
            if trees
            else LogisticRegression(C=2.0, max_iter=1000, solver="liblinear", dual=True, tol=1e-2, random_state=0)
        )
        model.fit(features[train], y[train])
        scores[test] = model.predict_proba(features[test])[:, 1]
    return auc(list(map(bool, y)), list(map(float, scores)))


def grams(text: str) -> list[str]:
    """Terms of the lexical rule of thumb: words, and for Han characters and their bigrams."""
    out: list[str] = []
    for run in re.findall(r"[\u3400-\u9fff]+|[a-z0-9]+", text.lower()):
        out += [run] if run[0].isascii() else [*run, *(run[i : i + 2] for i in range(len(run) - 1))]
    return out


def lexical(question: str, items: Sequence[Item]) -> list[float]:
    """BM25 (Lucene's idf) of the question against the row's own items."""
    import math
    from collections import Counter

    bags = [Counter(grams(i.text)) for i in items]
    mean = sum(sum(b.values()) for b in bags) / max(1, len(bags))
    terms = set(grams(question))
    out = []
    for bag in bags:
        score, size = 0.0, sum(bag.values())
        for t in terms:
            if bag[t]:
                n = sum(t in b for b in bags)
                score += math.log(1 + (len(bags) - n + 0.5) / (n + 0.5)) * bag[t] * 2.5 / (bag[t] + 1.5 * (0.25 + 0.75 * size / mean))
        out.append(score)
    return out


RULES: dict[str, Callable[[str, Sequence[Item]], list[float]]] = {
    "always first": lambda q, items: [-i.slot for i in items],
    "always last": lambda q, items: [i.slot for i in items],
    "longest": lambda q, items: [len(i.text) for i in items],
    "shortest": lambda q, items: [-len(i.text) for i in items],
    "most digits": lambda q, items: [sum(map(str.isdigit, i.text)) for i in items],
    "top BM25": lexical,
}
