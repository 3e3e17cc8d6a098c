"""`gen agent`: tool transcripts that really ran."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

from agent.options import AgentOptions
from generators.errors import UserError
from generators.module import Module
from generators.view import View


def _prepare(options: AgentOptions, langs: tuple[str, ...]) -> Any:
    from agent.own.source import own
    from agent.world.domain import domains

    domains()
    return own(options.tools, options.mcp, options.tools_py)


def _types(options: AgentOptions, langs: tuple[str, ...]) -> Mapping[str, int] | None:
    given = [f for f in ("tools", "mcp", "tools_py") if getattr(options, f)]
    if not given:
        return None
    if len(given) > 1:
        raise UserError("--" + " and --".join(g.replace("_", "-") for g in given) + ": give one source of tools at a time")
    from agent.own.rows import TYPES

    return TYPES


def _warm(options: AgentOptions, langs: tuple[str, ...]) -> None:
    if options.model_agent and not (options.model or options.endpoints):
        raise UserError("--model-agent: needs --model or --endpoints")


def _view(row: dict[str, Any]) -> View:
    from agent.view import view

    return view(row)


def _token(config: Any) -> Iterator[dict[str, Any]]:
    # By name: what emits runs the gate, and recipes, which import this package, must not reach the checks.
    made: Iterator[dict[str, Any]] = import_module("agent.emit").token(config)
    return made


MODULE = Module(
    name="agent",
    summary="tool transcripts that really ran: calls, questions back, refusals, errors, wrong results, confirmation, dialogues",
    root=Path(__file__).parent,
    options=AgentOptions,
    prepare=_prepare,
    view=_view,
    evidence_schema=Path(__file__).parent / "schema.json",
    types=_types,
    warm=_warm,
    pauses=lambda options: not (options.mcp or options.tools_py),
    emitters={"token": _token},
)
