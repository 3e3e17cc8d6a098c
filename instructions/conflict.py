"""Proof that constraints cannot all be met: interval arithmetic over what each says of the whole text, and a core from which nothing can be left out.

Sound, not complete: what it calls impossible is impossible; a set it passes may still be hard to meet.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from instructions.constraints import KINDS
from instructions.constraints.base import Facts
from instructions.constraints.leaf import Leaf
from instructions.text import units

Bounds = dict[str, tuple[int, int | None]]
_DATA = ("json", "yaml", "csv")
# What data alone cannot have.
_NOT_IN_DATA = ("title", "sections", "bullets", "numbered", "items", "bold", "paragraphs", "emoji_per_sentence")


def _meet(bounds: Bounds, feature: str, low: int, high: int | None) -> bool:
    """Narrow a feature; whether anything changed."""
    a, b = bounds.get(feature, (0, None))
    new = (max(a, low), high if b is None else b if high is None else min(b, high))
    bounds[feature] = new
    return new != (a, b)


def _empty(bounds: Bounds) -> bool:
    return any(high is not None and low > high for low, high in bounds.values())


def _pieces(facts: Sequence[Facts], lang: str) -> tuple[int, int]:
    """(characters, words or 字) that the pieces which must stand need at least. Pieces that share a character (zh) or a word (en) may overlap: only one of such counts."""
    held: dict[str, int] = {}
    for f in facts:
        for piece, n in [*f.holds, *((w, 1) for w in _forced(f, facts))]:
            held[piece.lower()] = max(n, held.get(piece.lower(), 0))
    large = sorted(held, key=lambda x: -len(x) * held[x])
    sums = [_apart([(x, held[x]) for x in order], lang) for order in (large, sorted(large, key=len))]
    return max(chars for chars, _ in sums), max(words for _, words in sums)


def _apart(pieces: Sequence[tuple[str, int]], lang: str) -> tuple[int, int]:
    """Characters and words of the pieces, in this order, that share nothing with those before them."""
    size = units.zi if lang == "zh" else units.words
    chars = words = 0
    used: set[str] = set()
    for piece, n in pieces:
        parts = set(re.findall("[a-z0-9]+", piece)) if lang == "en" else set()
        parts = parts or {c for c in piece if not c.isspace()}
        if used & parts:
            continue
        used |= parts
        word = lang == "en" and piece.isascii() and piece.isalpha()  # no word overlaps with itself
        times = 1 if not word and any(piece[i:] == piece[: len(piece) - i] for i in range(1, len(piece))) else n
        chars += units.chars(piece) * times
        words += size(piece) * times
    return chars, words


def _relations(bounds: Bounds, lang: str) -> bool:
    """One pass of what follows from what; whether anything changed."""

    def low(f: str) -> int:
        return bounds.get(f, (0, None))[0]

    def high(f: str) -> int | None:
        return bounds.get(f, (0, None))[1]

    def at_least(big: str, small: str) -> bool:
        """big >= small."""
        a = _meet(bounds, big, low(small), None)
        return _meet(bounds, small, 0, high(big)) or a

    size = "zi" if lang == "zh" else "words"
    changed = (
        at_least("sentences", "paragraphs") | at_least("sentences", "questions") | at_least(size, "sentences") | at_least("chars", size)
    )
    changed |= at_least("items", "bullets") | at_least("items", "numbered") | at_least("sentences", "items")
    if lang == "zh":
        changed |= at_least("zi", "han") | at_least("chars", "han")
    # Words may also stand in a title or under headings, where somebody asks for such.
    outside = low("title") or low("sections") or low("table_rows") or low("code")
    for total, count, each in (
        (size, "sentences", "sentence_size"),
        ("sentences", "paragraphs", "paragraph_sentences"),
        (size, "lines", "line_size"),
    ):
        if high(each) is not None and each in bounds and not (outside and total == size):
            n, top = high(each) or 0, high(count)
            if top is not None:
                changed |= _meet(bounds, total, 0, top * n)
            if n:
                changed |= _meet(bounds, count, -(-low(total) // n), None)
        if low(each):
            changed |= _meet(bounds, total, low(count) * low(each), None)
            if high(total) is not None:
                changed |= _meet(bounds, count, 0, (high(total) or 0) // low(each))
    if low("emoji_per_sentence"):
        changed |= _meet(bounds, "emoji", low("sentences"), None)
        if high("emoji") is not None:
            changed |= _meet(bounds, "sentences", 0, high("emoji"))
    return changed


def _lacking(f: Facts, piece: str) -> bool:
    """Whether a piece that must stand holds what must not."""
    low = piece.lower()
    for lack in f.lacks:
        sort, _, what = lack.partition(":")
        if sort == "letter" and what:
            bad = (
                any("a" <= c <= "z" for c in low) if what == "latin" else any(c.isdigit() for c in low) if what == "digit" else what in low
            )
        elif sort == "mark" and what:
            from instructions.constraints.punct import MARKS

            bad = any(c in low for c in MARKS[what])
        else:
            bad = lack.lower() in low and (not lack.isascii() or lack.lower() == low or f" {lack.lower()} " in f" {low} ")
        if bad:
            return True
    return False


def _usable(f: Facts, facts: Sequence[Facts]) -> list[str]:
    """Those pieces of a choice that nothing forbids."""
    never = {
        k.removeprefix("count of ").lower() for g in facts for k, (_, high) in g.bounds.items() if k.startswith("count of ") and high == 0
    }
    return [w for w in f.some[0] if w.lower() not in never and not any(_lacking(g, w) for g in facts)]


def _forced(f: Facts, facts: Sequence[Facts]) -> list[str]:
    """The pieces of a choice that leaves none."""
    usable = _usable(f, facts) if f.some[1] else []
    return usable if len(usable) == f.some[1] else []


def _texts(facts: Sequence[Facts]) -> bool:
    """Clashes of what must stand, must not stand, begin and end."""
    held = [p for f in facts for p, _ in f.holds]
    ends = [f.starts for f in facts if f.starts] + [f.ends for f in facts if f.ends]
    if any(_lacking(f, piece) for f in facts for piece in [*held, *ends]):
        return True
    if any(len(_usable(f, facts)) < f.some[1] for f in facts):
        return True
    for key in ("starts", "ends"):
        found = [getattr(f, key).lower() for f in facts if getattr(f, key)]
        for a in found:
            for b in found:
                if key == "starts" and a[:1].isalnum() != b[:1].isalnum():  # the first word may stand behind a quotation mark or a token
                    continue
                fits = a.startswith(b) or b.startswith(a) if key == "starts" else a.endswith(b) or b.endswith(a)
                if not fits:
                    return True
    cases = {f.case for f in facts if f.case}
    if len(cases) > 1 or any(f.exact and f.exact != (f.exact.upper() if c == "upper" else f.exact.lower()) for f in facts for c in cases):
        return True
    return _circle([f.order for f in facts if f.order])


def _circle(orders: Sequence[Sequence[str]]) -> bool:
    """Whether first appearances would have to come before themselves."""
    after: dict[str, set[str]] = {}
    for words in orders:
        for a, b in itertools.pairwise(words):
            after.setdefault(a.lower(), set()).add(b.lower())
    for start in after:
        seen, queue = set[str](), [start]
        while queue:
            for word in after.get(queue.pop(), set()) - seen:
                seen.add(word)
                queue.append(word)
        if start in seen:
            return True
    return False


def impossible(leaves: Sequence[Leaf], lang: str) -> bool:
    """Whether no text can meet all of these leaves. Only what speaks of the whole is looked at."""
    facts = [KINDS[x["type"]].facts(x["params"], lang) for x in leaves if not x.get("scope") and not x.get("not")]
    bounds: Bounds = {}
    for f in facts:
        for feature, (low, high) in f.bounds.items():
            _meet(bounds, feature, low, high)
    if any(f.case == "lower" for f in facts):
        _meet(bounds, "capitals", 0, 0)
    if _texts(facts) or _empty(bounds):
        return True
    shapes = {f.shape for f in facts if f.shape}
    if len(shapes) > 1:
        return True
    foreign = [f for f in _NOT_IN_DATA if shapes != {"yaml"} or f not in ("bullets", "items")]  # a YAML list is written with dashes
    if shapes & set(_DATA) and any(bounds.get(f, (0, None))[0] > (1 if f in ("paragraphs", "lines") else 0) for f in foreign):
        return True
    for f in facts:
        for piece, n in f.holds:
            for feature, (_, high) in bounds.items():
                word = feature.removeprefix("count of ").lower()
                if high is not None and feature.startswith("count of ") and not feature.startswith("count of letter "):
                    times = piece.lower().count(word) if lang == "zh" else int(piece.lower() == word)
                    if times * n > high:
                        return True
                if high is not None and feature.startswith("count of letter ") and piece.lower().count(feature[-1]) * n > high:
                    return True
    if shapes & set(_DATA):  # a table or JSON is no prose: what stands in it need not lie in sentences
        bounds = {f: b for f, b in bounds.items() if f not in ("sentence_size", "sentences", "paragraph_sentences")}
    chars, words = _pieces(facts, lang)
    _meet(bounds, "chars", chars, None)
    _meet(bounds, "zi" if lang == "zh" else "words", words, None)
    for _ in range(40):
        if not _relations(bounds, lang):
            break
        if _empty(bounds):
            return True
    return _empty(bounds)


def core(leaves: Sequence[Leaf], lang: str) -> list[int] | None:
    """Numbers of the leaves of a minimal impossible subset (leave one out and the proof is gone), or None where no clash is found."""
    if not impossible(leaves, lang):
        return None
    keep = list(range(len(leaves)))
    for n in list(keep):
        rest = [i for i in keep if i != n]
        if impossible([leaves[i] for i in rest], lang):
            keep = rest
    return keep
