"""How varied a long text is: the figures by which generated books are held against real ones."""

from __future__ import annotations

import lzma
import re
from collections import Counter

_UNITS = {"zh": re.compile(r"[\u3400-\u9fff]|[^\s\u3400-\u9fff]"), "en": re.compile(r"[A-Za-z]+(?:[’'-][A-Za-z]+)*|\d+|[^\sA-Za-z\d]")}
# The characters that may end a sentence first: only there anything else is looked at.
_ENDS = {
    "zh": re.compile(r"[。！？\n](?:(?<!\n)(?=([”’」]?))|(?<=\n)\n*)"),
    "en": re.compile(r"[.!?\n](?:(?<!\n)(?=([”’]?\s+))|(?<=\n)\n*)"),
}
_ABBREVIATED = ("Mr.", "Mrs.", "Dr.", "St.")
# Behind a question or a cry the one who speaks is named in the same sentence.
_GOES_ON = {
    "zh": re.compile("[\u3400-\u9fff]{1,8}[问说道喊叫答嚷][，。：]"),
    "en": re.compile(r"(?:[a-z]|(?:[A-Z][\w.’-]*,? ){1,3}(?:said|asked|cried|called|wanted|answered)\b)"),
}


def sentences(text: str, lang: str) -> list[str]:
    """Sentences of a text without the blanks round them; what is shorter than four characters is left out."""
    found, at = [], 0
    for m in _ENDS[lang].finditer(text):
        behind = m[1]
        if behind is None:  # a line's end
            found.append(text[at : m.start()])
            at = m.end()
        elif not (
            (lang == "en" and text[max(0, m.end() - 4) : m.end()].endswith(_ABBREVIATED))
            or ("”" in behind and m[0] not in ".。" and _GOES_ON[lang].match(text, m.end() + len(behind)))
        ):
            found.append(text[at : m.end()])
            at = m.end() + len(behind)
    found.append(text[at:])
    return [s for s in map(str.strip, found) if len(s) > 3]


def measures(text: str, lang: str) -> dict[str, float]:
    """distinct-3 and -4 per 10,000 units, xz ratio (bytes), distinct openers, duplicate sentences, near-duplicate paragraphs."""
    units = _UNITS[lang].findall(text)
    windows = [units[i : i + 10_000] for i in range(0, max(1, len(units) - 9_999), 10_000)]
    found = {f"distinct_{n}": sum(_distinct(w, n) for w in windows) / len(windows) for n in (3, 4)}
    raw = text.encode()
    every = sentences(text, lang)
    openers = {tuple(_UNITS[lang].findall(s)[:3]) for s in every}
    counts = Counter(every)
    paragraphs = [p for p in text.split("\n") if len(p.strip()) > (20 if lang == "zh" else 60)]
    return found | {
        "xz": len(raw) / len(lzma.compress(raw, preset=9 | lzma.PRESET_EXTREME)),
        "openers": len(openers) / max(1, len(every)),
        "duplicate_sentences": sum(c - 1 for c in counts.values()) / max(1, len(every)),
        "near_duplicate_paragraphs": _near(paragraphs, lang),
    }


def _distinct(units: list[str], n: int) -> float:
    grams = list(zip(*(units[i:] for i in range(n)), strict=False))
    return len(set(grams)) / max(1, len(grams))


def _near(paragraphs: list[str], lang: str) -> float:
    """Share of paragraphs that share half their shingles (8 characters, 5 words) with an earlier one."""
    size = 8 if lang == "zh" else 5
    owners: dict[int, list[int]] = {}
    shingles: list[set[int]] = []
    hits = 0
    for i, paragraph in enumerate(paragraphs):
        units = list(paragraph) if lang == "zh" else paragraph.split()
        mine = {hash(tuple(units[k : k + size])) for k in range(max(1, len(units) - size + 1))}
        shared = Counter(o for s in mine for o in owners.get(s, ()))
        hits += any(c / (len(mine) + len(shingles[o]) - c) >= 0.5 for o, c in shared.most_common(3))
        for s in mine:
            owners.setdefault(s, []).append(i)
        shingles.append(mine)
    return hits / max(1, len(paragraphs))


def shared_grams(a: str, b: str, n: int, lang: str) -> float:
    """Share of the n-grams of the smaller text that stand in the other too."""
    x, y = (set(zip(*(u[i:] for i in range(n)), strict=False)) for u in (_UNITS[lang].findall(a), _UNITS[lang].findall(b)))
    return len(x & y) / max(1, min(len(x), len(y)))
