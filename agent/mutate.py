"""Damage of all kinds for the attack on the verifier: each changes one thing that makes a row false, and says by which codes it may be found."""

from __future__ import annotations

import copy
import json
import random
import re
from collections.abc import Callable
from typing import Any

from agent import corrupt
from agent.world.domain import material

Row = dict[str, Any]
Mutation = Callable[[Row, random.Random], "Row | None"]


def _calls(row: Row) -> list[tuple[int, int]]:
    return [(i, n) for i, m in enumerate(row["messages"]) for n in range(len(m.get("tool_calls") or []))]


def _function(row: Row, rng: random.Random) -> dict[str, Any] | None:
    spots = _calls(row)
    if not spots:
        return None
    i, n = rng.choice(spots)
    found: dict[str, Any] = row["messages"][i]["tool_calls"][n]["function"]
    return found


def _schema(row: Row, name: str) -> dict[str, Any]:
    return next(t["function"]["parameters"] for t in row["tools"] if t["function"]["name"] == name)


def enum_out(row: Row, rng: random.Random) -> Row | None:
    """An argument is none of the values its parameter allows."""
    bad = copy.deepcopy(row)
    for i, n in _calls(bad):
        function = bad["messages"][i]["tool_calls"][n]["function"]
        args = json.loads(function["arguments"])
        for key in args:
            if "enum" in _schema(bad, function["name"])["properties"].get(key, {}):
                function["arguments"] = json.dumps({**args, key: "sideways"})
                return bad
    return None


def type_wrong(row: Row, rng: random.Random) -> Row | None:
    """An argument is of another type."""
    bad = copy.deepcopy(row)
    function = _function(bad, rng)
    args = json.loads(function["arguments"]) if function else {}
    if not function or not args:
        return None
    key = rng.choice(sorted(args))
    function["arguments"] = json.dumps({**args, key: {"value": args[key]}})
    return bad


def argument_missing(row: Row, rng: random.Random) -> Row | None:
    """A required argument is left out."""
    bad = copy.deepcopy(row)
    function = _function(bad, rng)
    if not function:
        return None
    args = json.loads(function["arguments"])
    required = [k for k in _schema(bad, function["name"]).get("required", []) if k in args]
    if not required:
        return None
    del args[rng.choice(required)]
    function["arguments"] = json.dumps(args)
    return bad


def argument_extra(row: Row, rng: random.Random) -> Row | None:
    """An argument that the tool does not know."""
    bad = copy.deepcopy(row)
    function = _function(bad, rng)
    if not function:
        return None
    function["arguments"] = json.dumps({**json.loads(function["arguments"]), "verbosity": "high"})
    return bad


def arguments_broken(row: Row, rng: random.Random) -> Row | None:
    """The arguments are no JSON any more."""
    bad = copy.deepcopy(row)
    function = _function(bad, rng)
    if not function:
        return None
    function["arguments"] = function["arguments"][:-1]
    return bad


def key_doubled(row: Row, rng: random.Random) -> Row | None:
    """A key stands twice in the arguments."""
    bad = copy.deepcopy(row)
    function = _function(bad, rng)
    if not function or function["arguments"] == "{}":
        return None
    first = json.dumps(next(iter(json.loads(function["arguments"]))))
    function["arguments"] = f"{{{first}: 1, {function['arguments'][1:]}"
    return bad


def tool_renamed(row: Row, rng: random.Random) -> Row | None:
    """A tool of the list has another name than the one that is called."""
    bad = copy.deepcopy(row)
    called = [bad["messages"][i]["tool_calls"][n]["function"]["name"] for i, n in _calls(bad)]
    if not called:
        return None
    name = rng.choice(called)
    for t in bad["tools"]:
        if t["function"]["name"] == name:
            t["function"]["name"] = f"{name}_v2"[:64]
    return bad


def tool_twice(row: Row, rng: random.Random) -> Row | None:
    """A tool stands twice in the list."""
    if not row.get("tools"):
        return None
    bad = copy.deepcopy(row)
    bad["tools"].append(copy.deepcopy(bad["tools"][0]))
    return bad


def tool_removed(row: Row, rng: random.Random) -> Row | None:
    """A called tool is missing from the list."""
    bad = copy.deepcopy(row)
    called = [bad["messages"][i]["tool_calls"][n]["function"]["name"] for i, n in _calls(bad)]
    if not called or len(bad["tools"]) < 2:
        return None
    bad["tools"] = [t for t in bad["tools"] if t["function"]["name"] != called[0]]
    return bad


def schema_opened(row: Row, rng: random.Random) -> Row | None:
    """A tool's schema does not refuse unknown arguments any more."""
    if not row.get("tools"):
        return None
    bad = copy.deepcopy(row)
    rng.choice(bad["tools"])["function"]["parameters"]["additionalProperties"] = True
    return bad


def required_dropped(row: Row, rng: random.Random) -> Row | None:
    """A tool's schema does not require what the tool requires."""
    bad = copy.deepcopy(row)
    tools = [t for t in bad.get("tools") or [] if t["function"]["parameters"].get("required")]
    if not tools:
        return None
    rng.choice(tools)["function"]["parameters"]["required"] = []
    return bad


def result_removed(row: Row, rng: random.Random) -> Row | None:
    """A call has no result."""
    bad = copy.deepcopy(row)
    turns = [i for i, m in enumerate(bad["messages"]) if m["role"] == "tool"]
    if not turns:
        return None
    del bad["messages"][rng.choice(turns)]
    return bad


def id_changed(row: Row, rng: random.Random) -> Row | None:
    """A result answers a call that was not made."""
    bad = copy.deepcopy(row)
    turns = [m for m in bad["messages"] if m["role"] == "tool"]
    if not turns:
        return None
    rng.choice(turns)["tool_call_id"] += "0"
    return bad


def state_hash(row: Row, rng: random.Random) -> Row | None:
    """The recorded state after a call is another one."""
    bad = copy.deepcopy(row)
    if not bad["evidence"]["calls"]:
        return None
    c = rng.choice(bad["evidence"]["calls"])
    c["state"] = ("0" if c["state"][0] != "0" else "1") + c["state"][1:]
    return bad


def start_changed(row: Row, rng: random.Random) -> Row | None:
    """The world did not begin as it says: a record that is called upon is gone."""
    bad = copy.deepcopy(row)
    if not any(c["ok"] for c in bad["evidence"]["calls"]):
        return None
    for state in bad["evidence"]["world"]["state"].values():
        for table in state:
            state[table] = {}
    return bad if bad["evidence"]["world"]["state"] != row["evidence"]["world"]["state"] else None


def goal_other(row: Row, rng: random.Random) -> Row | None:
    """The goal wanted another change."""
    bad = copy.deepcopy(row)
    goals = [g for g in bad["evidence"]["goal"] if g.get("fields")]
    if not goals:
        return None
    g = rng.choice(goals)
    key = rng.choice(sorted(g["fields"]))
    g["fields"][key] = f"{g['fields'][key]}!"
    return bad


def goal_dropped(row: Row, rng: random.Random) -> Row | None:
    """A change was made that no goal wanted."""
    if not row["evidence"]["goal"]:
        return None
    bad = copy.deepcopy(row)
    bad["evidence"]["goal"] = []
    return bad


def origin_dropped(row: Row, rng: random.Random) -> Row | None:
    """An argument has no origin."""
    bad = copy.deepcopy(row)
    calls = [c for c in bad["evidence"]["calls"] if c["args"]]
    if not calls:
        return None
    c = rng.choice(calls)
    c["args"].remove(rng.choice(c["args"]))
    return bad


def span_moved(row: Row, rng: random.Random) -> Row | None:
    """The words that an argument comes from are others."""
    bad = copy.deepcopy(row)
    spans = [a for c in bad["evidence"]["calls"] for a in c["args"] if "start" in a]
    if not spans:
        return None
    a = rng.choice(spans)
    moved = max(0, a["start"] - 2), max(1, a["end"] - 2)
    if moved == (a["start"], a["end"]):
        return None  # a single digit at the very beginning
    a["start"], a["end"] = moved
    return bad


def pointer_moved(row: Row, rng: random.Random) -> Row | None:
    """The place in a result that an argument comes from is another one."""
    bad = copy.deepcopy(row)
    found = [a for c in bad["evidence"]["calls"] for a in c["args"] if a["from"] == "result"]
    if not found:
        return None
    rng.choice(found)["pointer"] += "x"
    return bad


def user_value_changed(row: Row, rng: random.Random) -> Row | None:
    """The user said another value than the one passed on."""
    bad = copy.deepcopy(row)
    spans = [a for c in bad["evidence"]["calls"] for a in c["args"] if a["from"] == "user" and a["end"] - a["start"] > 1]
    if not spans:
        return None
    a = rng.choice(spans)
    text = bad["messages"][a["turn"]]["content"]
    size = a["end"] - a["start"]
    bad["messages"][a["turn"]]["content"] = text[: a["start"]] + "#" * size + text[a["end"] :]
    return bad


def fact_untold(row: Row, rng: random.Random) -> Row | None:
    """The answer does not tell what was asked."""
    last = len(row["messages"]) - 1
    if not any(f["at"] == last and f["kind"] not in ("bool",) and not f["kind"].startswith("choice:") for f in row["evidence"]["facts"]):
        return None
    bad = copy.deepcopy(row)
    bad["messages"][-1]["content"] = "嗯，看过了。" if row["lang"] == "zh" else "Right, I have looked."
    return bad


def choice_swapped(row: Row, rng: random.Random) -> Row | None:
    """The answer names another of the few values there are; or a no where the result says yes."""
    turn = len(row["messages"]) - 1
    for fact in row["evidence"]["facts"]:
        name = fact["kind"].partition(":")[2]
        if fact["at"] != turn or not (fact["kind"] == "bool" or fact["kind"].startswith("choice:")):
            continue
        domain = next(c["tool"].partition(".")[0] for c in row["evidence"]["calls"] if c["turn"] + 1 + c["n"] == fact["turn"])
        own, text = material(row["lang"], domain), row["messages"][turn]["content"]
        table = own["verdicts"][fact["name"]] if fact["kind"] == "bool" else own["choices"][name]
        right = "yes" if fact["kind"] == "bool" else str(fact["value"])
        mine = sorted((w for w in table[right] if w.casefold() in text.casefold()), key=len, reverse=True)
        others = [
            words[0]
            for value, words in table.items()
            if value != right and not any(w.casefold() in words[0].casefold() for w in table[right])
        ]
        if mine and others:
            bad = copy.deepcopy(row)
            bad["messages"][turn]["content"] = re.sub(re.escape(mine[0]), rng.choice(others), text, flags=re.I)
            if not any(re.search(rf"(?<![a-z]){re.escape(w)}", bad["messages"][turn]["content"], re.I) for w in table[right]):
                return bad
    return None


def figure_invented(row: Row, rng: random.Random) -> Row | None:
    """The answer adds a figure from nowhere."""
    bad = copy.deepcopy(row)
    bad["messages"][-1]["content"] += "另有73915项。" if row["lang"] == "zh" else " There are 73,915 others."
    return bad


def raw_word(row: Row, rng: random.Random) -> Row | None:
    """The answer speaks like a machine."""
    bad = copy.deepcopy(row)
    bad["messages"][-1]["content"] += "状态为request_accepted。" if row["lang"] == "zh" else " Status is request_accepted."
    return bad


def write_extra(row: Row, rng: random.Random) -> Row | None:
    """A change is made once more, at the end."""
    return corrupt.idle_call(row, rng) if row["evidence"]["goal"] and row["evidence"]["calls"][-1]["why"] == "goal" else None


def ok_flipped(row: Row, rng: random.Random) -> Row | None:
    """The evidence says that a failed call worked, or the other way round."""
    bad = copy.deepcopy(row)
    if not bad["evidence"]["calls"]:
        return None
    c = rng.choice(bad["evidence"]["calls"])
    c["ok"] = not c["ok"]
    return bad


def success_after_error(row: Row, rng: random.Random) -> Row | None:
    """Success is claimed although the last call failed."""
    calls = row["evidence"]["calls"]
    if not calls or calls[-1]["ok"] or row["evidence"]["goal"]:
        return None
    bad = copy.deepcopy(row)
    bad["messages"][-1]["content"] = "已改好了。" if row["lang"] == "zh" else "It's done, all booked."
    return bad


def user_knows_tool(row: Row, rng: random.Random) -> Row | None:
    """The user calls a tool by its name."""
    names = [t["function"]["name"] for t in row.get("tools") or [] if "_" in t["function"]["name"]]
    if not names:
        return None
    bad = copy.deepcopy(row)
    user = next(m for m in reversed(bad["messages"]) if m["role"] == "user")
    user["content"] += f" {rng.choice(names)}"
    return bad


def clock_gone(row: Row, rng: random.Random) -> Row | None:
    """The system prompt that says what day it is is gone, and relative days with it."""
    spans = [
        a
        for c in row["evidence"]["calls"]
        for a in c["args"]
        if a.get("kind") == "date" and not row["messages"][a["turn"]]["content"][a["start"] : a["end"]][:4].isdigit()
    ]
    if not spans or row["messages"][0]["role"] != "system":
        return None
    bad = copy.deepcopy(row)
    bad["messages"][0]["content"] = "-"
    return bad


def check_removed(row: Row, rng: random.Random) -> Row | None:
    """A check that the task type requires is gone."""
    bad = copy.deepcopy(row)
    gone = rng.choice([c for c in bad["checks"] if c["kind"] in ("agent.replay", "agent.grounded", "agent.faithful", "agent.state")])
    bad["checks"].remove(gone)
    return bad


ALL: dict[str, tuple[Mutation, tuple[str, ...]]] = {
    "digit_in_result": (corrupt.digit_in_result, ("check/agent.replay", "check/agent.grounded", "check/agent.faithful", "check/agent.calls", "check/agent.debugged")),
    "call_dropped": (corrupt.call_dropped, ("check/agent.",)),
    "argument_changed": (corrupt.argument_changed, ("check/agent.calls", "check/agent.grounded", "check/agent.replay")),
    "other_tool": (corrupt.other_tool, ("check/agent.calls", "check/agent.replay", "check/agent.state")),
    "later_origin": (corrupt.later_origin, ("check/agent.grounded",)),
    "ids_swapped": (corrupt.ids_swapped, ("check/agent.",)),
    "enum_out": (enum_out, ("check/agent.calls",)), "type_wrong": (type_wrong, ("check/agent.calls",)), "argument_missing": (argument_missing, ("check/agent.calls",)),
    "argument_extra": (argument_extra, ("check/agent.calls",)), "arguments_broken": (arguments_broken, ("check/agent.calls",)), "key_doubled": (key_doubled, ("check/agent.calls",)),
    "tool_renamed": (tool_renamed, ("check/agent.tools", "check/agent.calls")), "tool_twice": (tool_twice, ("check/agent.tools",)), "tool_removed": (tool_removed, ("check/agent.",)),
    "schema_opened": (schema_opened, ("check/agent.tools",)), "required_dropped": (required_dropped, ("check/agent.tools",)), "result_removed": (result_removed, ("check/agent.",)),
    "id_changed": (id_changed, ("check/agent.calls",)), "state_hash": (state_hash, ("check/agent.replay",)), "start_changed": (start_changed, ("check/agent.replay",)),
    "goal_other": (goal_other, ("check/agent.state",)), "goal_dropped": (goal_dropped, ("check/agent.state",)), "origin_dropped": (origin_dropped, ("check/agent.grounded",)),
    "span_moved": (span_moved, ("check/agent.grounded",)), "pointer_moved": (pointer_moved, ("check/agent.grounded",)), "user_value_changed": (user_value_changed, ("check/agent.grounded",)),
    "fact_untold": (fact_untold, ("check/agent.faithful",)), "figure_invented": (figure_invented, ("check/agent.faithful",)), "raw_word": (raw_word, ("check/agent.faithful",)),
    "choice_swapped": (choice_swapped, ("check/agent.",)),
    "write_extra": (write_extra, ("check/agent.",)), "ok_flipped": (ok_flipped, ("check/agent.",)), "success_after_error": (success_after_error, ("check/agent.",)),
    "user_knows_tool": (user_knows_tool, ("check/agent.faithful",)), "clock_gone": (clock_gone, ("check/agent.grounded",)), "check_removed": (check_removed, ("missing-check",)),
    "yes_removed": (corrupt.yes_removed, ("check/agent.confirms", "check/agent.faithful", "check/agent.grounded", "check/agent.asks")),
}  # fmt: skip
