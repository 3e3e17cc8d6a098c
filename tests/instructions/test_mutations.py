"""Attack on the verifier: answers changed in ways that no one asked; where a truth changed it is flagged, elsewhere no alarm is raised."""

from __future__ import annotations

import copy
import random
import re
import sys
from collections.abc import Callable
from typing import Any

import pytest

from generators.gate import evidence_validator, faults_of
from generators.module import module
from instructions.constraints.leaf import fault
from instructions.text.record import Record
from tests.instructions.conftest import config, make_rows
from tests.instructions.judge import judge

MOD = module("instructions")
EVIDENCE = evidence_validator(MOD.evidence_schema)


def _drop_sentence(text: str, lang: str, rng: random.Random) -> str:
    spans = Record(text, lang).sentence_spans
    if not spans:
        return text
    a, b = rng.choice(spans)
    return re.sub(
        r"\n{3,}", "\n\n", (text[:a] + text[b:].removeprefix(" ")).strip()
    )  # of an empty paragraph one reader says it counts, another not


def _strip_emoji(text: str, lang: str, rng: random.Random) -> str:
    for a, b in reversed(Record(text, lang).emoji_spans):
        text = text[:a].removesuffix(" ") + text[b:]
    return text.strip()


def _swap_lines(text: str, lang: str, rng: random.Random) -> str:
    lines = text.split("\n")
    full = [i for i, x in enumerate(lines) if x.strip() and not x.startswith(("<<", "《"))]  # a title further down is read as no one agrees
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


def _verdicts(row: dict[str, Any], answer: str) -> list[tuple[bool, bool, str]]:
    """(what the check says, what the second reading says, type) of each leaf of the last turn that both can judge."""
    out = []
    if answer.startswith("<think>"):
        answer = answer.partition("</think>")[2].strip()
    for item in row["checks"]:
        p, type_ = item["params"], item["kind"][4:].replace("_", ".", 1)
        if "leaf" in p and item["turn"] == len(row["messages"]) - 1:
            want = judge(type_, answer, p["params"], row["lang"], p.get("scope"))
            if want is not None:
                leaf = {"type": type_, **{k: p[k] for k in ("params", "scope", "not") if k in p}}
                out.append((not fault(leaf, answer, row["lang"]), want != bool(p.get("not")), type_))
    return out


@pytest.mark.parametrize("name", sorted(MUTATIONS))
def test_mutation(name: str, irows: list[dict[str, Any]]) -> None:
    """Over rows of all task types: where a second reading of some constraint turned false the row is flagged; no check turns where it did not."""
    seen, changed, missed, odd = attack(name, irows, random.Random(17))
    assert seen >= 500
    assert changed >= (0 if name == "alter_numbers" else 5), f"{name} changed a truth in {changed} rows only"
    assert len(missed) * 50 <= changed, missed[:5]
    assert not odd, odd[:5]


def attack(name: str, rows: list[dict[str, Any]], rng: random.Random) -> tuple[int, int, list[str], list[Any]]:
    """(leaves judged, rows whose truth changed, those of them that pass, leaves where check and second reading differ)."""
    seen, changed, missed, odd = 0, 0, list[str](), list[Any]()
    for row in rows:
        answer = row["messages"][-1]["content"]
        new = MUTATIONS[name](answer, row["lang"], rng) or "."
        bad = copy.deepcopy(row)
        bad.pop("rejected", None)
        bad["checks"] = [c for c in bad["checks"] if c["kind"] != "ins.pair"]
        bad["messages"][-1]["content"] = new
        verdicts = _verdicts(row, new)
        seen += len(verdicts)
        odd += [(row["id"], type_, ours, new) for ours, want, type_ in verdicts if ours != want]
        if new == answer:
            assert faults_of(bad, MOD.recipes[row["task_type"]], EVIDENCE) == [], row["id"]
        elif not all(want for _, want, _ in verdicts):
            changed += 1
            if not faults_of(bad, MOD.recipes[row["task_type"]], EVIDENCE):
                missed.append(row["id"])
    return seen, changed, missed, odd


if __name__ == "__main__":  # by hand: python -m tests.instructions.test_mutations 600
    made = make_rows(int(sys.argv[1]), config(seed=41))
    for what in sorted(MUTATIONS):
        n, rows_changed, unseen, differ = attack(what, made, random.Random(17))
        print(
            f"{what:<14}{n} leaves judged, {rows_changed} rows changed, {len(unseen)} unseen, {len(differ)} leaves judged otherwise",
            *differ[:3],
        )
