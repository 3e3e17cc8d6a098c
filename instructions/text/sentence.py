"""Where sentences end, in Chinese and English, offsets kept."""

from __future__ import annotations

import re
from functools import lru_cache

from instructions.text.emoji import EMOJI

_CLOSE = "[\"'”’」』）)\\]】》*]*"
_CLOSERS = "\"'”’」』"
_MOJI = f"(?:[ ]?(?:{EMOJI.pattern}))*"
# …… ends a sentence only before a closing quote or at the end of the line; ； never does; a point inside a number or a name ends nothing.
_ZH = re.compile(f"(?:[。！？!?]+|…+(?=[”」』]|{_MOJI}\\s*$)){_CLOSE}{_MOJI}")
_EN = re.compile(f"(?:[.!?]+|…(?=\\s+[A-Z]|\\s*$)){_CLOSE}{_MOJI}(?=\\s|$)")
_ABBREVIATION = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|St|Mt|vol|pp?|cf|vs|etc|e\.g|i\.e|approx|hon|dept|Ltd|Co|Jr|Sr|Fig|Sec|Art|No|a\.m|p\.m|[Pp]\.[Ss])|(?<!['’])(?<!\b[Aa] )(?<!\b[Aa]n )(?<!\b[Pp]lan )(?<!itamin )\b[A-Z])\.$"
)

_LONGEST = 8  # characters of the longest of them, its point counted in
_LETTER = re.compile(r"[^\W_]")


@lru_cache(maxsize=1 << 14)
def sentences_of(line: str, lang: str) -> tuple[tuple[int, int], ...]:
    """(start, end) of the sentences of one line of running text. Kept: an edited answer, and a part of one, share most lines with what was read before."""
    return tuple(split(line, 0, len(line), lang))


def split(text: str, start: int, end: int, lang: str) -> list[tuple[int, int]]:
    """(start, end) of the sentences between two offsets of one line of running text. What is left without an end mark counts as one more."""
    spans: list[tuple[int, int]] = []
    at, en = start, lang == "en"
    for match in (_EN if en else _ZH).finditer(text, start, end):
        stop = match.end()
        if stop < end:
            if en and text[match.start()] == "." and _abbreviated(text, at, match.start() + 1, stop, end):
                continue
            if not en and match[0] in "!?" and _latin(text, match.start(), stop, end):
                continue
            if text[stop - 1] in _CLOSERS and _goes_on(text, at, match.start(), stop, end, lang):
                continue
        _keep(spans, text, at, stop)
        at = stop
    if at < end:
        _keep(spans, text, at, end)
    return spans


def _latin(text: str, mark: int, stop: int, end: int) -> bool:
    """A half-width mark before a Latin sign, or between such: code, a label."""
    if text[stop].isascii() and text[stop].isalnum():
        return True
    rest = text[stop:end].lstrip()
    return bool(rest) and text[mark - 1].isascii() and rest[0].isascii()


def _goes_on(text: str, at: int, mark: int, stop: int, end: int, lang: str) -> bool:
    """Whether a sentence goes on behind a quotation that ends with a mark: 听见“救命！”就跑了, ‘来吗？’，"Who?" he asked."""
    if lang == "en":
        opens = next((c for c in text[at:mark] if c.isalpha()), "")
        return text[mark] in "!?" and text[stop:end].lstrip()[:1].islower() and not opens.islower()
    if text[stop] in "，、；：,;:":
        return True
    opener = {"”": "“", "’": "‘", "」": "「", "』": "『"}.get(text[stop - 1], "")
    open_at = text.rfind(opener, 0, mark) if opener else -1
    return open_at > 0 and text[mark] in "！？" and _is_han(text[open_at - 1]) and _is_han(text[stop])


def _is_han(c: str) -> bool:
    return "\u4e00" <= c <= "\u9fff"


def _abbreviated(text: str, at: int, dot: int, stop: int, end: int) -> bool:
    """A point behind an abbreviation or initial, or before a word that goes on in lower case."""
    while stop < end and text[stop].isspace():
        stop += 1
    after = text[stop] if stop < end else ""
    if _ABBREVIATION.search(text, max(at, dot - _LONGEST), dot) and (after.isdigit() or not text.startswith("No.", max(at, dot - 3))):
        return not (text.startswith(("a.m.", "p.m.", "etc."), max(at, dot - 4)) and after.isupper())
    if not after.islower():
        return False
    return not next((c for c in text[at:dot] if c.isalpha()), "").islower()  # a text all in lower case ends its sentences like any other


def _keep(spans: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if _LETTER.search(text, start, end):
        spans.append((start, end))
    elif spans and end > start:
        spans[-1] = (spans[-1][0], end)  # a lone emoji or mark belongs to the sentence before it
