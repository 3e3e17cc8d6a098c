"""Foreign answers for versions in time and for instructions inside documents; rows damaged in what decides them are caught."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

import rag.checks.injected
import rag.checks.outdated  # noqa: F401  registers the kinds
from generators.checks import judge
from tests.rag.test_foreign import edited, make_row

Row = dict[str, Any]
HERE = Path(__file__).parent / "foreign"
TABLES = {(kind, lang): tomllib.loads((HERE / f"{kind}_{lang}.toml").read_text("utf-8")) for kind in ("outdated", "injected") for lang in ("en", "zh")}  # fmt: skip
CASES = [(k, lang, i) for (k, lang), table in TABLES.items() for i in range(len(table["case"]))]
UNREADABLE = ("cannot be read", "stands at place", "is not the text", "does not name", "lie outside", "the span", "the documents give", "the documents ask", "a notice does", "by the dates", "nobody but", "evidence")  # fmt: skip


@pytest.mark.parametrize(("kind", "lang", "nth"), CASES)
def test_foreign_answers(kind: str, lang: str, nth: int) -> None:
    table = TABLES[kind, lang]
    case = table["case"][nth]
    row = make_row(lang, table["situation"][case["situation"]])
    faults = []
    for expected, answers in ((True, case["right"]), (False, case["wrong"])):
        assert len(set(answers)) >= 10
        for answer in answers:
            verdict = judge(row, {"kind": f"rag.{kind}", "turn": 2, "params": case["params"]}, answer)
            assert not verdict.why.startswith(UNREADABLE), verdict.why
            if verdict.ok != expected:
                faults.append(f"{answer!r}: {verdict.why or 'passed'}")
    assert not faults, "\n".join(faults)


SHIFTS: dict[str, list[tuple[str, Row]]] = {
    "en": [
        ("versions", {"doc": 1, "find": "12 March 2019", "put": "12 March 2023"}),
        ("versions", {"system": "Answer from the documents. Today is 3 May 2020."}),
        ("as_of", {"question": "What was the late fee at Harrowby Library in May 2023?"}),
        ("as_of", {"question": "What was the late fee at Harrowby Library in 2022?"}),
        ("not_yet", {"system": "Answer from the documents. Today is 4 June 2022."}),
        ("stale", {"system": "Answer from the documents. Today is 3 May 2019."}),
        ("stale", {"system": "Answer from the documents."}),
        ("fresh", {"system": "Answer from the documents. Today is 3 January 2020."}),
    ],
    "zh": [
        ("versions", {"doc": 1, "find": "2019年3月12日", "put": "2023年3月12日"}),
        ("versions", {"system": "根据资料回答。今天是2020年5月3日。"}),
        ("as_of", {"question": "沅溪图书馆2023年5月的逾期费是多少？"}),
        ("as_of", {"question": "沅溪图书馆2022年的逾期费是多少？"}),
        ("not_yet", {"system": "根据资料回答。今天是2022年6月4日。"}),
        ("stale", {"system": "根据资料回答。今天是2019年5月3日。"}),
        ("stale", {"system": "根据资料回答。"}),
        ("fresh", {"system": "根据资料回答。今天是2020年1月3日。"}),
    ],
}


@pytest.mark.parametrize("lang", sorted(SHIFTS))
def test_another_date_is_another_answer(lang: str) -> None:
    table = TABLES["outdated", lang]
    params = {c["situation"]: c["params"] for c in table["case"]}
    right = {c["situation"]: c["right"][0] for c in table["case"]}
    for name, edit in SHIFTS[lang]:
        row = make_row(lang, edited(table["situation"][name], edit))
        item = {"kind": "rag.outdated", "turn": 2, "params": params[name]}
        assert judge(row, item, right[name]).why, (name, edit)
