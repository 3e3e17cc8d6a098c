"""Which hits hold the answer, at which place, and whether they hold it as the answer or by chance."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from rag.corpus.mined import tight
from rag.corpus.structure import plain, sentences_of

_HAN = re.compile(r"[\u3400-\u9fff]+")
_WORD = re.compile(r"[a-z]+|\d+(?:[.,]\d+)*")
_SMALL = frozenset(["a", "an", "the", "of", "in", "on", "at", "to", "for", "by", "with", "from", "and", "or", "is", "are", "was", "were", "be", "been", "do", "did", "does", "has", "have", "had", "what", "which", "who", "whom", "whose", "when", "where", "why", "how", "many", "much", "it", "its", "this", "that", "their", "they", "as"])  # fmt: skip
_ASKS = re.compile(
    r"为什么|什么时候|什么|哪(?:一?年|一|些|里|个|儿|种)?|多少|几|怎么样?|如何|何时|何|谁|吗|呢|吧|是|了|的"
)  # what asks, or says little
_OPEN, _CLOSE = "(（[【{“‘《", ")）]】}”’》"
_LONG = {"zh": 7, "en": 4}  # stems of an answer
_EDGE = " ,，、;；:：。!！?？-–—…"


@dataclass(frozen=True)
class Place:
    """Where a hit gives the value: raw span, readable spelling, how much of the query its surroundings take up (0..1)."""

    start: int
    end: int
    value: str
    fit: float
    times: int  # how often the hit has the value


def stems(text: str, lang: str) -> set[str]:
    """Pairs of Han characters, or the beginnings of words that say something, and figures."""
    low = _ASKS.sub(" ", text.casefold()) if lang == "zh" else text.casefold()
    words = {w if w[0].isdigit() else w[:6] for w in _WORD.findall(low) if w not in _SMALL}
    return words | {run[i : i + 2] for run in _HAN.findall(low) for i in range(len(run) - 1)} if lang == "zh" else words


class Weights:
    """How telling a stem is: the rarer among all hits, the more."""

    def __init__(self, texts: Iterable[str], lang: str) -> None:
        self.lang, self.count, self.of = lang, 0, Counter[str]()
        for text in texts:
            self.count += 1
            self.of.update(stems(text, lang))

    def share(self, query: set[str], text: str) -> float:
        """The share of the query's weight that the text has."""
        every = sum(self._weight(s) for s in sorted(query))
        return sum(self._weight(s) for s in sorted(query & stems(text, self.lang))) / every if every else 0.0

    def _weight(self, stem: str) -> float:
        return math.log((self.count + 1) / (self.of[stem] + 0.5))


def _pattern(gold: str) -> re.Pattern[str]:
    parts = [re.escape(p) for p in gold.split()]
    before = r"(?<![A-Za-z0-9])(?<!\d[.,:])" if gold[0].isascii() and gold[0].isalnum() else ""
    after = r"(?![A-Za-z0-9])(?![.,:]\d)" if gold[-1].isascii() and gold[-1].isalnum() else ""
    if gold[-1] in "年月":  # half of a longer date is not the year
        after = r"(?!\s?\d{1,2}\s?月)" if gold[-1] == "年" else r"(?!\s?\d{1,2}\s?日)"
    return re.compile(before + r"\s*".join(parts) + after, re.I)


def is_clean(value: str) -> bool:
    """Whether the words can stand as an answer: brackets and quotes closed, no mark at the edge, one line."""
    if value[:1] in _EDGE or value[-1:] in _EDGE or "\n" in value or value.count('"') % 2:
        return False
    return all(value.count(a) == value.count(b) for a, b in zip(_OPEN, _CLOSE, strict=True) if a not in "‘")


def trimmed(gold: str) -> str:
    """A spelling without the full stop or comma it was copied with; a stop that belongs to it ("U.S.") stays."""
    bare = gold.strip().lstrip(_EDGE).rstrip(_EDGE + ".")
    return gold.strip() if re.search(r"\b[A-Za-z]\.$", gold) and gold.strip()[:-1] == bare else bare


def has(text: str, gold: Iterable[str]) -> bool:
    """Whether a readable text has one of the spellings."""
    return any(_pattern(g).search(text) for g in map(trimmed, gold) if g)


def figure_in(value: str) -> str:
    """The digits of a figure."""
    match = re.search(r"\d+(?:[.,:]\d+)*", value)
    return match[0] if match else ""


def times(text: str, figure: str) -> int:
    """How often a text has the figure, as one of its own."""
    return len(re.findall(rf"(?<!\d)(?<!\d[.,:]){re.escape(figure)}(?!\d)(?![.,:]\d)", text)) if figure else 0


def place(text: str, gold: tuple[str, ...], query: str, title: str, weights: Weights) -> Place | None:
    """The best place of the shortest clean spelling: where the sentence and its neighbours take up most of the query. None where there is none."""
    clean, offsets = plain(text)
    wanted = stems(query, weights.lang)
    for spelling in sorted((trimmed(g) for g in gold), key=len):
        found = list(_pattern(spelling).finditer(clean)) if spelling else []
        if not found or not is_clean(found[0][0]):
            continue
        spans = sentences_of(clean, weights.lang)
        best, most = found[0], -1.0
        rest = wanted - stems(spelling, weights.lang) or wanted
        for m in found:
            at = next((i for i, (a, b) in enumerate(spans) if a <= m.start() < b), 0)
            near = clean[spans[at][0] : spans[at][1]] if spans else clean
            wide = clean[spans[max(0, at - 1)][0] : spans[min(len(spans) - 1, at + 1)][1]] if spans else clean
            fit = (2 * weights.share(rest, near) + weights.share(rest, f"{title} {wide}")) / 3
            if fit > most:
                best, most = m, fit
        value = " ".join(best[0].split())
        value = tight(value) if weights.lang == "zh" else value
        if len(stems(value, weights.lang)) >= _LONG[weights.lang]:
            most = 1.0  # so many words do not stand together by chance
        return Place(offsets[best.start()], offsets[best.end() - 1] + 1, value, most, len(found))
    return None
