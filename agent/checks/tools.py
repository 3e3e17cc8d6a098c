"""Tools are well formed and are what they claim to be; calls obey the protocol and their arguments the schema."""

from __future__ import annotations

import json
import re
from functools import cache, lru_cache
from typing import Any

from agent.checks.support import Broken, calls_of, finding
from agent.world.domain import find_tool
from generators.checks.registry import Row, check

_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")


@lru_cache(maxsize=4096)
def _validator(schema: bytes) -> Any:
    import jsonschema_rs  # not paid at import: a reward function carries this file

    parsed = json.loads(schema)
    jsonschema_rs.meta.validate(parsed)
    return jsonschema_rs.Draft202012Validator(parsed, validate_formats=True)


def validator(schema: dict[str, Any]) -> Any:
    """A compiled strict validator; ValueError for a schema that is none."""
    import orjson

    return _validator(orjson.dumps(schema))


@check("agent.tools")
@finding
def tools(row: Row, answer: str, params: dict[str, Any]) -> None:
    """Names are legal and unique; schemas are closed; each tool of a shipped domain has just the parameters that its code has."""
    listed, known = row.get("tools") or [], row["evidence"]["tools"]
    names = [t["function"]["name"] for t in listed]
    for name in names:
        if not _NAME.fullmatch(name):
            raise Broken(f"the tool name {name!r} is not allowed")
    if len(set(names)) < len(names):
        raise Broken(f"the tool {next(n for n in names if names.count(n) > 1)} stands twice")
    if [k["name"] for k in known] != names:
        raise Broken("the evidence does not list the tools as they stand")
    import orjson

    for item, entry in zip(listed, known, strict=True):
        if entry["tool"].startswith("own.") and row["evidence"]["world"].get("own"):
            validator(item["function"]["parameters"])
        elif why := _same_tool(orjson.dumps((item["function"], entry))):
            raise Broken(why)


@lru_cache(maxsize=1 << 14)  # the same few hundred tools stand in all lists, word for word
def _same_tool(pair: bytes) -> str:
    """What is wrong with a tool as it is shown, given what the evidence says it is: both as JSON. Empty where nothing is."""
    try:
        _compare(*json.loads(pair))
    except Broken as broken:
        return str(broken)
    return ""


def _compare(function: dict[str, Any], entry: dict[str, Any]) -> None:
    schema, name = function["parameters"], function["name"]
    if schema.get("type") != "object":
        raise Broken(f"{name}: the parameters are no object schema")
    if not (function.get("description") or "").strip():
        raise Broken(f"{name}: no description")
    found = find_tool(entry["tool"])
    if found is None:
        raise Broken(f"{name}: there is no tool {entry['tool']}")
    if schema.get("additionalProperties") is not False:
        raise Broken(f"{name}: additional arguments are not refused")
    own, needed = _own(entry["tool"])
    names, properties = entry["params"], schema["properties"]
    if {names.get(k) for k in properties} != own.keys():
        raise Broken(f"{name}: its parameters are not those of {entry['tool']}")
    required = {names[k] for k in schema.get("required", ())}
    if required != (needed - entry["defaults"].keys() if "defaults" in entry else needed):
        raise Broken(f"{name}: what it requires is not what {entry['tool']} requires")
    for shown, given in properties.items():
        for key, value in own[names[shown]]:
            if given.get(key) != value:
                raise Broken(f"{name}: the schema of {names[shown]} is not that of {entry['tool']}")


@cache
def _own(full: str) -> tuple[dict[str, tuple[tuple[str, Any], ...]], frozenset[str]]:
    """(keywords of each parameter of a shipped tool, those it requires)."""
    found = find_tool(full)
    params = found[1].params if found else ()
    return {p.name: tuple(p.schema.items()) for p in params}, frozenset(p.name for p in params if p.required)


@check("agent.calls")
@finding
def calls(row: Row, answer: str, params: dict[str, Any]) -> None:
    """Each call names a listed tool, is answered once and at once, and its arguments hold under strict JSON Schema."""
    schemas = {t["function"]["name"]: t["function"]["parameters"] for t in row.get("tools") or []}
    for call in calls_of(row):
        if call.shown not in schemas:
            raise Broken(f"{call.place}: no such tool in the list")
        checked = validator(schemas[call.shown])
        if not checked.is_valid(call.args):
            error = next(iter(checked.iter_errors(call.args)))
            where = "".join(f"/{p}" for p in error.instance_path)
            raise Broken(f"{call.place}: {where or 'arguments'}: {error.message[:160]}")
    if row["messages"][-1]["role"] != "assistant" or row["messages"][-1].get("tool_calls"):
        raise Broken("the transcript does not end with an answer in words")
    _roles(row)


def _roles(row: Row) -> None:
    """Users and assistants take turns; the system speaks first or not at all."""
    last = ""
    for i, m in enumerate(row["messages"]):
        role = m["role"]
        if role == "system" and i:
            raise Broken(f"turn {i}: a system prompt in the middle")
        if role == "user" and last not in ("", "system", "assistant"):
            raise Broken(f"turn {i}: a user turn where none may be")
        if role == "assistant" and last not in ("user", "tool"):
            raise Broken(f"turn {i}: the assistant speaks out of turn")
        if role == "user" and last == "assistant" and row["messages"][i - 1].get("tool_calls"):
            raise Broken(f"turn {i}: calls are left unanswered")
        last = role
