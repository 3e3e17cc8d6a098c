"""A tool of the user's as the module needs it, and the mending of names and schemas on the way there."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

_TYPES = {"dict": "object", "float": "number", "double": "number", "tuple": "array", "list": "array", "int": "integer", "bool": "boolean", "str": "string", "long": "integer"}  # fmt: skip


@dataclass(frozen=True)
class Spec:
    """Name (legal for OpenAI), description, closed JSON Schema of the arguments, schema of the result where known, examples of it."""

    name: str
    description: str
    parameters: dict[str, Any]
    output: dict[str, Any] | None = None
    examples: tuple[Any, ...] = ()
    original: str = ""  # the name by which a server knows it


def legal(name: str) -> str:
    """A name of at most 64 letters, digits, _ and -."""
    plain = re.sub(r"[^A-Za-z0-9_-]+", "_", name).strip("_")
    return plain[:64] or "tool"


def unique(specs: list[Spec]) -> list[Spec]:
    """The same tools, a number behind a name that stands twice."""
    seen: dict[str, int] = {}
    out = []
    for s in specs:
        n = seen[s.name] = seen.get(s.name, 0) + 1
        name = s.name if n == 1 else f"{s.name[:61]}_{n}"
        out.append(Spec(name, s.description, s.parameters, s.output, s.examples, s.original or s.name))
    return out


def closed(schema: Any) -> dict[str, Any]:
    """An object schema that refuses what it does not name."""
    plain = mended(schema) if isinstance(schema, dict) else {}
    plain.setdefault("type", "object")
    plain.setdefault("properties", {})
    plain["required"] = [r for r in plain.get("required", []) if r in plain["properties"]]
    plain["additionalProperties"] = False
    return {
        k: v
        for k, v in plain.items()
        if k in ("type", "properties", "required", "additionalProperties", "description", "$defs", "definitions", "oneOf", "anyOf")
    }


def mended(schema: Any) -> Any:
    """Draft 2020-12 of what OpenAPI 3.0, Python type names and habits make of a schema: nullable, boolean bounds, `dict`, `float`, `optional`."""
    if isinstance(schema, list):
        return [mended(s) for s in schema]
    if not isinstance(schema, dict):
        return schema
    out: dict[str, Any] = {}
    for key, value in schema.items():
        if key in ("properties", "$defs", "definitions", "patternProperties") and isinstance(value, dict):
            out[key] = {k: mended(v) for k, v in value.items()}
        elif key in ("enum", "const", "default", "example", "examples"):
            out[key] = value
        else:
            out[key] = mended(value)
    kind = out.get("type")
    if isinstance(kind, str) and kind.lower() in _TYPES:
        out["type"] = _TYPES[kind.lower()]
    elif isinstance(kind, str) and kind.lower() == "any":
        del out["type"]
    for bound, other in (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")):
        if isinstance(out.get(bound), bool) and out.pop(bound) and other in out:
            out[bound] = out.pop(other)
    if out.pop("nullable", False) and isinstance(out.get("type"), str):
        out["type"] = [out["type"], "null"]
    if isinstance(out.get("required"), bool):
        del out["required"]
    for odd in ("optional", "xml", "discriminator", "externalDocs", "example", "readOnly", "writeOnly", "deprecated"):
        if odd in out and not isinstance(out[odd], dict | list):
            out.pop(odd)
    for odd in ("xml", "discriminator", "externalDocs"):
        out.pop(odd, None)
    if "pattern" in out and not _compiles(out["pattern"]):
        del out["pattern"]
    return out


def _compiles(pattern: Any) -> bool:
    try:
        re.compile(pattern)
    except (re.error, TypeError):
        return False
    return True
