"""Rows on the user's own tools: one call, several at once, a question for what is missing, and nothing that fits."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

from agent.own import sample
from agent.own.source import Own, OwnWorld
from agent.own.spec import Spec
from agent.plot import words
from agent.plot.blueprint import clock
from agent.plot.draft import draft
from agent.plot.script import Script
from agent.plot.solver import Plan, Source, Step
from agent.plot.surface import Surface
from agent.words import en, frames, zh
from agent.words.frames import Said
from generators.marks import Marks
from generators.recipe import Draft, Unfit
from generators.scene import Scene

if TYPE_CHECKING:
    from agent.world.env import Env

TYPES = {"agent/single": 4, "agent/parallel": 3, "agent/ask": 3, "agent/no_tool": 3}


def build(kind: str, scene: Scene, source: Own) -> Draft:
    """A row of this kind."""
    rng = scene.facts("own")
    usable = [s for s in source.specs if s.parameters["properties"] or not s.parameters.get("required")]
    count = rng.choice((2, 2, 3)) if kind == "parallel" else 1
    wishes = [_wish(rng, scene.lang, usable, scene) for _ in range(count)]
    target = wishes[0][0]
    made = {}
    for spec, args in wishes:
        made[spec.name + json.dumps(args, sort_keys=True)] = sample.result(spec.output, spec.examples, args, rng, scene.lang, _nouns(scene))
    if len(made) < count:
        raise Unfit("same-wish")
    env = OwnWorld(scene.lang, clock(scene.facts("clock")), source, made)
    if source.caller:
        source.caller.fresh()
    shown = _surface(scene, source.specs, [s for s, _ in wishes] if kind != "no_tool" else [], target if kind == "no_tool" else None)
    script = Script(scene, cast("Env", env), shown)
    script.system(words.system(scene, env.now, False))
    facets = {"domain": "own", "intent": target.name, "writes": False}
    if kind == "no_tool":
        _ask(script, wishes, {})
        script.say(words.phrase(scene, "own.cannot", scene.rng("cannot")))
        wanted = {"domain": "own", "keys": [], "also": [f"own.{target.name}"]}
        return _draft(script, source, {**facets, "near": True}, {"agent.declines": {}}, wanted=wanted)
    hidden = {}
    if kind == "ask":
        hidden = _hide(rng, target, wishes[0][1])
    _ask(script, wishes, hidden)
    if hidden:
        name = next(iter(hidden))
        script.say(words.phrase(scene, "own.need", scene.rng("need"), label=sample.label([name])))
        if scene.chance(0.5, "open"):
            missing = [{"slot": name, "kind": "other", "value": wishes[0][1][name], "tool": f"own.{target.name}", "param": name}]
            return _draft(script, source, {**facets, "course": "open", "missing": 1}, {"agent.asks": {"slots": [name]}}, missing=missing)
        _reply(script, name, wishes[0][1][name])
        facets |= {"course": "answered", "missing": 1}
    steps = [_step(spec, args, n) for n, (spec, args) in enumerate(wishes)]
    outcomes = script.call(steps, together=len(steps) > 1, text=words.aside(script))
    script.say(_answer(script, [o.ok for o in outcomes]))
    extra = {"said": "all"} if kind == "single" else {"goals": count} if kind == "parallel" else {}
    return _draft(script, source, facets | extra, {})


def _draft(script: Script, source: Own, facets: dict[str, Any], checks: dict[str, dict[str, Any]], **extra: Any) -> Draft:
    made = draft(script, facets, checks, **extra)
    made.evidence["world"] |= {"own": source.results, "versions": {}}
    made.tags = [f"results/{source.results}"]
    return made


def _nouns(scene: Scene) -> Sequence[str]:
    return words.sources(scene, "own.noun")


def _wish(rng: random.Random, lang: str, specs: Sequence[Spec], scene: Scene) -> tuple[Spec, dict[str, Any]]:
    from agent.own.valid import valid

    for _ in range(40):
        spec = rng.choice(list(specs))
        args = sample.arguments(spec.parameters, rng, lang, _nouns(scene))
        if args is not None and len(sample.leaves(args)) <= 6 and valid(spec.parameters, args):
            return spec, args
    raise Unfit("no-arguments")


def _surface(scene: Scene, specs: Sequence[Spec], need: Sequence[Spec], barred: Spec | None) -> Surface:
    """The needed tools and some others, in an order in which the last needed one stands at a stratified place."""
    rng = scene.rng("own tools")
    names = {s.name for s in need}
    rest = [s for s in specs if s.name not in names and s is not barred]
    rng.shuffle(rest)
    total = min(len(rest), rng.randint(0 if need else 1, 4 + 3 * scene.difficulty))
    if not need and not rest:
        raise Unfit("no-other-tool")
    picked = rest[: max(total, 0 if need else 1)] + list(need[:-1])
    rng.shuffle(picked)
    if need:
        n = len(picked) + 1
        picked.insert(int(scene.spread("tool place", n, cells=n * max(1, 24 // n)) * n), need[-1])
    made = Surface(naming="snake")
    for s in {p.name: p for p in picked}.values():
        full = f"own.{s.name}"
        made.order.append(full)
        made.names[full] = s.name
        made.params[full] = {p: p for p in s.parameters["properties"]}
        made.tools.append(
            {"type": "function", "function": {"name": s.name, "description": s.description[:1000], "parameters": s.parameters}}
        )
    return made


def _spoken(value: Any, kind: str, lang: str) -> str:
    if kind == "bool":
        return ("是" if value else "否") if lang == "zh" else ("yes" if value else "no")
    if kind.startswith("list:"):
        return str((zh if lang == "zh" else en).joined([str(v) for v in value]))
    return str(value)


def _hide(rng: random.Random, spec: Spec, args: Mapping[str, Any]) -> dict[str, bool]:
    names = [
        n
        for n in spec.parameters.get("required", [])
        if n in args and not isinstance(args[n], dict) and "default" not in spec.parameters["properties"][n]
    ]
    if not names:
        raise Unfit("nothing-to-hide")
    return {rng.choice(names): True}


def _ask(script: Script, wishes: Sequence[tuple[Spec, dict[str, Any]]], hidden: Mapping[str, bool]) -> None:
    """The user's turn: what is wanted in the words of the tool's own description, then the values by their names."""
    scene, rng, marks = script.scene, script.scene.facts("own words"), Marks()
    kinds: dict[str, str] = {}
    pieces = []
    for n, (spec, args) in enumerate(wishes):
        parts = []
        for path, value, kind in sample.leaves(args):
            if path[0] in hidden:
                continue
            slot = f"{n}/{'/'.join(path)}"
            kinds[slot] = kind
            parts.append(f"{sample.label(path)} {marks.wrap(_spoken(value, kind, scene.lang), slot=slot)}")
        rng.shuffle(parts)
        listed = ("，" if scene.lang == "zh" else ", ").join(parts)
        key = "own.ask" if parts else "own.ask_bare"
        frame = rng.choice(words.sources(scene, key))
        nodes = frames.expand(frames.parse(frame), frozenset({"wish", "parts"} if parts else {"wish"}), rng)
        pieces.append("".join({"wish": _wish_words(spec), "parts": listed}[item] if kind == "slot" else item for kind, item in nodes))
    text, found = marks.strip(frames.tidy(("；" if scene.lang == "zh" else "; ").join(pieces), scene.lang))
    said = Said(text, {f.info["slot"]: (f.start, f.end) for f in found}, re.sub(r"\d+", "\u25a1", text))
    script.user(said, kinds, "own")


def _wish_words(spec: Spec) -> str:
    """The first sentence of the description, without its full stop, not longer than a line; a tool's name is never said."""
    text = re.split(r"(?<=[a-z)])[.;:]\s|[。；]", spec.description)[0].strip(" .。")[:110]
    text = re.sub(r"^(?:this (?:tool|endpoint|function) |use this tool to |tool description: )", "", text, flags=re.I)
    for form in (spec.name, spec.original):
        if form and re.search(r"[_A-Z-]", form):
            text = text.replace(form, sample.label([form]))
    return text[:1].lower() + text[1:] if re.match(r"[A-Z][a-z]", text) else text


def _reply(script: Script, name: str, value: Any) -> None:
    kind = sample.leaves({name: value})[0][2]
    said = frames.say(
        words.sources(script.scene, "agent.give_one"),
        {"v": _spoken(value, kind, script.scene.lang)},
        script.scene.lang,
        script.scene.rng("reply"),
    )
    if said is None:
        raise Unfit("no-frame", "give_one")
    script.user(Said(said.text, {f"0/{name}": said.spans["v"]}, said.masked), {f"0/{name}": kind}, "own")


def _step(spec: Spec, args: dict[str, Any], n: int) -> Step:
    return Step(
        f"own.{spec.name}", args, {"/".join(path): Source("user", slot=f"{n}/{'/'.join(path)}") for path, _, _ in sample.leaves(args)}
    )


def _answer(script: Script, worked: Sequence[bool]) -> str:
    """What came back: up to two figures or words of each result, or that it came back empty or failed."""
    scene, texts = script.scene, list[str]()
    for n, ok in enumerate(worked):
        at = len(script.results) - len(worked) + n
        rng = scene.rng("own answer", n)
        facts = _facts(script.results[at][1]) if ok else []
        if not ok:
            texts.append(words.phrase(scene, "own.failed", rng))
        elif not facts:
            texts.append(words.phrase(scene, "own.empty" if script.results[at][1] in ([], {}, "", None) else "own.plain", rng))
        else:
            picked = facts[:2]
            plan = Plan([], {f"{n}{p}": (at, p, v) for p, v in picked})
            script.tells(
                plan, list(plan.facts), {f: "number" if isinstance(v, int | float) else "text" for f, (_, _, v) in plan.facts.items()}
            )
            told = [
                words.phrase(
                    scene,
                    "own.fact",
                    rng,
                    label=_named(p),
                    v=_value(v, scene.lang),
                )
                for p, v in picked
            ]
            told = [t if not i or scene.lang == "zh" else t[:1].lower() + t[1:] for i, t in enumerate(told)]
            texts.append(("，" if scene.lang == "zh" else ", ").join(told) + ("。" if scene.lang == "zh" else "."))
    text = ("" if scene.lang == "zh" else " ").join(texts)
    return words.capital(text, scene.lang)


def _named(pointer: str) -> str:
    """What a leaf is called: its key, or just the result."""
    key = pointer.rsplit("/", 1)[-1]
    return sample.label([key]) if key and not key.isdigit() else "result"


def _value(value: Any, lang: str) -> str:
    return str((zh if lang == "zh" else en).plain(value)) if isinstance(value, int | float) else str(value)


def _facts(value: Any, pointer: str = "") -> list[tuple[str, Any]]:
    """Leaves of a result that read well in a sentence, with their pointers."""
    if isinstance(value, dict):
        return [f for k, v in value.items() if "/" not in k for f in _facts(v, f"{pointer}/{k}")]
    if isinstance(value, list):
        return [f for i, v in enumerate(value[:1]) for f in _facts(v, f"{pointer}/{i}")]
    if isinstance(value, bool) or value is None:
        return []
    if isinstance(value, int | float):
        return [(pointer, value)] if abs(value) < 10**12 and "e" not in str(value) else []
    plain = str(value)
    good = 0 < len(plain) <= 40 and re.fullmatch(r"[\w \u4e00-\u9fff'’-]+", plain) and not re.search(r"[a-z]_|\d{4}-\d\d", plain)
    return [(pointer, plain)] if good and plain == plain.strip() else []
