"""What a document is about: its title without the words that all titles share, and how its words are written inside a sentence."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from rag.corpus.structure import Source

_ENDING = {"zh": re.compile(r"(?:的.{1,4}| ?[-|—–] ?\S.{0,30})$"), "en": re.compile(r" [-|—–:] \S.{1,40}$")}
_LONG_TAIL = re.compile(r"([^:：—–]{4,40}?)(?:[:：]\s| [—–] ).{16,}$", re.S)  # what follows a name in the title of a paper
_WORD = re.compile(r"[A-Za-z][\w'’-]*")
_INSIDE = re.compile(r"(?<=[^\W\d_] |[,;] )[A-Za-z][\w'’-]*")  # a word behind another, or behind a comma

# A title that is a clause, an activity or a series: "the definition for How we work" is no English.
_NO_NOUN = {
    "zh": re.compile(r"^(?:如何|怎么|怎样|为什么|为何|什么是|关于|让|把|被|从|在|当)|[，,、：:？?！!]|(?:吗|呢|吧)$|.{19}"),
    "en": re.compile(
        r"^(?:how|what|why|when|where|who|which|can|do|does|don.t|is|are|should|if|i|we|you|be|get|use|using|before|after|for|to|in|on|at|by|with|your|our|my)\b|^\w+ing (?-i:[a-z])|[,:?!;]| - |(?:\S+ ){7}",
        re.I,
    ),
}


def is_nominal(name: str, lang: str) -> bool:
    """Whether what a document is about can be named among other things."""
    return not _NO_NOUN[lang].search(name)


_ABBREVIATED = re.compile(r"(?<=[\u4e00-\u9fff]{2})\s*[（(][A-Za-z][\w .&/-]*[)）]$")  # 容器即服务 (CaaS): said without its abbreviation


class Naming:
    """Titles and spelling of a corpus."""

    def __init__(self, sources: Iterable[Source]) -> None:
        ends: Counter[str] = Counter()
        self._lower: Counter[str] = Counter()
        self._upper: Counter[str] = Counter()
        self._said: Counter[str] = Counter()
        count = 0
        for s in sources:
            count += 1
            match = _ENDING[s.lang].search(s.title)
            if match:
                ends[match[0]] += 1
            self._said.update({s.text[b.start : b.end].strip() for b in s.blocks if b.kind == "para"})
            if s.lang == "en":
                self._learn(s.text)
        self._said = Counter({t: n for t, n in self._said.items() if n >= 3})
        self._endings = tuple(e for e, n in ends.items() if n >= 3 and n * 10 >= count)

    def _learn(self, text: str) -> None:
        """Count how words are written inside sentences."""
        for word in _INSIDE.findall(text):
            (self._upper if word[0].isupper() else self._lower)[word.lower()] += 1

    def known(self, word: str) -> bool:
        """Whether the corpus writes the word with a capital inside sentences, too: a name."""
        low = word.lower()
        return not word[1:].islower() or (self._upper[low] > 0 and self._upper[low] > self._lower[low])

    def small(self, words: str) -> bool:
        """Whether the corpus now and then writes the first of the words small inside a sentence."""
        first = _WORD.match(words)
        return first is not None and self._lower[first[0].lower()] * 5 > self._upper[first[0].lower()]

    def common(self, value: str) -> bool:
        """Whether the words are a paragraph that stands in three or more documents: a footer, not a fact."""
        return self._said[value] >= 3

    def entity(self, source: Source) -> str:
        """The title (in Chinese without the English abbreviation behind it) without an ending that a tenth of all titles share (`…的做法`, `… | Handbook`)."""
        for ending in self._endings:
            if source.title.endswith(ending) and len(source.title) > len(ending):
                return source.title[: -len(ending)].strip()
        title = source.title.strip()
        if source.lang == "zh":
            title = _ABBREVIATED.sub("", title)
        head = _LONG_TAIL.match(title) if len(title) > 40 else None
        return head[1] if head else title

    def inside(self, words: str) -> str:
        """English words as they stand inside a sentence: title case goes where the corpus itself writes the word small."""

        def small(m: re.Match[str]) -> str:
            word = m[0]
            low = word.lower()
            if word[1:] != word[1:].lower() or (len(word) == 1 and word != "A"):
                return word
            return low if self._lower[low] > self._upper[low] or (self._lower[low] and low == words.lower()) else word

        inner = _WORD.sub(small, words)
        first = inner[:1]
        if first != words[:1] and re.search(r" [A-Z][a-z]", inner):
            return words  # half a title in small letters is neither a title nor plain words
        return inner
