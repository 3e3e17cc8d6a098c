"""A question that a language's rule made of a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Asked:
    """`start`, `end`: the value in the clean sentence. `words`: `q` the question without its mark, `said` the statement with \\x03 for the value, `attr` the thing asked for as a noun phrase where the language needs one."""

    kind: str
    start: int
    end: int
    typed: str
    words: Mapping[str, str]
