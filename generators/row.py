"""The row: reading, writing and asking it simple questions."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import orjson

from generators.seeds import digest

Row = dict[str, Any]
Message = dict[str, Any]
SCHEMA_PATH = Path(__file__).parent / "schema" / "row.schema.json"


def dumps(value: Any) -> bytes:
    """One line of JSON, UTF-8, newline included."""
    return orjson.dumps(value, option=orjson.OPT_APPEND_NEWLINE)


def loads(line: bytes | str) -> Any:
    """Parse one line of JSON."""
    return orjson.loads(line)


def row_id(module: str, *parts: str | int) -> str:
    """`<module>-` and 20 hex digits of a digest of the parts."""
    return f"{module}-{digest(*parts, size=10).hex()}"


def question_of(row: Row) -> str:
    """What the user asks: the span `evidence.question` where the recipe names one, else the last user turn."""
    span = row["evidence"].get("question")
    if span:
        content: str = row["messages"][span["turn"]]["content"]
        return content[span["start"] : span["end"]]
    return next((m["content"] for m in reversed(row["messages"]) if m["role"] == "user"), "")


def answer_of(row: Row) -> str:
    """The text of the last assistant turn."""
    return next((m.get("content") or "" for m in reversed(row["messages"]) if m["role"] == "assistant"), "")


def asked_of(row: Row) -> str:
    """What tells rows apart: the question, in a dialogue all that the user said before, and what the recipe says it is asked about."""
    about = row["evidence"].get("asked", {}).get("about", "")
    if about:
        return f"{question_of(row)}\n{about}"
    span = row["evidence"].get("question")
    said = [m["content"] for m in row["messages"][: span["turn"]] if m["role"] == "user"] if span else []
    return "\n".join([*said, question_of(row)]) if said and row["messages"][span["turn"] - 1]["role"] == "assistant" else question_of(row)


@lru_cache(maxsize=1)
def schema() -> dict[str, Any]:
    """The row's JSON Schema."""
    parsed: dict[str, Any] = orjson.loads(SCHEMA_PATH.read_bytes())
    return parsed


def schema_faults(row: Any) -> list[tuple[str, str]]:
    """(JSON pointer, sentence) for each breach of the schema; empty for a good row."""
    validator = _validator()
    if validator.is_valid(row):
        return []
    faults = []
    for error in validator.iter_errors(row):
        pointer = "".join(f"/{part}" for part in error.instance_path)
        message = error.message if len(error.message) <= 200 else error.message[:90] + " ... " + error.message[-90:]
        faults.append((pointer, message))
    return faults


@lru_cache(maxsize=1)
def _validator() -> Any:
    import jsonschema_rs  # heavy: not paid by `gen --help`

    return jsonschema_rs.Draft202012Validator(schema())
