"""A fifth of all that the model says is a lie of a known kind: none reaches a row, and each is counted under its reason."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.model.conftest import gen, rows_of

pytest.importorskip("openai")
FIFTH = {"foreign": 0.05, "unsupported": 0.05, "made_up_id": 0.05, "tool_name": 0.05}
# Where a lie is of several kinds at once, the first that is looked for gives the reason.
REASONS = {
    "foreign question": {"language", "lost", "length"},
    "foreign answer": {"language", "length"},
    "unsupported answer": {"unsupported", "length"},
    "made_up_id question": {"invented", "language"},  # it may tip a question that is mostly code
    "made_up_id answer": {"invented", "length"},
    "tool_name question": {"invented", "tool-name", "length", "language"},
}
MARKS = (
    "98765",
    "Grandmother's piano",
    "店里的猫",
    "somewhere else, as they say",
    "都写在别的地方了",
    "left a note about it",
    "没有人留下字条",
)


@pytest.mark.parametrize("module", ["agent", "rag"])
def test_a_fifth_of_lies(module: str, endpoint: Callable[..., Any], tmp_path: Path) -> None:
    mix = "single=2,choose=1,sequential=1,long_list=1" if module == "agent" else "grounded=2,empty=1,irrelevant=1,wrong=1,partial=1"
    run = (module, "-n", "60", "--seed", "8", "--mix", mix, "--noise", "0")
    names = {}
    if module == "agent":
        assert gen(*run, "-o", str(tmp_path / "bare.jsonl")).returncode == 0
        for row in rows_of(tmp_path / "bare.jsonl"):
            shown = [t["function"]["name"] for t in row["tools"] if not t["function"]["name"].isalpha()]
            said = next(m["content"] for m in row["messages"] if m["role"] == "user")
            names |= {said: shown[0]} if shown else {}
    server, out = endpoint(**FIFTH, names=names), tmp_path / "a.jsonl"
    done = gen(*run, "--model", "m", "--base-url", server.url, "-o", str(out))
    assert done.returncode == 0, done.stderr
    log = server.log()
    planted = Counter(log["planted"])
    assert 0.12 < sum(planted.values()) / log["answered"] < 0.28
    text = out.read_text()
    assert not any(mark in text for mark in MARKS) and gen("validate", str(out)).returncode == 0
    for row in rows_of(out):
        if module == "agent":
            said = " ".join(m["content"] for m in row["messages"] if m["role"] == "user")
            assert not any(t["function"]["name"] in said for t in row["tools"] if not t["function"]["name"].isalpha())
    # Every lie stands in the rejects, under one of its reasons.
    told = Counter[str]()
    for reject in rows_of(tmp_path / "a.rejects.jsonl"):
        if reject["reason"].startswith("words/"):
            reason, said = reject["reason"].removeprefix("words/"), reject["detail"]
            kinds = [k for k in planted if _is(k, said, names)]
            for kind in kinds:
                assert reason in REASONS[kind], (kind, reason, said)
                told[kind] += 1
    assert told == planted, (told, planted)
    counted = Counter[str]()
    for by in json.loads((tmp_path / "a.manifest.json").read_text())["words"].values():
        counted.update({k: v for k, v in by.items() if k != "used"})
    assert sum(counted.values()) >= 0.9 * sum(planted.values())


def _is(kind: str, said: str, names: dict[str, str]) -> bool:
    """Whether what was refused is this lie."""
    what, where = kind.split()
    if what == "foreign":
        return any(
            m in said for m in (("as they say", "都写在别的地方了") if where == "question" else ("left a note about it", "留下字条"))
        )
    if what == "tool_name":
        return any(said.endswith(f" {n}") for n in names.values())
    if what == "unsupported":
        return "Grandmother's piano" in said or "店里的猫" in said
    return (
        ("voucher is kx98765" in said or "凭证号是kx98765" in said)
        if where == "answer"
        else ("ref kx98765" in said or "单号kx98765" in said)
    )
