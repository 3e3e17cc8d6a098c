"""The proof of impossibility: right on specifications enumerated over a tiny alphabet, silent on every set that a text meets, its cores minimal."""

from __future__ import annotations

import random
from itertools import product
from typing import Any

import pytest

from instructions.conflict import core, impossible
from instructions.constraints import KINDS
from instructions.constraints.base import Measuring
from instructions.constraints.leaf import fault
from instructions.text.record import Record

# Every text of up to three sentences over two words, in one or more paragraphs, with or without an emoji: small enough to try all.
_SENTENCES = ("Red.", "Red blue.", "Blue?", "Blue red blue!", "Red 😀.")
TEXTS = [sep.join(c) for n in (1, 2, 3) for c in product(_SENTENCES, repeat=n) for sep in ((" ", "\n\n") if n > 1 else (" ",))]
RECORDS = [Record(t, "en") for t in TEXTS]


def _leaf(rng: random.Random) -> dict[str, Any]:
    """A small wish of a random type."""
    n = rng.choice((1, 2, 3, 4, 6, 9))
    op = rng.choice(("min", "max", "exact"))
    return rng.choice([
        {"type": "count.sentences", "params": {"op": op, "n": rng.choice((1, 2, 3, 5))}}, {"type": "count.paragraphs", "params": {"op": op, "n": rng.choice((1, 2, 3, 5))}},
        {"type": "length.words", "params": {"op": rng.choice(("min", "max")), "n": n}}, {"type": "keyword.include", "params": {"words": [rng.choice(("red", "blue"))]}},
        {"type": "keyword.exclude", "params": {"words": [rng.choice(("red", "blue"))]}}, {"type": "keyword.frequency", "params": {"op": op, "word": "blue", "n": rng.choice((1, 2, 4))}},
        {"type": "punct.none", "params": {"mark": rng.choice(("question", "exclamation"))}}, {"type": "edge.mark", "params": {"op": rng.choice(("question", "exclamation"))}},
        {"type": "emoji.none", "params": {}}, {"type": "emoji.count", "params": {"op": op, "n": rng.choice((1, 2))}}, {"type": "length.sentence", "params": {"op": "max", "n": rng.choice((1, 2))}},
        {"type": "count.per_paragraph", "params": {"op": rng.choice(("exact", "max")), "n": rng.choice((1, 2))}}, {"type": "ratio.questions", "params": {"op": "exact", "n": rng.choice((1, 2))}},
    ])  # fmt: skip


def _meets(leaves: list[dict[str, Any]]) -> bool:
    return any(all(not KINDS[x["type"]].check(r, x["params"]) for x in leaves) for r in RECORDS)


def test_never_calls_a_set_impossible_that_a_text_meets() -> None:
    rng, seen = random.Random(11), 0
    while seen < 1500:
        leaves = [_leaf(rng) for _ in range(rng.choice((2, 3, 4)))]
        if _meets(leaves):
            seen += 1
            assert not impossible(leaves, "en"), leaves


def test_never_calls_the_wishes_of_a_true_text_impossible(irows: list[dict[str, Any]]) -> None:
    rng, tried = random.Random(5), 0
    for row in irows:
        if row["task_type"] != "instructions/compose":
            continue
        text, lang = row["messages"][-1]["content"], row["lang"]
        r = Record(text, lang)
        titled = text.startswith(("《", "#", "【", "<<"))
        true = [
            {"type": k.id, "params": p}
            for k in KINDS.values()
            if lang in k.langs
            for p in k.measure(r, Measuring(rng))
            if not k.check(r, p)
        ]
        for _ in range(25):
            some = rng.sample(true, min(len(true), rng.randint(2, 9)))
            tried += 1
            # A title is no sentence: where one stands, the sentences do not bound the words of the whole.
            if titled and {"length.sentence", "count.sentences"} <= {x["type"] for x in some}:
                continue
            assert not impossible(some, lang), some
    assert tried >= 1000


# Written from the definitions alone: each is impossible, and every leaf of it is needed.
CORES: list[tuple[str, list[tuple[str, dict[str, Any]]]]] = [
    ("en", [("count.sentences", {"op": "exact", "n": 3}), ("count.paragraphs", {"op": "exact", "n": 5})]),
    ("en", [("length.words", {"op": "max", "n": 50}), ("length.words", {"op": "min", "n": 80})]),
    ("en", [("count.sentences", {"op": "max", "n": 4}), ("length.sentence", {"op": "max", "n": 5}), ("length.words", {"op": "min", "n": 30})]),
    ("en", [("keyword.include", {"words": ["tea"]}), ("keyword.exclude", {"words": ["tea"]})]),
    ("en", [("keyword.include", {"words": ["queue"]}), ("letter.exclude", {"letter": "q"})]),
    ("en", [("keyword.frequency", {"op": "min", "word": "tea", "n": 4}), ("keyword.frequency", {"op": "max", "word": "tea", "n": 2})]),
    ("en", [("punct.none", {"mark": "question"}), ("edge.mark", {"op": "question"})]),
    ("en", [("emoji.none", {}), ("emoji.each", {})]),
    ("en", [("emoji.count", {"op": "max", "n": 2}), ("emoji.each", {}), ("count.sentences", {"op": "min", "n": 3})]),
    ("en", [("list.none", {}), ("list.bullets", {"op": "exact", "n": 3})]),
    ("en", [("data.json", {"keys": ["a"]}), ("mark.title", {"style": "#"})]),
    ("en", [("data.json", {"keys": ["a"]}), ("data.csv", {"keys": ["a"], "delimiter": ","})]),
    ("en", [("script.no_digits", {}), ("script.numbers", {"op": "min", "n": 2})]),
    ("en", [("case.all", {"op": "upper"}), ("case.all", {"op": "lower"})]),
    ("en", [("edge.first", {"word": "Once"}), ("edge.first", {"word": "Today"})]),
    ("en", [("edge.last", {"phrase": "The end."}), ("token.end", {"token": "[END]"})]),
    ("en", [("verse.acrostic", {"word": "home"}), ("count.lines", {"op": "exact", "n": 6})]),
    ("en", [("count.paragraphs", {"op": "exact", "n": 3}), ("count.per_paragraph", {"op": "exact", "n": 2}), ("count.sentences", {"op": "exact", "n": 8})]),
    ("en", [("length.words", {"op": "max", "n": 2}), ("keyword.include", {"words": ["fox"]}), ("keyword.include", {"words": ["hen bud"]})]),
    ("en", [("mark.plain", {}), ("mark.bold", {"op": "exact", "n": 2})]),
    ("en", [("punct.stops", {}), ("punct.count", {"mark": "exclamation", "op": "exact", "n": 2})]),
    ("en", [("copy.sentence", {"phrase": "Bring 3 cups."}), ("script.no_digits", {})]),
    ("zh", [("length.zi", {"op": "max", "n": 100}), ("length.han", {"op": "min", "n": 150})]),
    ("zh", [("keyword.include", {"words": ["面粉"]}), ("letter.exclude", {"letter": "面"})]),
    ("zh", [("keyword.include", {"words": ["面粉"]}), ("keyword.exclude", {"words": ["面"]})]),
    ("zh", [("copy.sentence", {"phrase": "用Wi-Fi吧。"}), ("script.no_latin", {})]),
    ("zh", [("count.sentences", {"op": "exact", "n": 2}), ("ratio.questions", {"op": "exact", "n": 3})]),
    ("zh", [("length.chars", {"op": "max", "n": 8}), ("keyword.include", {"words": ["春风得意", "马蹄疾走"]}), ("copy.title", {"phrase": "看尽长安花"})]),
    ("zh", [("token.wrap", {"open": "<a>", "close": "</a>"}), ("edge.last", {"phrase": "完。"})]),
    ("zh", [("emoji.none", {}), ("emoji.scene", {"word": "水", "emoji": "💧"})]),
]  # fmt: skip


@pytest.mark.parametrize("case", range(len(CORES)))
def test_known_clash_is_proved_and_its_core_is_minimal(case: int) -> None:
    lang, raw = CORES[case]
    leaves = [{"type": t, "params": p} for t, p in raw]
    assert core(leaves, lang) == list(range(len(leaves)))
    harmless = {"type": "keyword.include", "params": {"words": ["窗" if lang == "zh" else "window"]}}
    found = core([harmless, *leaves], lang)
    assert found is not None and 0 not in found


def test_unsatisfiable_over_the_tiny_alphabet_is_mostly_proved() -> None:
    """Sets that no text of up to three sentences meets: not all are impossible for longer texts, so this only guards against a proof that finds nothing."""
    rng, proved = random.Random(3), 0
    for _ in range(600):
        leaves = [_leaf(rng) for _ in range(3)]
        if not _meets(leaves) and (found := core(leaves, "en")) is not None:
            proved += 1
            assert not any(impossible([leaves[i] for i in found if i != n], "en") for n in found)
    assert proved > 60


def test_a_leaf_of_the_other_language_is_refused() -> None:
    assert "not for zh" in fault({"type": "case.all", "params": {"op": "upper"}}, "你好", "zh")
