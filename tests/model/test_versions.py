"""Second versions of documents: a model's words, held line by line to what was decided."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from rag.retold import Part, line_fault
from tests.model.conftest import gen, rows_of
from tests.model.test_facts import FERRY, READING

pytest.importorskip("openai")
MIX = ("--mix", "contradictory=2,wrong=1")
EN = Part(0, "The pump at Oak Lane was replaced in 2014 and may not run for more than 40 minutes.", ("40 minutes", "Oak Lane"))
ZH = Part(0, "河东站的水泵2014年换过，一次不得连开四十分钟以上。", ("河东站",))


@pytest.mark.parametrize(
    ("part", "line", "slug"),
    [
        (EN, "In 2014 a new pump was put in at Oak Lane; it may not run longer than 40 minutes.", ""),
        (EN, "In 2014 a new pump was put in at Oak Lane; it may run longer than 40 minutes.", "turned"),
        (EN, "In 2015 a new pump was put in at Oak Lane; it may not run longer than 40 minutes.", "invented"),
        (EN, "In 2014 a new pump was put in at Elm Road; it may not run longer than 40 minutes.", "lost"),
        (EN, "In 2014 a new Grundig pump at Oak Lane was put in; it may not run longer than 40 minutes.", "invented"),
        (EN, "Oak Lane may not see a kinder spring than 2014, with roses out for 40 minutes.", "unsupported"),
        (EN, "- In 2014 a new pump was put in at Oak Lane, not for more than 40 minutes.", "marks"),
        (EN, "Oak Lane: not 40 minutes.", "length"),
        (ZH, "2014年，河东站换了水泵，连着开不得超过四十分钟。", ""),
        (ZH, "2014年，河东站换了水泵，连着开不得超过五十分钟。", "invented"),
        (ZH, "2014年，河东站换了水泵，连着开可以超过四十分钟。", "turned"),
        (ZH, "2014年，河西站换了水泵，连着开不得超过四十分钟。", "lost"),
        (ZH, "In 2014 河东站 changed the pump, and it may not run on and on for 四十分钟.", "language"),
    ],
)
def test_a_line_is_held_to_the_one_it_tells_again(part: Part, line: str, slug: str) -> None:
    lang = "zh" if part is ZH else "en"
    assert line_fault(part, line, lang).partition(":")[0] == slug


def test_passages_are_told_again_whatever_their_role(endpoint: Callable[..., Any], tmp_path: Path) -> None:
    server, out = endpoint(lie=0.2, foreign=0.1), tmp_path / "a.jsonl"
    done = gen("rag", "-n", "30", "--seed", "5", *MIX, "--model", "m", "--base-url", server.url, "-o", str(out))
    assert done.returncode == 0, done.stderr
    rows, roles = rows_of(out), Counter[str]()
    for row in rows:
        for doc in row["evidence"]["documents"]:
            text = row["messages"][doc["turn"]]["content"][doc["start"] : doc["end"]]
            roles[doc["role"]] += "据记，" in text or ", on record" in text
    assert roles["support"] > 4 and roles["contradict"] > 1 and roles["distractor"] > 4, roles
    assert "98765" not in out.read_text() and gen("validate", str(out)).returncode == 0
    words = json.loads((tmp_path / "a.manifest.json").read_text())["words"]
    assert words["m rag/contradictory version"]["used"] > 10 and words["m rag/contradictory version"]["invented"] > 0
    again = gen(
        "rag", "-n", "30", "--seed", "5", *MIX, "--model", "m", "--base-url", server.url, "-o", str(tmp_path / "b.jsonl"), "--workers", "2"
    )
    assert again.returncode == 0 and (tmp_path / "b.jsonl").read_bytes() == out.read_bytes()


def test_of_a_users_document_the_record_says_what_stood_there(endpoint: Callable[..., Any], tmp_path: Path) -> None:
    folder = tmp_path / "docs"
    folder.mkdir()
    for name, text in (("reading.md", READING), ("ferry.md", FERRY)):
        (folder / name).write_text(text, "utf-8")
    server, out = endpoint(), tmp_path / "a.jsonl"
    model = ("--model", "m", "--base-url", server.url, "--cache", str(tmp_path / "cache"))
    done = gen("rag", "-n", "6", "--seed", "5", "--lang", "zh", "--mix", "contradictory=1", "--corpus", str(folder), *model, "-o", str(out))
    lines = (out if out.exists() else tmp_path / ".a.jsonl.part").read_text().splitlines()
    assert done.returncode in (0, 3) and lines, done.stderr
    edits = [
        e
        for line in lines
        for d in json.loads(line)["evidence"]["documents"]
        if "chunk" in d
        for e in d["chunk"]["edits"]
        if "据记，" in line
    ]
    told = [e for e in edits if len(e["was"]) > 10]
    assert told and all(FERRY[e["start"] : e["end"]] == e["was"] for e in told)
