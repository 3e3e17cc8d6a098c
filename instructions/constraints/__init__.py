"""Constraint types: one family a file, one definition a type, found by their modules."""

from __future__ import annotations

import importlib
import pkgutil

from instructions.constraints.base import KINDS, Kind, Params

for _info in sorted(pkgutil.iter_modules(__path__), key=lambda i: i.name):
    importlib.import_module(f"{__name__}.{_info.name}")

__all__ = ["KINDS", "Kind", "Params"]
