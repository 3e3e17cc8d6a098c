"""`gen agent`: tool transcripts that really ran."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from agent.options import AgentOptions
from generators.module import Module
from generators.view import View


def _prepare(options: AgentOptions, langs: tuple[str, ...]) -> Any:
    from agent.world.domain import domains

    return domains()


def _view(row: dict[str, Any]) -> View:
    from agent.view import view

    return view(row)


MODULE = Module(
    name="agent",
    summary="tool transcripts that really ran: calls, questions back, refusals, errors, wrong results, confirmation, dialogues",
    root=Path(__file__).parent,
    options=AgentOptions,
    prepare=_prepare,
    view=_view,
    evidence_schema=Path(__file__).parent / "schema.json",
)
