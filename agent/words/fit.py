"""What a frame's shape allows: words put before or behind it, another request beside it, “it” in the place of a name."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from agent.words.frames import fitting

_CLAUSE = re.compile(r"[，。：；！]")
ASKING = re.compile(
    r"[吗呢几谁哪怎啥]|什么|多[少大久重]|[没不]有?$|(.)[不没]\1|[是有能]不是?|[有能]没有?"
)  # no full stop behind a question
_THANKS = re.compile("谢|麻烦|拜托")
# Where a bare pronoun would stand alone between two marks, meet another pronoun, or follow a name's own.
_ALONE = r"(?:^|[，：])[（(\[]*\{%s\}[\])）]*(?:[，、：]|$)|\{%s\}[\[(（|)\]]*[那这、：]|[的去][\])）]*\{%s\}"


@lru_cache(maxsize=8192)
def open_before(source: str) -> bool:
    """Whether nothing of its own stands before what the (Chinese) frame is about, so that an opener can."""
    return not _CLAUSE.search(head := source.partition("{")[0]) and not _THANKS.search(head)


@lru_cache(maxsize=8192)
def open_behind(source: str) -> bool:
    """Whether the frame ends with its request, so that a word of thanks can follow."""
    return not _CLAUSE.search(tail := source.rpartition("}")[2]) and not _THANKS.search(tail)


@lru_cache(maxsize=8192)
def joins(source: str) -> bool:
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


@lru_cache(maxsize=512)
def unquoted(sources: tuple[str, ...], name: str) -> tuple[str, ...]:
    """Frames in which a word can stand for a slot: “it” is no title, and nobody says "the it" or "the ticket it"."""
    twice = re.compile(rf"\b(?:ticket|query|file|note|folder|contact|number|article|entry)\b \W?\{{{name}\}}")
    sources = tuple(s for s in sources if not twice.search(s)) or sources
    return tuple(s.replace(f"“{{{name}}}”", f"{{{name}}}").replace(f"the {{{name}}}", f"{{{name}}}") for s in sources)


def in_place(wrap: tuple[str, str], fit: tuple[str, ...], given: frozenset[str], beside: bool) -> tuple[tuple[str, str], tuple[str, ...]]:
    """Openers and thanks only where the frame has none of its own and begins or ends with its request; among other requests, no reasons."""
    if beside:
        return wrap, among(fit, given, joins) or fit
    test = open_before if wrap[0] else open_behind if wrap[1] else None
    found = among(fit, given, test) if test else fit
    return (wrap, found) if found else (("", ""), fit)
