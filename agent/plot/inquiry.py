"""Asking back: which slots the user may leave out, the question for them, the user's answer to it."""

from __future__ import annotations

import itertools
import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from agent.plot import act, blueprint, surface, words
from agent.plot.blueprint import Blueprint
from agent.plot.script import Script
from agent.plot.solver import Stuck, solve
from agent.words import frames
from agent.words.say import spoken
from generators.recipe import Unfit
from generators.scene import Scene


def hideable(scene: Scene, plot: Blueprint) -> list[str]:
    """Required slots that a parameter of the goal's tools insists on, that frames can do without, and that there is a question for."""
    needed = {n for s in plot.plan.steps for k, o in s.sources.items() if _insists(s.tool, k) for n in o.slots}
    own = plot.domain.name
    return [n for n in act.required(plot) if n in needed and f"{own}.need_{n}" in scene.bank and _sayable(scene, plot, {n})]


def _insists(tool: str, name: str) -> bool:
    return any(p.name == name and p.required for p in surface.tool(tool).params)


def _sayable(scene: Scene, plot: Blueprint, gone: set[str]) -> bool:
    return len(frames.fitting(words.sources(scene, f"{plot.key}_ask"), frozenset(set(plot.goal.slots) - gone))) >= 2


def possible(scene: Scene, plot: Blueprint, count: int) -> list[list[str]]:
    """Sets of so many slots that the words can do without and the solver cannot."""
    out = []
    for gone in itertools.combinations(hideable(scene, plot), count):
        if count > 1 and not _sayable(scene, plot, set(gone)):
            continue
        known = {n: v for n, v in plot.known.items() if n not in gone}
        if isinstance(solve(plot.env, plot.domain.name, plot.goal, plot.tools, known), Stuck):
            out.append(list(gone))
    return out


def asked_count(scene: Scene) -> int:
    """How many slots the group's asking row leaves unsaid: mostly one, since few goals can do without two."""
    return 1 if scene.facts("missing").random() < 0.72 else 2


def asked_plot(scene: Scene, count: int) -> Blueprint:
    """A goal of which so many slots can be left unsaid: for the row in which they are, and for its sibling in which all is said."""

    def early(plot: Blueprint) -> bool:
        names = [n for n in act.required(plot) if f"{plot.domain.name}.need_{n}" in scene.bank] if blueprint.allowed(plot) else []
        fit = len(plot.domain.tools) >= 5 and len(names) >= count
        return fit and any(_sayable(scene, plot, set(gone)) for gone in itertools.combinations(names, count))

    def wish(plot: Blueprint) -> bool:
        return blueprint.plain(plot) and bool(possible(scene, plot, count))

    return blueprint.draw(scene, wish, part=f"asked {count}", early=early)


def in_the_head(plot: Blueprint) -> bool:
    """What an assistant works out without any tool, so that nobody takes a refusal from it: sums, measures, days and hours."""
    domains, stems = ("calculator", "timekeeping"), ("conversion.unit", "coderunner.run")
    return not plot.goal.edits and (plot.domain.name in domains or plot.stem in stems)


def single_plot(scene: Scene) -> Blueprint:
    """A goal of one call that is more than a sum or a date worked out in the head: for the row whose tools can do it, and for its sibling
    whose tools cannot."""
    return blueprint.draw(
        scene,
        lambda p: blueprint.plain(p) and len(p.plan.steps) == 1,
        among=blueprint.of_length(1, 1),
        part="single",
        early=lambda p: blueprint.allowed(p) and not in_the_head(p),
    )


def bad_plot(scene: Scene) -> Blueprint:
    """A goal one of whose values can be said so that it cannot be: for the row in which it is, and for its sibling in which it is right."""
    return blueprint.draw(scene, part="bad", early=lambda p: blueprint.allowed(p) and any(_spoilable(scene, p, n) for n in p.goal.slots))


def _spoilable(scene: Scene, plot: Blueprint, name: str) -> bool:
    bad = any(f"{plot.domain.name}.bad_{reason}" in scene.bank for _, reason in plot.goal.bad.get(name, ()))
    return bad or plot.goal.slots[name].kind in ("date", "time", "count")


def hide(scene: Scene, plot: Blueprint, count: int) -> list[str]:
    """The slots left out, in the order of the goal. Unfit where the words cannot do without them, or where the solver gets by."""
    sets = possible(scene, plot, count)
    if not sets:
        raise Unfit("nothing-to-hide")
    rng = scene.facts("hide")
    usual = [gone for gone in sets if set(gone) <= set(act.defaultable(plot))]
    return rng.choice(usual if usual and rng.random() < 0.8 else sets)


def missing(script: Script, plot: Blueprint, hidden: Sequence[str]) -> list[dict[str, Any]]:
    """Evidence of what is not said: slot, its value, the parameter that needs it."""
    out = []
    for name in hidden:
        step, param = next((s, k) for s in plot.plan.steps for k, o in s.sources.items() if name in o.slots)
        slot = plot.goal.slots[name]
        out.append({"slot": name, "kind": slot.kind, "value": slot.value, "tool": step.tool, "param": param})
    return out


def question(script: Script, plot: Blueprint, hidden: Sequence[str]) -> str:
    """The question for all of them in one breath."""
    takes = [(s.tool, k) for n in hidden for s in plot.plan.steps for k, o in s.sources.items() if n in o.slots]
    fields = [script.surface.params[tool][param] for tool, param in takes if tool in script.surface.params]
    gap = "、" if script.scene.lang == "zh" else " and "
    script.mind = ("missing", {"fields": gap.join(dict.fromkeys(fields))}) if fields else None
    scene, rng = script.scene, script.scene.rng("question", len(script.messages))
    parts = [
        words.phrase(scene, own if (own := f"{plot.stem}_need_{n}") in scene.bank else f"{plot.domain.name}.need_{n}", rng) for n in hidden
    ]
    if scene.lang == "zh":
        return "，".join(p.rstrip("？。") if i < len(parts) - 1 else p for i, p in enumerate(parts))
    first = parts[0].rstrip("?.") if len(parts) > 1 else parts[0]
    rest = [re.sub(r"^And ", "", p, flags=re.I) for p in parts[1:]]
    return first + "".join(f", and {p[:1].lower()}{p[1:]}" for p in rest)


def alone(scene: Scene, plot: Blueprint, sources: Sequence[str], keys: Mapping[str, str], rng: random.Random) -> tuple[str, ...]:
    """Frames of an answer in which a bare count gets its measure (“三晚”), where the domain says how; `keys`: slot of the goal by slot of the frame."""
    out = tuple(sources)
    for short, name in keys.items():
        own = f"{plot.domain.name}.give_{name}"
        if own in scene.bank:
            form = rng.choice(words.sources(scene, own)).replace("{v}", f"{{{short}}}")
            out = tuple(s.replace(f"{{{short}}}", form) for s in out)
    return out


def _chosen(plot: Blueprint, name: str) -> bool:
    """Whether the user settles on a slot's value, rather than knowing it: a day, a sum, a new name, not whose it is."""
    kind = plot.goal.slots[name].kind
    return bool(plot.goal.edits) and (kind in CHOSEN or kind.startswith("choice:") or (name.startswith("new_") and kind == "text"))


CHOSEN = ("date", "time", "minutes", "money", "count", "number", "percent")


def reply(script: Script, plot: Blueprint, names: Sequence[str], back: bool = False) -> None:
    """The user tells the slots that were asked for; `back`: after having talked of something else."""
    scene, rng = script.scene, script.scene.rng("reply", len(script.messages))
    given = {n: spoken(plot.goal.slots[n].kind, plot.goal.slots[n].value, scene.lang, script.env.now, rng, plot.domain.name) for n in names}
    keys = dict(zip(("v", "w"), names, strict=False))
    key = f"agent.give_{'back' if back else 'one' if len(names) == 1 else 'two'}"
    forms = words.sources(scene, key)
    if not back and all(_chosen(plot, n) for n in names):
        forms += words.sources(scene, "agent.give_pick" if len(names) == 1 else "agent.give_two_pick")
    said = frames.say(alone(scene, plot, forms, keys, rng), {k: given[n] for k, n in keys.items()}, scene.lang, rng)
    if said is None:
        raise Unfit("no-frame", key)
    told = replace(said, spans={keys[k]: span for k, span in said.spans.items()})
    script.user(words.eased(told, scene.lang, rng), words.kinds_of(plot), plot.domain.name)
