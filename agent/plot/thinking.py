"""`--thinking`: a few true words before each turn of the assistant's, made of what the blueprint knows: which tool, why now, where the values come from."""

from __future__ import annotations

import json
import random
from typing import Any

from agent.plot import words
from agent.plot.script import Script
from agent.words import frames
from agent.world.faults import OUTAGES
from generators.recipe import Unfit

# What a check at the end of a row says of its last turn.
ENDS = {"agent.declines": "none", "agent.objects": "bad", "agent.idle": "idle", "agent.unclaimed": "dropped"}
CLAUSES = 2  # at most so many words on the arguments
WHY = {"repair": "repair", "verify": "verify", "explore": "peek"}


def think(script: Script, start: int, mode: str, checks: dict[str, Any]) -> None:
    """Put thoughts before the assistant's turns from `start` on; `mode`: reasoning (a part of its own) or tags (in the content)."""
    end = len(script.messages) - 1
    for turn in range(start, end + 1):
        message = script.messages[turn]
        if message["role"] != "assistant":
            continue
        rng = script.scene.rng("thought", turn)
        calls = [c for c in script.calls if c["turn"] == turn]
        thought = _before_calls(script, calls, rng) if calls else _before_words(script, turn, checks if turn == end else {}, rng)
        if mode == "reasoning":
            message["reasoning_content"] = thought
        else:
            said = message.get("content")
            message["content"] = f"<think>\n{thought}\n</think>" + (f"\n\n{said}" if said else "")


def _say(script: Script, key: str, rng: random.Random, **values: str) -> str:
    fit = [s for s in words.sources(script.scene, f"thinking.{key}") if frames.parse(s).need <= set(values)]
    frame = rng.choice(fit) if fit else ""
    said = frames.say((frame,), {n: values[n] for n in frames.parse(frame).may}, script.scene.lang, rng) if fit else None
    if said is None:
        raise Unfit("no-words", f"thinking.{key}")
    named = any(start == 0 for start, _ in said.spans.values())  # a tool's name is written as it is
    return said.text if named else words.capital(said.text, script.scene.lang)


def _joined(script: Script, parts: list[str]) -> str:
    return ("" if script.scene.lang == "zh" else " ").join(parts)


def _listed(script: Script, names: list[str]) -> str:
    if script.scene.lang == "zh":
        return "、".join(names)
    return ", ".join(names[:-1]) + f" and {names[-1]}" if len(names) > 1 else names[0]


def _before_calls(script: Script, calls: list[dict[str, Any]], rng: random.Random) -> str:
    """Why this call, or these, and where what goes into it comes from."""
    shown = [script.surface.names[c["tool"]] for c in calls]
    if len(calls) > 1:
        return _say(script, "together", rng, tools=_listed(script, list(dict.fromkeys(shown))))
    call = calls[0]
    key, field = _purpose(script, call)
    parts = [_say(script, key, rng, tool=shown[0], **({"field": field} if field else {}))]
    if key in ("do", "look", "more", "peek"):
        parts += _clauses(script, call, rng)
    return _joined(script, parts)


def _purpose(script: Script, call: dict[str, Any]) -> tuple[str, str]:
    """(key, what the next call wants of it)."""
    at = script.calls.index(call)
    before = script.calls[at - 1] if at else None
    if call["why"] in WHY:
        return WHY[call["why"]], ""
    if before and before["tool"] == call["tool"] and _arguments(script, before) == _arguments(script, call) and "fault" in before:
        return ("retry" if before["fault"]["kind"] in OUTAGES else "again"), ""
    if before and before["tool"] == call["tool"] == "coderunner.run_python":
        return "mend", ""
    result = call["turn"] + 1 + call["n"]
    for later in script.calls[at + 1 :]:
        for origin in later["args"]:
            if origin["from"] == "result" and origin["turn"] == result:
                return "look", origin["pointer"].rpartition("/")[2].replace("_", " " if script.scene.lang == "en" else "_")
    same_request = before is not None and not any(m["role"] == "user" for m in script.messages[before["turn"] : call["turn"]])
    return ("more" if same_request else "do"), ""


def _arguments(script: Script, call: dict[str, Any]) -> dict[str, Any]:
    given: dict[str, Any] = json.loads(script.messages[call["turn"]]["tool_calls"][call["n"]]["function"]["arguments"])
    return given


def _clauses(script: Script, call: dict[str, Any], rng: random.Random) -> list[str]:
    """Where the arguments come from: days reckoned, values found, what the form says; else what the user gave."""
    values, out, given = _arguments(script, call), [], []
    for origin in call["args"]:
        name = origin["path"].strip("/")
        value = values.get(name)
        if not isinstance(value, str | int | float) or isinstance(value, bool) or len(str(value)) > 40:
            continue
        if origin["from"] == "user":
            said = script.messages[origin["turn"]]["content"][origin["start"] : origin["end"]]
            if origin["kind"] in ("date", "time", "datetime") and str(value) not in said:
                out.append(_say(script, "date", rng, said=said, v=str(value)))
            else:
                given.append(name)
        elif origin["from"] == "result":
            out.append(_say(script, "found", rng, field=name, v=str(value)))
        elif origin["from"] == "system":
            out.append(_say(script, "form", rng, v=str(value)))
    for own in script.surface.defaults.get(call["tool"], {}):
        out.append(_say(script, "default", rng, field=script.surface.params[call["tool"]][own]))
    if given and len(out) < CLAUSES and (not out or rng.random() < 0.3):
        out.append(_say(script, "given", rng, fields=_listed(script, given)))
    return out[:CLAUSES] if rng.random() < 0.8 else []


def _before_words(script: Script, turn: int, checks: dict[str, Any], rng: random.Random) -> str:
    """Why no call now."""
    key, values = script.minds.get(turn, ("", {}))
    if not key:
        ends = [k for c, k in ENDS.items() if c in checks]
        declined = checks.get("agent.confirms", {}).get("outcome") == "no"
        key = ends[0] if ends else "dropped" if declined else _after(script, turn)
    try:
        return _say(script, key, rng, **values)
    except Unfit:
        return _say(script, "answer", rng)


def _after(script: Script, turn: int) -> str:
    """By what came before it."""
    if script.messages[turn - 1]["role"] != "tool":
        return "idle"
    last = next(c for c in reversed(script.calls) if c["turn"] < turn)
    if not last["ok"]:
        return "failed"
    return "doubt" if "fault" in last and last["why"] == "failed" else "answer"
