"""Writing text taken from HTML, DOCX and PDF down as markdown that reads back as the same words."""

from __future__ import annotations

import re

from rag.corpus.inline import plain

_SPACE = re.compile(r"[^\S\n]+")
_INLINE = re.compile(r"([\\`*_\[\]<>&~{}=])")
_LEADING = re.compile(r"(?=#{1,6}(?:\s|$|[^\s#\x00-\x7f])|[-*+•]\s|>|\||```|~~~|:\s|=+$|-{2,}$|<table)|(?<=^)(?=\d{1,4}[.)、])")

_TYPED_ITEM = re.compile(r"(?:[-•·]|(?P<number>\d{1,3})[.)])\s+(?=\S)")
_WRITTEN_ITEM = re.compile(r" *(?:- |\d+\. )")


def words(text: str) -> str:
    """One line of text as markdown: marks that would be taken for markup get a backslash."""
    text = _SPACE.sub(" ", re.sub("[\u00ad\u200b\u2061-\u2064\ufeff]", "", text).replace("\n", " ")).strip()
    clean = plain(text)[0]
    return text if re.sub(r"\s", "", clean) == re.sub(r"\s", "", text) else _INLINE.sub(r"\\\1", text)


def paragraph(text: str) -> str:
    """A paragraph: like `words`, and its beginning is not taken for a heading, list or quotation."""
    text = words(text)
    if number := re.match(r"\d{1,4}(?=[.)、])", text):
        return f"{number[0]}\\{text[number.end() :]}" if text[number.end()] != "、" else f"\u2060{text}"
    return f"\\{text}" if _LEADING.match(text) else text


def is_item(block: str) -> bool:
    """Is a written block a list item?"""
    return bool(_WRITTEN_ITEM.match(block))


def broken(text: str) -> list[str]:
    """A paragraph with line breaks in it: lines that count or have a bullet are items, the others paragraphs."""
    out: list[str] = []
    for line in filter(None, map(str.strip, text.split("\n"))):
        item = _TYPED_ITEM.match(line)
        if not item:
            out.append(paragraph(line))
            continue
        sign = f"{item['number']}. " if item["number"] else "- "
        if out and is_item(out[-1].rsplit("\n", 1)[-1]):
            out[-1] += f"\n{sign}{words(line[item.end() :])}"
        else:
            out.append(sign + words(line[item.end() :]))
    return out


def cell(text: str) -> str:
    """A table cell."""
    return words(text).replace("|", "\\|")


def table(rows: list[list[str]], header: bool) -> str:
    """A pipe table; without a header the first line is left empty."""
    if not rows or not any(any(c.strip() for c in row) for row in rows):
        return ""
    width = max(map(len, rows))
    full = [[*map(cell, row), *[""] * (width - len(row))] for row in rows]
    if not header:
        full.insert(0, [""] * width)
    lines = [f"| {' | '.join(row)} |" for row in full]
    lines.insert(1, f"|{' --- |' * width}")
    return "\n".join(lines)
