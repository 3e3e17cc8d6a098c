"""What the audit sees of an agent row: the listed tools as items, whether the user's words lead to a call."""

from __future__ import annotations

import json
from typing import Any

from generators.row import answer_of, question_of
from generators.view import Item, View

_PAIRED = ("single", "no_tool", "choose", "ask")


def view(row: dict[str, Any]) -> View:
    """Tools as items, gold where they are called after the last user turn; `answerable` says whether any is."""
    messages = row["messages"]
    last = max(i for i, m in enumerate(messages) if m["role"] == "user")
    called = {c["function"]["name"] for m in messages for c in m.get("tool_calls") or []}
    tools = row.get("tools") or []
    items = tuple(
        Item(json.dumps(t["function"], ensure_ascii=False), i, len(tools), t["function"]["name"] in called, "tool")
        for i, t in enumerate(tools)
    )
    calls = any(m.get("tool_calls") for m in messages[last:])
    # Whether a call is due is asked where siblings differ in it: the same wishes, with all that is needed and without. A yes, a thank-you or a doubt is
    # no wish; several wishes, a program or an impossible value tell by their form what they are.
    requests = sum(m["role"] == "user" for m in messages) == 1 and row["task_type"].partition("/")[2] in _PAIRED
    return View(
        question_of(row), answer_of(row), "\n".join(m.get("content") or "" for m in messages[: last + 1]), items,
        answerable=calls if requests else None, masked_question=row["evidence"]["asked"]["masked"],
        apart="\n".join(m.get("content") or "" for m in messages[:-1] if m["role"] in ("user", "assistant")),
    )  # fmt: skip
