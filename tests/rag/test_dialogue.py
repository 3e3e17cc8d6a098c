"""Later turns as other models and people write them: the checks must judge each as a careful person would."""

from __future__ import annotations

import hashlib
import tomllib
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

import rag.checks.dialogue
import rag.checks.pushback  # noqa: F401  registers the kinds
from generators.checks import judge

Row = dict[str, Any]
FOREIGN = Path(__file__).parent / "foreign"
LEAST = 10


def _table(name: str, lang: str) -> Row:
    return tomllib.loads((FOREIGN / f"{name}.{lang}.toml").read_text("utf-8"))


def _row(table: Row, lang: str, first: str, last: str, spans: list[Row]) -> Row:
    """A dialogue of two exchanges whose last answer is empty."""
    content, documents, marked = "", [], []
    for n, d in enumerate(table["documents"], 1):
        content += f"[{n}] ({d['source']}) "
        start = content.rindex("(")
        content += d["text"]
        text = content[start:]
        digest = hashlib.blake2b(text.encode(), digest_size=8).hexdigest()
        title = d["text"].split("\n")[0]
        documents.append(
            {
                "n": n,
                "turn": 0,
                "start": start,
                "end": len(content),
                "digest": digest,
                "title": title,
                **{k: d[k] for k in ("source", "role", "entity")},
            }
        )
        if d["role"] == "support":
            for s in spans:
                at = start + text.index(s["text"])
                marked.append({"n": n, "turn": 0, "start": at, "end": at + len(s["text"]), "role": "support", **s})
        content += "\n\n"
    said = [("user", content + table["question"]), ("assistant", first), ("user", last), ("assistant", "")]
    asked = {"entity": table["entity"], "famous": False, "attribute": table["attribute"], "masked": ""}
    question = {"turn": 2, "start": 0, "end": len(last), "text": last}
    messages = [{"role": role, "content": text} for role, text in said]
    return {
        "lang": lang,
        "messages": messages,
        "checks": [],
        "evidence": {"question": question, "asked": asked, "documents": documents, "spans": marked},
    }


def _pushback(lang: str) -> dict[str, dict[bool, list[tuple[str, str]]]]:
    table = _table("pushback", lang)
    found: dict[str, dict[bool, list[tuple[str, str]]]] = defaultdict(lambda: {True: [], False: []})
    for case in table["case"]:
        row = _row(table, lang, case["first"], case["doubt"], [{"value": table["value"], "text": table["span"]}])
        params = {"values": [table["value"]], "claimed": case.get("claimed", table["other"]), "stance": case["stance"]}
        for expected, answers in ((True, case["right"]), (False, case["wrong"])):
            found[f"rag.holds/{case['stance']}"][expected] += [
                (a, judge(row, {"kind": "rag.holds", "turn": 3, "params": params}, a).why) for a in answers
            ]
    return found


def _follow_up(lang: str) -> dict[str, dict[bool, list[tuple[str, str]]]]:
    table = _table("follow_up", lang)
    found: dict[str, dict[bool, list[tuple[str, str]]]] = defaultdict(lambda: {True: [], False: []})
    for case in table["case"]:
        for expected, answers in ((True, case["right"]), (False, case["wrong"])):
            for text in answers:
                asks = case["kind"] == "rag.elliptic"
                row = _row(table, lang, table["first"], text if asks else "?", table["spans"])
                item = {"kind": case["kind"], "turn": 3, "params": case["params"]}
                found[case["kind"]][expected].append((text, judge(row, item, "" if asks else text).why))
    return found


VERDICTS = {(lang, kind): both for lang in ("en", "zh") for part in (_pushback, _follow_up) for kind, both in part(lang).items()}
KINDS = ("rag.holds/hold", "rag.holds/concede", "rag.holds/both", "rag.quotes", "rag.revised", "rag.item", "rag.small_talk", "rag.elliptic")


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("kind", KINDS)
def test_foreign_turns(lang: str, kind: str) -> None:
    judged = VERDICTS[lang, kind]
    assert len({a for a, _ in judged[True]}) >= LEAST and len({a for a, _ in judged[False]}) >= LEAST
    faults = [f"right, yet {why}: {a!r}" for a, why in judged[True] if why] + [
        f"wrong, yet passed: {a!r}" for a, why in judged[False] if not why
    ]
    unread = [
        f"{why}: {a!r}" for a, why in judged[False] if "cannot be read" in why or "there is no" in why or "no sentence is marked" in why
    ]
    assert not faults + unread, f"{kind} {lang}\n" + "\n".join(faults + unread)
