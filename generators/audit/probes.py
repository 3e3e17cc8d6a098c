"""Shortcut probes: small models that see one thing only, scored in cross-validation in which no group is on both sides."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from generators.audit.stats import auc
from generators.view import Item

MOST = 8000  # samples a probe is trained on


def text_probe(texts: Sequence[str], labels: Sequence[bool], groups: Sequence[str]) -> tuple[float, float]:
    """AUC of a logistic model on hashed character 1-4-grams; chance where there is nothing to learn from."""
    if not texts:
        return 0.5, 0.5
    from sklearn.feature_extraction.text import HashingVectorizer

    texts, labels, groups = texts[:MOST], labels[:MOST], groups[:MOST]
    features = HashingVectorizer(analyzer="char", ngram_range=(1, 4), n_features=1 << 18, alternate_sign=False, norm="l2").transform(
        t[:1500] for t in texts
    )
    return _scored(features, labels, groups)


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
        # Depth is kept low so that the trees cannot memorise; they are to find a rule, not rows.
        model: Any = (
            HistGradientBoostingClassifier(max_iter=40, max_depth=3, random_state=0)
            if trees
            else LogisticRegression(C=2.0, max_iter=200, solver="liblinear")
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
    "most digits": lambda q, items: [sum(c.isdigit() for c in i.text) for i in items],
    "top BM25": lexical,
}
