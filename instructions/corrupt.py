"""Corruptions of finished rows: each must fail verification."""

from __future__ import annotations

import copy
import random
from typing import Any

from instructions.constraints import KINDS
from instructions.constraints.leaf import fault, scoped
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
        part = scoped(Record(answer, lang), leaf.get("scope"))
        if isinstance(part, str) or answer.count(part.text) != 1:
            continue
        for new in kind.cut(part, leaf["params"], rng):
            text = answer.replace(part.text, new, 1)
            if new.strip() and text != answer and fault({k: v for k, v in leaf.items() if k in ("type", "params", "scope")}, text, lang):
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


def log_forged(row: Row, rng: random.Random) -> Row | None:
    """An operation is struck from the log."""
    bad = copy.deepcopy(row)
    log = bad["evidence"]["log"]
    if not log:
        return None
    del log[rng.randrange(len(log))]
    return bad


def elsewhere_changed(row: Row, rng: random.Random) -> Row | None:
    """The revision also touches another part."""
    answer = row["messages"][-1]["content"]
    n = next(c["params"] for c in row["checks"] if c["kind"] == "ins.kept")
    r = Record(answer, row["lang"])
    spans = r.paragraph_spans if n["part"] != "item" else [(x.body, x.end) for x in r.all_lines if x.kind in ("bullet", "number")]
    others = [s for i, s in enumerate(spans) if i != n["n"] - 1 or n["part"] == "title"]
    if not others:
        return None
    a, b = rng.choice(others)
    return _with_answer(row, answer[: b - 2] + answer[b - 1 :]) if b - a > 4 else None


def gave_in(row: Row, rng: random.Random) -> Row | None:
    """The count stands, the answer gives in."""
    if row["facets"]["user"] != "wrong":
        return None
    claimed = next(c["params"]["claimed"] for c in row["checks"] if c["kind"] == "ins.count")
    return _with_answer(row, f"抱歉，您说得对，是{claimed}。" if row["lang"] == "zh" else f"Sorry, you're right, it is {claimed}.")


def wrong_count(row: Row, rng: random.Random) -> Row | None:
    """The claim in the evidence is another one."""
    bad = copy.deepcopy(row)
    item = next(c for c in bad["checks"] if c["kind"] == "ins.count")
    item["params"]["claimed"] += 3
    return bad


def number_forged(row: Row, rng: random.Random) -> Row | None:
    """A number in the trace is not the one that was counted: a length, a count, or the paragraph in which a word stands."""
    at = [i for i, d in enumerate(row["evidence"]["trace"]) if "value" in d or "paragraphs" in d]
    if not at:
        return None
    bad = copy.deepcopy(row)
    forged = bad["evidence"]["trace"][rng.choice(at)]
    if "value" in forged:
        forged["value"] += 1
    else:
        forged["paragraphs"][-1] += 1
    return bad
