"""Every recipe in both languages: valid rows, the same bytes twice, every named corruption fails, by a check that is about it."""

from __future__ import annotations

import random
from collections import Counter
from itertools import islice

import pytest

from generators.build import Builder
from generators.checks import judge
from generators.gate import faults_of
from generators.module import module
from generators.row import Row, loads
from generators.run import slots_of
from tests.longctx.conftest import config

RECIPES = sorted(module("longctx").recipes)


_builder, _twin = Builder(config()), Builder(config())


def _slots(task: str, lang: str, n: int) -> list:  # type: ignore[type-arg]
    return [s for s in islice(slots_of(_builder.config), 2000) if s.task_type == task and s.lang == lang][:n]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("task", RECIPES)
def test_recipe(task: str, lang: str) -> None:
    recipe = _builder.recipes[task]
    rng, failed = random.Random(3), dict.fromkeys(recipe.broken, 0)
    for i, slot in enumerate(_slots(task, lang, 30)):
        if i >= 6 and all(failed.values()):  # a corruption may suit one kind of rows only
            break
        built = _builder.build(slot)
        assert built.line is not None
        if i < 2:
            assert built.line == _twin.build(slot).line
        row = loads(built.line)
        assert faults_of(row, recipe, _builder.evidence) == []
        assert set(recipe.facets) >= set(row["facets"])
        for name, corrupt in recipe.broken.items():
            bad = corrupt(row, rng)
            if bad is not None:
                assert faults_of(bad, recipe, _builder.evidence), f"{name} went unseen in {row['id']}"
                failed[name] += 1
        if "rejected" in row:
            _rejected_fails(row)
    assert all(failed.values()), f"corruptions that never applied: {[n for n, c in failed.items() if not c]}"


def _rejected_fails(row: Row) -> None:
    """The rejected answer fails the check it names and no other."""
    worse = row["rejected"]["messages"][0]["content"]
    for item in row["checks"]:
        verdict = judge(row, item, worse)
        if item["kind"] == row["rejected"]["check"]:
            assert not verdict.ok, (row["id"], worse)
        elif item["kind"] != "text.clean":
            assert verdict.ok, (row["id"], item["kind"], verdict.why)


def test_corruptions_are_many() -> None:
    assert len({name for r in _builder.recipes.values() for name in r.broken}) >= 12


def test_lengths_are_exact_and_shared() -> None:
    rows = [loads(line) for line in (_builder.build(s).line for s in islice(slots_of(_builder.config), 40)) if line]
    for row in rows:
        length = sum(len(m["content"]) for m in row["messages"][:-1])
        assert abs(length - row["evidence"]["length"]["asked"]) <= 1
    counts = Counter(r["evidence"]["length"]["asked"] for r in rows)
    assert set(counts) == {4000, 9000} and abs(counts[4000] - counts[9000]) <= 20


def test_strangers_hold_nothing_that_is_asked_for() -> None:
    found = 0
    for slot in islice(slots_of(_builder.config), 120):
        line = _builder.build(slot).line
        row = loads(line) if line else {"evidence": {}}
        evidence = row["evidence"]
        for span in evidence.get("strangers", ()):
            said = row["messages"][span["turn"]]["content"][span["start"] : span["end"]].lower()
            assert said[-1] in "。！？……”’.!?\"'"
            assert not any(k.lower() in said for n in evidence["needles"] for k in (*n.get("keys", ()), n.get("value", "")) if k), said
            found += 1
    assert found > 20
