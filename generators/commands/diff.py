"""`gen diff`: which rows and fields changed between two sets, summed up by task type; exit 5 when anything did."""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import orjson

from generators.errors import UserError
from generators.reader import read_rows
from generators.row import Row

Key = tuple[str, str, str]


@dataclass
class Summary:
    """Counts of one task type."""

    same: int = 0
    changed: int = 0
    only_old: int = 0
    only_new: int = 0
    fields: Counter[str] = field(default_factory=Counter)


def _load(path: str) -> dict[Key, Row]:
    """Rows by (task type, language, rank); by id where a row has no path. Two rows under one key are the user's mistake."""
    found: dict[Key, Row] = {}
    for read in read_rows(path):
        if read.row is None:
            raise UserError(f"{read.file}:{read.line}: {read.fault[1] if read.fault else 'is no row'}; run gen validate first")
        row = read.row
        path_ = str(row.get("origin", {}).get("path") or "")
        key = (str(row.get("task_type")), str(row.get("lang")), path_.rpartition("/")[2] if path_ else str(row.get("id")))
        if key in found:
            raise UserError(f"{read.file}:{read.line}: a second row for {'/'.join(key)}; compare single runs")
        found[key] = row
    return found


def changed_fields(old: Row, new: Row) -> list[tuple[str, str, str]]:
    """(field, before, after) of everything that differs, messages by turn. A new id alone is no change: it digests options and words."""
    out = []
    for name in sorted(set(old) | set(new)):
        if name == "id" or old.get(name) == new.get(name):
            continue
        if name != "messages":
            out.append((name, _text(old.get(name)), _text(new.get(name))))
            continue
        before, after = old.get(name) or [], new.get(name) or []
        for turn in range(max(len(before), len(after))):
            a, b = (m[turn] if turn < len(m) else None for m in (before, after))
            if a != b:
                out.append((f"messages[{turn}]", _text(a), _text(b)))
    return out


def _text(value: Any) -> str:
    if isinstance(value, dict) and isinstance(value.get("content"), str):
        return str(value["content"])
    return orjson.dumps(value).decode()


def diff_command(old_path: str, new_path: str, as_json: bool, limit: int) -> int:
    """Print the differences; 0 when there are none, else 5."""
    old, new = _load(old_path), _load(new_path)
    summaries: dict[str, Summary] = {}
    shown: list[dict[str, Any]] = []
    for key in sorted(set(old) | set(new), key=lambda k: (k[0], k[1], int(k[2]) if k[2].isdigit() else 0, k[2])):
        summary = summaries.setdefault(key[0], Summary())
        if key not in new:
            summary.only_old += 1
        elif key not in old:
            summary.only_new += 1
        elif changes := changed_fields(old[key], new[key]):
            summary.changed += 1
            summary.fields.update(name.partition("[")[0] for name, _, _ in changes)
            shown += [{"row": "/".join(key), "field": n, "old": a, "new": b} for n, a, b in changes] if len(shown) < limit else []
        else:
            summary.same += 1
    differs = any(s.changed or s.only_old or s.only_new for s in summaries.values())
    if as_json:
        report = {t: {**vars(s), "fields": dict(s.fields)} for t, s in summaries.items()}
        sys.stdout.buffer.write(
            orjson.dumps(
                {"differs": differs, "task_types": report, "changes": shown[:limit]}, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE
            )
        )
        return 5 if differs else 0
    for task, s in summaries.items():
        fields = ", ".join(f"{n} {c}" for n, c in s.fields.most_common())
        print(
            f"{task}: {s.same} same, {s.changed} changed, {s.only_old} only old, {s.only_new} only new" + (f" ({fields})" if fields else "")
        )
    for change in shown[:limit]:
        print(
            f"\n{change['row']} {change['field']}\n  - {_around(change['old'], change['new'])}\n  + {_around(change['new'], change['old'])}"
        )
    return 5 if differs else 0


def _around(text: str, other: str) -> str:
    """The text near its first difference from the other."""
    at = next((i for i, (a, b) in enumerate(zip(text, other, strict=False)) if a != b), min(len(text), len(other)))
    start = max(0, at - 40)
    piece = text[start : at + 80].replace("\n", "\\n")
    return ("..." if start else "") + piece + ("..." if at + 80 < len(text) else "")
