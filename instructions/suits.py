"""Which constraint types go together, with which shapes of text, and how willingly each is asked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

# Types that say much the same of one text: at most one of each set.
ALIKE = (
    {"length.zi", "length.han", "length.chars", "length.words"}, {"list.none", "mark.plain"}, {"emoji.count", "emoji.each", "emoji.none"},
    {"edge.first", "keyword.place"}, {"edge.last", "edge.last_word", "edge.mark", "edge.first"}, {"keyword.include", "keyword.some"}, {"keyword.order", "keyword.some"},
    {"copy.title", "mark.title_size"}, {"copy.title", "mark.title"}, {"list.none", "mark.title"}, {"list.none", "copy.title"}, {"punct.stops", "punct.none"}, {"ratio.questions", "punct.count"}, {"count.per_paragraph", "count.sentences"},
    {"mark.bold", "mark.bold_word"}, {"data.json", "data.yaml", "data.csv", "data.table"}, {"ratio.longest", "count.rising"}, {"emoji.items", "emoji.count", "emoji.distinct"}, {"emoji.scene", "emoji.count"},
    {"copy.request", "copy.sentence"}, {"count.lines", "token.wrap"}, {"count.lines", "token.end"}, {"count.lines", "token.between"},
    {"ratio.lead", "ratio.longest"}, {"length.sentence", "ratio.short"}, {"letter.unique", "letter.repeat", "letter.exclude", "letter.frequency"}, {"length.item", "length.sentence"}, {"verse.rhyme", "verse.class"}, {"case.all", "case.capitals"}, {"keyword.exclude", "letter.exclude"}, {"list.bullets", "list.numbered"},
)  # fmt: skip
NEAR: dict[str, frozenset[str]] = {t: frozenset().union(*(s for s in ALIKE if t in s)) - {t} for s in ALIKE for t in s}
# Kinds of text that go from people to people as they are: for one person, one room, one house.
PRIVATE = ("letter", "speech", "invitation", "notice")
# Types by shape, where not all go.
SUITS: dict[str, tuple[str, ...] | str] = {
    "data": ("data.", "script."),
    "verse": ("verse.", "count.lines", "length.line", "length.chars", "mark.title", "mark.title_size", "copy.", "token.wrap", "token.end", "keyword.exclude", "letter.", "punct.none", "edge.last", "case."),
    "list": ("list.", "length.", "keyword.include", "keyword.exclude", "keyword.once", "keyword.frequency", "keyword.some", "keyword.order", "letter.", "emoji.", "token.", "mark.", "case.", "punct.", "script.", "copy.", "edge.last", "edge.mark"),
}  # fmt: skip
SUITS["numbered"] = SUITS["list"]
SUITS["pair"] = ("verse.", "copy.", "letter.exclude")  # how long a couplet's lines are is settled by what it is
# What is counted or stands at a place would be read with or without the repeated request: only what reads the same either way.
SUITS["echo"] = (
    "copy.request",
    "copy.sentence",
    "keyword.include",
    "keyword.exclude",
    "letter.exclude",
    "emoji.",
    "mark.bold",
    "mark.plain",
    "edge.last",
    "edge.mark",
    "edge.postscript",
    "token.",
    "script.",
    "list.",
    "punct.none",
    "case.capitals",
)
WEIGHT = {"length": 0.28, "keyword": 0.7, "count": 0.8, "letter": 0.6, "ratio": 0.8, "copy": 0.4, "edge": 0.7, "punct": 0.8, "token": 0.7}
# What people hardly ever ask for, however rare it makes a text: word games and the like keep a small share.
ODD = {
    "letter.frequency": 0.05, "letter.exclude": 0.3, "letter.unique": 0.04, "letter.repeat": 0.2, "letter.starts": 0.12, "keyword.place": 0.2, "keyword.once": 0.15,
    "keyword.frequency": 0.15, "keyword.order": 0.08, "keyword.some": 0.4, "keyword.exclude": 0.4, "keyword.every": 0.4, "edge.last_word": 0.02, "edge.first": 0.5, "emoji.scene": 0.02,
    "edge.frame": 0.3, "punct.count": 0.04, "script.numbers": 0.3, "count.rising": 0.03, "count.per_paragraph": 0.6, "count.sentences": 0.37, "ratio.short": 0.2, "ratio.longest": 0.12,
    "emoji.distinct": 0.5, "length.chars": 0.5, "length.han": 0.6, "count.paragraphs": 0.42, 
}  # fmt: skip
# Of these a request bears one, a long one a few more: they count or place what no reader would count.
QUIRKS = frozenset(
    (
        "keyword.once", "keyword.frequency", "keyword.place", "keyword.order", "keyword.every", "letter.starts", "letter.frequency", "letter.unique",
        "letter.repeat", "ratio.short", "ratio.longest", "ratio.questions", "count.rising", "emoji.scene", "edge.frame", "edge.last_word", "script.numbers", "punct.count",
    )
)  # fmt: skip
# Types that speak of one text's own words: no standing rule.
OWN = (
    "keyword", "copy", "edge.first", "edge.last", "edge.frame", "emoji.scene", "mark.bold_word", "verse", "count.lines", "length.line", "letter", "data",
)  # fmt: skip
# Types that speak of one sentence or paragraph: what is said behind them would be read of that too.
OF_A_PART = ("ratio.lead", "keyword.place", "edge.frame", "mark.title_size")
# What nobody sets as a rule for all texts to come.
ONCE = ("ratio", "letter", "count.rising", "token.placeholder", "script.numbers", "edge.postscript", "mark.quoted")


def of_a_part(leaf: Mapping[str, Any]) -> bool:
    """Whether a leaf speaks of one sentence or paragraph, or of the title."""
    return bool(leaf.get("scope")) or leaf["type"] in OF_A_PART


# Types whose worth is judged among answers about the same matter: their words are rare elsewhere anyway.
LOCAL = ("keyword", "edge.first", "edge.last", "edge.frame", "copy", "mark.bold_word", "emoji.scene", "letter.exclude", "script.no_latin")
# Types that so few background answers meet that nothing can be said given one of them.
HEAVY = frozenset(("copy.sentence", "edge.last", "edge.first", "copy.title", "emoji.scene", "verse.acrostic", "copy.request"))
# Types of which one is enough, whatever part it speaks of.
SINGLE = ("keyword.include", "keyword.exclude")
