"""What is kept or shared to save time gives what the plain way gives: parsed texts, what checks read of a row, sketches, literal search, hashed grams."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from generators.audit.probes import CELL_BITS, hashed_grams
from generators.cache import parsed
from generators.checks.registry import one_row, per_row
from generators.duplicates import sketch, sketches
from generators.reading.literal import replaced, spans_of


def test_parsed_once_per_state_of_its_sources(tmp_path: Path) -> None:
    source, built = tmp_path / "words.toml", []

    def build() -> dict[str, str]:
        built.append(source.read_text("utf-8"))
        return {"text": built[-1]}

    source.write_text("a = 1", "utf-8")
    assert parsed("t", [source], build, folder=tmp_path / "cache") == {"text": "a = 1"}
    assert parsed("t", [source], build, folder=tmp_path / "cache") == {"text": "a = 1"} and len(built) == 1
    source.write_text("a = 2", "utf-8")
    assert parsed("t", [source], build, folder=tmp_path / "cache") == {"text": "a = 2"} and len(built) == 2


def test_parsed_where_nothing_can_be_kept(tmp_path: Path) -> None:
    source = tmp_path / "words.toml"
    source.write_text("b = 1", "utf-8")
    assert parsed("t", [source], lambda: [1, 2], folder=source / "under" / "a" / "file") == [1, 2]


def test_a_row_is_read_once_while_it_is_judged_and_anew_afterwards() -> None:
    row: dict[str, Any] = {"n": 1}
    times = []

    @per_row
    def read(row: dict[str, Any]) -> int:
        times.append(row["n"])
        return int(row["n"])

    with one_row(row):
        assert read(row) == read(row) == 1 and len(times) == 1
        assert read({"n": 5}) == 5  # another row is not taken for this one
    row["n"] = 2
    assert read(row) == 2 and len(times) == 3


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("When does it open?", "At 9:30 am [2]."),
        ("几点开门？", "早上九点半。"),
        ("?", "Yes"),
        ("", ""),
        ("Ünïcode ﬁne?", "ﬂat"),
        ("abcde", ""),
    ],
)
def test_two_sketches_at_once(question: str, answer: str) -> None:
    assert sketches(question, answer, "g") == (sketch(question, "g"), sketch(f"{question} {answer}", "g"))


@pytest.mark.parametrize(
    ("piece", "text"), [("a.b", "A.B a.b axb"), ("aa", "aaaa"), ("馆", "博物馆和图书馆"), ("x", ""), ("Oak Lane", "oak lane, OAK LANE")]
)
def test_literal_search(piece: str, text: str) -> None:
    assert spans_of(piece, text, fold=True) == [m.span() for m in re.finditer(re.escape(piece), text, re.I)]
    assert spans_of(piece, text) == [m.span() for m in re.finditer(re.escape(piece), text)]
    assert replaced(piece, "-", text) == re.sub(re.escape(piece), "-", text, flags=re.I)


def test_hashed_grams_count_grams() -> None:
    found = hashed_grams(["abab", "ABAB", "", "zzzz zzzz"]).toarray()
    assert found.shape == (4, 1 << CELL_BITS)
    assert (found[0] == found[1]).all() and not found[2].any()
    assert (found[0] > 0).sum() == 7  # a b, ab ba, aba bab, abab
    assert all(abs(float((row**2).sum()) - 1) < 1e-9 for row in (found[0], found[3]))
