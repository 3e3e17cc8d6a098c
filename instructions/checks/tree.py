"""The tree of a row: which leaves bind, once the conditions have been computed from the prompt."""

from __future__ import annotations

from typing import Any

from generators.checks.registry import Row
from instructions.constraints.leaf import fault

Node = dict[str, Any] | str


def active(row: Row, node: Node) -> dict[str, bool] | str:
    """Leaf id -> whether it is a must-not, for every leaf that binds; or why the tree cannot be read.

    `and`, `chain`: all parts bind. `select`: the condition (a constraint on a stretch of the prompt) decides; of the branch not taken, the leaf named in
    `mark` is a must-not.
    """
    if isinstance(node, str):
        return {node: False}
    if node["op"] in ("and", "chain"):
        out: dict[str, bool] = {}
        for part in node["of"]:
            found = active(row, part)
            if isinstance(found, str):
                return found
            out |= found
        return out
    if node["op"] == "select":
        return _select(row, node)
    return f"unknown operator {node['op']!r}"


def _select(row: Row, node: dict[str, Any]) -> dict[str, bool] | str:
    source = node["source"]
    text = row["messages"][source["turn"]]["content"][source["start"] : source["end"]]
    if not text:
        return "the condition's source is empty"
    true = not fault(node["if"], text, row["lang"])
    taken, other = ("then", "else") if true else ("else", "then")
    if node["taken"] != taken:
        return f"the condition is {true}, the row took {node['taken']!r}"
    found = active(row, node[taken])
    if isinstance(found, str):
        return found
    marks = [m for m in node["marks"] if m in _leaves(node[other])]
    return found | dict.fromkeys(marks, True)


def _leaves(node: Node) -> list[str]:
    if isinstance(node, str):
        return [node]
    parts = node["of"] if node["op"] in ("and", "chain") else [node["then"], node["else"]]
    return [x for p in parts for x in _leaves(p)]
