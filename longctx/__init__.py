"""`gen longctx`: prompts of any length, exact to the token, with needles at any place and truth computed from the text."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from generators.module import Module
from generators.view import View
from longctx.options import LongctxOptions


def _prepare(options: LongctxOptions, langs: tuple[str, ...]) -> Any:
    from longctx.shelf import prepare

    return prepare(options, langs)


def _view(row: dict[str, Any]) -> View:
    from longctx.view import view

    return view(row)


def _types(options: LongctxOptions, langs: tuple[str, ...]) -> Mapping[str, int] | None:
    from longctx.allowed import types

    return types(options, langs)


def _names(args: list[str]) -> int:
    from longctx.names_command import main

    return main(args)


MODULE = Module(
    name="longctx",
    summary="long prompts, exact to the token: needles, counts, chapters, orders, chains, summaries, on your books or on generated ones",
    root=Path(__file__).parent,
    options=LongctxOptions,
    model_words=frozenset({"question", "answer", "needle", "summary"}),
    prepare=_prepare,
    view=_view,
    evidence_schema=Path(__file__).parent / "schema.json",
    types=_types,
    commands={"names": ("Find the chapters and the likely characters of a book; writes a file for --aliases.", _names)},
)
