"""Types of tool parameters: each a Python type with a kind (how people say it), a port (what it may be connected to) and JSON Schema keywords."""

from __future__ import annotations

import types
import typing
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal


@dataclass(frozen=True)
class F:
    """What is known of a value beyond its Python type.

    `kind`: how it is said and read back (text, date, time, minutes, money, number, count, choice, ...). `port`: what it may be connected to, by
    default the parameter's own name. `schema`: further JSON Schema keywords.
    """

    kind: str = ""
    port: str = ""
    schema: tuple[tuple[str, Any], ...] = field(default=())


Text = Annotated[str, F("text", schema=(("minLength", 1),))]
Date = Annotated[str, F("date", schema=(("format", "date"),))]
Time = Annotated[str, F("time", schema=(("pattern", "^([01][0-9]|2[0-3]):[0-5][0-9]$"),))]
DateTime = Annotated[str, F("datetime", schema=(("pattern", "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}$"),))]
Minutes = Annotated[int, F("minutes", schema=(("minimum", 1),))]
Money = Annotated[float, F("money", schema=(("exclusiveMinimum", 0),))]
Number = Annotated[float, F("number")]
Count = Annotated[int, F("count", schema=(("minimum", 1),))]
Bool = Annotated[bool, F("bool")]
Choice = Literal

_JSON = {str: "string", int: "integer", float: "number", bool: "boolean"}


def schema_of(hint: Any) -> tuple[dict[str, Any], str, str]:
    """(JSON Schema, kind, port) of an annotation. Raises TypeError for one that has no schema."""
    kind = port = ""
    extra: dict[str, Any] = {}
    while typing.get_origin(hint) is Annotated:
        hint, *marks = typing.get_args(hint)
        for mark in marks:
            if isinstance(mark, F):
                kind, port = mark.kind or kind, mark.port or port
                extra |= dict(mark.schema)
    schema, plain = _plain(hint)
    return {**schema, **extra}, kind or plain, port


def _plain(hint: Any) -> tuple[dict[str, Any], str]:
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if hint in _JSON:
        return {"type": _JSON[hint]}, {str: "text", int: "count", float: "number", bool: "bool"}[hint]
    if origin is Literal:
        return {"type": _JSON[type(args[0])], "enum": list(args)}, "choice"
    if origin is list:
        schema, kind, _ = schema_of(args[0])
        return {"type": "array", "items": schema}, f"list:{kind}"
    if origin in (typing.Union, types.UnionType) and type(None) in args:
        return schema_of(next(a for a in args if a is not type(None)))[0], schema_of(next(a for a in args if a is not type(None)))[1]
    if typing.is_typeddict(hint):
        return {"type": "object", "properties": {k: schema_of(v)[0] for k, v in hints(hint).items()}}, "object"
    if origin is dict or hint is dict:
        return {"type": "object"}, "object"
    raise TypeError(f"no JSON Schema for {hint!r}")


def hints(thing: Any) -> dict[str, Any]:
    """Annotations of a function or a TypedDict, resolved, with their marks."""
    return typing.get_type_hints(thing, include_extras=True)


def keys_of(hint: Any) -> set[str]:
    """All field names that a result of this annotation may hold, however deep: what the tool can supply to others."""
    while typing.get_origin(hint) is Annotated:
        hint = typing.get_args(hint)[0]
    if typing.is_typeddict(hint):
        return {k for k in hints(hint)} | {k for v in hints(hint).values() for k in keys_of(v)}
    return {k for a in typing.get_args(hint) if a is not type(None) for k in keys_of(a)}
