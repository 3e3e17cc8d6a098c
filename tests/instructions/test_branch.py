"""What decides a branch cannot be told from the condition alone."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.instructions.conftest import config, make_rows


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_what_is_named_does_not_tell_which_way_it_goes(lang: str) -> None:
    """The laziest reader of a condition, who looks at the medium it names only: the group chat means yes, the handbook no."""
    seen = Counter[tuple[str, bool]]()
    for row in make_rows(900, config(mix={"select": 1}, langs=(lang,))):
        for node in row["evidence"]["tree"]["of"]:
            if isinstance(node, dict) and node["op"] == "select":
                seen[node["if"]["params"]["words"][0], node["taken"] == "then"] += 1
    named = {m for m, _ in seen}
    best = sum(max(seen[m, True], seen[m, False]) for m in named)
    assert seen.total() > 200 and best / seen.total() < 0.66
