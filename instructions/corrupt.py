"""Corruptions of finished rows: each must fail verification."""

from __future__ import annotations

import copy
import random
from typing import Any

from instructions.constraints import KINDS
from instructions.constraints.leaf import fault
from instructions.text.record import Record

Row = dict[str, Any]


def _with_answer(row: Row, answer: str) -> Row:
    bad = copy.deepcopy(row)
    bad["messages"][-1]["content"] = answer
    return bad


def broken_leaf(row: Row, rng: random.Random) -> Row | None:
    """A minimal edit that breaks one of the constraints."""
    answer, lang = row["messages"][-1]["content"], row["lang"]
    items = [
        c
        for c in row["checks"]
        if c["kind"] not in ("ins.tree", "ins.stated", "ins.clean") and "leaf" in c["params"] and not c["params"].get("not")
    ]
    leaves = {x["id"]: x for x in row["evidence"]["leaves"]}
    rng.shuffle(items)
    for item in items:
        leaf = leaves[item["params"]["leaf"]]
        kind = KINDS[leaf["type"]]
        if leaf.get("scope"):
            continue
        for text in kind.cut(Record(answer, lang), leaf["params"], rng):
            if text.strip() and text != answer and fault({"type": kind.id, "params": leaf["params"]}, text, lang):
                return _with_answer(row, text)
    return None


def check_removed(row: Row, rng: random.Random) -> Row | None:
    """A leaf whose check is gone."""
    at = [i for i, c in enumerate(row["checks"]) if "leaf" in c["params"]]
    if not at:
        return None
    bad = copy.deepcopy(row)
    del bad["checks"][rng.choice(at)]
    return bad


def bound_moved(row: Row, rng: random.Random) -> Row | None:
    """A number in the evidence and the check that is not the one in the prompt."""
    at = [
        i
        for i, x in enumerate(row["evidence"]["leaves"])
        if isinstance(x["params"].get("n"), int) and x["params"]["n"] > 2 and x["type"] != "verse.couplet"
    ]
    if not at:
        return None
    bad = copy.deepcopy(row)
    leaf = bad["evidence"]["leaves"][rng.choice(at)]
    new = {**leaf["params"], "n": leaf["params"]["n"] * 7 + 13}
    for c in bad["checks"]:
        if c["params"].get("leaf") == leaf["id"]:
            c["params"]["params"] = new
    leaf["params"] = new
    return bad


def cut_short(row: Row, rng: random.Random) -> Row | None:
    """Trailing white space: the answer is not clean."""
    return _with_answer(row, row["messages"][-1]["content"] + " \n")


ALL = {"broken_leaf": broken_leaf, "check_removed": check_removed, "bound_moved": bound_moved, "untidy": cut_short}


def condition_flipped(row: Row, rng: random.Random) -> Row | None:
    """The row claims that the other branch was taken."""
    bad = copy.deepcopy(row)

    def flip(node: Any) -> bool:
        if isinstance(node, dict):
            if node["op"] == "select":
                node["taken"] = "else" if node["taken"] == "then" else "then"
                return True
            return any(flip(part) for part in node["of"])
        return False

    return bad if flip(bad["evidence"]["tree"]) else None


def note_dropped(row: Row, rng: random.Random) -> Row | None:
    """The answer says nothing of the clash."""
    _note, _, rest = row["messages"][-1]["content"].partition("\n\n")
    return _with_answer(row, f"{'好的。' if row['lang'] == 'zh' else 'Sure.'}\n\n{rest}")


def core_padded(row: Row, rng: random.Random) -> Row | None:
    """A leaf in the core that the clash does not need."""
    spare = [x["id"] for x in row["evidence"]["leaves"] if x["id"] not in row["evidence"].get("core", [])]
    if not spare:
        return None
    bad = copy.deepcopy(row)
    bad["evidence"]["core"].append(spare[0])
    return bad
