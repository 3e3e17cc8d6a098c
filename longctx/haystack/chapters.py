"""Chapter headings of a book: found at line starts, tables of contents and doubled headings set aside, halves of one chapter merged; what was done is told."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from longctx.haystack import numbers

_ZH_NUMBER = r"[零〇○Ｏ一二三四五六七八九十百千两廿卅\d０-９]+"
_ZH = re.compile(rf"^[ \t\u3000#*]*第(?P<n>{_ZH_NUMBER})(?P<kind>[回章节卷部集]|次(?:常会|会议))(?P<rest>(?:[ \t\u3000:：·—*].*)?)$", re.M)
_EN_NUMBER = r"(?:\d{1,3}|[IVXLC]{1,8}|[ivxlc]{1,8}|(?:the )?[A-Za-z]+(?:[- ][A-Za-z]+)?)"
_EN = re.compile(
    rf"^[ \t#*_]*(?P<kind>chapter|letter|section|part|book|volume|meeting)[ \t]+(?P<n>{_EN_NUMBER})(?P<rest>(?:[.:—–\-]+.*|[ \t]+\S.*)?)[*_ \t]*$",
    re.M | re.I,
)
_BARE = re.compile(r"^[ \t#]*(?P<n>[IVXLC]{1,8})(?P<kind>)\.?(?P<rest>)[ \t]*$", re.M)
_CHAPTERLIKE = ("回", "章", "chapter", "letter", "", "节", "section", "集", "次会议", "次常会", "meeting")
SHORT = 60  # characters: what follows a line of a table of contents is shorter than any chapter


@dataclass(frozen=True)
class Chapter:
    """One chapter. `label`: as printed (第三回, Chapter 3). Offsets in code points; the body begins after the heading line."""

    number: int
    label: str
    title: str
    start: int
    body: int
    end: int
    heads: tuple[tuple[int, int], ...] = ()  # all heading lines inside, where halves were merged


@dataclass
class Chapters:
    """The chapters of a text and, in words, what was left out or merged."""

    found: list[Chapter] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Heading:
    start: int
    end: int
    numbers: tuple[int, ...]
    label: str
    title: str
    kind: str


def chapters(text: str) -> Chapters:
    """Chapters of a text; none where no series of headings 1, 2, 3... stands in it."""
    by_kind: dict[str, list[_Heading]] = {}
    for pattern, read in ((_ZH, numbers.chinese), (_EN, numbers.english), (_BARE, numbers.roman)):
        for m in pattern.finditer(text):
            values = read(m["n"])
            if not values or (len(m[0]) > 90):
                continue
            kind = m["kind"].lower()
            label = re.sub(r"[#*_]", "", m[0][: m.end("kind" if pattern is _ZH else "n") - m.start()]).strip(" \t\u3000")
            title = m["rest"].strip(" \t\u3000:：.—–-*_")
            by_kind.setdefault(kind, []).append(_Heading(m.start(), m.end(), values, label, title, kind))
    best = max(_CHAPTERLIKE, key=lambda k: (len({n for h in by_kind.get(k, []) for n in h.numbers[:1]}), -_CHAPTERLIKE.index(k)))
    heads = by_kind.get(best, [])
    if len(heads) < 2:
        return Chapters()
    return _series(text, heads)


def _series(text: str, heads: list[_Heading]) -> Chapters:
    out = Chapters()
    kept = _without_contents(text, heads, out.notes)
    last, groups = 0, list[list[_Heading]]()
    for head in kept:
        if groups and last in head.numbers:
            groups[-1].append(head)
            continue
        if last + 1 in head.numbers:
            number = last + 1
        elif 1 in head.numbers and last > 1:
            number = 1
            out.notes.append(f"numbering starts anew at {head.label!r} after {last} (offset {head.start})")
        elif head.numbers[0] > last and head.numbers[0] - last <= 5:
            number = head.numbers[0]
            out.notes.append(f"{head.label!r} follows number {last}")
        else:
            out.notes.append(f"not taken as a heading: {head.label!r} after number {last} (offset {head.start})")
            continue
        groups.append([head])
        last = number
        head_number = number
        groups[-1][0] = _Heading(head.start, head.end, (head_number,), head.label, head.title, head.kind)
    for i, group in enumerate(groups):
        end = groups[i + 1][0].start if i + 1 < len(groups) else len(text)
        if len(group) > 1:
            out.notes.append(f"{group[0].label!r} stands {len(group)} times; its parts are one chapter")
        title = re.sub(r"[ \u3000]*[12上下]$", "", group[0].title) if len(group) > 1 else group[0].title
        heads_ = tuple((h.start, h.end) for h in group)
        out.found.append(Chapter(group[0].numbers[0], group[0].label, title, group[0].start, group[0].end, end, heads_))
    return out


def _without_contents(text: str, heads: list[_Heading], notes: list[str]) -> list[_Heading]:
    """Drop lines of a table of contents: hardly anything follows them, and their number comes again."""
    kept, dropped = [], 0
    for i, head in enumerate(heads):
        end = heads[i + 1].start if i + 1 < len(heads) else len(text)
        again = any(h.numbers[0] == head.numbers[0] for h in heads[i + 1 :])
        if again and len(re.sub(r"\s", "", text[head.end : end])) < SHORT:
            dropped += 1
            continue
        kept.append(head)
    if dropped:
        notes.append(f"{dropped} heading lines without text under them (a table of contents, or a heading set twice) were passed over")
    return kept
