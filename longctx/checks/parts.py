"""Checks of parts of a text: a chapter or a headed part summed up or quoted from, documents of a collection told apart by their headings."""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import accumulate
from typing import Any

from generators.checks.registry import Row, Verdict, check
from longctx.checks.chapters import _ZH_HEAD, chapter_spans, numbers_in
from longctx.checks.hay import figures, folded, haystack, places, question, says


def _part(text: str, params: dict[str, Any], lang: str) -> tuple[int, int] | None:
    """The part of a text that is headed by a line, up to another line or the end; or by the number of its chapter."""
    if "line" not in params:
        return next(((a, b) for n, a, b in chapter_spans(text, lang) if n == params["chapter"]), None)
    if text.count(params["line"]) != 1:
        return None
    at = text.find(params["line"]) + len(params["line"])
    end = text.find(params["until"], at) if params["until"] else len(text)
    return (at, end) if end >= 0 else None


# A heading's kind and number; an item's mark in a list.
_LABEL = {
    "zh": re.compile("第[^ \u3000:：]+?(?:[回章节]|次常会|次会议)"),
    "en": re.compile(r"(?:chapter|meeting|section) (?:\d+|[a-z]+(?:-[a-z]+)?)"),
}
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
    if f'"{folded(params["title"])}"' not in asked or params["title"] not in params["line"]:
        return Verdict(f"the question does not name {params['title']!r}")
    if len(params["sentences"]) not in numbers_in(asked.replace(folded(params["title"]), ""), row["lang"]):
        return Verdict(f"the question does not ask for {len(params['sentences'])} sentences")
    for s, k in zip(params["sentences"], at, strict=True):
        before = body[:k].rstrip(" \t\u3000")[-1:]
        if s[-1] not in "。！？.!?…" or (before and before not in "\n。！？.!?…”’」』\"')）:：;；—"):
            return Verdict(f"{s[:40]!r} is no whole sentence")
    if not params["until"] and row["lang"] == "zh" and _ZH_HEAD.match(params["line"].strip()) and _ZH_HEAD.search(body):
        return Verdict("the part goes on beyond the next heading")
    said, spots = folded(_MARKS.sub("", answer)), []
    for sentence in params["sentences"]:
        spots.append(said.find(folded(sentence).rstrip(".。")))
    if min(spots) < 0 or spots != sorted(spots):
        return Verdict("the answer lacks one of the sentences, or gives them in another order")
    rest = said
    for sentence in params["sentences"]:
        if said.count(folded(sentence).rstrip(".。")) > 1:
            return Verdict(f"the answer gives {sentence[:40]!r} twice")
        rest = rest.replace(folded(sentence).rstrip(".。"), "\n")
    rest = rest.replace(folded(params["title"]), "")
    more = [s for s in re.split(r"[.。!?！？\n]", rest) if len(s.strip()) > 12 and s.strip(' "') in folded(text)]
    if not more and len(re.sub(r"\W", "", rest)) > (40 if row["lang"] == "en" else 16):
        more = [rest.strip()]
    return Verdict(f"the answer gives {more[0].strip()[:40]!r} too" if more else "")


@check("longctx.points", "points", "foreign")
def points(row: Row, answer: str, params: dict[str, Any]) -> Verdict:
    """Every point (a group of words) stands together in the named chapter and in the answer; what belongs to other chapters stays out."""
    text, low_answer = haystack(row), folded(answer)
    span = _part(text, params, row["lang"])
    if span is None:
        return Verdict(f"there is no chapter {params.get('chapter', params.get('line'))}")
    body = folded(text[slice(*span)])
    if "line" not in params:
        head = folded(text[text.rfind("\n", 0, span[0] - 1) + 1 : span[0]].strip())
        m = _LABEL[row["lang"]].match(head)
        asked, label = folded(question(row)), m[0].rstrip(" -") if m else head
        if not (places(asked, head) or any(asked[at + len(label) : at + len(label) + 1] != "-" for at in places(asked, label))):
            return Verdict(f"the question does not name {label!r}")
    if not params["points"]:
        return Verdict("there is no point")
    spelt = re.sub(r"(?<=\d),(?=\d{3})", "", low_answer)
    for point in params["points"]:
        for word in point:
            if not _stands(body, word):
                return Verdict(f"{word!r} is not in that chapter")
            if not (_stands(spelt, word) or (word.isdigit() and _stands(figures(low_answer), word))):
                return Verdict(f"the summary lacks {word!r}")
    for name in params["foreign"]:
        if folded(name) in body:
            return Verdict(f"{name!r} does stand in that chapter")
        if folded(name) in low_answer:
            return Verdict(f"the summary speaks of {name!r}, who is not in that chapter")
    if len(answer) > max(200, len(body) // 2):
        return Verdict("the summary is longer than half of the chapter")
    return Verdict()


def _stands(low: str, word: str) -> bool:
    """Whether a word stands in a folded text; a figure as the whole figure."""
    if re.fullmatch(r"\d+(?:\.\d+)?", word):
        return bool(re.search(rf"(?<![\d.,]){re.escape(word)}(?!\d|[.,]\d)", low))
    return folded(word) in low


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
    asked = folded(question(row))
    if f'"{folded(term)}"' not in asked:
        return Verdict(f"the question does not name {term!r}")
    rest = asked.replace(f'"{folded(term)}"', "")
    if (bool(_HOW_MANY.search(rest)) and not (params["ask"] == "list" and "哪几份" in rest)) != (params["ask"] == "count"):
        return Verdict(f"the question does not ask for a {params['ask']}")
    lines = _headings(low, labels)
    if any(len(at) != 1 for at in lines.values()):
        return Verdict("a label is missing or stands twice")
    begins = sorted((at[0], label) for label, at in lines.items())
    if begins[0][0] or [label for _, label in begins] != labels:
        return Verdict("the text does not begin with a document, or they stand in another order")
    if _more_heads(low, {low[at : low.find("\n", at)] for at, _ in begins}):
        return Verdict("a heading of the text is not among the labels")
    ends = [*(at for at, _ in begins[1:]), len(low)]
    true = [label for (at, label), end in zip(begins, ends, strict=True) if places(low[low.find("\n", at) : end], term)]
    if not 1 < len(true) < len(labels):
        return Verdict(f"{len(true)} of {len(labels)} documents have {term!r}")
    said, numbers = _said(answer, labels)
    if params["ask"] == "list":
        if sorted(said) != sorted(true) or {*numbers} - {len(true)}:
            return Verdict(f"it is in {true}, the answer gives {said} {numbers or ''}")
        return Verdict("the answer gives them in another order" if _IN_ORDER.search(rest) and said != true else "")
    # A label may have the very number of the documents; those that are listed are those that have it.
    if len(said) == 1 and said != true and _numeral(said[0]) == str(len(true)):
        said, numbers = [], [len(true), *numbers]
    if said and sorted(said) != sorted(true):
        return Verdict(f"it is in {true}, the answer gives {said}")
    if _BOUND.search(figures(answer)):
        return Verdict("the answer gives a bound")
    right = len(true) in numbers and {*numbers} <= {len(true), len(labels)}
    return Verdict("" if right else f"{len(true)} documents have it, the answer says {sorted({*numbers})}")


def _more_heads(low: str, heads: set[str]) -> bool:
    """Whether another line begins as all headings begin, up to their numbers; or has the same about its number: 第...号, 〔...〕."""
    some = next(iter(heads))
    shape = re.split(rf"[{_DIGITS}]", some, maxsplit=1)[0]
    others = set(re.findall(r"(?m)^[^\n]{1,120}$", low.rstrip().rpartition("\n")[0])) - heads
    if len(shape) > 1 and all(h.startswith(shape) for h in heads) and any(line.startswith(shape) for line in others):
        return True
    m = re.match(rf"(\D{{0,6}}?)[{_DIGITS}-]+([^{_DIGITS}])", some)
    about = re.compile(rf"{re.escape(m[1])}[{_DIGITS}-]+{re.escape(m[2])}") if m else None
    return about is not None and all(about.match(h) for h in heads) and any(about.match(line) for line in others)


def _said(answer: str, labels: list[str]) -> tuple[list[str], list[int]]:
    """The labels an answer gives, in its order where they are told apart by their numbers, and the numbers in it that are no label's."""
    text = figures(_ONES.sub("", re.sub(r"(?m)^[ \t]*(?:[-*•·]|\d{1,2}[.)])[ \t]+(?=\S)", "", answer)))
    keys = {_numeral(label): label for label in labels}
    if None in keys or len(keys) < len(labels):
        said = [label for label in labels if says(answer, label)]
        for label in labels:
            text = text.replace(label, "")
        return said, [int(n) for n in re.findall(r"\d+", text)] if not said else []
    given = list(dict.fromkeys(re.findall(r"\d+(?:-\d+)*", text)))
    return [keys[g] for g in given if g in keys], [int(g.replace("-", "")) for g in given if g not in keys]


def _numeral(label: str) -> str | None:
    found = re.findall(r"\d+(?:-\d+)*", figures(label))
    return found[0] if len(found) == 1 else None


_DIGITS = r"\d零〇一二三四五六七八九十百"
_HOW_MANY = re.compile(r"how many|how widely|\bcount the|\bnumber of|(?<!哪)几份|份数|多少")
_IN_ORDER = re.compile("in order|按次序|按先后")
_BOUND = re.compile(r"(?:more than|less than|fewer than|at least|not) \d|(?:不止|不到|至少|不是) ?\d")
_ONES = re.compile("一份一份|一份不漏|逐一|一一|统一|一共|一并")
