"""How a request is put together: every style copes with any leaves, and numbers are written as people write them."""

from __future__ import annotations

import random

import pytest

from generators.reading.numbers import numbers
from generators.words import load_banks
from instructions import MODULE
from instructions.ask import STYLES, Ask, Compound
from instructions.numerals import in_words
from instructions.phrases import Phrasing

LEAVES = [
    {"id": "c1", "type": "count.sentences", "params": {"op": "exact", "n": 4}},
    {"id": "c2", "type": "count.sentences", "params": {"op": "exact", "n": 6}},
]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("style", [*STYLES, "whole_system", "whole_earlier"])
def test_a_row_may_hold_nothing_but_a_choice(style: str, lang: str) -> None:
    """Both leaves are said by one sentence with a condition: there is nothing left to weave in, and the request still says both."""
    bank = load_banks(MODULE.banks, (lang,), None)[lang]
    for seed in range(6):
        rng = random.Random(seed)
        request = "写写河边的夜市。" if lang == "zh" else "Describe the night market."
        cond, name = ("留言里有问句", "留言") if lang == "zh" else ("the note asks a question", "note")
        compound = {0: Compound(cond, name, (0,), (1,))}
        asked = Ask(
            Phrasing(bank, lang, rng), rng, request, "", "", LEAVES, style, compound=compound, apart=frozenset({1}), plain=request
        ).build()
        assert set(asked.spans) == {0, 1}
        assert all(asked.messages[t]["content"][a:b] for t, a, b, _ in asked.spans.values())


def test_numbers_in_words_read_back() -> None:
    """Whatever is written out in Chinese is the number meant, and can stand before a measure word."""
    for n in range(1, 10_000):
        written = in_words(n, "zh")
        if written is not None:
            assert numbers(f"写{written}个字", "zh")[0][2] == n, written
            assert n < 20 or not written.endswith(tuple("一二三四五六七八九")), written
