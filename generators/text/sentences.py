"""Splitting text into sentences, offsets kept."""

from __future__ import annotations

import re

# A closing quote or bracket, or a citation mark, belongs to the sentence it closes.
_CLOSE = r"[\"'”’」』）)\]】]*"
_ZH_END = re.compile(rf"(?:[。！？!?]+|……(?=[”」』\n]|$)){_CLOSE}|\n+")
_EN_END = re.compile(rf"[.!?]+{_CLOSE}(?=\s+[\"'(\[]?[A-Z0-9£$€]|\s*$)|\n+")
_ABBREVIATION = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|St|vol|pp?|cf|vs|etc|e\.g|i\.e|approx|hon|dept|Ltd|Co|Jr|Sr|Fig|Sec|Art)|\b[A-Z])\.$"
)


def sentence_spans(text: str, lang: str) -> list[tuple[int, int]]:
    """(start, end) of each sentence, surrounding white space left out. A number's point, an initial and a URL end nothing."""
    spans: list[tuple[int, int]] = []
    start = 0
    for match in (_ZH_END if lang == "zh" else _EN_END).finditer(text):
        end = match.end()
        if lang == "en" and match[0][0] == "." and _ABBREVIATION.search(text[start : match.start() + 1]):
            continue
        _keep(spans, text, start, end)
        start = end
    _keep(spans, text, start, len(text))
    return spans


def _keep(spans: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if end > start:
        spans.append((start, end))


def sentences(text: str, lang: str) -> list[str]:
    """The sentences themselves."""
    return [text[a:b] for a, b in sentence_spans(text, lang)]
