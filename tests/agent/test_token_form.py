"""The special-token form: calls as text behind the token, nothing lost."""

from __future__ import annotations

import json
from typing import Any

from agent.emit import rendered


def test_token_form_keeps_every_call_and_result(agent_set: list[dict[str, Any]]) -> None:
    seen = 0
    for row in agent_set:
        form = rendered(row, "<|calculator|>", "调计算器", "计算器返回结果")
        calls = [c["function"] for m in row["messages"] for c in m.get("tool_calls") or []]
        texts = [m["content"] for m in form["messages"] if m["role"] == "assistant" and "<|calculator|>调计算器\n" in m["content"]]
        back = [json.loads(line) for t in texts for line in t.partition("调计算器\n")[2].split("\n")]
        assert [(b["name"], b["arguments"]) for b in back] == [(c["name"], json.loads(c["arguments"])) for c in calls]
        results = [m["content"].removeprefix("计算器返回结果\n") for m in form["messages"] if m["role"] == "tool"]
        assert results == [m["content"] for m in row["messages"] if m["role"] == "tool"]
        assert all(m["content"].count("<|calculator|>") <= 1 for m in form["messages"] if m["role"] != "system")
        seen += len(calls)
    assert seen > 300
