"""The plan: which row comes next, so that every quota holds at every prefix of the run."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import count
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)


class Quota(Generic[K]):
    """A sequence over keys in which, after any number of steps, each key has come less than once too often or too seldom.

    R. Tijdeman, The chairman assignment problem (1980): of the keys whose count would not run ahead of their share, take the one whose next
    turn is due first. Weighted round robin and largest-remainder both drift further than one step.
    """

    def __init__(self, weights: Mapping[K, Fraction | int]) -> None:
        total = sum(Fraction(w) for w in weights.values())
        if total <= 0 or any(w < 0 for w in weights.values()):
            raise ValueError("weights must not be negative, and not all zero")
        self.shares = {k: Fraction(w) / total for k, w in weights.items() if w}
        self.counts = dict.fromkeys(self.shares, 0)
        self._slack = 1 - Fraction(1, 2 * len(self.shares) - 2) if len(self.shares) > 1 else Fraction(1)
        # Whole numbers over one denominator: fast, and exact.
        self._base = 1
        for share in self.shares.values():
            self._base = self._base * share.denominator // _gcd(self._base, share.denominator)
        self._whole = {k: int(s * self._base) for k, s in self.shares.items()}
        self._step = 0

    def take(self) -> K:
        """The key of the next step."""
        self._step += 1
        best: K | None = None
        best_due = (0, 1)
        slack_num, slack_den = self._slack.numerator, self._slack.denominator
        for key, share in self._whole.items():
            lag = share * self._step - self.counts[key] * self._base  # lag/base: how far the key is behind its share
            if lag * slack_den < (slack_den - slack_num) * self._base:
                continue
            due = ((self.counts[key] + 1) * slack_den * self._base - (slack_den - slack_num) * self._base, share * slack_den)
            if best is None or due[0] * best_due[1] < best_due[0] * due[1]:
                best, best_due = key, due
        if best is None:  # cannot happen for exact shares; kept so that a broken invariant is loud
            raise RuntimeError("quota rule found no key")
        self.counts[best] += 1
        return best


def _gcd(a: int, b: int) -> int:
    while b:
        a, b = b, a % b
    return a


@dataclass(frozen=True)
class Slot:
    """One row to be: its place in the run, and its path (task type, language, rank)."""

    index: int
    task_type: str
    lang: str
    rank: int
    difficulty: int

    @cached_property
    def path(self) -> str:
        """The path as text, as `origin.path` holds it."""
        return f"{self.task_type}/{self.lang}/{self.rank}"


def plan(
    weights: Mapping[str, Fraction | int], langs: Mapping[str, Fraction | int], levels: Mapping[str, Mapping[int, Fraction | int]]
) -> Iterator[Slot]:
    """Endless slots: task types by `weights`, languages inside each type, difficulty inside each pair by `levels[task_type]`."""
    types = Quota(weights)
    by_lang = {t: Quota(langs) for t in weights}
    by_level = {(t, lang): Quota(levels[t]) for t in weights for lang in langs}
    ranks = {(t, lang): count() for t in weights for lang in langs}
    for index in count():
        task = types.take()
        lang = by_lang[task].take()
        yield Slot(index, task, lang, next(ranks[task, lang]), by_level[task, lang].take())
