"""Shared fixtures: rows of the module, made once per session."""

from __future__ import annotations

from fractions import Fraction
from itertools import islice
from typing import Any

import pytest

from generators.build import Builder, Config
from generators.module import module
from generators.row import loads
from generators.run import make_config, slots_of


def config(seed: int = 7, mix: dict[str, int] | None = None, langs: tuple[str, ...] = ("zh", "en"), **options: Any) -> Config:
    """A configuration of `gen instructions` with defaults."""
    mod = module("instructions")
    return make_config(mod, mod.options(**options), seed, langs, mix or {}, (1, 5), Fraction(3, 10), Fraction("1/20"))


def make_rows(n: int, made: Config) -> list[dict[str, Any]]:
    """The first n rows of a configuration, duplicates not looked for."""
    maker = Builder(made)
    built = [maker.build(slot) for slot in islice(slots_of(made), n)]
    missing = [b.slot.path for b in built if b.line is None]
    if missing:
        raise AssertionError(f"slots without a row: {missing[:5]}")
    return [loads(b.line) for b in built if b.line]


@pytest.fixture(scope="session")
def irows() -> list[dict[str, Any]]:
    """400 rows of all task types in both languages."""
    return make_rows(400, config())
