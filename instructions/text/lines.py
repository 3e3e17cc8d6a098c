"""What each line of a text is: heading, list item, table row, rule, code, or running text."""

from __future__ import annotations

import re
from typing import NamedTuple

_HEADING = re.compile(r"(#{1,6})\s+\S")
_TITLE = re.compile(r"(?:<<[^<>\n]+>>|《[^《》\n]+》|【[^【】\n]+】)$")
_RULE = re.compile(r"(?:-{3,}|\*{3,}|_{3,}|={3,}|(?:\* ){2,}\*)$")
_BULLET = re.compile(r"(\s*)([-*+•·◦▪])\s+(?=\S)")
_NUMBER = re.compile(
    r"(\s*)((?:\d{1,2}|[a-h])[.)](?=\s)|\d{1,2}[.)、．](?=\D)|[（(](?:\d{1,2}|[一二三四五六七八九十]{1,3})[）)]|[一二三四五六七八九十]{1,3}、|第[一二三四五六七八九十]{1,3}[，、：]|[①-⑳])\s*(?=\S)"
)
_TABLE = re.compile(r"\s*\|.*\|\s*$")
_TOKEN = re.compile(r"(?:<\|?/?[A-Za-z_]+\|?/?>|\[[A-Z_]{2,}\]|<{3}|>{3})$")


class Line(NamedTuple):
    """A line: where it stands, what it is, where its words begin, how deep a list item is, and its marker."""

    start: int
    end: int
    kind: str  # blank heading title rule bullet number table code token quote greeting signoff text
    body: int
    level: int = 0
    marker: str = ""


# With none of these at its head a line is running text.
_SIGNS = frozenset("#<《【*-_=+•·◦▪|[>(（〈`0123456789一二三四五六七八九十第①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳")


_LENS = re.compile(r"【[^【】\n]+】$")
_STARS = re.compile(r"\*\*([^*\n]{1,40})\*\*")


def _kind(raw: str, start: int, first: bool) -> Line:
    head = raw[:1]
    if head and head not in _SIGNS and not head.isspace() and not head.isdigit() and raw[1:2] not in (".", ")"):
        return Line(start, start + len(raw.rstrip()), "text", start)
    text, end = raw.strip(), start + len(raw.rstrip())
    lead = start + len(raw) - len(raw.lstrip())
    if not text:
        return Line(start, start, "blank", start)
    return _signed(raw, text, start, lead, end, first) or _listed(raw, start, lead, end) or Line(lead, end, "text", lead)


def _signed(raw: str, text: str, start: int, lead: int, end: int, first: bool) -> Line | None:
    """A line told by the sign it begins with, list items apart."""
    head = text[0]
    if head == "#" and (m := _HEADING.match(text)):
        return Line(lead, end, "heading", lead + len(m[1]) + 1, len(m[1]), m[1])
    if head in "-*_=" and _RULE.match(text):
        return Line(lead, end, "rule", lead)
    if head in "<[>" and _TOKEN.match(text):
        return Line(lead, end, "token", lead)
    if first and head in "<《【" and _TITLE.match(text):
        return Line(lead, end, "title", lead)
    if head == "【" and _LENS.match(text):
        return Line(lead, end, "heading", lead, 2, "【】")
    if head == "*" and (m := _STARS.fullmatch(text)):
        return Line(lead, end, "heading", lead, 2, "**")
    if head == "|" and _TABLE.match(raw):
        return Line(lead, end, "table", lead)
    return Line(lead, end, "quote", lead + 1) if head == ">" else None


def _listed(raw: str, start: int, lead: int, end: int) -> Line | None:
    """A list item."""
    if m := _BULLET.match(raw):
        return Line(lead, end, "bullet", start + m.end(), len(m[1].expandtabs(4)) // 2, m[2])
    if (m := _NUMBER.match(raw)) and not _series(m[2], raw):
        return Line(lead, end, "number", start + m.end(), len(m[1].expandtabs(4)) // 2, m[2])
    return None


def _series(marker: str, line: str) -> bool:
    """Whether a line goes on counting in itself (一、二、三。 第一，……第二，……): a sentence, not an item."""
    at = "一二三四五六七八九十".find(marker.strip("第，、：")[:1])
    return (
        marker[:1] in "第一二三四五六七八九"
        and 0 <= at < 9
        and marker.replace("一二三四五六七八九十"[at], "一二三四五六七八九十"[at + 1], 1) in line
    )


def lines_of(text: str) -> list[Line]:
    """Every line, blank ones too; inside a code fence nothing else is looked for."""
    out: list[Line] = []
    at, fenced, seen = 0, False, False
    for raw in text.split("\n"):
        if raw.lstrip().startswith("```"):
            fenced = not fenced
            out.append(Line(at, at + len(raw), "code", at))
        elif fenced:
            out.append(Line(at, at + len(raw), "code", at))
        else:
            line = _kind(raw, at, not seen)
            out.append(line)
            seen = seen or line.kind not in ("blank", "token")
        at += len(raw) + 1
    first = next((i for i, x in enumerate(out) if x.kind == "title"), None)
    if first is not None and text[out[first].start] == "【" and any(x.kind == "heading" and x.marker == "【】" for x in out):
        # Above parts headed in the same style the first line is the first of the headings.
        x = out[first]
        out[first] = Line(x.start, x.end, "heading", x.body, 2, "【】")
    return _lettered(text, out)


_MOST = {True: 60, False: 20}  # characters of a greeting or of a line of a signature, in English and in Chinese
_WISH = ("此致", "敬礼！", "敬礼")
_LAST = ("P.S.", "PS:", "又及：", "另：")


def _lettered(text: str, lines: list[Line]) -> list[Line]:
    """The same lines, a letter's greeting and the signature below it known as such: neither is a sentence or a paragraph.

    A greeting stands alone above a blank line and running text, short, and ends on a comma (or ：); a signature is the last block, of up to
    four short lines without an end mark.
    """
    at = next((i for i, x in enumerate(lines) if x.kind not in ("blank", "token", "title") and x.marker != "#"), None)
    if at is None or lines[at].kind != "text" or not _greets(text[lines[at].start : lines[at].end]):
        return lines
    rest = [i for i in range(at + 1, len(lines)) if lines[i].kind not in ("blank", "token")]
    if not rest or lines[at + 1].kind != "blank" or lines[rest[0]].kind not in ("text", "heading"):
        return lines
    lines[at] = lines[at]._replace(kind="greeting")
    while rest and text.startswith(_LAST, lines[rest[-1]].start):
        rest.pop()
    last = list[int]()
    while rest and (not last or rest[-1] == last[-1] - 1):
        last.append(rest.pop())
    if rest and len(last) <= 4 and all(lines[i].kind == "text" and _signs(text[lines[i].start : lines[i].end]) for i in last):
        for i in last:
            lines[i] = lines[i]._replace(kind="signoff")
    return lines


def _greets(line: str) -> bool:
    return line[-1:] in (",", "：") and len(line) <= _MOST[line[-1] == ","] and not any(c in line for c in ".!?。！？；")


def _signs(line: str) -> bool:
    return len(line) <= _MOST[line.isascii()] and (line in _WISH or line[-1:] not in ".!?。！？…；：:;")
