"""Questions as a person asks them: what is missing is a whole phrase, few sentences are planted in a short text, answers suit what stands above them."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from generators.library.template import parse_template
from generators.words import load_banks
from longctx.chapters import about_chapters, headed
from longctx.haystack.chapters import Chapter
from longctx.phrases import chinese, endings, first_clause, noun_phrases, nouns
from longctx.prompt import Made, Question
from longctx.replies import bare, suited
from tests.longctx.conftest import ROOT, config, make_rows


def _cut(text: str, spans: Any) -> list[str]:
    return [text[a:b] for a, b in spans]


def test_gaps_swallow_whole_phrases() -> None:
    text = "She was standing on the step of the bakery, and the boy had wheeled four dozen buns to the covered cart."
    assert _cut(text, noun_phrases(text)) == ["bakery", "boy", "covered cart"]
    assert _cut(text, nouns(text, "en")) == ["bakery", "cart"]
    said = "裁缝收了针线，然后门一响，掌柜夹着账簿进来。"
    assert _cut(said, nouns(said, "zh")) == ["裁缝", "针线", "掌柜", "账簿"]
    assert _cut("他掏出四十一块，放在桌上，想了想，走了。", chinese("他掏出四十一块，放在桌上，想了想，走了。")) == ["四十一块", "放在桌上"]


def test_sentences_break_off_at_clauses() -> None:
    text = "Something hit the other side of the door, so that the helmet fell off its peg."
    assert _cut(text, endings(text, "en")) == ["so that the helmet fell off its peg"]
    assert _cut("老人一声不响坐着，自己去解缆。", endings("老人一声不响坐着，自己去解缆。", "zh")) == ["自己去解缆"]
    assert first_clause("He had a manly figure.", "en") == "He had a manly figure."
    long = "She looked at him for some time over her spectacles, which had been her aunt’s, and then she said that it might have been worse than it was."
    assert first_clause(long, "en") == "She looked at him for some time over her spectacles, which had been her aunt’s"


@pytest.mark.parametrize(
    ("label", "wording", "said"),
    [
        ("CHAPTER III", "Only chapter {chapters}.", "Only Chapter III."),
        ("Chapter Eleven", "{chapters} only.", "Chapter Eleven only."),
        ("Chapter 46", "It’s chapter {chapters}.", "It’s Chapter 46."),
        ("Letter IV", "Just chapter {chapters}.", "Just Letter IV."),
    ],
)
def test_chapters_are_named_as_printed(label: str, wording: str, said: str) -> None:
    numbers = {"III": 3, "Eleven": 11, "46": 46, "IV": 4}
    chapter = Chapter(numbers[label.split()[1]], label, "", 0, 20, 90)
    assert about_chapters(parse_template(wording), [chapter], "en", 0) == said


@pytest.mark.parametrize(
    ("lang", "system"),
    [("en", "Names as the text spells them, please, and nothing added."), ("zh", "你负责回答关于长文的问题，只给答案，不铺垫。")],
)
def test_answers_have_nothing_added_where_that_is_asked_for(lang: str, system: str) -> None:
    bank = load_banks(ROOT / "longctx" / "banks")[lang]
    made = SimpleNamespace(messages=[{"role": "system", "content": system}], task=SimpleNamespace(question=Question("?", "?")))
    for key in ("ledger.is_holder", "names.list_one", "names.count_answer", "order.answer", "gap.answer"):
        assert all(bare(t) for t in suited(bank[key], _as_made(made), lang))


def _as_made(made: Any) -> Made:
    return made  # type: ignore[no-any-return]


def test_a_short_text_holds_few_planted_sentences() -> None:
    seen = 0
    for row in make_rows(120, config(41, "4k")):
        needles = row["evidence"]["needles"]
        planted = row["facets"].get("kind") not in ("gap", "named", "lines", "told", "holder", "debt")
        if not planted or "label" in (needles or [{}])[0] or len(needles) < 2:
            continue
        seen += 1
        assert sum(n["role"] in ("distractor", "rival") for n in needles) <= 3
    assert seen > 25


@pytest.mark.parametrize(("attempt", "minutes"), [(0, False), (15, False), (16, True)])
def test_a_row_that_no_book_serves_goes_to_minutes(attempt: int, minutes: bool) -> None:
    shelf = SimpleNamespace(sits=lambda _: True, minutes=lambda _: "minutes", pick=lambda _: "book")
    scene: Any = SimpleNamespace(shared=shelf, chance=lambda *_: False, attempt=attempt)
    assert headed(scene, 0.4) == (("minutes", True) if minutes else ("book", False))
