"""Two sentences that differ in a few words: whether a text quotes the words that are one's own."""

from __future__ import annotations

import re
from functools import lru_cache

_QUOTED = re.compile(r'"[^"\n]*"|“[^”\n]*”')


def quotes_own(text: str, value: str, other: str) -> bool:
    """Whether the text quotes words of a sentence that hold all in which it differs from the other."""
    mine = _own_words(value, other)
    for quoted in _QUOTED.findall(text) if mine else ():
        words = quoted[1:-1].split()
        if len(words) < len(value.split()) and _within(mine, words) and _within(words, value.split()):
            return True
    return False


@lru_cache(maxsize=1024)
def _own_words(value: str, other: str) -> list[str]:
    """The words of a sentence between what it shares with the other at its beginning and at its end; none of a value that is no sentence."""
    one, two = value.split(), other.split()
    if min(len(one), len(two)) < _SENTENCE_WORDS:
        return []
    start = 0
    while start < min(len(one), len(two)) and one[start] == two[start]:
        start += 1
    end = 0
    while end < min(len(one), len(two)) - start and one[-1 - end] == two[-1 - end]:
        end += 1
    own = [w.strip(",.;:()") for w in one[start : len(one) - end]]
    return own[1:] if len(own) > 1 and own[0] in ("a", "an") else own


_SENTENCE_WORDS = 5


def _within(part: list[str], whole: list[str]) -> bool:
    bare = [w.strip(",.;:()") for w in whole]
    return bool(part) and any([w.strip(",.;:()") for w in part] == bare[i : i + len(part)] for i in range(len(bare) - len(part) + 1))
