"""Rejected twins: another continuation of a script that fails in one of the ways models really fail, its calls run like any others."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import Any

from agent.plot import inquiry, revision, surface, words
from agent.plot.blueprint import Blueprint
from agent.plot.distortion import FIGURES
from agent.plot.script import Script
from agent.plot.solver import Source, Step, locate
from agent.plot.twin import LATER, Twin
from agent.words import frames
from agent.world.goal import Fact
from generators.recipe import Unfit

Way = Callable[[], "Twin | None"]


def first_call(script: Script) -> int:
    """The turn of the first call after the last user turn; the last turn where there is none."""
    user = max(i for i, m in enumerate(script.messages) if m["role"] == "user")
    return next((i for i in range(user, len(script.messages)) if script.messages[i].get("tool_calls")), len(script.messages) - 1)


def outcome_told(script: Script, plot: Blueprint, facts: dict[str, Any] | None = None, key: str = "") -> str:
    """The answer that would be right if these were the facts; none is noted as proved."""
    values = {n: v for n, (_, _, v) in plot.plan.facts.items()} if facts is None else facts
    fit = frames.among(words.sources(script.scene, key or f"{plot.key}_done"), frozenset(), frozenset(values))
    if not fit:
        return words.phrase(script.scene, "agent.claimed", script.scene.rng("claim"))
    rng = script.scene.rng("twin answer")
    frame = rng.choice(fit)
    used = sorted(frames.parse(frame).need)
    if any(values[n] in (None, "", []) for n in used):
        raise Unfit("nothing-to-tell")
    now, domain = script.env.now, plot.domain.name
    texts = {n: words.as_told(script.scene, plot.goal.facts[n].kind, values[n], now, domain) for n in used}
    return words.written(frame, texts, script.scene.lang, rng)


def owed(script: Script, plot: Blueprint) -> None:
    """What the answer about to be said should tell, without a ground for it."""
    for name, (_, _, value) in plot.plan.facts.items():
        script.facts.append({"at": len(script.messages), "name": name, "kind": plot.goal.facts[name].kind, "value": value})


def claimed(script: Script, plot: Blueprint, check: str, plain: bool = False) -> Twin:
    """Success is claimed instead of the last turn; `plain`: in words that name no detail."""
    at = len(script.messages) - 1
    other = script.rewound(at)
    text = words.phrase(script.scene, "agent.claimed", script.scene.rng("claim")) if plain else outcome_told(other, plot)
    other.say(text)
    return Twin(other, at, check, "claimed_success", ("agent.faithful",))


def premature(script: Script, plot: Blueprint) -> Twin | None:
    """The outcome is told before anything was called: a change that was not made, figures made up."""
    at = first_call(script)
    other = script.rewound(at)
    if plot.goal.edits:
        other.say(outcome_told(other, plot))
        return Twin(other, at, "agent.state", "premature_success", LATER)
    facts = invented(plot, script.scene.rng("made up"))
    if facts is None:
        return None
    owed(other, plot)
    other.say(outcome_told(other, plot, facts))
    return Twin(other, at, "agent.faithful", "made_up_result", LATER)


def misread(script: Script, plot: Blueprint) -> Twin | None:
    """All calls are right, but the answer gives another figure than the result."""
    at = len(script.messages) - 1
    facts = invented(plot, script.scene.rng("misread"))
    if facts is None or plot.goal.edits:
        return None
    other = script.rewound(at)
    other.facts += [f for f in script.facts if f["at"] == at]
    other.say(outcome_told(other, plot, facts))
    return Twin(other, at, "agent.faithful", "misread_result")


def invented(plot: Blueprint, rng: random.Random) -> dict[str, Any] | None:
    """The facts with every figure another one; None where none is a figure."""
    out, changed = {}, False
    for name, (_, _, value) in plot.plan.facts.items():
        fact = plot.goal.facts[name]
        if fact.kind in FIGURES and isinstance(value, int | float) and not isinstance(value, bool) and name not in plot.goal.slots:
            near = value + rng.choice((3, 7, 11, 19)) if isinstance(value, int) else round(value * rng.choice((0.87, 1.13, 1.34)) + 1.07, 2)
            out[name], changed = near, True
        else:
            out[name] = value
    return out if changed else None


def asked_known(script: Script, plot: Blueprint) -> Twin | None:
    """The assistant asks for what the user has just said."""
    at = first_call(script)
    other = script.rewound(at)
    known = [n for n in inquiry.hideable(script.scene, plot) if n in other.known and not plot.goal.slots[n].optional]
    if not known:
        return None
    if not plot.goal.edits:
        owed(other, plot)
    other.say(inquiry.question(other, plot, [script.scene.rng("known").choice(known)]))
    return Twin(other, at, "agent.state" if plot.goal.edits else "agent.faithful", "asked_what_was_said", LATER)


def wrong_argument(script: Script, plot: Blueprint, stale: dict[str, Any] | None = None) -> Twin | None:
    """The last call is made with another value than the user's (`stale`: with the one that was taken back), and its result is told as if it were right."""
    rng = script.scene.rng("wrong argument")
    step = plot.plan.steps[-1]
    slots = [n for n in (stale or revision.revisable(plot)) if any(_of(o, n) for o in step.sources.values())]
    if not slots:
        return None
    slot = rng.choice(slots)
    value = stale[slot] if stale else revision.other(plot, slot, rng, script.scene.lang)
    return _changed(script, plot, {slot: value}, "agent.grounded", "stale_value" if stale else "wrong_argument")


def invented_argument(script: Script, plot: Blueprint, hidden: Sequence[str]) -> Twin | None:
    """What was not said is made up and called with instead of asking."""
    rng = script.scene.rng("invented")
    if any(plot.goal.slots[n].kind not in revision.KINDS for n in hidden):
        return None
    values = {n: revision.other(plot, n, rng, script.scene.lang) for n in hidden}
    return _changed(script, plot, values, "agent.asks", "invented_argument", ("agent.grounded",), whole=True)


def _of(origin: Source, slot: str) -> bool:
    return origin.kind == "user" and origin.slot == slot


def _changed(
    script: Script, plot: Blueprint, values: dict[str, Any], check: str, reason: str, follows: tuple[str, ...] = (), whole: bool = False
) -> Twin | None:
    at = first_call(script) if not whole else len(script.messages) - 1
    calls = sum(1 for m in script.messages[at:] if m.get("tool_calls"))
    steps = plot.plan.steps if whole else plot.plan.steps[-1:]
    if not whole:
        turns = [i for i in range(at, len(script.messages)) if script.messages[i].get("tool_calls")]
        at = turns[-1] if turns else at
    other = script.rewound(at)
    if calls == 0 and not whole:
        return None
    outcome = None
    for step in steps:
        args, sources = dict(step.args), dict(step.sources)
        for name, origin in step.sources.items():
            for slot, value in values.items():
                if _of(origin, slot):
                    args[name] = value
                    if whole:
                        del sources[name]
        outcome = _tried(other, Step(step.tool, args, sources))
        if outcome is None or not outcome.ok:
            return None
    loose = {n: Fact(f.key, f.kind) for n, f in plot.goal.facts.items()}
    found = locate(loose, outcome.value) if outcome else None
    if found is None:
        return None
    other.say(outcome_told(other, plot, {n: v for n, (_, v) in found.items()}))
    return Twin(other, at, check, reason, (*LATER, *follows))


def _tried(script: Script, step: Step, **how: Any) -> Any:
    """The outcome of a call that was not planned; None where the tool cannot even be run like this."""
    try:
        return script.call([step], **how)[0]
    except (ValueError, TypeError, KeyError, ArithmeticError, IndexError):
        return None


def invented_id(script: Script, plot: Blueprint) -> Twin | None:
    """The look-up is skipped and its id made up; the refusal that comes back is passed over."""
    steps, rng = plot.plan.steps, script.scene.rng("invented id")
    ids = [k for k, o in steps[-1].sources.items() if o.kind == "result" and isinstance(steps[-1].args[k], str)]
    if len(steps) < 2 or not ids or not plot.goal.edits:
        return None
    at = first_call(script)
    other = script.rewound(at)
    args, sources = dict(steps[-1].args), dict(steps[-1].sources)
    for name in [k for k, o in sources.items() if o.kind == "result"]:
        if name in ids:
            args[name] = "".join(rng.choice("0123456789") if c.isdigit() else c for c in args[name][:-1]) + rng.choice("23456789")
        del sources[name]
    outcome = _tried(other, Step(steps[-1].tool, args, sources))
    if outcome is None or outcome.ok:
        return None
    other.say(outcome_told(other, plot))
    return Twin(other, at, "agent.grounded", "skipped_look_up", LATER)


def unneeded(script: Script, plot: Blueprint, check: str = "agent.needed") -> Twin | None:
    """Before the answer, something is looked up once more for nothing."""
    at = len(script.messages) - 1
    late = [s for c, s in zip(script.calls, script.seen, strict=True) if c["turn"] >= first_call(script)] or script.seen
    seen = [s for s in late if s is not None and s.outcome is not None and s.outcome.ok and not surface.tool(s.tool).writes]
    if not seen or script.messages[at].get("tool_calls"):
        return None
    other = script.rewound(at)
    step = script.scene.rng("unneeded").choice(seen)
    if _tried(other, step) is None:
        return None
    end = len(other.messages)
    other.facts += [{**f, "at": end} for f in script.facts if f["at"] == at]
    other.say(script.messages[at]["content"])
    return Twin(other, at, check, "unneeded_call", ("agent.needed",))


def wrong_tool(script: Script, plot: Blueprint, check: str = "agent.state") -> Twin | None:
    """Another listed tool is called with what the user said, and the wish is told as met."""
    at, right = first_call(script), {s.tool for s in plot.plan.steps}
    if check == "agent.state" and not plot.goal.edits:
        return None
    known = plot.known
    fit = []
    for full in script.surface.order:
        own = surface.tool(full)
        used = [p for p in own.params if p.port in known and p.port in script.known]
        if full not in right and used and all(p in used for p in own.params if p.required) and full.split(".")[0] == plot.domain.name:
            fit.append((full, used))
    if not fit:
        return None
    full, used = script.scene.rng("wrong tool").choice(fit)
    other = script.rewound(at)
    step = Step(full, {p.name: known[p.port] for p in used}, {p.name: Source("user", slot=p.port) for p in used})
    outcome = _tried(other, step)
    if outcome is None:
        return None
    other.say(outcome_told(other, plot))
    return Twin(other, at, check, "wrong_tool" if outcome.ok else "ignored_error", (*LATER, "agent.calls"))


def acted(script: Script, plot: Blueprint, reason: str) -> Twin | None:
    """The side effect that was to be asked about first, or that the user has refused."""
    at = len(script.messages) - 1
    other = script.rewound(at)
    outcome = _tried(other, plot.plan.steps[-1])
    if outcome is None or not outcome.ok:
        return None
    other.say(outcome_told(other, plot))
    return Twin(other, at, "agent.confirms", reason, LATER)


def passed_on(script: Script, plot: Blueprint, trial: dict[str, Any]) -> Twin | None:
    """The impossible value goes into a call, and whatever comes back, success is claimed."""
    at = len(script.messages) - 1
    other = script.rewound(at)
    if plot.goal.edits and _tried(other, Step(trial["tool"], trial["args"], {})) is not None:
        other.say(outcome_told(other, plot))
        return Twin(other, at, "agent.objects", "passed_on_bad_value", (*LATER, "agent.grounded", "agent.calls"))
    return None


def stopped_early(script: Script, plot: Blueprint) -> Twin | None:
    """The first failure is taken for the last word although another try would have worked."""
    at = next(c["turn"] + 2 for c in script.calls if c["why"] == "failed")
    other = script.rewound(at)
    other.say(words.phrase(script.scene, f"agent.gave_up_{'write' if plot.goal.edits else 'read'}", script.scene.rng("early")))
    return Twin(other, at, "agent.recovers", "gave_up_early", LATER)


def believed(script: Script, plot: Blueprint, wrong: dict[str, Any]) -> Twin | None:
    """A result that cannot be right is passed on without a word."""
    at = next(c["turn"] + 2 for c in script.calls if "fault" in c)
    other = script.rewound(at)
    facts: dict[str, Any] | None = wrong or invented(plot, script.scene.rng("believed"))
    if facts is None:
        return None
    other.say(outcome_told(other, plot, facts))
    return Twin(other, at, "agent.policy", "obeyed_wrong_result" if wrong else "made_up_result", LATER)


def ignored_obstacle(script: Script, plot: Blueprint) -> Twin:
    """A refusal comes back, and success is claimed all the same."""
    at = next(c["turn"] + 2 for c in script.calls if c["why"] == "failed")
    other = script.rewound(at)
    other.say(outcome_told(other, plot))
    return Twin(other, at, "agent.state", "ignored_error", LATER)


def gave_way(script: Script, plot: Blueprint, doubt: int) -> Twin | None:
    """The doubt alone is enough to take a right answer back, with a figure out of the air."""
    other, facts = script.rewound(doubt + 1), invented(plot, script.scene.rng("gave way"))
    if facts is None:
        return None
    lead = words.phrase(script.scene, "agent.concede_lead", script.scene.rng("way"))
    other.say(words.led(lead, outcome_told(other, plot, facts), script.scene.lang))
    return Twin(other, doubt + 1, "agent.holds", "gave_way", LATER)


def insisted(script: Script, plot: Blueprint, doubt: int, first: str) -> Twin:
    """A wrong answer is repeated without a second look."""
    other = script.rewound(doubt + 1)
    lead = words.phrase(script.scene, "agent.hold_lead", script.scene.rng("insist"))
    other.say(words.led(lead, first, script.scene.lang))
    return Twin(other, doubt + 1, "agent.holds", "insisted", LATER)


def token_wrong(script: Script, plot: Blueprint, mark: str, due: bool) -> Twin | None:
    """The token is left out where the rule asks for it, or written where nobody asked for it."""
    at = first_call(script)
    other = script.rewound(at)
    if not script.calls or _tried(other, plot.plan.steps[-1], text=None if due else mark) is None:
        return None
    other.facts += [f for f in script.facts if f["at"] == len(script.messages) - 1]
    other.say(script.messages[-1]["content"])
    return Twin(other, at, "agent.token", "token_left_out" if due else "token_without_rule")


def not_rerun(script: Script) -> Twin:
    """The mended program is said to work without having been run."""
    at = next(i for i in range(len(script.messages) - 1, -1, -1) if script.messages[i].get("tool_calls"))
    other = script.rewound(at)
    other.say(script.messages[-1]["content"])
    return Twin(other, at, "agent.debugged", "claimed_without_running", LATER)


def one_left_out(script: Script, last: Blueprint) -> Twin | None:
    """Of several wishes the last is forgotten, and told as done with the others."""
    if not last.goal.edits or len(script.seen) < 2:
        return None
    at, end = first_call(script), len(script.messages) - 1
    other = script.rewound(at)
    other.call([s for s in script.seen[:-1] if s is not None], together=True)
    other.facts += [{**f, "at": end - 1} for f in script.facts if f["at"] == end and f["turn"] < end - 1]
    other.say(script.messages[end]["content"])
    return Twin(other, at, "agent.state", "skipped_call", LATER)


def in_the_head(script: Script) -> Twin:
    """The last step is not called but reckoned without the tool."""
    at = max(i for i, m in enumerate(script.messages) if m.get("tool_calls"))
    other = script.rewound(at)
    other.say(script.messages[-1]["content"])
    return Twin(other, at, "agent.faithful", "reckoned_in_head", LATER)


def usual(script: Script, plot: Blueprint) -> list[Way]:
    """The failures of a request that was met."""
    return [
        lambda: premature(script, plot), lambda: misread(script, plot), lambda: asked_known(script, plot), lambda: wrong_argument(script, plot),
        lambda: invented_id(script, plot), lambda: unneeded(script, plot), lambda: wrong_tool(script, plot),
    ]  # fmt: skip


def chosen(script: Script, ways: Sequence[Way]) -> Twin | None:
    """The first of the ways, in random order, that this row can go wrong in; half of the rows have one."""
    if not ways or not script.scene.chance(0.5, "rejected"):
        return None
    order = list(ways)
    script.scene.rng("rejected way").shuffle(order)
    for way in order:
        try:
            twin = way()
        except Unfit:
            continue
        if twin is not None:
            return twin
    return None


def as_row(twin: Twin) -> tuple[dict[str, Any], dict[str, Any]]:
    """(`rejected` of the row, its part of the evidence)."""
    messages = [{k: v for k, v in m.items() if k != "weight"} for m in twin.script.messages[twin.at :]]
    made = {"at": twin.at, "messages": messages, "check": twin.check, "reason": twin.reason}
    late = {"calls": [c for c in twin.script.calls if c["turn"] >= twin.at], "facts": [f for f in twin.script.facts if f["at"] >= twin.at]}
    return made, late
