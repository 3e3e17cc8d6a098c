"""Statistics of the audit: uniformity, proportions, AUC, each with what is needed to set it against a bar."""

from __future__ import annotations

import math
from collections.abc import Sequence


def uniform_slots(slots: Sequence[tuple[int, int]]) -> float:
    """p-value of the slots (index, of how many) being uniform: chi-square summed over the sizes."""
    from scipy.stats import chi2

    counts: dict[int, list[int]] = {}
    for slot, of in slots:
        if of > 1:
            counts.setdefault(of, [0] * of)[slot] += 1
    total, freedom = 0.0, 0
    for of, found in counts.items():
        n = sum(found)
        if n < 5 * of:
            continue  # too few for the approximation
        total += sum((c - n / of) ** 2 / (n / of) for c in found)
        freedom += of - 1
    return float(chi2.sf(total, freedom)) if freedom else 1.0


def uniform_places(places: Sequence[float]) -> tuple[float, float]:
    """(D, p-value) of a Kolmogorov-Smirnov test against the uniform law on [0, 1)."""
    from scipy.stats import kstest

    if len(places) < 20:
        return 0.0, 1.0
    result = kstest(places, "uniform")
    return float(result.statistic), float(result.pvalue)


def share_bounds(hits: int, n: int) -> tuple[float, float]:
    """Wilson 95 % interval of a share."""
    if n == 0:
        return 0.0, 1.0
    z, p = 1.96, hits / n
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return middle - half, middle + half


def auc(labels: Sequence[bool], scores: Sequence[float]) -> tuple[float, float]:
    """(AUC, half-width of its 95 % interval; Hanley and McNeil 1982)."""
    from sklearn.metrics import roc_auc_score

    pos = sum(labels)
    neg = len(labels) - pos
    if not pos or not neg:
        return 0.5, 0.5
    a = float(roc_auc_score(labels, scores))
    q1, q2 = a / (2 - a), 2 * a * a / (1 + a)
    variance = (a * (1 - a) + (pos - 1) * (q1 - a * a) + (neg - 1) * (q2 - a * a)) / (pos * neg)
    return a, 1.96 * math.sqrt(max(variance, 0.0))


def holm(values: Sequence[float]) -> list[float]:
    """Holm-corrected p-values, in the order given."""
    order = sorted(range(len(values)), key=lambda i: values[i])
    out, running = [0.0] * len(values), 0.0
    for rank, i in enumerate(order):
        running = max(running, min(1.0, (len(values) - rank) * values[i]))
        out[i] = running
    return out
