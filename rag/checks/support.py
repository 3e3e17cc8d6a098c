"""The answer says what the documents say: values stated, and standing where the evidence points."""

from __future__ import annotations

import re
from typing import Any

from generators.checks import Verdict, check
from generators.reading import affirmed, commits, states
from generators.text.sentences import sentences
from rag.checks.prompt import Damaged, documents, spans

Row = dict[str, Any]
# A refusal to give the asked thing; to say that something else is not known ("I can't say whether ...") is none.
_REFUSES = {
    "en": re.compile(r"\b(?:can't|cannot|can not|couldn't|unable to|not able to) (?:be )?(?:determined?|confirm(?:ed)?|say|tell|give|provide|verify|answer|establish)\b(?! (?:you )?(?:about|anything|more|how|when|why|of)\b)", re.I),
    "zh": re.compile(r"(?:无法|不能|没法|难以|不便|不敢)(?:最终|明确)?(?:确定|确认|判断|断定|给出|回答|核实|肯定|提供)"),
}  # fmt: skip
_CLAUSE = {"en": re.compile(r"[,;:]|\bbut\b"), "zh": re.compile(r"[，；：。]|但|不过")}
_ASIDE = {"en": re.compile(r"\s*(?:whether|if)\b", re.I), "zh": re.compile(r"\s*(?:是否|能否|能不能)")}
_THIS = {"en": re.compile(r"\s*(?:that )?(?:this|it|that)\b", re.I), "zh": re.compile(r"\s*(?:这|那|它)(?:就|便)?是")}


@check("rag.answer_states", "values")
def answer_states(row: Row, answer: str, params: dict[str, Any]) -> Verdict:
    """The answer states every value, in any spelling: it does not deny it, offer it beside another, or refuse to stand by it."""
    lang, values = row["lang"], params["values"]
    for value in values:
        if not affirmed(answer, value, lang):
            return Verdict(f"the answer does not state {value!r}")
        if len(values) == 1 and not affirmed(_own_part(row, answer), value, lang):
            return Verdict(f"the answer gives {value!r} of something else")
        if not commits(answer, value, lang, tuple(values)):
            return Verdict(f"the answer does not commit to {value!r}")
        if len(values) == 1 and _refused(answer, value, row["evidence"]["asked"]["attribute"], lang):
            return Verdict(f"the answer refuses to stand by {value!r}")
    return Verdict() if values else Verdict("no values given")


_PART = {"en": re.compile(r"[;]|,(?! ?\d)|\.(?!\d)|\b(?:but|while|whereas|although)\b"), "zh": re.compile(r"[，；。]|但|而(?!且)")}
_CAPITAL = re.compile(r"\b[A-Z][\w'-]{3,}")
_ONCE = {
    "en": re.compile(r"\b(?:was|were|used to be|had been)\b.*\b(?:before|formerly|previously|once|until|earlier)\b|\bused to be\b", re.I),
    "zh": re.compile(r"(?:以前|之前|原来|原先|过去|从前)是"),
}


def _own_part(row: Row, answer: str) -> str:
    """The answer without the clauses that speak of another document's entity and not of the asked one, or of former times."""
    lang, asked = row["lang"], row["evidence"]["asked"]["entity"]
    others = {
        d["entity"] for d in row["evidence"]["documents"] if d["role"] == "distractor" and d["entity"].casefold() not in asked.casefold()
    }
    if lang == "zh":
        mine, foreign = {asked[:2]}, {o[:2] for o in others} - {asked[:2]}
    else:
        mine = set(_CAPITAL.findall(asked))
        foreign = {w for o in others for w in _CAPITAL.findall(o)} - mine
    parts = _PART[lang].split(answer)
    rest = [c for c in parts if not _ONCE[lang].search(c) and (any(m in c for m in mine) or not any(f in c for f in foreign))]
    return answer if len(rest) == len(parts) else "; ".join(rest)


def _refused(answer: str, value: str, attribute: str, lang: str) -> bool:
    """Whether a sentence with the value, or about the asked attribute, says that it cannot be told."""
    if not _REFUSES[lang].search(answer):
        return False
    asked = attribute.removeprefix("the ").casefold()
    for sentence in sentences(answer, lang):
        match = _REFUSES[lang].search(sentence)
        if match is None:
            continue
        clause = _CLAUSE[lang].split(sentence[match.end() :], maxsplit=1)[0]
        if states(clause, value, lang):
            return True
        if _ASIDE[lang].match(clause):
            continue
        if asked in clause.casefold() or (_THIS[lang].match(clause) and states(sentence[: match.start()], value, lang)):
            return True
    return False


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
