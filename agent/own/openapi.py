"""OpenAPI 3.0 and 3.1 documents as tools: one an operation, references laid open, path, query, header and body in one flat object."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from agent.own.spec import Spec, closed, legal, mended

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
DEEPEST = 6


def tools(document: dict[str, Any]) -> list[Spec]:
    """A tool for each operation. An operation without an operationId is named after its method and path."""
    found = []
    for path, item in (document.get("paths") or {}).items():
        item = resolve(document, item)
        for method in METHODS:
            operation = item.get(method) if isinstance(item, dict) else None
            if isinstance(operation, dict):
                found.append(_tool(document, path, method, operation, item.get("parameters") or []))
    return found


def _tool(document: dict[str, Any], path: str, method: str, operation: dict[str, Any], shared: list[Any]) -> Spec:
    properties: dict[str, Any] = {}
    required: list[str] = []
    for name, place, schema, needed in _inputs(document, operation, shared):
        key = legal(name)
        if key in properties:  # the same name in path and body, say
            key = f"{key}_{place}"
        properties[key] = schema
        if needed:
            required.append(key)
    about = operation.get("summary") or operation.get("description") or f"{method.upper()} {path}"
    name = legal(operation.get("operationId") or f"{method}_{path}")
    output, examples = _output(document, operation)
    schema = closed({"type": "object", "properties": properties, "required": required})
    return Spec(name, " ".join(str(about).split()), schema, output, examples, f"{method.upper()} {path}")


def _inputs(document: dict[str, Any], operation: dict[str, Any], shared: list[Any]) -> Iterator[tuple[str, str, dict[str, Any], bool]]:
    given: dict[tuple[str, str], dict[str, Any]] = {}
    for raw in [*shared, *(operation.get("parameters") or [])]:
        p = resolve(document, raw)
        if isinstance(p, dict) and p.get("name"):
            given[(p["name"], p.get("in", "query"))] = p
    for (name, place), p in given.items():
        schema = p.get("schema") or next((c.get("schema") for c in (p.get("content") or {}).values()), None) or {"type": "string"}
        flat = inline(document, schema)
        if p.get("description") and isinstance(flat, dict):
            flat.setdefault("description", p["description"])
        yield name, place, flat, bool(p.get("required")) or place == "path"
    body = resolve(document, operation.get("requestBody") or {})
    content = body.get("content") or {}
    media = content.get("application/json") or next(iter(content.values()), None)
    if not media:
        return
    schema = inline(document, media.get("schema") or {})
    if isinstance(schema, dict) and schema.get("properties") and schema.get("type", "object") == "object":
        for name, part in schema["properties"].items():
            yield name, "body", part, name in schema.get("required", [])
    else:
        yield "body", "body", schema, bool(body.get("required"))


def _output(document: dict[str, Any], operation: dict[str, Any]) -> tuple[dict[str, Any] | None, tuple[Any, ...]]:
    responses = operation.get("responses") or {}
    good = next((responses[c] for c in responses if str(c).startswith("2")), responses.get("default"))
    good = resolve(document, good or {})
    media = next(iter((good.get("content") or {}).values()), None) if isinstance(good, dict) else None
    if not isinstance(media, dict):
        return None, ()
    examples = (
        [media["example"]] if "example" in media else [resolve(document, e).get("value") for e in (media.get("examples") or {}).values()]
    )
    schema = inline(document, media["schema"]) if media.get("schema") else None
    return schema, tuple(e for e in examples if isinstance(e, dict | list))


def resolve(document: dict[str, Any], node: Any) -> Any:
    """What a local reference points at (over chains of them); an empty object for one that leads nowhere."""
    for _ in range(20):
        if not (isinstance(node, dict) and isinstance(node.get("$ref"), str)):
            return node
        at: Any = document
        if not node["$ref"].startswith("#/"):
            return {}
        for part in node["$ref"][2:].split("/"):
            at = at.get(part.replace("~1", "/").replace("~0", "~"), {}) if isinstance(at, dict) else {}
        node = at
    return {}


def inline(document: dict[str, Any], schema: Any, depth: int = 0, open_refs: tuple[str, ...] = ()) -> Any:
    """The schema with references laid open and allOf merged; a reference into itself, or one too deep, becomes a plain object."""
    if isinstance(schema, dict) and isinstance(schema.get("$ref"), str):
        ref = schema["$ref"]
        if ref in open_refs or depth > DEEPEST:
            return {"type": "object"}
        return inline(document, resolve(document, schema), depth + 1, (*open_refs, ref))
    if not isinstance(schema, dict):
        return schema
    out: dict[str, Any] = {}
    for key, value in schema.items():
        if key == "properties" and isinstance(value, dict):
            out[key] = {k: inline(document, v, depth + 1, open_refs) for k, v in value.items()}
        elif key in ("items", "additionalProperties", "not"):
            out[key] = inline(document, value, depth + 1, open_refs)
        elif key in ("oneOf", "anyOf", "allOf") and isinstance(value, list):
            out[key] = [inline(document, v, depth + 1, open_refs) for v in value]
        else:
            out[key] = value
    return mended(_merged(out))


def _merged(schema: dict[str, Any]) -> dict[str, Any]:
    """allOf of objects as one object."""
    parts = schema.pop("allOf", [])
    for part in parts:
        if not isinstance(part, dict):
            continue
        for key, value in part.items():
            if key == "properties":
                schema["properties"] = {**schema.get("properties", {}), **value}
            elif key == "required":
                schema["required"] = [*dict.fromkeys([*schema.get("required", []), *value])]
            else:
                schema.setdefault(key, value)
    return schema
