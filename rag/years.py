"""Years that texts speak of, so that no paper is dated before what it reports."""

from __future__ import annotations

import re
from functools import lru_cache

from generators.library import Instance

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


def years_in(words: str) -> list[int]:
    """The years written out in a piece of text."""
    return [int(y) for y in _YEAR.findall(words)] if "19" in words or "20" in words else []


@lru_cache(maxsize=1024)
def _written(path: str, words: tuple[str, ...]) -> int:
    """The last year that an authored text names outright."""
    return max((y for w in words for y in years_in(w)), default=0)


def known_to(instance: Instance) -> int:
    """The last year the whole text speaks of in any of its lines, shown or not; 0 for a user's document, whose lines all come with it."""
    text = instance.text
    if text.body:
        return 0
    written = _written(text.path, tuple(w.source for line in text.lines for w in line.alternatives))
    return max((written, *(y for fact in text.facts for y in years_in(instance.spelling(fact)))))
