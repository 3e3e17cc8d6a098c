"""Domains: found in agent/domains, one file each, with their raw material per language."""

from __future__ import annotations

import importlib
import pkgutil
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from agent.world.goal import Draw, Intent
from agent.world.tool import State, Tool, tool_of

MATERIAL = Path(__file__).parent.parent / "material"


@dataclass(frozen=True)
class Domain:
    """An environment: tools over one state, its population, what users want of it. `version` changes when a tool's behaviour does."""

    name: str
    doc: str
    version: int
    tools: Mapping[str, Tool]
    intents: Mapping[str, Intent]
    populate: Callable[[Draw, Any], State]
    repairs: Mapping[str, tuple[str, Mapping[str, Any]]]  # error code -> the call that removes the obstacle


@cache
def domains() -> dict[str, Domain]:
    """All domains by name. A file that breaks the contract stops the run and says why."""
    found = {}
    package = importlib.import_module("agent.domains")
    for info in sorted(pkgutil.iter_modules(package.__path__), key=lambda i: i.name):
        if not info.name.startswith("_"):
            found[info.name] = _domain(info.name)
    return found


def _domain(name: str) -> Domain:
    module = importlib.import_module(f"agent.domains.{name}")
    own = [f for f in vars(module).values() if getattr(f, "__module__", "") == module.__name__]
    tools = {f.__name__: tool_of(f, f.__tool__) for f in own if hasattr(f, "__tool__")}
    intents = {f.__intent__.name: f.__intent__ for f in own if hasattr(f, "__intent__")}
    if not tools or not intents or not hasattr(module, "populate"):
        raise RuntimeError(f"{module.__file__}: a domain defines populate(d, now), tools and intents")
    doc = (module.__doc__ or "").strip().splitlines()[0]
    return Domain(name, doc, getattr(module, "VERSION", 1), tools, intents, module.populate, getattr(module, "REPAIRS", {}))


@cache
def material(lang: str, name: str) -> dict[str, Any]:
    """Raw material of a domain in a language: lists, choices (how enum values are said), errors, tools (descriptions)."""
    return tomllib.loads((MATERIAL / lang / f"{name}.toml").read_text("utf-8"))


@cache
def find_tool(full: str) -> tuple[Domain, Tool] | None:
    """Domain and tool of `domain.tool`, or None."""
    name, _, short = full.partition(".")
    domain = domains().get(name)
    found = domain.tools.get(short) if domain else None
    return (domain, found) if domain and found else None
