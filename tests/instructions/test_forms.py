"""The notation of wordings: what it expands to, and what it refuses."""

from __future__ import annotations

import pytest

from instructions.passages.forms import choices


def test_every_combination_is_a_form() -> None:
    """Optional bits may fall away, choices are taken in turn, slots stay."""
    assert set(choices("<at least|no fewer than> {n} words[, please]")) == {
        "at least {n} words", "at least {n} words, please", "no fewer than {n} words", "no fewer than {n} words, please",
    }  # fmt: skip


@pytest.mark.parametrize("slip", ["write [at least|some] words", "this|that"])
def test_a_bar_that_parts_nothing_is_refused(slip: str) -> None:
    """It would be printed into a request."""
    with pytest.raises(ValueError, match="bar outside"):
        choices(slip)
