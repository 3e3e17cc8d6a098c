"""Passages cut from a user's documents: where the fact stands in them, what can be named in a list, what the audit counts as the user's own."""

from __future__ import annotations

import pytest

from rag.corpus.mined import set_as, tight
from rag.corpus.names import is_nominal
from rag.corpus.passages import _span
from rag.view import _own


def test_a_passage_has_as_many_lines_before_and_after_as_were_drawn() -> None:
    assert _span(10, 0, 30, 3, 4, keeps=True) == (7, 14)


def test_a_fact_that_opens_its_file_keeps_the_place_drawn_for_it() -> None:
    assert _span(0, 0, 30, 4, 3, keeps=True) == (0, 0)  # drawn for the middle: nothing before it, so nothing after it
    assert _span(0, 0, 30, 0, 7, keeps=True) == (0, 7)  # drawn for the first place
    assert _span(0, 0, 30, 4, 3, keeps=False) == (0, 3)


def test_a_fact_that_closes_its_file_keeps_the_place_drawn_for_it() -> None:
    assert _span(30, 0, 30, 4, 4, keeps=True) == (30, 30)
    assert _span(30, 0, 30, 7, 0, keeps=True) == (23, 30)


def test_a_passage_never_passes_its_bounds() -> None:
    for at in range(5, 12):
        for before in range(8):
            for after in range(8):
                first, last = _span(at, 5, 11, before, after, keeps=True)
                assert 5 <= first <= at <= last <= 11


@pytest.mark.parametrize("name", ["Paid parental leave (PPL)", "Blogging Guide", "eBPF", "Hiring"])
def test_a_thing_can_be_named_in_a_list(name: str) -> None:
    assert is_nominal(name, "en")


@pytest.mark.parametrize(
    "name", ["How we collaborate", "Moving and changing your address", "Mission, approach, and history", "What is it?"]
)
def test_a_clause_an_activity_or_a_series_cannot(name: str) -> None:
    assert not is_nominal(name, "en")


def test_chinese_titles_that_are_sentences_are_no_names() -> None:
    assert is_nominal("西红柿炒鸡蛋", "zh")
    assert not is_nominal("如何选择现在吃什么", "zh")


def test_a_passage_is_the_users_own_only_where_nothing_was_changed() -> None:
    assert _own({"chunk": {"edits": []}})
    assert not _own({"chunk": {"edits": [{"start": 0, "end": 1, "was": "5"}]}})
    assert not _own({"kind": "carrier"})


@pytest.mark.parametrize(
    ("value", "was", "wanted"),
    [
        ("2.5小时", "1.5 小时", "2.5 小时"),
        ("90-120分钟", "45-60 分钟", "90-120 分钟"),
        ("3g", "2 g", "3 g"),
        ("3小时", "2小时", "3小时"),
        ("three hours", "two hours", "three hours"),
    ],
)
def test_a_changed_figure_is_set_as_the_one_it_replaces(value: str, was: str, wanted: str) -> None:
    assert set_as(value, was) == wanted
    assert tight(wanted) == value
