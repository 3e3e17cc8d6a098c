"""A book's own words, and where it says who speaks."""

from __future__ import annotations

import random
import re
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from longctx.world.cast import ROOT
from longctx.world.grammar import Choice, Node, Slot, parse
from longctx.world.swaps import Swaps, _filled, quoted
from longctx.world.tags import tagged


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_condition_can_be_read_and_no_word_ends_a_sentence(lang: str) -> None:
    table = tomllib.loads((ROOT / lang / "swaps.toml").read_text("utf-8"))
    named = table.get("named", {})
    for entry in table["swap"]:
        assert set(entry) <= {"words", "from", "behind", "ahead", "unless", "where", "one"} and entry.get("where", "told") in (
            "told",
            "said",
        ), entry
        assert len(set(entry["words"])) == len(entry["words"]) > 0, entry
        assert not re.search(r"[。！？.!?“”\n|\[\]{}]", "".join(entry["words"])), (
            f"{entry['words']}: a sentence and what it states stay one"
        )
        for side in ("behind", "ahead"):
            re.compile(_filled(entry.get(side, ""), named))


def test_a_book_keeps_to_its_words_and_books_differ() -> None:
    text = "第二天，他看见了那只小船。天黑了，他什么话也没有说，就回家去了。"
    books = [Swaps("zh", random.Random(seed)) for seed in range(30)]
    for book in books:
        assert book.own(text) == book.own(text)
    assert len({book.own(text) for book in books}) > 3


@pytest.mark.parametrize(("text", "inside"), [("他说：“走罢", True), ("他说：“走罢。”他", False), ("走罢", False)])
def test_what_is_said_is_told_from_what_is_told(text: str, inside: bool) -> None:
    assert quoted(text) is inside
    assert quoted("走罢", True)


def _shown(nodes: tuple[Node, ...]) -> str:
    """Nodes as they would be written in a bank."""
    return "".join(
        f"{{{n.name}}}" if isinstance(n, Slot) else f"[{'|'.join(map(_shown, n.options))}]" if isinstance(n, Choice) else str(n)
        for n in nodes
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("“我不去，”他说，“你去。”", "他说：“我不去，你去。”"),
        ("门开了。“[我不去|不去]，”{A}说，“[你去|你]。”", "门开了。{A}说：“[我不去|不去]，[你去|你]。”"),
        ("{A}站住了。“不去，”{A}说，“你去。”", "{A}站住了。“不去，”{A}说，“你去。”"),  # named a moment ago
        ("“[哪里|那里]？”{B}问。{B}走了。", "{B}问：“[哪里|那里]？”{B}走了。"),
        ("“没有，”老太太轻声说。", "老太太轻声说：“没有。”"),
        ("她抬头，“不，”他说，“我去。”", "她抬头，“不，”他说，“我去。”"),  # amid a sentence that is another's
        ("“好，”他说。“[去|走]。”{A}[答|应]。", "“好，”他说。“[去|走]。”{A}[答|应]。"),  # who would have said the second?
        ("“好，”又说，“走。”", "“好，”又说，“走。”"),  # nobody is named
    ],
)
def test_chinese_tags(before: str, after: str) -> None:
    assert _shown(tagged(parse(before, "k"), "zh", 1.0, random.Random(1), "好。")) == after
    assert _shown(tagged(parse(before, "k"), "zh", 0.0, random.Random(1), "好。")) == before


@given(st.text(alphabet="“”，。？\n他说问走又", max_size=40), st.randoms(use_true_random=False))
def test_a_moved_tag_loses_no_word(text: str, rng: random.Random) -> None:
    moved = _shown(tagged((text,), "zh", 0.5, rng, ""))
    assert sorted(re.sub("[“”，。：]", "", moved)) == sorted(re.sub("[“”，。：]", "", text))
