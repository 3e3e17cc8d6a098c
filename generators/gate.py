"""The gate: what a row must pass before it is written."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from generators.checks import judge
from generators.checks.registry import one_row
from generators.errors import UserError
from generators.recipe import Recipe
from generators.row import Row, schema_faults


@dataclass(frozen=True)
class Fault:
    """Why a row is not good: a code that can be counted, a JSON pointer, a sentence."""

    code: str
    pointer: str
    message: str


def faults_of(row: Row, recipe: Recipe | None, evidence: Any = None, reworded: bool = False) -> list[Fault]:
    """Verify one row: schema, evidence schema, required checks present, every check passes. This is the only verifier.

    `reworded`: the row has passed before, and only the text of its last turn is another: its form need not be looked at again.
    """
    found = [] if reworded else [Fault("schema", pointer, message) for pointer, message in schema_faults(row)]
    if found:
        return found
    if not reworded and evidence is not None and not evidence.is_valid(row["evidence"]):
        error = next(iter(evidence.iter_errors(row["evidence"])))
        return [Fault("evidence", "/evidence" + "".join(f"/{p}" for p in error.instance_path), error.message[:200])]
    present = {c["kind"] for c in row["checks"]}
    if recipe is not None:
        found += [
            Fault("missing-check", "/checks", f"required check {k!r} is missing") for k in recipe.required if not present & {*k.split("|")}
        ]
        found += _facet_faults(row, recipe)
    with one_row(row):
        for i, item in enumerate(row["checks"]):
            why, code = judge(row, item)
            if why:
                found.append(Fault(code or f"check/{item['kind']}", f"/checks/{i}", why))
    return found


def _facet_faults(row: Row, recipe: Recipe) -> list[Fault]:
    found = []
    for key, value in row["facets"].items():
        if key not in recipe.facets:
            found.append(Fault("facet", f"/facets/{key}", "unknown facet"))
        elif recipe.facets[key] and str(value) not in recipe.facets[key]:
            found.append(Fault("facet", f"/facets/{key}", f"{value!r} is none of {', '.join(recipe.facets[key])}"))
    return found


@lru_cache(maxsize=8)
def evidence_validator(path: Path) -> Any:
    """Compiled JSON Schema of a module's evidence."""
    import jsonschema_rs
    import orjson

    return jsonschema_rs.Draft202012Validator(orjson.loads(path.read_bytes()))


@lru_cache(maxsize=4)
def user_rules(path: str) -> Callable[[Row], str | None]:
    """The user's `--rules` file as one function: a sentence when a row breaks a rule."""
    if not path:
        return lambda row: None
    space: dict[str, Any] = {"__file__": path}
    try:
        exec(compile(Path(path).read_text("utf-8"), path, "exec"), space)  # the user's own file, named on the command line
        forbidden = [re.compile(p) for p in space.get("FORBIDDEN", [])]
    except Exception as error:
        raise UserError(f"--rules {path}: {type(error).__name__}: {error}") from None
    own = space.get("check")
    if own is None and not forbidden:
        raise UserError(f"--rules {path}: defines neither FORBIDDEN nor check(row)")

    def judge_row(row: Row) -> str | None:
        for message in row["messages"]:
            if message["role"] == "assistant":
                for pattern in forbidden:
                    if pattern.search(message.get("content") or ""):
                        return f"forbidden phrase /{pattern.pattern}/"
        return own(row) if own else None

    return judge_row


def tokens(row: Row, tokenizer: str) -> int:
    """Length of all contents of a row in the given tokenizer."""
    from generators.tokens import load

    count = load(tokenizer).count
    return sum(count(m.get("content") or "") for m in row["messages"])
