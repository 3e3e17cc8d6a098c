"""The scene a recipe writes for: its randomness, its words, its options."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from typing import Any

from generators.library.template import Template
from generators.plan import Slot
from generators.seeds import digest, hash_int, rng_for, spread, spread_place
from generators.values.types import Value
from generators.words import Bank

_PLACES = 24 * 4096  # of `spread_place` with its usual cells


@lru_cache(maxsize=1024)
def _exact(share: Fraction | float) -> Fraction:
    return Fraction(share)


_fit: dict[tuple[int, frozenset[str]], tuple[tuple[Template, ...], tuple[Template, ...]]] = {}


def _fitting(wordings: tuple[Template, ...], given: frozenset[str]) -> tuple[Template, ...]:
    """The wordings that do with the slots given; remembered by the identity of the bank's own tuple, which is kept beside it."""
    key = (id(wordings), given)
    if key not in _fit:
        _fit[key] = (wordings, tuple(t for t in wordings if t.slots <= given))
    return _fit[key][1]


class NotYet(Exception):
    """Raised when answers of a model are not there yet and the work cannot wait; the engine sends the requests and does it again."""

    def __init__(self, requests: list[dict[str, Any]]) -> None:
        super().__init__(f"{len(requests)} request(s) without an answer")
        self.requests = requests


class OfflineModel:
    """The model of a run without a model: it is not live, so a recipe that would ask takes the bank's words instead."""

    label, live = "offline", False


@dataclass
class Scene:
    """Everything a recipe may look at. Two scenes with the same path and attempt are the same."""

    seed: int
    slot: Slot
    attempt: int
    group: str  # rows of one group share facts
    group_path: tuple[str | int, ...]
    sibling: bool  # whether the group's other task types share these facts
    options: Any
    shared: Any  # what the module's `prepare` built
    bank: Bank
    noise: bool = False
    twin: bool = False  # whether neighbouring ranks of the same task type share these facts, under another policy
    model: Any = field(default_factory=OfflineModel)
    types: int = 1  # task types of the run
    _drawn: dict[str, int] = field(default_factory=dict)

    @property
    def lang(self) -> str:
        """zh or en."""
        return self.slot.lang

    @property
    def difficulty(self) -> int:
        """1..5, as planned."""
        return self.slot.difficulty

    def leave_group(self) -> None:
        """Part from the siblings: from here on this row draws facts of its own."""
        self.sibling = self.twin = False
        self.group_path = (*self.group_path, "alone", self.slot.task_type)
        self.group = f"{self.group.partition('-')[0]}-{digest(self.seed, *self.group_path, size=8).hex()}"

    def facts(self, *path: str | int) -> random.Random:
        """Randomness of the facts: the same for all siblings of the group."""
        return rng_for(self.seed, "facts", *self.group_path, *path)

    def rng(self, *path: str | int) -> random.Random:
        """Randomness of this row alone: placement, layout, lengths. Each path is a stream of its own."""
        return rng_for(self.seed, "slot", self.slot.path, self.attempt, *path)

    def spread(self, *path: str | int, cells: int = 24) -> Fraction:
        """A number in [0, 1), stratified over the ranks of this task type and language."""
        return spread(self.seed, self.slot.rank, self.slot.task_type, self.lang, *path, cells=cells)

    def chance(self, share: Fraction | float, *path: str | int) -> bool:
        """True for about this share of rows, evenly along the ranks."""
        exact = _exact(share)
        at = spread_place(self.seed, self.slot.rank, self.slot.task_type, self.lang, *path)
        return at * exact.denominator < exact.numerator * _PLACES

    def weighted(self, weights: Mapping[str, int], *path: str | int) -> str:
        """One key, stratified by its weight."""
        at = spread_place(self.seed, self.slot.rank, self.slot.task_type, self.lang, *path) * sum(weights.values())
        for key, weight in weights.items():
            at -= weight * _PLACES
            if at < 0:
                return key
        return next(reversed(list(weights)))

    def say(self, key: str, /, **slots: Value | str) -> str:
        """One wording of a bank key, filled in. Drawn from a stream of its own: a new wording reshuffles no facts."""
        return self.say_masked(key, **slots)[0]

    def say_masked(self, key: str, /, **slots: Value | str) -> tuple[str, str]:
        """The same, and the wording's skeleton. Wordings that need a slot which is not given are passed over."""
        wordings = _fitting(self.bank[key], frozenset(slots))
        if not wordings:
            raise KeyError(f"no wording of {key!r} does with the slots {sorted(slots)}")
        nth = self._drawn[key] = self._drawn.get(key, -1) + 1
        template = wordings[hash_int(self.seed, "say", self.slot.path, self.attempt, key, nth) % len(wordings)]
        return template.fill(slots, self.lang), template.masked

    def ask(self, *requests: dict[str, Any]) -> list[str | None]:
        """Stored answers of the model to these requests, None where there will never be one.

        Only where `scene.model.live`. Those still to be asked are sent by the engine; the recipe waits here where it can, else NotYet is
        raised (recipes never catch it) and the recipe runs again.
        """
        while True:
            answers = [self.model.answer(r) for r in requests]
            missing = [r for r, a in zip(requests, answers, strict=True) if a is None]
            if not missing:
                return [a.text for a in answers]
            if not self.model.wait(missing):
                raise NotYet(missing)

    @property
    def row_key(self) -> str:
        """What a request about this row alone belongs to."""
        return f"{self.slot.path}#{self.attempt}"

    @property
    def facts_key(self) -> str:
        """What a request about the facts belongs to: the same for all siblings and twins."""
        return self.group if self.sibling or self.twin else self.row_key
