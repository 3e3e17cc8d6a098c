"""`gen rag`: what a model says when retrieval is good, empty, contradictory, irrelevant or wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from generators.module import Module
from generators.view import View
from rag.options import RagOptions


def _prepare(options: RagOptions, langs: tuple[str, ...]) -> Any:
    from rag.world import prepare

    return prepare(options, langs)


def _view(row: dict[str, Any]) -> View:
    from rag.view import view

    return view(row)


def _across() -> Callable[[dict[str, Any]], str | None]:
    from rag.across import one_policy_per_prompt

    return one_policy_per_prompt()


def _capacity() -> Mapping[str, int]:
    from rag.world import capacity

    return capacity()


MODULE = Module(
    name="rag",
    summary="retrieval that is good, empty, contradictory, irrelevant or wrong",
    root=Path(__file__).parent,
    options=RagOptions,
    prepare=_prepare,
    view=_view,
    evidence_schema=Path(__file__).parent / "schema.json",
    across_rows=_across,
    capacity=_capacity,
)
