"""The text of PDF and Word files: paragraphs on lines of their own, page numbers and running heads dropped."""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

from generators.errors import UserError

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_NUMBER = re.compile(r"[\W\d_]*(?:page|第)?[\W\d_]*(?:页)?", re.I)


def to_text(path: Path) -> str:
    """The text of a file. UserError where the package is missing, or there is no text in it."""
    text = _pdf(path) if path.suffix.lower() == ".pdf" else _docx(path)
    if not text.strip():
        raise UserError(f"{path}: holds no text; if it is a scan, run it through text recognition first")
    return text


def _docx(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            root = ElementTree.fromstring(archive.read("word/document.xml"))
    except (zipfile.BadZipFile, KeyError, ElementTree.ParseError):
        raise UserError(f"{path}: is no Word document (.docx), or is damaged") from None
    lines = []
    for paragraph in root.iter(f"{_W}p"):
        pieces = (
            ("\n" if n.tag == f"{_W}br" else "\t" if n.tag == f"{_W}tab" else n.text or "")
            for n in paragraph.iter()
            if n.tag in (f"{_W}t", f"{_W}tab", f"{_W}br")
        )
        lines.append("".join(pieces).strip())
    return "\n\n".join(filter(None, lines))


def _pdf(path: Path) -> str:
    try:
        import pypdfium2  # type: ignore[import-untyped,unused-ignore]
    except ImportError:
        raise UserError(f"{path}: reading PDF needs a package that is not installed: pip install 'bullseye[docs]'") from None
    try:
        document = pypdfium2.PdfDocument(path.read_bytes())
        shown = [document[i].get_textpage().get_text_range().replace("\r\n", "\n") for i in range(len(document))]
        pages = [re.sub("[\ufffe\x02\xad]\\s*", "", page).split("\n") for page in shown]  # words parted at the end of a line
    except pypdfium2.PdfiumError as error:
        raise UserError(f"{path}: is no PDF document, or is damaged or locked ({error})") from None
    return _flowed([line for page in _without_heads(pages) for line in page])


def _without_heads(pages: list[list[str]]) -> list[list[str]]:
    """Pages without the first and last lines that come back on most of them, whatever number stands in them."""
    kept = [[line.strip() for line in page if line.strip()] for page in pages]
    if len(kept) < 3:
        return kept
    seen = Counter(re.sub(r"\d+", "#", line) for page in kept for line in {*page[:1], *page[-1:]})

    def head(line: str) -> bool:
        return bool(_NUMBER.fullmatch(line)) or seen[re.sub(r"\d+", "#", line)] > len(kept) // 2

    out = []
    for page in kept:
        while page and head(page[0]):
            page = page[1:]
        while page and head(page[-1]):
            page = page[:-1]
        out.append(page)
    return out


def _flowed(lines: list[str]) -> str:
    """Lines joined to paragraphs: a line that ends early, or with the end of a sentence before an indent or a heading, ends one."""
    if not lines:
        return ""
    width = sorted(len(line) for line in lines)[len(lines) * 3 // 4]
    paragraphs, current = [], ""
    for line in lines:
        if current.endswith("-") and line[:1].islower():
            current = current[:-1] + line
        elif current:
            wide = current[-1] > "\u2e80" or line[:1] > "\u2e80"
            current += line if wide else " " + line
        else:
            current = line
        if len(line) < width * 0.75:
            paragraphs.append(current)
            current = ""
    return "\n\n".join([*paragraphs, current]).strip()
