"""`gen lint-library`: each module's authored texts, by the kernel's linter or the module's own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from generators.library.lint import lint_paths
from generators.module import modules


def lint_everything(paths: list[Path]) -> tuple[list[Any], int]:
    """Findings and the number of texts read. Paths inside a module that brings its own linter go to it; without paths, every module's library."""
    found: list[Any] = []
    count = 0
    rest = [p.resolve() for p in paths]
    for mod in modules().values():
        mine = [p for p in rest if mod.root.resolve() in (p, *p.parents)]
        rest = [p for p in rest if p not in mine]
        if not paths:
            mine = [mod.root / d for d in ("library", "famous") if (mod.root / d).is_dir()]
        if mine:
            more, n = (mod.lint or lint_paths)(mine)
            found, count = found + more, count + n
    if rest:
        more, n = lint_paths(rest)
        found, count = found + more, count + n
    return found, count
