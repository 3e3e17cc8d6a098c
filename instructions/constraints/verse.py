"""Verse: acrostics, rhyme, syllables, tones, chains of last and first characters, antithetical couplets."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator

from instructions.constraints.base import Facts, Kind, Measuring, Params, register
from instructions.text.record import Record
from instructions.text.sounds import CLASSES, rhyme_class, rhymes, syllables, tone


def _initials(r: Record) -> str:
    return "".join(r.start_of(x)[:1] for x in r.verse)


def _swap_lines(r: Record, rng: random.Random) -> Iterator[str]:
    spans = [(x.start, x.end) for x in r.all_lines if x.kind == "text"]
    if len(spans) > 1:
        for _ in range(4):
            (a, b), (c, d) = sorted(rng.sample(spans, 2))
            yield r.text[:a] + r.text[c:d] + r.text[b:c] + r.text[a:b] + r.text[d:]


@register
class Acrostic(Kind):
    """The first characters (letters) of the lines spell a word."""

    id, visible = "verse.acrostic", True

    def check(self, r: Record, p: Params) -> str:
        found = _initials(r)
        return "" if found.lower() == p["word"].lower() else f"the lines begin {found!r}, asked: {p['word']!r}"

    def cut(self, r: Record, p: Params, rng: random.Random) -> Iterator[str]:
        yield from _swap_lines(r, rng)

    def facts(self, p: Params, lang: str) -> Facts:
        return Facts(bounds={"lines": (len(p["word"]), len(p["word"]))})


@register
class Telestich(Kind):
    """The last characters of the lines spell a word (藏尾)."""

    id, langs, visible = "verse.telestich", ("zh",), True

    def check(self, r: Record, p: Params) -> str:
        found = "".join(x.rstrip("，。！？；、 ”’」』）")[-1:] for x in r.verse)
        return "" if found == p["word"] else f"the lines end {found!r}, asked: {p['word']!r}"

    def cut(self, r: Record, p: Params, rng: random.Random) -> Iterator[str]:
        yield from _swap_lines(r, rng)

    def facts(self, p: Params, lang: str) -> Facts:
        return Facts(bounds={"lines": (len(p["word"]), len(p["word"]))})


@register
class Rhyme(Kind):
    """Lines rhyme by a scheme: AABB (each pair), ABAB, AAAA (all), AABA (zh: 一二四句). zh by 中华新韵, en by the CMU dictionary."""

    id, visible = "verse.rhyme", True
    needs = ("versed",)

    def wording(self, p: Params) -> str:
        return str(p["scheme"]).lower()

    def slots(self, p: Params) -> dict[str, object]:
        return {}

    def check(self, r: Record, p: Params) -> str:
        lines, scheme = r.verse, p["scheme"]
        if len(lines) < 2 or (len(lines) % 2 and scheme == "AABB") or (len(lines) % 4 and scheme in ("ABAB", "AABA")):
            return f"{len(lines)} lines cannot rhyme {scheme}"
        if scheme == "AABB":
            pairs = [(i, i + 1) for i in range(0, len(lines), 2)]
        elif scheme == "ABAB":
            pairs = [p for i in range(0, len(lines), 4) for p in ((i, i + 2), (i + 1, i + 3))]
        elif scheme == "AABA":
            pairs = [p for i in range(0, len(lines), 4) for p in ((i, i + 1), (i + 1, i + 3))]
        else:
            pairs = [(i, i + 1) for i in range(len(lines) - 1)]
        bad = [(lines[a], lines[b]) for a, b in pairs if not rhymes(lines[a], lines[b], r.lang)]
        return f"do not rhyme: {bad[0][0]!r} / {bad[0][1]!r}" if bad else ""

    def measure(self, r: Record, m: Measuring) -> Iterator[Params]:
        if r.versed and len(r.verse) >= 4:
            for scheme in ("AAAA", "AABB", "ABAB", *(("AABA",) if r.lang == "zh" else ())):
                if not self.check(r, {"scheme": scheme}):
                    yield {"scheme": scheme}
                    return

    def cut(self, r: Record, p: Params, rng: random.Random) -> Iterator[str]:
        yield from _swap_lines(r, rng)

    def facts(self, p: Params, lang: str) -> Facts:
        return Facts(bounds={"lines": (4 if p["scheme"] in ("ABAB", "AABA") else 2, None)})


@register
class RhymeClass(Kind):
    """The even lines rhyme in a named class (zh)."""

    id, langs = "verse.class", ("zh",)
    needs = ("versed",)

    def check(self, r: Record, p: Params) -> str:
        if p["rhyme"] not in CLASSES:
            return f"there is no class {p['rhyme']!r}"
        ends = r.verse[1::2]
        bad = [x for x in ends if rhyme_class(x) != p["rhyme"]]
        return f"not in {p['rhyme']}: {bad[0]!r}" if bad else "" if ends else "fewer than two lines"

    def slots(self, p: Params) -> dict[str, object]:
        return {"finals": (CLASSES[p["rhyme"]] or ("zhi",))[0]}

    def measure(self, r: Record, m: Measuring) -> Iterator[Params]:
        if 4 <= len(r.verse) <= 16 and r.versed:
            found = {rhyme_class(x) for x in r.verse[1::2]}
            if len(found) == 1:
                yield {"rhyme": found.pop()}

    def cut(self, r: Record, p: Params, rng: random.Random) -> Iterator[str]:
        yield from _swap_lines(r, rng)


@register
class Syllables(Kind):
    """Lines of so many syllables (a haiku: 5, 7, 5)."""

    id, langs, visible = "verse.syllables", ("en",), True
    needs = ("lines",)

    def check(self, r: Record, p: Params) -> str:
        found = [syllables(x) for x in r.verse]
        if -1 in found:
            return f"a word the dictionary lacks: {r.verse[found.index(-1)]!r}"
        return "" if found == p["pattern"] else f"{found} syllables, asked: {p['pattern']}"

    def slots(self, p: Params) -> dict[str, object]:
        return {"pattern": "-".join(str(n) for n in p["pattern"])}

    def measure(self, r: Record, m: Measuring) -> Iterator[Params]:
        if len(r.verse) == 3 and [syllables(x) for x in r.verse] == [5, 7, 5]:
            yield {"pattern": [5, 7, 5]}

    def cut(self, r: Record, p: Params, rng: random.Random) -> Iterator[str]:
        yield from _swap_lines(r, rng)


@register
class Chain(Kind):
    """Each line begins with the character (zh) or word (en) on which the one before it ends (顶针)."""

    id, visible = "verse.chain", True
    needs = ("versed",)

    def check(self, r: Record, p: Params) -> str:
        lines = r.verse
        for one, two in itertools.pairwise(lines):
            last = one.rstrip("，。！？；、.,;!? ")
            end = last[-1:] if r.lang == "zh" else last.split()[-1].lower()
            if r.start_of(two) != end:
                return f"{two!r} does not begin with {end!r}"
        return "" if len(lines) > 1 else "fewer than two lines"

    def measure(self, r: Record, m: Measuring) -> Iterator[Params]:
        if 2 < len(r.verse) < 20 and r.versed:
            yield {}

    def cut(self, r: Record, p: Params, rng: random.Random) -> Iterator[str]:
        yield from _swap_lines(r, rng)


@register
class Couplet(Kind):
    """对联: two lines of n characters, the upper ending on tone 3 or 4, the lower on 1 or 2, no character in the same place in both; a banner of four where asked."""

    id, langs, visible = "verse.couplet", ("zh",), True
    needs = ("lines",)

    def wording(self, p: Params) -> str:
        return "banner" if p["banner"] else "plain"

    def slots(self, p: Params) -> dict[str, object]:
        return {"n": p["n"]}

    def check(self, r: Record, p: Params) -> str:
        lines = ["".join(c for c in x.partition("：")[2] or x if "\u4e00" <= c <= "\u9fff") for x in r.verse]
        if len(lines) != 2 + bool(p["banner"]):
            return f"{len(lines)} lines, asked: {2 + bool(p['banner'])}"
        upper, lower = lines[0], lines[1]
        if not len(upper) == len(lower) == p["n"]:
            return f"{len(upper)} and {len(lower)} characters, asked: {p['n']} each"
        if any(a == b for a, b in zip(upper, lower, strict=True)):
            return "the same character stands in the same place in both lines"
        if tone(upper) not in (3, 4) or tone(lower) not in (1, 2):
            return "the upper line must end on tone 3 or 4 and the lower on tone 1 or 2"
        return f"the banner has {len(lines[2])} characters" if p["banner"] and len(lines[2]) != 4 else ""

    def measure(self, r: Record, m: Measuring) -> Iterator[Params]:
        if len(r.verse) in (2, 3) and "上联" in r.text:
            line = r.verse[0].partition("：")[2] or r.verse[0]
            yield {"n": sum("\u4e00" <= c <= "\u9fff" for c in line), "banner": len(r.verse) == 3}

    def facts(self, p: Params, lang: str) -> Facts:
        n = 2 + bool(p["banner"])
        return Facts(bounds={"lines": (n, n)})

    def cut(self, r: Record, p: Params, rng: random.Random) -> Iterator[str]:
        _a, _, b = r.verse[0].partition("：")
        _c, _, d = r.verse[1].partition("：")
        if b and d:
            yield r.text.replace(b, "\0").replace(d, b).replace("\0", d)
        if p["banner"]:
            yield r.text[: r.text.rstrip().rfind("\n")]
