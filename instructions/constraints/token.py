"""Literal tokens: wrapped round the answer, between its parts, at its end, in placeholders."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from typing import Any

from instructions.constraints.base import Count, Facts, Kind, Measuring, Params, register
from instructions.text.record import Record

# None of the marks by which chat templates part their turns: a tokeniser may read those as its own.
WRAPS = (
    ("<answer>", "</answer>"),
    ("<text>", "</text>"),
    ("[BEGIN]", "[END]"),
    ("<<<", ">>>"),
    ("<copy>", "</copy>"),
    ("[TEXT]", "[STOP]"),
)
PARTINGS = ("***", "---", "<sep>", "===", "<hr/>", "[SEP]")
ENDS = ("[END]", "<done>", "###", "[EOF]", "[OVER]")


@register
class Wrap(Kind):
    """The whole answer stands between two tokens, each once."""

    id, visible = "token.wrap", True
    needs = ("token",)

    def check(self, r: Record, p: Params) -> str:
        t, a, b = r.text.strip(), p["open"], p["close"]
        if not (t.startswith(a) and t.endswith(b) and len(t) > len(a) + len(b)):
            return f"does not stand between {a} and {b}"
        return "" if t.count(a) == 1 and t.count(b) == 1 else f"{a} or {b} stands more than once"

    def measure(self, r: Record, m: Measuring) -> Iterator[Params]:
        for a, b in WRAPS:
            if r.text.startswith(a):
                yield {"open": a, "close": b}

    def cut(self, r: Record, p: Params, rng: random.Random) -> Iterator[str]:
        t = r.text.strip()
        yield t.removesuffix(p["close"]).rstrip()
        yield t.removeprefix(p["open"]).lstrip()
        yield t.replace(p["close"], p["open"])

    def facts(self, p: Params, lang: str) -> Facts:
        return Facts(holds=[(p["open"], 1), (p["close"], 1)], starts=p["open"], ends=p["close"])


@register
class Between(Kind):
    """Neighbouring paragraphs are parted by a line that holds this token alone, n times in all."""

    id, visible = "token.between", True
    needs = ("parting",)

    def check(self, r: Record, p: Params) -> str:
        blocks = [b.strip() for b in re.split(r"\n+", r.text.strip())]
        marks = [i for i, b in enumerate(blocks) if b == p["token"]]
        if not marks:
            return f"{p['token']} stands nowhere"
        if r.text.count(p["token"]) != len(marks):
            return f"{p['token']} stands inside a line"
        parts = re.split(rf"\n+{re.escape(p['token'])}\n+", r.text.strip())
        body = [re.sub(r"^(?:#+ .*|《.*》|【.*】|<<.*>>)\n+", "", x.strip()) for x in parts]
        bad = [x for x in body if not x.strip() or x.strip() == p["token"]]
        return (
            f"nothing between two {p['token']}"
            if bad
            else ""
            if all("\n\n" not in x for x in body)
            else f"two paragraphs without {p['token']} between them"
        )

    def measure(self, r: Record, m: Measuring) -> Iterator[Params]:
        for token in PARTINGS:
            if f"\n{token}\n" in r.text:
                yield {"token": token}

    def cut(self, r: Record, p: Params, rng: random.Random) -> Iterator[str]:
        hits = [m.span() for m in re.finditer(rf"\n+{re.escape(p['token'])}(?=\n)", r.text)]
        for a, b in rng.sample(hits, len(hits)):
            yield r.text[:a] + r.text[b:]
        yield r.text + "\n\n" + p["token"]

    def facts(self, p: Params, lang: str) -> Facts:
        return Facts(holds=[(p["token"], 1)], bounds={"paragraphs": (2, None)})


@register
class End(Kind):
    """The answer ends with a token that stands once, alone on the last line."""

    id, visible = "token.end", True
    needs = ("end token",)

    def check(self, r: Record, p: Params) -> str:
        lines = r.text.strip().split("\n")
        return (
            ""
            if lines[-1].strip() == p["token"] and r.text.count(p["token"]) == 1 and len(lines) > 1
            else f"{p['token']} is not alone on the last line, once"
        )

    def measure(self, r: Record, m: Measuring) -> Iterator[Params]:
        for token in ENDS:
            if r.text.rstrip().endswith(token):
                yield {"token": token}

    def cut(self, r: Record, p: Params, rng: random.Random) -> Iterator[str]:
        yield r.text.rstrip().removesuffix(p["token"]).rstrip()
        yield p["token"] + "\n" + r.text.rstrip().removesuffix(p["token"]).rstrip()

    def facts(self, p: Params, lang: str) -> Facts:
        return Facts(holds=[(p["token"], 1)], ends=p["token"])


@register
class Placeholders(Count):
    """So many placeholders in square brackets ([date], 【日期】)."""

    id, ops, visible, feature = "token.placeholder", ("exact", "min"), True, "placeholders"
    needs = ("brackets",)

    def measure(self, r: Record, m: Measuring) -> Iterator[Params]:
        first = re.search(r"\[[a-z\u4e00-\u9fff][^\[\]\n]{0,30}\](?!\()", r.text)
        if first:
            yield from ({**p, "example": first[0]} for p in super().measure(r, m))

    def value(self, r: Record) -> int:
        return len(re.findall(r"\[[a-z\u4e00-\u9fff][^\[\]\n]{0,30}\](?!\()", r.text)) + (
            len(re.findall(r"(?<=.)【[^【】\n]{1,20}】", r.text)) if r.lang == "zh" else 0
        )

    def cut(self, r: Record, p: Params, rng: random.Random) -> Iterator[str]:
        for m in re.finditer(r"\[([^\[\]\n]{1,30})\]|(?<=.)【([^【】\n]{1,20})】", r.text):
            yield r.text[: m.start()] + (m[1] or m[2]) + r.text[m.end() :]

    def outside(self, p: Params) -> tuple[str, dict[str, Any]] | None:
        return ("detectable_content:number_placeholders", {"num_placeholders": p["n"]}) if p["op"] == "min" else None
