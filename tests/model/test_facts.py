"""`gen rag find-facts`: what a model finds in the user's documents is held to the text, and rows ask for it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.model.conftest import gen, rows_of

pytest.importorskip("openai")
READING = """# Reading room

Readers leave coats and bags in the lockers by the stairs. Maps are brought up from the cellar within 45 minutes of the order.
The keeper of prints decides who may handle the glass plates. A damaged volume goes to the bindery, never back to the shelf.

# Opening

On the last Thursday of a month the room stays open until 20:30. Groups write to the front desk two weeks ahead.
"""
FERRY = """# 渡船须知

去对岸的渡船逢大雾停航，船票次日仍然有效。自行车上船另收 4 元，由码头的老周登记。
水位超过警戒线时由航道站决定是否开船。遗失物品交到北岸的候船室，保管 30 天后移交派出所。
"""


def fact(question: str, clause: str, quote: str, answer: str) -> dict[str, str]:
    return {"question": question, "clause": clause, "quote": quote, "answer": answer}


TOLD = {
    "Title: Reading room": [
        fact("How soon are maps brought up from the cellar?", "how soon maps are brought up from the cellar", "Maps are brought up from the cellar within 45 minutes of the order.", "45 minutes"),
        fact("Who decides who may handle the glass plates?", "who decides who may handle the glass plates", "The keeper of prints decides who may handle the glass plates.", "The keeper of prints"),
        fact("Where does a damaged volume go?", "where a damaged volume goes", "A damaged volume goes to the bindery, never back to the shelf.", "to the bindery"),
        fact("What does a copy cost?", "what a copy costs", "A copy costs 20 pence a page.", "20 pence"),  # stands nowhere
        fact("How soon are maps brought up?", "how soon maps come", "Maps are brought up from the cellar within 45 minutes of the order.", "50 minutes"),  # another figure
        fact("Where do readers leave them?", "where readers leave them", "Readers leave coats and bags in the lockers by the stairs.", "in the lockers"),  # what are "they"?
        fact("Where does this document say coats go?", "where coats go", "Readers leave coats and bags in the lockers by the stairs.", "in the lockers"),
        fact("大衣放在哪里？", "大衣放在哪里", "Readers leave coats and bags in the lockers by the stairs.", "in the lockers"),
        fact("How long is the room open on 31 Thursdays?", "how long", "On the last Thursday of a month the room stays open until 20:30.", "20:30"),  # a figure of its own
    ],
    "标题：渡船须知": [
        fact("自行车上渡船另收多少钱？", "自行车上渡船另收多少钱", "自行车上船另收 4 元，由码头的老周登记。", "4 元"),
        fact("水位超过警戒线时由谁决定是否开船？", "水位超过警戒线时由谁决定是否开船", "水位超过警戒线时由航道站决定是否开船。", "航道站"),
        fact("它停航的时候船票还有效吗？", "停航时船票是否有效", "去对岸的渡船逢大雾停航，船票次日仍然有效。", "次日仍然有效"),
    ],
}  # fmt: skip


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "docs"
    folder.mkdir()
    (folder / "reading.md").write_text(READING, "utf-8")
    (folder / "ferry.md").write_text(FERRY, "utf-8")
    return folder


def find(endpoint: Callable[..., Any], corpus: Path, out: Path) -> Any:
    server = endpoint(known={key: json.dumps({"facts": told}, ensure_ascii=False) for key, told in TOLD.items()})
    return gen("rag", "find-facts", str(corpus), "-o", str(out), "--model", "m", "--base-url", server.url)


def test_facts_are_borne_out_by_the_text_and_the_others_are_counted(endpoint: Callable[..., Any], corpus: Path, tmp_path: Path) -> None:
    done = find(endpoint, corpus, tmp_path / "facts.jsonl")
    assert done.returncode == 0, done.stderr
    texts = {"reading.md": READING, "ferry.md": FERRY}
    kept = rows_of(tmp_path / "facts.jsonl")
    assert {k["answer"] for k in kept} == {"45 minutes", "The keeper of prints", "to the bindery", "4 元", "航道站"}
    assert all(k["quote"] in texts[k["path"]] and k["model"] == "m" for k in kept)
    lost = Counter(r["reason"] for r in rows_of(tmp_path / "facts.rejects.jsonl"))
    assert lost == Counter(quote=1, answer=1, vague=3, language=1, invented=1)
    manifest = json.loads((tmp_path / "facts.manifest.json").read_text())
    assert manifest["failed"] == dict(sorted(lost.items())) and manifest["rows"] == 5
    assert manifest["words"]["m rag/facts facts"]["used"] == 5


def test_rows_ask_for_what_the_model_found_and_prove_it(endpoint: Callable[..., Any], corpus: Path, tmp_path: Path) -> None:
    assert find(endpoint, corpus, tmp_path / "facts.jsonl").returncode == 0
    args = ("--corpus", str(corpus), "--facts", str(tmp_path / "facts.jsonl"), "--cache", str(tmp_path / "cache"), "--noise", "0")
    out = tmp_path / "rows.jsonl"
    done = gen("rag", "-n", "8", "--seed", "3", "--lang", "en", "--mix", "grounded=1,empty=1", *args, "-o", str(out))
    assert done.returncode in (0, 3), done.stderr
    asked = out.read_text() if out.exists() else (tmp_path / ".rows.jsonl.part").read_text()
    assert "maps are brought up from the cellar" in asked.lower() or "glass plates" in asked
    if done.returncode == 0:
        assert gen("validate", str(out)).returncode == 0


def test_facts_of_another_text_are_not_used(endpoint: Callable[..., Any], corpus: Path, tmp_path: Path) -> None:
    assert find(endpoint, corpus, tmp_path / "facts.jsonl").returncode == 0
    (corpus / "reading.md").write_text(READING.replace("45 minutes", "90 minutes"), "utf-8")
    (corpus / "ferry.md").unlink()
    args = ("--corpus", str(corpus), "--facts", str(tmp_path / "facts.jsonl"), "--cache", str(tmp_path / "cache"))
    done = gen("rag", "-n", "2", "--lang", "en", "--mix", "grounded=1", *args, "-o", str(tmp_path / "rows.jsonl"))
    assert "--facts: not used: quote 1; of other documents: 2" in done.stderr, done.stderr


def test_facts_need_a_corpus_and_are_facts(corpus: Path, tmp_path: Path) -> None:
    facts = tmp_path / "f.jsonl"
    facts.write_text('{"path": "reading.md"}\n')
    for flags, says in (((), "--facts: goes with --corpus"), (("--corpus", str(corpus)), "is no fact; expected path, question")):
        done = gen("rag", "-n", "2", "--facts", str(facts), *flags, "-o", str(tmp_path / "r.jsonl"))
        assert done.returncode == 2 and says in done.stderr, done.stderr
