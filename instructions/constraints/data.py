"""Strict data formats: JSON, YAML, CSV, a Markdown table."""

from __future__ import annotations

import csv
import random
import re
from collections.abc import Iterator
from typing import Any

from instructions.constraints.base import Facts, Kind, Measuring, Params, register
from instructions.text.record import Record
from instructions.text.tables import parse_json, rows_of_csv, table_of, yaml_pairs


@register
class Json(Kind):
    """The answer is JSON and nothing else: a list of n objects with exactly these keys, in this order."""

    id, visible = "data.json", True
    needs = ("json",)

    def check(self, r: Record, p: Params) -> str:
        try:
            value = parse_json(r.text)
        except ValueError as error:
            return f"not JSON alone: {error}"
        rows = value if isinstance(value, list) else [value]
        bad = [x for x in rows if not isinstance(x, dict) or list(x) != p["keys"]]
        return f"an entry has not the keys {p['keys']}" if bad or not rows else "" if isinstance(value, list) else "not a list"

    def measure(self, r: Record, m: Measuring) -> Iterator[Params]:
        try:
            value = parse_json(r.text)
        except ValueError:
            return
        if isinstance(value, list) and value and isinstance(value[0], dict):
            yield {"keys": list(value[0])}

    def cut(self, r: Record, p: Params, rng: random.Random) -> Iterator[str]:
        yield re.sub(r"\}(\s*\])$", r"},\1", r.text.strip())
        yield f"```json\n{r.text.strip()}\n```"
        key = rng.choice(p["keys"])
        yield r.text.replace(f'"{key}"', f'"{key}s"' if r.lang == "en" else f'"{key}："', 1)

    def facts(self, p: Params, lang: str) -> Facts:
        return Facts(shape="json", holds=[(k, 1) for k in p["keys"]])

    def outside(self, p: Params) -> tuple[str, dict[str, Any]] | None:
        return "detectable_format:json_format", {}


@register
class Yaml(Kind):
    """The answer is YAML and nothing else: a list of n mappings with these keys."""

    id, visible = "data.yaml", True
    needs = ("yaml",)

    def check(self, r: Record, p: Params) -> str:
        rows = yaml_pairs(r.text)
        if rows is None or not r.text.lstrip().startswith("- "):
            return "not a YAML list alone"
        bad = [x for x in rows if [k for k, _ in x] != p["keys"]]
        return f"an entry has not the keys {p['keys']}" if bad else ""

    def measure(self, r: Record, m: Measuring) -> Iterator[Params]:
        rows = yaml_pairs(r.text) if r.text.startswith("- ") else None
        if rows and len(rows[0]) > 1:
            yield {"keys": [k for k, _ in rows[0]]}

    def cut(self, r: Record, p: Params, rng: random.Random) -> Iterator[str]:
        lines = r.text.split("\n")
        at = rng.randrange(len(lines))
        yield "\n".join([*lines[:at], lines[at].replace(": ", "：", 1), *lines[at + 1 :]])
        yield f"```yaml\n{r.text}\n```"

    def facts(self, p: Params, lang: str) -> Facts:
        return Facts(shape="yaml", holds=[(k, 1) for k in p["keys"]])


@register
class Csv(Kind):
    """The answer is CSV and nothing else: this header, then n rows."""

    id, visible = "data.csv", True

    def check(self, r: Record, p: Params) -> str:
        try:
            rows = rows_of_csv(r.text, p["delimiter"])
        except csv.Error as error:
            return f"not CSV: {error}"
        if not rows or rows[0] != p["keys"]:
            return f"the header is not {p['keys']}"
        bad = [x for x in rows if len(x) != len(p["keys"])]
        return f"a row has {len(bad[0])} fields" if bad else "a blank line" if "\n\n" in r.text.strip() else ""

    def measure(self, r: Record, m: Measuring) -> Iterator[Params]:
        for delimiter in (",", ";", "\t"):
            rows = rows_of_csv(r.text, delimiter) if r.text.count(delimiter) >= r.text.count("\n") > 1 else []
            if len(rows) > 2 and len(rows[0]) > 1 and len({len(x) for x in rows}) == 1 and not r.items:
                yield {"keys": rows[0], "delimiter": delimiter}

    def wording(self, p: Params) -> str:
        return {",": "comma", ";": "semicolon", "\t": "tab"}[p["delimiter"]]

    def cut(self, r: Record, p: Params, rng: random.Random) -> Iterator[str]:
        lines = r.text.strip().split("\n")
        yield "\n".join(lines[1:])
        at = rng.randrange(1, len(lines))
        yield "\n".join([*lines[:at], lines[at].replace(p["delimiter"], " ", 1), *lines[at + 1 :]])

    def facts(self, p: Params, lang: str) -> Facts:
        return Facts(shape="csv", holds=[(k, 1) for k in p["keys"]])


@register
class Table(Kind):
    """A Markdown table with this header and n rows below it."""

    id, visible = "data.table", True
    needs = ("table",)

    def check(self, r: Record, p: Params) -> str:
        rows = table_of(r)
        if not rows:
            return "there is no table, or it is ragged"
        if rows[0] != p["keys"]:
            return f"the header is {rows[0]}, asked: {p['keys']}"
        return ""

    def measure(self, r: Record, m: Measuring) -> Iterator[Params]:
        rows = table_of(r)
        if rows:
            yield {"keys": rows[0]}

    def cut(self, r: Record, p: Params, rng: random.Random) -> Iterator[str]:
        rows = [x for x in r.all_lines if x.kind == "table"]
        yield (r.text[: rows[1].start] + r.text[rows[1].end + 1 :]).rstrip()

    def facts(self, p: Params, lang: str) -> Facts:
        return Facts(bounds={"table_rows": (1, None)}, shape="table", holds=[(k, 1) for k in p["keys"]])
