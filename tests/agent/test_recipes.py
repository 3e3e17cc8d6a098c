"""One test for every recipe and language: valid rows, the same bytes twice, every named corruption fails."""

from __future__ import annotations

import random
from itertools import islice

import pytest

from generators.build import Builder
from generators.gate import faults_of
from generators.module import module
from generators.row import loads
from generators.run import slots_of
from tests.agent.conftest import agent_config

RECIPES = sorted(module("agent").recipes)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("task", RECIPES)
def test_recipe(task: str, lang: str) -> None:
    config = agent_config(seed=29, mix={task: 1}, langs=(lang,))
    first, second = Builder(config), Builder(config)
    recipe = first.recipes[task]
    rng, failed = random.Random(3), dict.fromkeys(recipe.broken, 0)
    for slot in islice(slots_of(config), 24):
        built = first.build(slot)
        assert built.line is not None, built.rejects[-1]
        assert built.line == second.build(slot).line
        row = loads(built.line)
        assert faults_of(row, recipe, first.evidence) == []
        assert set(recipe.facets) >= set(row["facets"])
        for name, corrupt in recipe.broken.items():
            bad = corrupt(row, rng)
            if bad is not None:
                assert faults_of(bad, recipe, first.evidence), f"{name} went unseen in {row['id']}"
                failed[name] += 1
    assert all(failed.values()), f"corruptions that never applied: {[n for n, c in failed.items() if not c]}"
