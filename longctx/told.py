"""With a model: needles told in its words, in the voice of the book they stand in, and summaries written round key points; what is asked for and checked was decided before."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from generators.model.teacher import filler, request_for, taught
from generators.scene import Scene
from longctx.haystack.book import Book
from longctx.needles.facts import Planted

# Where a fact is looked up by its keys. Elsewhere the wording itself counts: what is said first and said anew, what leads from one name to the next.
TYPES = frozenset({"longctx/passkey", "longctx/multi_key", "longctx/multi_value", "longctx/multi_query"})
_END = re.compile(r"[。！？.!?][”’」』\"']?$")
_WITHIN = re.compile(r"[。！？\n]|[.!?][”’\"']? ")
_NOT = {"zh": re.compile("[不没无未非莫勿别]"), "en": re.compile(r"\b(?:not?|never|none|nor|neither|without|cannot|unless|nobody|nothing)\b|n['’]t\b", re.I)}  # fmt: skip
_HAN = re.compile(r"[\u3400-\u9fff]")
SHOWN = 6000  # characters of a chapter that are shown


def needle(scene: Scene, book: Book, fact: Planted, text: str, taken: Collection[str]) -> str:
    """A needle's sentence in a model's words, where there is one and its words do; else as it is. `taken`: names and values that must not slip in."""
    if not scene.model.live or "needle" not in scene.model.purposes or scene.slot.task_type not in TYPES:
        return text
    keep = [k for k in (fact.who, fact.thing, fact.value) if k and k in text]
    if len(keep) < 3:
        return text  # its wording changes one of them: better not touched
    rest = [t for t in taken if t not in keep and not any(t in k for k in keep)]

    def fault(said: str) -> str:
        return needle_fault(said, text, keep, rest, scene.lang) or filler(scene, "needle", said)

    slots = {"fact": text, "keep": ("、" if scene.lang == "zh" else "; ").join(keep), "voice": _voice(scene, book, fact)}
    found = taught(scene, {**request_for(scene, "needle", slots, f"{scene.row_key}~{fact.who}~{fact.value}"), "echo": text}, fault)
    return found[0] if found else text


def needle_fault(said: str, text: str, keep: Sequence[str], rest: Collection[str], lang: str) -> str:
    """What is wrong with a needle's sentence: a slug, a colon, a sentence; empty for nothing."""
    if not said or len(said) > 3 * len(text) + 30 or not _END.search(said):
        return "length: it is empty, too long, or no whole sentence"
    if _WITHIN.search(said[:-2]):
        return "length: it is more than one sentence"
    for word in keep:
        if said.count(word) != text.count(word):
            return f"lost: {word} should stand in it as often as before"
    if (len(_HAN.findall(said)) * 3 > len(said)) != (lang == "zh"):
        return "language: it is in another language"
    if set(re.findall(r"\d+", said)) - set(re.findall(r"\d+", text)):
        return "invented: it holds a figure that was not given"
    if bool(_NOT[lang].search(said)) != bool(_NOT[lang].search(text)):
        return "turned: it denies what it should say"
    if other := next((t for t in rest if t in said), ""):
        return f"invented: {other} belongs elsewhere"
    return ""


def _voice(scene: Scene, book: Book, fact: Planted) -> str:
    """A few lines of the book, for their tone."""
    at = scene.facts("voice", fact.who, fact.value).randrange(max(1, len(book.text) - 700))
    lines = [line.strip() for line in book.text[at : at + 700].split("\n")[1:-1] if line.strip()]
    return "\n".join(lines)[:400] or book.text[at : at + 200]


def summary(scene: Scene, body: str, points: Sequence[str], names: Sequence[Sequence[str]], foreign: Collection[str]) -> str:
    """A summary of a chapter by a model, which holds the `names` of all key points and none of the `foreign` ones; empty where none does."""
    if not scene.model.live or "summary" not in scene.model.purposes:
        return ""
    plain = ("" if scene.lang == "zh" else " ").join(points)

    def fault(said: str) -> str:
        return summary_fault(said, plain, body, names, foreign, scene.lang) or filler(scene, "summary", said)

    slots = {"chapter": body[:SHOWN], "points": "\n".join(f"- {p}" for p in points)}
    found = taught(scene, {**request_for(scene, "summary", slots, scene.row_key), "echo": plain}, fault)
    return found[0] if found else ""


def summary_fault(said: str, plain: str, body: str, names: Sequence[Sequence[str]], foreign: Collection[str], lang: str) -> str:
    """What is wrong with a summary."""
    if not said or "\n" in said.strip() or len(said) > min(3 * len(plain) + 60, max(200, len(body) // 2)) or not _END.search(said):
        return "length: it is empty, too long, or no whole paragraph"
    if (len(_HAN.findall(said)) * 3 > len(said)) != (lang == "zh"):
        return "language: it is in another language"
    low = said.lower()
    if gone := next((n for point in names for n in point if n.lower() not in low), ""):
        return f"lost: the point about {gone} is missing"
    if other := next((n for n in foreign if n.lower() in low), ""):
        return f"invented: {other} is not in that chapter"
    if more := sorted(set(re.findall(r"\d+", said)) - set(re.findall(r"\d+", body))):
        return f"invented: the figure {more[0]} is not in that chapter"
    return ""
