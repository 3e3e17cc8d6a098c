"""`gen instructions`: many constraints at once, every one proved on the final string."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

from generators.module import Module
from generators.view import View
from instructions.options import InstructionsOptions


def _prepare(options: InstructionsOptions, langs: tuple[str, ...]) -> Any:
    from instructions.world import prepare

    return prepare(options, langs)


def _view(row: dict[str, Any]) -> View:
    from instructions.view import view

    return view(row)


def _warm(options: InstructionsOptions, langs: tuple[str, ...]) -> None:
    if options.plugin:
        from instructions.plugins import load_plugin

        load_plugin(options.plugin)
    if options.from_:
        import_module("instructions.report").report(options.from_, langs)


def _emit(name: str) -> Callable[[Any], Iterator[dict[str, Any]]]:
    def stream(config: Any) -> Iterator[dict[str, Any]]:
        # By name: what emits runs the gate, and recipes, which import this package, must not reach the checks.
        made: Iterator[dict[str, Any]] = getattr(import_module("instructions.emit"), name)(config)
        return made

    return stream


def _list_constraints() -> int:
    from instructions.catalogue import main

    return main()


def _capacity() -> Mapping[str, int]:
    from instructions.passages.load import topics

    # About a hundred rows a topic before texts begin to look alike.
    return {lang: 100 * len(topics(lang)) for lang in ("zh", "en")}


def _types(options: InstructionsOptions, langs: tuple[str, ...]) -> Mapping[str, int] | None:
    from generators.errors import UserError

    if options.from_ and options.repair:
        raise UserError("--from and --repair: give one of them")
    if options.from_ or options.repair:
        from instructions.backfit import open_pairs

        open_pairs(options.from_ or options.repair, langs, {})
        return {"instructions/backfit" if options.from_ else "instructions/repair": 1}
    return {
        t: r.weight for t, r in MODULE.recipes.items() if r.weight and not (options.thinking == "none" and r.name in ("self_check", "plan"))
    }


def _lint(paths: list[Path]) -> tuple[list[Any], int]:
    # By name: the linter reads with the kernel's readers, which recipes (they import this package) must not reach.
    found: tuple[list[Any], int] = import_module("instructions.passages.lint").lint(paths)
    return found


MODULE = Module(
    name="instructions",
    summary="requests with many constraints, combined, chained, chosen by condition, nested or at odds, and answers that keep them",
    root=Path(__file__).parent,
    options=InstructionsOptions,
    model_words=frozenset({"question", "answer", "compose"}),
    prepare=_prepare,
    view=_view,
    evidence_schema=Path(__file__).parent / "schema.json",
    capacity=_capacity,
    lint=_lint,
    types=_types,
    warm=_warm,
    emitters={"ifeval": _emit("ifeval"), "pairs": _emit("pairs")},
    shows={"list-constraints": ("Print every constraint type and exit.", _list_constraints)},
)
