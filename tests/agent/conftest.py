"""Shared fixtures: a configuration of `gen agent`, and rows made once per session."""

from __future__ import annotations

from fractions import Fraction
from itertools import islice
from typing import Any

import pytest

from generators.build import Builder, Config
from generators.module import module
from generators.row import loads
from generators.run import make_config, slots_of


def agent_config(
    seed: int = 7, mix: dict[str, int] | None = None, noise: str = "1/20", langs: tuple[str, ...] = ("zh", "en"), **options: Any
) -> Config:
    """A configuration of `gen agent` with defaults."""
    mod = module("agent")
    return make_config(mod, mod.options(**options), seed, langs, mix or {}, (1, 5), Fraction(3, 10), Fraction(noise))


def agent_rows(n: int, config: Config) -> list[dict[str, Any]]:
    """The first n rows of a configuration, duplicates not looked for."""
    maker = Builder(config)
    built = [maker.build(slot) for slot in islice(slots_of(config), n)]
    missing = [(b.slot.path, b.rejects[-1][0]) for b in built if b.line is None]
    if missing:
        raise AssertionError(f"slots without a row: {missing[:5]}")
    return [loads(b.line) for b in built if b.line]


@pytest.fixture(scope="session")
def agent_set() -> list[dict[str, Any]]:
    """600 rows of all task types in both languages."""
    return agent_rows(600, agent_config())
