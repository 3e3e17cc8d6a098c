"""Emoji by cluster: how many, where, which."""

from __future__ import annotations

import random
from collections.abc import Iterator

from instructions.constraints.base import Count, Facts, Kind, Measuring, Params, register
from instructions.text.record import Record


def _gone(r: Record, at: int) -> str:
    a, b = r.emoji_spans[at]
    return r.text[:a].removesuffix(" ") + r.text[b:]


@register
class Total(Count):
    """So many emoji, each cluster one."""

    id, feature, ops, visible = "emoji.count", "emoji", ("exact", "min", "max"), True
    needs = ("emoji",)

    def value(self, r: Record) -> int:
        return len(r.emojis)

    def cut(self, r: Record, p: Params, rng: random.Random) -> Iterator[str]:
        if r.emojis:
            at = rng.randrange(len(r.emojis))
            yield _gone(r, at)
            a, b = r.emoji_spans[at]
            yield r.text[:b] + r.text[a:b] + r.text[b:]


@register
class NoEmoji(Kind):
    """No emoji at all."""

    id = "emoji.none"

    def check(self, r: Record, p: Params) -> str:
        return f"{len(r.emojis)} emoji, first {r.emojis[0]}" if r.emojis else ""

    def measure(self, r: Record, m: Measuring) -> Iterator[Params]:
        yield {}

    def cut(self, r: Record, p: Params, rng: random.Random) -> Iterator[str]:
        _a, b = rng.choice(r.sentence_spans)
        yield r.text[:b] + rng.choice("😊👍🎉✨🙌😄") + r.text[b:]

    def facts(self, p: Params, lang: str) -> Facts:
        return Facts(bounds={"emoji": (0, 0)})


@register
class EachSentence(Kind):
    """Every sentence ends with an emoji, behind its end mark."""

    id, visible = "emoji.each", True
    needs = ("emoji",)

    def check(self, r: Record, p: Params) -> str:
        ends = {b for _, b in r.emoji_spans}
        bad = [r.text[a:b] for a, b in r.sentence_spans if b not in ends]
        return f"no emoji at the end of {bad[0][-20:]!r}" if bad else "" if r.sentences else "there is no sentence"

    def measure(self, r: Record, m: Measuring) -> Iterator[Params]:
        if r.emoji_spans:
            yield {}

    def cut(self, r: Record, p: Params, rng: random.Random) -> Iterator[str]:
        if r.emojis:
            yield _gone(r, rng.randrange(len(r.emojis)))

    def facts(self, p: Params, lang: str) -> Facts:
        return Facts(bounds={"emoji": (1, None), "emoji_per_sentence": (1, None), "last emoji": (1, None), "sentences": (1, None)})


@register
class Scene(Kind):
    """Each sentence that speaks of a word ends with this emoji, and the emoji stands nowhere else."""

    id, visible = "emoji.scene", True

    def check(self, r: Record, p: Params) -> str:
        seen = 0
        for a, b in r.sentence_spans:
            text = r.text[a:b]
            about = Record(text, r.lang).count(p["word"]) > 0
            seen += about
            if about != text.endswith(p["emoji"]):
                return f"{'no ' if about else ''}{p['emoji']} at the end of {text[-24:]!r}"
        if r.text.count(p["emoji"]) > seen:
            return f"{p['emoji']} also stands inside a sentence"
        return "" if seen else f"no sentence speaks of {p['word']!r}"

    def cut(self, r: Record, p: Params, rng: random.Random) -> Iterator[str]:
        hits = [i for i, e in enumerate(r.emojis) if e == p["emoji"]]
        if hits:
            at = rng.choice(hits)
            yield _gone(r, at)
            a, b = r.emoji_spans[at]
            others = [y for x, y in r.sentence_spans if not x <= a < y and y not in {d for _, d in r.emoji_spans}]
            if others:
                to = rng.choice(others)
                space = "" if r.lang == "zh" else " "
                a -= bool(space) and r.text[a - 1 : a] == space
                bare = r.text[:a] + r.text[b:]
                to -= (b - a) if to > a else 0
                yield bare[:to] + space + p["emoji"] + bare[to:]

    def facts(self, p: Params, lang: str) -> Facts:
        return Facts(holds=[(p["word"], 1), (p["emoji"], 1)], bounds={"emoji": (1, None)})


@register
class Start(Kind):
    """Every list item (or line) begins with an emoji."""

    id, visible = "emoji.items", True
    needs = (
        "items",
        "emoji",
    )

    def check(self, r: Record, p: Params) -> str:
        starts = {a for a, _ in r.emoji_spans}
        spans = [(x.body, x.end) for x in r.all_lines if x.kind in ("bullet", "number") and not x.level]
        bad = [r.text[a:b] for a, b in spans if a not in starts]
        return f"no emoji before {bad[0][:20]!r}" if bad else "" if spans else "there is no list item"

    def measure(self, r: Record, m: Measuring) -> Iterator[Params]:
        if r.items and r.emoji_spans:
            yield {}

    def cut(self, r: Record, p: Params, rng: random.Random) -> Iterator[str]:
        if r.emojis:
            a, b = rng.choice(r.emoji_spans)
            yield r.text[:a] + r.text[b:].removeprefix(" ")

    def facts(self, p: Params, lang: str) -> Facts:
        return Facts(bounds={"emoji": (1, None), "items": (1, None)})


@register
class Once(Kind):
    """No emoji stands twice, and at least two stand."""

    id = "emoji.distinct"
    needs = ("emoji",)

    def check(self, r: Record, p: Params) -> str:
        if len(r.emojis) < 2:
            return "fewer than two emoji"
        twice = [e for e in r.emojis if r.emojis.count(e) > 1]
        return f"{twice[0]} stands twice" if twice else ""

    def measure(self, r: Record, m: Measuring) -> Iterator[Params]:
        if len(r.emoji_spans) > 1:
            yield {}

    def cut(self, r: Record, p: Params, rng: random.Random) -> Iterator[str]:
        if len(r.emojis) > 1:
            (a, b), (c, d) = rng.sample(r.emoji_spans, 2)
            yield r.text[:a] + r.text[c:d] + r.text[b:]

    def facts(self, p: Params, lang: str) -> Facts:
        return Facts(bounds={"emoji": (2, None)})
