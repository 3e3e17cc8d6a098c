"""What a page shows: title, sections, bold, quotation, code fence."""

from __future__ import annotations

import itertools
import random
import re
from collections.abc import Iterator
from typing import Any

from instructions.constraints.base import Count, Facts, Kind, Measuring, Params, register
from instructions.text.record import Record

STYLES = ("#", "<<>>", "《》", "【】")


def _style(r: Record) -> str:
    first = next((x for x in r.all_lines if x.kind not in ("blank", "token")), None)
    raw = r.text[first.start : first.end] if first and r.title else ""
    return next((s for s in STYLES if raw.startswith(s[: len(s) // 2 or 1])), "")


@register
class Title(Kind):
    """A title on the first line, in the asked style."""

    id, visible = "mark.title", True
    needs = ("title",)

    def wording(self, p: Params) -> str:
        return {"#": "hash", "<<>>": "angle", "《》": "book", "【】": "lens"}[p["style"]]

    def slots(self, p: Params) -> dict[str, Any]:
        return {}

    def check(self, r: Record, p: Params) -> str:
        return "" if r.title and _style(r) == p["style"] else f"no title in {p['style']} on the first line"

    def measure(self, r: Record, m: Measuring) -> Iterator[Params]:
        if r.title:
            yield {"style": _style(r)}

    def cut(self, r: Record, p: Params, rng: random.Random) -> Iterator[str]:
        _first, _, rest = r.text.partition("\n")
        if r.title:
            yield rest.lstrip()
            yield f"{r.title}\n{rest}"

    def facts(self, p: Params, lang: str) -> Facts:
        return Facts(bounds={"title": (1, 1)})

    def outside(self, p: Params) -> tuple[str, dict[str, Any]] | None:
        return ("detectable_format:title", {}) if p["style"] == "<<>>" else None


@register
class TitleSize(Count):
    """The title has at most so many words (characters)."""

    id, ops = "mark.title_size", ("max",)
    needs = ("title",)

    def value(self, r: Record) -> int:
        title = Record(r.title, r.lang)
        return title.zi if r.lang == "zh" else title.words

    def check(self, r: Record, p: Params) -> str:
        return super().check(r, p) if r.title else "there is no title"

    def measure(self, r: Record, m: Measuring) -> Iterator[Params]:
        if r.title:
            yield {"op": "max", "n": max(3, Record(r.title, r.lang).readings[1] + m.rng.randrange(0, 3))}  # "one word at most" is no wish

    def facts(self, p: Params, lang: str) -> Facts:
        return Facts(bounds={"title": (1, 1)})


@register
class Sections(Count):
    """So many sections, each under a heading of its own."""

    id, feature, ops, visible, lowest = "mark.sections", "sections", ("exact", "min"), True, 2
    needs = ("headings",)

    def value(self, r: Record) -> int:
        return len(r.headings)

    def check(self, r: Record, p: Params) -> str:
        lines = [x for x in r.all_lines if x.kind != "blank" and not (x.kind == "heading" and x.marker == "#" and x.level == 1)]
        if any(a.kind == b.kind == "heading" for a, b in itertools.pairwise(lines)) or (lines and lines[-1].kind == "heading"):
            return "a heading has nothing under it"
        return super().check(r, p)

    def cut(self, r: Record, p: Params, rng: random.Random) -> Iterator[str]:
        if r.headings:
            x = rng.choice(r.headings)
            yield (r.text[: x.start] + r.text[x.end :].lstrip("\n")).strip()
            bare = re.sub(r"^[#\s【*]+|[】*]+$", "", r.text[x.start : x.end])
            yield r.text[: x.start] + bare + ("：" if r.lang == "zh" else ":") + r.text[x.end :]


@register
class HeadingStyle(Kind):
    """How headings are written: ## H, **H**, 【H】."""

    id, visible = "mark.heading", True
    needs = ("headings",)

    def check(self, r: Record, p: Params) -> str:
        bad = [x for x in r.headings if x.marker != p["style"]]
        return (
            f"a heading is written {r.text[bad[0].start : bad[0].end]!r}, asked: {p['style']}"
            if bad
            else ""
            if r.headings
            else "there is no heading"
        )

    def measure(self, r: Record, m: Measuring) -> Iterator[Params]:
        if r.headings:
            yield {"style": r.headings[0].marker}

    def cut(self, r: Record, p: Params, rng: random.Random) -> Iterator[str]:
        if r.headings:
            x = rng.choice(r.headings)
            bare = re.sub(r"^[#\s【*]+|[】*]+$", "", r.text[x.start : x.end])
            yield r.text[: x.start] + (f"**{bare}**" if p["style"] != "**" else f"## {bare}") + r.text[x.end :]

    def facts(self, p: Params, lang: str) -> Facts:
        return Facts(bounds={"sections": (1, None)})


@register
class Bold(Count):
    """So many **bold** pieces inside the text."""

    id, feature, ops, visible = "mark.bold", "bold", ("exact", "min"), True
    needs = ("bold",)

    def value(self, r: Record) -> int:
        return len(r.bold)

    def cut(self, r: Record, p: Params, rng: random.Random) -> Iterator[str]:
        hits = list(re.finditer(r"\*\*([^*\n]+)\*\*", r.text))
        for m in rng.sample(hits, len(hits)):
            yield r.text[: m.start()] + m[1] + r.text[m.end() :]

    def outside(self, p: Params) -> tuple[str, dict[str, Any]] | None:
        return ("detectable_format:number_highlighted_sections", {"num_highlights": p["n"]}) if p["op"] == "min" else None


@register
class BoldWord(Kind):
    """A word is bold wherever it stands."""

    id, visible = "mark.bold_word", True
    needs = ("bold",)

    def check(self, r: Record, p: Params) -> str:
        n = r.count(p["word"])
        bold = sum(Record(b, r.lang).count(p["word"]) for b in r.bold)
        return "" if n and n == bold else f"{p['word']!r} stands {n} times, {bold} of them bold"

    def measure(self, r: Record, m: Measuring) -> Iterator[Params]:
        for word in dict.fromkeys(r.bold):
            yield {"word": word if r.lang == "zh" else word.lower()}

    def cut(self, r: Record, p: Params, rng: random.Random) -> Iterator[str]:
        hits = [m for m in re.finditer(r"\*\*([^*\n]+)\*\*", r.text) if p["word"].lower() in m[1].lower()]
        if hits:
            m = rng.choice(hits)
            yield r.text[: m.start()] + m[1] + r.text[m.end() :]

    def facts(self, p: Params, lang: str) -> Facts:
        return Facts(holds=[(p["word"], 1)], bounds={"bold": (1, None)})


_INLINE = re.compile(r"\[[^\]\n]+\]\([^)\s]+\)|(?<![\w*])\*(?=[^\s*])[^*\n]+(?<=\S)\*(?![\w*])")


@register
class NoMarkdown(Kind):
    """Plain text: no Markdown at all."""

    id = "mark.plain"

    def check(self, r: Record, p: Params) -> str:
        bad = next((x for x in r.all_lines if x.kind in ("bullet", "heading", "rule", "table", "code", "quote")), None)
        if bad:
            return f"a {bad.kind}: {r.text[bad.start : bad.end][:30]!r}"
        return "bold text" if r.bold else "code" if "`" in r.text else "a link or italics" if _INLINE.search(r.text) else ""

    def measure(self, r: Record, m: Measuring) -> Iterator[Params]:
        yield {}

    def cut(self, r: Record, p: Params, rng: random.Random) -> Iterator[str]:
        for word in m_words(r, rng):
            at = r.text.find(word)
            yield r.text[:at] + f"**{word}**" + r.text[at + len(word) :]

    def facts(self, p: Params, lang: str) -> Facts:
        return Facts(bounds={f: (0, 0) for f in ("bullets", "sections", "table_rows", "bold", "code")})


def m_words(r: Record, rng: random.Random) -> list[str]:
    """Up to two pieces of text that a careless writer may make bold."""
    found = re.findall(r"[\u4e00-\u9fff]{4,6}(?=[，。])" if r.lang == "zh" else r"\b[a-z]{6,}\b", r.prose)
    return rng.sample(found, min(2, len(found)))


def _one_quotation(t: str) -> bool:
    """Whether the first mark is closed by the last one: two quotations with words between them begin and end alike."""
    a, b = t[0], t[-1]
    if a == b:  # straight marks look alike: the next one must not close the first
        at = t.find(a, 1)
        return at == len(t) - 1 or bool(re.match(r"[\s(]", t[at - 1]))
    depth = 0
    for i, c in enumerate(t):
        depth += (c == a) - (c == b)
        if depth == 0:
            return i == len(t) - 1
    return False


@register
class Quoted(Kind):
    """The whole answer stands in quotation marks."""

    id, visible = "mark.quoted", True
    needs = ("quoted",)

    def check(self, r: Record, p: Params) -> str:
        t = r.text.strip()
        a, b = p["marks"][0], p["marks"][-1]
        return "" if t.startswith(a) and t.endswith(b) and len(t) > 2 and _one_quotation(t) else f"does not stand in {p['marks']}"

    def measure(self, r: Record, m: Measuring) -> Iterator[Params]:
        yield from ({"marks": marks} for marks in ("“”", "「」", '""') if r.text.startswith(marks[0]))

    def cut(self, r: Record, p: Params, rng: random.Random) -> Iterator[str]:
        yield r.text.strip()[1:]
        yield r.text.strip()[:-1]
        yield r.text.strip()[1:-1]

    def facts(self, p: Params, lang: str) -> Facts:
        return Facts(starts=p["marks"][0], ends=p["marks"][-1])

    def outside(self, p: Params) -> tuple[str, dict[str, Any]] | None:
        return ("startend:quotation", {}) if p["marks"] == '""' else None
