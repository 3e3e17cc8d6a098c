"""Named corruptions of rows: what verification must catch. Each gives the damaged row, or None where it does not apply."""

from __future__ import annotations

import copy
import hashlib
import random
import re
from typing import Any

from generators.values.numerals import en_words

Row = dict[str, Any]


def _params(row: Row, *kinds: str) -> dict[str, Any] | None:
    return next((c["params"] for c in row["checks"] if c["kind"] in kinds), None)


def _hay(row: Row) -> tuple[dict[str, Any], str]:
    place = row["evidence"]["haystack"]
    content: str = row["messages"][place["turn"]]["content"]
    return place, content[place["start"] : place["end"]]


def _with_hay(row: Row, hay: str) -> Row:
    """Another haystack, all hashes and offsets set right again: only what it says is wrong now."""
    place, old = _hay(row)
    content = row["messages"][place["turn"]]["content"]
    row["messages"][place["turn"]]["content"] = content[: place["start"]] + hay + content[place["end"] :]
    digest = hashlib.sha256(hay.encode()).hexdigest()
    shift = len(hay) - len(old)
    question = row["evidence"]["question"]
    if question["start"] >= place["end"]:
        question["start"] += shift
        question["end"] += shift
    place["end"] += shift
    place["sha256"] = digest
    for c in row["checks"]:
        if c["kind"] == "longctx.haystack":
            c["params"]["sha256"] = digest
    return row


def _sentence(row: Row, role: str = "needle") -> str:
    needle = next((n for n in row["evidence"]["needles"] if n["role"] == role), None)
    if needle is None:
        return ""
    content: str = row["messages"][needle["turn"]]["content"]
    return content[needle["start"] : needle["end"]]


def _answer(row: Row, text: str) -> Row:
    row["messages"][-1]["content"] = text
    return row


def other_value(row: Row, rng: random.Random) -> Row | None:
    """The answer gives another value."""
    row = copy.deepcopy(row)
    p = _params(row, "longctx.found", "longctx.held", "longctx.hop")
    if p is None:
        return None
    value, answer = p["value"], row["messages"][-1]["content"]
    other = "".join(rng.sample(value, len(value))) if len(set(value)) > 1 else value + value
    bent = answer.replace(value, other) if value in answer else other
    if bent == answer or value.lower() in bent.lower():
        bent = "没有这回事。" if row["lang"] == "zh" else "Nothing of the sort."
    return _answer(row, bent)


def one_too_far(row: Row, rng: random.Random) -> Row | None:
    """Asked for the sentence behind a line, the answer gives the one behind that."""
    row = copy.deepcopy(row)
    p = _params(row, "longctx.found") or _params(row, "longctx.recalled")
    if p is None or not p.get("next"):
        return None
    _, hay = _hay(row)
    rest = hay[hay.find(p["value"]) + len(p["value"]) :]
    behind = re.match(r"[\s”’\"]*([^。！？.!?]+[。！？.!?])", rest)
    return _answer(row, behind[1]) if behind else None


def key_doubled(row: Row, rng: random.Random) -> Row | None:
    """The needle stands twice, the copy as long as what it replaces."""
    return _copied(copy.deepcopy(row), rng, keep=True)


def needle_gone(row: Row, rng: random.Random) -> Row | None:
    """The needle is gone, other words of the same length in its place."""
    return _copied(copy.deepcopy(row), rng, keep=False)


def _copied(row: Row, rng: random.Random, keep: bool) -> Row | None:
    sentence = _sentence(row)
    if not sentence:
        return None
    _, hay = _hay(row)
    if keep:
        at = hay.index(sentence) + len(sentence)
        return _with_hay(row, hay[:at] + (" " if row["lang"] == "en" else "") + sentence + hay[at:])
    filler = ("那" if row["lang"] == "zh" else "x") * (len(sentence) - 1) + sentence[-1]
    return _with_hay(row, hay.replace(sentence, filler))


def haystack_moved(row: Row, rng: random.Random) -> Row | None:
    """The recorded place of the haystack is off by a few characters."""
    row = copy.deepcopy(row)
    row["evidence"]["haystack"]["start"] += 3
    return row


def longer(row: Row, rng: random.Random) -> Row | None:
    """The prompt is some tokens longer than it says."""
    row = copy.deepcopy(row)
    question = row["evidence"]["question"]
    content = row["messages"][question["turn"]]["content"]
    place = row["evidence"]["haystack"]
    extra = "，谢谢你了" if row["lang"] == "zh" else " Many thanks to you all."
    if question["start"] < place["start"]:
        at = question["end"]
        row["messages"][question["turn"]]["content"] = content[:at] + extra + content[at:]
        place["start"] += len(extra)
        place["end"] += len(extra)
    else:
        row["messages"][question["turn"]]["content"] = content + extra
    return row


def answer_dropped(row: Row, rng: random.Random) -> Row | None:
    """One of several things asked for is missing from the answer."""
    row = copy.deepcopy(row)
    p = _params(row, "longctx.all", "longctx.pairs")
    if p is None:
        return None
    values = p["values"] if "values" in p else [i["value"] for i in p["items"]]
    answer = row["messages"][-1]["content"]
    value = rng.choice(values)
    shown = value if value in answer else value[:1].upper() + value[1:]
    other = "别的" if row["lang"] == "zh" else "another"
    return _answer(row, answer.replace(shown, other)) if shown in answer else None


def claims(row: Row, rng: random.Random) -> Row | None:
    """Where nothing is to be found, the answer gives a value."""
    row = copy.deepcopy(row)
    p = _params(row, "longctx.absent")
    if p is None:
        return None
    value = rng.choice(p["near"]) if p["near"] else ("四七一九" if row["lang"] == "zh" else "4719")
    return _answer(row, f"{value}。" if row["lang"] == "zh" else f"It is {value}.")


def old_value(row: Row, rng: random.Random) -> Row | None:
    """The answer gives what was said first and corrected later."""
    row = copy.deepcopy(row)
    p = _params(row, "longctx.found")
    if p is None or not p["others"]:
        return None
    return _answer(row, f"{p['others'][0]}。" if row["lang"] == "zh" else f"{p['others'][0][:1].upper()}{p['others'][0][1:]}.")


def shuffled(row: Row, rng: random.Random) -> Row | None:
    """The letters in the alphabet's order or the reverse, whichever is not the answer."""
    row = copy.deepcopy(row)
    p = _params(row, "longctx.order")
    if p is None:
        return None
    labels = sorted((i["label"] for i in p["items"]), reverse=True)
    if [c for c in row["messages"][-1]["content"] if c in labels][: len(labels)] == labels:
        labels.reverse()
    return _answer(row, ("、".join(labels) + "。") if row["lang"] == "zh" else ", ".join(labels) + ".")


def off_by_one(row: Row, rng: random.Random) -> Row | None:
    """A count, or the first chapter of a list, is one too high."""
    import re

    row = copy.deepcopy(row)
    answer = row["messages"][-1]["content"]
    if _params(row, "longctx.count", "longctx.total", "longctx.chapters", "longctx.present") is None:
        return None
    m = re.search(r"\d+", answer)
    if m:
        return _answer(row, answer[: m.start()] + str(int(m[0]) + 1) + answer[m.end() :])
    if m := re.search(r"\b[IVXLC]+\b", answer):
        return _answer(
            row, f"{answer[: m.start()]}{m[0]}I{answer[m.end() :]}" if not m[0].endswith(("III", "IV", "IX")) else f"Chapter {m[0]}, VI."
        )
    for n in range(99, 0, -1):
        if m := re.search(rf"\b{en_words(n)}\b", answer, re.I):
            return _answer(row, answer[: m.start()] + en_words(n + 1) + answer[m.end() :])
    digits = "零一二三四五六七八九十"
    m = re.search("[一二三四五六七八九]", answer)
    return _answer(row, answer[: m.start()] + digits[digits.index(m[0]) + 1] + answer[m.end() :]) if m else None


def alias_dropped(row: Row, rng: random.Random) -> Row | None:
    """One of the names that count is left out of the answer key."""
    row = copy.deepcopy(row)
    p = _params(row, "longctx.count", "longctx.chapters", "longctx.present")
    if p is None or len(p["names"]) < 2:
        return None
    p["names"] = p["names"][1:]
    return row


def mention_moved(row: Row, rng: random.Random) -> Row | None:
    """One of the places where somebody is named is another stretch of the text."""
    row = copy.deepcopy(row)
    p = _params(row, "longctx.present")
    if p is None:
        return None
    spot = rng.choice([*p["there"], *p["spoken"]])
    spot[0] += 1
    return row


def heading_counted(row: Row, rng: random.Random) -> Row | None:
    """The name is put into a chapter's heading and body counts stay: a count that takes headings along would not see it."""
    row = copy.deepcopy(row)
    p = _params(row, "longctx.count", "longctx.chapters")
    if p is None:
        return None
    p["headings"] = not p["headings"]
    return row


def language_switched(row: Row, rng: random.Random) -> Row | None:
    """The answer is in the other language."""
    row = copy.deepcopy(row)
    return _answer(row, "I could not tell you that from the passage." if row["lang"] == "zh" else "文中没有写到这一点。")


def someone_else(row: Row, rng: random.Random) -> Row | None:
    """The answer names another of the people something is told of."""
    row = copy.deepcopy(row)
    others = [n["value"] for n in row["evidence"]["needles"] if n["role"] == "distractor" and "value" in n]
    return _answer(row, others[0][:1].upper() + others[0][1:]) if others else None


def move_gone(row: Row, rng: random.Random) -> Row | None:
    """One step of the way is no longer told."""
    row = copy.deepcopy(row)
    sentence = _sentence(row, "move")
    _, hay = _hay(row)
    filler = ("那" if row["lang"] == "zh" else "x") * (len(sentence) - 1) + sentence[-1]
    return _with_hay(row, hay.replace(sentence, filler)) if sentence else None


def someone_of_list(row: Row, rng: random.Random) -> Row | None:
    """The answer names somebody of the list who is not among the most frequent."""
    row = copy.deepcopy(row)
    p = _params(row, "longctx.frequent")
    if p is None:
        return None
    answer = row["messages"][-1]["content"].lower()
    low = [names[0] for names in p["people"] if not any(n.lower() in answer for n in names)]
    return _answer(row, low[0] + ("。" if row["lang"] == "zh" else ".")) if low else None


def point_dropped(row: Row, rng: random.Random) -> Row | None:
    """A sentence is missing from the summary."""
    row = copy.deepcopy(row)
    p = _params(row, "longctx.points")
    if p is None or not p["points"]:
        return None
    answer = row["messages"][-1]["content"]
    for name in p["points"][0]:
        answer = answer.replace(name, "有人" if row["lang"] == "zh" else "somebody")
    return _answer(row, answer)


def other_recalled(row: Row, rng: random.Random) -> Row | None:
    """The answer gives what was said of something else, or invents where nothing was said."""
    row = copy.deepcopy(row)
    p = _params(row, "longctx.recalled")
    if p is None:
        return None
    near = [n["value"] for n in row["evidence"]["needles"] if n["role"] == "distractor"]
    return _answer(row, near[0] if near else "98765.")


def old_recalled(row: Row, rng: random.Random) -> Row | None:
    """The answer gives what was said of the same thing another time: before it was changed, or after."""
    row = copy.deepcopy(row)
    needles = row["evidence"]["needles"]
    keys = next((n.get("keys") for n in needles if n["role"] == "needle"), None)
    old = [n["value"] for n in needles if n["role"] != "needle" and n.get("keys") == keys]
    return _answer(row, old[-1]) if old else None


def line_doubled(row: Row, rng: random.Random) -> Row | None:
    """The exchange that tells it stands twice."""
    row = copy.deepcopy(row)
    sentence, (_, hay) = _sentence(row), _hay(row)
    return _with_hay(row, hay.replace(sentence, sentence + "\n" + sentence, 1)) if sentence else None


def other_document(row: Row, rng: random.Random) -> Row | None:
    """The answer names another document."""
    row = copy.deepcopy(row)
    p = _params(row, "longctx.which")
    return _answer(row, f"{rng.choice(p['others'])}") if p and p["others"] else None


def other_stated(row: Row, rng: random.Random) -> Row | None:
    """The answer gives who had it before, or another sum."""
    row = copy.deepcopy(row)
    p = _params(row, "longctx.stated")
    return _answer(row, p["others"][0]) if p and p["others"] else None


def statement_gone(row: Row, rng: random.Random) -> Row | None:
    """The sentence that tells it is gone, other words of the same length in its place."""
    return _copied(copy.deepcopy(row), rng, keep=False)


_SUM = re.compile(r"£\d+(?: \d+s)?|\d+s\b|[一两三四五六七八九十百千零二]+元[一两三四五六七八九]角|[一两三四五六七八九十百千零二]+元")


def other_sum(row: Row, rng: random.Random) -> Row | None:
    """The answer gives another sum of money."""
    row = copy.deepcopy(row)
    other = "三元七角" if row["lang"] == "zh" else "£3 7s"
    bent = _SUM.sub(other, row["messages"][-1]["content"])
    return _answer(row, bent) if bent != row["messages"][-1]["content"] else None


def payment_more(row: Row, rng: random.Random) -> Row | None:
    """One of the payments that are added up stands twice in the text."""
    row = copy.deepcopy(row)
    if _params(row, "longctx.total") is None:
        return None
    sentence = _sentence(row, "event")
    _, hay = _hay(row)
    at = hay.index(sentence) + len(sentence)
    return _with_hay(row, hay[:at] + (" " if row["lang"] == "en" else "") + sentence + hay[at:])


def figure_changed(row: Row, rng: random.Random) -> Row | None:
    """One of the figures that are compared is another in the text."""
    row = copy.deepcopy(row)
    if _params(row, "longctx.compared") is None:
        return None
    sentence = _sentence(row, "event").strip()
    _, hay = _hay(row)
    return _with_hay(row, hay.replace(sentence, re.sub(r"\d", lambda m: str((int(m[0]) + 1) % 10), sentence)))


def document_missed(row: Row, rng: random.Random) -> Row | None:
    """One of the documents with the word has it no longer."""
    row = copy.deepcopy(row)
    p = _params(row, "longctx.documents")
    if p is None:
        return None
    _, hay = _hay(row)
    other = ("某" if row["lang"] == "zh" else "x") * len(p["term"])
    return _with_hay(row, re.sub(re.escape(p["term"]), other, hay, flags=re.I))
