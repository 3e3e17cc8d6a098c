"""Checks of needles: the text says it, once, and the answer says the same."""

from __future__ import annotations

import re
from typing import Any

from generators.checks.registry import Row, Verdict, check
from longctx.checks.hay import denies, folded, haystack, places, question, says, sentence_at, sentences_with


def _planted(row: Row, text: str, keys: list[str], value: str, times: int, at: int = -1) -> str:
    """Why a value cannot be read off the text by its keys; empty where it can, in sentence `at` (the last one: -1) of `times`."""
    found = sentences_with(text, keys, row["lang"])
    if len(found) != times:
        return f"{len(found)} sentences hold {' and '.join(keys)}, {times} should"
    low = folded(text)
    spots = places(low, value)
    inside = [s for s in spots if found[at][0] <= s < found[at][1]]
    if not inside:
        return f"{value!r} does not stand in the sentence about {' and '.join(keys)} that is asked for"
    if len(spots) != len(inside):
        return f"{value!r} stands elsewhere in the text too"
    return ""


def _follows(row: Row, text: str, line: str, value: str) -> str:
    """Why a sentence is not the one behind a line of the text, where both stand once; empty where it is."""
    low = folded(text)
    spots = [places(low, what) for what in (line, value)]
    for what, found_at in zip((line, value), spots, strict=True):
        if len(found_at) != 1:
            return f"{what!r} stands {len(found_at)} times, it should once"
    at, start = spots[0][0] + len(line), spots[1][0]  # folding leaves lengths as they are
    end = start + len(value)
    if not at <= start or re.search(r"[^\s\"'。！？!?.,，；;：:]", low[at:start]):
        return f"{value!r} does not stand behind {line!r}"
    if not re.search(r"[。！？!?.][\"']*\s*$", low[at - 1 : start]) or not re.search(r"[。！？!?.][\"']*$", low[start:end]):
        return f"{value!r} is not a whole sentence"
    if row["lang"] == "en":  # straight marks are seen to open a sentence
        text = text.translate({0x201C: '"', 0x201D: '"'})
    whole = sentence_at(text, start, row["lang"])[1] >= end - 1  # a closing quotation mark may be left out
    return "" if whole else f"{value!r} is more than one sentence"


def _wrong(row: Row, answer: str, value: str, others: list[str]) -> str:
    if not says(answer, value) or denies(answer, value, row["lang"]):
        return f"the answer does not give {value!r}"
    for other in others:
        if says(answer, other) and not denies(answer, other, row["lang"]) and not says(value, other):
            return f"the answer gives {other!r} too"
    return ""


@check("longctx.found", "keys", "value", "times", "others")
def found(row: Row, answer: str, params: dict[str, Any]) -> Verdict:
    """The last of `times` sentences with all keys (or that of index `at`) holds the value, which stands nowhere else; question and answer are about it.

    `next`: the value is the sentence behind the one key.
    """
    text, asked = haystack(row), folded(question(row))
    if params.get("next"):
        why = _follows(row, text, params["keys"][0], params["value"])
    else:
        why = _planted(row, text, params["keys"], params["value"], params["times"], params.get("at", -1))
    for key in params["keys"]:
        if not why and params.get("named", True) and folded(key) not in asked:
            why = f"the question does not name {key!r}"
    return Verdict(why or _wrong(row, answer, params["value"], params["others"]))


@check("longctx.all", "keys", "values", "others")
def every(row: Row, answer: str, params: dict[str, Any]) -> Verdict:
    """Each sentence with all keys holds one of the values, no value stands anywhere else, and the answer gives all of them and no other."""
    text = haystack(row)
    spans = sentences_with(text, params["keys"], row["lang"])
    values = params["values"]
    if len(spans) != len(values):
        return Verdict(f"{len(spans)} sentences hold {' and '.join(params['keys'])}, there are {len(values)} values")
    low = folded(text)
    for value in values:
        spots = places(low, value)
        if len(spots) != 1 or not any(a <= spots[0] < b for a, b in spans):
            return Verdict(f"{value!r} does not stand once, in a sentence of its own")
    for value in values:
        if not says(answer, value):
            return Verdict(f"the answer lacks {value!r}")
    return Verdict(next((f"the answer gives {o!r} too" for o in params["others"] if says(answer, o)), ""))


@check("longctx.pairs", "items")
def pairs(row: Row, answer: str, params: dict[str, Any]) -> Verdict:
    """Each item's value can be read off the text by its keys, and the answer gives them in the order they were asked for."""
    text, asked, last = haystack(row), folded(question(row)), -1
    low = folded(answer)
    for item in params["items"]:
        behind = item.get("next")
        if why := _follows(row, text, item["keys"][0], item["value"]) if behind else _planted(row, text, item["keys"], item["value"], 1):
            return Verdict(why)
        at = asked.find(folded(item["keys"][0]))
        if at < 0:
            return Verdict(f"the question does not name {item['keys'][0]!r}")
        if not says(answer, item["value"]):
            return Verdict(f"the answer lacks {item['value']!r}")
        spots = places(low, item["value"])
        named = places(low, item["keys"][0])
        if spots and not named:
            if spots[-1] < last:
                return Verdict("the answers stand in another order than the questions")
            last = spots[0]
        elif spots and named and len(params["items"]) > 1:
            rivals = [p for i in params["items"] if i is not item for p in places(low, i["keys"][0])]
            if any(named[0] < r < spots[0] for r in rivals):
                return Verdict(f"{item['value']!r} is not given for {item['keys'][0]!r}")
    return Verdict()


_NONE = {
    "en": re.compile(
        r"\b(?:no (?:mention|word|trace|figure|such|record|passage|sentence|answer)|not? (?:say|said|says|mention|mentioned|state|stated|given|give|found|appear|there|told|come up|in (?:the|this|it))|doesn't|does not|didn't|did not|isn't|is not|hasn't|has not|haven't|have not|never|nowhere|nothing|can(?:'|no)t (?:find|be|tell)|without (?:saying|a word)|silent|leaves? (?:it|that) out|none|no password|not with|(?:finds?|found|sees?|gives?|gave|has|had|is|was) no|unmentioned|unstated)\b", re.I,
    ),
    "zh": re.compile("没[跟和对][我你]|没有?(?:一句|写|提|说|讲|交代|给|找到|查到|出现|记|这|涉及|见|说明|明说|答案|任何|一处|讲到)|没[有]?[。，]|未(?:提|写|说|见|交代|载|涉及|曾)|不曾|找不[到着]|查不[到着]|看不出|无从|只字未|并无|不知道|没法|不见|无[此这]|只[说提写讲]"),
}  # fmt: skip


@check("longctx.absent", "keys", "near")
def absent(row: Row, answer: str, params: dict[str, Any]) -> Verdict:
    """No sentence of the text holds all keys, though the question asks for them; the answer says so and gives none of the values nearby."""
    text, asked = haystack(row), folded(question(row))
    if sentences_with(text, params["keys"], row["lang"]):
        return Verdict(f"a sentence does speak of {' and '.join(params['keys'])}")
    for key in params["keys"]:
        if folded(key) not in asked:
            return Verdict(f"the question does not name {key!r}")
    given = next((v for v in params["near"] if says(answer, v)), None)
    if given is not None:
        return Verdict(f"the answer gives {given!r}")
    if not _NONE[row["lang"]].search(folded(answer)):
        return Verdict("the answer does not say that the text has nothing on it")
    return Verdict()


_SMALL = frozenset(
    ["the", "and", "was", "were", "that", "this", "with", "from", "for", "what", "which", "where", "when", "who", "whom", "whose", "how", "did", "does", "had", "has", "have", "his", "her", "its", "their", "they", "them", "she", "him", "one", "not", "any", "all", "are", "been", "would", "could", "should", "into", "out", "about", "there", "than", "then", "but", "you", "your", "said", "many", "much", "some", "person", "name"]
)  # fmt: skip


@check("longctx.apart", "value", "marks")
def apart(row: Row, answer: str, params: dict[str, Any]) -> Verdict:
    """The sentence with the value shares no content word with the question (Chinese: no two neighbouring characters), yet alone fits it.

    `marks`: words of that sentence which stand nowhere else in the text, so that no second sentence fits.
    """
    text = haystack(row)
    low = folded(text)
    spots = places(low, params["value"])
    if len(spots) != 1:
        return Verdict(f"{params['value']!r} stands {len(spots)} times")
    a, b = sentence_at(text, spots[0], row["lang"])
    shared = _content(low[a:b], row["lang"]) & _content(folded(question(row)), row["lang"])
    if shared:
        return Verdict(f"question and needle share {sorted(shared)[0]!r}")
    for mark in params["marks"]:
        if [p for p in places(low, mark) if not a <= p < b] or folded(mark) not in low[a:b]:
            return Verdict(f"{mark!r} stands elsewhere too, or not in the needle")
    return Verdict(_wrong(row, answer, params["value"], []))


def _content(text: str, lang: str) -> set[str]:
    if lang == "zh":
        runs = re.findall("[\u3400-\u9fff]+", text)
        pairs_ = {r[i : i + 2] for r in runs for i in range(len(r) - 1)}
        return {p for p in pairs_ if not set(p) & set("的了是在有和就也都还又把被从到给对跟着过一不人个哪谁什么几多少这那里上下中他她它")}
    return {re.sub(r"(?:'s|ing|ed|es|s)$", "", w) for w in re.findall(r"[a-z']{3,}", text) if w not in _SMALL} - _SMALL


@check("longctx.quoted", "keys", "value")
def quoted(row: Row, answer: str, params: dict[str, Any]) -> Verdict:
    """The answer gives the value and, between quotation marks, the sentence of the text that says it, letter by letter."""
    text = haystack(row)
    if why := _planted(row, text, params["keys"], params["value"], 1):
        return Verdict(why)
    if not says(answer, params["value"]):
        return Verdict(f"the answer does not give {params['value']!r}")
    low = folded(text)
    lines = [q.strip() for q in re.findall(r"[“\"「](.{8,}?)[”\"」](?=$|[\s。.,，）)\]—]|\n)", answer, re.S)] + [
        q.strip() for q in re.findall(r"(?m)^>\s*(.+)$", answer)
    ]
    lines += [q.strip() for q in re.findall(r"“([^“”]{8,})”|\"([^\"\n]{8,})\"", answer) for q in q if q]
    whole = re.search(r"[“\"「](.{8,})[”\"」]", answer, re.S)
    if whole:
        lines.append(whole[1].strip())
    for line in sorted(lines, key=len, reverse=True):
        bare = folded(line)
        if bare.strip(" 。.，,；;") == folded(params["value"]).strip(" 。.，,；;"):
            continue  # the value alone between marks
        if bare in low:
            return Verdict() if folded(params["value"]) in bare else Verdict("what is quoted does not hold the value")
    return Verdict("nothing that stands in the text is quoted")
