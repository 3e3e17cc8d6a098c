"""Whether chosen and rejected answers can be told apart without reading them, over rows of `gen instructions`: `python -m benchmarks.instructions_pairs ROWS.jsonl...`.

A logistic regression over how often each character stands and over length, held out by group, once on single answers (AUC; the bar is 0.58) and once on the
difference within a pair (share told rightly). Beside it: how often the chosen answer is the longer one.
"""

from __future__ import annotations

import math
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from generators.row import Row, answer_of, loads

CHARACTERS, FOLDS, BAR = 400, 5, 0.58
Matrix = NDArray[np.float64]


def features(texts: Sequence[str]) -> Matrix:
    """Counts of the commonest characters; characters in all (and the logarithm), lines, different characters."""
    held = Counter(c for t in texts for c in set(t))
    at = {c: i for i, c in enumerate(sorted(held, key=lambda c: (-held[c], c))[:CHARACTERS])}
    found = np.zeros((len(texts), len(at) + 4))
    for row, text in zip(found, texts, strict=True):
        for c, n in Counter(text).items():
            if c in at:
                row[at[c]] = n
        row[len(at) :] = len(text), math.log1p(len(text)), text.count("\n"), len(set(text))
    return found


def held_out(x: Matrix, y: Sequence[int], groups: Sequence[str]) -> Matrix:
    """Scores of each text by a model that has not seen its group."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import GroupKFold
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    truth, scores = np.array(y), np.zeros(len(y))
    for train, test in GroupKFold(FOLDS).split(x, truth, groups):
        model = make_pipeline(StandardScaler(), LogisticRegression(C=0.05, max_iter=500)).fit(x[train], truth[train])
        scores[test] = model.decision_function(x[test])
    return scores


def told_apart(pairs: Sequence[tuple[str, str, str]]) -> tuple[float, float]:
    """(AUC over single answers, share of pairs in which the difference gives the chosen one away) of (chosen, rejected, group)."""
    from sklearn.metrics import roc_auc_score

    x = features([text for chosen, worse, _ in pairs for text in (chosen, worse)])
    groups = [group for *_, group in pairs for _ in range(2)]
    single = float(roc_auc_score([1, 0] * len(pairs), held_out(x, [1, 0] * len(pairs), groups)))
    steps = np.stack((x[0::2] - x[1::2], x[1::2] - x[0::2]), axis=1).reshape(len(x), -1)
    scores = held_out(steps, [1, 0] * len(pairs), groups).reshape(-1, 2)
    return single, float(np.mean(np.sign(scores[:, 0] - scores[:, 1]) + 1) / 2)


def pairs_of(rows: Sequence[Row]) -> list[tuple[Row, str, str]]:
    """(row, chosen, rejected) of the rows that have a near miss."""
    found: list[tuple[Row, str, str]] = []
    for row in rows:
        rejected: dict[str, Any] | None = row.get("rejected")
        if rejected:
            found.append((row, answer_of(row), rejected["messages"][-1]["content"]))
    return found


def main() -> int:
    """Print the figures of each language; 1 where a bar is passed."""
    pairs, past = pairs_of([loads(line) for path in sys.argv[1:] for line in Path(path).read_bytes().splitlines()]), False
    for lang in sorted({row["lang"] for row, *_ in pairs}):
        mine = [(chosen, worse, row["group"]) for row, chosen, worse in pairs if row["lang"] == lang]
        longer, shorter = (sum(f(len(a), len(b)) for a, b, _ in mine) for f in (int.__gt__, int.__lt__))
        auc, within = told_apart(mine)
        past |= auc > BAR
        print(
            f"{lang}: {len(mine)} pairs, AUC {auc:.3f} ({BAR}), told apart within a pair {within:.3f}, chosen longer in "
            f"{longer / max(1, longer + shorter):.3f} of those of unequal length ({1 - (longer + shorter) / len(mine):.3f} are equal)"
        )
    types = Counter(row["rejected"]["check"] for row, *_ in pairs)
    print("commonest broken:", ", ".join(f"{k.removeprefix('ins.')} {n / len(pairs):.3f}" for k, n in types.most_common(6)))
    return int(past)


if __name__ == "__main__":
    sys.exit(main())
