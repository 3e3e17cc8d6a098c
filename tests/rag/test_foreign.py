"""Answers as other models and people write them: the checks must judge each as a careful person would."""

from __future__ import annotations

import hashlib
import tomllib
from collections import defaultdict
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

import rag.checks  # noqa: F401  registers the kinds
from generators.checks import judge

Row = dict[str, Any]
TABLES = {lang: tomllib.loads((Path(__file__).parent / "foreign" / f"{lang}.toml").read_text("utf-8")) for lang in ("en", "zh")}
LEAST = 10
KINDS = {
    "text.language", "text.clean", "rag.answer_states", "rag.supported", "rag.absent", "rag.abstains", "rag.own_knowledge", "rag.cites", "rag.nothing_added", "rag.sides", "rag.ruling/open",
    "rag.ruling/resolved", "rag.no_conflict", "rag.wrong/follow", "rag.wrong/follow-and-note", "rag.wrong/correct", "rag.wrong/abstain",
}  # fmt: skip
TRADE = {"en": "Answer from the documents.", "zh": "根据资料回答。"}


def make_row(lang: str, situation: Row, answer: str = "") -> Row:
    """A row of three turns with its evidence: documents and marked sentences at the offsets they have in the prompt."""
    content, documents, spans = "", [], []
    for n, d in enumerate(situation["documents"], 1):
        content += f"[{n}]\n"
        start = len(content)
        content += d["text"] + "\n\n"
        end = start + len(d["text"])
        digest = hashlib.blake2b(d["text"].encode(), digest_size=8).hexdigest()
        title = d["text"].split("\n")[0]
        documents.append(
            {
                "n": n,
                "turn": 1,
                "start": start,
                "end": end,
                "digest": digest,
                "title": title,
                "source": title,
                "role": d["role"],
                "entity": d["entity"],
                "kind": "passage",
                "path": "",
                "lines": d["text"].count("\n") + 1,
            }
        )
        for mark in situation["marks"]:
            if mark["n"] == n:
                at = start + d["text"].index(mark["text"])
                spans.append({**mark, "turn": 1, "start": at, "end": at + len(mark["text"])})
    question = {"turn": 1, "start": len(content), "end": len(content) + len(situation["question"]), "text": situation["question"]}
    asked = {
        "entity": situation["entity"],
        "famous": situation.get("famous", False),
        "attribute": situation["attribute"],
        "masked": situation["question"],
    }
    system = situation.get("system", TRADE[lang])
    messages = [("system", system), ("user", content + situation["question"]), ("assistant", answer)]
    checks = [{"kind": "rag.absent", "turn": 2, "params": {"values": situation["absent"]}}] if "absent" in situation else []
    return {
        "lang": lang,
        "messages": [{"role": role, "content": text} for role, text in messages],
        "evidence": {"question": question, "asked": asked, "documents": documents, "spans": spans},
        "checks": checks,
    }


def group_of(case: Row) -> str:
    """The kind of a case, with the policy or the state of the matter where these change what is right."""
    params = case["params"]
    if "policy" in params:
        return f"{case['kind']}/{params['policy']}"
    if "ruling" in params:
        return f"{case['kind']}/{'open' if params['ruling'] == 'open' else 'resolved'}"
    return str(case["kind"])


def edited(situation: Row, edit: Row) -> Row:
    """The situation after a small edit; marked sentences follow the documents."""
    situation = deepcopy(situation) | {k: edit[k] for k in ("question", "system", "entity") if k in edit}
    if "find" in edit:
        held = [situation["documents"][edit["doc"] - 1], *(m for m in situation["marks"] if m["n"] == edit["doc"])]
        if edit["find"] not in held[0]["text"]:
            raise ValueError(f"{edit['find']!r} does not stand in document {edit['doc']}")
        for h in held:
            h["text"] = h["text"].replace(edit["find"], edit["put"])
    return situation


def _move(row: Row) -> None:
    for place in row["evidence"]["spans"] or row["evidence"]["documents"]:
        place["start"] += 1
        place["end"] += 1


def _outside(row: Row) -> None:
    row["evidence"]["spans"][0]["n"] = 3


def _distractor(row: Row) -> None:
    row["evidence"]["documents"][0]["role"] = "distractor"


def _overlap(row: Row) -> None:
    first, second = row["evidence"]["documents"][:2]
    first["end"] = second["start"] + 1
    first["digest"] = hashlib.blake2b(row["messages"][1]["content"][first["start"] : first["end"]].encode(), digest_size=8).hexdigest()


DAMAGE = {
    "moved": _move,
    "question lost": lambda row: row["evidence"]["question"].update(text="?"),
    "digest": lambda row: row["evidence"]["documents"][1].update(digest="0" * 16),
    "miscounted": lambda row: row["evidence"]["documents"].reverse(),
    "past the end": lambda row: row["evidence"]["documents"][2].update(end=10**6),
    "overlap": _overlap,
}
DAMAGE_OF_MARKS = {
    "unmarked": lambda row: row["evidence"]["spans"].clear(),
    "only contradicted": lambda row: row["evidence"]["spans"][0].update(role="contradict"),
    "in another document": _outside,
    "marked in a distractor": _distractor,
    "another value marked": lambda row: row["evidence"]["spans"][0].update(value="7"),
}


def _verdicts(lang: str) -> dict[str, dict[bool, list[tuple[str, str]]]]:
    """For each group and each expectation: (what was judged, why it failed)."""
    table = TABLES[lang]
    found: dict[str, dict[bool, list[tuple[str, str]]]] = defaultdict(lambda: {True: [], False: []})
    for case in table["case"]:
        row = make_row(lang, table["situation"][case["situation"]])
        for expected, answers in ((True, case["right"]), (False, case["wrong"])):
            for answer in answers:
                row["messages"][-1]["content"] = answer
                verdict = judge(row, {"kind": case["kind"], "turn": 2, "params": case["params"]})
                found[group_of(case)][expected].append((answer, verdict.why))
    for block in table["rows"]:
        situation, kind = table["situation"][block["situation"]], block["kind"]
        for expected, edits in ((True, block["good"]), (False, block["bad"])):
            for edit in edits:
                row = make_row(lang, edited(situation, edit))
                found[kind][expected].append(
                    (edit["why"], judge(row, {"kind": kind, "turn": 2, "params": {"values": edit.get("values", block["values"])}}).why)
                )
        for name, damage in (DAMAGE | (DAMAGE_OF_MARKS if kind == "rag.supported" else {})).items():
            row = make_row(lang, situation)
            damage(row)
            found[kind][False].append((name, judge(row, {"kind": kind, "turn": 2, "params": {"values": block["values"]}}).why))
    return found


VERDICTS = {lang: _verdicts(lang) for lang in TABLES}


@pytest.mark.parametrize("lang", sorted(TABLES))
@pytest.mark.parametrize("group", sorted(KINDS))
def test_foreign_answers(lang: str, group: str) -> None:
    judged = VERDICTS[lang][group]
    right, wrong = judged[True], judged[False]
    assert len({a for a, _ in right}) >= LEAST and len({a for a, _ in wrong}) >= LEAST, (
        f"{group} {lang}: {len(right)} right and {len(wrong)} wrong answers"
    )
    faults = [f"right, yet {why}: {answer!r}" for answer, why in right if why] + [
        f"wrong, yet passed: {answer!r}" for answer, why in wrong if not why
    ]
    assert not faults, f"{group} {lang}: {len(faults)} of {len(right) + len(wrong)} misjudged\n" + "\n".join(faults)


@pytest.mark.parametrize("lang", sorted(TABLES))
def test_wrong_answers_fail_for_what_they_say(lang: str) -> None:
    """No verdict of an answer comes from a hand-made row that cannot be read."""
    broken = (
        "cannot be read",
        "stands at place",
        "is not the text it was",
        "does not name",
        "lie outside",
        "the span",
        "no sentence is marked",
        "documents do not agree",
        "is a distractor, yet",
    )
    bad = [
        (g, a, why)
        for g, both in VERDICTS[lang].items()
        if g not in ("rag.supported", "rag.absent")
        for a, why in both[True] + both[False]
        if why.startswith(broken)
    ]
    assert not bad, bad
    assert set(VERDICTS[lang]) == KINDS
