"""The audit sees what it is there to see: a planted regularity is past its bar, honest rows are not."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest

from generators.audit.audit import Entry, load, places, probes, rules
from generators.audit.stats import auc, holm, share_bounds, uniform_places, uniform_slots
from generators.view import Item, View


def _entry(i: int, slot: int, of: int, question: str, answerable: bool, long_gold: bool = False) -> Entry:
    rng = random.Random(i)
    items = tuple(
        Item("x" * (900 if long_gold and s == slot else rng.randint(100, 600)), s, of, s == slot, "support" if s == slot else "distractor")
        for s in range(of)
    )
    row = {"id": f"t-{rng.getrandbits(80):020x}", "task_type": "t/x", "lang": "en", "group": f"g{i}", "evidence": {}}
    view = View(question, "a", "p" * rng.randint(50, 500), items, answerable, {"place": rng.random()}, {"first": i % 2 == 0})
    return Entry(row, view, ())


def _honest(n: int = 600) -> list[Entry]:
    rng = random.Random(1)
    return [_entry(i, rng.randrange(4), 4, f"what is {rng.choice('abcdef')}{rng.randint(0, 99)}?", rng.random() < 0.5) for i in range(n)]


def test_honest_rows_pass() -> None:
    entries = _honest()
    assert not [m.name for m in [*places(entries), *rules(entries), *probes(entries)] if m.failed]


def test_gold_always_first_is_seen() -> None:
    entries = [_entry(i, 0, 4, "q", True) for i in range(300)]
    assert {m.name for m in places(entries) if m.failed} == {"gold slot uniform given k (chi-square p)"}
    assert "rule: always first" in {m.name for m in rules(entries) if m.failed}
    assert "probe: item's role from its slot" in {m.name for m in probes(entries) if m.failed}


def test_longest_gold_is_seen() -> None:
    rng = random.Random(2)
    entries = [_entry(i, rng.randrange(4), 4, "q", True, long_gold=True) for i in range(300)]
    assert "rule: longest" in {m.name for m in rules(entries) if m.failed}
    assert "probe: item's role from its length" in {m.name for m in probes(entries) if m.failed}


def test_a_telling_question_is_seen() -> None:
    rng = random.Random(3)
    entries = [_entry(i, rng.randrange(4), 4, ("why " if i % 2 else "when ") + str(rng.random()), bool(i % 2)) for i in range(400)]
    assert "probe: answerable from question" in {m.name for m in probes(entries) if m.failed}


def test_statistics() -> None:
    rng = random.Random(4)
    assert uniform_slots([(rng.randrange(k), k) for k in (2, 3, 5) for _ in range(300)]) > 0.001
    assert uniform_slots([(0, 3)] * 100 + [(rng.randrange(3), 3) for _ in range(100)]) < 0.001
    assert uniform_places([rng.random() for _ in range(500)])[1] > 0.001 > uniform_places([rng.random() ** 2 for _ in range(500)])[1]
    low, high = share_bounds(50, 100)
    assert 0.40 < low < 0.5 < high < 0.60
    assert auc([True, True, False, False], [0.9, 0.8, 0.2, 0.1])[0] == 1.0
    assert holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])


def test_views_of_real_rows(tmp_path: Path, rows: list[dict[str, Any]]) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text("".join(json.dumps(r) + "\n" for r in rows), "utf-8")
    entries = load([str(path)])
    assert len(entries) == len(rows)
    for e in entries:
        golds = [i for i in e.view.items if i.gold]
        kind = e.row["task_type"].partition("/")[2]
        if kind in ("grounded", "wrong"):
            assert golds and e.view.answerable
        if kind in ("empty", "irrelevant"):
            assert not golds and e.view.answerable is False and e.view.refusal
        assert all(0 <= v < 1 for v in e.view.places.values())
