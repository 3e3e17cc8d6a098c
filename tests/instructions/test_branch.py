"""What decides a branch cannot be told from the condition alone."""

from __future__ import annotations

import pytest

from tests.instructions.conftest import config, make_rows


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_bound_does_not_tell_which_way_it_goes(lang: str) -> None:
    """The laziest reader of a condition on length, who looks at its number only: high means missed, low means reached."""
    seen: list[tuple[int, bool]] = []
    for row in make_rows(1200, config(mix={"select": 1}, langs=(lang,))):
        for node in row["evidence"]["tree"]["of"]:
            if isinstance(node, dict) and node["op"] == "select" and node["if"]["type"].startswith("length"):
                seen.append((node["if"]["params"]["n"], node["taken"] == "then"))
    assert len(seen) > 25
    best = max(sum((n < cut) == reached for n, reached in seen) for cut in {n for n, _ in seen})
    assert best / len(seen) < 0.78
