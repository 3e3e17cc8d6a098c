"""Second versions: a model tells passages of a row again in other words; what they state was decided before, and is held to it line by line."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from generators.library import Sentence
from generators.model.teacher import filler, request_for, taught
from generators.scene import Scene
from rag.doc import Doc
from rag.topic import shelf_of

PURPOSE = "version"
# Where documents contradict each other or what is known. Passages are told again whatever their role: other words must be no sign of the wrong one.
TYPES = frozenset({"rag/contradictory", "rag/wrong", "rag/outdated"})
SHARE = 0.4  # of a row's documents
LEAST = {"zh": 10, "en": 30}  # characters of a line that can be told in other words
_MARKUP = re.compile(r"[\n|<>\[\]*_`#{}\\]|^\s*[-+>]|^\s*\d+[.)、]\s|https?:")
_END = "。！？.!?"
_NOT = {"zh": re.compile(r"[不没无未非莫勿别免]|禁止|停止|取消"), "en": re.compile(r"\b(?:not?|never|none|nor|neither|without|cannot|unless|nobody|nothing|except)\b|n['’]t\b", re.I)}  # fmt: skip
_HAN = re.compile(r"[\u3400-\u9fff]+")
_NUMERAL = re.compile(r"\d+(?:[.,:]\d+)*")
_ZH_NUMERAL = re.compile(
    r"(?!一[^二三四五六七八九十百千万两半])[一二三四五六七八九十百千万两半]+(?=[个天年月日号点分元块岁层座家名位人次届成倍米公斤里吨度页章期])"
)
_SMALL = frozenset("than that this with from have been were will they them their more most also only when which while".split())  # noqa: SIM905
_NAME = re.compile(r"(?<!^)(?<![.!?] )\b[A-Z][\w'’-]+")


@dataclass(frozen=True)
class Part:
    """A line that may be told in other words: its place among the document's sentences, its words, what must stay letter for letter."""

    at: int
    text: str
    keep: tuple[str, ...]


def retold(scene: Scene, docs: Sequence[Doc]) -> None:
    """Tell some of the documents again in a model's words, where there is one; those it does not manage stay as they are."""
    if not scene.model.live or PURPOSE not in scene.model.purposes or scene.slot.task_type not in TYPES:
        return
    row = scene.facts_key if scene.twin else scene.row_key
    chosen: list[tuple[Doc, list[Part], dict[str, Any]]] = []
    for n, doc in enumerate(docs):
        rng = scene.facts("retold", n) if scene.twin else scene.rng("retold", n)
        parts = _parts(scene, doc) if rng.random() < SHARE else []
        if parts:
            chosen.append((doc, parts, _request(scene, parts, f"{row}~{n}")))
    scene.ask(*(request for _, _, request in chosen))  # all at once: a row should not wait for one passage after the other
    for doc, parts, request in chosen:
        found = taught(scene, request, lambda said, parts=parts: fault(scene, parts, said))  # type: ignore[misc]
        if found:
            for part, line in zip(parts, orjson.loads(found[0])["lines"], strict=True):
                _put(scene, doc, part, line.strip())


def _parts(scene: Scene, doc: Doc) -> list[Part]:
    """The lines of plain prose; one that decides a ruling, or whose very words are the value, is left alone."""
    if doc.derived or doc.role == "injected":
        return []
    stated: dict[int, list[tuple[str, str]]] = {}
    for at, role, value in doc.states:
        stated.setdefault(at, []).append((role, value))
    parts = []
    for at, line in enumerate(doc.sentences):
        roles = stated.get(at, [])
        if len(line.text) < LEAST[scene.lang] or line.text[-1] not in _END or _MARKUP.search(line.text):
            continue
        if any(role == "criterion" or value not in line.text or 2 * len(value) > len(line.text) for role, value in roles):
            continue
        if doc.chunk and (line.line < 0 or _raw_span(scene, doc, line.line) is None):
            continue
        values = [line.text[a:b] for a, b in line.facts.values() if a < b]
        names = [doc.entity] if doc.entity and doc.entity in line.text else []
        parts.append(Part(at, line.text, tuple(dict.fromkeys([*(v for _, v in roles), *values, *names]))))
    return parts


def _request(scene: Scene, parts: list[Part], row: str) -> dict[str, Any]:
    lines = "\n".join(f"{n}. {p.text}" for n, p in enumerate(parts, 1))
    keep = "; ".join(dict.fromkeys(k for p in parts for k in p.keep)) or "-"
    schema = {
        "type": "object", "required": ["lines"],
        "properties": {"lines": {"type": "array", "minItems": len(parts), "maxItems": len(parts), "items": {"type": "string", "minLength": 1}}},
    }  # fmt: skip
    faithful = orjson.dumps({"lines": [p.text for p in parts]}).decode()
    return {**request_for(scene, PURPOSE, {"lines": lines, "keep": keep}, row), "schema": schema, "echo": faithful}


def fault(scene: Scene, parts: Sequence[Part], said: str) -> str:
    """What is wrong with the lines: a slug, a colon, a sentence; empty for nothing."""
    lines: list[str] = orjson.loads(said)["lines"]
    for n, (part, line) in enumerate(zip(parts, lines, strict=True), 1):
        if why := line_fault(part, line.strip(), scene.lang) or filler(scene, PURPOSE, line):
            slug, _, rest = why.partition(": ")
            return f"{slug}: line {n}: {rest}"
    return ""


def line_fault(part: Part, line: str, lang: str) -> str:
    """The same of one line against the one it tells again."""
    if not line or "\n" in line or len(line) > 2 * len(part.text) + 20 or 3 * len(line) < len(part.text):
        return "length: it is empty, much longer or much shorter than the line it tells again"
    if line[-1] not in _END or _MARKUP.search(line):
        return "marks: it should be plain prose that ends like a sentence"
    han = sum(map(len, _HAN.findall(line)))
    if (3 * han > len(line)) != (lang == "zh"):
        return "language: it is in another language"
    for word in part.keep:
        if line.count(word) != part.text.count(word):
            return f"lost: {word!r} should stand in it as often as before"
    for pattern in (_NUMERAL, _ZH_NUMERAL):
        old, new = Counter(pattern.findall(part.text)), Counter(pattern.findall(line))
        if old != new:
            return f"invented: the figures should be {' '.join(sorted(old.elements())) or 'none'}, they are {' '.join(sorted(new.elements())) or 'none'}"
    if bool(_NOT[lang].search(line)) != bool(_NOT[lang].search(part.text)):
        return "turned: it denies what the line says, or says what the line denies"
    if lang == "en" and (more := sorted(set(_NAME.findall(line)) - set(re.findall(r"[A-Z][\w'’-]+", part.text)))):
        return f"invented: the name {more[0]!r} is not in the line"
    mine, theirs = (_content(_without(text, part.keep), lang) for text in (line, part.text))
    if theirs and 4 * len(mine & theirs) < len(theirs):
        return "unsupported: it says something else than the line"
    return ""


def _without(text: str, words: Sequence[str]) -> str:
    for word in words:
        text = text.replace(word, " ")
    return text


def _content(text: str, lang: str) -> set[str]:
    if lang == "zh":
        return {run[i : i + 2] for run in _HAN.findall(text) for i in range(len(run) - 1)}
    return {w[:5] for w in re.findall(r"[a-z]{4,}", text.lower()) if w not in _SMALL}


def _put(scene: Scene, doc: Doc, part: Part, line: str) -> None:
    """Put a line's new words in place; of a user's document the record says what stood there."""
    old = doc.sentences[part.at]
    facts = {slot: _span(part.text[a:b], line) if a < b else (a, b) for slot, (a, b) in old.facts.items()}
    doc.sentences[part.at] = Sentence(line, facts, old.line)
    if doc.chunk and line != part.text and (span := _raw_span(scene, doc, old.line)):
        (a, b), was = span
        doc.chunk.edits[:] = [e for e in doc.chunk.edits if "line" in e or not a <= e["start"] < b]
        doc.chunk.edits.append({"start": a, "end": b, "was": was})


def _span(value: str, line: str) -> tuple[int, int]:
    at = line.find(value)
    return (at, at + len(value)) if at >= 0 else (0, 0)


def _raw_span(scene: Scene, doc: Doc, line: int) -> tuple[tuple[int, int], str] | None:
    """Where a line of a user's document stands in its text, and the words there; None where the shelf does not know it."""
    known = getattr(shelf_of(scene), "raw_line", None)
    found: tuple[tuple[int, int], str] | None = known(doc.path, line) if known else None
    return found
