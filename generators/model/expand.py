"""New prompts from seeds: expanded in the manner of self-instruct, rewritten for another person, or taken apart; each keeps its task type and its parent."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from generators.model.pool import Talk
from generators.model.prompts_in import Asked
from generators.model.reply import script
from generators.model.shape import strip_thinking
from generators.model.teacher import fill, load_prompt, taught
from generators.seeds import digest, rng_for

WAYS = ("expand", "rewrite", "decompose")
_TURNS = {"expand": 1, "rewrite": 5, "decompose": 1}  # how often a way is taken: one answer gives several prompts, or one
SHOWN = 4  # seeds a model sees at once
SCHEMA = {
    "expand": {"type": "object", "required": ["prompts"], "properties": {"prompts": {"type": "array", "minItems": 1, "items": {"type": "string", "minLength": 2}}}},
    "decompose": {
        "type": "object", "required": ["steps"],
        "properties": {"steps": {"type": "array", "minItems": 2, "maxItems": 12, "items": {"type": "string", "minLength": 2}}},
    },
}  # fmt: skip


@dataclass(frozen=True)
class Wish:
    """One request to come: which way, from which seed, the how-manieth round over the seeds."""

    way: str
    seed: Asked
    round: int
    shown: tuple[str, ...]


@dataclass(frozen=True)
class Prompted:
    """What came of it: prompts, or the reason why none; `faults` are (reason, text) of those not taken."""

    made: tuple[tuple[str, dict[str, Any]], ...]
    reason: str = ""
    faults: tuple[tuple[str, str], ...] = ()


def wishes(seeds: list[Asked], ways: tuple[str, ...], seed: int) -> Iterator[Wish]:
    """Endless: every seed in every round, the ways in turn, with other seeds of its language beside it."""
    round_, turns = 0, [w for w in ways for _ in range(_TURNS[w] if len(ways) > 1 else 1)]
    while True:
        for nth, asked in enumerate(seeds):
            way = turns[(nth + round_ * len(seeds)) % len(turns)]
            rng = rng_for(seed, "prompts", round_, nth)
            others = [s.text for s in seeds if s.lang == asked.lang and s is not asked]
            shown = tuple(rng.sample(others, min(SHOWN - 1, len(others))))
            yield Wish(way, asked, round_, shown)
        round_ += 1


def request_of(wish: Wish, task_type: str, seed: int, over: str) -> dict[str, Any]:
    """What the model is sent."""
    prompt = load_prompt(wish.way, wish.seed.lang, over)
    rng = rng_for(seed, "style", wish.way, wish.seed.place, wish.round)
    shown = [*wish.shown, wish.seed.text]
    rng.shuffle(shown)
    slots = {
        "seed": wish.seed.text, "shown": "\n".join(f"- {s}" for s in shown), "style": rng.choice(prompt.styles), "task": task_type,
    }  # fmt: skip
    messages = [{"role": "system", "content": prompt.system}, {"role": "user", "content": fill(prompt.user, slots)}]
    request = {
        "purpose": wish.way,
        "role": "cheap",
        "row": f"{wish.seed.place}#{seed}.{wish.round}",
        "messages": messages,
        "mend": prompt.mend,
    }
    return {**request, "schema": SCHEMA[wish.way]} if wish.way in SCHEMA else request


def fault_of(text: str, seed: Asked, forbid: tuple[re.Pattern[str], ...]) -> str:
    """What is wrong with a new prompt."""
    if not text or len(text) > 6 * len(seed.text) + 200:
        return "length: it is empty or far too long"
    if script(text) != script(seed.text):
        return "language: it is in another language"
    for pattern in forbid:
        if found := pattern.search(text):
            return f"filler: {found[0]!r} says nothing"
    if re.match(r"\s*(?:\d+[.)、]|[-*]) ?", text):
        return "list: it begins like an item of a list"
    if text[0] in '"“「' and text[-1] in '"”」':
        return "quoted: it stands in quotation marks"
    return ""


def prompted(wish: Wish, talk: Talk, task_type: str, seed: int, over: str) -> Prompted:
    """Ask for prompts and take those without a fault."""
    prompt, request = load_prompt(wish.way, wish.seed.lang, over), request_of(wish, task_type, seed, over)
    if wish.way == "rewrite":
        lost: list[tuple[str, str]] = []

        def accept(said: str) -> str:
            fault = fault_of(said, wish.seed, prompt.forbid) or kept_apart(said, wish.seed.text)
            if fault:
                lost.append((fault.partition(":")[0], said))
            return fault

        found = taught(talk, request, accept)
        return Prompted(((found[0], {}),), faults=tuple(lost)) if found else Prompted((), "no-prompt", tuple(lost))
    reply = talk.ask(request)[0]
    if reply is None:
        talk.model.took(request, "no-answer")
        return Prompted((), "no-answer")
    import orjson

    value = orjson.loads(strip_thinking(reply)[0])
    if wish.way == "decompose":
        return _steps(wish, [s.strip() for s in value["steps"]], talk, request)
    made: list[tuple[str, str]] = []
    faults: list[tuple[str, str]] = []
    for text in dict.fromkeys(t.strip() for t in value["prompts"]):
        fault = fault_of(text, wish.seed, prompt.forbid)
        (faults if fault else made).append((fault.partition(":")[0], text))
    talk.model.took(request, "used" if made else faults[0][0] if faults else "empty", "\n".join(t for _, t in faults))
    return Prompted(tuple((t, {}) for _, t in made), "" if made else "no-prompt", tuple(faults))


def kept_apart(said: str, seed: str) -> str:
    """A fault where a rewriting changed a figure, or nothing."""
    if said.strip() == seed.strip():
        return "same: it is the seed again"
    if set(re.findall(r"\d+", said)) != set(re.findall(r"\d+", seed)):
        return "figures: a figure was added or lost"
    return ""


def _steps(wish: Wish, steps: list[str], talk: Talk, request: dict[str, Any]) -> Prompted:
    """A task too hard in one go: its outline, and one prompt per step that knows the whole and what came before."""
    for step in steps:
        if fault := fault_of(re.sub(r"^\s*(?:\d+[.)、]|[-*]) ?", "", step), wish.seed, ()):
            talk.model.took(request, fault.partition(":")[0], step)
            return Prompted((), "no-prompt", ((fault.partition(":")[0], step),))
    talk.model.took(request)
    plain = [re.sub(r"^\s*(?:\d+[.)、]|[-*]) ?", "", s) for s in steps]
    prompt = load_prompt("decompose", wish.seed.lang)
    made = []
    for nth, step in enumerate(plain):
        before = "\n".join(f"{i}. {s}" for i, s in enumerate(plain[:nth], 1))
        wording = prompt.styles[int(digest(wish.seed.text, nth, size=4).hex(), 16) % len(prompt.styles)]
        text = fill(wording if nth else prompt.shorten or wording, {"seed": wish.seed.text, "step": step, "before": before})
        made.append((text, {"step": nth + 1, "of": len(plain)}))
    return Prompted(tuple(made))
