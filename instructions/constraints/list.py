"""Lists: bullets, numbers, depth, markers, parallel items."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from typing import Any

from instructions.constraints.base import Count, Facts, Kind, Measuring, Params, register
from instructions.text.lines import Line
from instructions.text.record import Record


def _drop(r: Record, lines: list[Line], rng: random.Random) -> Iterator[str]:
    if len(lines) > 1:
        x = rng.choice(lines)
        yield (r.text[: x.start].rstrip(" ") + r.text[x.end :].removeprefix("\n")).rstrip()
        a, b = sorted(rng.sample(range(len(lines)), 2))
        if b == a + 1:  # two items run into one
            one, two = lines[a], lines[b]
            yield r.text[: one.end] + ("；" if r.lang == "zh" else "; ") + r.text[two.body : two.end] + r.text[two.end :]


@register
class Bullets(Count):
    """Top-level bullets."""

    id, feature, ops, visible, lowest = "list.bullets", "bullets", ("exact", "min", "max", "range"), True, 2
    needs = ("items",)
    least = 2

    def value(self, r: Record) -> int:
        return len([x for x in r.bullets if not x.level])

    def cut(self, r: Record, p: Params, rng: random.Random) -> Iterator[str]:
        yield from _drop(r, [x for x in r.bullets if not x.level], rng)

    def outside(self, p: Params) -> tuple[str, dict[str, Any]] | None:
        return ("detectable_format:number_bullet_lists", {"num_bullets": p["n"]}) if p["op"] == "exact" else None


@register
class Numbered(Count):
    """Numbered items, counted up from one without a gap."""

    id, feature, ops, visible, exact_to = "list.numbered", "numbered", ("exact", "range"), True, 20
    needs = ("items",)
    least = 2

    def value(self, r: Record) -> int:
        return len([x for x in r.numbered if not x.level])

    def check(self, r: Record, p: Params) -> str:
        marks = [_value(x.marker) for x in r.numbered if not x.level]
        if all(marks) and marks != list(range(1, len(marks) + 1)):
            return f"numbers run {' '.join(map(str, marks))}"
        return super().check(r, p)

    def cut(self, r: Record, p: Params, rng: random.Random) -> Iterator[str]:
        yield from _drop(r, [x for x in r.numbered if not x.level][-1:] * 2, rng)
        tops = [x for x in r.numbered if not x.level]
        if len(tops) > 1:
            yield (r.text[: tops[-1].start].rstrip() + r.text[tops[-1].end :]).rstrip()


# A marker that counts, as one shows it to somebody: its first three.
_SERIES = {"1.": "1. 2. 3.", "1)": "1) 2) 3)", "1、": "1、2、3、", "一、": "一、二、三、", "（一）": "（一）（二）（三）", "①": "①②③"}


@register
class Marker(Kind):
    """The marker every bullet or number carries: *, •, 1), 一、, （一） ..."""

    id, visible = "list.marker", True
    needs = ("items",)

    def check(self, r: Record, p: Params) -> str:
        items = [x for x in r.all_lines if x.kind in ("bullet", "number") and not x.level]
        bad = [x.marker for x in items if _sort(x.marker) != p["marker"]]
        return f"an item is marked {bad[0]!r}, asked: {p['marker']}" if bad else "" if items else "there is no item"

    def measure(self, r: Record, m: Measuring) -> Iterator[Params]:
        items = [x for x in r.all_lines if x.kind in ("bullet", "number") and not x.level]
        if items:
            yield {"marker": _sort(items[0].marker)}

    def wording(self, p: Params) -> str:
        return "number" if _value(p["marker"]) else "bullet"

    def slots(self, p: Params) -> dict[str, Any]:
        return {"marker": p["marker"], "series": _SERIES.get(p["marker"], p["marker"])}

    def cut(self, r: Record, p: Params, rng: random.Random) -> Iterator[str]:
        other = {"-": "*", "*": "-", "•": "-", "1.": "1)", "1)": "1.", "1、": "1.", "一、": "1、", "（一）": "一、", "①": "1."}.get(
            p["marker"]
        )
        x = next((x for x in reversed(r.all_lines) if x.kind in ("bullet", "number")), None)
        if x is not None and other:
            n = re.sub(r"\D", "", x.marker) or "1"
            new = other.replace("1", n)
            yield r.text[: x.start] + new + (" " if new[-1] in "-*.)•" else "") + r.text[x.body :]


def _value(marker: str) -> int:
    """The number that a marker says: 3) -> 3, （四） -> 4, 十二、 -> 12, ⑤ -> 5; 0 where it says none."""
    if digits := re.sub(r"\D", "", marker):
        return int(digits)
    if circled := re.search("[①-⑳]", marker):
        return ord(circled[0]) - ord("①") + 1
    found = re.search("([一二三四五六七八九])?(十)?([一二三四五六七八九])?", re.sub("[^一二三四五六七八九十]", "", marker))
    tens, ten, ones = found.groups() if found else (None, None, None)
    digit = {c: n for n, c in enumerate("一二三四五六七八九", 1)}
    return 10 * digit.get(tens or "", 1) + digit.get(ones or "", 0) if ten else digit.get(tens or "", 0)


def _sort(marker: str) -> str:
    """A marker with its number made one: 3) -> 1), 四、 -> 一、."""
    if re.match(r"[①-⑳]", marker):
        return "①"
    return re.sub(r"[一二三四五六七八九十]+", "一", re.sub(r"\d+", "1", marker))


@register
class Nested(Count):
    """Every top-level item has so many sub-items."""

    id, ops, visible, feature = "list.nested", ("exact",), True, ""
    needs = ("nested",)

    def _groups(self, r: Record) -> list[int]:
        groups: list[int] = []
        for x in r.all_lines:
            if x.kind in ("bullet", "number"):
                if not x.level:
                    groups.append(0)
                elif groups:
                    groups[-1] += 1
        return groups

    def check(self, r: Record, p: Params) -> str:
        groups = self._groups(r)
        bad = [n for n in groups if n != p["n"]]
        return f"an item has {bad[0]} sub-items, asked: {p['n']}" if bad else "" if groups else "there is no item"

    def measure(self, r: Record, m: Measuring) -> Iterator[Params]:
        groups = self._groups(r)
        if groups and groups[0]:
            yield {"op": "exact", "n": groups[0]}

    def cut(self, r: Record, p: Params, rng: random.Random) -> Iterator[str]:
        subs = [x for x in r.all_lines if x.kind in ("bullet", "number") and x.level]
        if subs:
            x = rng.choice(subs)
            head, tail = r.text[: x.start].rstrip(" "), r.text[x.end :].removeprefix("\n")
            yield (head + tail).rstrip()


@register
class NoList(Kind):
    """Running text: no list, no heading, no table."""

    id = "list.none"

    def check(self, r: Record, p: Params) -> str:
        bad = next((x for x in r.all_lines if x.kind in ("bullet", "number", "heading", "table")), None)
        return f"a {bad.kind}: {r.text[bad.start : bad.end][:30]!r}" if bad else ""

    def measure(self, r: Record, m: Measuring) -> Iterator[Params]:
        if r.readings[0] > 60:
            yield {}

    def facts(self, p: Params, lang: str) -> Facts:
        return Facts(bounds={f: (0, 0) for f in ("bullets", "numbered", "items", "sections", "table_rows")})
