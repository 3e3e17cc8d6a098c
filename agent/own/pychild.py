"""The child that loads a user's Python file and answers calls of its functions: one JSON line in, one out."""

from __future__ import annotations

import importlib.util
import inspect
import json
import os
import sys
import typing
from typing import Any

_JSON = {str: "string", int: "integer", float: "number", bool: "boolean", list: "array", dict: "object"}


def schema_of(hint: Any) -> dict[str, Any]:
    """JSON Schema of an annotation; anything unknown is free."""
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if hint in _JSON:
        return {"type": _JSON[hint]} | ({"items": {"type": "string"}} if hint is list else {})
    if origin is typing.Literal:
        return {"enum": list(args)} | ({"type": _JSON[type(args[0])]} if type(args[0]) in _JSON else {})
    if origin is list:
        return {"type": "array", "items": schema_of(args[0])}
    if origin is dict:
        return {"type": "object"}
    if type(None) in args:
        return schema_of(next(a for a in args if a is not type(None)))
    return {"type": "string"}


def describe(name: str, function: Any) -> dict[str, Any] | None:
    """A tool's name, description and parameters; None for what cannot be called by name."""
    try:
        signature, hints = inspect.signature(function), typing.get_type_hints(function)
    except (TypeError, ValueError, NameError):
        return None
    doc = inspect.getdoc(function) or name.replace("_", " ")
    properties, required = {}, []
    for p in signature.parameters.values():
        if p.name == "self":
            continue
        if p.kind not in (p.POSITIONAL_OR_KEYWORD, p.KEYWORD_ONLY):
            return None
        part = schema_of(hints.get(p.name, str))
        for line in doc.splitlines():
            if line.strip().startswith((f"{p.name}:", f"{p.name} (", f":param {p.name}:")):
                part["description"] = line.split(":", 2 if ":param" in line else 1)[-1].strip()
        if p.default is inspect.Parameter.empty:
            required.append(p.name)
        properties[p.name] = part
    return {
        "name": name,
        "description": doc.split("\n\n")[0].replace("\n", " "),
        "parameters": {"type": "object", "properties": properties, "required": required},
    }


class Server:
    """Holds the module and, for a class, its instance."""

    def __init__(self, file: str, name: str) -> None:
        spec = importlib.util.spec_from_file_location("user_tools", file)
        if spec is None or spec.loader is None:
            raise ImportError(file)
        self.module = importlib.util.module_from_spec(spec)
        sys.modules["user_tools"] = self.module
        spec.loader.exec_module(self.module)
        self.name = name
        self.fresh()

    def fresh(self) -> None:
        """A new instance."""
        self.target = getattr(self.module, self.name)() if self.name else self.module

    def functions(self) -> dict[str, Any]:
        """Public functions of the module's own, or methods of the instance."""
        found = {}
        for name, item in inspect.getmembers(self.target, callable):
            own = inspect.ismethod(item) if self.name else inspect.isfunction(item) and item.__module__ == "user_tools"
            if own and not name.startswith("_"):
                found[name] = item
        return found

    def answer(self, request: dict[str, Any]) -> dict[str, Any]:
        """The answer to one request; what a tool raises is an error, not a crash."""
        try:
            if request.get("list"):
                described = [describe(n, f) for n, f in self.functions().items()]
                return {"result": [d for d in described if d]}
            if request.get("fresh"):
                self.fresh()
                return {"result": None}
            result = self.functions()[request["call"]](**request["args"])
            return {"result": json.loads(json.dumps(result, default=str, ensure_ascii=False, allow_nan=False))}
        except BaseException as error:  # the tool is the user's: SystemExit and KeyboardInterrupt are no reason to go down with it
            return {"error": f"{type(error).__name__}: {error}"[:300]}


def main() -> None:
    """Serve until the pipe is closed. What tools print goes nowhere."""
    root, file, name = sys.argv[1:4]
    sys.path.insert(0, root)
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    sink = os.open(os.devnull, os.O_WRONLY)
    os.dup2(sink, 1)
    sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    from agent.world.guard import hook, limit

    sys.path.pop(0)
    sys.path.insert(0, os.path.dirname(file))
    sys.dont_write_bytecode = True
    limit(seconds=60, megabytes=1024)
    hook()
    try:
        server = Server(file, name)
        failed = ""
    except BaseException as error:
        failed = f"{type(error).__name__}: {error}"[:300]
    for line in sys.stdin:
        answer = {"error": f"cannot be loaded: {failed}"} if failed else server.answer(json.loads(line))
        out.write(json.dumps(answer, ensure_ascii=False) + "\n")
        out.flush()


if __name__ == "__main__":
    main()
