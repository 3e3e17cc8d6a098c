"""What the audit sees of a rag row."""

from __future__ import annotations

from typing import Any

from generators.row import answer_of, asked_of, question_of
from generators.view import Item, View


def view(row: dict[str, Any]) -> View:
    """Documents as items, gold where they support; places of the support; refusals with what they must not hold."""
    evidence, messages = row["evidence"], row["messages"]
    docs = evidence["documents"]
    texts = [messages[d["turn"]]["content"][d["start"] : d["end"]] for d in docs]
    # In a conflict the gold is the side the ruling picks; an open one has none.
    ruling = next((c["params"] for c in row["checks"] if c["kind"] == "rag.ruling"), None)
    gold_values = {ruling["ruling"]} if ruling else None
    gold = set()
    for s in evidence["spans"]:
        if (s["role"] == "support" and gold_values is None) or (gold_values and s["value"] in gold_values and s["role"] != "criterion"):
            gold.add(s["n"])
    items = tuple(Item(t, i, len(docs), d["n"] in gold, d["role"], _own(d)) for i, (t, d) in enumerate(zip(texts, docs, strict=True)))
    refusal = any(c["kind"] == "rag.abstains" for c in row["checks"])
    places, sides = _places(row), {}
    first = [s["role"] for s in sorted(evidence["spans"], key=lambda s: (s["turn"], s["start"])) if s["role"] in ("support", "contradict")]
    if ruling and len(set(first)) == 2:
        sides["first_side"] = first[0] == "support"
    kind = row["task_type"].partition("/")[2]
    asked = evidence["asked"]
    answer = answer_of(row)
    named = any(
        asked[key].removeprefix("the ").casefold() in answer.casefold() for key in ("entity", "attribute", "attribute_of") if key in asked
    )
    # What a user says to an answer tells that there was one; only single questions are asked whether they betray an answer.
    dialogue = (
        kind in ("pushback", "partial", "route")
        or row["facets"].get("kind") in ("ask_part", "revise")
        or row["facets"].get("form") == "chat"
    )
    return View(
        question_of(row), answer, "\n".join(m.get("content") or "" for m in messages[:-1]), items,
        answerable=None if dialogue else not refusal and not (ruling and ruling["ruling"] == "open") if kind != "contradictory" or ruling else None,
        places=places, sides=sides, refusal=refusal and True, named=named, masked_question=asked["masked"],
        apart=asked_of(row),  # as the gate tells rows apart: what was said to the user before is no part of what is asked

    )  # fmt: skip


def _own(document: dict[str, Any]) -> bool:
    """Whether the document is a passage of the user's in which nothing was changed."""
    return "chunk" in document and not document["chunk"]["edits"]


def _places(row: dict[str, Any]) -> dict[str, float]:
    """Where a supporting sentence stands among the sentences of its document, and of all documents (titles apart).

    A rank among few sentences is spread over its cell by a digit of the row's id, so that the law under test is continuous.
    """
    evidence = row["evidence"]
    support = [s for s in evidence["spans"] if s["role"] == "support" and "line" in s]
    if not support:
        return {}
    span, jitter = support[int(row["id"][-12:-6], 16) % len(support)], int(row["id"][-6:], 16) / 16**6
    counts = [d["lines"] for d in evidence["documents"]]
    passed = sum(counts[: span["n"] - 1]) + span["line"]
    return {"support_in_document": (span["line"] + jitter) / counts[span["n"] - 1], "support_in_prompt": (passed + jitter) / sum(counts)}
