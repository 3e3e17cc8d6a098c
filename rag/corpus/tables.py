"""Tables: markdown's with pipes and those written in HTML."""

from __future__ import annotations

import re

from rag.corpus.blocks import Builder, Line
from rag.corpus.inline import plain

_RULE = re.compile(r"^\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$")
_CELL = re.compile(r"(?:\\.|(?<!`)(`+)(?!`)[^\n]*?(?<!`)\1(?!`)|[^|\\])+|(?<=\|)(?=\|)", re.S)
_HTML_ROW = re.compile(r"<tr\b[^>]*>(.*?)(?=<tr\b|</table|\Z)", re.S | re.I)
_HTML_CELL = re.compile(r"<(t[hd])\b[^>]*>(.*?)(?=</t[hd]>|<t[hd]\b|</tr|\Z)", re.S | re.I)


def is_table(masked: str, lines: list[Line], i: int) -> bool:
    """Do a header and its rule stand at line i?"""
    if i + 1 >= len(lines) or "|" not in masked[slice(*lines[i])]:
        return False
    below = masked[slice(*lines[i + 1])]
    return "|" in below and bool(_RULE.match(below)) and abs(len(_cells(masked, lines[i])) - below.strip().strip("|").count("|") - 1) <= 1


def pipe_table(out: Builder, masked: str, lines: list[Line], i: int) -> int:
    """Read the table at line i; return the first line behind it."""
    header = tuple(plain(out.text[a:b])[0] for a, b in _cells(masked, lines[i]))
    header = header if any(header) else ()
    number = out.new_list()
    i += 2
    while i < len(lines) and "|" in masked[slice(*lines[i])]:
        cells = _cells(masked, lines[i])
        if not _RULE.match(masked[slice(*lines[i])]):
            out.row(cells, header, number)
        i += 1
    return i


def _cells(masked: str, line: Line) -> list[Line]:
    start, end = line
    while start < end and masked[start].isspace():
        start += 1
    while end > start and masked[end - 1].isspace():
        end -= 1
    if masked[start:end].startswith("|"):
        start += 1
    if masked[start:end].endswith("|") and not masked[start:end].endswith("\\|"):
        end -= 1
    cells, at = [], start
    while at <= end:
        found = _CELL.match(masked, at, end)
        stop = found.end() if found else at
        cells.append((at, stop))
        at = max(stop, at) + 1
    return cells


def html_table(out: Builder, masked: str, start: int, end: int) -> None:
    """Read the rows of a table written in HTML."""
    header: tuple[str, ...] = ()
    number = out.new_list()
    for n, row in enumerate(_HTML_ROW.finditer(masked, start, end)):
        cells = [(c[1].lower(), c.span(2)) for c in _HTML_CELL.finditer(masked, *row.span(1))]
        if n == 0 and cells and all(kind == "th" for kind, _ in cells):
            header = tuple(plain(out.text[a:b])[0] for _, (a, b) in cells)
        elif cells:
            out.row([span for _, span in cells], header, number)
