"""The judges of a run: each row that passed the gate is scored for how naturally it reads; what reads badly is built again. They never decide what is true."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

from generators.model.endpoints import Endpoint
from generators.model.judging import agreement, judged
from generators.model.pool import Talk
from generators.model.store import Ask, Store
from generators.model.stored import StoredModel
from generators.row import Row
from generators.scene import NotYet

REFUSALS = 6  # rows of one slot that may be refused for their tone before the slot is given up
WHAT = ("user", "answer")
Score = tuple[int, str, int, int]  # attempt, judge, the user's message, the answer


class Waiting(Exception):
    """Scores are still to be asked for."""

    def __init__(self, asks: tuple[Ask, ...]) -> None:
        super().__init__(f"{len(asks)} score(s) without an answer")
        self.asks = asks


@dataclass(frozen=True)
class Verdict:
    """The judges' scores, what became of their answers, and the (reason, detail) where the row reads too badly."""

    scores: tuple[Score, ...]
    words: tuple[tuple[str, str, str], ...]
    reason: str = ""
    detail: str = ""


class Jury:
    """The judges by name, in the order given."""

    def __init__(self, store: Store, endpoints: tuple[Endpoint, ...], names: tuple[str, ...], least: int, over: str) -> None:
        by_name = {e.name: e for e in endpoints}
        self._judges = tuple(replace(by_name[n], roles=("judge",)) for n in names)
        self._store, self._least, self._over = store, least, over

    def model(self, judge: Endpoint, task: str) -> StoredModel:
        """A judge as the recipe of a score sees it."""
        return StoredModel(self._store, (judge,), task, frozenset())

    def hear(self, row: Row, attempt: int, wait: Callable[[tuple[Ask, ...]], bool]) -> Verdict:
        """The verdict on a row. Missing scores, of all judges at once, are waited for by `wait`; Waiting where it cannot."""
        while True:
            try:
                return self._heard(row, attempt)
            except Waiting as waiting:
                if not wait(waiting.asks):
                    raise

    def _heard(self, row: Row, attempt: int) -> Verdict:
        asks: list[Ask] = []
        scores: list[Score] = []
        words: list[tuple[str, str, str]] = []
        for judge in self._judges:
            model = self.model(judge, row["task_type"])
            try:
                score = judged(row, Talk(model), self._over)
            except NotYet as wait:
                asks += [model.ask_of(r) for r in wait.requests]
                continue
            words += model.words
            if score is not None:
                scores.append((attempt, judge.name, score["user"], score["answer"]))
        if asks:
            raise Waiting(tuple(asks))
        return Verdict(tuple(scores), tuple(words), *self._refused(row, scores))

    def _refused(self, row: Row, scores: list[Score]) -> tuple[str, str]:
        noisy = any(t.startswith("robustness/") for t in row["tags"])  # its prompt is bad on purpose
        for at, what in ((3, "answer"), (2, "user")):
            if what == "user" and noisy:
                continue
            if scores and sum(s[at] for s in scores) < self._least * len(scores):  # type: ignore[misc]
                return f"judge/{what}", ", ".join(f"{s[1]} {s[at]}" for s in scores)
        return "", ""


def verdicts(store: Store) -> dict[str, Any]:
    """Of all scores of a run: how often each judge gave which, and how far two agree (see `agreement`)."""
    by: dict[str, dict[tuple[str, int], tuple[int, int]]] = {}
    for row, attempt, judge, user, answer in store.query(
        "SELECT row, attempt, judge, user, answer FROM scores ORDER BY judge, row, attempt"
    ):
        by.setdefault(judge, {})[row, attempt] = (user, answer)
    given = {
        judge: {what: {str(s): sum(v[i] == s for v in of.values()) for s in range(1, 6)} for i, what in enumerate(WHAT)}
        for judge, of in by.items()
    }
    agree = {
        f"{a} ~ {b} {what}": {k: round(v, 4) for k, v in agreement([(by[a][k][i], by[b][k][i]) for k in by[a] if k in by[b]]).items()}
        for a, b in combinations(by, 2)
        for i, what in enumerate(WHAT)
    }
    return {"scores": given, "agreement": agree}


def summed_up(found: dict[str, Any]) -> str:
    """The verdicts in a line: each judge's means, and the agreement."""
    means = []
    for judge, of in found["scores"].items():
        parts = [f"{what} {sum(int(s) * c for s, c in of[what].items()) / max(1, sum(of[what].values())):.2f}" for what in WHAT]
        means.append(f"{judge}: {', '.join(parts)}")
    for name, how in found["agreement"].items():
        means.append(
            f"{name}: " + (f"equal {how['equal']:.2f}, kappa {how['kappa']:.2f} on {how['n']:.0f}" if how["n"] else "no row in common")
        )
    return "; ".join(means)
