"""Shared fixtures: a builder of rag rows, and a set of rows made once per session."""

from __future__ import annotations

from fractions import Fraction
from itertools import islice
from typing import Any

import pytest

from generators.build import Builder, Config
from generators.module import module
from generators.row import loads
from generators.run import make_config, slots_of


def rag_config(
    seed: int = 7, mix: dict[str, int] | None = None, noise: str = "1/20", langs: tuple[str, ...] = ("zh", "en"), **options: Any
) -> Config:
    """A configuration of `gen rag` with defaults."""
    mod = module("rag")
    return make_config(mod, mod.options(**options), seed, langs, mix or {}, (1, 5), Fraction(3, 10), Fraction(noise))


def rag_rows(n: int, config: Config) -> list[dict[str, Any]]:
    """The first n rows of a configuration, duplicates not looked for."""
    maker = Builder(config)
    built = [maker.build(slot) for slot in islice(slots_of(config), n)]
    missing = [b.slot.path for b in built if b.line is None]
    if missing:
        raise AssertionError(f"slots without a row: {missing[:5]}")
    return [loads(b.line) for b in built if b.line]


@pytest.fixture(scope="session")
def rows() -> list[dict[str, Any]]:
    """1,200 rows of all task types in both languages."""
    return rag_rows(1200, rag_config())
