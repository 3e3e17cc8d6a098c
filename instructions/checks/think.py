"""The check of a trace: every number and verdict it states is true of the draft it quotes, or of the answer it plans."""

from __future__ import annotations

from typing import Any

from generators.checks.registry import Row, Verdict, check
from instructions.checks.strip import bare, thinking_of
from instructions.constraints import KINDS
from instructions.constraints.base import Count
from instructions.constraints.leaf import fault, scoped
from instructions.text.record import Record, record


@check("ins.trace", "mode")
def trace(row: Row, answer: str, params: dict[str, Any]) -> Verdict:
    """`check`: the draft stands in the thinking, each leaf's number and verdict are those of the draft, and draft and answer differ just where a verdict is bad.
    `plan`: each paragraph's length and the running count are those of the answer, and words stand in the paragraphs planned for them."""
    text, lang = thinking_of(row, answer), row["lang"]
    if not text:
        return Verdict("there is no thinking")
    data = row["evidence"]["trace"]
    if params["mode"] == "plan":
        return _plan(text, row, record(bare(answer), lang))
    draft = params["draft"]
    if draft not in text:
        return Verdict("the draft does not stand in the thinking")
    leaves = {x["id"]: x for x in row["evidence"]["leaves"]}
    if {d["leaf"] for d in data} != set(leaves):
        return Verdict("not every wish is checked")
    tail = text[text.index(draft) + len(draft) :]
    for d in data:
        leaf = {k: v for k, v in leaves[d["leaf"]].items() if k in ("type", "params", "scope")}
        if d["ok"] == bool(fault(leaf, draft, lang)):
            return Verdict(f"the verdict on {d['leaf']} is not true of the draft")
        if "value" in d and (_value(leaf, draft, lang) != d["value"] or str(d["value"]) not in tail):
            return Verdict(f"the number for {d['leaf']} is not true of the draft, or not stated")
    good = all(d["ok"] for d in data)
    return Verdict() if good == (draft == bare(answer)) else Verdict("a draft that is fine was changed, or a faulty one was not")


def _plan(text: str, row: Row, r: Record) -> Verdict:
    data, leaves = row["evidence"]["trace"], {x["id"]: x for x in row["evidence"]["leaves"]}
    parts, total = [d for d in data if "part" in d], 0
    sizes = [record(x, r.lang).zi if r.lang == "zh" else record(x, r.lang).words for x in r.paragraphs]
    if parts and len(sizes) != len(parts):
        return Verdict(f"{len(parts)} parts planned, {len(sizes)} written")
    for size, d in zip(sizes, parts, strict=False):
        total += size
        if (d["value"], d["sum"]) != (size, total) or str(size) not in text or str(total) not in text:
            return Verdict(f"part {d['part']} has {size}, {total} so far; the plan says otherwise")
    for d in data:
        if "leaf" in d:
            p = leaves[d["leaf"]]["params"]
            words = [p["word"]] if "word" in p else p["words"]
            if d["paragraphs"] != [i for i, x in enumerate(r.paragraphs, 1) if any(record(x, r.lang).count(w) for w in words)]:
                return Verdict(f"the words of {d['leaf']} stand in other paragraphs than planned")
    return Verdict()


def _value(leaf: dict[str, Any], text: str, lang: str) -> int | None:
    part = scoped(record(text, lang), leaf.get("scope"))
    if isinstance(part, str):
        return None
    kind, p = KINDS[leaf["type"]], leaf["params"]
    if kind.id == "keyword.frequency":
        return part.count(p["word"])
    if kind.id == "letter.frequency":
        return part.lower.count(p["letter"].lower())
    return kind.value(part) if isinstance(kind, Count) else None
