"""Checks of a row as a whole: every leaf that counts is checked, the prompt states each one, the answer is clean."""

from __future__ import annotations

import re
from typing import Any

from generators.checks.registry import Row, Verdict, check
from generators.text.punctuation import punctuation_fault
from instructions.checks.strip import bare
from instructions.checks.tree import active
from instructions.constraints.leaf import fault
from instructions.text.emoji import EMOJI
from instructions.text.record import record

_MOJI = re.compile(f" ?(?:{EMOJI.pattern})")
_SIGNS = re.compile(r"^P\.S\. ?|^#+ |</?[a-zA-Z_|]+>")


_BLANK = re.compile(r"\[(?:[\u4e00-\u9fff]{1,6}|[a-z]{2,12})\]")


def _word(blank: re.Match[str]) -> str:
    """A word for a place that is left open: what stands round it is judged as if it were filled in."""
    return "甲" if blank[0][1] >= "\u4e00" else f"blank{chr(ord('a') + blank.start() % 26)}"


def _kind(type_: str) -> str:
    return "ins." + type_.replace(".", "_")


@check("ins.tree")
def tree(row: Row, answer: str, params: dict[str, Any]) -> Verdict:
    """The leaves that the tree makes binding, conditions computed anew from the prompt, are exactly those the row checks, with the same parameters."""
    leaves = {x["id"]: x for x in row["evidence"]["leaves"]}
    wanted = active(row, row["evidence"]["tree"])
    if isinstance(wanted, str):
        return Verdict(wanted)
    listed = [
        (c["kind"], c["params"])
        for c in row["checks"]
        if c["kind"] not in ROW_KINDS and c["kind"].startswith("ins.") and c["turn"] == params.get("turn", c["turn"])
    ]
    have = {p.get("leaf"): (k, p) for k, p in listed}
    for id_, negated in wanted.items():
        if id_ not in leaves:
            return Verdict(f"the tree names a leaf {id_!r} that is not there")
        leaf = leaves[id_]
        if id_ not in have:
            return Verdict(f"no check for the leaf {id_}")
        kind, p = have[id_]
        if (
            kind != _kind(leaf["type"])
            or p["params"] != leaf["params"]
            or p.get("scope") != leaf.get("scope")
            or bool(p.get("not")) != negated
        ):
            return Verdict(f"the check of leaf {id_} does not say what the leaf says")
    odd = set(have) - set(wanted)
    return Verdict(f"a check for {sorted(map(str, odd))[0]}, which the tree does not ask") if odd else Verdict()


@check("ins.pair")
def pair(row: Row, answer: str, params: dict[str, Any]) -> Verdict:
    """The rejected answer fails exactly one of the row's constraints, the one that is named, and is otherwise as clean as the chosen one."""
    worse = row["rejected"]["messages"][-1]["content"]
    failed = []
    for item in row["checks"]:
        if "leaf" in item["params"]:
            p = item["params"]
            leaf = {"type": item["kind"][4:].replace("_", ".", 1), **{k: p[k] for k in ("params", "scope", "not") if k in p}}
            if fault(leaf, worse, row["lang"]):
                failed.append(item["kind"])
    if failed != [row["rejected"]["check"]]:
        return Verdict(f"the rejected answer fails {failed}, named: {row['rejected']['check']}")
    return Verdict()


_DIGITS = re.compile(r"\d+")
_ZH_DIGITS = "零一二三四五六七八九"
_EN_WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def numbers_in(text: str) -> set[int]:
    """Whole numbers said in a clause, in digits or words of either language."""
    found = {int(n) for n in re.findall(r"\d+", text)}
    lower = text.lower()
    words = set(re.findall(r"\w+", lower))
    found |= {i for i, w in enumerate(_EN_WORDS) if w in words}
    found |= {1} if re.search(r"\b(?:once|a single|first)\b", lower) else set()
    found |= {2} if "twice" in words else set()
    for run in re.findall("[零一二两三四五六七八九十百千]+", text):
        total, digit = 0, 0
        for c in run:
            if c in "十百千":
                total += (digit or 1) * {"十": 10, "百": 100, "千": 1000}[c]
                digit = 0
            else:
                digit = 2 if c == "两" else _ZH_DIGITS.index(c)
        tail = digit * 10 if re.search("百[一二两三四五六七八九]$", run) and total >= 100 else digit
        found |= {total + digit, total + tail}
    return found


@check("ins.stated")
def stated(row: Row, answer: str, params: dict[str, Any]) -> Verdict:
    """Each leaf is said where the evidence says it is: its numbers, words and phrases stand in that span of the prompt."""
    for leaf in row["evidence"]["leaves"]:
        place = leaf["said"]
        said = row["messages"][place["turn"]]["content"][place["start"] : place["end"]]
        if said != place["text"]:
            return Verdict(f"leaf {leaf['id']} is not said at its place")
        p = leaf["params"]
        for key in ("n", "m"):
            if (
                key in p
                and leaf["type"] not in ("verse.couplet",)
                and not _says(said, abs(p[key]))
                and p[key] != -1
                and not _ordinal(said, p[key])
            ):
                return Verdict(f"leaf {leaf['id']}: {p[key]} is not in {said!r}")
        words = [
            *p.get("words", []),
            *p.get("keys", []),
            *([p[k] for k in ("word", "phrase", "token", "open", "close", "emoji", "letter", "mark_text") if k in p]),
        ]
        for word in words:
            if str(word).lower() not in said.lower():
                return Verdict(f"leaf {leaf['id']}: {word!r} is not in {said!r}")
    return Verdict()


def _says(said: str, n: int) -> bool:
    """Whether a clause says a number; in digits is looked first."""
    return n in map(int, _DIGITS.findall(said)) or n in numbers_in(said)


def _ordinal(said: str, n: int) -> bool:
    names = ("", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
    return 0 < n < len(names) and names[n] in said.lower()


@check("ins.clean")
def clean(row: Row, answer: str, params: dict[str, Any]) -> Verdict:
    """Beneath what was asked for (tokens, emoji, Markdown, data formats) the punctuation is right."""
    if answer != answer.strip():
        return Verdict("white space at an end")
    answer = bare(answer)
    if "\n\n\n" in answer or " \n" in answer or "\t " in answer:
        return Verdict("stray white space")
    r = record(answer, row["lang"])
    if answer[:1] in "[{" or any(x.kind in ("table", "code") for x in r.all_lines) or params.get("data"):
        return Verdict()
    for x in r.all_lines:
        if x.kind in ("text", "bullet", "number", "heading"):
            text = _MOJI.sub("", answer[x.body : x.end]) if r.emoji_spans else answer[x.body : x.end]
            if "<" in text or text[:1] in "P#":
                text = _SIGNS.sub("", text)
            text = text.strip().replace("**", "")
            if params.get("upper"):
                text = text.lower()
            if params.get("quoted"):
                text = text.strip('“”"「」')
            if "[" in text:
                text = _BLANK.sub(_word, text)
            fault = punctuation_fault(text, row["lang"])
            if fault:
                return Verdict(f"{fault} in {text[:40]!r}")
    return Verdict()


ROW_KINDS = (
    "ins.tree",
    "ins.stated",
    "ins.clean",
    "ins.pair",
    "ins.impossible",
    "ins.log",
    "ins.trace",
    "ins.kept",
    "ins.original",
    "ins.count",
)
