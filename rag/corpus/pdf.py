"""PDF to markdown-like text: lines rejoined to paragraphs, headings by type size, running heads dropped."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import Any

from generators.errors import UserError
from rag.corpus import write
from rag.corpus.decode import Unreadable
from rag.corpus.tokens import WIDE

_HALVES = re.compile(r"(?<!\w)(self|well|non|ex|cross|half|high|low|long|short|full|real|open|all|co)[-\x02\xad](?=\w|$)", re.I)
_PAIR = re.compile(r"[A-Z][\w ]{1,24}: |[^\s，。：]{1,10}：")
_BULLET = re.compile(r"[•●▪◦·‣–]\s*(?=\S)")


@dataclass
class _Line:
    text: str
    left: float
    right: float
    top: float
    bottom: float
    size: float
    page: int


def to_text(data: bytes) -> str:
    """The text of all pages."""
    try:
        import pypdfium2  # type: ignore[import-untyped,unused-ignore]
    except ImportError:
        raise UserError("reading PDF needs a package that is not installed: pip install 'bullseye[docs]'") from None
    try:
        document = pypdfium2.PdfDocument(data)
        pages = [_lines(document[i], i) for i in range(len(document))]
    except pypdfium2.PdfiumError as err:
        raise Unreadable(f"no PDF document, or damaged or locked ({err})") from None
    pages = _without_running_heads(pages)
    lines = [line for page in pages for line in page]
    if not lines:
        raise Unreadable("no text in this PDF; it may be a scan")
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[line.size] += len(line.text)
    body = max(sorted(sizes), key=lambda s: sizes[s])
    larger = sorted({line.size for line in lines if line.size >= body * 1.12 and len(line.text) > 1}, reverse=True)
    out = [text for page in pages for text in _paragraphs(page, body, larger)]
    return "\n\n".join(_across_pages(out)) + "\n"


def _lines(page: Any, number: int) -> list[_Line]:
    import pypdfium2.raw as raw  # type: ignore[import-untyped,unused-ignore]

    textpage = page.get_textpage()
    text = textpage.get_text_range()
    # pdfium counts UTF-16 units; a page with characters beyond the BMP gets its boxes from a plain count, good enough for layout.
    lines, at = [], 0
    count = textpage.count_chars()
    for part in re.split(r"(\r\n|\n|\r)", text):
        shown = [i for i, c in enumerate(part) if c.strip() and at + i < count]
        if shown:
            boxes = [textpage.get_charbox(at + i) for i in (shown[0], shown[-1])]
            middle = at + shown[len(shown) // 2]
            size = round(raw.FPDFText_GetFontSize(textpage, middle), 1)
            if size <= 1.5:  # the size stands in the matrix instead
                size = round(boxes[0][3] - boxes[0][1], 0)
            bottom, top = min(b[1] for b in boxes), max(b[3] for b in boxes)
            lines.append(_Line(part.strip(), boxes[0][0], boxes[-1][2], top, bottom, size, number))
        at += len(part)
    return lines


def _without_running_heads(pages: list[list[_Line]]) -> list[list[_Line]]:
    """Drop lines that come back at the top or bottom of most pages, whatever number stands in them."""
    if len(pages) < 2:
        return pages
    seen: Counter[str] = Counter()
    for page in pages:
        seen.update({_key(line) for line in _edges(page)})
    often = {key for key, n in seen.items() if n >= 2 and n * 2 > len(pages)}
    kept = []
    for page in pages:
        edge = {
            id(line)
            for line in _edges(page)
            if _key(line) in often or re.fullmatch(r"[-–—\s]*\d{1,4}[-–—\s]*|(?:Page|第)?\s*\d+\s*(?:of|/|页)?.{0,8}", line.text)
        }
        kept.append([line for line in page if id(line) not in edge])
    return kept


def _key(line: _Line) -> str:
    return re.sub(r"\d+", "#", line.text)


def _edges(page: list[_Line]) -> list[_Line]:
    order = sorted(page, key=lambda line: -line.top)
    return order[:3] + order[-3:]


def _paragraphs(page: list[_Line], body: float, larger: list[float]) -> list[str]:
    out: list[str] = []
    group: list[_Line] = []
    for line in page:
        if group and _breaks(group, line, page):
            out.append(_render(group, body, larger))
            group = []
        group.append(line)
    if group:
        out.append(_render(group, body, larger))
    return [text for text in out if text]


def _breaks(group: list[_Line], line: _Line, page: list[_Line]) -> bool:
    last = group[-1]
    if abs(last.size - line.size) > 0.6 or _BULLET.match(line.text):
        return True
    if _PAIR.match(last.text) and _PAIR.match(line.text):
        return True
    height = max(last.size, 1.0)
    gap = last.bottom - line.top
    if gap > height * 0.75 or line.top > last.top + height or gap < -height * 1.5:
        return True
    widest = max(other.right for other in page if abs(other.left - group[0].left) < height * 3)
    ends = bool(re.search(r"[.!?:。！？：][\"”’)）]*$", last.text))
    short = last.right < widest - height * 4
    return (ends and short) or (ends and line.left > last.left + height * 0.8 and line.left > group[0].left - 1)


_AUTHORS = re.compile(
    r"[a-z](?:\d(?:, ?\d)*|[*†‡])(?: and |, |$)"
)  # names with the numbers of their affiliations, set large but no heading


def _render(group: list[_Line], body: float, larger: list[float]) -> str:
    text = group[0].text
    for line in group[1:]:
        text = _joined(text, line.text)
    text = re.sub(r"[\x00-\x08\x0b-\x1f\ufffe]", "", _HALVES.sub(r"\1-", text))  # pdfium sets \x02 for a hyphen at a line's end
    if not any(c.isalnum() for c in text):
        return ""
    if group[0].size in larger and len(text) < 200 and not _AUTHORS.search(text):
        return f"{'#' * min(6, larger.index(group[0].size) + 1)} {write.words(text)}"
    if bullet := _BULLET.match(text):
        return f"- {write.words(text[bullet.end() :])}"
    return write.paragraph(text)


def _joined(text: str, more: str) -> str:
    """Two lines of one paragraph; a word cut at the line's end is mended."""
    if (half := _HALVES.search(text, max(0, len(text) - 8))) and half.end() == len(text):
        return f"{text[:-1]}-{more}"
    if text.endswith(("\x02", "\xad")):
        return text[:-1] + more
    if re.search(r"[a-z]-$", text) and more[:1].islower():
        return text[:-1] + more
    if text.endswith(("-", "/")) and not text.endswith((" -", " /")):
        return text + more
    return text + more if WIDE.match(text[-1]) and WIDE.match(more[0]) else f"{text} {more}"


def _across_pages(blocks: list[str]) -> list[str]:
    """A paragraph that runs on over the page's end is one paragraph."""
    out: list[str] = []
    for text in blocks:
        runs_on = out and not re.match(r"[#\-|]", out[-1]) and re.search(r"[^\W\d][,，]?$", out[-1]) and len(out[-1]) > 80
        if runs_on and re.match(rf"[a-z]|{WIDE.pattern}", text):
            out[-1] = _joined(out[-1], text)
        else:
            out.append(text)
    return out
