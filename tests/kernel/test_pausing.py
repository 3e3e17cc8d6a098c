"""Work that pauses goes on where it stopped; work that cannot is done again."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from generators import pausing
from generators.pausing import Pauses


def _counting(pauses: Pauses, done: list[str], steps: int) -> Callable[[], str]:
    def work() -> str:
        for i in range(steps):
            done.append(f"step {i}")
            if not pauses.pause(f"asked {i}"):
                return "cannot wait"
        return "whole"

    return work


def test_goes_on_at_the_same_line() -> None:
    pauses, done = Pauses(), list[str]()
    work = _counting(pauses, done, 2)
    assert [pauses.run("row", work) for _ in range(3)] == ["asked 0", "asked 1", "whole"]
    assert done == ["step 0", "step 1"]


def test_pieces_take_turns() -> None:
    pauses, done = Pauses(), list[str]()
    works = {key: _counting(pauses, done, 1) for key in "ab"}
    assert [pauses.run(key, works[key]) for key in "abba"] == ["asked 0", "asked 0", "whole", "whole"]


def test_what_was_dropped_or_is_too_much_is_done_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pausing, "KEPT", 1)
    pauses, done = Pauses(), list[str]()
    works = {key: _counting(pauses, done, 1) for key in "ab"}
    assert [pauses.run(key, works[key]) for key in "aba"] == ["asked 0"] * 3  # b pushed a out
    pauses.drop("a")
    assert pauses.run("a", works["a"]) == "asked 0"


def test_without_greenlet_nothing_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pausing, "_greenlet", lambda: None)
    for pauses in (Pauses(), Pauses(wanted=False)):
        assert pauses.run("row", _counting(pauses, [], 2)) == "cannot wait"


def test_an_error_ends_the_work() -> None:
    pauses = Pauses()

    def work() -> str:
        pauses.pause("asked")
        raise ValueError("broken")

    assert pauses.run("row", work) == "asked"
    with pytest.raises(ValueError, match="broken"):
        pauses.run("row", work)
    assert pauses.run("row", work) == "asked"
