"""HTML to markdown-like text: headings, paragraphs, lists, tables and listings; page furniture dropped."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from rag.corpus import write

_DROP = {
    "script",
    "style",
    "nav",
    "header",
    "footer",
    "aside",
    "form",
    "noscript",
    "svg",
    "template",
    "button",
    "select",
    "iframe",
    "head",
    "math",
}
_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
_BLOCK = {
    "address", "article", "blockquote", "body", "caption", "center", "dd", "details", "div", "dl", "dt", "fieldset", "figcaption", "figure",
    "h1", "h2", "h3", "h4", "h5", "h6", "hr", "html", "legend", "li", "main", "ol", "p", "pre", "section", "summary", "table", "tbody", "td",
    "tfoot", "th", "thead", "tr", "ul",
}  # fmt: skip
_CHARSET = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?\s*([\w-]+)", re.I)


def charset(data: bytes) -> str:
    """The encoding the page itself declares, or an empty string."""
    found = _CHARSET.search(data[:4096])
    return found[1].decode("ascii").lower() if found else ""


def to_text(page: str) -> tuple[str, str]:
    """The text of a page and what its <title> says."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    reader.flush()
    return "\n\n".join(reader.blocks) + "\n", " ".join(reader.title.split())


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[str] = []
        self.title = ""
        self.buffer = ""
        self.dropped: list[str] = []  # open elements whose content is not read
        self.in_title = False
        self.heading = 0
        self.pre = 0
        self.quote = 0
        self.lists: list[list[int]] = []  # open lists: [next number], 0 for bullets
        self.item = ""  # the bullet owed to the next text
        self.tables: list[list[list[str]]] = []
        self.head = False
        self.in_cell = False
        self.jump = False  # inside a link to another place on the page
        self.jumps = 0  # characters of the buffer that are such links: lines of nothing else are a table of contents

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "title" and not self.title:
            self.in_title = True
        if tag in ("body", "main", "article") and "head" in self.dropped:
            self.dropped.clear()
        if self.dropped or tag in _DROP or (tag not in _VOID and any(name == "hidden" for name, _ in attrs)):
            if tag not in _VOID and (not self.dropped or tag == self.dropped[-1]):
                self.dropped.append(tag)
            return
        if tag == "a":
            self.jump = any(name == "href" and (value or "").startswith("#") for name, value in attrs)
        if tag == "br":
            self.buffer += "\n"
        if tag not in _BLOCK:
            return
        if self.in_cell and tag not in ("td", "th", "tr", "table"):
            self.buffer += " "
            return
        self.flush()
        if tag[0] == "h" and tag[1:].isdigit():
            self.heading = int(tag[1])
        elif tag in ("ul", "ol"):
            first = next((value or "" for name, value in attrs if name == "start"), "1")
            self.lists.append([(int(first) if first.isdecimal() and len(first) < 4 else 1) if tag == "ol" else 0])
        elif tag == "li":
            self.bullet()
        elif tag == "pre":
            self.pre += 1
        elif tag == "blockquote":
            self.quote += 1
        elif tag == "table":
            self.tables.append([])
            self.head = False
        elif tag == "tr" and self.tables:
            self.tables[-1].append([])
        elif tag in ("td", "th") and self.tables:
            self.in_cell = True
            self.head = self.head or (tag == "th" and len(self.tables[-1]) <= 1)
            if not self.tables[-1]:
                self.tables[-1].append([])

    def handle_endtag(self, tag: str) -> None:
        if tag == "title":
            self.in_title = False
        if self.dropped:
            if tag == self.dropped[-1]:
                self.dropped.pop()
            return
        if tag == "a":
            self.jump = False
        if tag not in _BLOCK:
            return
        if self.in_cell and tag not in ("td", "th", "tr", "table"):
            self.buffer += " "
            return
        self.flush()
        if tag[0] == "h" and tag[1:].isdigit():
            self.heading = 0
        elif tag in ("ul", "ol") and self.lists:
            self.lists.pop()
            self.item = ""
        elif tag == "li":
            self.item = ""
        elif tag == "pre":
            self.pre = max(0, self.pre - 1)
        elif tag == "blockquote":
            self.quote = max(0, self.quote - 1)
        elif tag == "table" and self.tables:
            rows = self.tables.pop()
            if not self.tables:
                self.table([r for r in rows if r])

    def handle_data(self, data: str) -> None:
        if self.in_title:
            self.title += data
        elif not self.dropped:
            self.buffer += data if self.pre else re.sub(r"\s+", " ", data)
            self.jumps += len("".join(data.split())) if self.jump else 0

    def bullet(self) -> None:
        number = self.lists[-1] if self.lists else [0]
        self.item = "   " * (len(self.lists) - 1) + (f"{number[0]}. " if number[0] else "- ")
        number[0] += bool(number[0])

    def table(self, rows: list[list[str]]) -> None:
        if max(map(len, rows), default=0) <= 1:  # a table that only lays the page out
            self.blocks += [write.paragraph(c) for row in rows for c in row if c.strip()]
        elif text := write.table(rows, self.head):
            self.blocks.append(text)

    def flush(self) -> None:
        """Write down the text that came since the last block began or ended."""
        text, self.buffer = self.buffer, ""
        only_jumps, self.jumps = 0 < len("".join(text.split())) - 1 <= self.jumps, 0
        if self.in_cell:
            self.in_cell = False
            if self.tables and self.tables[-1]:
                self.tables[-1][-1].append(" ".join(text.split()))
            return
        if not text.strip() or (only_jumps and not self.heading and not self.pre):
            return
        if self.pre:
            self.blocks.append(f"```\n{text.strip(chr(10))}\n```")
        elif self.heading:
            self.blocks.append(f"{'#' * self.heading} {write.words(text)}")
        elif self.item:
            item, self.item = self.item, ""
            self.append_item(item + write.words(text))
        else:
            indent = "   " * len(self.lists)
            for part in re.split(r"\n\s*\n", text):
                lines = write.broken(part)
                if self.quote:
                    self.blocks.append("\n".join(f"> {line}" for line in "  \n".join(lines).split("\n")))
                elif any("\n" in line or write.is_item(line) for line in lines):
                    self.blocks += lines
                elif lines:
                    self.blocks.append("  \n".join(indent + line for line in lines))

    def append_item(self, line: str) -> None:
        """Items of one list stand on lines below each other."""
        if self.blocks and re.match(r" *(?:- |\d+\. )", self.blocks[-1].rsplit("\n", 1)[-1]) and (len(self.lists) > 1 or not self.first()):
            self.blocks[-1] += f"\n{line}"
        else:
            self.blocks.append(line)

    def first(self) -> bool:
        return bool(self.lists) and self.lists[-1][0] == 2
