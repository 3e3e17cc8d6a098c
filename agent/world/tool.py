"""Tools: typed Python functions over a world's state; name, description and JSON Schema are derived from signature and docstring."""

from __future__ import annotations

import datetime
import hashlib
import inspect
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NoReturn, TypeVar

from agent.world.types import hints, keys_of, schema_of

State = dict[str, dict[str, dict[str, Any]]]  # table -> key -> record


class ToolError(Exception):
    """A tool refused: `code` is one of the domain's error table; `info` fills the message."""

    def __init__(self, code: str, **info: Any) -> None:
        super().__init__(code)
        self.code, self.info = code, info


@dataclass
class World:
    """What a tool sees: the state of its own domain, the simulated clock (local time), the language of the population."""

    lang: str
    now: datetime.datetime
    state: State

    def fail(self, code: str, **info: Any) -> NoReturn:
        """Refuse with an error of the domain's table."""
        raise ToolError(code, **info)

    def get(self, table: str, key: str, error: str = "not_found") -> dict[str, Any]:
        """The record of a table, or the error."""
        found = self.state[table].get(key)
        if found is None:
            raise ToolError(error, key=key)
        return found

    def new_id(self, table: str, prefix: str, size: int = 6) -> str:
        """An unused key for a new record; depends on the clock and the state alone."""
        letters, n = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ", len(self.state[table])
        while True:
            raw = int.from_bytes(
                hashlib.blake2b(f"{self.now.isoformat()}{table}{n}{sorted(self.state[table])}".encode(), digest_size=8).digest(), "big"
            )
            key = prefix + "".join(letters[raw // 34**i % 34] for i in range(size))
            if key not in self.state[table]:
                return key
            n += 1


@dataclass(frozen=True)
class Param:
    """One parameter of a tool."""

    name: str
    kind: str
    port: str
    schema: dict[str, Any]
    required: bool
    default: Any
    doc: str


@dataclass(frozen=True)
class Tool:
    """A tool of a domain. `writes`: what it changes, as `table.add|change|remove`; empty for one that only reads. `gives`: field names of its results."""

    name: str
    run: Callable[..., Any]
    doc: str
    params: tuple[Param, ...]
    writes: str
    gives: frozenset[str]

    def param(self, name: str) -> Param:
        """A parameter by name."""
        return next(p for p in self.params if p.name == name)


Function = TypeVar("Function", bound=Callable[..., Any])


def tool(writes: str = "") -> Callable[[Function], Function]:
    """Mark a function `(w: World, ...) -> result` as a tool.

    The docstring's first paragraph describes the tool; lines `name: text` after it describe its parameters.
    """

    def mark(function: Function) -> Function:
        function.__tool__ = writes  # type: ignore[attr-defined]
        return function

    return mark


def tool_of(function: Callable[..., Any], writes: str) -> Tool:
    """The tool behind a marked function. TypeError where an annotation or a parameter's description is missing."""
    about, docs = split_doc(inspect.getdoc(function) or "")
    types = hints(function)
    params = []
    for name, given in list(inspect.signature(function).parameters.items())[1:]:
        schema, kind, port = schema_of(types[name])
        if name not in docs:
            raise TypeError(f"{function.__module__}.{function.__name__}: the docstring lacks a line '{name}: ...'")
        required = given.default is inspect.Parameter.empty
        params.append(Param(name, kind, port or name, schema, required, None if required else given.default, docs[name]))
    return Tool(function.__name__, function, about, tuple(params), writes, frozenset(keys_of(types["return"])))


def split_doc(doc: str) -> tuple[str, dict[str, str]]:
    """(description, {parameter: text}) of a docstring."""
    head, _, tail = doc.partition("\n\n")
    docs = {m[1]: m[2].strip() for m in re.finditer(r"^(\w+): (.+)$", tail, re.M)}
    return " ".join(head.split()), docs
