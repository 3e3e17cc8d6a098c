"""Rows in the special-token form: a call is text behind the token, its result a turn of its own; for models that know no tool calls."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from generators.build import builder
from generators.row import loads
from generators.run import Dedupe, slots_of


def token(config: Any) -> Iterator[dict[str, Any]]:
    """An endless stream of rows in this form, near-duplicates left out."""
    maker, dedupe, options = builder(config), Dedupe(), config.options
    for slot in slots_of(config):
        built = maker.build(slot)
        if built.line is not None and not dedupe.refuse(built)[0]:
            yield rendered(loads(built.line), options.token, options.call_word, options.return_word)


def rendered(row: dict[str, Any], mark: str, call_word: str = "", return_word: str = "") -> dict[str, Any]:
    """One row: `messages` with roles system, user, assistant, tool and texts only; `tools` as they are."""
    messages = []
    for m in row["messages"]:
        if m["role"] == "tool":
            messages.append({"role": "tool", "content": _behind(return_word, m["content"])})
        elif m.get("tool_calls"):
            said = "" if (m.get("content") or "") == mark else m.get("content") or ""
            calls = [
                json.dumps({"name": c["function"]["name"], "arguments": json.loads(c["function"]["arguments"])}, ensure_ascii=False)
                for c in m["tool_calls"]
            ]
            text = said + mark + _behind(call_word, "\n".join(calls))
            messages.append({"role": "assistant", "content": text, "weight": m.get("weight", 1)})
        else:
            messages.append({k: v for k, v in m.items() if k in ("role", "content", "weight")})
    kept = {k: row[k] for k in ("id", "task_type", "lang", "group")}
    return {**kept, "messages": messages, "tools": row.get("tools", []), "special_tokens": [mark]}


def _behind(word: str, text: str) -> str:
    return f"{word}\n{text}" if word else text
