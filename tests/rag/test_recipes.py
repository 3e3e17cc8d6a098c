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
from tests.conftest import rag_config

RECIPES = sorted(module("rag").recipes)
_builder = Builder(rag_config(seed=29))
_twin = Builder(rag_config(seed=29))


def _rows(task: str, lang: str, n: int) -> list[dict]:
    slots = (s for s in slots_of(_builder.config) if s.task_type == task and s.lang == lang)
    return [loads(line) for line in (_builder.build(s).line for s in islice(slots, n)) if line]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("task", RECIPES)
def test_recipe(task: str, lang: str) -> None:
    recipe = _builder.recipes[task]
    slots = [s for s in islice(slots_of(_builder.config), 400) if s.task_type == task and s.lang == lang][:24]
    rng, failed = random.Random(3), dict.fromkeys(recipe.broken, 0)
    for slot in slots:
        built = _builder.build(slot)
        assert built.line == _twin.build(slot).line
        assert built.line is not None
        row = loads(built.line)
        assert faults_of(row, recipe, _builder.evidence) == []
        assert set(recipe.facets) >= set(row["facets"])
        for name, corrupt in recipe.broken.items():
            bad = corrupt(row, rng)
            if bad is not None:
                assert faults_of(bad, recipe, _builder.evidence), f"{name} went unseen in {row['id']}"
                failed[name] += 1
    assert all(failed.values()), f"corruptions that never applied: {[n for n, c in failed.items() if not c]}"


@pytest.mark.parametrize("task", RECIPES)
def test_facets_are_used(task: str, rows: list[dict]) -> None:
    """Every declared value of every facet occurs (policies and safety apart: they depend on options and chance)."""
    recipe = _builder.recipes[task]
    mine = [r for r in rows if r["task_type"] == task]
    for facet, values in recipe.facets.items():
        if facet not in ("policy", "safety"):
            assert set(values) <= {str(r["facets"][facet]) for r in mine}, facet


def test_siblings_share_the_question_and_differ_in_the_answer(rows: list[dict]) -> None:
    groups: dict[str, list[dict]] = {}
    for row in rows:
        groups.setdefault(row["group"], []).append(row)
    shared = [g for g in groups.values() if len(g) > 1]
    assert sum(map(len, shared)) > len(rows) * 0.15
    for group in shared:
        assert len({r["task_type"] for r in group}) == len(group)
        assert len({r["evidence"]["asked"]["entity"] for r in group}) == 1
        assert len({r["messages"][-1]["content"] for r in group}) > 1
