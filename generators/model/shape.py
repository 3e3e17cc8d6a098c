"""The shape of a reply: thinking taken off, JSON held to its schema."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

import orjson

from generators.model.loose_json import parse_loose

_THINKING = re.compile(r"<(think|thinking|reasoning)>.*?</\1>\s*", re.S)
_UNCLOSED = re.compile(r"^.*?</(?:think|thinking|reasoning)>\s*", re.S)


def strip_thinking(text: str) -> tuple[str, str]:
    """(what is said, what was thought) of a reply whose thinking stands in tags, also where the opening tag was left out."""
    thought = "".join(m.group(0) for m in _THINKING.finditer(text))
    said = _THINKING.sub("", text)
    if not thought and (open_end := _UNCLOSED.match(said)):
        thought, said = open_end.group(0), said[open_end.end() :]
    return said.strip(), re.sub(r"</?(?:think|thinking|reasoning)>", "", thought).strip()


def shaped(request: dict[str, Any], text: str) -> tuple[str, str]:
    """(the reply to keep, the fault where it has not the asked shape). Replies asked for as JSON are kept as plain, canonical JSON."""
    schema = request.get("schema")
    if not schema:
        return text, ""
    try:
        value = parse_loose(strip_thinking(text)[0])
    except ValueError as error:
        return text, f"not JSON: {error}"
    validator = _validator(orjson.dumps(schema))
    if not validator.is_valid(value):
        first = next(iter(validator.iter_errors(value)))
        return text, f"/{'/'.join(str(p) for p in first.instance_path)}: {first.message[:200]}"
    return orjson.dumps(value).decode(), ""


@lru_cache(maxsize=32)
def _validator(schema: bytes) -> Any:
    import jsonschema_rs

    return jsonschema_rs.Draft202012Validator(orjson.loads(schema))
