"""`gen rag`: what a model says when retrieval is good, empty, contradictory, irrelevant, wrong, out of date, poisoned or asked in turns."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

from generators.errors import UserError
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


def _emit(name: str) -> Callable[[Any], Iterator[dict[str, Any]]]:
    def stream(config: Any) -> Iterator[dict[str, Any]]:
        # By name: what emits runs the gate, and recipes, which import this package, must not reach the checks.
        made: Iterator[dict[str, Any]] = getattr(import_module("rag.emit"), name)(config)
        return made

    return stream


def _train_router(args: list[str]) -> int:
    from rag.train_router import main

    return main(args)


def _find_facts(args: list[str]) -> int:
    # By name, as above: it asks a model, and reads prompts by what the recipes must not reach.
    found: int = import_module("rag.find_facts").main(args)
    return found


def _types(options: RagOptions, langs: tuple[str, ...]) -> Mapping[str, int] | None:
    if options.retrieved or options.questions:
        from rag.corpus.served import types

        return types(options, langs)
    if not options.corpus:
        return None
    from rag.corpus.load import unserved

    gone = unserved(options, langs)
    return {task: r.weight for task, r in MODULE.recipes.items() if task not in gone} if gone else None


def _warm(options: RagOptions, langs: tuple[str, ...]) -> None:
    if options.facts and not options.corpus:
        raise UserError("--facts: goes with --corpus, whose documents the facts were found in")
    if options.corpus:
        from rag.corpus.load import warm

        warm(options, langs)


MODULE = Module(
    name="rag",
    summary="retrieval that is good, empty, contradictory, irrelevant, wrong, outdated or poisoned, routing, and dialogues on it",
    root=Path(__file__).parent,
    options=RagOptions,
    model_words=frozenset({"question", "answer", "version"}),
    prepare=_prepare,
    view=_view,
    evidence_schema=Path(__file__).parent / "schema.json",
    across_rows=_across,
    types=_types,
    warm=_warm,
    capacity=_capacity,
    emitters={"retrieval": _emit("retrieval"), "router": _emit("router")},
    commands={
        "find-facts": ("Let a model find facts in your documents, for --facts; each must be borne out by the text.", _find_facts),
        "train-router": ("Train the knowledge-or-chat classifier on the rows of --emit router.", _train_router),
    },
)
