"""Markdown to blocks."""

from __future__ import annotations

import re

from rag.corpus.blocks import Builder, Line, lines_of
from rag.corpus.inline import plain
from rag.corpus.mask import front_matter, masked
from rag.corpus.structure import Block
from rag.corpus.tables import html_table, is_table, pipe_table
from rag.corpus.tokens import HAN

_FENCE = re.compile(r"[ \t>]*(```+|~~~+)")
_ATX = re.compile(rf" {{0,3}}(#{{1,6}})(?:[ \t]+|(?=[{HAN}])|$)(.*?)[ \t]*#*[ \t]*$")
_RULE = re.compile(r" {0,3}([-*_])(?:[ \t]*\1){2,}[ \t]*$")
_SETEXT = re.compile(r" {0,3}(=+|--+)[ \t]*$")
_ITEM = re.compile(
    rf"(?P<indent>[ \t]*)(?P<mark>[-*+•]|(?P<number>\d{{1,4}})(?:[.)、]|\.(?=[{HAN}])))(?:(?P<gap>[ \t]+)|(?<=、)|(?<=\.)(?=[{HAN}]))"
)
_HTML_ITEM = re.compile(r"[ \t]*<li\b[^>]*>", re.I)
_QUOTE = re.compile(r" {0,3}>[ >]*")
_QUOTED_HEADING = re.compile(r"#{1,6}[ \t]+(?=\S)")
_HTML_HEADING = re.compile(r"[ \t]*(?:<(?:details|div|center)\b[^>]*>\s*)*<(h[1-6]|summary)\b[^>]*>(.*?)(?:</\1>|$)", re.I | re.S)
_BOLD = re.compile(r"(\*\*|__)(?P<name>(?:(?!\1).)+?)\1[ \t]*[:：]?[ \t]*$")
_NOTE = re.compile(r"[ \t]*\[\^[^\]]+\]:[ \t]*")
_TABLE_END, _ITEM_END = re.compile("</table", re.I), re.compile("</li>", re.I)
_LOWEST = 7  # a line all in bold heads what follows it, below any real heading


def parse(text: str) -> tuple[tuple[Block, ...], str]:
    """The blocks of a markdown text and its title ("" where it has none)."""
    start, title = front_matter(text)
    reader = _Reader(text, start)
    reader.run()
    return tuple(reader.out.blocks), title or reader.out.title


class _Reader:
    def __init__(self, text: str, start: int) -> None:
        self.mask = " " * start + masked(text[start:])
        self.lines = lines_of(self.mask, start)
        self.out = Builder(text)
        self.open: list[tuple[int, bool, int, int]] = []  # open lists: indent, ordered, number, last item's number
        self.content = 0  # column where the last item's text begins

    def line(self, i: int) -> str:
        return self.mask[slice(*self.lines[i])]

    def run(self) -> None:
        i = 0
        while i < len(self.lines):
            i = self.step(i)

    def step(self, i: int) -> int:
        """Read the block at line i; return the line behind it."""
        line = self.line(i)
        if not line.strip():
            return i + 1
        if fence := _FENCE.match(line):
            return self.fence(i, fence)
        if "<table" in line.lower() and (end := _TABLE_END.search(self.mask, self.lines[i][0])):
            html_table(self.out, self.mask, self.lines[i][0], end.start())
            return self.behind(i, end.start())
        if is_table(self.mask, self.lines, i):
            return pipe_table(self.out, self.mask, self.lines, i)
        heading = _ATX.match(line) or _HTML_HEADING.match(line)
        if heading:
            self.open.clear()
            sign, (a, b) = str(heading[1]), heading.span(2)
            level = len(sign) if sign[0] == "#" else _LOWEST if sign[0] in "sS" else int(sign[1])
            self.out.heading(level, self.out.text[self.lines[i][0] + a : self.lines[i][0] + b])
            return i + 1
        if _RULE.match(line):
            self.open.clear()
            return i + 1
        if (item := _ITEM.match(line)) and not self.is_code(i):
            return self.item(i, item)
        if html := _HTML_ITEM.match(line):
            return self.html_item(i, html)
        if _QUOTE.match(line):
            return self.quote(i)
        return self.code(i) if self.is_code(i) else self.para(i)

    def behind(self, i: int, offset: int) -> int:
        while i < len(self.lines) and self.lines[i][0] <= offset:
            i += 1
        return i

    def fence(self, i: int, fence: re.Match[str]) -> int:
        sign, first = fence[1], i + 1
        i += 1
        while i < len(self.lines) and not re.fullmatch(rf"[ \t>]*{re.escape(sign)}[`~]*[ \t]*", self.line(i)):
            i += 1
        if first < i:
            self.out.add("code", self.lines[first][0], self.lines[i - 1][1])
        return i + 1

    def starts_block(self, i: int) -> bool:
        """Does line i end the paragraph before it?"""
        line = self.line(i)
        if (
            not line.strip()
            or _ATX.match(line)
            or _FENCE.match(line)
            or _RULE.match(line)
            or _HTML_ITEM.match(line)
            or _HTML_HEADING.match(line)
        ):
            return True
        if _QUOTE.match(line) or "<table" in line.lower() or is_table(self.mask, self.lines, i) or _NOTE.match(line):
            return True
        item = _ITEM.match(line)
        return item is not None and (not item["number"] or bool(self.open) or item["number"] == "1")

    def gather(self, i: int) -> int:
        """The line behind the paragraph that line i begins."""
        i += 1
        while i < len(self.lines) and not self.starts_block(i):
            i += 1
        return i

    def item(self, i: int, item: re.Match[str]) -> int:
        indent, ordered = len(item["indent"].expandtabs(4)), bool(item["number"])
        while self.open and self.open[-1][0] > indent + 1:
            self.open.pop()
        number = int(item["number"] or 0)
        if self.open and abs(self.open[-1][0] - indent) <= 1 and self.open[-1][1] == ordered:
            _, _, list_id, last = self.open.pop()
            number = last + 1 if ordered else 0
        else:
            if self.open and abs(self.open[-1][0] - indent) <= 1:
                self.open.pop()
            list_id = self.out.new_list()
        self.open.append((indent, ordered, list_id, number))
        self.content = len(item[0].expandtabs(4))
        end = self.gather(i)
        self.out.add("item", self.lines[i][0] + item.end(), self.lines[end - 1][1], max(number, 1) if ordered else 0, list_id)
        return end

    def html_item(self, i: int, html: re.Match[str]) -> int:
        if not self.open:
            self.open.append((0, False, self.out.new_list(), 0))
        end = self.gather(i)
        start, stop = self.lines[i][0] + html.end(), self.lines[end - 1][1]
        close = _ITEM_END.search(self.mask, start, stop)
        self.out.add("item", start, close.start() if close else stop, 0, self.open[-1][2])
        return end

    def quote(self, i: int) -> int:
        """Paragraphs and items of a quotation; its inner lines keep their signs."""
        start = end = -1
        while i < len(self.lines) and (sign := _QUOTE.match(self.line(i))):
            at = self.lines[i][0] + sign.end()
            rest = self.mask[at : self.lines[i][1]]
            bullet = _ITEM.match(rest) or _QUOTED_HEADING.match(rest)
            if start >= 0 and (bullet or not rest.strip()):
                self.out.add("quote", start, end)
                start = -1
            if rest.strip() and not re.fullmatch(r"\s*\[!\w+\]\s*", rest):
                begin = at + (bullet.end() if bullet else 0)
                start, end = (begin if start < 0 else start), self.lines[i][1]
                if bullet and rest.startswith("#"):
                    self.out.add("quote", start, end)
                    start = -1
            i += 1
        if start >= 0:
            self.out.add("quote", start, end)
        return i

    def is_code(self, i: int) -> bool:
        line = self.line(i).expandtabs(4)
        return not self.open and line.startswith("    ") and (i == 0 or not self.line(i - 1).strip())

    def code(self, i: int) -> int:
        first = i
        while i < len(self.lines) and (not self.line(i).strip() or self.line(i).expandtabs(4).startswith("    ")):
            i += 1
        self.out.add("code", self.lines[first][0], self.lines[i - 1][1])
        return i

    def para(self, i: int) -> int:
        line = self.line(i)
        if self.open and len(line) - len(line.lstrip()) < min(self.open[0][0] + 1, self.content):
            self.open.clear()
        end = i + 1
        while end < len(self.lines) and not self.starts_block(end):
            if _SETEXT.match(self.line(end)):
                break
            end += 1
        span: Line = self.lines[i][0], self.lines[end - 1][1]
        raw = self.out.text[slice(*span)]
        under = _SETEXT.match(self.line(end)) if end < len(self.lines) else None
        if under and end - i <= 2 and not self.open:
            self.out.heading(1 if under[1][0] == "=" else 2, raw)
            return end + 1
        bold = _BOLD.match(raw.strip()) if end == i + 1 else None
        if bold and len(bold["name"]) <= 80 and not re.search(r"[.!?。！？，,；;]$", bold["name"]) and not self.open:
            self.out.heading(_LOWEST, plain(bold["name"])[0].rstrip(":： "))
            return end
        note = _NOTE.match(raw)
        self.out.add("para", span[0] + (note.end() if note else 0), span[1])
        return end
