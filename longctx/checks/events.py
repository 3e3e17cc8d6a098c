"""Checks of what runs through a text: orders, hands a thing passes through, chains of two sentences, points of a summary."""

from __future__ import annotations

import re
from typing import Any

from generators.checks.registry import Row, Verdict, check
from longctx.checks.found import _wrong
from longctx.checks.hay import folded, haystack, places, question, sentences_with


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
