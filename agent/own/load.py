"""Reading a file of tools, whatever it is: OpenAI or JSON-Schema list, OpenAPI, MCP tools/list, one tool a line."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from agent.own import openapi
from agent.own.spec import Spec, closed, legal, mended, unique
from generators.errors import UserError


@lru_cache(maxsize=8)
def load(path: str) -> tuple[Spec, ...]:
    """All tools of a file. UserError for one that holds none, or cannot be read."""
    text = Path(path).read_text("utf-8-sig")
    data = _parsed(path, text)
    specs = _of(data)
    if not specs:
        raise UserError(f"--tools {path}: no tools in it; expected a list of tools, an OpenAPI document or an MCP tools/list result")
    _checked(path, specs)
    return tuple(unique(specs))


def _parsed(path: str, text: str) -> Any:
    if path.endswith((".yaml", ".yml")):
        import yaml

        try:
            return yaml.safe_load(text)
        except yaml.YAMLError as error:
            raise UserError(f"--tools {path}: {' '.join(str(error).split())}") from None
    try:
        return json.loads(text)
    except ValueError as whole:
        try:
            return [json.loads(line) for line in text.splitlines() if line.strip()]
        except ValueError:
            raise UserError(f"--tools {path}: is no JSON: {whole}") from None


def _of(data: Any) -> list[Spec]:
    """Tools of parsed data; of rows that carry a `function` list, all of them, each once."""
    if isinstance(data, dict) and "paths" in data:
        return openapi.tools(data)
    if isinstance(data, dict):
        for key in ("tools", "functions", "function", "result"):
            if isinstance(data.get(key), list | dict):
                return _of(data[key])
        return [_one(data)] if "name" in data or "function" in data else []
    found: dict[str, Spec] = {}
    for item in data if isinstance(data, list) else []:
        if isinstance(item, dict) and isinstance(item.get("function"), list):
            for spec in _of(item["function"]):
                found.setdefault(f"{spec.name} {spec.parameters}", spec)
        elif isinstance(item, dict) and ("name" in item or "function" in item):
            spec = _one(item)
            found.setdefault(f"{spec.name} {spec.parameters}", spec)
    return list(found.values())


def _one(item: dict[str, Any]) -> Spec:
    function = item["function"] if isinstance(item.get("function"), dict) else item
    schema = function.get("parameters") or function.get("inputSchema") or function.get("input_schema") or {}
    output = function.get("outputSchema") or function.get("response")
    about = " ".join(str(function.get("description") or function.get("title") or function["name"]).split())
    return Spec(
        legal(str(function["name"])), about, closed(schema), mended(output) if isinstance(output, dict) else None, (), str(function["name"])
    )


def _checked(path: str, specs: list[Spec]) -> None:
    """Every schema must be one. UserError names the tool."""
    import jsonschema_rs

    for spec in specs:
        try:
            jsonschema_rs.meta.validate(spec.parameters)
        except Exception as error:
            raise UserError(f"--tools {path}: {spec.name}: its parameters are no JSON Schema: {str(error).splitlines()[0][:160]}") from None
