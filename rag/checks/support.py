"""The answer says what the documents say: values stated, and standing where the evidence points."""

from __future__ import annotations

from typing import Any

from generators.checks import Verdict, check
from generators.reading import states
from rag.checks.prompt import Damaged, documents, spans

Row = dict[str, Any]


@check("rag.answer_states", "values")
def answer_states(row: Row, answer: str, params: dict[str, Any]) -> Verdict:
    """The answer states every value, in any spelling."""
    for value in params["values"]:
        if not states(answer, value, row["lang"]):
            return Verdict(f"the answer does not state {value!r}")
    return Verdict() if params["values"] else Verdict("no values given")


@check("rag.supported", "values")
def supported(row: Row, answer: str, params: dict[str, Any]) -> Verdict:
    """Every value stands in a marked sentence of a document about its entity, at the offsets given."""
    try:
        docs, marked = {d.n: d for d in documents(row)}, spans(row)
    except Damaged as damage:
        return Verdict(str(damage))
    for s in marked:
        if s.role != "criterion" and not s.holds(row["lang"]):
            return Verdict(f"the sentence {s.text[:40]!r} does not state {s.value!r}")
        if docs[s.n].role == "distractor":
            return Verdict(f"document {s.n} is a distractor, yet a sentence of it is marked {s.role}")
    asked, famous = row["evidence"]["asked"]["entity"], row["evidence"]["asked"]["famous"]
    for value in params["values"]:
        holders = [s for s in marked if s.role in ("support", "injected") and s.value == value]
        if not holders:
            return Verdict(f"no sentence is marked as stating {value!r}")
        if not famous and not any(docs[s.n].entity.casefold() in asked.casefold() for s in holders):
            return Verdict(f"{value!r} is stated only of {docs[holders[0].n].entity!r}, asked was {asked!r}")
    return Verdict()


@check("rag.absent", "values")
def absent(row: Row, answer: str, params: dict[str, Any]) -> Verdict:
    """The values stand nowhere in the prompt but, at most, in the question; the documents are where the evidence says."""
    from rag.checks.prompt import context

    try:
        documents(row)
        spans(row)
        text = context(row)
    except Damaged as damage:
        return Verdict(str(damage))
    for value in params["values"]:
        if states(text, value, row["lang"]):
            return Verdict(f"the prompt states {value!r}")
    return Verdict() if params["values"] else Verdict("no values given")
