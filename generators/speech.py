"""How a user speaks: framing, register, brevity, noise, laid over the bare question."""

from __future__ import annotations

import re
from dataclasses import dataclass

from generators.noise import spoil
from generators.scene import Scene

# How a question begins that tells why it is asked.
_REASON = re.compile(
    r"(?:I'm (?!after\b|looking\b|trying\b)|I've (?!to\b)|I have to|I take|I was|My |Our |We |We're |We've |A |Somebody |Someone |Before )"
)


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
    rng, zh = scene.rng("speech"), scene.lang == "zh"
    whole = core.rstrip()[-1:] in "?？。.！!"
    # Framing follows the facts, so that siblings ask in the same words.
    frng = scene.facts("speech", scene.slot.task_type if not scene.sibling else "")
    alone = not re.search(r"[.!?。！？]\s*\S", core) and not _REASON.match(core)  # a question that brings its own reason wants no other
    if frng.random() < frame_share and whole and alone:
        frame = frng.choice(scene.bank["speech.frame"])
        lowered = (
            core if zh or re.match(r"(?:I|[A-Z]{2}|[A-Z]\w+ [A-Z])\b|I'", core) or core.startswith(protect) else core[0].lower() + core[1:]
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
    if scene.noise:
        spoilt, kind = spoil(core, scene.lang, rng, protect)
        if kind:
            return Utterance(spoilt, masked, (f"robustness/{kind}",))
    return Utterance(core, masked, ())


def _lower(text: str, protect: tuple[str, ...]) -> str:
    """Lower case at sentence starts only; names keep their capitals."""
    if text.startswith(tuple(p for p in protect if p)) or re.match(r"[A-Z]{2}|I\b", text):
        return text
    return text[:1].lower() + text[1:]
