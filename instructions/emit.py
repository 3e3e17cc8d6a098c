"""Other forms than rows: the English half in IFEval's form, and the user's repaired pairs in their own form."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

from generators.build import builder
from generators.row import loads
from generators.run import slots_of
from instructions.constraints import KINDS
from instructions.pairs_io import read_pairs
from instructions.repair import repair


def outside_of(row: dict[str, Any]) -> tuple[list[str], list[dict[str, Any]]] | None:
    """(ids, kwargs) where every leaf of the row has a public checker; None otherwise."""
    ids, kwargs = [], []
    for leaf in row["evidence"]["leaves"]:
        found = None if leaf.get("scope") else KINDS[leaf["type"]].outside(leaf["params"])
        if found is None:
            return None
        ids.append(found[0])
        kwargs.append(found[1])
    return (ids, kwargs) if len(set(ids)) == len(ids) else None


def ifeval(config: Any) -> Iterator[dict[str, Any]]:
    """`prompt, instruction_id_list, kwargs, response` of English single-turn rows whose constraints all map."""
    maker, key = builder(config), 0
    for slot in slots_of(config):
        if slot.lang != "en" or slot.task_type != "instructions/compose":
            continue
        built = maker.build(slot)
        if built.line is None:
            continue
        row = loads(built.line)
        found = outside_of(row)
        if found is None or [m["role"] for m in row["messages"]] != ["user", "assistant"]:
            continue
        yield {
            "key": key,
            "prompt": row["messages"][0]["content"],
            "instruction_id_list": found[0],
            "kwargs": found[1],
            "response": row["messages"][-1]["content"],
        }
        key += 1


def pairs(config: Any) -> Iterator[dict[str, Any]]:
    """The user's records of --repair, the prompt's limits moved, everything else as it was."""
    from generators.errors import UserError

    if not config.options.repair:
        raise UserError("--emit pairs goes with --repair PAIRS.jsonl")
    for pair in read_pairs(config.options.repair):
        if pair.lang in config.langs:
            yield _put(copy.deepcopy(pair.record), pair.prompt, repair(pair.prompt, pair.answer, pair.lang).prompt)


def _put(value: Any, old: str, new: str) -> Any:
    """The record with its prompt replaced, wherever it stands first."""
    if isinstance(value, str):
        return new if value == old else value
    if isinstance(value, list):
        return [_put(v, old, new) for v in value]
    return {k: _put(v, old, new) for k, v in value.items()} if isinstance(value, dict) else value
