"""What a refusal is told with: the values of the error's message, in plain words."""

from __future__ import annotations

import re
from typing import Any

from agent.plot.blueprint import Blueprint
from agent.plot.script import Script
from agent.plot.words import as_told
from agent.world import ToolError, World
from agent.world.domain import find_tool, material
from agent.world.env import copy


def error_slots(script: Script, plot: Blueprint) -> dict[str, str]:
    """What the last refusal's message was made of, in plain words."""
    info = refusal_info(script, plot)
    out: dict[str, str] = {}
    for name, value in info.items():
        kind = "date" if re.fullmatch(r"\d{4}-\d\d-\d\d", str(value)) else "time" if re.fullmatch(r"\d\d:\d\d", str(value)) else ""
        if kind or isinstance(value, int | float):
            kind = kind or _info_kind(name)
            out[name] = as_told(script.scene, kind, value, script.env.now, plot.domain.name)
        elif str(value) in material(script.scene.lang, plot.domain.name).get("choices", {}).get(name, {}):
            out[name] = as_told(script.scene, f"choice:{name}", str(value), script.env.now, plot.domain.name)
        else:
            out[name] = str(value)
    return out


def _info_kind(name: str) -> str:
    """Amounts of money are told as such; other figures plainly."""
    money = ("amount", "price", "balance", "limit", "fee", "total", "available", "shortfall")
    return "money" if any(m in name for m in money) else "number"


def refusal_info(script: Script, plot: Blueprint) -> dict[str, Any]:
    """The values that fill the message of the last call's error: the call is tried again on a copy of the world."""
    step = plot.plan.steps[-1]
    found = find_tool(step.tool)
    if found is None:
        return {}
    env = script.env.fork()
    try:
        found[1].run(World(env.lang, env.now, copy(env.states[found[0].name])), **step.args)
    except ToolError as error:
        return error.info
    return {}
