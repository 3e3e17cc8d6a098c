"""Near-duplicates: bands propose, Jaccard decides, siblings are spared."""

from __future__ import annotations

import random

from generators.duplicates import Index, jaccard, normal, sketch

WORDS = [
    "harbour",
    "lantern",
    "copper",
    "willow",
    "ledger",
    "gravel",
    "meadow",
    "thimble",
    "anchor",
    "parsley",
    "bellows",
    "quarry",
    "saddle",
    "turnip",
    "violet",
    "kettle",
]


def _text(rng: random.Random, n: int = 30) -> str:
    return " ".join(rng.choice(WORDS) + str(rng.randrange(30)) for _ in range(n))


def test_recall_and_precision() -> None:
    rng, index, found, false = random.Random(2), Index(), 0, 0
    for i in range(400):
        text = _text(rng)
        false += index.find(sketch(text, f"g{i}")) is not None
        index.add(sketch(text, f"g{i}"))
        words = text.split()
        words[rng.randrange(len(words))] = "changed"
        new = sketch(" ".join(words), f"h{i}")
        assert jaccard(new.text, normal(text)) > 0.8
        found += index.find(new) is not None
    assert found >= 395 and false == 0


def test_siblings_may_share() -> None:
    index = Index()
    index.add(sketch("How much is the late fee?", "a"))
    assert index.find(sketch("How much is the late fee?", "a")) is None
    assert index.find(sketch("how much is the LATE fee", "b")) is not None


def test_short_and_chinese_texts() -> None:
    index = Index()
    index.add(sketch("退？", "a"))
    assert index.find(sketch("退", "b")) is not None
    index.add(sketch("沅溪书院的逾期费一天收多少钱", "a"))
    assert index.find(sketch("漳浦书院的押金什么时候能退回来", "b")) is None


def test_index_grows() -> None:
    rng, index = random.Random(5), Index()
    texts = [_text(rng, 12) for _ in range(3000)]
    for i, t in enumerate(texts):
        index.add(sketch(t, str(i)))
    assert all(index.find(sketch(t, "x")) == normal(t) for t in texts[::50])
