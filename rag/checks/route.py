"""Routing: the answer is one label of the system prompt's vocabulary, in the form it asks for, with a query that stands on its own where one is due."""

from __future__ import annotations

import json
import re
from typing import Any

from generators.checks import Verdict, check
from generators.reading.literal import spans_of
from generators.reading.values import folded
from generators.text.measure import HAN
from rag.checks.prompt import Damaged, question

Row = dict[str, Any]
_OBJECT = re.compile(r'\{"(\w+)": "<[^<>]+>"(?:, "(\w+)": "<[^<>]+>")?\}')
_PAIR = re.compile(r"<[^<>]+>(\W+?)<[^<>]+>")
_UNTIDY = re.compile(r"[。．.,，;；]{2,}$|\s[,.;]$")
_WORD = re.compile(r"[^\W\d_]{3,}|\d+")
_SMALL = frozenset(
    [
        "the",
        "and",
        "for",
        "what",
        "which",
        "who",
        "when",
        "where",
        "how",
        "does",
        "did",
        "are",
        "was",
        "were",
        "many",
        "much",
        "with",
        "from",
        "that",
        "this",
        "about",
        "there",
        "have",
        "has",
    ]
)


def _system(row: Row) -> str:
    return "\n".join(m["content"] for m in row["messages"] if m["role"] == "system")


_RUNS_ON = re.compile(r"[A-Za-z0-9_-]")


def stands(label: str, text: str) -> bool:
    """Whether the label is written in the text as a word of its own."""
    if not label.isascii():
        return label in text
    return any(not (_RUNS_ON.match(text[a - 1 : a]) or _RUNS_ON.match(text, b)) for a, b in spans_of(label, text))


def read(system: str, labels: list[str], answer: str) -> tuple[str, str | None, str]:
    """(label, query or None where the form has none, fault), by the form that the system prompt shows."""
    wanted = _OBJECT.search(system)
    if wanted:
        keys = [k for k in wanted.groups() if k]
        try:
            held = json.loads(answer)
        except ValueError:
            return "", None, "the answer is not a JSON object"
        if not isinstance(held, dict) or sorted(held) != sorted(keys):
            return "", None, f"the keys are not {', '.join(keys)}"
        if not all(isinstance(v, str) for v in held.values()):
            return "", None, "a value is no string"
        return held[keys[0]], held[keys[1]].strip() if len(keys) > 1 else None, ""
    text = answer.strip()
    pair = _PAIR.search(system)
    if not pair:
        return (text, None, "") if text in labels else ("", None, f"the answer is not a label: {text[:40]!r}")
    if text in labels:
        return text, "", ""
    sign = pair[1].strip() or pair[1]
    label, found, query = text.partition(sign)
    if not found or label.strip() not in labels:
        return "", None, f"the answer does not read label{pair[1]!r}query: {text[:40]!r}"
    return label.strip(), query.strip(), ""


def _marks(text: str, lang: str) -> set[str]:
    """What a text is about: pairs of Han characters, or the stems of words that count."""
    han = {run[i : i + 2] for run in re.findall(rf"[{HAN}]+", text) for i in range(len(run) - 1)}
    words = {w[:5] for w in _WORD.findall(text.casefold()) if w.isascii() and w not in _SMALL}
    return han | words if lang == "zh" else words


def _shares(query: str, texts: list[str], lang: str, least: float) -> bool:
    """Whether the query has that share of what one of the texts is about."""
    own = _marks(query, lang)
    found = [_marks(t, lang) for t in texts]
    return any(len(m & own) >= max(1, least * len(m)) for m in found if m) or any(folded(t) in folded(query) for t in texts if t)


@check("rag.route", "label", "labels")
def route(row: Row, answer: str, params: dict[str, Any]) -> Verdict:
    """The answer is the label. `query`: what the rewritten query must name: the entity and one of the wordings of the matter. `lacks`: what only earlier turns name."""
    labels, system, lang = params["labels"], _system(row), row["lang"]
    missing = [x for x in labels if not stands(x, system)]
    if missing:
        return Verdict(f"the system prompt does not give the label {missing[0]!r}")
    if params["label"] not in labels:
        return Verdict(f"{params['label']!r} is none of the labels")
    try:
        asked = question(row)
    except Damaged as damage:
        return Verdict(str(damage))
    if params.get("lacks"):
        before = "\n".join(
            m["content"] for m in row["messages"][: row["evidence"]["question"]["turn"]] if m["role"] in ("user", "assistant")
        )
        if folded(params["lacks"]) in folded(asked):
            return Verdict(f"the last turn names {params['lacks']!r}, so it needs no earlier one")
        if folded(params["lacks"]) not in folded(before):
            return Verdict(f"no earlier turn names {params['lacks']!r}")
    label, query, fault = read(system, labels, answer)
    if fault:
        return Verdict(fault)
    if label != params["label"]:
        return Verdict(f"the label is {label!r}, not {params['label']!r}")
    if query is None:
        return Verdict()
    if _UNTIDY.search(query):
        return Verdict(f"the query ends in stray marks: {query[-10:]!r}")
    wanted = params.get("query")
    if not wanted:
        return Verdict(f"a query where none is due: {query[:40]!r}") if query else Verdict()
    if not query:
        return Verdict("the query is missing")
    if wanted["entity"] and not _shares(query, [wanted["entity"]], lang, 0.6):
        return Verdict(f"the query does not name {wanted['entity']!r}")
    bare = [_without(t, wanted["entity"]) for t in wanted["about"]]
    return (
        Verdict()
        if _shares(_without(query, wanted["entity"]), bare, lang, 0.3)
        else Verdict(f"the query does not name {wanted['about'][0]!r}")
    )


def _without(text: str, entity: str) -> str:
    """A text without the entity, so that what is left tells the matter."""
    return re.sub(re.escape(entity), " ", text, flags=re.I) if entity else text
