"""Every named corruption of every task type is caught, and no sound row is refused: over many rows, in both languages."""

from __future__ import annotations

import random
from collections import Counter

from generators.gate import faults_of
from generators.module import module
from tests.longctx.conftest import config, make_rows

LEAST = 0.99


def test_corruptions_are_caught_and_sound_rows_pass() -> None:
    recipes, rng = module("longctx").recipes, random.Random(5)
    seen, missed = Counter[str](), Counter[str]()
    rows = make_rows(110, config(17, "4k"))
    assert len({(r["task_type"], r["lang"]) for r in rows}) == 2 * len(recipes)
    for row in rows:
        recipe = recipes[row["task_type"]]
        assert faults_of(row, recipe) == []
        for name, corrupt in recipe.broken.items():
            bad = corrupt(row, rng)
            if bad is not None:
                seen[name] += 1
                missed[name] += not faults_of(bad, recipe)
    assert len(seen) >= 12
    assert sum(missed.values()) <= (1 - LEAST) * sum(seen.values()), missed.most_common(5)
