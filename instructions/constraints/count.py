"""How many sentences, paragraphs, lines."""

from __future__ import annotations

import itertools
import random
import re
from collections.abc import Iterator
from typing import Any

from instructions.constraints.base import Count, Facts, Measuring, Params, register
from instructions.text.record import Record

ONE = {"zh": 90, "en": 60}  # 字 or words that somebody might break into paragraphs
POSTSCRIPTS = ("P.S.", "PS:", "又及：", "另：")


@register
class Sentences(Count):
    """Sentences, wherever they stand."""

    id, feature, scopes, least = "count.sentences", "sentences", ("paragraph",), 2

    def value(self, r: Record) -> int:
        return len(r.sentences)

    def cut(self, r: Record, p: Params, rng: random.Random) -> Iterator[str]:
        spans = list(r.sentence_spans)
        rng.shuffle(spans)
        for a, b in spans:
            if p["op"] != "max":
                yield (r.text[:a] + r.text[b:].removeprefix(" ")).strip()
            if r.lang == "zh" and r.text[b - 1] == "。" and b < len(r.text) and r.text[b] != "\n" and p["op"] != "max":
                yield r.text[: b - 1] + "，" + r.text[b:]
            comma = r.text.find("，", a, b)
            if r.lang == "zh" and comma > a + 5 and b - comma > 5 and p["op"] != "min" and not _HALF.search(r.text[a:b]):
                yield r.text[:comma] + "。" + r.text[comma + 1 :]

    def outside(self, p: Params) -> tuple[str, dict[str, Any]] | None:
        if p["op"] == "min":
            return "length_constraints:number_sentences", {"relation": "at least", "num_sentences": p["n"]}
        return ("length_constraints:number_sentences", {"relation": "less than", "num_sentences": p["n"] + 1}) if p["op"] == "max" else None


# Chinese: the first clause is only half of what is said.
_HALF = re.compile(
    "^[^，]*(?:要是|如果|只要|因为|虽然|就算|除了|等到?|的时候|以后|之前|[后前时]|的话|尽管|哪怕|不管|一[^，]{1,4})，|^[^，]*，(?:[就才也都又便却再还]|所以|可是|但)"
)


@register
class Paragraphs(Count):
    """Paragraphs."""

    id, feature, ops = "count.paragraphs", "paragraphs", ("exact", "range", "max", "min")
    needs = ("plain",)

    def value(self, r: Record) -> int:
        return len(r.paragraphs)

    def wording(self, p: Params) -> str:
        return "one" if p["op"] == "exact" and p["n"] == 1 else super().wording(p)

    def measure(self, r: Record, m: Measuring) -> Iterator[Params]:
        if "\n" not in r.text.strip() and r.readings[1] >= ONE[r.lang]:
            yield {"op": "exact", "n": 1}
            return
        # Lists, verse and sections have no paragraphs that a reader would count; of a postscript one would say yes and another no.
        if len(r.paragraphs) > 1 and not r.paragraphs[-1].startswith(POSTSCRIPTS) and not r.items and not r.headings and "\n\n" in r.text:
            yield from (p for p in super().measure(r, m) if p["n"] > 1)

    def cut(self, r: Record, p: Params, rng: random.Random) -> Iterator[str]:
        breaks = [i for i in range(len(r.text)) if r.text.startswith("\n\n", i)]
        rng.shuffle(breaks)
        for i in breaks:
            yield r.text[:i] + ("" if r.lang == "zh" else " ") + r.text[i + 2 :]
        for a, _b in r.sentence_spans[1:-1]:
            if r.text[a - 1] != "\n" and p["op"] != "min":
                yield r.text[:a].rstrip(" ") + "\n\n" + r.text[a:]


@register
class Lines(Count):
    """Lines that hold words (a verse's lines, a list of slogans)."""

    id, feature, ops, visible = "count.lines", "lines", ("exact",), True
    needs = ("versed",)

    def value(self, r: Record) -> int:
        return len(r.verse)

    def measure(self, r: Record, m: Measuring) -> Iterator[Params]:
        if r.versed:
            yield {"op": "exact", "n": len(r.verse)}

    def cut(self, r: Record, p: Params, rng: random.Random) -> Iterator[str]:
        lines = r.text.split("\n")
        at = rng.randrange(len(lines))
        yield "\n".join([*lines[:at], *lines[at + 1 :]]).strip()


@register
class ParagraphSentences(Count):
    """Every paragraph has (at most) so many sentences."""

    id, ops = "count.per_paragraph", ("exact", "max")
    needs = ("paragraphs",)

    def check(self, r: Record, p: Params) -> str:
        for part in r.paragraph_records:
            n = len(part.sentences)
            if n > p["n"] or (n != p["n"] and p["op"] == "exact"):
                return f"a paragraph of {n} sentences, asked: {p['op']} {p['n']}"
        return "" if r.paragraphs else "there is no paragraph"

    def measure(self, r: Record, m: Measuring) -> Iterator[Params]:
        sizes = [len(x.sentences) for x in r.paragraph_records]
        if len(sizes) > 1 and not r.items and "\n\n" in r.text:
            yield {"op": "exact" if len(set(sizes)) == 1 else "max", "n": max(sizes)}

    def cut(self, r: Record, p: Params, rng: random.Random) -> Iterator[str]:
        if p["op"] == "exact":
            for a, b in rng.sample(r.sentence_spans, len(r.sentence_spans)):
                yield (r.text[:a] + r.text[b:].removeprefix(" ")).replace(" \n", "\n").strip()

    def facts(self, p: Params, lang: str) -> Facts:
        return Facts(bounds={"paragraph_sentences": (p["n"] if p["op"] == "exact" else 0, p["n"]), "paragraphs": (1, None)})


@register
class Rising(Count):
    """Each paragraph is longer (shorter) than the one before."""

    id, ops, visible = "count.rising", ("longer", "shorter"), False
    needs = ("paragraphs",)

    def check(self, r: Record, p: Params) -> str:
        sizes = [x.zi if r.lang == "zh" else x.words for x in r.paragraph_records]
        pairs = list(itertools.pairwise(sizes))
        if not pairs:
            return "there is only one paragraph"
        good = all(a < b if p["op"] == "longer" else a > b for a, b in pairs)
        return "" if good else f"paragraph lengths {sizes}, asked: each {p['op']} than the one before"

    def measure(self, r: Record, m: Measuring) -> Iterator[Params]:
        if len(r.paragraphs) > 2:
            sizes = [x.readings for x in r.paragraph_records]  # longer however a reader counts
            if all(a[1] < b[0] for a, b in itertools.pairwise(sizes)):
                yield {"op": "longer"}
            if all(a[0] > b[1] for a, b in itertools.pairwise(sizes)):
                yield {"op": "shorter"}

    def cut(self, r: Record, p: Params, rng: random.Random) -> Iterator[str]:
        blocks = r.text.split("\n\n")
        if len(blocks) > 1:
            at = rng.randrange(len(blocks) - 1)
            blocks[at], blocks[at + 1] = blocks[at + 1], blocks[at]
            yield "\n\n".join(blocks)

    def facts(self, p: Params, lang: str) -> Facts:
        return Facts(bounds={"paragraphs": (2, None)})
