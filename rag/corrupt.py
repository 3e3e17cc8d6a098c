"""Named corruptions of rows: what verification must catch. Each returns the damaged row, or None where it does not apply."""

from __future__ import annotations

import copy
import hashlib
import random
import re
from typing import Any

from generators.values.types import draw_other, parse_spec, value_of

Row = dict[str, Any]
_OTHER_TONGUE = {"zh": "The handbook does not go into that, so I cannot say.", "en": "这几份里没有写到这一点。"}


def _copy(row: Row) -> Row:
    return copy.deepcopy(row)


def _check(row: Row, kind: str) -> dict[str, Any] | None:
    return next((c["params"] for c in row["checks"] if c["kind"] == kind), None)


def _values(row: Row) -> list[str]:
    out: list[str] = []
    for c in row["checks"]:
        p = c["params"]
        out += [v for v in p.get("values", []) if v not in out]
        out += [v for v in p.get("sides", []) if v not in out]
        out += [p["said"]] if "said" in p and p["said"] not in out else []
    return out


def bent(value: str, rng: random.Random) -> str:
    """Another value of the same look: a digit changed, or letters shuffled where there is none."""
    digits = [i for i, c in enumerate(value) if c.isdigit()]
    if digits:
        i = digits[-1] if len(digits) == 1 else rng.choice(digits)
        new = rng.choice([d for d in "123456789" if d != value[i]])
        return value[:i] + new + value[i + 1 :]
    if not value.isascii():
        return draw_other(value_of(parse_spec("person", "zh"), value), rng).text
    return draw_other(value_of(parse_spec("person", "en"), value), rng).text


def _shift_after(row: Row, turn: int, at: int, by: int) -> None:
    for place in (row["evidence"]["question"], *row["evidence"]["documents"], *row["evidence"]["spans"]):
        if place["turn"] == turn:
            place["start"] += by if place["start"] >= at else 0
            place["end"] += by if place["end"] >= at else 0


def other_value(row: Row, rng: random.Random) -> Row | None:
    """The answer gives another value of the same type."""
    row = _copy(row)
    answer = row["messages"][-1]["content"]
    for value in _values(row):
        for form in (value, value[:1].upper() + value[1:]):
            if form in answer:
                row["messages"][-1]["content"] = answer.replace(form, bent(value, rng))
                return row
    return None


def support_removed(row: Row, rng: random.Random) -> Row | None:
    """The supporting sentences are cut out of the prompt, offsets kept in step, the span left where it was."""
    row = _copy(row)
    if not row["evidence"]["spans"]:
        return None
    span = rng.choice(row["evidence"]["spans"])
    turn, start, end = span["turn"], span["start"], span["end"]
    content = row["messages"][turn]["content"]
    row["messages"][turn]["content"] = content[:start] + content[end:]
    _shift_after(row, turn, end, start - end)
    return row


def offset_shifted(row: Row, rng: random.Random) -> Row | None:
    """One offset is off by one."""
    row = _copy(row)
    place = rng.choice([row["evidence"]["question"], *row["evidence"]["spans"], *row["evidence"]["documents"]])
    place["start"] += 1
    place["end"] += 1
    return row


def citation_moved(row: Row, rng: random.Random) -> Row | None:
    """A citation points at a document that does not say it."""
    form = (_check(row, "rag.cites") or {}).get("form")
    if not form:
        return None
    row = _copy(row)
    pattern = re.escape(form).replace(r"\{n\}", r"(\d+)")
    found = re.search(pattern, row["messages"][-1]["content"])
    if not found:
        return None
    right = {s["n"] for s in row["evidence"]["spans"]} | {int(found[1])}
    wrong = [n for n in range(1, len(row["evidence"]["documents"]) + 2) if n not in right]
    new = form.format(n=rng.choice(wrong))
    answer = row["messages"][-1]["content"]
    row["messages"][-1]["content"] = answer[: found.start()] + new + answer[found.end() :]
    return row


def language_switched(row: Row, rng: random.Random) -> Row | None:
    """The answer is in the other language."""
    row = _copy(row)
    row["messages"][-1]["content"] = _OTHER_TONGUE[row["lang"]]
    return row


def check_removed(row: Row, rng: random.Random) -> Row | None:
    """A required check is gone."""
    row = _copy(row)
    row["checks"].pop(rng.randrange(len(row["checks"])))
    return row


def coordinated(row: Row, rng: random.Random) -> Row | None:
    """Answer, evidence and checks all tell another value; only the prompt does not."""
    row = _copy(row)
    values = [v for v in _values(row) if v in row["messages"][-1]["content"]]
    if not values or not row["evidence"]["spans"]:
        return None
    old = rng.choice(values)
    new = bent(old, rng)
    row["messages"][-1]["content"] = row["messages"][-1]["content"].replace(old, new)
    for span in row["evidence"]["spans"]:
        span["value"] = new if span["value"] == old else span["value"]
        span["text"] = span["text"].replace(old, new)
    for c in row["checks"]:
        for key, held in c["params"].items():
            if isinstance(held, list):
                c["params"][key] = [new if v == old else v for v in held]
            elif held == old:
                c["params"][key] = new
    return row


def planted(row: Row, rng: random.Random) -> Row | None:
    """The value that must not stand in the prompt is put into a document (or before the question's turn), offsets and digests kept in step."""
    values = (_check(row, "rag.absent") or {}).get("values") or (_check(row, "rag.wrong") or {}).get("true")
    if not values:
        return None
    row = _copy(row)
    words = f" {values[0]}" + ("。" if row["lang"] == "zh" else ". ")
    docs = row["evidence"]["documents"]
    turn, at = row["evidence"]["question"]["turn"], 0
    if docs:
        doc = rng.choice(docs)
        turn, text = doc["turn"], row["messages"][doc["turn"]]["content"]
        # Behind a sentence: a full stop inside a link's address is no place where a reader would see it.
        ends = [m.end() for m in re.finditer(r"。|\.(?=\s) ?", text[doc["start"] : doc["end"] - 1])]
        at = doc["start"] + (rng.choice(ends) if ends else doc["end"] - doc["start"] - 1)
    content = row["messages"][turn]["content"]
    if any(s["turn"] == turn and s["start"] < at < s["end"] for s in row["evidence"]["spans"]):
        return None
    row["messages"][turn]["content"] = content[:at] + words + content[at:]
    _shift_after(row, turn, at, len(words))
    for d in docs:
        d["digest"] = hashlib.blake2b(row["messages"][d["turn"]]["content"][d["start"] : d["end"]].encode(), digest_size=8).hexdigest()
    return row


def value_claimed(row: Row, rng: random.Random) -> Row | None:
    """Instead of declining, the answer gives a value."""
    row = _copy(row)
    value = rng.choice((_check(row, "rag.absent") or {}).get("values") or ["17"])
    row["messages"][-1]["content"] = value + ("。" if row["lang"] == "zh" else ".")
    return row


def side_dropped(row: Row, rng: random.Random) -> Row | None:
    """Only one side of a conflict is told."""
    sides = (_check(row, "rag.sides") or {}).get("sides")
    if not sides:
        return None
    row = _copy(row)
    row["messages"][-1]["content"] = rng.choice(sides) + ("。" if row["lang"] == "zh" else ".")
    return row


def ruling_flipped(row: Row, rng: random.Random) -> Row | None:
    """The check rules for the other side, or closes what is open."""
    params = _check(row, "rag.ruling")
    if not params:
        return None
    row = _copy(row)
    params = _check(row, "rag.ruling") or {}
    params["ruling"] = rng.choice([v for v in (*params["sides"], "open") if v != params["ruling"]])
    return row


def policy_flipped(row: Row, rng: random.Random) -> Row | None:
    """Another policy is claimed for the same answer."""
    params = _check(row, "rag.wrong")
    if not params:
        return None
    row = _copy(row)
    params = _check(row, "rag.wrong") or {}
    params["policy"] = rng.choice([p for p in ("follow", "follow-and-note", "correct", "abstain") if p != params["policy"]])
    return row


def conflict_claimed(row: Row, rng: random.Random) -> Row | None:
    """A conflict is claimed where there is none."""
    row = _copy(row)
    extra = "但两份材料说法不一致。" if row["lang"] == "zh" else " The two documents disagree, though."
    row["messages"][-1]["content"] += extra
    return row


def marks_spoilt(row: Row, rng: random.Random) -> Row | None:
    """The answer's punctuation is not clean."""
    row = _copy(row)
    answer = row["messages"][-1]["content"]
    row["messages"][-1]["content"] = answer.rstrip("。.") + (" ," if row["lang"] == "en" else "。。")
    return row


def figure_added(row: Row, rng: random.Random) -> Row | None:
    """The answer adds a figure that no document holds."""
    row = _copy(row)
    figure = f"{rng.randrange(30, 90)}{rng.randrange(1000, 9999)}"
    row["messages"][-1]["content"] += f"另需押金{figure}元。" if row["lang"] == "zh" else f" There is a deposit of £{figure} as well."
    return row


ALL = {f.__name__: f for f in (
    other_value, support_removed, offset_shifted, citation_moved, language_switched, check_removed, coordinated, planted, value_claimed, side_dropped,
    ruling_flipped, policy_flipped, conflict_claimed, marks_spoilt, figure_added,
)}  # fmt: skip


def dates_swapped(row: Row, rng: random.Random) -> Row | None:
    """The dates of two versions change places in the prompt, so that another one holds; offsets and digests are kept in step."""
    row = copy.deepcopy(row)
    evidence = row["evidence"]
    held, wrong = ({s["n"] for s in evidence["spans"] if s["role"] == role} for role in ("support", "contradict"))
    dated = [s for s in evidence["spans"] if s["role"] == "criterion"]
    mine, theirs = [s for s in dated if s["n"] in held], [s for s in dated if s["n"] in wrong]
    if len(mine) != 1 or len(theirs) != 1:
        return None
    one, two = sorted((mine[0], theirs[0]), key=lambda s: int(s["start"]))
    turn, a, b, c, d = one["turn"], one["start"], one["end"], two["start"], two["end"]
    text = row["messages"][turn]["content"]
    row["messages"][turn]["content"] = text = text[:a] + text[c:d] + text[b:c] + text[a:b] + text[d:]
    for place in (evidence["question"], *evidence["documents"], *evidence["spans"]):
        for end in ("start", "end"):
            if place["turn"] == turn and a < place[end] < d:
                place[end] += (d - c) - (b - a)
    for place in (*evidence["documents"], *evidence["spans"]):
        piece = text[place["start"] : place["end"]]
        place |= {"digest": hashlib.blake2b(piece.encode(), digest_size=8).hexdigest()} if "digest" in place else {"text": piece}
    return row
