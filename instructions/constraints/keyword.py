"""Words that must stand, must not stand, so and so often, here or there, in this order."""

from __future__ import annotations

import itertools
import random
import re
from collections.abc import Iterator
from typing import Any

from instructions.constraints import human
from instructions.constraints.base import Facts, Kind, Measuring, Params, holds, interval, register
from instructions.constraints.count import POSTSCRIPTS
from instructions.text.record import Record, _pattern
from instructions.wordlists import listed, whole_in

_ENDING = re.compile(r"(?:ies|es|e|s|y)$")
MANY = 9  # nobody has a word said more often than this


def places(r: Record, word: str) -> list[tuple[int, int]]:
    """Where a word stands, as `Record.count` counts it."""
    if r.lang == "zh" or not word.isascii():
        out, at = [], r.lower.find(word.lower())
        while at >= 0:
            out.append((at, at + len(word)))
            at = r.lower.find(word.lower(), at + len(word))
        return out
    return [m.span() for m in _pattern(word).finditer(r.lower)]


def bent(r: Record, word: str) -> bool:
    """Whether a reader would count otherwise: the text has the word in another form too ("Nights" beside "night"), inside "hard-water", or (Chinese) across two words."""
    if r.lang == "zh":
        return len(word) > 1 and not whole_in(word, r.text)
    if not word.isalpha():
        return False
    low = word.lower()
    if (f"-{low}" in r.lower or f"{low}-" in r.lower) and re.search(rf"\w-{low}\b|\b{low}-\w", r.lower):
        return True
    stem = _ENDING.sub("", word.lower())
    if r.lower.count(stem) == r.count(word):
        return False
    forms = set(re.findall(rf"\b{stem}(?:e|y|s|es|ies|ed|ied|ing|ying)?(?:'s)?\b", r.lower))
    return len(forms) > 1


def without(r: Record, word: str, rng: random.Random, all_of_them: bool = True) -> Iterator[str]:
    """The text without the sentence(s) in which the word stands."""
    at = [a for a, _ in places(r, word)]
    spans = [s for s in r.sentence_spans if any(s[0] <= a < s[1] for a in at)]
    if not spans or len(spans) == len(r.sentence_spans):
        return
    text = r.text
    for a, b in sorted(spans if all_of_them else [rng.choice(spans)], reverse=True):
        text = text[:a] + text[b:].removeprefix(" ")
    yield text.replace(" \n", "\n").strip()


@register
class Include(Kind):
    """All of these words."""

    id = "keyword.include"
    scopes: tuple[str, ...] = ("paragraph", "sentence", "item")

    def check(self, r: Record, p: Params) -> str:
        missing = [w for w in p["words"] if not r.count(w)]
        return f"lacks {missing[0]!r}" if missing else ""

    def measure(self, r: Record, m: Measuring) -> Iterator[Params]:
        if m.words:
            yield {"words": list(m.words[: m.rng.choice((1, 1, 2, 2, 3))])}

    def cut(self, r: Record, p: Params, rng: random.Random) -> Iterator[str]:
        for word in rng.sample(p["words"], len(p["words"])):
            yield from without(r, word, rng)

    def facts(self, p: Params, lang: str) -> Facts:
        return Facts(holds=[(w, 1) for w in p["words"]])

    def outside(self, p: Params) -> tuple[str, dict[str, Any]] | None:
        return "keywords:existence", {"keywords": p["words"]}


@register
class Any_(Kind):
    """At least n of these words."""

    id = "keyword.some"

    def check(self, r: Record, p: Params) -> str:
        found = [w for w in p["words"] if r.count(w)]
        return "" if len(found) >= p["n"] else f"{len(found)} of the words stand, asked: {p['n']}"

    def facts(self, p: Params, lang: str) -> Facts:
        return Facts(some=(list(p["words"]), p["n"]))

    def measure(self, r: Record, m: Measuring) -> Iterator[Params]:
        empty = listed(r.lang, "empty_words")  # nobody offers a choice between a thing and "one"
        away = m.away or tuple(w for w in m.absent if len(w) > (1 if r.lang == "zh" else 4) and w not in empty)
        if len(m.words) > 2 and away:
            n = m.rng.choice((2, 2, 3))
            words = [*m.words[:n], *away[: m.rng.choice((1, 2))]]
            m.rng.shuffle(words)
            if len(m.words) >= n:
                yield {"words": words, "n": n}

    def cut(self, r: Record, p: Params, rng: random.Random) -> Iterator[str]:
        for word in rng.sample(p["words"], len(p["words"])):
            yield from without(r, word, rng)


@register
class Exclude(Kind):
    """None of these words."""

    id, scopes = "keyword.exclude", ("paragraph",)

    def check(self, r: Record, p: Params) -> str:
        found = [w for w in p["words"] if r.count(w)]
        return f"holds {found[0]!r}" if found else ""

    def measure(self, r: Record, m: Measuring) -> Iterator[Params]:
        if m.absent:
            yield {"words": list(m.absent[: m.rng.choice((1, 1, 2, 2, 3))])}

    def facts(self, p: Params, lang: str) -> Facts:
        return Facts(lacks=list(p["words"]))

    def outside(self, p: Params) -> tuple[str, dict[str, Any]] | None:
        return "keywords:forbidden_words", {"forbidden_words": p["words"]}


@register
class Frequency(Kind):
    """A word exactly (at least, at most) n times."""

    id = "keyword.frequency"

    def check(self, r: Record, p: Params) -> str:
        n = r.count(p["word"])
        return "" if holds(n, p) else f"{p['word']!r} stands {n} times, asked: {p['op']} {p['n']}"

    def measure(self, r: Record, m: Measuring) -> Iterator[Params]:
        for word in m.words:
            n = r.count(word)
            if 1 < n <= MANY and not bent(r, word):
                op = m.rng.choice(("min", "min", "exact")) if n < 5 else "min"  # who wants a word seven times exactly?
                yield {"op": op, "word": word, "n": n if op == "exact" else max(2, human.at_least(n, m.rng))}
                yield {"op": "max", "word": word, "n": n + m.rng.randrange(2)}

    def cut(self, r: Record, p: Params, rng: random.Random) -> Iterator[str]:
        if p["op"] != "max":
            yield from without(r, p["word"], rng, all_of_them=False)

    def facts(self, p: Params, lang: str) -> Facts:
        low, high = interval(p)
        return Facts(bounds={f"count of {p['word']}": (low, high)}, holds=[(p["word"], low)] if low else [])

    def outside(self, p: Params) -> tuple[str, dict[str, Any]] | None:
        relation = {"min": ("at least", p["n"]), "max": ("less than", p["n"] + 1)}.get(p["op"])
        return ("keywords:frequency", {"keyword": p["word"], "relation": relation[0], "frequency": relation[1]}) if relation else None


@register
class Place(Kind):
    """A word in the nth (or last) sentence or paragraph, and nowhere before it."""

    id = "keyword.place"

    def wording(self, p: Params) -> str:
        return f"{p['part']}{'_last' if p['n'] < 0 else ''}"

    def check(self, r: Record, p: Params) -> str:
        part = r.part(p["part"], p["n"])
        if part is None:
            return f"there is no {p['part']} {p['n']}"
        return "" if part.count(p["word"]) else f"{p['word']!r} is not in {p['part']} {p['n']}"

    def measure(self, r: Record, m: Measuring) -> Iterator[Params]:
        for word in m.words[:3]:
            for part, n in (("sentence", 1), ("sentence", 2), ("sentence", -1), ("paragraph", 1), ("paragraph", 2), ("paragraph", -1)):
                of = r.paragraphs if part == "paragraph" else r.sentences
                if part == "paragraph" and (r.items or r.headings or "\n\n" not in r.text):
                    continue
                if n < 0 and part == "paragraph" and r.paragraphs and r.paragraphs[-1].startswith(POSTSCRIPTS):
                    continue  # whether a postscript is the last paragraph is for anybody to say
                if len(of) > max(2, n) or (part == "paragraph" and len(of) == 2 and n != 2):
                    where = r.part(part, n)
                    if where is not None and where.count(word):
                        yield {"word": word, "part": part, "n": n}

    def cut(self, r: Record, p: Params, rng: random.Random) -> Iterator[str]:
        spans = r.paragraph_spans if p["part"] == "paragraph" else r.sentence_spans
        if len(spans) > 1:
            at = p["n"] - 1 if p["n"] > 0 else len(spans) - 1
            for other in (at - 1, at + 1):
                if 0 <= other < len(spans):
                    (a, b), (c, d) = sorted((spans[at], spans[other]))
                    yield r.text[:a] + r.text[c:d] + r.text[b:c] + r.text[a:b] + r.text[d:]

    def facts(self, p: Params, lang: str) -> Facts:
        return Facts(holds=[(p["word"], 1)], bounds={f"{p['part']}s": (abs(p["n"]), None)})


@register
class Order(Kind):
    """These words first appear in this order."""

    id = "keyword.order"

    def check(self, r: Record, p: Params) -> str:
        at = [r.find(w) for w in p["words"]]
        if min(at) < 0:
            return f"lacks {p['words'][at.index(min(at))]!r}"
        return "" if all(a < b for a, b in itertools.pairwise(at)) else f"first appearances at {at}, asked: in this order"

    def measure(self, r: Record, m: Measuring) -> Iterator[Params]:
        words = sorted(
            (w for w in m.words[: m.rng.choice((2, 3))] if not bent(r, w)), key=r.find
        )  # "coats" before "coat" would be out of order
        apart = all(abs(r.find(a) - r.find(b)) > 6 for a, b in itertools.pairwise(words))
        if len(words) > 1 and apart and not r.title:  # in a title some readers would count a word and others not
            yield {"words": words}

    def cut(self, r: Record, p: Params, rng: random.Random) -> Iterator[str]:
        hits = [next((s for s in r.sentence_spans if s[0] <= r.find(w) < s[1]), None) for w in p["words"]]
        for one, two in itertools.pairwise(hits):
            if one and two and one[1] <= two[0]:
                (a, b), (c, d) = one, two
                yield r.text[:a] + r.text[c:d] + r.text[b:c] + r.text[a:b] + r.text[d:]

    def facts(self, p: Params, lang: str) -> Facts:
        return Facts(holds=[(w, 1) for w in p["words"]], order=list(p["words"]))


@register
class Once(Kind):
    """Each of these words exactly once."""

    id = "keyword.once"

    def check(self, r: Record, p: Params) -> str:
        bad = [(w, n) for w in p["words"] if (n := r.count(w)) != 1]
        return f"{bad[0][0]!r} stands {bad[0][1]} times, asked: once" if bad else ""

    def measure(self, r: Record, m: Measuring) -> Iterator[Params]:
        words = [w for w in m.words if r.count(w) == 1 and not bent(r, w)]
        if words:
            yield {"words": words[: m.rng.choice((1, 2))]}

    def cut(self, r: Record, p: Params, rng: random.Random) -> Iterator[str]:
        for word in p["words"]:
            yield from without(r, word, rng)

    def facts(self, p: Params, lang: str) -> Facts:
        return Facts(holds=[(w, 1) for w in p["words"]], bounds={f"count of {w}": (1, 1) for w in p["words"]})


@register
class Spread(Kind):
    """A word in every paragraph (or list item)."""

    id = "keyword.every"

    def wording(self, p: Params) -> str:
        return str(p["part"])

    def check(self, r: Record, p: Params) -> str:
        parts = r.paragraph_records if p["part"] == "paragraph" else r.item_records
        bad = [x for x in parts if not x.count(p["word"])]
        return f"{p['word']!r} is not in: {bad[0].text[:40]!r}" if bad else "" if parts else f"there is no {p['part']}"

    def measure(self, r: Record, m: Measuring) -> Iterator[Params]:
        sizes = {"paragraph": len(r.paragraph_spans), "item": len(r.items)}
        for word in m.words:
            n = r.count(word)
            yield from ({"word": word, "part": part} for part, size in sizes.items() if 1 < size <= n)

    def cut(self, r: Record, p: Params, rng: random.Random) -> Iterator[str]:
        yield from without(r, p["word"], rng, all_of_them=False)

    def facts(self, p: Params, lang: str) -> Facts:
        return Facts(holds=[(p["word"], 1)], bounds={f"{p['part']}s": (1, None)})
