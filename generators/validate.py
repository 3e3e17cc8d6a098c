"""`gen validate`: every row proved again, from the row alone."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable
from typing import Any

import orjson

from generators.gate import evidence_validator, faults_of
from generators.module import recipe_of
from generators.reader import read_rows
from generators.row import Row

Judge = Callable[[Row], "str | None"]


class Validator:
    """Judges rows one by one; remembers what only a whole set can show (ids, prompts under two policies)."""

    def __init__(self) -> None:
        self._ids: set[bytes] = set()
        self._across: dict[str, Judge | None] = {}

    def faults(self, row: Any) -> list[tuple[str, str, str]]:
        """(code, JSON pointer, sentence) for each fault of the row."""
        known = recipe_of(row["task_type"]) if isinstance(row, dict) and isinstance(row.get("task_type"), str) else None
        if imported := is_imported(row):  # a prompt of the user's: it has no facts of ours, and its task type may be theirs
            known = None
        evidence = evidence_validator(known[0].evidence_schema) if known else None
        found = [(f.code, f.pointer, f.message) for f in faults_of(row, known[1] if known else None, evidence)]
        if found and found[0][0] == "schema":
            return found
        if known is None and not imported:
            found.append(("task-type", "/task_type", f"unknown task type {row['task_type']!r}"))
            return found
        if found:
            return found
        key = row["id"].encode()
        if key in self._ids:
            found.append(("duplicate-id", "/id", f"the id {row['id']} stands twice"))
        self._ids.add(key)
        if known is None:
            return found
        module = known[0]
        if module.name not in self._across:
            self._across[module.name] = module.across_rows() if module.across_rows else None
        judge = self._across[module.name]
        if judge is not None and (why := judge(row)):
            found.append(("across", "", why))
        return found


def is_imported(row: Any) -> bool:
    """Whether a row was a prompt of the user's, answered by `gen answer`."""
    return isinstance(row, dict) and isinstance(row.get("origin"), dict) and row["origin"].get("recipe") == "gen/answer"


def validate_command(paths: list[str], as_json: bool, tokenizer: str = "", allow_unverified: bool = False, template: str = "") -> int:
    """Print a line per fault; the exit code. `tokenizer`, `template`: what rows name by its hash. What could not be checked here fails unless allowed."""
    if template:
        from generators.tokens import load_template

        load_template(template)
    if tokenizer:
        from generators.tokens import load

        load(tokenizer)
    validator, rows, bad, codes = Validator(), 0, 0, Counter[str]()
    for path in paths:
        for read in read_rows(path):
            place = f"{read.file}:{read.line}"
            if read.warning:
                _say(
                    {"file": read.file, "line": read.line, "level": "warning", "message": read.warning},
                    f"{place}: warning: {read.warning}",
                    as_json,
                )
            rows += 1
            faults = [(read.fault[0], "", read.fault[1])] if read.fault else validator.faults(read.row)
            bad += any(not (allow_unverified and code.endswith("-unverified")) for code, _, _ in faults)
            for code, pointer, message in faults:
                codes[code] += 1
                record = {"file": read.file, "line": read.line, "pointer": pointer, "code": code, "message": message}
                _say(record, f"{place}: {pointer or '/'}: {code}: {message}", as_json)
    summary = {"rows": rows, "bad": bad, "faults": dict(sorted(codes.items()))}
    if as_json:
        print(orjson.dumps({"summary": summary}).decode())
    else:
        print(f"{rows} rows, {bad} bad" + "".join(f", {c} {n}" for c, n in sorted(codes.items())), file=sys.stderr)
    return 5 if bad else 0


def _say(record: dict[str, Any], line: str, as_json: bool) -> None:
    print(orjson.dumps(record).decode() if as_json else line)
