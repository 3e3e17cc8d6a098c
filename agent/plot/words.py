"""The words of a row: what the user says, what the system prompt says, what the answer tells."""

from __future__ import annotations

import datetime
import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from agent.plot.blueprint import Blueprint
from agent.plot.dressing import asking, quoted
from agent.plot.dressing import dress as dress
from agent.plot.dressing import dressed as dressed
from agent.plot.dressing import finished as finished
from agent.plot.dressing import sources as sources
from agent.plot.prompt import system as system
from agent.plot.script import Script
from agent.plot.solver import Plan
from agent.words import fit as shapes
from agent.words import frames
from agent.words.frames import Said
from agent.words.say import spoken, told
from agent.world import Slot
from generators.noise import spoil
from generators.recipe import Unfit
from generators.scene import Scene
from generators.seeds import hash_int

REPEATED = 60  # characters of a value that an answer says again


def stream(scene: Scene, *turn: int) -> random.Random:
    """The randomness of what the user says: in half of the groups all rows want the same in the same words, in the others each in its own.

    A row that is tried again says it in other words: what was wrong with it, or like an earlier row, may be the words.
    """
    own = scene.attempt or ((scene.sibling or scene.twin) and hash_int(scene.seed, "own words", *scene.group_path) % 2)
    return scene.facts("words", scene.slot.path, scene.attempt, *turn) if own else scene.facts("words", *turn)


def ask(
    scene: Scene,
    plot: Blueprint,
    slots: Sequence[str],
    rng: random.Random,
    now: datetime.datetime,
    key: str = "",
    values: Mapping[str, Any] | None = None,
    stand_ins: Mapping[str, str] | None = None,
    dressed: bool = True,
    keep: bool = False,
    beside: bool = False,
    later: bool = False,
) -> Said:
    """What the user says to want this goal, telling exactly these slots. Unfit where no frame can.

    `values`: other values than the goal's. `stand_ins`: words that stand for a slot without telling its value ("it"); they get no span,
    unless `keep` says so. `beside`: other requests stand in the same sentence. `later`: the talk has begun already.
    """
    wrap = dress(scene, rng, later) if dressed else ("", "")
    given = {n: (stand_ins or {}).get(n) or say_value(scene, plot, n, rng, now, values) for n in slots}
    if sum(plot.goal.slots[n].kind == "date" for n in slots if n in plot.goal.slots) > 1:  # not "the 28th to 29 April"
        for n in [n for n in slots if BARE_DAY.fullmatch(given[n])]:
            forms = [say_value(scene, plot, n, rng, now, values) for _ in range(8)]
            given[n] = next((f for f in forms if not BARE_DAY.fullmatch(f)), given[n])
    fit = sources(scene, key or f"{plot.key}_ask")
    for n in () if keep else stand_ins or ():  # “it” is no title
        fit = shapes.unquoted(fit, n)
        if scene.lang == "zh":
            fit = shapes.with_pronoun(fit, frozenset(given), n) or fit
    if scene.lang == "zh":
        wrap, fit = shapes.in_place(wrap, fit, frozenset(given), beside)
    elif beside:
        fit = tuple(s for s in fit if not _REASON.match(s)) or fit
    said = frames.say(fit, given, scene.lang, rng, wrap)
    if said is None:
        raise Unfit("no-frame", f"{plot.key} {','.join(slots)}")
    if dressed:
        said = finished(scene, rng, said, now, later)
    said = noisy(scene, eased(said, scene.lang, rng), given)
    return replace(said, spans={n: span for n, span in said.spans.items() if keep or n not in (stand_ins or {})})


def takes_pronoun(scene: Scene, plot: Blueprint, name: str) -> bool:
    """Whether there is a frame in which “it” reads well in the place of a slot, with the day and without."""
    if scene.lang != "zh":
        return True
    fit, whole = shapes.unquoted(sources(scene, f"{plot.key}_ask"), name), frozenset(plot.goal.slots)
    return all(shapes.with_pronoun(fit, given, name) for given in {whole, whole - {"date"}} if frames.fitting(fit, given))


_REASON = re.compile(r"\([^()]*\)[,:;]? ?[^|]*[,:]|\([^()]*\)[,:] ")
BARE_DAY = re.compile(r"the \d+(?:st|nd|rd|th)|[\d一二三十]+[号日]")


def say_value(
    scene: Scene, plot: Blueprint, slot: str, rng: random.Random, now: datetime.datetime, values: Mapping[str, Any] | None = None
) -> str:
    """A slot's value in the user's mouth."""
    own = plot.goal.slots[slot]
    return spoken(own.kind, (values or {}).get(slot, own.value), scene.lang, now, rng, plot.domain.name)


def together(scene: Scene, plots: Sequence[Blueprint], rng: random.Random, now: datetime.datetime) -> Said:
    """Several requests in one breath; slots are named by the request's number, as `0.title`."""
    texts, spans, masked, noise = "", dict[str, tuple[int, int]](), "", tuple[str, ...]()
    for i, plot in enumerate(plots):
        said = ask(scene, plot, list(plot.goal.slots), rng, now, dressed=False, beside=True)
        if i and scene.lang == "en" and 0 not in {a for a, _ in said.spans.values()} and not said.text.startswith(("I ", "I'")):
            said = replace(said, text=said.text[:1].lower() + said.text[1:], masked=said.masked[:1].lower() + said.masked[1:])
        body, mask = said.text.rstrip("。.，"), said.masked.rstrip("。.，")
        # A question ends as one before the next request.
        if scene.lang == "en" and body[-1:].isalnum() and asking(re.split("[?.:]", body)[-1]) and not quoted(said):
            body, mask = body + "?", mask + "?"
        long = scene.lang == "en" and ("," in texts or "," in body or ":" in texts)
        key = "agent.link_long" if long else "agent.link" if i < len(plots) - 1 else "agent.last_link"
        link = "" if not i else joint(scene, key, body, texts, rng)
        if link and texts[-1:] in "？?":
            link = link.lstrip("，,；;. ")
            link = link if scene.lang == "zh" else f" {link}"
        at = len(texts) + len(link)
        texts, masked = texts + link + body, masked + link + mask
        spans |= {f"{i}.{n}": (a + at, b + at) for n, (a, b) in said.spans.items()}
        noise += said.noise
    return Said(texts, spans, masked, noise)


def joint(scene: Scene, key: str, after: str, before: str, rng: random.Random) -> str:
    """What stands between two requests: a word that was not used yet, and none that the next request begins or ends with."""
    links = sources(scene, key)
    fit = [
        x
        for x in links
        if not (bare := x.strip("，,；;。 ")) or (bare not in before and bare[-1:] != after[:1] and not after.startswith(bare))
    ]
    return rng.choice(fit or links)


def eased(said: Said, lang: str, rng: random.Random) -> Said:
    """As typed: English sentences may start with a capital and end with a mark, or not; Chinese ones mostly end bare."""
    text, masked = said.text, said.masked
    first = min((a for a, _ in said.spans.values()), default=1)
    if lang == "en":
        if rng.random() < 0.55 and first > 0:
            text, masked = text[:1].upper() + text[1:], masked[:1].upper() + masked[1:]
        if text[-1:].isalnum() and rng.random() < 0.25 and not asking(text):
            text, masked = text + ".", masked + "."
    elif text[-1:] not in "？。！" and rng.random() < 0.15 and not shapes.ASKING.search(text):
        text, masked = text + "。", masked + "。"
    return replace(said, text=text, masked=masked)


def noisy(scene: Scene, said: Said, given: Mapping[str, str]) -> Said:
    """Spoilt where the row is a noisy one; values stay whole and their places are found again."""
    if not scene.noise:
        return said
    text, kind = spoil(said.text, scene.lang, scene.rng("noise", len(said.text)), tuple(given.values()))
    spans, at = {}, 0
    for slot, (start, end) in sorted(said.spans.items(), key=lambda s: s[1]):
        found = text.find(said.text[start:end], at)
        if found < 0:
            return said
        spans[slot] = (found, found + end - start)
        at = found + end - start
    return replace(said, text=text, spans=spans, noise=(kind,) if kind else ())


def kinds_of(plot: Blueprint) -> dict[str, str]:
    """How each slot is to be read."""
    return {n: s.kind for n, s in plot.goal.slots.items()}


def dated(plot: Blueprint) -> bool:
    """Whether the user may speak of days or hours, or an answer tell of them ("by today"), so that the clock must be known."""
    kinds = {s.kind for s in plot.goal.slots.values()} | {f.kind for f in plot.goal.facts.values()}
    return not kinds.isdisjoint(("date", "time", "datetime"))


def aside(script: Script) -> str | None:
    """A few words beside a call: mostly none."""
    rng = script.scene.rng("aside", len(script.messages))
    return phrase(script.scene, "agent.aside", rng) if rng.random() < 0.08 else None


def tell(script: Script, plot: Blueprint, plan: Plan, key: str = "", rng: random.Random | None = None, among: str = "") -> str:
    """The answer once a goal is reached; the facts it tells are noted in the script.

    `among`: other answers stand beside it, so it says what it is about; its slots are known under this prefix.
    """
    scene, goal = script.scene, plot.goal
    rng = rng or scene.rng("answer", len(script.messages))
    unsaid = [] if among or key else [n for n in goal.slots if n not in script.known]
    said_by_user = {str(s.value) for s in goal.slots.values()}
    must = {n for n, f in goal.facts.items() if f.told or (not goal.edits and str(f.value) not in said_by_user and f.kind != "bool")}
    asked: dict[str, str] = {}
    if among and not key and f"{plot.key}_among" in scene.bank:
        key, asked = f"{plot.key}_among", repeated(script, plot, among)
    if unsaid and f"{plot.key}_among" in scene.bank:  # what was left to the tool is told
        key, asked = f"{plot.key}_among", repeated(script, plot, "") | by_default(script, plot, unsaid)
    key = key or f"{plot.key}_done"
    if not (fit := _telling_defaults(script, plot, unsaid, must, asked)):
        may = frozenset({*goal.facts, *asked})
        fit = frames.among(sources(scene, key), frozenset(must | showing(plot, unsaid)), may)
        fit = fit or frames.among(sources(scene, key), frozenset(must), may)
    if not fit:
        raise Unfit("no-answer-frame", plot.key)
    if among:  # beside other answers nothing is called "it"
        fit = tuple(f for f in fit if not POINTING.search(f)) or fit
    if '"cached_at"' in str(script.messages[-1].get("content")):  # an old copy says nothing of now
        fit = tuple(f for f in fit if not NOW.search(f)) or fit
    once = _once(plot, fit, must) or fit
    frame = rng.choice([f for f in once if f not in script.worded] or once)
    script.worded.add(frame)
    reached = frames.parse(frame).need
    used = sorted(n for n in reached if n in goal.facts and (n not in asked or n in must))
    values = {n: asked[n] for n in reached if n not in used} | {
        n: as_told(scene, goal.facts[n].kind, plan.facts[n][2], script.env.now, plot.domain.name) for n in used
    }
    named = [*used, *(n for n, f in goal.facts.items() if f.kind == "bool")]
    script.tells(plan, named, {n: goal.facts[n].kind for n in named})
    about = subject(script, plot) if among else ""
    said = frames.say((frame,), values, scene.lang, rng)
    if said is None:
        raise Unfit("no-answer-frame", frame)
    named_there = plot.goal.edits and any(str(s.value).casefold() in said.text.casefold() for s in plot.goal.slots.values())
    if key.endswith("_among") or named_there or not about or about.casefold() in said.text.casefold() or ": " in said.text:
        return capital(said.text, scene.lang)
    own = frame[:1].isalpha() and not frame.startswith(("I ", "I'"))
    return f"{about}：{said.text}" if scene.lang == "zh" else f"{about}: {said.text[:1].lower() if own else said.text[:1]}{said.text[1:]}"


NOW = re.compile(r"\b(?:at the moment|now|currently|today)\b|现在|目前|眼下|此刻|这会儿|当前")
POINTING = re.compile(
    r"^(?:It|That|They|There's \{|Added|Done|Return opened|The (?:address|file|ticket|copy|note|name|owner|rate|index|return|result|query|count|new slot) (?:is|was|on)\b)"
    r"|^(?:I've (?:changed|set|renamed|copied|noted|reported|passed|scheduled|opened|moved|put) (?:it|this)\b)|^[它这]"
)


def _once(plot: Blueprint, fit: Sequence[str], must: set[str]) -> Sequence[str]:
    """The frames that tell no value twice: as the user said it, and as a result that need not be told."""
    slots, facts = plot.goal.slots, {n: f for n, f in plot.goal.facts.items() if n not in must and n not in plot.goal.slots}
    same = [frozenset((n, m)) for n, s in slots.items() for m, f in facts.items() if s.value == f.value]
    return [f for f in fit if not any(pair <= frames.parse(f).need for pair in same)] if same else fit


def _telling_defaults(script: Script, plot: Blueprint, unsaid: Sequence[str], must: set[str], asked: dict[str, str]) -> tuple[str, ...]:
    """Answers that also tell what a tool put in by its schema, because nobody had said it; `must` and `asked` take up what they tell."""
    made = {(tool, name) for tool, args in script.surface.defaults.items() for name in args}
    filled = {o.slot for s in plot.plan.steps for k, o in s.sources.items() if o.kind == "user" and (s.tool, k) in made} & set(unsaid)
    if not filled:
        return ()
    scene, own = script.scene, repeated(script, plot, "") | by_default(script, plot, unsaid)
    keys = [k for k in (f"{plot.key}_{end}" for end in ("default", "done", "among")) if k in scene.bank]
    found = (frames.among(sources(scene, k), frozenset(must | filled), frozenset({*plot.goal.facts, *own})) for k in keys)
    if fit := next((f for f in found if f), ()):
        must |= filled
        asked |= own
    return fit


def repeated(script: Script, plot: Blueprint, among: str) -> dict[str, str]:
    """What was asked, in the user's own words, as an answer beside others repeats it; without what is too long to be repeated."""
    places = {n: script.known[among + n] for n in plot.goal.slots if among + n in script.known}
    texts = {n: script.messages[p.turn]["content"][p.start : p.end] for n, p in places.items()}
    dated_too = any(f.kind in ("date", "time", "datetime") for f in plot.goal.facts.values())
    for n, slot in plot.goal.slots.items():
        # Not "9 at night is 05:00"; a Chinese answer keeps one spelling of days and hours.
        if n in texts and (dated_too or script.scene.lang == "zh") and slot.kind in ("date", "time"):
            texts[n] = as_told(script.scene, slot.kind, slot.value, script.env.now, plot.domain.name)
            texts[n] = _WEEKDAY.sub("", texts[n]) if script.scene.lang == "zh" else texts[n]
    return {n: t for n, t in texts.items() if len(t) <= REPEATED and "\n" not in t}


_WEEKDAY = re.compile(r"(?<=日)(?:（周.）|周.)$")


def by_default(script: Script, plot: Blueprint, names: Sequence[str]) -> dict[str, str]:
    """Slots that nobody said, as an answer tells them."""
    slots = {n: plot.goal.slots[n] for n in names}
    return {n: as_told(script.scene, s.kind, s.value, script.env.now, plot.domain.name) for n, s in slots.items()}


def showing(plot: Blueprint, names: Sequence[str]) -> set[str]:
    """Facts that show the values of these slots; the length of something, by its end."""
    facts = plot.goal.facts
    return {f for n in names for f, fact in facts.items() if fact.value == plot.goal.slots[n].value or (n == "duration" and f == "end")}


def subject(script: Script, plot: Blueprint) -> str:
    """What a goal is about, as the user named it: its first name, title or place, or the figures to work on; empty where it has none."""
    slots = dict(sorted(plot.goal.slots.items(), key=lambda s: s[0] != "column"))

    def said(slot: Slot) -> str:
        return told(slot.kind, slot.value, script.scene.lang, script.env.now, random.Random(1), plot.domain.name)

    for kinds in (("person", "text", "code"), ("place", "choice:queue", "choice:zone")):
        for name, slot in slots.items():
            if (
                slot.kind in kinds and len(str(slot.value)) <= 40 and not set("(*<>=") & set(str(slot.value))
            ):  # no name: a program, a statement
                text = said(slot)
                if "." in text:  # a file
                    return f"“{text}”"
                return text if name == "column" else capital(text, script.scene.lang)
    figures = [said(s) for s in slots.values() if s.kind == "number"]
    units = [said(s) for s in slots.values() if s.kind in ("choice:unit", "choice:code")]
    if len(figures) == 2:
        return " → ".join(figures)
    if figures and units and not plot.goal.edits:
        return f"{figures[0]}{'' if script.scene.lang == 'zh' else ' '}{units[0]}"
    return next((said(s) for s in slots.values() if s.kind in ("date", "choice:code", "expr")), "")


def spelling(scene: Scene, kind: str) -> random.Random:
    """Randomness that gives all values of a kind in a row's answers the same spelling."""
    return scene.rng("spelling", kind)


def as_told(scene: Scene, kind: str, value: Any, now: datetime.datetime, domain: str = "") -> str:
    """A value in an answer, in the row's spelling; a moment as its day and its time."""
    if kind == "datetime":
        day, _, clock = value.partition("T")
        return f"{as_told(scene, 'date', day, now)}{'' if scene.lang == 'zh' else ' at '}{as_told(scene, 'time', clock, now)}"
    return told(kind, value, scene.lang, now, spelling(scene, kind), domain)


def written(frame: str, values: Mapping[str, str], lang: str, rng: random.Random) -> str:
    """An assistant's sentence: a frame with its values, with a capital in English."""
    said = frames.say((frame,), dict(values), lang, rng)
    if said is None:
        raise Unfit("no-answer-frame", frame)
    return capital(said.text, lang)


def capital(text: str, lang: str) -> str:
    """The first letter large, in English."""
    return text[:1].upper() + text[1:] if lang == "en" else text


def phrase(scene: Scene, key: str, rng: random.Random, **values: str) -> str:
    """One wording of a key for the assistant, among those whose slots are all given (the fullest choice is not forced)."""
    given = frozenset(values)
    fit = frames.among(sources(scene, key), frozenset(), given)
    if not fit:
        raise Unfit("no-words", key)
    frame = rng.choice(fit)
    need = frames.parse(frame).may & given
    return written(frame, {n: values[n] for n in need}, scene.lang, rng)


def chats(scene: Scene) -> int:
    """How many subjects of plain talk the bank holds."""
    return sum(k.startswith("chat.ask_") for k in scene.bank)


def led(lead: str, answer: str, lang: str) -> str:
    """A lead and the answer behind it."""
    if lang == "zh":
        return lead + answer
    return f"{lead} {answer}"
