"""`gen diff`: which rows and fields changed between two sets, summed up by task type; exit 5 when anything did."""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import orjson

from generators.errors import FAILED, OK, UserError
from generators.reader import read_rows
from generators.row import Row

Key = tuple[str, ...]
MISSING = object()
SORTED = orjson.OPT_SORT_KEYS


@dataclass
class Summary:
    """Counts of one task type."""

    same: int = 0
    changed: int = 0
    only_old: int = 0
    only_new: int = 0
    fields: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True)
class Change:
    """One difference: a field of a row that is in both sets (`pointer`: where in the row it begins to differ), or a whole row (`only`)."""

    row: str
    field: str = ""
    pointer: str = ""
    old: str = ""
    new: str = ""
    only: str = ""


@dataclass
class Report:
    """Summaries by task type, and the first differences."""

    tasks: dict[str, Summary]
    shown: list[Change]

    @property
    def differs(self) -> bool:
        """Whether there is any difference."""
        return any(s.changed or s.only_old or s.only_new for s in self.tasks.values())


def _load(path: str) -> dict[Key, Row]:
    """Rows by (task type, language, rank); by id where a row has no path. Two rows under one key are the user's mistake."""
    found: dict[Key, Row] = {}
    for read in read_rows(path):
        if read.row is None:
            raise UserError(f"{read.file}:{read.line}: {read.fault[1] if read.fault else 'is no row'}; run gen validate first")
        key = _key(read.row)
        if key in found:
            raise UserError(f"{read.file}:{read.line}: a second row for {'/'.join(key)}; compare single runs")
        found[key] = read.row
    return found


def _key(row: Row) -> Key:
    origin = row.get("origin")
    path = origin.get("path") if isinstance(origin, dict) else None
    if not path:
        return (str(row.get("id")),)
    return str(row.get("task_type")), str(row.get("lang")), str(path).rpartition("/")[2]


def _order(key: Key) -> tuple[Key, int, str]:
    return key[:-1], int(key[-1]) if key[-1].isdecimal() else -1, key[-1]


def changes_of(name: str, old: Row, new: Row) -> list[Change]:
    """What differs between two rows, a `Change` per top-level field, messages per turn.

    A new id alone is no change: it depends on the digest of the options and words of a run, not on what stands in the row.
    """
    out = []
    for key in sorted((set(old) | set(new)) - {"id"}):
        before, after = old.get(key, MISSING), new.get(key, MISSING)
        if key == "messages" and isinstance(before, list) and isinstance(after, list):
            for turn in range(max(len(before), len(after))):
                pair = (m[turn] if turn < len(m) else MISSING for m in (before, after))
                out += _changes(name, f"messages[{turn}]", f"/messages/{turn}", *pair)
        else:
            out += _changes(name, key, f"/{key}", before, after)
    return out


def _changes(name: str, label: str, pointer: str, old: Any, new: Any) -> list[Change]:
    if _same(old, new):
        return []
    where, old, new = _descend(pointer, old, new)
    return [Change(name, label, where, *_inline(_text(old), _text(new)))]


def _same(old: Any, new: Any) -> bool:
    """Equality as JSON: for Python, true is 1."""
    if old is MISSING or new is MISSING:
        return old is new
    return orjson.dumps(old, option=SORTED) == orjson.dumps(new, option=SORTED)


def _descend(pointer: str, old: Any, new: Any) -> tuple[str, Any, Any]:
    """The innermost place that holds all of the difference: as long as just one member differs, go into it."""
    if isinstance(old, dict) and isinstance(new, dict):
        keys: list[Any] = sorted(set(old) | set(new))
        pairs = [(k, old.get(k, MISSING), new.get(k, MISSING)) for k in keys]
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        pairs = [(i, *pair) for i, pair in enumerate(zip(old, new, strict=True))]
    else:
        return pointer, old, new
    differing = [p for p in pairs if not _same(p[1], p[2])]
    if len(differing) != 1:
        return pointer, old, new
    key, before, after = differing[0]
    return _descend(f"{pointer}/{key}", before, after)


def _text(value: Any) -> str:
    if value is MISSING:
        return "(missing)"
    return value if isinstance(value, str) else orjson.dumps(value, option=SORTED).decode()


def _inline(old: str, new: str) -> tuple[str, str]:
    """Both texts near their first difference, on one line each."""
    at = next((i for i, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
    start = max(0, at - 40)
    old, new = (("…" if start else "") + t[start : at + 80] + ("…" if at + 80 < len(t) else "") for t in (old, new))
    return old.replace("\n", "\\n"), new.replace("\n", "\\n")


def compare(old: dict[Key, Row], new: dict[Key, Row], limit: int) -> Report:
    """Align and compare; only the first `limit` differences are kept."""
    report = Report({}, [])
    for key in sorted(old.keys() | new.keys(), key=_order):
        task = str(new.get(key, old.get(key, {})).get("task_type"))
        summary, name = report.tasks.setdefault(task, Summary()), "/".join(key)
        changes = []
        if key not in new:
            summary.only_old += 1
            changes = [Change(name, only="old")]
        elif key not in old:
            summary.only_new += 1
            changes = [Change(name, only="new")]
        elif changes := changes_of(name, old[key], new[key]):
            summary.changed += 1
            summary.fields.update({c.field.partition("[")[0] for c in changes})
        else:
            summary.same += 1
        report.shown += changes[: limit - len(report.shown)]
    return report


def diff_command(old_path: str, new_path: str, as_json: bool, limit: int) -> int:
    """Print the differences; 0 when there are none, else 5."""
    report = compare(_load(old_path), _load(new_path), limit)
    if as_json:
        tasks = {t: {**vars(s), "fields": dict(s.fields)} for t, s in report.tasks.items()}
        data = {"differs": report.differs, "task_types": tasks, "changes": [vars(c) for c in report.shown]}
        sys.stdout.buffer.write(orjson.dumps(data, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
    else:
        _print(report)
    return FAILED if report.differs else OK


def _print(report: Report) -> None:
    for task, s in report.tasks.items():
        fields = ", ".join(f"{n} {c}" for n, c in s.fields.most_common())
        counts = f"{s.same} same, {s.changed} changed, {s.only_old} only old, {s.only_new} only new"
        print(f"{task}: {counts}" + (f" ({fields})" if fields else ""))
    for c in report.shown:
        print(f"\n{c.row}: only in the {c.only} set" if c.only else f"\n{c.row} {c.pointer}\n  - {c.old}\n  + {c.new}")
    found = sum(s.changed + s.only_old + s.only_new for s in report.tasks.values())
    print(f"\n{found} rows differ" if found else "no difference")
