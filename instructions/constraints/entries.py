"""What stands in data, whatever its form: how many entries, which ones, in what order."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator, Sequence
from typing import Any

from instructions.constraints.base import Count, Facts, Kind, Measuring, Params, interval, register
from instructions.text.record import Record
from instructions.text.tables import entries, parse_json


def _swap_rows(r: Record, rng: random.Random, a: int, b: int) -> Iterator[str]:
    rows = [x for x in r.all_lines if x.kind == "table"][2:]
    if len(rows) > 1 and rows[a].start != rows[b].start:
        one, two = sorted((rows[a], rows[b]), key=lambda x: x.start)
        yield (
            r.text[: one.start]
            + r.text[two.start : two.end]
            + r.text[one.end : two.start]
            + r.text[one.start : one.end]
            + r.text[two.end :]
        )


@register
class Rows(Count):
    """So many entries, the header apart."""

    id, ops, visible = "data.rows", ("exact", "min", "max"), True

    def value(self, r: Record) -> int:
        return max(0, len(entries(r)) - 1)

    def cut(self, r: Record, p: Params, rng: random.Random) -> Iterator[str]:
        rows = [x for x in r.all_lines if x.kind == "table"]
        if len(rows) > 3:
            x = rng.choice(rows[2:])
            yield (r.text[: x.start] + r.text[x.end + 1 :]).rstrip()
        elif r.text[:1] == "[":
            yield json.dumps(parse_json(r.text)[:-1], ensure_ascii=False, indent=2)
        elif r.text[:2] == "- ":
            yield r.text[: r.text.rindex("\n- ")] if "\n- " in r.text else r.text
        elif "\n" in r.text:
            yield r.text.rstrip().rpartition("\n")[0]

    def facts(self, p: Params, lang: str) -> Facts:
        return Facts(bounds={"data_rows": interval(p)})


@register
class Edge(Kind):
    """Which entry comes first (last)."""

    id = "data.edge"

    def wording(self, p: Params) -> str:
        return str(p["where"])

    def slots(self, p: Params) -> dict[str, Any]:
        return {"word": p["word"]}

    def check(self, r: Record, p: Params) -> str:
        rows = entries(r)[1:]
        if not rows:
            return "there are no entries"
        row = rows[0 if p["where"] == "first" else -1]
        return "" if row[0] == p["word"] else f"the {p['where']} entry is {row[0]!r}, asked: {p['word']!r}"

    def measure(self, r: Record, m: Measuring) -> Iterator[Params]:
        rows = entries(r)[1:]
        if len(rows) > 2:
            yield {"where": "first", "word": rows[0][0]}
            yield {"where": "last", "word": rows[-1][0]}

    def cut(self, r: Record, p: Params, rng: random.Random) -> Iterator[str]:
        yield from _swap_rows(r, rng, 0, -1)


@register
class Has(Kind):
    """These entries are among them."""

    id = "data.has"

    def check(self, r: Record, p: Params) -> str:
        names = [x[0] for x in entries(r)[1:]]
        missing = [w for w in p["words"] if w not in names]
        return f"there is no entry {missing[0]!r}" if missing else ""

    def measure(self, r: Record, m: Measuring) -> Iterator[Params]:
        names = [x[0] for x in entries(r)[1:]]
        if len(names) > 2:
            yield {"words": m.rng.sample(names, m.rng.choice((1, 2)))}

    def cut(self, r: Record, p: Params, rng: random.Random) -> Iterator[str]:
        yield r.text.replace(p["words"][0], p["words"][0][:-1], 1)

    def facts(self, p: Params, lang: str) -> Facts:
        return Facts(holds=[(w, 1) for w in p["words"]])


def one_unit(cells: Sequence[str]) -> bool:
    """Whether all cells hold a number, and all in the same unit: three months are not more than one year."""
    units = {re.sub(r"\d+(?:\.\d+)?", "", c, count=1).strip().removesuffix("s") for c in cells}
    return len(units) == 1 and all(re.search(r"\d", c) for c in cells)


@register
class Sorted(Kind):
    """The entries are in rising or falling order of a column of numbers."""

    id = "data.sorted"

    def _column(self, rows: list[list[str]], key: str) -> list[float]:
        if not rows or key not in rows[0]:
            return []
        at = rows[0].index(key)
        found = [re.search(r"\d+(?:\.\d+)?", x[at]) if at < len(x) else None for x in rows[1:]]
        return [float(m[0]) for m in found if m] if all(found) else []

    def check(self, r: Record, p: Params) -> str:
        values = self._column(entries(r), p["key"])
        if len(values) < 2:
            return f"there is no column of numbers {p['key']!r}"
        good = sorted(values, reverse=p["op"] == "falling") == values
        return "" if good else f"{p['key']} runs {values}, asked: {p['op']}"

    def measure(self, r: Record, m: Measuring) -> Iterator[Params]:
        rows = entries(r)
        for at, key in enumerate(rows[0] if rows else []):
            if one_unit([x[at] for x in rows[1:] if at < len(x)]) and len(set(self._column(rows, key))) > 2:
                yield {"op": "rising", "key": key}
                yield {"op": "falling", "key": key}

    def cut(self, r: Record, p: Params, rng: random.Random) -> Iterator[str]:
        yield from _swap_rows(r, rng, 0, -1)
        yield from _swap_rows(r, rng, 0, 1)

    def facts(self, p: Params, lang: str) -> Facts:
        return Facts(holds=[(p["key"], 1)])
