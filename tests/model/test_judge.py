"""`gen judge`: scores beside the rows, and how far two judges agree."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from generators.model.judging import agreement
from tests.model.conftest import gen, rows_of

pytest.importorskip("openai")


def test_two_judges_score_every_row_and_are_held_against_each_other(endpoint: Callable[..., Any], tmp_path: Path) -> None:
    rows = tmp_path / "rows.jsonl"
    assert gen("rag", "-n", "8", "--seed", "3", "--mix", "empty=1", "-o", str(rows)).returncode == 0
    server = endpoint()
    (tmp_path / "e.toml").write_text(
        "".join(f'[[endpoint]]\nname = "{n}"\nmodel = "{n}"\nbase_url = "{server.url}"\nroles = ["judge"]\n' for n in "ab")
    )
    done = gen("judge", str(rows), "-o", str(tmp_path / "s.jsonl"), "--endpoints", str(tmp_path / "e.toml"))
    assert done.returncode == 0, done.stderr
    scores = rows_of(tmp_path / "s.jsonl")
    assert [s["id"] for s in scores] == [r["id"] for r in rows_of(rows)]
    assert all(1 <= s["scores"][j][w] <= 5 for s in scores for j in "ab" for w in ("user", "answer"))
    assert "a ~ b user" in done.stderr and "kappa" in done.stderr


def test_agreement_is_that_of_the_textbook() -> None:
    assert agreement([(1, 1), (3, 3), (5, 5)])["kappa"] == 1
    assert agreement([(1, 5), (5, 1)])["kappa"] == -1
    assert agreement([(1, 2), (2, 1), (4, 4), (4, 4)]) == {"n": 4, "equal": 0.5, "within_one": 1.0, "kappa": pytest.approx(1 - 0.5 / 3.375)}
    assert agreement([]) == {"n": 0}
