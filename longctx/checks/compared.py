"""The check of figures that stand in several sections of a report and are held against each other."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from generators.checks.registry import Row, Verdict, check
from longctx.checks.chapters import chapter_spans
from longctx.checks.hay import denies, figures, folded, haystack, places, question, sentence_at

_FIGURE = re.compile(r"(?<![\d.])\d+(?:\.\d+)?(?!\d)")


def figures_in(text: str) -> list[Decimal]:
    """All figures of a text, commas between thousands left out."""
    return [Decimal(f) for f in _FIGURE.findall(re.sub(r"(?<=\d),(?=\d{3})", "", text))]


_ASKS = {
    "most": re.compile(
        r"\b(?:longest|widest|highest|largest(?! trunk)|deepest|busiest|furthest|richest|stoutest|the most)\b|最[长宽高大多深远]"
    ),
    "least": re.compile(
        r"\b(?:shortest|narrowest|lowest|smallest|shallowest|quietest|nearest|poorest|slightest|the fewest)\b|最[短窄矮低小少浅近]"
    ),
    "sum": re.compile(r"\b(?:add(?:ed)?|sum|total)\b|加起来|总数|相加|合计|总和|求和"),
}
_UNIT = re.compile(r"\d ?(m²|cm|ha|km|m(?![a-z²])|厘米|平方米|米|里|度)")
_HEDGED = re.compile(r"\bnot (?:\w+ ){0,4}\d|(?:不到|不足|不止|并非)\d")
_SCALED = re.compile(r"[-−]\d|\d ?(?:hundred|thousand|million|[百千万亿])")


@check("longctx.compared", "items", "ask")
def compared(row: Row, answer: str, params: dict[str, Any]) -> Verdict:
    """Each item's figure stands in a sentence of its own, in the section headed by its name; the answer gives their sum, or names the one with the most or least."""
    text, asked, low = haystack(row), folded(question(row)), folded(answer)
    heads = [(folded(text[text.rfind("\n", 0, a - 1) + 1 : a]), a, b) for _, a, b in chapter_spans(text, row["lang"])]
    bare = asked
    for item in params["items"]:
        bare = bare.replace(folded(item["name"]), "")
    if [k for k, words in _ASKS.items() if words.search(bare)] != [params["ask"]]:
        return Verdict(f"the question does not ask for the {params['ask']}")
    sites = {re.split(r"[.:：\u3000 ] *", h.strip(), maxsplit=2 if row["lang"] == "en" else 1)[-1] for h, _, _ in heads}
    sites = {n for n in sites if len(n) > 2} | {folded(i["name"]) for i in params["items"]}
    if more := next((n for n in sorted(sites) if places(bare, n)), ""):
        return Verdict(f"the question names {more!r}, which is not in the key")
    if len({u[1] if (u := _UNIT.search(i["mark"])) else "" for i in params["items"]}) > 1:
        return Verdict("the figures are not of one unit")
    values: dict[str, Decimal] = {}
    for item in params["items"]:
        if why := _wanting(text, heads, item, sites, row["lang"]):
            return Verdict(why)
        if not places(asked, item["name"]):
            return Verdict(f"the question does not name {item['name']!r}")
        values[item["name"]] = figures_in(item["mark"])[0]
    turn = row["messages"][row["evidence"]["haystack"]["turn"]]["content"]
    needles = {turn[n["start"] : n["end"]].strip(): n["value"] for n in row["evidence"]["needles"]}
    if needles != {i["mark"]: str(values[i["name"]]) for i in params["items"]}:
        return Verdict("the places in the evidence are not those of the figures")
    if params["ask"] == "sum":
        sums, true = [*values.values()], sum(values.values(), Decimal(0))
        said = figures_in(figures(re.sub(r"\bm[23]\b", "m²", _points(answer.replace("一共", "共")))))
        steps = {true, Decimal(len(sums)), *sums, *(sum(sums[:i], Decimal(0)) for i in range(1, len(sums)))}
        right = said and true in (said[0], said[-1]) and {*said} <= steps and not _SCALED.search(answer)
        return Verdict("" if right else f"the figures make {true}, the answer gives {', '.join(map(str, said)) or 'none'}")
    best = (max if params["ask"] == "most" else min)(values, key=lambda n: values[n])
    if sum(v == values[best] for v in values.values()) > 1:
        return Verdict("two of them have the same figure")
    if denies(answer, best, row["lang"]):
        return Verdict(f"the answer denies {best!r}")
    named = _answered(low, [*values])
    return Verdict("" if named == [best] else f"it is {best!r}, the answer names {', '.join(named) or 'none'}")


def _wanting(text: str, heads: list[tuple[str, int, int]], item: dict[str, str], sites: set[str], lang: str) -> str:
    """Why a figure cannot be read off an item's sentence; empty where it can."""
    name, mark = item["name"], item["mark"]
    section = next(((a, b) for head, a, b in heads if places(head, name)), None)
    if section is None:
        return f"no section is headed {name!r}"
    at = text.find(mark)
    if text.count(mark) != 1 or not section[0] <= at < section[1]:
        return f"{mark!r} does not stand once, in the section on {name!r}"
    if sentence_at(text, at, lang) != (at, at + len(mark)) or _HEDGED.search(mark):
        return f"{mark!r} is no sentence that gives a figure"
    if any(places(folded(mark), n) for n in sites if n not in folded(name)):
        return f"{mark!r} is about another site"
    if len(found := figures_in(mark)) != 1:
        return f"{mark!r} holds {len(found)} figures"
    if [_masked(s.strip()) for s in _SENTENCES.split(text[slice(*section)])].count(_masked(mark)) > 1:
        return f"what {mark!r} says stands there with another figure too"
    return ""


_SENTENCES = re.compile(r"(?<=[。！？])|(?<=[.!?])\s|\n")


def _masked(text: str) -> str:
    return re.sub(r"\d+(?:\.\d+)?", "#", text)


def _points(answer: str) -> str:
    """四十八点二 as 48.2."""
    return re.sub(
        "([一二两三四五六七八九十百千零]+)点([零一二三四五六七八九]+)",
        lambda m: figures(m[1]) + "." + "".join(str("零一二三四五六七八九".index(c)) for c in m[2]),
        answer,
    )


_ITEM = re.compile(r"[ \t]*(?:[-*•·](?!\*)|(\d{1,2})[.)、])[ \t]*")
_BEHIND = re.compile(
    r"[*”\"]*(?: ?[（(][^()（）]*[)）])?[*]*(?:[,，;；]? ?(?:ahead of|not|then|>|followed by|其次|其余|不是)|[;；>]|[,，] ?(?:at|with)\b)"
)


def _answered(low: str, names: list[str]) -> list[str]:
    """The names an answer decides for: those of its last line or sentence, where that is no item of a list; else those it puts at the head."""
    there = [n for n in names if places(low, n)]
    if len(there) < 2:
        return there
    units = [
        u
        for line in low.split("\n")
        for u in re.split(r"(?<=[。！？])|(?<=[.!?])(?<!\d\.) (?!\()", line)
        if any(places(u, n) for n in names)
    ]
    last = [n for n in names if places(units[-1], n)]
    if len(units) > 1 and len(last) == 1 and not _ITEM.match(units[-1]):
        return last
    head = _ITEM.match(units[0])
    if head and head[1] == "1" and len(units) > 1:
        first = [n for n in names if places(units[0], n)]
        return first if len(first) == 1 else there
    opened = re.sub(r"^[*“\"是]*", "", units[0])
    for n in names:
        if opened.startswith(folded(n)) and _BEHIND.match(opened[len(n) :]):
            return [n]
    return there
