"""Corruptions of agent rows: named ways in which a transcript can be wrong. Each must be found."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Callable
from typing import Any

Row = dict[str, Any]


def _calls(row: Row) -> list[tuple[int, int]]:
    return [(i, n) for i, m in enumerate(row["messages"]) for n in range(len(m.get("tool_calls") or []))]


def digit_in_result(row: Row, rng: random.Random) -> Row | None:
    """A figure in a tool's result is another one."""
    bad = copy.deepcopy(row)
    spots = [(i, k) for i, m in enumerate(bad["messages"]) if m["role"] == "tool" for k, c in enumerate(m["content"]) if c.isdigit()]
    if not spots:
        return None
    i, k = rng.choice(spots)
    text = bad["messages"][i]["content"]
    bad["messages"][i]["content"] = text[:k] + str((int(text[k]) + 1 + rng.randrange(8)) % 10) + text[k + 1 :]
    return bad


def call_dropped(row: Row, rng: random.Random) -> Row | None:
    """A turn of calls and its results are gone, and later places move up."""
    turns = [i for i, m in enumerate(row["messages"]) if m.get("tool_calls")]
    if not turns:
        return None
    at = rng.choice(turns)
    size = 1 + len(row["messages"][at]["tool_calls"])
    bad = copy.deepcopy(row)
    del bad["messages"][at : at + size]
    return bad


def argument_changed(row: Row, rng: random.Random) -> Row | None:
    """An argument comes from nowhere. (A letter more in a program that fails anyway changes nothing: programs are left out.)"""
    if row["task_type"] == "agent/debug":
        return None
    bad = copy.deepcopy(row)
    spots = _calls(bad)
    if not spots:
        return None
    i, n = rng.choice(spots)
    function = bad["messages"][i]["tool_calls"][n]["function"]
    args = json.loads(function["arguments"])
    if not args:
        return None
    key = rng.choice(sorted(args))
    value = args[key]
    args[key] = (not value) if isinstance(value, bool) else value + 1 if isinstance(value, int | float) else f"{value}x"
    function["arguments"] = json.dumps(args, ensure_ascii=False)
    return bad


def answer_figure(row: Row, rng: random.Random) -> Row | None:
    """A figure of the final answer is another one."""
    bad = copy.deepcopy(row)
    text = bad["messages"][-1]["content"]
    spots = [k for k, c in enumerate(text) if c.isdigit()]
    if not spots or not bad["evidence"]["facts"]:
        return None
    k = rng.choice(spots)
    bad["messages"][-1]["content"] = text[:k] + str((int(text[k]) + 3) % 10) + text[k + 1 :]
    told = {str(f["value"]) for f in bad["evidence"]["facts"]}
    return None if bad["messages"][-1]["content"] in told else bad


def language_switched(row: Row, rng: random.Random) -> Row | None:
    """The answer is in the other language."""
    bad = copy.deepcopy(row)
    bad["messages"][-1]["content"] = "That is all taken care of for you now." if row["lang"] == "zh" else "都办好了，没有别的事了。"
    return bad


def other_tool(row: Row, rng: random.Random) -> Row | None:
    """Another listed tool is called with the same arguments."""
    bad = copy.deepcopy(row)
    spots = _calls(bad)
    names = [t["function"]["name"] for t in row.get("tools") or []]
    if not spots or len(names) < 2:
        return None
    i, n = rng.choice(spots)
    function = bad["messages"][i]["tool_calls"][n]["function"]
    function["name"] = rng.choice([x for x in names if x != function["name"]])
    return bad


def later_origin(row: Row, rng: random.Random) -> Row | None:
    """An argument claims to come from a turn that is not before its call."""
    bad = copy.deepcopy(row)
    spots = [(c, a) for c in bad["evidence"]["calls"] for a in c["args"] if "turn" in a]
    if not spots:
        return None
    call, origin = rng.choice(spots)
    origin["turn"] = rng.choice([t for t in range(call["turn"], len(row["messages"]))])
    return bad


def ids_swapped(row: Row, rng: random.Random) -> Row | None:
    """Two results of one turn have changed places."""
    bad = copy.deepcopy(row)
    turns = [i for i, m in enumerate(bad["messages"]) if len(m.get("tool_calls") or []) > 1]
    if not turns:
        return None
    at = rng.choice(turns)
    a, b = bad["messages"][at + 1], bad["messages"][at + 2]
    a["tool_call_id"], b["tool_call_id"] = b["tool_call_id"], a["tool_call_id"]
    return bad


def called_instead(row: Row, rng: random.Random) -> Row | None:
    """A tool is called with made-up values where the assistant had to ask."""
    if "missing" not in row["evidence"]:
        return None
    bad = copy.deepcopy(row)
    entry = {"id": "call_made_up", "type": "function", "function": {"name": row["tools"][0]["function"]["name"], "arguments": "{}"}}
    bad["messages"][-1] = {"role": "assistant", "content": None, "tool_calls": [entry], "weight": 1}
    return bad


def success_claimed(row: Row, rng: random.Random) -> Row | None:
    """The answer says that it was done."""
    if row["evidence"]["goal"] or row["facets"].get("course") == "retried":
        return None
    bad = copy.deepcopy(row)
    bad["messages"][-1]["content"] = rng.choice(
        ("改好了。", "已取消。", "订好了。") if row["lang"] == "zh" else ("It's booked.", "All done, it's cancelled.", "Moved.")
    )
    return bad


def able_listed(row: Row, rng: random.Random) -> Row | None:
    """A tool that could do it stands in the list after all."""
    wanted = row["evidence"].get("wanted")
    if wanted is None:
        return None
    from agent.world.domain import domains

    bad = copy.deepcopy(row)
    for tool in domains()[wanted["domain"]].tools.values():
        if tool.writes == wanted.get("effect", "") and (tool.writes or set(wanted["keys"]) <= tool.gives):
            schema: dict[str, Any] = {"type": "object", "properties": {p.name: {**p.schema, "description": p.doc} for p in tool.params}}
            schema |= {"required": [p.name for p in tool.params if p.required], "additionalProperties": False}
            bad["tools"].append({"type": "function", "function": {"name": f"{tool.name}_x", "description": tool.doc, "parameters": schema}})
            entry = {"name": f"{tool.name}_x", "tool": f"{wanted['domain']}.{tool.name}", "params": {p.name: p.name for p in tool.params}}
            bad["evidence"]["tools"].append(entry)
            return bad
    return None


def yes_removed(row: Row, rng: random.Random) -> Row | None:
    """The user's yes is gone, the change is made all the same."""
    if not row["evidence"]["goal"]:
        return None
    bad = copy.deepcopy(row)
    users = [i for i, m in enumerate(bad["messages"]) if m["role"] == "user"]
    if len(users) < 2:
        return None
    bad["messages"][users[-1]]["content"] = "我再想想" if row["lang"] == "zh" else "let me think about it"
    return bad


def idle_call(row: Row, rng: random.Random) -> Row | None:
    """A call is made for nothing after the last user turn."""
    turns = [i for i, m in enumerate(row["messages"]) if m.get("tool_calls")]
    if not turns:
        return None
    bad = copy.deepcopy(row)
    at = turns[-1]
    block = copy.deepcopy(bad["messages"][at : at + 1 + len(bad["messages"][at]["tool_calls"])])
    for m in block:
        for c in m.get("tool_calls") or []:
            c["id"] += "x"
        if "tool_call_id" in m:
            m["tool_call_id"] += "x"
    last = len(bad["messages"]) - 1
    records = [copy.deepcopy(c) | {"turn": last} for c in bad["evidence"]["calls"] if c["turn"] == at]
    bad["messages"][last:last] = block
    bad["evidence"]["calls"] += records
    for check in bad["checks"]:
        check["turn"] = len(bad["messages"]) - 1
    return bad


def gave_way(row: Row, rng: random.Random) -> Row | None:
    """A right answer is taken back, or a wrong one held to."""
    bad = copy.deepcopy(row)
    text = bad["messages"][-1]["content"]
    if row["facets"].get("stance") == "hold":
        bad["messages"][-1]["content"] = ("是我弄错了。" if row["lang"] == "zh" else "You're right, my mistake. ") + text
        return bad
    return None


def repair_elsewhere(row: Row, rng: random.Random) -> Row | None:
    """A freely chosen value in a call that repairs nothing."""
    bad = copy.deepcopy(row)
    spots = [c for c in bad["evidence"]["calls"] if c["why"] == "repair" and c["args"]]
    if not spots:
        return None
    rng.choice(spots)["why"] = "goal"
    return bad


def left_failing(row: Row, rng: random.Random) -> Row | None:
    """The last program is taken out, so that the talk ends with one that fails."""
    bad = copy.deepcopy(row)
    turns = [i for i, m in enumerate(bad["messages"]) if m.get("tool_calls")]
    at = turns[-1]
    del bad["messages"][at : at + 2]
    bad["evidence"]["calls"] = [c for c in bad["evidence"]["calls"] if c["turn"] != at]
    bad["evidence"]["facts"] = []
    for check in bad["checks"]:
        check["turn"] = len(bad["messages"]) - 1
    return bad


def token_dropped(row: Row, rng: random.Random) -> Row | None:
    """The token before a call is missing."""
    bad = copy.deepcopy(row)
    turns = [m for m in bad["messages"] if m.get("tool_calls") and m.get("content")]
    if not turns:
        return None
    rng.choice(turns)["content"] = None
    return bad


def token_misplaced(row: Row, rng: random.Random) -> Row | None:
    """The token stands in the answer."""
    bad = copy.deepcopy(row)
    mark = next((c["params"]["token"] for c in row["checks"] if c["kind"] == "agent.token"), "")
    bad["messages"][-1]["content"] = f"{mark} {bad['messages'][-1]['content']}"
    return bad if mark else None


Corrupt = Callable[[Row, random.Random], "Row | None"]
COMMON: dict[str, Corrupt] = {
    "digit_in_result": digit_in_result,
    "call_dropped": call_dropped,
    "argument_changed": argument_changed,
    "language_switched": language_switched,
}
