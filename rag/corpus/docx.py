"""DOCX to markdown-like text, read from its XML: headings by style, lists by numbering, tables."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from xml.etree import ElementTree

from rag.corpus import write
from rag.corpus.decode import Unreadable

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_LARGEST = 200_000_000  # bytes of XML; more is no document but a bomb


def to_text(data: bytes) -> str:
    """The text of a document."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            body = _part(packed, "word/document.xml")
            styles = _part(packed, "word/styles.xml")
            numbering = _part(packed, "word/numbering.xml")
    except (zipfile.BadZipFile, zlib.error, ElementTree.ParseError, EOFError, OSError, RuntimeError, NotImplementedError) as err:
        raise Unreadable(f"no DOCX document, or damaged ({str(err).splitlines()[0] if str(err) else type(err).__name__})") from None
    if body is None:
        raise Unreadable("no DOCX document: word/document.xml is missing")
    return _Reader(styles, numbering).read(body)


def _part(packed: zipfile.ZipFile, name: str) -> ElementTree.Element | None:
    if name not in packed.namelist():
        return None
    if packed.getinfo(name).file_size > _LARGEST:
        raise Unreadable(f"{name} is larger than any document")
    return ElementTree.fromstring(packed.read(name))


def _value(node: ElementTree.Element | None, path: str) -> str:
    found = node.find(path) if node is not None else None
    return found.get(f"{_W}val", "") if found is not None else ""


class _Reader:
    def __init__(self, styles: ElementTree.Element | None, numbering: ElementTree.Element | None) -> None:
        self.levels: dict[str, int] = {}
        self.listed: dict[str, tuple[str, int]] = {}  # style: (number id, level)
        for style in styles.iter(f"{_W}style") if styles is not None else ():
            self.style(style)
        kinds = {}
        self.formats: dict[str, dict[str, str]] = {}
        if numbering is not None:
            for kind in numbering.iter(f"{_W}abstractNum"):
                kinds[kind.get(f"{_W}abstractNumId")] = {
                    level.get(f"{_W}ilvl", "0"): _value(level, f"{_W}numFmt") for level in kind.iter(f"{_W}lvl")
                }
            for number in numbering.iter(f"{_W}num"):
                self.formats[number.get(f"{_W}numId", "")] = kinds.get(_value(number, f"{_W}abstractNumId"), {})
        self.counts: dict[tuple[str, int], int] = {}
        self.blocks: list[str] = []

    def style(self, style: ElementTree.Element) -> None:
        key, name = style.get(f"{_W}styleId", ""), _value(style, f"{_W}name").lower()
        outline = _value(style, f"{_W}pPr/{_W}outlineLvl")
        if name == "title":
            self.levels[key] = 1
        elif found := re.fullmatch(r"(?:heading|标题)\s*([1-9])", name):
            self.levels[key] = min(6, int(found[1]))
        elif outline.isdigit() and int(outline) < 9:
            self.levels[key] = min(6, int(outline) + 1)
        elif based := self.levels.get(_value(style, f"{_W}basedOn")):
            self.levels[key] = based
        if name.startswith("list bullet") or name.startswith("list number"):
            self.listed[key] = ("", int(name.startswith("list number")))
        if number := _value(style, f"{_W}pPr/{_W}numPr/{_W}numId"):
            self.listed[key] = (number, 0)

    def read(self, body: ElementTree.Element) -> str:
        self.walk(body.find(f"{_W}body") or body)
        return "\n\n".join(self.blocks) + "\n"

    def walk(self, parent: ElementTree.Element) -> None:
        for node in parent:
            if node.tag == f"{_W}p":
                self.paragraph(node)
            elif node.tag == f"{_W}tbl":
                self.table(node)
            elif node.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}smartTag", f"{_W}customXml"):
                self.walk(node)

    def paragraph(self, node: ElementTree.Element) -> None:
        text = _text(node)
        if not text.strip():
            return
        style = _value(node, f"{_W}pPr/{_W}pStyle")
        if re.match(r"(?:TOC|目录)\s*\d", style, re.I):
            return
        if level := self.levels.get(style):
            self.blocks.append(f"{'#' * level} {write.words(text)}")
            return
        number = _value(node, f"{_W}pPr/{_W}numPr/{_W}numId")
        depth = int(_value(node, f"{_W}pPr/{_W}numPr/{_W}ilvl") or 0)
        if (number and number != "0") or (not number and style in self.listed):
            self.item(write.words(text), number, depth, style)
        else:
            self.blocks += write.broken(text)

    def item(self, text: str, number: str, depth: int, style: str) -> None:
        ordered = False
        if not number and style in self.listed:
            number, flag = self.listed[style]
            ordered = bool(flag)
        form = self.formats.get(number, {}).get(str(depth), "")
        ordered = ordered or form not in ("", "bullet", "none")
        for key in [k for k in self.counts if k[0] == number and k[1] > depth]:
            del self.counts[key]
        count = self.counts[number, depth] = self.counts.get((number, depth), 0) + 1
        line = "   " * depth + (f"{count}. " if ordered else "- ") + text
        if self.blocks and re.match(r" *(?:- |\d+\. )", self.blocks[-1]) and (count > 1 or depth):
            self.blocks[-1] += f"\n{line}"
        else:
            self.blocks.append(line)

    def table(self, node: ElementTree.Element) -> None:
        rows = [[" ".join(_text(p) for p in c.iter(f"{_W}p")) for c in r.findall(f"{_W}tc")] for r in node.findall(f"{_W}tr")]
        if max(map(len, rows), default=0) == 1:  # a frame around text
            for cell in node.iter(f"{_W}tc"):
                self.walk(cell)
        elif text := write.table(rows, header=len(rows) > 1 and all(any(x.isalpha() for x in c) for c in rows[0])):
            self.blocks.append(text)


def _text(node: ElementTree.Element) -> str:
    """The words of a paragraph, formulas among them; what was deleted under tracking is left out."""
    out = ""
    for child in node:
        if child.tag in (f"{_W}t", f"{_M}t"):
            out += child.text or ""
        elif child.tag in (f"{_W}tab",):
            out += " "
        elif child.tag in (f"{_W}br", f"{_W}cr"):
            out += "\n"
        elif child.tag == f"{_W}noBreakHyphen":
            out += "-"
        elif child.tag not in (f"{_W}pPr", f"{_W}rPr", f"{_W}del", f"{_W}moveFrom", _FALLBACK, f"{_W}instrText"):
            out += _text(child)
    return out
