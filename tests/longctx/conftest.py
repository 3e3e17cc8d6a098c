"""Rows of `gen longctx` for tests, made in this process."""

from __future__ import annotations

from fractions import Fraction
from itertools import islice
from pathlib import Path
from typing import Any

from generators.build import Builder, Config
from generators.module import module
from generators.row import loads
from generators.run import make_config, slots_of
from longctx.options import LongctxOptions

ROOT = Path(__file__).parent.parent.parent


def config(
    seed: int = 29, tokens: str = "4k,9k", langs: tuple[str, ...] = ("zh", "en"), mix: dict[str, int] | None = None, **options: Any
) -> Config:
    """A configuration as the command line would make it."""
    return make_config(
        module("longctx"), LongctxOptions(tokens=tokens, **options), seed, langs, mix or {}, (1, 5), Fraction(3, 10), Fraction(1, 20)
    )


def make_rows(n: int, conf: Config) -> list[dict[str, Any]]:
    """The first n slots of a configuration, those that could be built."""
    builder = Builder(conf)
    return [loads(line) for line in (builder.build(s).line for s in islice(slots_of(conf), n)) if line]
