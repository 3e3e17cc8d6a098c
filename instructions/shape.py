"""A text under construction: sentences with their alternatives in paragraphs, sections or a list, and what is laid over them; and how it is written out."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any, NamedTuple

from instructions.passages.model import Line

_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_HAN = "零一二三四五六七八九十"
_NUMBERED = {
    "zh": ("{}（一）", "{}（二）", "{}（三）", "{}（四）", "{}（五）"),
    "en": ("first {}", "second {}", "third {}", "fourth {}", "fifth {}"),
}


class Piece(NamedTuple):
    """One sentence of the text: the line it comes from, the form taken, what stands behind it."""

    line: Line
    form: str
    point: str = ""
    emoji: str = ""

    @property
    def linked(self) -> bool:
        """Whether it takes up the sentence before it, and so may not stand behind another."""
        return self.form in self.line.linked

    @property
    def alike(self) -> tuple[str, ...]:
        """The forms that may stand in its place."""
        return self.line.linked if self.linked else self.line.forms


@dataclass
class Text:
    """Structure first, decoration second; `write` makes the string."""

    lang: str
    shape: str  # prose sections list numbered verse data slogans
    paragraphs: list[list[Piece]] = field(default_factory=list)
    headings: list[str] = field(default_factory=list)
    heading_style: str = "##"
    items: list[str] = field(default_factory=list)
    entries: list[Piece] = field(default_factory=list)  # the sentences that the items are, where they are
    subs: list[list[str]] = field(default_factory=list)
    under: list[Piece] = field(default_factory=list)  # the sentences that the sub-items are
    marker: str = "-"
    item_emoji: list[str] = field(default_factory=list)
    intro: Piece | None = None
    outro: Piece | None = None
    sort: str = ""  # of verse and data: couplets, slogans, json ...
    raw: str = ""  # verse and data: lines already made
    greeting: str = ""
    signoff: str = ""
    title: str = ""
    title_style: str = "#"
    bold: tuple[str, ...] = ()
    bold_all: bool = False
    capitals: tuple[str, ...] = ()
    between: str = ""
    wrap: tuple[str, str] | None = None
    end: str = ""
    postscript: str = ""
    quoted: str = ""
    case: str = ""
    request: str = ""  # repeated before the text
    blanks: tuple[tuple[str, str], ...] = ()  # (what the sentence said, the placeholder that stands for it)
    keeps: frozenset[str] = frozenset()  # ids of lines without which it no longer answers
    planned: list[tuple[str, dict[str, Any]]] = field(default_factory=list)  # constraints the text was built for

    def pieces(self) -> list[Piece]:
        """All sentences in order."""
        return [p for paragraph in self.paragraphs for p in paragraph]

    def ids(self) -> set[str]:
        """The ids of all lines that stand in it."""
        ends = [p for p in (self.intro, self.outro) if p is not None]
        return {p.line.id for p in (*self.pieces(), *self.entries, *self.under, *ends)}

    def swapped(self, at: int, piece: Piece | None) -> Text:
        """The same text with the sentence number `at` replaced, or left out."""
        n, out = 0, []
        for paragraph in self.paragraphs:
            new = []
            for old in paragraph:
                if n != at:
                    new.append(old)
                elif piece is not None:
                    new.append(piece)
                n += 1
            out.append(new)
        # A paragraph that is empty now goes, and its heading with it.
        heads = [h for h, p in zip(self.headings, out, strict=True) if p] if self.headings else []
        return replace(self, paragraphs=[p for p in out if p], headings=heads)

    def write(self) -> str:
        """The text as a string."""
        body = self._body()
        if self.greeting:
            body = f"{self.greeting}\n\n{body}"
        if self.signoff:
            body += f"\n\n{self.signoff}"
        body = self._blanked(body)
        body = self._marked(body)
        if self.postscript:
            body += f"\n\n{self.postscript}"
        if self.title:
            shown = {"#": f"# {self.title}", "<<>>": f"<<{self.title}>>", "《》": f"《{self.title}》", "【】": f"【{self.title}】"}[
                self.title_style
            ]
            body = f"{shown}\n\n{body}"
        if self.case:
            body = body.upper() if self.case == "upper" else body.lower()
        if self.quoted:
            body = f"{self.quoted[0]}{body}{self.quoted[-1]}"
        if self.end:
            body = f"{body}\n\n{self.end}" if "\n\n" in body else f"{body}\n{self.end}"
        if self.wrap:
            body = f"{self.wrap[0]}\n{body}\n{self.wrap[1]}"
        return f"{self.request}\n\n{body}" if self.request else body

    def _blanked(self, body: str) -> str:
        """The text with its blanks; two sums have two names, or nobody could fill them in."""
        signs: dict[str, list[str]] = {}  # by name: what holds the place of each value
        for n, (old, name) in enumerate(self.blanks):
            sign = chr(0xE000 + n)
            if (left := _blank(body, old, sign, self.lang)) != body:
                body = left
                signs.setdefault(name[1:-1], []).append(sign)
        for name, alike in signs.items():
            forms = _NUMBERED[self.lang] if len(alike) > 1 else ("{}",)
            for n, sign in enumerate(sorted(alike, key=body.index)):
                body = body.replace(sign, f"[{forms[min(n, len(forms) - 1)].format(name)}]")
        return body

    def _body(self) -> str:
        if self.raw:
            return self.raw
        space = "" if self.lang == "zh" else " "
        if self.shape in ("list", "numbered"):
            return self._list()
        blocks = [
            space.join(p.form + (space + p.emoji if p.emoji else "") for p in paragraph) for paragraph in self.paragraphs if paragraph
        ]
        if self.headings:
            shown = {"##": "## {}", "###": "### {}", "**": "**{}**", "【】": "【{}】"}[self.heading_style]
            blocks = [f"{shown.format(h)}\n\n{b}" for h, b in zip(self.headings, blocks, strict=True)]
        return (f"\n\n{self.between}\n\n" if self.between else "\n\n").join(blocks)

    def _list(self) -> str:
        lines = []
        for n, item in enumerate(self.items, 1):
            emoji = f"{self.item_emoji[n - 1]} " if self.item_emoji else ""
            lines.append(f"{mark(self.marker, n)}{emoji}{item}")
            lines += [
                f"    - {sub}" if self.lang == "en" or self.marker != "-" else f"  - {sub}"
                for sub in (self.subs[n - 1] if self.subs else [])
            ]
        out = "\n".join(lines)
        if self.intro:
            out = f"{self.intro.form}\n\n{out}"
        if self.outro:
            out = f"{out}\n\n{self.outro.form}"
        return out

    def _bolded(self, body: str, pattern: re.Pattern[str]) -> str:
        """A word made bold, the first time or always, headings left alone."""
        left, lines = 10**6 if self.bold_all else 1, body.split("\n")
        for i, line in enumerate(lines):
            if left > 0 and not _is_heading(line):
                lines[i], n = pattern.subn(lambda m: f"**{m[0]}**", line, count=0 if self.bold_all else 1)
                left -= n
        return "\n".join(lines)

    def _marked(self, body: str) -> str:
        for word in self.bold:
            body = self._bolded(body, standing(word, self.lang))
        for word in self.capitals:
            body = _whole(word).sub(lambda m: m[0].upper(), body, count=1)
        return body


def _blank(body: str, old: str, new: str, lang: str) -> str:
    """Whole words and whole numbers only: the May in Mayor and the £4 of £4,100 are neither date nor sum."""
    numeral = "一二三四五六七八九十百千"
    before = f"(?<![{numeral}])" if lang == "zh" and old[0] in numeral else "" if lang == "zh" else r"(?<!\w)"
    whole = before + "{}" + ("" if lang == "zh" else r"(?!\w)(?![,.]\d)")
    return re.sub(whole.format(re.escape(old)), lambda _: new, body)


@lru_cache(maxsize=4096)
def standing(word: str, lang: str) -> re.Pattern[str]:
    """A word where it stands to be set in bold: in English never a part of another."""
    return re.compile(rf"(?<![\w*]){re.escape(word)}(?![\w*])" if lang == "en" else re.escape(word), re.I)


@lru_cache(maxsize=4096)
def _whole(word: str) -> re.Pattern[str]:
    return re.compile(rf"\b{re.escape(word)}\b(?!['-])", re.I)


def _is_heading(line: str) -> bool:
    return line.startswith(("#", "【")) or bool(re.fullmatch(r"\*\*[^*]+\*\*", line))


def mark(marker: str, n: int) -> str:
    """The marker of the nth item, with the space that belongs to it."""
    if marker in ("-", "*", "•"):
        return f"{marker} "
    if marker == "①":
        return f"{_CIRCLED[n - 1]} "
    han = _HAN[n] if n <= 10 else "十" + _HAN[n - 10]
    return {"1.": f"{n}. ", "1)": f"{n}) ", "1、": f"{n}、", "（一）": f"（{han}）", "一、": f"{han}、"}[marker]
