"""What a frame's shape allows: words put before or behind it, another request beside it, “it” in the place of a name."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from agent.words.frames import fitting

_CLAUSE = re.compile(r"[，。：；！]")
_THANKS = re.compile("谢|麻烦|拜托")
# Where a bare pronoun would stand alone between two marks, meet another pronoun, or follow a name's own.
_ALONE = r"(?:^|[，：])[（(\[]*\{%s\}[\])）]*(?:[，、：]|$)|\{%s\}[\[(（|)\]]*[那这、：]|的[\])）]*\{%s\}"


@lru_cache(maxsize=8192)
def open_before(source: str) -> bool:
    """Whether nothing of its own stands before what the (Chinese) frame is about, so that an opener can."""
    return not _CLAUSE.search(head := source.partition("{")[0]) and not _THANKS.search(head)


@lru_cache(maxsize=8192)
def open_behind(source: str) -> bool:
    """Whether the frame ends with its request, so that a word of thanks can follow."""
    return not _CLAUSE.search(tail := source.rpartition("}")[2]) and not _THANKS.search(tail)


@lru_cache(maxsize=8192)
def beside(source: str) -> bool:
    """Whether it can stand in one sentence with other requests: no reason of its own before it, no thanks in it."""
    return open_before(source) and not _THANKS.search(source)


@lru_cache(maxsize=4096)
def with_pronoun(sources: tuple[str, ...], given: frozenset[str], slot: str) -> tuple[str, ...]:
    """The frames that say exactly these slots and in which “it” reads well in the place of one."""
    alone = re.compile(_ALONE.replace("%s", re.escape(slot)))
    return tuple(s for s in fitting(sources, given) if not alone.search(s))


@lru_cache(maxsize=8192)
def among(sources: tuple[str, ...], given: frozenset[str], test: Callable[[str], bool]) -> tuple[str, ...]:
    """The frames that say exactly these slots and pass the test."""
    return tuple(s for s in fitting(sources, given) if test(s))
