"""The answer tells what the tools gave: the facts asked for, nothing made up, no success where there was none, no machine's words."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache
from typing import Any

from agent.checks.grounded import same
from agent.checks.support import Broken, at_pointer, bare, calls_of, finding, given, now_of
from agent.reading.arithmetic import evaluate, expression
from agent.reading.mentions import Meaning, in_json, in_text, mentions, plain
from agent.reading.values import says
from agent.world.domain import find_tool
from generators.checks.registry import Row, check, per_row

_RAW = re.compile(r"(?<![A-Za-z0-9_])(?:[a-z]+(?:_[a-z0-9]+)+|null|undefined|NaN)(?![A-Za-z0-9_])|\d{4}-\d\d-\d\dT\d\d:\d\d")


_DAY = re.compile(r"\d{4}-\d\d-\d\d")


@check("agent.faithful")
@finding
def faithful(row: Row, answer: str, params: dict[str, Any]) -> None:
    """Facts resolve and are told; every figure and date of an answer stands in a result, the user's words or the system prompt before it.

    The last answer is the one judged (another model's, perhaps); answers on the way count as they stand, unless they are wrong on purpose.
    """
    last = len(row["messages"]) - 1
    for turn, m in enumerate(row["messages"]):
        if m["role"] == "assistant" and m.get("content") and m.get("weight", 1) and turn < last:
            _told(row, turn, bare(m["content"]))
    _told(row, last, answer)
    _no_names(row)


def _told(row: Row, turn: int, text: str) -> None:
    """One answer against what stands before it; code blocks apart, whose figures are no claims."""
    if "```" in text:
        text = re.sub(r"```.*?```", "", text, flags=re.S)
    now = now_of(row)
    mentioned = mentions(text, row["lang"], now)
    said = frozenset(meaning for _, ms in mentioned for meaning in ms)
    reckoned: set[Meaning] = set()
    for fact in row["evidence"]["facts"]:
        if fact["at"] != turn:
            continue
        if "pointer" in fact:
            if fact["turn"] >= turn:
                raise Broken(f"{fact['name']} of turn {turn} rests on turn {fact['turn']}, which is not before it")
            _agrees(fact, at_pointer(given(row, fact["turn"]), fact["pointer"]))
        if "reckoned" in fact:
            reckoned.add(("number", str(_reckoned(row, turn, fact))))
        if not told(fact["kind"], fact["value"], text, said, (row["lang"], _domain(row, fact), fact["name"].rpartition(".")[2])):
            raise Broken(f"turn {turn} does not tell {fact['name']} ({fact['value']!r})")
    loose = [(wording, meanings) for wording, meanings in mentioned if meanings.isdisjoint(reckoned)]
    for ground in grounds(row, turn, now) if loose else ():
        loose = [(wording, meanings) for wording, meanings in loose if meanings.isdisjoint(ground)]
        if not loose:
            break
    if loose:
        raise Broken(f"{loose[0][0]!r} in turn {turn} stands nowhere before it")
    if (raw := _RAW.search(text)) and not any(raw[0] in (m.get("content") or "") for m in row["messages"] if m["role"] == "user"):
        raise Broken(f"the machine's {raw[0]!r} in turn {turn}")


def _reckoned(row: Row, turn: int, fact: dict[str, Any]) -> Fraction:
    """What a sum in the user's words comes to; Broken where the fact says otherwise."""
    place = fact["reckoned"]
    if place["turn"] >= turn or row["messages"][place["turn"]]["role"] != "user":
        raise Broken(f"{fact['name']} of turn {turn} rests on no user turn before it")
    plain = expression(row["messages"][place["turn"]]["content"][place["start"] : place["end"]])
    value = evaluate(plain) if plain else None
    if value is None or not same(str(value), fact["value"]):
        raise Broken(f"{fact['name']} is {fact['value']!r}, the sum comes to {value}")
    return value


def _agrees(fact: dict[str, Any], got: Any) -> None:
    value = fact["value"]
    if isinstance(value, list) and value and isinstance(value[0], list):
        keys = None
        if isinstance(got, list) and len(got) == len(value) and all(isinstance(g, dict) for g in got):
            keys = all(set(map(str, v)) <= {str(x) for x in g.values()} for v, g in zip(value, got, strict=True))
        if not keys:
            raise Broken(f"{fact['name']}: the result says otherwise")
    elif not same(got, value):
        raise Broken(f"{fact['name']} is {value!r}, the result says {got!r}")


def _domain(row: Row, fact: dict[str, Any]) -> str:
    """The domain whose tool gave the fact."""
    return next((c.record["tool"].partition(".")[0] for c in calls_of(row) if c.result_turn == fact.get("turn")), "")


def told(kind: str, value: Any, answer: str, said: frozenset[Meaning], of: tuple[str, str, str] = ("en", "", "")) -> bool:
    """Whether the answer states a value of this kind. `of`: language, domain and name of the fact, for what is one of a few values."""
    if kind.startswith("list:"):
        parts = kind[5:].split("+")
        rows = [[v] if len(parts) == 1 else v for v in value]
        return all(told(k, v, answer, said, of) for r in rows for k, v in zip(parts, r, strict=True))
    if kind in ("date", "time"):
        return (kind, str(value)) in said
    if kind == "datetime":
        day, _, clock = str(value).partition("T")
        return ("date", day) in said and ("time", clock) in said
    if kind in ("money", "number", "count", "minutes", "percent", "drop", "expr", "pieces"):
        return ("number", plain(str(value).removeprefix("-") if kind == "drop" else str(value))) in said
    if kind == "bool" or kind.startswith("choice:"):
        return says(kind, value, answer, *of)
    return str(value).strip().casefold() in answer.casefold()


def grounds(row: Row, turn: int, now: datetime.datetime) -> Iterator[frozenset[Meaning]]:
    """Everything that may be repeated: what results, users and the system prompt have mentioned before the turn.

    The latest first: mostly the last result or request has it all, and the rest need not be read.
    """
    for m in reversed(row["messages"][:turn]):
        if m["role"] != "assistant":
            yield _meanings(m.get("content") or "", m["role"] == "tool", row["lang"], now)
    yield _filled_in(row)


@per_row
def _filled_in(row: Row) -> frozenset[Meaning]:
    """What the tools put in themselves where nothing is said: the defaults of their parameters."""
    schemas = (t["function"].get("parameters", {}).get("properties", {}) for t in row.get("tools") or [])
    values = [p["default"] for s in schemas for p in s.values() if isinstance(p, dict) and "default" in p]
    return frozenset(in_json(values, row["lang"], now_of(row)))


@lru_cache(maxsize=256)  # a row's results come again in its rejected twin
def _meanings(content: str, result: bool, lang: str, now: datetime.datetime) -> frozenset[Meaning]:
    """What a text mentions (or, of a `result`, its leaves), the weekday of each day, each figure without its sign."""
    try:
        out = set(in_json(json.loads(content), lang, now) if result else in_text(content, lang, now))
    except ValueError:
        out = set(in_text(content, lang, now))
    more = {("weekday", day) for kind, d in out if kind == "date" and (day := _weekday(d))}
    return frozenset(out | more | {("number", n[1:]) for kind, n in out if kind == "number" and n[0] == "-"})


@lru_cache(maxsize=4096)
def _weekday(day: str) -> str:
    """0 (Monday) to 6 of an ISO day; empty where it is none."""
    try:
        return str(datetime.date.fromisoformat(day).weekday()) if _DAY.fullmatch(day) else ""
    except ValueError:
        return ""


_NO_WORD = re.compile(r"[_A-Z0-9-]")


def _no_names(row: Row) -> None:
    """Users know no tool by its name."""
    names = [t["function"]["name"] for t in row.get("tools") or []]
    for i, m in enumerate(row["messages"]):
        if m["role"] == "user":
            for name in names:
                if name in m["content"] and _NO_WORD.search(name):
                    raise Broken(f"turn {i}: the user knows the tool {name}")


_DONE = {
    "zh": re.compile(r"(?:改|换|记|订|约|加|删|取消|发|寄|转|付|退|设|建|开|关|办|存|移|提交|下单|预订|安排|更新)(?:好|掉|出去|成功|上|完|妥|到)?了(?!吗|没|么)|已(?:经)?(?:改|换|订|约|加|删|取消|发|转|付|退|设|建|关|办|提交|下单|预订|更新)|搞定|办妥"),
    "en": re.compile(r"\b(?:done|booked|sent|cancelled|moved|added|deleted|transferred|paid|refunded|updated|all set|sorted)\b(?! (?:not|yet))", re.I),
}  # fmt: skip
_NOT = {"zh": re.compile(r"没|不|未|无|别|失败|还|前"), "en": re.compile(r"\b(?:not|n't|no|nothing|never|cannot|couldn't|wasn't|isn't|hasn't|unable|failed|before|already|still)\b|n't", re.I)}  # fmt: skip


@check("agent.unclaimed")
@finding
def unclaimed(row: Row, answer: str, params: dict[str, Any]) -> None:
    """Nothing was changed, and the answer does not say that it was."""
    for call in calls_of(row):
        found = find_tool(call.record["tool"])
        if found and found[1].writes and call.record["ok"] and call.turn >= params.get("since", 0):
            raise Broken(f"{call.place}: a change was made")
    if why := claims_success(answer, row["lang"]):
        raise Broken(f"the answer claims success: {why!r}")


_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"")  # the words of a message or a title claim nothing
_CLAUSE = re.compile(r"(?:[^。！；，,;!?？.]|\.(?=\d))+[。！；，,;!?？.]?")


def claims_success(answer: str, lang: str) -> str:
    """The clause that says that something was done, or an empty string."""
    for clause in _CLAUSE.findall(_QUOTED.sub("", answer)):
        asked = clause[-1:] in "?？"
        if not asked and (m := _DONE[lang].search(clause)) and not _NOT[lang].search(clause):
            return m[0]
    return ""
