"""Plain text to blocks: paragraphs, headings known by their looks, lists, and lines of key and value."""

from __future__ import annotations

import re

from rag.corpus.blocks import Builder, Line, lines_of
from rag.corpus.structure import Block
from rag.corpus.tokens import HAN

_CN = r"[一二三四五六七八九十百千零〇两\d]+"
_MARKED: tuple[tuple[int, re.Pattern[str]], ...] = (
    (1, re.compile(rf"第{_CN}[卷部编篇]|(?:PART|BOOK|VOLUME)\s+[\dIVXLC]+\b", re.I)),
    (2, re.compile(rf"第{_CN}[章回幕]|(?:CHAPTER|APPENDIX)\s+[\dA-ZIVXLC]+\b|(?:序章|楔子|前言|附录)", re.I)),
    (3, re.compile(rf"第{_CN}节|(?:SECTION)\s+[\dIVXLC]+\b", re.I)),
    (4, re.compile(r"[一二三四五六七八九十]{1,3}、")),
    (5, re.compile(r"[（(][一二三四五六七八九十]{1,3}[）)]")),
)
_NUMBERED = re.compile(r"(\d{1,2}(?:\.\d{1,2}){0,3})\.?[ \t\u3000]+(?=\S)")
_ENDS = tuple('。.!?！？，,;；:：、…”’"》)）—-')
_ITEM = re.compile(r"[ \t\u3000]*(?:[-*+•·●▪◦]|(?P<number>\d{1,3})[.)、]|[（(](?P<inner>\d{1,3})[）)])(?:[ \t\u3000]+|(?<=[、）•·●]))")
_KEY = re.compile(
    rf"[ \t\u3000]*(?P<key>(?=\S)(?:[{HAN}\w（）() /·-]{{1,14}}(?:：[ \t]*)|[A-Za-z][\w /()&'-]{{0,30}}(?::[ \t]+|：[ \t]*)|[{HAN}\w]{{1,10}}:[ \t]*(?!//)))(?=\S)"
)
_SPEECH = re.compile(r"(?:说|道|问|曰|喊|叫|答|想|said|says|asked|replied)\s*[:：]|[:：]\s*[“\"「『]")


def parse(text: str) -> tuple[tuple[Block, ...], str]:
    """The blocks of a plain text and its title ("" where it has none)."""
    out = Builder(text)
    groups: list[list[Line]] = [[]]
    for line in lines_of(text):
        if text[slice(*line)].strip():
            groups[-1].append(line)
        elif groups[-1]:
            groups.append([])
    groups = [g for g in groups if g]
    for n, group in enumerate(groups):
        _group(out, group, last=n + 1 == len(groups))
    return tuple(out.blocks), out.title


def _group(out: Builder, group: list[Line], last: bool) -> None:
    text = out.text
    whole = [text[slice(*line)] for line in group]
    if len(group) == 1 and not last and (level := _alone(whole[0].strip())):
        out.heading(level, whole[0])
        return
    listed = sum(bool(_ITEM.match(w)) for w in whole)
    keyed = [bool(_KEY.match(w)) and len(w) <= 120 and not _SPEECH.search(w) for w in whole]
    pairs = sum(keyed) * 2 > len(whole) and (len(whole) > 1 or len(whole[0]) <= 100)
    wrapped = _wrapped(whole)
    number = out.new_list() if listed or pairs else -1
    i = 0
    while i < len(group):
        if level := _marked(whole[i].strip()):
            out.heading(level, whole[i])
            i += 1
            continue
        item = _ITEM.match(whole[i])
        end = i + 1
        while end < len(group) and _goes_on(whole, end, wrapped, bool(item), pairs and keyed[end]):
            end += 1
        if item:
            ordered = int(item["number"] or item["inner"] or 0)
            out.add("item", group[i][0] + item.end(), group[end - 1][1], ordered, number)
        else:
            out.add("item" if pairs and keyed[i] else "para", group[i][0], group[end - 1][1], list_id=number if pairs and keyed[i] else -1)
        i = end


def _goes_on(whole: list[str], i: int, wrapped: bool, item: bool, keyed: bool) -> bool:
    """Does line i continue the block before it?"""
    if keyed or _ITEM.match(whole[i]) or _marked(whole[i].strip()):
        return False
    indented = whole[i][0] in " \t\u3000"
    if item:
        return indented or wrapped
    return wrapped and not (indented and not whole[i - 1][0].isspace() and whole[i - 1].rstrip().endswith(_ENDS))


def _wrapped(whole: list[str]) -> bool:
    """Were the lines broken to fit a width, rather than ended by the writer?"""
    wide = [sum(2 if ord(c) > 0x2E80 else 1 for c in w.strip()) for w in whole]
    if len(whole) < 2 or max(wide) > 130 or max(wide) < 40:
        return False
    return all(w >= max(wide) * 0.55 for w in wide[:-1]) and not all(w.rstrip().endswith(tuple("。！？”")) for w in whole)


def _marked(line: str) -> int:
    """The level of a heading that says what it is, or 0."""
    if len(line) > 60 or line.endswith(tuple("。，,；;：:！!")):
        return 0
    for level, pattern in _MARKED:
        if found := pattern.match(line):
            rest = line[found.end() :]
            if level >= 4 and len(rest) > 25:
                return 0
            return level if not rest or not rest[0].isalnum() or level >= 4 else 0
    number = _NUMBERED.match(line)
    if number and "." in number[1] and not line.endswith(_ENDS) and len(line.split()) <= 10:
        return 2 + number[1].count(".")
    return 0


def _alone(line: str) -> int:
    """The level of a heading that stands between blank lines, or 0."""
    if level := _marked(line):
        return level
    if not any(c.isalpha() for c in line) or (_ITEM.match(line) and not _NUMBERED.match(line)) or _KEY.match(line):
        return 0
    letters = [c for c in line if c.isascii() and c.isalpha()]
    if len(letters) >= 3 and all(c.isupper() for c in letters) and len(line) <= 70 and not line.endswith(tuple(",;:")):
        return 2
    if line.endswith(_ENDS) or line[0] in "“\"'‘「『（(—[*_" or re.search(r"[。！？；，]|[.!?;] ", line):
        return 0
    han = bool(re.search(f"[{HAN}]", line))
    short = len(line) <= 25 if han else len(line) <= 60 and len(line.split()) <= 9 and not line[0].islower()
    return 6 if short else 0
