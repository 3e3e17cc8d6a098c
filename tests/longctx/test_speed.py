"""What makes rows fast changes none of them: texts read back from disk, checks that count by paragraphs."""

from __future__ import annotations

from pathlib import Path

import pytest

from generators.tokens import Counter
from longctx.checks import counting
from longctx.kept import kept
from longctx.world.book import make_book
from longctx.world.chat import make_chat
from tests.longctx.conftest import config, make_rows


def _pairs(text: str) -> int:
    """A tokenizer that glues: two characters of a kind are one token."""
    total, run = 0, 0
    for before, char in zip(" " + text, text, strict=False):
        run = run + 1 if char.isalpha() == before.isalpha() and run < 2 else 1
        total += run == 1
    return total


@pytest.fixture(params=["zh", "en"])
def text(request: pytest.FixtureRequest) -> str:
    import random

    return make_book(request.param, random.Random(4), 30_000).text


def test_a_text_from_disk_is_the_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import random

    monkeypatch.setenv("BULLSEYE_CACHE", str(tmp_path))
    counter, made = Counter("bytes", "", lambda t: len(t.encode())), 0

    def make() -> object:
        nonlocal made
        made += 1
        return make_chat(random.Random(5), 20_000, make_book("en", random.Random(5), 30_000))

    first, again = (kept("chat", (7, "en"), counter, make) for _ in range(2))  # type: ignore[arg-type]
    assert made == 1
    assert first.text == again.text and first.starts == again.starts and first.edges == again.edges
    assert first.meter and again.meter and list(first.meter.totals) == list(again.meter.totals)
    assert again.meter.count(100, 9000) == len(again.text[100:9000].encode())
    other = kept("chat", (7, "en"), Counter("glue", "f" * 64, _pairs), make)  # type: ignore[arg-type]
    assert made == 2 and other.meter and other.meter.totals != again.meter.totals


def test_counts_by_paragraphs_are_whole_counts(text: str) -> None:
    counter = Counter("glue", "e" * 64, lambda t: sum(map(len, t.split("\n"))) + t.count("\n"))
    counting.by_paragraphs(True)
    try:
        for start in range(0, 9000, 500):
            window = text[start : start + 17_000]
            assert counting.counted(counter, window) == counter.count(window)
    finally:
        counting.by_paragraphs(False)


def test_a_tokenizer_whose_sums_are_wrong_is_counted_whole(text: str) -> None:
    counter = Counter("parity", "d" * 64, lambda t: len(t) // 7 + len(t) % 2)
    counting.by_paragraphs(True)
    try:
        found = [(counting.counted(counter, text[a : a + 9000]), counter.count(text[a : a + 9000])) for a in range(0, 3000, 300)]
    finally:
        counting.by_paragraphs(False)
    assert all(a == b for a, b in found)


def test_rows_are_the_same_with_a_cold_and_a_warm_cache_and_by_windows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BULLSEYE_CACHE", str(tmp_path))
    cold = make_rows(18, config(31, "3k", ("en",)))
    warm = make_rows(18, config(31, "3k", ("en",)))
    assert len(cold) == 18 and cold == warm
    fast = make_rows(18, config(31, "3k", ("en",), verify="windows"))
    counting.by_paragraphs(False)
    assert [r["messages"] for r in fast] == [r["messages"] for r in cold]
