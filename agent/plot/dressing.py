"""What people put round a request: a greeting, a word of hurry, a please, where the sentence can bear it."""

from __future__ import annotations

import datetime
import random
import re
from dataclasses import replace

from agent.words.fit import ASKING
from agent.words.frames import Said
from generators.library.template import Template
from generators.recipe import Unfit
from generators.scene import Scene


def sources(scene: Scene, key: str) -> tuple[str, ...]:
    """All wordings of a bank key as they stand there. Unfit where there are none."""
    if key not in scene.bank:
        raise Unfit("no-words", key)
    templates = scene.bank[key]
    kept = _SOURCES.get(id(templates))
    if kept is None or kept[0] is not templates:
        kept = _SOURCES[id(templates)] = (templates, tuple(t.source for t in templates))
    return kept[1]


# By identity: hashing every wording of a key for each sentence would cost more than it saves. The bank's tuple is held, so its id stays its own.
_SOURCES: dict[int, tuple[tuple[Template, ...], tuple[str, ...]]] = {}


def dress(scene: Scene, rng: random.Random, later: bool = False) -> tuple[str, str]:
    """What people put before and after a Chinese sentence: mostly nothing, one or the other; an English one is `finished` when its words are
    known. `later`: in a talk that has begun already."""
    if scene.lang == "en":
        return "", ""
    roll = rng.random()
    opener = "agent.before_later" if later else "agent.before"
    return (rng.choice(sources(scene, opener)) if roll < 0.1 else "", rng.choice(sources(scene, "agent.after")) if roll > 0.91 else "")


LEAD = 40  # characters within which a sentence that has a lead of its own shows it


def finished(scene: Scene, rng: random.Random, said: Said, now: datetime.datetime | None, later: bool = False, thanks: bool = True) -> Said:
    """An English sentence with what people put before and after, where it suits: a greeting that fits the hour, no hurry behind a question, nothing
    before a sentence that has its own lead, nothing behind a text to be passed on. A Chinese one as it is.
    `later`: in a talk that has begun there is no greeting; `thanks`: something is asked for, so that one may be said."""
    if scene.lang != "en":
        return said
    question = said.text.endswith("?") or asking(said.text)
    pools = ["agent.before", *([] if question else ["agent.before_request"])]
    if now is not None and (now.hour < 12 or now.hour >= 18):
        pools.append("agent.before_morning" if now.hour < 12 else "agent.before_evening")
    lead = re.search(r"[,;:.?] |“", said.masked[:LEAD]) or re.match(r"(?:quick|so|can't|please)\b", said.text)
    before = rng.choice([x for p in pools for x in sources(scene, p)]) if rng.random() < 0.16 and not lead and not later else ""
    pools = ["agent.after", *([] if question else ["agent.after_request"])]
    after = rng.choice([x for p in pools for x in sources(scene, p)]) if rng.random() < 0.16 and thanks and not quoted(said) else ""
    if re.search(r"would you$|\b(?:please|pls)$", said.text):
        after = ""
    if said.text[-1:] in "?!.":
        after = f" {after.lstrip(', ')}" if after.startswith(",") else ""
    return wrapped(said, before, after)


QUESTION = frozenset(
    [
        "what",
        "which",
        "who",
        "whose",
        "when",
        "where",
        "why",
        "how",
        "is",
        "are",
        "am",
        "was",
        "were",
        "do",
        "does",
        "did",
        "has",
        "have",
        "had",
        "can",
        "could",
        "will",
        "would",
        "should",
        "may",
        "any",
        "whats",
        "hows",
    ]
)


def asking(text: str) -> bool:
    """Whether a sentence or a part of it behind a comma begins as a question does."""
    return any(part.strip().partition(" ")[0].lower().partition("'")[0] in QUESTION for part in re.split(r"[,:?;-]", text))


def wrapped(said: Said, before: str, after: str) -> Said:
    """An utterance with something before and after it, its places moved along."""
    text, masked, by = said.text, said.masked, len(before)
    if before and text[:1].isalpha() and not text.startswith(("I ", "I'")) and 0 not in {a for a, _ in said.spans.values()}:
        text, masked = text[:1].lower() + text[1:], masked[:1].lower() + masked[1:]
    return replace(
        said, text=before + text + after, spans={n: (a + by, b + by) for n, (a, b) in said.spans.items()}, masked=before + masked + after
    )


def quoted(said: Said) -> bool:
    """Whether the utterance ends with words that are to be passed on as they stand, so that a "thanks" would be taken for part of them."""
    last = max(said.spans.items(), key=lambda s: s[1][1], default=("", (0, 0)))
    return last[0] in WRITTEN and last[1][1] >= len(said.text.rstrip('?.!"”'))


WRITTEN = ("text", "note", "remark", "new_subject", "sql", "code")


def dressed(scene: Scene, rng: random.Random, text: str) -> str:
    """A user's sentence with what people put before and after."""
    if scene.lang == "en":
        return finished(scene, rng, Said(text, {}, text), None, thanks=asking(text) or text.endswith("?")).text
    before, after = dress(scene, rng)
    if text[-1:] in "？?！!。." or not ASKING.search(text):
        after = ""
    return before + text + after
