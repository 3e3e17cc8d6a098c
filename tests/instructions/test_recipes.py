"""One test for every recipe and language: valid rows, the same bytes twice, every named corruption fails."""

from __future__ import annotations

import random
from functools import lru_cache
from itertools import islice

import pytest

from generators.build import Builder
from generators.gate import faults_of
from generators.module import module
from generators.row import loads
from generators.run import slots_of
from tests.instructions.conftest import config

RECIPES = sorted(module("instructions").recipes)
BACKFIT = {"instructions/backfit", "instructions/repair"}


@lru_cache(maxsize=2)
def _builder(n: int) -> Builder:
    return Builder(config(seed=29))


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("task", [t for t in RECIPES if t not in BACKFIT])
def test_recipe(task: str, lang: str) -> None:
    one, two = _builder(1), _builder(2)
    recipe = one.recipes[task]
    slots = [s for s in islice(slots_of(one.config), 900) if s.task_type == task and s.lang == lang][:9]
    rng, failed = random.Random(3), dict.fromkeys(recipe.broken, 0)
    for slot in slots:
        built = one.build(slot)
        assert built.line == two.build(slot).line
        assert built.line is not None
        row = loads(built.line)
        assert faults_of(row, recipe, one.evidence) == []
        assert set(recipe.facets) >= set(row["facets"])
        for name, corrupt in recipe.broken.items():
            bad = corrupt(row, rng)
            if bad is not None:
                assert faults_of(bad, recipe, one.evidence), f"{name} went unseen in {row['id']}"
                failed[name] += 1
    assert all(failed.values()), f"corruptions that never applied: {[n for n, c in failed.items() if not c]}"
