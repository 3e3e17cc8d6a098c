"""English documents of a user's: titles said as their text says them, differing words told, matters named as clauses, nothing refused that stands there."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from generators.library import Sentence
from generators.recipe import Unfit
from generators.words import load_banks
from rag.checks.stance import told
from rag.checks.unlike import quotes_own
from rag.corpus.files import read_corpus
from rag.corpus.fitness import commonplace, slips
from rag.corpus.lacking import speaks_of
from rag.corpus.load import ROOT, corpus_shelves
from rag.corpus.names import Naming
from rag.corpus.spoken import matter, prose, thing
from rag.corpus.swaps import belies, exchanged
from rag.doc import Doc
from rag.own import differing
from tests.conftest import rag_config, rag_rows

TEXTS = {
    "Load Balancer": "A load balancer is a tool that spreads incoming requests over several servers. You can put a load balancer before any service.",
    "Edge Computing": "Edge computing is an approach that moves storage close to the source. Teams that use edge computing save bandwidth.",
    "Nodes": "Nodes are computers that work with others in a cluster. Most nodes have a disk of their own.",
    "Airtable": "Airtable is a cloud-based tool for keeping tables. People who know Airtable like it, and Airtable can be shared.",
    "Transport Layer Security (TLS)": "Transport Layer Security (TLS) is a protocol for safe transport. Some servers still lack Transport Layer Security.",
    "Interior courtyard": "The interior courtyard has Wi-Fi access. Lunch may be taken in the interior courtyard by all staff members.",
    "Blue Green": "This page explains how to deploy without downtime in two halves that are swapped when all is ready.",
}
SAID = {"Load Balancer": "a load balancer", "Edge Computing": "edge computing", "Nodes": "nodes", "Airtable": "Airtable", "Transport Layer Security (TLS)": "Transport Layer Security", "Interior courtyard": "the interior courtyard", "Blue Green": '"Blue Green"'}  # fmt: skip
LABELS = re.compile(r"the (?:information|explanation|definition|benefit|problem addressed|gist) (?:on|of|by|for) ", re.I)


@pytest.fixture(scope="module")
def glossary(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two dozen pages of one shape: what it is, the problem, how it helps, and sections of their own."""
    root = tmp_path_factory.mktemp("glossary")
    kinds = "Cache Queue Router Scheduler Proxy Mirror Buffer Broker Gateway Sensor Planner Watcher".split()  # noqa: SIM905
    for i, kind in enumerate((*kinds, *(f"{k} Pool" for k in kinds))):
        low = kind.lower()
        (root / f"p{i}.md").write_text(
            f"# {kind}\n\nA {low} is a tool that lets developers keep region {chr(65 + i)} running without a break.\n\n## Problem it addresses\n\nWithout a {low}, operators in region {chr(65 + i)} had to restart their machines by hand every night.\n\n"
            f"## How it helps\n\nA {low} restarts what has stopped in region {chr(65 + i)} and tells users about it weekly.\n\n## {kind} permits\n\nPermits for the {low} are given to employees of region {chr(65 + i)} after a short internal training.\n\n## {kind} backups\n\nBackups of the {low} are kept for operators in region {chr(65 + i)} and deleted automatically.\n",
            "utf-8",
        )
    return root


@pytest.fixture(scope="module")
def rows(glossary: Path, tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """Rows of all task types on the glossary."""
    cache = tmp_path_factory.mktemp("cache")
    return rag_rows(260, rag_config(seed=9, langs=("en",), corpus=str(glossary), cache=str(cache)))


def test_titles_are_said_as_their_text_says_them(tmp_path: Path) -> None:
    for n, (title, text) in enumerate(TEXTS.items()):
        (tmp_path / f"{n}.md").write_text(f"# {title}\n\n{text}\n", "utf-8")
    sources, _ = read_corpus(str(tmp_path), "text")
    naming = Naming(sources)
    found = {s.title: thing(s.title, prose(s), naming) for s in sources}
    assert {t: said.words for t, said in found.items()} == SAID
    assert [t for t, said in found.items() if said.plural] == ["Nodes"]
    assert found["Nodes"].agreeing["is"] == "are"


def test_headings_without_a_word_in_the_text_are_quoted(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("# Page\n\nTerm dates are set by the office, and new term dates follow in May.\n", "utf-8")
    sources, _ = read_corpus(str(tmp_path), "text")
    naming, text = Naming(sources), prose(sources[0])
    assert matter("Term dates", text, naming) == "term dates"
    assert matter("Site Removal", text, naming) == '"Site Removal"'
    assert matter("How dates are set", text, naming).lower() == "how dates are set"


@pytest.mark.parametrize(
    ("one", "two", "apart"),
    [
        ("TLS is a protocol for safe transport", "TLS is a library for safe transport", ("protocol", "library")),
        ("It is an approach that builds in security", "It is a standard that builds in security", ("approach", "standard")),
        ("If you take more than 13 days off, apply", "If you take more than 20 days off, apply", ("13 days", "20 days")),
        ("More than two people may write it", "More than three people may write it", ("two people", "three people")),
    ],
)
def test_sentences_differ_in_words_that_can_be_quoted(one: str, two: str, apart: tuple[str, str]) -> None:
    assert differing(one, two) == apart
    assert quotes_own(f'The other has "{apart[1]}" there.', two, one)
    assert told(f'The other has "{apart[1]}" there.', two, "en", one)
    assert not told(f"The other has {apart[1]} there.", two, "en", one)
    assert not quotes_own(f'It has "{apart[0]}" there.', two, one)


def test_sentences_with_nothing_in_common_are_not_set_side_by_side() -> None:
    with pytest.raises(Unfit):
        differing("Reviews take place in May each year", "Nobody has to file any report at the end")


def test_no_label_is_said_aloud(rows: list[dict[str, Any]]) -> None:
    said = [
        m["content"] for r in rows if r["task_type"] != "rag/route" for m in r["messages"] if m["role"] == "assistant" and m.get("content")
    ]
    assert len(said) > 200
    assert not [s for s in said if LABELS.search(s)]
    assert not [s for s in said if re.search(r"\bIt's \"[A-Z][^\"]{30,}\"|\bThe \"[A-Z][^\"]{30,}\" in\b", s)]


def test_a_doubted_sentence_is_told_by_the_words_it_differs_in(rows: list[dict[str, Any]]) -> None:
    doubted = [r for r in rows if r["task_type"] == "rag/pushback" and r["facets"]["form"] == "value"]
    assert len(doubted) > 3
    for row in doubted:
        claim = row["messages"][-2]["content"]
        assert re.search(r'"[^"]{3,40}"', claim)


def test_what_a_passage_speaks_of_is_not_refused(rows: list[dict[str, Any]], glossary: Path, tmp_path: Path) -> None:
    shelf = corpus_shelves(rag_config(seed=9, langs=("en",), corpus=str(glossary), cache=str(tmp_path)).options, ("en",))["en"]
    text = next(t for t in map(shelf.text, range(len(shelf.sources))) if t.body.source.title == "Router")
    slots = {m.kind: s for s, m in text.body.facts.items()}
    doc = Doc("Other", "page", [Sentence("Router backups are thrown away in May.", {}, 0)], [0], {}, "Other", "x", (), '"Other"')
    assert speaks_of(doc, text, [s for s, m in text.body.facts.items() if m.words.get("label") == "Router backups"], "Router")
    assert not speaks_of(doc, text, [slots["defined"]], "Router")
    doc.sentences = [Sentence("A router is a box with lights.", {}, 0)]
    assert speaks_of(doc, text, [slots["defined"]], "Router")
    refused = 0
    for row in rows:
        asked = row["evidence"]["asked"]["entity"]
        if row["task_type"] != "rag/irrelevant":
            continue
        refused += 1
        for d in row["evidence"]["documents"]:
            shown = row["messages"][d["turn"]]["content"][d["start"] : d["end"]]
            assert not (f"what a {asked.lower()} is" in row["messages"][-1]["content"] and f"A {asked.lower()} is a tool" in shown)
    assert refused > 6


def test_a_line_that_belies_a_change_is_known() -> None:
    was, now = "It is the ability of a system to scale automatically.", "It is the ability of a system to scale manually."
    assert belies("Resources are added automatically when needed.", was, now, "en")
    assert belies("An automatic restart follows.", was, now, "en") and not belies("Resources are added when needed.", was, now, "en")
    assert belies("这种工具很常见。", "负载均衡器是一种分配流量的工具", "负载均衡器是一种分配流量的协议", "zh")
    assert not belies("流量很大。", "负载均衡器是一种分配流量的工具", "负载均衡器是一种分配流量的协议", "zh")


def test_what_says_nothing_or_slips_is_no_answer() -> None:
    assert commonplace("Security is an important issue. Privacy is a complex topic.")
    assert not commonplace("Security is an important issue. Report incidents within a day.")
    assert slips(
        "OMB has drafted guidance, Management of Technology.",
        "OMB has drafted guidance, [Management of Technology Use](https://a.b).",
        "en",
    )
    assert slips("The Toolkit is an additional resource for leads.", "", "en") and not slips(
        "The Toolkit is a resource for leads.", "", "en"
    )


def test_pages_are_named_as_pages(rows: list[dict[str, Any]]) -> None:
    told = [r["messages"][-1]["content"] for r in rows if r["task_type"] in ("rag/pushback", "rag/contradictory", "rag/follow_up")]
    assert not [t for t in told if re.search(r'", says |(?:^|[.;] )"[^"]+" (?:says|has|reads)\b', t)]


def test_a_clause_has_its_report() -> None:
    """Each line by which a document claims to decide has the words in which an answer reports it."""
    bank = load_banks(ROOT / "banks", ("en",))["en"]
    assert len(bank["contradictory.line_prevails"]) == len(bank["own.line_prevails_told"])
    assert len(bank["own.contradictory_line_replaces"]) == len(bank["own.line_replaces_told"])


def test_the_word_that_was_exchanged_is_found() -> None:
    """Of two Chinese sentences that differ in a word, the word as either has it."""
    assert exchanged("它是一种加密的技术", "它是一种加密的标准", "zh") == ("技术", "标准")
    assert exchanged("系统更专用", "系统更通用", "zh") == ("专用", "通用")
    assert exchanged("用5克盐", "用8克盐", "zh") is None
