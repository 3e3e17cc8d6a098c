"""Checks of what runs through a text: orders, hands a thing passes through, chains of two sentences, points of a summary."""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import accumulate
from typing import Any

from generators.checks.registry import Row, Verdict, check
from longctx.checks.chapters import chapter_spans, numbers_in
from longctx.checks.found import _wrong
from longctx.checks.hay import figures, folded, haystack, places, question, says, sentences_with


@check("longctx.order", "items")
def order(row: Row, answer: str, params: dict[str, Any]) -> Verdict:
    """Items stand in the text at their marks, once each; the answer gives their labels in the order of the text."""
    low, asked = folded(haystack(row)), question(row)
    at = []
    for item in params["items"]:
        spots = places(low, item["mark"])
        if len(spots) != 1:
            return Verdict(f"{item['mark']!r} stands {len(spots)} times")
        if f"{item['label']}" not in asked:
            return Verdict(f"the question has no item {item['label']!r}")
        at.append((spots[0], item["label"]))
    true = [label for _, label in sorted(at)]
    labels = "".join(true)
    said = re.findall(rf"(?<![A-Za-z])[{labels}](?![A-Za-z])|[{labels}](?=[{labels}])", answer)
    if not said or "".join(dict.fromkeys(said)) != labels or len(said) != len(true):
        run = re.search(rf"(?<![A-Za-z])[{labels}]{{{len(true)}}}(?![A-Za-z])", answer)
        said = list(run[0]) if run else said
    return Verdict("" if said == true else f"the order is {true}, the answer gives {said}")


@check("longctx.held", "thing", "first", "value", "moves", "others")
def held(row: Row, answer: str, params: dict[str, Any]) -> Verdict:
    """Followed from hand to hand through all sentences about the thing, it ends with the value; everybody named there is known."""
    text, lang = haystack(row), row["lang"]
    spans = sentences_with(text, [params["thing"]], lang)
    if len(spans) != params["moves"] + 1:
        return Verdict(f"{len(spans)} sentences about {params['thing']!r}, {params['moves'] + 1} expected")
    people = [params["first"], params["value"], *params["others"]]
    low = folded(text)
    holder = params["first"]
    for n, (a, b) in enumerate(spans):
        there = [p for p in people if places(low[a:b], p)]
        if holder not in there:
            return Verdict(f"{holder!r}, who should have it, is not in sentence {n + 1}")
        new = [p for p in there if p != holder]
        if n and len(new) != 1:
            return Verdict(f"sentence {n + 1} does not say to whom it goes")
        holder = new[0] if n else holder
    if holder != params["value"]:
        return Verdict(f"it ends with {holder!r}")
    if folded(params["thing"]) not in folded(question(row)):
        return Verdict(f"the question does not name {params['thing']!r}")
    return Verdict(_wrong(row, answer, params["value"], [params["first"], *params["others"]]))


@check("longctx.hop", "keys", "bridge", "rule", "value", "others")
def hop(row: Row, answer: str, params: dict[str, Any]) -> Verdict:
    """One sentence leads from the keys to the bridge, another from the bridge to the value; none leads there at once."""
    text, lang = haystack(row), row["lang"]
    first = sentences_with(text, params["keys"], lang)
    second = sentences_with(text, [params["bridge"], params["value"]], lang)
    low = folded(text)
    if len(first) != 1 or not places(low[slice(*first[0])], params["bridge"]):
        return Verdict(f"no single sentence leads from {' and '.join(params['keys'])} to {params['bridge']!r}")
    if len(second) != 1 or second == first or len(places(low, params["value"])) != 1:
        return Verdict(f"no single sentence leads from {params['bridge']!r} to {params['value']!r}")
    asked = folded(question(row))
    if folded(params["bridge"]) in asked or any(folded(k) not in asked for k in params["keys"]):
        return Verdict("the question must name the keys and not the bridge")
    return Verdict(_wrong(row, answer, params["value"], params["others"]))


def _part(text: str, params: dict[str, Any], lang: str) -> tuple[int, int] | None:
    """The part of a text that is headed by a line, up to another line or the end; or by the number of its chapter."""
    if "line" not in params:
        return next(((a, b) for n, a, b in chapter_spans(text, lang) if n == params["chapter"]), None)
    if text.count(params["line"]) != 1:
        return None
    at = text.find(params["line"]) + len(params["line"])
    end = text.find(params["until"], at) if params["until"] else len(text)
    return (at, end) if end >= 0 else None


_MARKS = re.compile(r"^[ \t]*(?:[-*•·]|\d{1,2}[.)、]|[（(]\d{1,2}[）)])[ \t]*", re.M)


@check("longctx.extracted", "line", "until", "title", "sentences")
def extracted(row: Row, answer: str, params: dict[str, Any]) -> Verdict:
    """Every sentence stands word for word in the part with that heading; the answer gives all of them in their order, and nothing else of the text."""
    text, asked = haystack(row), folded(question(row))
    span = _part(text, params, row["lang"])
    if span is None:
        return Verdict(f"there is no part headed {params['line']!r}")
    body = text[slice(*span)]
    at = [body.find(s) for s in params["sentences"]]
    if min(at) < 0 or at != sorted(at):
        return Verdict("a sentence is not in that part, or they stand in another order")
    if folded(params["title"]) not in asked or params["title"] not in params["line"]:
        return Verdict(f"the question does not name {params['title']!r}")
    said, spots = folded(_MARKS.sub("", answer)), []
    for sentence in params["sentences"]:
        spots.append(said.find(folded(sentence)))
    if min(spots) < 0 or spots != sorted(spots):
        return Verdict("the answer lacks one of the sentences, or gives them in another order")
    rest = said
    for sentence in params["sentences"]:
        rest = rest.replace(folded(sentence), " ")
    more = [s for s in re.split(r"[.。!?！？\n]", rest) if len(s.strip()) > 12 and s.strip() in folded(body)]
    return Verdict(f"the answer gives {more[0].strip()[:40]!r} too" if more else "")


@check("longctx.points", "points", "foreign")
def points(row: Row, answer: str, params: dict[str, Any]) -> Verdict:
    """Every point (a group of words) stands together in the named chapter and in the answer; what belongs to other chapters stays out."""
    text, low_answer = haystack(row), folded(answer)
    span = _part(text, params, row["lang"])
    if span is None:
        return Verdict(f"there is no chapter {params.get('chapter', params.get('line'))}")
    body = folded(text[slice(*span)])
    for point in params["points"]:
        for word in point:
            if folded(word) not in body:
                return Verdict(f"{word!r} is not in that chapter")
            if folded(word) not in low_answer:
                return Verdict(f"the summary lacks {word!r}")
    for name in params["foreign"]:
        if folded(name) in body:
            return Verdict(f"{name!r} does stand in that chapter")
        if folded(name) in low_answer:
            return Verdict(f"the summary speaks of {name!r}, who is not in that chapter")
    if len(answer) > max(200, len(body) // 2):
        return Verdict("the summary is longer than half of the chapter")
    return Verdict()


def _headings(low: str, labels: list[str]) -> dict[str, list[int]]:
    """Offsets of the short lines that hold a label as a whole word."""
    lines = [(m.start(), m[0]) for m in re.finditer(r"(?m)^[^\n]{1,120}$", low)]
    short = "\n".join(line for _, line in lines)
    begins = list(accumulate((len(line) + 1 for _, line in lines), initial=0))
    found: dict[str, list[int]] = {}
    for label in labels:
        what, at, hits = folded(label), 0, dict[int, None]()
        while (at := short.find(what, at)) >= 0:
            if not (re.match("[0-9a-z]", short[at - 1 : at]) or re.match("[0-9a-z-]", short[at + len(what) : at + len(what) + 1])):
                hits[lines[bisect_right(begins, at) - 1][0]] = None
            at += 1
        found[label] = list(hits)
    return found


@check("longctx.which", "mark", "label", "others")
def which(row: Row, answer: str, params: dict[str, Any]) -> Verdict:
    """The document that holds the mark has the label; the answer gives this label and no other."""
    text = haystack(row)
    spots = places(folded(text), params["mark"])
    if len(spots) != 1:
        return Verdict(f"{params['mark']!r} stands {len(spots)} times")
    lines = _headings(folded(text), [params["label"], *params["others"]])
    if any(len(at) != 1 for at in lines.values()):
        return Verdict("a label is missing or stands twice")
    owner = max(((at[0], h) for h, at in lines.items() if at[0] <= spots[0]), default=(0, ""))[1]
    if owner != params["label"]:
        return Verdict(f"it stands in {owner!r}")
    if not says(answer, params["label"]):
        return Verdict(f"the answer does not give {params['label']!r}")
    return Verdict(next((f"the answer gives {o!r} too" for o in params["others"] if says(answer, o)), ""))


@check("longctx.stated", "keys", "marks", "forms", "others")
def stated(row: Row, answer: str, params: dict[str, Any]) -> Verdict:
    """The sentences that tell of it stand once each, in this order; the last gives the answer, in one of its forms, and the answer names nobody else.

    With an index `at` of 0 it is the first sentence that gives it, and nothing before that names the keys.
    """
    low, asked = folded(haystack(row)), folded(question(row))
    for key in params["keys"]:
        if folded(key) not in asked:
            return Verdict(f"the question does not name {key!r}")
    at = [low.find(folded(mark)) for mark in params["marks"]]
    if min(at) < 0 or at != sorted(at) or any(low.count(folded(mark)) != 1 for mark in params["marks"]):
        return Verdict("a sentence that tells of it is missing, doubled or out of its place")
    which = params.get("at", -1)
    mark = folded(params["marks"][which])
    if which == 0 and any(not at[0] <= low.find(folded(key)) < at[0] + len(mark) for key in params["keys"]):
        return Verdict("it is spoken of before the sentence that should be the first about it")
    if not any(folded(form) in mark for form in params["forms"]):
        return Verdict("the sentence about it that is asked for does not give the answer")
    if not any(says(answer, form) for form in params["forms"]):
        return Verdict(f"the answer does not give {params['forms'][0]!r}")
    return Verdict(next((f"the answer gives {o!r} too" for o in params["others"] if says(answer, o)), ""))


@check("longctx.documents", "term", "labels", "ask")
def documents(row: Row, answer: str, params: dict[str, Any]) -> Verdict:
    """The documents are parted by their headings, all of which the key knows; the answer counts, or lists, those that hold the term below the heading."""
    low, labels, term = folded(haystack(row)), params["labels"], params["term"]
    if folded(term) not in folded(question(row)):
        return Verdict(f"the question does not name {term!r}")
    lines = _headings(low, labels)
    if any(len(at) != 1 for at in lines.values()):
        return Verdict("a label is missing or stands twice")
    begins = sorted((at[0], label) for label, at in lines.items())
    heads = {low[at : low.find("\n", at)] for at, _ in begins}
    if begins[0][0] or [label for _, label in begins] != labels:
        return Verdict("the text does not begin with a document, or they stand in another order")
    # What all headings begin with, up to their numbers: no other line begins so.
    shape = re.split(rf"[{_DIGITS}]", next(h for h in heads), maxsplit=1)[0]
    if len(shape) > 1 and all(h.startswith(shape) for h in heads) and any(line.startswith(shape) for line in _short(low) - heads):
        return Verdict("a heading of the text is not among the labels")
    ends = [*(at for at, _ in begins[1:]), len(low)]
    true = [label for (at, label), end in zip(begins, ends, strict=True) if places(low[low.find("\n", at) : end], term)]
    if not 1 < len(true) < len(labels):
        return Verdict(f"{len(true)} of {len(labels)} documents have {term!r}")
    if params["ask"] == "list":
        said = [label for label in labels if says(answer, label)]
        return Verdict("" if said == true else f"it is in {true}, the answer gives {said}")
    # In English "I" is no numeral here.
    numbers = set(numbers_in(answer, "zh")) if row["lang"] == "zh" else {int(n) for n in re.findall(r"\d+", figures(answer))}
    return Verdict("" if numbers == {len(true)} else f"{len(true)} documents have it, the answer says {sorted(numbers)}")


_DIGITS = r"\d零〇一二三四五六七八九十百"


def _short(low: str) -> set[str]:
    return set(re.findall(r"(?m)^[^\n]{1,120}$", low))
