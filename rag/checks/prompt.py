"""What a check may know of the prompt: the documents and marked sentences, sliced out of the finished messages and held against themselves."""

from __future__ import annotations

import hashlib
import itertools
from dataclasses import dataclass
from typing import Any

from generators.checks.registry import per_row
from generators.reading import follows, states
from rag.checks.readable import readable

Row = dict[str, Any]


class Damaged(ValueError):
    """Evidence that does not fit the prompt; the message says how."""


def told(text: str, value: str, lang: str) -> bool:
    """Whether the text states the value; an English name may stand as many ("gateway pools" for a page "Gateway Pool")."""
    return states(text, value, lang) or (
        lang == "en" and value[:1].isupper() and value[-1:].isalpha() and any(states(text, value + end, lang) for end in ("s", "es"))
    )


@dataclass(frozen=True)
class Document:
    """One document as it stands in the prompt."""

    n: int
    text: str
    role: str
    entity: str
    place: tuple[int, int, int]


@dataclass(frozen=True)
class Span:
    """A sentence that states a value."""

    n: int
    text: str
    role: str
    value: str
    shown: str = ""  # where the value follows by arithmetic: the figure that stands in the text

    def holds(self, lang: str) -> bool:
        """Whether the sentence states its value, or the figure it follows from."""
        return told(self.text, self.shown or self.value, lang)


def _slice(row: Row, place: dict[str, Any]) -> str:
    content = row["messages"][place["turn"]]["content"]
    if not 0 <= place["start"] < place["end"] <= len(content):
        raise Damaged(f"offsets {place['start']}-{place['end']} lie outside turn {place['turn']}")
    text: str = content[place["start"] : place["end"]]
    return text


@per_row
def documents(row: Row) -> list[Document]:
    """The documents in order; Damaged where they overlap, miscount or do not name their entity."""
    question(row)
    found = []
    for i, d in enumerate(row["evidence"]["documents"]):
        text = _slice(row, d)
        if d["n"] != i + 1:
            raise Damaged(f"document {d['n']} stands at place {i + 1}")
        if hashlib.blake2b(text.encode(), digest_size=8).hexdigest() != d["digest"]:
            raise Damaged(f"document {d['n']} is not the text it was: {text[:30]!r}")
        plain = text.replace('\\"', '"')
        for key in ("title", "source"):
            if d[key] not in plain:
                raise Damaged(f"document {d['n']} does not show its {key} {d[key]!r}")
        if d["entity"] not in plain and d["entity"].casefold() not in plain.casefold():
            raise Damaged(f"document {d['n']} does not name {d['entity']!r}")
        if "chunk" in d:
            text = readable(text)
        found.append(Document(d["n"], text, d["role"], d["entity"], (d["turn"], d["start"], d["end"])))
    for a, b in itertools.pairwise(found):
        if a.place[0] == b.place[0] and a.place[2] > b.place[1]:
            raise Damaged(f"documents {a.n} and {b.n} overlap")
    return found


@per_row
def spans(row: Row) -> list[Span]:
    """The marked sentences; Damaged where one is not what stands in the prompt, or lies outside its document."""
    docs = {d.n: d for d in documents(row)}
    found = []
    for s in row["evidence"]["spans"]:
        text = _slice(row, s)
        if text != s["text"]:
            raise Damaged(f"the span {s['start']}-{s['end']} reads {text[:40]!r}, not {s['text'][:40]!r}")
        turn, start, end = docs[s["n"]].place
        if s["turn"] != turn or s["start"] < start or s["end"] > end:
            raise Damaged(f"the span {s['start']}-{s['end']} lies outside document {s['n']}")
        if "chunk" in row["evidence"]["documents"][s["n"] - 1]:
            text = readable(text)
        shown = ""
        if "derived" in s:
            d = s["derived"]
            shown = d["shown"]
            if not follows(s["value"], d["op"], d["n"], shown, row["lang"]):
                raise Damaged(f"{shown!r} is not {s['value']!r} {d['op']} {d['n']}")
        found.append(Span(s["n"], text, s["role"], s["value"], shown))
    return found


@per_row
def question(row: Row) -> str:
    """The user's question; Damaged where something else stands at its place."""
    place = row["evidence"]["question"]
    text = _slice(row, place)
    if text != place["text"]:
        raise Damaged(f"the question reads {text[:40]!r}, not {place['text'][:40]!r}")
    return text


@per_row
def context(row: Row) -> str:
    """Everything before the answer but the question: where a value must not stand when it is said to be absent."""
    q = row["evidence"]["question"]
    question(row)
    parts = []
    last = max(i for i, m in enumerate(row["messages"]) if m["role"] == "assistant")
    for turn, message in enumerate(row["messages"][:last]):
        content = message.get("content") or ""
        if turn == q["turn"]:
            content = content[: q["start"]] + "\n" + content[q["end"] :]
        parts.append(content)
    text = "\n".join(parts)
    return readable(text) if any("chunk" in d for d in row["evidence"]["documents"]) else text
