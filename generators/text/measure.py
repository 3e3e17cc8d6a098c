"""How long a text is, and in which script."""

from __future__ import annotations

import re

HAN = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_HAN = re.compile(f"[{HAN}]")
_WORD = re.compile(r"[A-Za-z0-9]+(?:['’.,:-][A-Za-z0-9]+)*")
_LATIN = re.compile(r"[A-Za-z]")


def words(text: str) -> int:
    """English words: runs of letters and digits, hyphens and apostrophes inside."""
    return len(_WORD.findall(text))


def zi(text: str) -> int:
    """字数 as a word processor counts: each Han character one, each run of Latin letters or digits one, no punctuation."""
    return len(_HAN.findall(text)) + words(_HAN.sub(" ", text))


def length(text: str, lang: str) -> int:
    """字数 for Chinese, words for English."""
    return zi(text) if lang == "zh" else words(text)


def han_share(text: str) -> float:
    """Share of Han among Han and Latin letters; 1.0 where there are neither."""
    han, latin = len(_HAN.findall(text)), len(_LATIN.findall(text))
    return han / (han + latin) if han + latin else 1.0


def tokens(text: str) -> list[str]:
    """Han characters one by one, Latin and digit runs whole, lower case: the tokens of distinct-n."""
    return [t.lower() for t in re.findall(f"[{HAN}]|{_WORD.pattern}", text)]
