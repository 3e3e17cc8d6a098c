"""A later part of the answer made from an earlier one: copied, counted, drawn from, sorted. Parts stand under anchors, lines of their own."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from typing import Any

from instructions.constraints.base import Kind, Params, register
from instructions.text.record import Record, record


def parts(r: Record, anchors: list[str]) -> list[Record] | str:
    """The stretch under each anchor, in order; or why they cannot be told apart."""
    lines = r.text.split("\n")
    at = []
    for anchor in anchors:
        hits = [i for i, line in enumerate(lines) if line.strip() == anchor]
        if len(hits) != 1:
            return f"{anchor!r} stands alone on {len(hits)} lines, asked: one"
        at.append(hits[0])
    if at != sorted(at):
        return "the parts are not in the asked order"
    ends = [*at[1:], len(lines)]
    return [record("\n".join(lines[a + 1 : b]).strip(), r.lang) for a, b in zip(at, ends, strict=True)]


def units_of(r: Record) -> list[str]:
    """What a part consists of: its items, or its sentences."""
    return [re.sub(r"\*\*", "", x).strip() for x in (r.items or r.sentences)]


_SMALL = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_SAID = re.compile(rf"\d+|[一二两三四五六七八九十]+|\b(?:{'|'.join(_SMALL)})\b", re.I)


def _beside(number: str, rng: random.Random) -> list[str]:
    """The numbers before and after one, written as it is, in random order."""
    if number.isdigit():
        found = [str(n) for n in (int(number) - 1, int(number) + 1) if n > 0]
    elif number.lower() in _SMALL:
        at = _SMALL.index(number.lower())
        found = [_SMALL[n].capitalize() if number[0].isupper() else _SMALL[n] for n in (at - 1, at + 1) if 0 <= n < len(_SMALL)]
    else:
        digits = "一二三四五六七八九"
        last = "二" if number[-1] == "两" else number[-1]
        at = digits.find(last)
        found = [number[:-1] + digits[n] for n in (at - 1, at + 1) if at >= 0 and 0 <= n < 9]
    rng.shuffle(found)
    return found


class _Link(Kind):
    """`from`, `to`: the anchors of the two parts."""

    def slots(self, p: Params) -> dict[str, Any]:
        return {k: v for k, v in p.items() if k == "n"}

    def wording(self, p: Params) -> str:
        return str(p.get("unit", ""))

    def check(self, r: Record, p: Params) -> str:
        found = parts(r, [p["from"], p["to"]])
        if isinstance(found, str):
            return found
        lines = r.text.split("\n")
        start = next(i for i, line in enumerate(lines) if line.strip() == p["to"])
        rest = [line for line in lines[start + 1 :]]
        if p.get("until"):
            stop = [i for i, line in enumerate(rest) if line.strip() == p["until"]]
            rest = rest[: stop[0]] if stop else rest
        a = next(i for i, line in enumerate(lines) if line.strip() == p["from"])
        source = record(
            "\n".join(
                lines[a + 1 : next(i for i, line in enumerate(lines) if line.strip() in (p["to"], p.get("mid", p["to"])) and i > a)]
            ).strip(),
            r.lang,
        )
        return self.linked(source, record("\n".join(rest).strip(), r.lang), p)

    def linked(self, a: Record, b: Record, p: Params) -> str:
        """Why part b is not made from part a as asked."""
        raise NotImplementedError

    def cut(self, r: Record, p: Params, rng: random.Random) -> Iterator[str]:
        at = r.text.rfind(p["to"]) + len(p["to"])
        if p.get("until") and p["until"] in r.text:
            return
        tail = r.text[at:].rstrip()
        if p.get("n") is None and len(tail) > 8:  # a copy that lost its last word
            words = tail.rsplit(" ", 1)
            yield r.text[:at] + (
                words[0] if r.lang == "en" and len(words) == 2 else tail[:-3] + tail[-1] if tail[-1] in "。！？" else tail[:-2]
            )
        number = _SAID.search(tail)
        if number:
            for other in _beside(number[0], rng):
                yield r.text[:at] + tail[: number.start()] + other + tail[number.end() :]


def _unit_fault(a: Record, p: Params) -> str:
    """Why what the wish speaks of, items or sentences, is not what the part has."""
    return "" if p.get("unit", "") in ("", "items" if a.items else "sentences") else f"the part above has no {p['unit']} to speak of"


@register
class Copy(_Link):
    """The later part is one of the earlier part's items (sentences), word for word."""

    id = "link.copy"

    def linked(self, a: Record, b: Record, p: Params) -> str:
        if wrong := _unit_fault(a, p):
            return wrong
        return "" if b.text.strip() in units_of(a) else f"{b.text[:40]!r} is none of the {len(units_of(a))} above"


@register
class Tally(_Link):
    """The later part says how many items (sentences) the earlier one has, and no other number."""

    id = "link.count"

    def linked(self, a: Record, b: Record, p: Params) -> str:
        if wrong := _unit_fault(a, p):
            return wrong
        n = len(units_of(a))
        words = ("", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
        han = "零一二三四五六七八九十"
        said = {int(x) for x in re.findall(r"\d+", b.text)}
        said |= {i for i, w in enumerate(words) if w and re.search(rf"\b{w}\b", b.text.lower())}
        said |= {
            han.index(c) if c != "两" else 2
            for c in re.findall(r"[一二两三四五六七八九十](?=[条句点项个])", b.text)
            if c in han or c == "两"
        }
        said |= {10 + han.index(m) for m in re.findall(r"十([一二三四五六七八九])(?=[条句点项个])", b.text)}
        if n > 10 and r_han(n) in b.text:
            said = {n}
        return "" if said == {n} else f"{sorted(said)} said, there are {n}"


def r_han(n: int) -> str:
    """11..19 in Han numerals."""
    return "十" + "零一二三四五六七八九"[n - 10] if 10 < n < 20 else ""


@register
class Words(_Link):
    """The later part is a row of n words, each of which stands in the earlier one."""

    id = "link.words"

    def linked(self, a: Record, b: Record, p: Params) -> str:
        words = [w.strip(" .。") for w in re.split(r"[、,，]", b.text) if w.strip(" .。")]
        missing = [w for w in words if not a.count(w)]
        if len(words) != p["n"] or len({w.lower() for w in words}) != len(words):
            return f"{len(words)} words, asked: {p['n']}, all different"
        return f"{missing[0]!r} is not above" if missing else ""


@register
class Sorted(_Link):
    """The later part holds the same items, a line each, from the shortest to the longest."""

    id = "link.sorted"

    def linked(self, a: Record, b: Record, p: Params) -> str:
        lines = [re.sub(r"^(?:[-*•]|\d+[.)、])\s*", "", x).strip() for x in b.text.split("\n") if x.strip()]
        if sorted(lines) != sorted(units_of(a)):
            return "the items are not the same"
        sizes = [len(x) for x in lines]
        return "" if sizes == sorted(sizes) else f"lengths {sizes}, asked: rising"


@register
class First(_Link):
    """The later part is the first characters (zh) or letters (en) of the items above, in order."""

    id = "link.initials"

    def linked(self, a: Record, b: Record, p: Params) -> str:
        want = "".join(a.start_of(x)[:1] for x in units_of(a)).lower()
        return "" if b.text.strip(" .。").lower() == want else f"{b.text[:20]!r}, asked: {want!r}"


@register
class Anchors(Kind):
    """The parts stand under these lines, each alone on its line, in this order, nothing before the first."""

    id, visible = "link.parts", True

    def check(self, r: Record, p: Params) -> str:
        found = parts(r, p["words"])
        if isinstance(found, str):
            return found
        if not r.text.strip().startswith(p["words"][0]):
            return "something stands before the first part"
        return "a part is empty" if any(not x.text for x in found) else ""

    def cut(self, r: Record, p: Params, rng: random.Random) -> Iterator[str]:
        for word in p["words"]:
            yield r.text.replace(f"{word}\n", "", 1).strip()
