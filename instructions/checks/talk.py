"""Checks of dialogues: the operation log, what a revision must leave alone, a count that stands."""

from __future__ import annotations

import re
from typing import Any

from generators.checks.registry import Row, Verdict, check
from instructions.checks.rows import numbers_in
from instructions.checks.tree import active
from instructions.constraints import KINDS
from instructions.constraints.base import Count
from instructions.constraints.leaf import fault
from instructions.text.record import record


@check("ins.log")
def log(row: Row, answer: str, params: dict[str, Any]) -> Verdict:
    """Played from the first turn on, the log leaves exactly the leaves that bind; each operation stands in a user's turn, in order."""
    state: set[str] = set()
    said = {x["id"]: x["said"] for x in row["evidence"]["leaves"]}
    at = 0
    for entry in row["evidence"]["log"]:
        if entry["turn"] < at or row["messages"][entry["turn"]]["role"] != "user":
            return Verdict(f"an operation at turn {entry['turn']}, out of order or not the user's")
        at = entry["turn"]
        if entry["op"] == "set":
            state.add(entry["leaf"])
        elif entry["leaf"] not in state:
            return Verdict(f"{entry['op']} of {entry['leaf']}, which does not stand")
        else:
            state.discard(entry["leaf"])
            if entry["op"] == "replace":
                state.add(entry["by"])
        if entry["op"] == "set" and said[entry["leaf"]]["turn"] != entry["turn"]:
            return Verdict(f"{entry['leaf']} is said in another turn")
    wanted = active(row, row["evidence"]["tree"])
    if isinstance(wanted, str):
        return Verdict(wanted)
    return Verdict() if state == set(wanted) else Verdict(f"the log leaves {sorted(state)}, the tree binds {sorted(wanted)}")


@check("ins.kept", "part", "n")
def kept(row: Row, answer: str, params: dict[str, Any]) -> Verdict:
    """Only the named part differs from the answer before; it does differ."""
    turn = max(i for i, m in enumerate(row["messages"][:-1]) if m["role"] == "assistant")
    old, new = record(row["messages"][turn]["content"], row["lang"]), record(answer, row["lang"])
    if params["part"] == "title":
        same = old.text.partition("\n")[2] == new.text.partition("\n")[2]
        return Verdict() if same and old.title != new.title else Verdict("more than the title changed, or nothing")
    spans = [
        [(x.body, x.end) for x in r.all_lines if x.kind in ("bullet", "number") and not x.level]
        if params["part"] == "item"
        else r.paragraph_spans
        for r in (old, new)
    ]
    at = params["n"] - 1
    if len(spans[0]) != len(spans[1]) or not 0 <= at < len(spans[0]):
        return Verdict(f"{len(spans[0])} parts before, {len(spans[1])} now")
    (a, b), (c, d) = spans[0][at], spans[1][at]
    if old.text[:a] != new.text[:c] or old.text[b:] != new.text[d:]:
        return Verdict(f"something beside {params['part']} {params['n']} changed")
    return Verdict() if old.text[a:b] != new.text[c:d] else Verdict("nothing changed")


_SORRY = {
    "zh": re.compile("抱歉|对不起|[你您]说得对|我数错|没错，|确实"),
    "en": re.compile(r"\bsorry\b|apolog|you(?:'re| are) right|my mistake|I miscounted", re.I),
}


@check("ins.count", "leaf_of", "claimed", "right")
def count(row: Row, answer: str, params: dict[str, Any]) -> Verdict:
    """The user's number is held against the text it is about: where it is wrong the true one is named and nothing conceded; where right, the text that follows is mended."""
    leaf = next((x for x in row["evidence"]["leaves"] if x["id"] == params["leaf_of"]), None)
    if leaf is None:
        return Verdict("the leaf in doubt is not there")
    turn = max(i for i, m in enumerate(row["messages"][:-1]) if m["role"] == "assistant")
    text = row["messages"][turn]["content"]
    true = _value(leaf, text, row["lang"])
    if (true == params["claimed"]) != params["right"]:
        return Verdict(f"the count is {true}, the user says {params['claimed']}")
    if params["claimed"] not in numbers_in(row["messages"][-2]["content"]):
        return Verdict("the user's number is not in the last turn")
    note, _, rest = answer.partition("\n\n")
    if not params["right"]:
        if _SORRY[row["lang"]].search(answer):
            return Verdict("gives in though the count stands")
        return Verdict() if true in numbers_in(answer) else Verdict(f"does not name the count {true}")
    if params["claimed"] not in numbers_in(note):
        return Verdict("does not grant the user's number")
    bare = {k: v for k, v in leaf.items() if k != "scope"}
    return Verdict(fault(bare, rest, row["lang"]) if rest else "no mended text follows")


def _value(leaf: dict[str, Any], text: str, lang: str) -> int:
    r = record(text, lang)
    if leaf["type"] == "keyword.frequency":
        return r.count(leaf["params"]["word"])
    kind = KINDS[leaf["type"]]
    return kind.value(r) if isinstance(kind, Count) else -1
