"""Quotas hold at every prefix, for any weights; randomness goes by path."""

from __future__ import annotations

import random
from collections import Counter
from fractions import Fraction
from itertools import islice

from hypothesis import given, settings
from hypothesis import strategies as st

from generators.plan import Quota, plan
from generators.seeds import hash_int, rng_for, spread

WEIGHTS = st.dictionaries(st.integers(0, 20), st.fractions(min_value="1/50", max_value=50, max_denominator=50), min_size=1, max_size=9)


@given(WEIGHTS, st.integers(1, 300))
@settings(max_examples=150, deadline=None)
def test_quota_never_drifts_a_whole_step(weights: dict[int, Fraction], n: int) -> None:
    quota, total, counts = Quota(weights), sum(weights.values()), Counter[int]()
    for step in range(1, n + 1):
        counts[quota.take()] += 1
        assert all(abs(counts[k] - w / total * step) < 1 for k, w in weights.items())


@given(st.dictionaries(st.sampled_from("abcde"), st.integers(1, 9), min_size=1), st.integers(1, 400))
@settings(max_examples=60, deadline=None)
def test_nested_quotas(weights: dict[str, int], n: int) -> None:
    levels = {t: {1: 1, 2: 3, 4: 2} for t in weights}
    slots = list(islice(plan(weights, {"zh": 1, "en": 1}, levels), n))
    types = Counter(s.task_type for s in slots)
    pairs = Counter((s.task_type, s.lang) for s in slots)
    cells = Counter((s.task_type, s.lang, s.difficulty) for s in slots)
    for t in types:
        for lang in ("zh", "en"):
            assert abs(pairs[t, lang] - types[t] / 2) <= 1
            for level, w in levels[t].items():
                assert abs(cells[t, lang, level] - Fraction(pairs[t, lang] * w, 6)) <= 1
    assert all(s.rank == sum(o.task_type == s.task_type and o.lang == s.lang for o in slots[: s.index]) for s in slots[-5:])


def test_a_longer_plan_extends_a_shorter_one() -> None:
    def make() -> list:
        return list(islice(plan({"a": 3, "b": 5}, {"zh": 1, "en": 1}, {"a": {1: 1}, "b": {1: 1, 2: 1}}), 500))

    assert make()[:100] == make()[:100]


@given(st.integers(0, 10**6), st.integers(2, 48))
@settings(max_examples=50, deadline=None)
def test_spread_hits_every_cell_once_a_block(seed: int, cells: int) -> None:
    values = [spread(seed, rank, "x", cells=cells) for rank in range(cells * 3)]
    for block in range(3):
        assert sorted(int(v * cells) for v in values[block * cells : (block + 1) * cells]) == list(range(cells))


def test_neighbouring_seeds_share_nothing() -> None:
    a = [rng_for(42, "t", i).random() for i in range(500)]
    b = [rng_for(43, "t", i).random() for i in range(500)]
    assert not set(a) & set(b)
    assert hash_int("a", "bc") != hash_int("ab", "c")
    assert hash_int(1) != hash_int("1")
    assert rng_for(42, "t", 1).getstate() == random.Random(hash_int(42, "t", 1)).getstate()
