"""Attack on the verifier: answers changed in ways that no one asked; where a truth changed it is flagged, elsewhere no alarm is raised."""

from __future__ import annotations

import copy
import random
import re
from collections.abc import Callable
from typing import Any

import pytest

from generators.gate import evidence_validator, faults_of
from generators.module import module
from instructions.text.record import Record

MOD = module("instructions")
EVIDENCE = evidence_validator(MOD.evidence_schema)


def _drop_sentence(text: str, lang: str, rng: random.Random) -> str:
    spans = Record(text, lang).sentence_spans
    if not spans:
        return text
    a, b = rng.choice(spans)
    return (text[:a] + text[b:].removeprefix(" ")).strip()


def _strip_emoji(text: str, lang: str, rng: random.Random) -> str:
    for a, b in reversed(Record(text, lang).emoji_spans):
        text = text[:a].removesuffix(" ") + text[b:]
    return text.strip()


def _swap_lines(text: str, lang: str, rng: random.Random) -> str:
    lines = text.split("\n")
    full = [i for i, x in enumerate(lines) if x.strip()]
    if len(full) > 1:
        i, j = rng.sample(full, 2)
        lines[i], lines[j] = lines[j], lines[i]
    return "\n".join(lines).strip()


def _change_case(text: str, lang: str, rng: random.Random) -> str:
    return text.swapcase()


def _alter_numbers(text: str, lang: str, rng: random.Random) -> str:
    return re.sub(r"(?<![.\d\w])\d(?=\D|$)", lambda m: str((int(m[0]) + 1) % 10), text, count=1)


MUTATIONS: dict[str, Callable[[str, str, random.Random], str]] = {
    "drop_sentence": _drop_sentence, "strip_emoji": _strip_emoji, "swap_lines": _swap_lines, "change_case": _change_case, "alter_numbers": _alter_numbers,
}  # fmt: skip


def _expected(row: dict[str, Any], answer: str) -> bool:
    """Whether the truth of some constraint changed, counted here by hand for the plainest types; None-like False where this oracle cannot tell."""
    lang = row["lang"]
    for leaf in row["evidence"]["leaves"]:
        p, scope = leaf["params"], leaf.get("scope")
        if scope:
            continue
        if leaf["type"] == "keyword.include" and lang == "zh" and any(w.lower() not in answer.lower() for w in p["words"]):
            return True
        if leaf["type"] == "edge.last" and not answer.endswith(p["phrase"]):
            return True
        if leaf["type"] == "copy.sentence" and answer.count(p["phrase"]) != 1:
            return True
        if leaf["type"] == "token.end" and answer.rstrip().rpartition("\n")[2] != p["token"]:
            return True
        if leaf["type"] == "emoji.count" and p["op"] in ("exact", "min") and not re.search("[\u2600-\u27bf\U0001f300-\U0001faff]", answer):
            return True
        if leaf["type"] == "list.bullets" and p["op"] == "exact" and len(re.findall(r"^[-*•] ", answer, re.M)) != p["n"]:
            return True
        if leaf["type"] == "length.han" and p["op"] == "min" and len(re.findall("[\u4e00-\u9fff]", answer)) < p["n"]:
            return True
    return False


@pytest.mark.parametrize("name", sorted(MUTATIONS))
def test_mutation(name: str, irows: list[dict[str, Any]]) -> None:
    rng, changed, missed = random.Random(17), 0, []
    for row in irows:
        if row["task_type"] != "instructions/compose":
            continue
        answer = row["messages"][-1]["content"]
        new = MUTATIONS[name](answer, row["lang"], rng)
        bad = copy.deepcopy(row)
        bad.pop("rejected", None)
        bad["checks"] = [c for c in bad["checks"] if c["kind"] != "ins.pair"]
        bad["messages"][-1]["content"] = new or "."
        faults = faults_of(bad, MOD.recipes[row["task_type"]], EVIDENCE)
        if new == answer:
            assert faults == [], row["id"]
        elif _expected(row, new):
            changed += 1
            if not faults:
                missed.append(row["id"])
    assert changed >= (0 if name == "alter_numbers" else 2), f"{name} changed a truth in {changed} rows only"
    assert len(missed) * 50 <= changed, missed[:5]
