"""What the model sees of the tools: which ones, in what order, under what names, described in which language."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any

from agent.world.domain import domains, find_tool, material
from agent.world.tool import Param, Tool
from generators.scene import Scene
from generators.seeds import spread_place

NAMING = {"snake": 6, "camel": 3, "prefixed": 3, "masked": 1}
SIZES = {1: (2, 5), 2: (4, 8), 3: (5, 12), 4: (8, 16), 5: (12, 24)}


@dataclass
class Surface:
    """The tool list of a row. `names`: full name -> shown name; `params`: full name -> {own name: shown name}."""

    tools: list[dict[str, Any]] = field(default_factory=list)
    order: list[str] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)
    params: dict[str, dict[str, str]] = field(default_factory=dict)
    defaults: dict[str, dict[str, Any]] = field(default_factory=dict)
    naming: str = "snake"

    def evidence(self) -> list[dict[str, Any]]:
        """Which tool hides behind which shown name."""
        out = []
        for full in self.order:
            entry: dict[str, Any] = {"name": self.names[full], "tool": full, "params": {v: k for k, v in self.params[full].items()}}
            if full in self.defaults:
                entry["defaults"] = self.defaults[full]
            out.append(entry)
        return out


def choose(
    scene: Scene,
    need: Sequence[str],
    barred: Sequence[str] = (),
    size: tuple[int, int] | None = None,
    near: float = 0.6,
    apart: Sequence[str] = (),
) -> list[str]:
    """Full names of the tools of a row in their order: those needed, some of the same domains, some of others; never the barred ones.

    `apart`: barred too, but of domains that have nothing else to do with the row.
    """
    rng = scene.rng("tools")
    lo, hi = size or SIZES[scene.difficulty]
    total = max(rng.randint(lo, hi), len(need), 1)
    home = {n.partition(".")[0] for n in need} | {n.partition(".")[0] for n in barred if n not in apart}
    out = {*need, *barred}
    own = [full for d in sorted(home) for full in tools_of(d) if full not in out]
    others = _elsewhere(frozenset(home))
    if apart:
        others = tuple(full for full in others if full not in out)
    rng.shuffle(own)
    picked = [*need]
    room = total - len(picked)
    mine = min(len(own), max(0, round(room * near)))
    picked += own[:mine] + rng.sample(others, min(len(others), room - mine))
    picked += own[mine : mine + max(0, total - len(picked))]
    return placed(scene, picked, need, rng)


@lru_cache(maxsize=512)
def _elsewhere(home: frozenset[str]) -> tuple[str, ...]:
    """Full names of the tools of all other domains."""
    return tuple(full for d in domains() if d not in home for full in tools_of(d))


@cache
def tools_of(domain: str) -> tuple[str, ...]:
    """Full names of a domain's tools."""
    return tuple(f"{domain}.{t}" for t in domains()[domain].tools)


def placed(scene: Scene, picked: Sequence[str], need: Sequence[str], rng: random.Random) -> list[str]:
    """The list in an order in which the last needed tool stands at a stratified place."""
    rest = list(picked)
    if not need:
        rng.shuffle(rest)
        return rest
    key = need[-1]
    rest.remove(key)
    rng.shuffle(rest)
    n = len(picked)
    cells = n * max(1, 24 // n)
    rest.insert(
        spread_place(scene.seed, scene.slot.rank, scene.slot.task_type, scene.lang, "tool place", n, cells=cells) // (cells // n * 4096),
        key,
    )
    return rest


def tool(full: str) -> Tool:
    """A tool by its full name; KeyError for none."""
    found = find_tool(full)
    if found is None:
        raise KeyError(full)
    return found[1]


def surface(scene: Scene, order: Sequence[str]) -> Surface:
    """Names, descriptions and schemas of the tools in this order."""
    rng = scene.rng("surface")
    made = Surface(order=list(order), naming=scene.weighted(NAMING, "naming"))
    told_in = "zh" if scene.lang == "zh" and rng.random() < 0.75 else "en"
    camel, masked = made.naming == "camel", made.naming == "masked"
    short = [_short(full) for full in order]
    names = [name for name, _ in short]
    for i, (full, (name, needs)) in enumerate(zip(order, short, strict=True)):
        shown = full.replace(".", "_") if made.naming == "prefixed" or names.count(name) > 1 else name
        made.names[full] = _styled(shown, made.naming, f"tool_{i + 1:02d}")
        made.params[full] = _params(full, camel, masked)
        bare = not needs and rng.random() < 0.5
        made.tools.append(_function(made.names[full], full, camel, masked, told_in, bare))
    return made


@cache
def _short(full: str) -> tuple[str, bool]:
    """A tool's name without its domain, and whether it requires anything."""
    return full.partition(".")[2], any(p.required for p in tool(full).params)


def _styled(name: str, naming: str, mask: str) -> str:
    if naming == "masked":
        return mask
    return _camel(name) if naming == "camel" else name


@cache
def _camel(name: str) -> str:
    return re.sub(r"_(\w)", lambda m: m[1].upper(), name)


def _docs(lang: str, domain: str, tool: Tool) -> dict[str, str]:
    """Descriptions of a tool and its parameters; the English ones are its docstring."""
    if lang == "zh":
        found: dict[str, str] = material("zh", domain)["tools"][tool.name]
        return found
    return {"doc": tool.doc, **{p.name: p.doc for p in tool.params}}


@lru_cache(maxsize=1024)
def _params(full: str, camel: bool, masked: bool) -> dict[str, str]:
    """Shown parameter names by own name; shared between rows."""
    naming = "camel" if camel else "masked" if masked else ""
    return {p.name: _styled(p.name, naming, f"arg{k + 1}") for k, p in enumerate(tool(full).params)}


@lru_cache(maxsize=8192)
def _function(name: str, full: str, camel: bool, masked: bool, lang: str, bare: bool) -> dict[str, Any]:
    """A tool as it is shown; shared between rows, so that whoever changes one changes a copy. `bare`: no word of what is required, where nothing is."""
    own, names = tool(full), _params(full, camel, masked)
    docs = _docs(lang, full.partition(".")[0], own)
    parameters: dict[str, Any] = {"type": "object", "properties": {names[p.name]: _property(p, docs) for p in own.params}}
    if not bare:
        parameters["required"] = [names[p.name] for p in own.params if p.required]
    parameters["additionalProperties"] = False
    return {"type": "function", "function": {"name": name, "description": docs["doc"], "parameters": parameters}}


def _property(p: Param, docs: dict[str, str]) -> dict[str, Any]:
    out = {"type": p.schema["type"], "description": docs[p.name], **{k: v for k, v in p.schema.items() if k != "type"}}
    if not p.required and p.default not in ("", None):
        out["default"] = p.default
    return out
