"""A topic's table written as JSON, YAML, CSV or a Markdown table."""

from __future__ import annotations

import json
import random
import re

from instructions.constraints.entries import one_unit
from instructions.passages.model import Topic
from instructions.shape import Text

WHOLE = 0.6  # of the tables have all their rows
_CLOCK = re.compile(r"\d[.:]\d\d(?!\d)|\d ?(?:am|pm)\b|[点时]")
_SORTS = {"table": 5, "json": 3, "csv": 2, "yaml": 2}


def data_text(topic: Topic, rng: random.Random, sort: str = "") -> Text | None:
    """Some rows and columns of the table, sometimes in order of a column of numbers."""
    t = topic.table
    if t is None:
        return None
    # What the request names ("an entry for each place and its water") has its column.
    named = {
        i
        for i, c in enumerate(t.columns)
        if i and any(w in t.what.lower() for w in ([c] if topic.lang == "zh" else c.lower().split()) if len(w) > 1)
    }
    # From the first on: a later column may say nothing without an earlier (the walk to the stop that is used instead).
    columns = list(range(max(rng.randint(1, len(t.columns) - 1), *named, 0) + 1))
    many = len(t.rows) if rng.random() < WHOLE else rng.randint(3, len(t.rows))
    drawn = set(rng.sample(range(len(t.rows)), many))
    rows = [row for i, row in enumerate(t.rows) if i in drawn]
    # By the clock a night would begin at its end.
    numeric = [c for c in columns if one_unit([r[c] for r in rows]) and not any(_CLOCK.search(r[c]) for r in rows)]
    if numeric and rng.random() < 0.6:
        at = rng.choice(numeric)
        falling = at > 0 and rng.random() < 0.5  # what numbers the rows counts up
        rows.sort(key=lambda r: float(re.search(r"\d+(?:\.\d+)?", r[at])[0]), reverse=falling)  # type: ignore[index]
    head = [t.columns[c] for c in columns]
    body = [[r[c] for c in columns] for r in rows]
    sort = sort or rng.choices(list(_SORTS), list(_SORTS.values()))[0]
    return Text(topic.lang, "data", sort=sort, raw=write(sort, head, body, rng))


def write(sort: str, head: list[str], body: list[list[str]], rng: random.Random) -> str:
    """The table in one of the forms."""
    if sort == "json":
        entries = [dict(zip(head, row, strict=True)) for row in body]
        return json.dumps(entries, ensure_ascii=False, indent=2)
    if sort == "yaml":
        return "\n".join(f"{'- ' if i == 0 else '  '}{k}: {v}" for row in body for i, (k, v) in enumerate(zip(head, row, strict=True)))
    if sort == "csv":
        mark = rng.choice((",", ",", ";", "\t"))
        return "\n".join(mark.join(row) for row in [head, *body])
    ruling = "|" + "|".join(" --- " for _ in head) + "|"
    return "\n".join([f"| {' | '.join(head)} |", ruling, *(f"| {' | '.join(row)} |" for row in body)])
