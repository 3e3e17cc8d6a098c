"""What is thought before a turn is true: its figures and days stand before it or in the call it leads to, and it names no other tool than is called."""

from __future__ import annotations

import re
from typing import Any

from agent.checks.faithful import grounds
from agent.checks.support import Broken, finding, now_of, thinking_of
from agent.reading.mentions import in_json, in_text, mentions
from generators.checks.registry import Row, check

_QUOTED = re.compile(r"[“\"]([^”\"]+)[”\"]")


@check("agent.thinks")
@finding
def thinks(row: Row, answer: str, params: dict[str, Any]) -> None:
    """Every turn of the assistant's has a thought, and nothing in it comes from nowhere."""
    names = [t["function"]["name"] for t in row.get("tools") or []]
    now, lang = now_of(row), row["lang"]
    for turn, message in enumerate(row["messages"]):
        if message["role"] != "assistant":
            continue
        thought = thinking_of(message)
        if not thought:
            raise Broken(f"turn {turn}: nothing is thought before it")
        called = [c["function"] for c in message.get("tool_calls") or []]
        before = "\n".join(m.get("content") or "" for m in row["messages"][:turn])
        for quoted in _QUOTED.findall(thought):
            if quoted not in before:
                raise Broken(f"turn {turn}: {quoted!r} was never said")
        for name in names:
            if re.search(r"[_A-Z0-9]", name) and re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", thought, re.A):
                if name not in [c["name"] for c in called]:
                    raise Broken(f"turn {turn}: {name} is thought of and not called")
                thought = thought.replace(name, " ")
        allowed = set().union(*grounds(row, turn, now)) | {m for c in called for m in in_json(_plain(c["arguments"]), lang, now)}
        for text in {s for c in called for s in _texts(_plain(c["arguments"]))}:
            thought = thought.replace(text, " ")
            allowed |= set(in_text(text, lang, now))
        thought = re.sub(r"[A-Za-z_]\w*" if lang == "zh" else r"\b[A-Za-z_]+\d+\b", " ", thought, flags=re.A)  # names of parameters
        for wording, meanings in mentions(thought, lang, now):
            if not meanings & allowed and wording not in before:
                raise Broken(f"turn {turn}: {wording!r} is thought of and stands nowhere")


def _plain(arguments: str) -> Any:
    import json

    return json.loads(arguments)


def _texts(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [s for v in value.values() for s in _texts(v)]
    if isinstance(value, list):
        return [s for v in value for s in _texts(v)]
    return [value] if isinstance(value, str) and len(value) > 1 else []
