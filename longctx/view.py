"""What the audit sees of a long-context row."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

from generators.row import answer_of, asked_of, question_of
from generators.view import Item, View

_SENTENCE = re.compile(r"[^。！？.!?\n]{12,}[。！？.!?]")


def view(row: dict[str, Any]) -> View:
    """Planted sentences as items, gold where the answer rests on them; their places in tokens; sentences of the haystack beside them."""
    evidence, messages = row["evidence"], row["messages"]
    needles = evidence["needles"]
    texts = [messages[n["turn"]]["content"][n["start"] : n["end"]] for n in needles]
    planted = [n["role"] in ("needle", "distractor", "outdated") for n in needles]
    shown = [(t, n) for t, n, p in zip(texts, needles, planted, strict=True) if p]
    items = tuple(Item(t, i, len(shown), n["role"] == "needle", n["role"]) for i, (t, n) in enumerate(shown))
    asked = question_of(row)
    return View(
        asked, answer_of(row), asked, items, answerable=_answerable(row), places=_places(row), refusal=row["task_type"] == "longctx/absent",
        named=_named(row), masked_question=evidence["asked"].get("masked", asked),
        apart=asked_of(row),  # as the gate tells rows apart: who is tone-deaf may be asked of two texts
    )  # fmt: skip


def _answerable(row: dict[str, Any]) -> bool | None:
    kind = row["task_type"].partition("/")[2]
    return {"absent": False, "passkey": True, "multi_key": True, "superseded": True}.get(kind)


def _named(row: dict[str, Any]) -> bool:
    keys: list[str] = next((c["params"]["keys"] for c in row["checks"] if c["kind"] == "longctx.absent"), [])
    return any(k.lower() in answer_of(row).lower() for k in keys)


def _places(row: dict[str, Any]) -> dict[str, float]:
    """Depth of one planted sentence the answer rests on, in tokens; gap between neighbours."""
    # What was said first counts with what corrects it: the last of two is late by nature, either of them is anywhere.
    gold = [n for n in row["evidence"]["needles"] if n["role"] in ("needle", "outdated", "move", "event", "bridge")]
    if not gold:
        return {}
    pick = gold[int(row["id"][-8:], 16) % len(gold)]
    return {"depth_in_tokens": min(0.999999, pick["token"] / pick["of"])}


def gaps(row: dict[str, Any]) -> list[float]:
    """Distances between neighbouring needles, as shares of the haystack."""
    at = sorted(n["token"] / n["of"] for n in row["evidence"]["needles"])
    return [b - a for a, b in pairwise(at)]
