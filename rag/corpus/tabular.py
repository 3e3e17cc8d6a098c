"""CSV to rows with the span of every cell, and JSON Lines to records."""

from __future__ import annotations

import re

from rag.corpus.blocks import Builder, Line
from rag.corpus.decode import Unreadable
from rag.corpus.structure import Block

_NUMBER = re.compile(r"[-+$£€¥]?[\d.,:/%-]*\d[\d.,:/%-]*\s*\w{0,3}")


def parse_csv(text: str) -> tuple[Block, ...]:
    """The records of a csv text as rows."""
    records = _records(text, _delimiter(text))
    records = [r for r in records if any(text[a:b].strip() for a, b in r)]
    if not records or max(map(len, records)) < 2:
        raise Unreadable("no table: no line holds two fields separated by a comma, semicolon or tab")
    header = _header([[text[a:b].strip() for a, b in r] for r in records])
    out = Builder(text)
    number = out.new_list()
    for record in records[1 if header else 0 :]:
        out.row(record, header, number)
    return tuple(out.blocks)


def _delimiter(text: str) -> str:
    """The sign that cuts the first lines into the same number of fields."""
    head = text[:20_000]

    def score(sign: str) -> tuple[int, int]:
        widths = [len(r) for r in _records(head, sign)[:20]]
        usual = max(sorted(set(widths)), key=widths.count, default=1)
        return (widths.count(usual) if usual > 1 else 0, usual)

    return max(",;\t", key=score)


def _records(text: str, sign: str) -> list[list[Line]]:
    """Spans of the fields of every record, quotes left out; a quoted field may hold line breaks."""
    field = re.compile(rf'[^\S\r\n{sign}]*"((?:[^"]|"")*)"[^{sign}\r\n]*|([^{sign}\r\n]*)')
    records: list[list[Line]] = [[]]
    at = 0
    while at <= len(text):
        found = field.match(text, at)
        if found is None:  # cannot be: the second branch matches nothing as well
            break
        records[-1].append(found.span(1) if found[1] is not None else found.span(2))
        at = found.end()
        if text[at : at + 1] == sign:
            at += 1
            continue
        at += 2 if text[at : at + 2] == "\r\n" else 1
        if at >= len(text):
            break
        records.append([])
    return records


def _header(rows: list[list[str]]) -> tuple[str, ...]:
    """The first record where it names the columns: all filled, all different, no figures, nothing that comes back below."""
    first = rows[0]
    if len(rows) < 2 or not all(first) or len(set(first)) < len(first) or any(_NUMBER.fullmatch(c) or len(c) > 60 for c in first):
        return ()
    if any(c in {row[i] for row in rows[1:] if i < len(row)} for i, c in enumerate(first)):
        return ()
    return tuple(first)


def looks_like_markdown(text: str) -> bool:
    """Is a record's text written in markdown?"""
    signs = (r"^#{1,6} \S", r"^[ \t]*[-*+] \S", r"^```", r"\*\*\S[^*\n]*\*\*", r"\]\([^)\s]+\)", r"^\|.*\|[ \t]*$", r"^> \S")
    return any(re.search(s, text, re.M) for s in signs)
