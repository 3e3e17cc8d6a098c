"""How a user speaks: framing, register, brevity, noise, laid over the bare question."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from generators.noise import spoil
from generators.scene import Scene

# A question that speaks of the asker, or opens with somebody, tells why it is asked.
_REASON = re.compile(
    r"\b(?:I|I'm|I'd|I've|me|my|our|we|we're|we've|us|wants?|asks|insists|hopes)\b|^(?:A|An|Somebody|Someone|Before|The user) ",
    re.IGNORECASE,
)
_BARE_ME = re.compile(r"\b(?:tell|give|find|for|remind) me\b", re.IGNORECASE)


@dataclass(frozen=True)
class Utterance:
    """What the user types, and the tags that belong to it."""

    text: str
    masked: str
    tags: tuple[str, ...]


def utter(scene: Scene, core: str, masked: str, protect: tuple[str, ...] = (), frame_share: float = 0.3) -> Utterance:
    """Dress a bare question: some get a situation round it, some are typed carelessly, some (where the run asks for noise) are spoilt.

    `protect`: words no noise may touch: the entity, figures, negations.
    """
    zh = scene.lang == "zh"
    if scene.model.live and (worded := _worded(scene, core, protect)):
        return _spoilt(scene, worded, masked, protect)
    whole = core.rstrip()[-1:] in "?？。.！!"
    # Framing follows the facts, so that siblings ask in the same words.
    frng = scene.facts("speech", scene.slot.task_type if not scene.sibling else "")
    alone = not re.search(r"[.!?。！？]\s*\S|，|[:;] ", core) and not _REASON.search(
        _BARE_ME.sub("", core)
    )  # a question that brings its own reason wants no other
    # A bare question runs out of unlike wordings first: late attempts more often say why they ask.
    share = frame_share and min(0.8, frame_share + 0.05 * max(0, scene.attempt - 4))
    if frng.random() < share and whole and alone:
        frame = frng.choice(scene.bank["speech.frame"])
        lowered = (
            core
            if zh or re.match(r"(?:I|[A-Z]{2}|[A-Z]\w+ [A-Z])\b|I'", core) or core.startswith(tuple(p for p in protect if p))
            else core[0].lower() + core[1:]
        )
        first = frame.parts[0] if isinstance(frame.parts[0], str) else ""
        core = frame.fill({"q": core if not first or first.rstrip()[-1:] in ".!?" else lowered}, scene.lang)
        masked = frame.source.replace("{q}", masked)
    ease = frng.random()
    if zh:
        if ease < 0.2 and core.endswith("？") and core.count("？") == 1:
            core = core[:-1]
        elif ease < 0.27 and core.endswith("？"):
            core = core[:-1].replace("，", " ")
    elif ease < 0.12:
        core = _lower(core, protect).rstrip(".?")
    elif ease < 0.2:
        core = _lower(core, protect)
    return _spoilt(scene, core, masked, protect)


def _spoilt(scene: Scene, text: str, masked: str, protect: tuple[str, ...]) -> Utterance:
    if scene.noise:
        spoilt, kind = spoil(text, scene.lang, scene.rng("speech"), protect)
        if kind:
            return Utterance(spoilt, masked, (f"robustness/{kind}",))
    return Utterance(text, masked, ())


def foresee(scene: Scene, core: str, protect: tuple[str, ...] = ()) -> None:
    """With a model: wait for the words of a question that `utter` will want, before work is done that would be done again once they are there."""
    if scene.model.live and "question" in scene.model.purposes:
        scene.ask(_request(scene, core, protect)[0])


def _request(scene: Scene, core: str, protect: tuple[str, ...]) -> tuple[dict[str, Any], list[str]]:
    from generators.model.teacher import request_for

    keep = [p for p in protect if p and p in core]
    slots = {"bare": core, "keep": ("、" if scene.lang == "zh" else "; ").join(keep) or "-"}
    return request_for(scene, "question", slots, scene.facts_key), keep


def _worded(scene: Scene, core: str, protect: tuple[str, ...]) -> str:
    """The question in a model's words; empty where it finds none that keep what must stay."""
    from generators.model.teacher import filler, question_fault, taught

    if "question" not in scene.model.purposes:
        return ""
    request, keep = _request(scene, core, protect)

    def fault(text: str) -> str:
        return question_fault(text, core, keep) or filler(scene, "question", text)

    found = taught(scene, request, fault)
    return found[0] if found else ""


def _lower(text: str, protect: tuple[str, ...]) -> str:
    """Lower case at sentence starts only; names keep their capitals."""
    if text.startswith(tuple(p for p in protect if p)) or re.match(r"[A-Z]{2}|I\b", text):
        return text
    return text[:1].lower() + text[1:]
