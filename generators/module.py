"""A module of the house (rag, agent, ...), as the kernel sees it: data and functions behind an entry point."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

from generators.errors import UserError, nearest
from generators.options import Options
from generators.recipe import Recipe, discover
from generators.view import View

GROUP = "gen.modules"


@dataclass(frozen=True)
class Module:
    """What a module gives the kernel.

    `root`: its folder. `options`: its frozen dataclass. `prepare(options, langs)`: whatever its recipes share, built once per process.
    `view(row)`: what the audit looks at. `across_rows`: optional check over a whole set of rows, fed row by row.
    `warm`: builds what the cache folder keeps, before workers start, and reports on it. `emitters`: other forms than rows that `--emit` offers, each a stream made from a run's configuration. `commands`: further commands of the
    module, each with its help and a function of its arguments.
    """

    name: str
    summary: str
    root: Path
    options: type[Options]
    prepare: Callable[[Any, tuple[str, ...]], Any]
    view: Callable[[dict[str, Any]], View]
    evidence_schema: Path
    across_rows: Callable[[], Callable[[dict[str, Any]], str | None]] | None = None
    # The task types that these options allow, with their weights; None where they allow all. Checked before anything is built.
    types: Callable[[Any, tuple[str, ...]], Mapping[str, int] | None] | None = None
    warm: Callable[[Any, tuple[str, ...]], None] | None = None
    # What a model may word in this module's rows, with --model: "question" (the user's messages), "answer" (the last answer).
    model_words: frozenset[str] = frozenset({"question", "answer"})
    capacity: Callable[[], Mapping[str, int]] | None = field(default=None)
    emitters: Mapping[str, Callable[[Any], Iterator[dict[str, Any]]]] = field(default_factory=dict)
    commands: Mapping[str, tuple[str, Callable[[list[str]], int]]] = field(default_factory=dict)
    # Whether, with these options, a row may wait half-built for a model's words while others are built; None: always. Not where rows
    # share something that runs, such as a process with the user's tools.
    pauses: Callable[[Any], bool] | None = None
    # Flags that print something and end the run: name, help, what prints.
    shows: Mapping[str, tuple[str, Callable[[], int]]] = field(default_factory=dict)
    # A library in a form of the module's own brings its own linter: files and folders in; findings and the number of texts out.
    lint: Callable[[list[Path]], tuple[list[Any], int]] | None = None

    @cached_property
    def recipes(self) -> dict[str, Recipe]:
        """Recipes by task type; loading them loads the module's checks too."""
        importlib.import_module(f"{self.name}.checks")
        return discover(f"{self.name}.recipes")

    @cached_property
    def banks(self) -> Path:
        """Folder of the module's word banks."""
        return self.root / "banks"


def modules() -> dict[str, Module]:
    """All installed modules by name. A module that fails to import stops the run: silently skipping it would change the corpus."""
    found = {}
    for entry in sorted(entry_points(group=GROUP), key=lambda e: e.name):
        if entry.name in found:
            raise UserError(f"module {entry.name!r} is installed twice; remove one of the distributions that provide it")
        found[entry.name] = entry.load()
    return found


@lru_cache(maxsize=1)  # reads the metadata of all that is installed, and `gen --help` asks for every command
def module_names() -> tuple[str, ...]:
    """Names of the installed modules, without importing them."""
    return tuple(sorted({entry.name for entry in entry_points(group=GROUP)}))


def module(name: str) -> Module:
    """One module by name."""
    for entry in entry_points(group=GROUP):
        if entry.name == name:
            loaded: Module = entry.load()
            return loaded
    raise UserError(f"there is no module {name!r}{nearest(name, list(module_names()))}; installed: {', '.join(module_names())}")


@lru_cache(maxsize=1024)  # finding entry points reads the metadata of all that is installed, and this is asked for every row
def recipe_of(task_type: str) -> tuple[Module, Recipe] | None:
    """The module and recipe of a task type, or None where nobody knows it."""
    name = task_type.partition("/")[0]
    if name not in module_names():
        return None
    owner = module(name)
    found = owner.recipes.get(task_type)
    return (owner, found) if found else None
