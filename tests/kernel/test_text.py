"""Sentences, lengths, punctuation, noise, marks."""

from __future__ import annotations

import itertools
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generators.marks import Marks
from generators.noise import spoil
from generators.text.measure import han_share, words, zi
from generators.text.punctuation import punctuation_fault
from generators.text.sentences import sentence_spans, sentences


@pytest.mark.parametrize(
    ("lang", "text", "n"),
    [
        ("en", "It costs 3.14 now. Mr. Hale paid. See v2.0.", 3),
        ("en", 'He said "No." Then he left.', 2),
        ("en", "Ask J. Smith at 10:30. Bring cash!", 2),
        ("zh", "他说：“明天不是今天。”就走了。", 2),
        ("zh", "版本是3.14。好！真的？", 3),
        ("zh", "等一等……再说吧。", 1),
    ],
)
def test_sentences(lang: str, text: str, n: int) -> None:
    assert len(sentences(text, lang)) == n, sentences(text, lang)


@given(st.text(alphabet="ab .。!？\n“”A1", max_size=60), st.sampled_from(["zh", "en"]))
def test_sentences_lose_nothing(text: str, lang: str) -> None:
    spans = sentence_spans(text, lang)
    assert "".join(text[a:b] for a, b in spans).replace(" ", "").replace("\n", "") == text.replace(" ", "").replace("\n", "")
    assert all(a < b for a, b in spans) and all(x[1] <= y[0] for x, y in itertools.pairwise(spans))


def test_lengths() -> None:
    assert zi("他有3.14元和GPT-4。") == 6
    assert words("don't well-known 3.14") == 3
    assert han_share("中文abc") == 0.4 and han_share("123") == 1.0


@pytest.mark.parametrize(
    ("lang", "text", "ok"),
    [
        ("zh", "他说：“她讲的是‘明天’，不是今天。”", True),
        ("zh", "价格是3.14元，10:30开门，见v2.0。", True),
        ("zh", "见[2]。", True),
        ("zh", '他说:"明天再来",就走了.', False),
        ("zh", "好的,明天。", False),
        ("zh", "等等...再说。", False),
        ("zh", "好。。", False),
        ("zh", "（没有关上。", False),
        ("en", "It's £12.50 [2], due by 10:30 am.", True),
        ("en", "Well... perhaps.", True),
        ("en", "It costs ten ,or so.", False),
        ("en", "It costs，ten.", False),
        ("en", "The the fee.", False),
        ("en", "Paid  twice.", False),
    ],
)
def test_punctuation(lang: str, text: str, ok: bool) -> None:
    assert (punctuation_fault(text, lang) == "") is ok, punctuation_fault(text, lang)


@given(st.integers(0, 10**6))
def test_noise_spares_what_is_protected(seed: int) -> None:
    for lang, text, name in (
        ("en", "Could you tell me whether Harrowby Library is never open until 9:30?", "Harrowby Library"),
        ("zh", "请问沅溪的书院现在几点可以进去，怎么收费？", "沅溪的书院"),
    ):
        noisy, kind = spoil(text, lang, random.Random(seed), (name,))
        assert name.lower() in noisy.lower() and (noisy == text) == (kind == "")
        if lang == "en":
            assert "never" in noisy and ("9:30" in noisy or kind in ("unmarked", "cut"))


def test_marks_survive_json() -> None:
    import json

    marks = Marks()
    inner = marks.wrap('say "x"\n', name="inner")
    text, found = marks.strip(json.dumps({"a": "b" + marks.wrap("c" + inner, name="outer")}, ensure_ascii=False))
    assert [f.info["name"] for f in found] == ["outer", "inner"]
    assert text[found[1].start : found[1].end] == 'say \\"x\\"\\n' and "\ue000" not in text
