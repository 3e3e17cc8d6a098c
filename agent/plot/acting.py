"""`--model-agent`: a model acts itself. Its calls really run in the row's world and are held to the goal; what it does wrong is kept as a detour that is not learnt, or as the rejected continuation."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from agent.plot import surface, words
from agent.plot.blueprint import Blueprint
from agent.plot.script import Script
from agent.plot.solver import Plan, Source, Step, locate, records, same, wanted_edits
from agent.plot.twin import LATER, Twin
from agent.world.env import differences, meets
from generators.model.teacher import fill, load_prompt
from generators.scene import Scene

# Requests with one goal, met by calls: what the model does from there on can be held to it.
TYPES = frozenset({"agent/single", "agent/choose", "agent/long_list", "agent/sequential"})
TURNS = 8  # assistant turns a model may take
FAULTS = 3  # calls that no tool could take, shown to it, before it is given up
TWINS = 2  # attempts at a row that may take its slip as the rejected continuation: one that is wrong in more ways than it says is refused
FREE = {True: "explore", False: "failed"}  # what a call was for on which nothing rests, by whether it went well


def wanted(scene: Scene) -> bool:
    """Whether the model acts in this row."""
    return bool(scene.options.model_agent and scene.model.live and scene.slot.task_type in TYPES and not scene.shared)


@dataclass
class Run:
    """What the model has done: `script` holds it, `loose` says what came from nowhere, `text` is its last word."""

    script: Script
    plot: Blueprint
    plan: Plan
    loose: list[str] = field(default_factory=list)
    text: str = ""
    words: int = 0  # turns taken


def acted(script: Script, plot: Blueprint, plan: Plan) -> bool:
    """Let the model act from here. True where it reached the goal, and the script goes on with what it did; else the script is as it was,
    and what it did is the row's rejected continuation."""
    run = Run(script.rewound(len(script.messages)), plot, plan)
    if not _go(run):
        return False
    why, check = _missed(run)
    if why:
        script.scene.model.took(run_request(run, ()), why, run.text)
        if script.scene.attempt < TWINS:
            script.own_twin = _twin(run, len(script.messages), check, why)
        return False
    _take_over(script, run)
    return True


def run_request(run: Run, more: tuple[dict[str, Any], ...]) -> dict[str, Any]:
    """What the model is sent: its own rules, the row's messages, the tools."""
    script, scene = run.script, run.script.scene
    prompt = load_prompt("act", scene.lang, scene.options.teacher_prompts)
    style = prompt.styles[scene.facts("teacher", "act").randrange(len(prompt.styles))]
    own = script.messages[0]["content"] if script.messages[0]["role"] == "system" else ""
    told = "\n\n".join(t for t in (fill(prompt.system, {"style": style}), own) if t)
    turns = [{k: v for k, v in m.items() if k in ("role", "content", "tool_calls", "tool_call_id")} for m in script.messages]
    messages = [{"role": "system", "content": told}, *(turns[1:] if own else turns), *more]
    return {
        "purpose": "act", "role": "writer", "row": scene.row_key, "messages": messages, "tools": script.surface.tools,
        "mend": prompt.mend, "echo": _echo(run),
    }  # fmt: skip


def _echo(run: Run) -> str:
    """What a model that makes no mistake would do next."""
    made, names = len(run.script.calls), run.script.surface
    calls = []
    if made < len(run.plan.steps):
        step = run.plan.steps[made]
        arguments = json.dumps({names.params[step.tool][k]: v for k, v in step.args.items()}, ensure_ascii=False)
        calls = [{"name": names.names[step.tool], "arguments": arguments}]
    return json.dumps({"content": "" if calls else "-", "calls": calls}, ensure_ascii=False)


def _go(run: Run) -> bool:
    """Ask, run the calls, show the results, until the model speaks; False where it makes calls that cannot be run."""
    scene, more, faults = run.script.scene, tuple[dict[str, Any], ...](), 0
    while run.words < TURNS:
        request = run_request(run, more)
        reply = scene.ask(request)[0]
        if reply is None:
            scene.model.took(request, "no-answer")
            return False
        said = json.loads(reply)
        if not said["calls"]:
            run.text = said["content"].strip()
            return True
        steps = [_step(run, call) for call in said["calls"]]
        fault = next((s for s in steps if isinstance(s, str)), "") or _made(run, [s for s in steps if not isinstance(s, str)])
        if fault:
            faults += 1
            scene.model.took(request, fault.partition(":")[0], reply)
            if faults == FAULTS:
                return False
            shown = {"role": "assistant", "content": " ".join(f"{c['name']}({c['arguments']})" for c in said["calls"])}
            more = (shown, {"role": "user", "content": fill(request["mend"], {"fault": fault})})
            continue
        scene.model.took(request)
        more, run.words = (), run.words + 1
    run.text = ""
    return True


def _step(run: Run, call: Mapping[str, Any]) -> Step | str:
    """The call as a step with the origins of its arguments; a slug, a colon and why where no tool could take it."""
    shown = run.script.surface
    full = next((f for f, name in shown.names.items() if name == call["name"]), "")
    if not full:
        return f"unknown-tool: there is no tool {call['name']!r}"
    try:
        given = json.loads(call["arguments"] or "{}")
    except ValueError as error:
        return f"schema: the arguments of {call['name']} are no JSON: {error}"
    schema = shown.tools[shown.order.index(full)]["function"]["parameters"]
    wrong = next(iter(_validator(json.dumps(schema, sort_keys=True)).iter_errors(given)), None)
    if wrong is not None:
        return f"schema: {call['name']}: {wrong.message[:160]}"
    own = {v: k for k, v in shown.params[full].items()}
    args = {own[k]: v for k, v in given.items()}
    for p in surface.tool(full).params:  # what is left to its default is left out
        default = shown.defaults.get(full, {}).get(p.name, p.default)
        if p.name in args and (not p.required or p.name in shown.defaults.get(full, {})) and same(args[p.name], default):
            del args[p.name]
    sources = {name: s for name, value in args.items() if (s := _source(run, full, name, value)) is not None}
    run.loose += [f"{call['name']}: {name} = {value!r}" for name, value in args.items() if name not in sources]
    return Step(full, args, sources)


@lru_cache(maxsize=512)
def _validator(schema: str) -> Any:
    import jsonschema_rs

    return jsonschema_rs.Draft202012Validator(json.loads(schema), validate_formats=True)


def _source(run: Run, full: str, name: str, value: Any) -> Source | None:
    """Where an argument's value comes from: the gold plan's origin where it is the same value, the user's words, an earlier result."""
    gold = [s for s in run.plan.steps if s.tool == full and name in s.sources and same(s.args[name], value)]
    if gold and gold[0].sources[name].kind not in ("result", "computed"):
        return gold[0].sources[name]
    port = next(p.port for p in surface.tool(full).params if p.name == name)
    slots = run.plot.goal.slots
    said = [n for n in sorted(slots, key=lambda n: n != port) if n in run.script.known and same(slots[n].value, value)]
    if said:
        return Source("user", slot=said[0])
    for at in range(len(run.script.seen) - 1, -1, -1):
        step = run.script.seen[at]
        if step is None or step.outcome is None or not step.outcome.ok:
            continue
        for pointer, record in records(step.outcome.value):
            for key, item in record.items():
                if not isinstance(item, list | dict) and same(item, value):
                    return Source("result", step=at, pointer=f"{pointer}/{key}")
    if gold and len(run.script.calls) == run.plan.steps.index(gold[0]):  # computed of the same results
        return gold[0].sources[name]
    return None


def _made(run: Run, steps: list[Step]) -> str:
    """Run the calls of one turn; a fault where a tool cannot even be run like this."""
    tried = run.script.env.fork()
    try:
        for step in steps:
            tried.call(step.tool, {**run.script.surface.defaults.get(step.tool, {}), **step.args})
    except (ValueError, TypeError, KeyError, ArithmeticError, IndexError) as error:
        return f"schema: {type(error).__name__}: a value of a kind that the tool cannot take"
    run.script.call(steps, together=True)
    return ""


def _missed(run: Run) -> tuple[str, str]:
    """(why the goal is missed, the check that shows it); empty where it is reached."""
    script, goal = run.script, run.plot.goal
    if meets(wanted_edits(run.plot.domain.name, goal.edits), differences(script.first, script.env.states)):
        return ("not-done" if not any(c["ok"] for c in script.calls) else "wrong-state"), "agent.state"
    if run.loose:
        return "ungrounded", "agent.grounded"
    if goal.facts and _facts(run) is None:
        return "not-looked-up", "agent.faithful"
    if not run.text:
        return "no-end", "agent.calls"
    return "", ""


def _facts(run: Run) -> dict[str, tuple[int, str, Any]] | None:
    """Where the facts to be told stand: (call, pointer, value) of each."""
    for at in range(len(run.script.seen) - 1, -1, -1):
        step = run.script.seen[at]
        found = locate(run.plot.goal.facts, step.outcome.value) if step and step.outcome and step.outcome.ok else None
        if found is not None:
            return {name: (at, pointer, value) for name, (pointer, value) in found.items()}
    return None


def _twin(run: Run, at: int, check: str, why: str) -> Twin | None:
    """What the model did as the rejected continuation; None where it has no end in words."""
    if not run.text:
        return None
    if check == "agent.faithful":
        for name, (_, _, value) in run.plot.plan.facts.items():  # what was to be told, without a ground for it
            run.script.facts.append({"at": len(run.script.messages), "name": name, "kind": run.plot.goal.facts[name].kind, "value": value})
    run.script.say(run.text)
    return Twin(run.script, at, check, f"model: {why}", (*LATER, "agent.grounded", "agent.calls"))


def _take_over(script: Script, run: Run) -> None:
    """Go on with what the model did: detours are not learnt; its last words are tried before any others."""
    other, request = run.script, run_request(run, ())
    facts = _facts(run) or {}
    used = {at for at, _, _ in facts.values()}
    turns = [turn for turn, _ in other.results]
    for record in other.calls:
        used |= {turns.index(a["turn"]) for a in _results(record["args"])}
    detours = 0
    states = [*other.states, dict(other.env.states)]
    for at, record in enumerate(other.calls):
        if at not in used and not differences(states[at], states[at + 1]):
            record["why"] = FREE[record["ok"]]
            detours += 1
    for turn in {c["turn"] for c in other.calls}:
        if all(c["why"] in FREE.values() for c in other.calls if c["turn"] == turn):
            other.messages[turn]["weight"] = 0
    script.env, script.messages, script.calls = other.env, other.messages, other.calls
    script.results, script.seen, script.states, script.known = other.results, other.seen, other.states, other.known
    script.tags.append("acts/corrected" if detours else "acts/model")
    script.goal += [{**e, "by": len(script.calls)} for e in wanted_edits(run.plot.domain.name, run.plot.goal.edits)]
    script.say(words.tell(script, run.plot, Plan(list(run.plan.steps), facts)))
    script.scene.model.own_words = (request, run.text)


def _results(args: list[dict[str, Any]]) -> list[dict[str, Any]]:
    found = []
    for a in args:
        found += [a] if a["from"] == "result" else _results(a.get("of", []))
    return found
