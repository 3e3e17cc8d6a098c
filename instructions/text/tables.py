"""Data written as text: JSON, YAML, CSV and Markdown tables, read into rows of cells."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import Any

from instructions.text.record import Record


def parse_json(text: str) -> Any:
    """The JSON value that the whole text is; ValueError where it is none. No prose around it, no code fence."""
    return json.loads(text.strip())


def rows_of_csv(text: str, delimiter: str = ",") -> list[list[str]]:
    """Rows of a CSV text."""
    return [row for row in csv.reader(io.StringIO(text.strip()), delimiter=delimiter) if row]


def yaml_pairs(text: str) -> list[list[tuple[str, str]]] | None:
    """A flat YAML list of mappings (or one mapping) as lists of pairs; None for anything else. Enough of YAML for what is asked here."""
    out: list[list[tuple[str, str]]] = []
    for line in text.strip().split("\n"):
        m = re.fullmatch(r"(- |  )?([^\s:#-][^:#]*?):(?: +(.*))?", line)
        if not m:
            return None
        if m[1] == "- " or not out:
            out.append([])
        out[-1].append((m[2], (m[3] or "").strip().strip("\"'")))
    return out


def table_of(r: Record) -> list[list[str]]:
    """Cells of a Markdown table, header first, the ruling line left out; [] where there is none or it is ragged."""
    rows = [[c.strip() for c in r.text[x.start : x.end].strip().strip("|").split("|")] for x in r.all_lines if x.kind == "table"]
    if len(rows) < 3 or not all(re.fullmatch(r":?-{1,}:?", c) for c in rows[1]) or len({len(x) for x in rows}) != 1:
        return []
    return [rows[0], *rows[2:]]


def entries(r: Record) -> list[list[str]]:
    """Rows of whatever data the text is, header first; [] where it is none. Found once for a record."""
    kept: list[list[str]] | None = r.__dict__.get("entries")
    if kept is None:
        kept = r.__dict__["entries"] = _entries(r)
    return kept


def _entries(r: Record) -> list[list[str]]:
    found = table_of(r)
    if found:
        return found
    if r.text[:1] in "[{":
        try:
            value = parse_json(r.text)
            return [list(value[0]), *[[str(v) for v in x.values()] for x in value]]
        except (ValueError, TypeError, KeyError, IndexError, AttributeError):
            return []
    pairs = yaml_pairs(r.text) if r.text.startswith("- ") else None
    if pairs:
        return [[k for k, _ in pairs[0]], *[[v for _, v in x] for x in pairs]]
    for delimiter in (",", ";", "\t"):
        if r.text.count(delimiter) >= r.text.count("\n") > 0 and not r.items:
            rows = rows_of_csv(r.text, delimiter)
            if len(rows) > 1 and len(rows[0]) > 1 and len({len(x) for x in rows}) == 1:
                return rows
    return []
