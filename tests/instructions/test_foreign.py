"""Free answers judged by hand from the definitions alone: at least ten that meet the wish and ten that do not for each kind of constraint."""

from __future__ import annotations

import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from instructions.constraints import KINDS
from instructions.constraints.leaf import fault
from tests.instructions.foreign import CASES as FIRST


def _tables() -> list[tuple[str, dict[str, Any], str, list[str], list[str]]]:
    found = []
    for path in sorted((Path(__file__).parent / "foreign_cases").glob("*.toml")):
        for c in tomllib.loads(path.read_text("utf-8"))["case"]:
            found.append((c["kind"], c["params"], path.name[:2], c["right"], c["wrong"]))
    return found


CASES = FIRST + _tables()


@pytest.mark.parametrize("case", range(len(CASES)), ids=[f"{n}-{t}-{lang}" for n, (t, _, lang, _, _) in enumerate(CASES)])
def test_foreign_answers(case: int) -> None:
    type_, params, lang, right, wrong = CASES[case]
    leaf = {"type": type_, "params": params}
    for text in right:
        assert fault(leaf, text, lang) == "", text
    for text in wrong:
        assert fault(leaf, text, lang), text


@pytest.mark.parametrize("type_", sorted(KINDS))
def test_ten_right_and_ten_wrong_for_each_kind(type_: str) -> None:
    right, wrong, langs = set[tuple[str, str]](), set[tuple[str, str]](), Counter[str]()
    for kind, _, lang, good, bad in CASES:
        if kind == type_:
            right |= {(lang, x) for x in good}
            wrong |= {(lang, x) for x in bad}
            langs[lang] += len(good) + len(bad)
    assert len(right) >= 10 and len(wrong) >= 10
    assert set(langs) == set(KINDS[type_].langs), "a kind for both languages is judged in both"
