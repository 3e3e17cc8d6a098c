"""Hands, bridges and veils: sentences that work in chains, or without a word in common."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache

from generators.library.template import Template, parse_template
from longctx.needles.facts import ROOT


@dataclass(frozen=True)
class Veil:
    """A needle and questions that share no content word with it; the answer is the person."""

    say: Template
    ask: tuple[str, ...]
    marks: tuple[str, ...]
    unless: tuple[str, ...]  # words by which a book may tell the same of somebody


@cache
def veils(lang: str) -> tuple[Veil, ...]:
    """All veils of a language."""
    entries = tomllib.loads((ROOT / lang / "veiled.toml").read_text("utf-8"))["veil"]
    return tuple(Veil(parse_template(e["say"]), tuple(e["ask"]), tuple(e["marks"]), tuple(e["unless"])) for e in entries)


@cache
def table(lang: str, name: str) -> dict[str, tuple[Template, ...]]:
    """A file of wordings by key; `thing` too."""
    raw = tomllib.loads((ROOT / lang / f"{name}.toml").read_text("utf-8"))
    return {k: tuple(parse_template(t) for t in v) for k, v in raw.items()}
