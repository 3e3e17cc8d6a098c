"""The answer adds no figure and no title of its own: what it says with digits or between title marks stands in the prompt or in the answer key."""

from __future__ import annotations

import json
import re
from fractions import Fraction
from typing import Any

from generators.checks import Verdict, check
from generators.reading.numbers import numbers

Row = dict[str, Any]
_FIGURE = re.compile(r"\d+(?:[.,:：]\d+)*")  # a time of day is one figure: the 30 of 9:30 is no price
_MARKER = re.compile(r"^[ \t]*\d+[.、)）](?=\s|\D)", re.M)  # the numbers of a list
_TITLE = re.compile(r"《([^《》]+)》")
_CLOCK = re.compile(r"\d{1,2}[:：]\d{2}")
_ZH_CLOCK = re.compile(r"(\d{1,2})[点时](?:(\d{1,2})分?|半)")
_HOUR = re.compile(r"\s?(?::\d\d|[ap]\.?m|o'clock|点|时)", re.I)
_GREAT = re.compile(r"\s?(million|thousand|k\b|m\b)", re.I)
_MONTHS = {
    m: n for n, m in enumerate(("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1)
}  # fmt: skip
_MONTH = re.compile(r"\b(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b", re.I)


@check("rag.nothing_added")
def nothing_added(row: Row, answer: str, params: dict[str, Any]) -> Verdict:
    """Figures may be spelt otherwise (1,300 and 1300, 5:45 pm and 17:45, 六 and 6, June and 06); counts of the documents are free."""
    if params.get("fixed") == answer:
        return Verdict()
    prompt = _prompt(row)
    said = _ZH_CLOCK.sub(lambda m: f"{m[1]}:{m[2] or 30}", _MARKER.sub("", answer))
    shown = set(_FIGURE.findall(prompt))
    if not all(figure in shown for figure in _FIGURE.findall(said)) and (odd := _unknown(row, said, prompt)):
        return Verdict(f"the figure {odd} stands nowhere in the prompt")
    for title in _TITLE.findall(answer):
        if title not in prompt:
            return Verdict(f"the title {title!r} stands nowhere in the prompt")
    return Verdict()


def _prompt(row: Row) -> str:
    """All that was said before the answer, the calls too, and the values of the answer key."""
    parts: list[str] = []
    last = max(i for i, m in enumerate(row["messages"]) if m["role"] == "assistant")
    for message in row["messages"][:last]:
        parts.append(message.get("content") or "")
        parts += [c["function"]["arguments"] for c in message.get("tool_calls", ())]
    parts += [json.dumps(c["params"], ensure_ascii=False) for c in row["checks"] if c["kind"] != "rag.nothing_added"]
    return "\n".join(parts)


def _unknown(row: Row, said: str, prompt: str) -> str:
    """A number of the answer that no spelling of the prompt's numbers covers; empty where there is none."""
    lang, clocks = row["lang"], {_clock(t) for t in _CLOCK.findall(prompt)}
    prompt = _CLOCK.sub(" ", prompt)
    known = {value for _, _, value in numbers(prompt, lang)} | {value for _, _, value in numbers(prompt, "en")}
    known |= {Fraction(part) for figure in _FIGURE.findall(prompt) for part in re.split(r"[.,:：]", figure)}
    known |= {Fraction(_MONTHS[m.lower()]) for m in _MONTH.findall(prompt)}
    known |= {Fraction(n) for n in range(1, len(row["evidence"].get("documents", ())) + 1)}
    for match in _FIGURE.finditer(said):
        if ":" in match[0] or "：" in match[0]:
            hour, minute = _clock(match[0])
            if (hour, minute) in clocks or ({Fraction(minute)} <= known and {Fraction(hour), Fraction(hour + 12)} & known):
                continue
            return match[0]
        value, after = Fraction(match[0].replace(",", "")) if match[0].count(".") < 2 else None, said[match.end() : match.end() + 9]
        forms = [] if value is None else [value]
        if value is not None and value <= 24 and _HOUR.match(after):
            forms += [value + 12, value - 12]
        if value is not None and (great := _GREAT.match(after)):
            forms.append(value * (1000 if great[1].lower() in ("thousand", "k") else 1_000_000))
        if value is not None and lang == "zh" and after[:1] in ("万", "亿"):
            forms.append(value * (10_000 if after[0] == "万" else 100_000_000))
        if value is not None and value == int(value) and (int(value) % 12, 0) in clocks and _HOUR.match(after):
            continue
        if match[0] not in prompt and not any(form in known for form in forms):
            return match[0]
    return ""


def _clock(text: str) -> tuple[int, int]:
    """(hour on a twelve-hour dial, minute) of a time of day."""
    hour, minute = re.split("[:：]", text)[:2]
    return int(hour) % 12, int(minute)
