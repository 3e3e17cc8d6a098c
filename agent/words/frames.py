"""Frames of user words: `(one|other)` alternatives and `[optional parts]` round slots, expanded into an utterance with the places of its values."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from generators.marks import Marks

Node = tuple[str, Any]  # ("text", str) | ("slot", name) | ("alt", [nodes, ...]) | ("opt", nodes)


class Nodes(tuple[Node, ...]):
    """A sequence of nodes that knows which slots always stand in it (`need`) and which may (`may`)."""

    need: frozenset[str]
    may: frozenset[str]


@dataclass(frozen=True)
class Said:
    """An utterance: its text, the place of each slot's value (code points, end exclusive), the frame with slots masked, the kinds of noise laid over it."""

    text: str
    spans: dict[str, tuple[int, int]]
    masked: str
    noise: tuple[str, ...] = ()


@lru_cache(maxsize=8192)
def parse(source: str) -> Nodes:
    """The tree of a frame; ValueError for unbalanced brackets."""
    nodes, rest = _sequence(source, "")
    if rest:
        raise ValueError(f"stray {rest[0]!r} in {source!r}")
    return nodes


def _sequence(text: str, ends: str) -> tuple[Nodes, str]:
    nodes: list[Node] = []
    while text and text[0] not in (ends or ")]"):
        if text[0] == "{":
            name, _, text = text[1:].partition("}")
            nodes.append(("slot", name))
        elif text[0] == "[":
            inner, text = _sequence(text[1:], "]")
            if not text:
                raise ValueError("an optional part is not closed")
            nodes.append(("opt", inner))
            text = text[1:]
        elif text[0] == "(":
            branches: list[Nodes] = []
            while text and text[0] != ")":
                inner, text = _sequence(text[1:], "|)")
                branches.append(inner)
            if not text:
                raise ValueError("alternatives are not closed")
            # A bracket without a choice in it is a bracket.
            nodes += [("alt", branches)] if len(branches) > 1 else [("text", "("), *branches[0], ("text", ")")]
            text = text[1:]
        else:
            m = re.match(r"[^{\[(|)\]]+", text)
            if not m:
                raise ValueError(f"stray {text[0]!r}")
            nodes.append(("text", m[0]))
            text = text[m.end() :]
    return _reaching(nodes), text


def _reaching(nodes: list[Node]) -> Nodes:
    need: set[str] = set()
    may: set[str] = set()
    for kind, item in nodes:
        if kind == "slot":
            need.add(item)
        elif kind == "opt":
            may |= item.may
        elif kind == "alt":
            need |= frozenset.intersection(*(b.need for b in item))
            may |= frozenset().union(*(b.may for b in item))
    made = Nodes(nodes)
    made.need, made.may = frozenset(need), frozenset(may | need)
    return made


def reach(nodes: Nodes) -> tuple[frozenset[str], frozenset[str]]:
    """(slots that always stand in it, slots that may)."""
    return nodes.need, nodes.may


@lru_cache(maxsize=4096)
def fitting(sources: tuple[str, ...], given: frozenset[str]) -> tuple[str, ...]:
    """The frames that can say exactly these slots."""
    fit = []
    for source in sources:
        nodes = parse(source)
        if nodes.need <= given <= nodes.may:
            fit.append(source)
    return tuple(fit)


@lru_cache(maxsize=4096)
def among(sources: tuple[str, ...], must: frozenset[str], may: frozenset[str]) -> tuple[str, ...]:
    """The frames that always say all of `must` and need nothing beyond `may`."""
    return tuple(s for s in sources if must <= parse(s).need <= may)


def expand(nodes: Nodes, given: frozenset[str], rng: random.Random) -> list[Node]:
    """One way of saying a frame with the given slots: a list of texts and slots."""
    out: list[Node] = []
    for kind, item in nodes:
        if kind == "alt":
            branches = [b for b in item if b.need <= given] or item
            out += expand(rng.choice(branches), given, rng)
        elif kind == "opt":
            slots = item.may
            if (slots and slots <= given) or (not slots and rng.random() < 0.5):
                out += expand(item, given, rng)
        else:
            out.append((kind, item))
    return out


def say(sources: tuple[str, ...], values: dict[str, str], lang: str, rng: random.Random, wrap: tuple[str, str] = ("", "")) -> Said | None:
    """An utterance that says exactly these values, or None where no frame does."""
    given = frozenset(values)
    fit = fitting(sources, given)
    if not fit:
        return None
    for _ in range(6):
        parts = expand(parse(rng.choice(fit)), given, rng)
        if given <= {item for kind, item in parts if kind == "slot"}:
            break
    else:
        return None
    parts = [("text", wrap[0]), *parts, ("text", wrap[1])]
    masked = tidy("".join(item if kind == "text" else "\u25a1" for kind, item in parts), lang)
    whole = "".join(item if kind == "text" else values[item] for kind, item in parts)
    if not _untidy(whole, lang):  # nothing moves, so the places of the values are known
        spans, at = {}, 0
        for kind, item in parts:
            size = len(item if kind == "text" else values[item])
            if kind == "slot":
                spans[item] = (at, at + size)
            at += size
        return Said(whole, spans, masked)
    marks = Marks()
    text = "".join(item if kind == "text" else marks.wrap(values[item], slot=item) for kind, item in parts)
    plain, found = marks.strip(tidy(text, lang))
    return Said(plain, {f.info["slot"]: (f.start, f.end) for f in found}, masked)


_ONE_OF_MANY = re.compile(r"\b[Tt]here (?:are|have been) (?=[\ue000-\uf8ff]?1[\ue000-\uf8ff]?(?![\d.,]))")
# Any of what `tidy` changes, but for the ends of an English text. A branch begins with what it can be known by: most places are passed over at once.
_UNTIDY = {
    "zh": re.compile(r"[，、][，。？！、]|？，|，？|^[，。、\s]|[，、\s]$|[\d一][\ue000-\uf8ff]*人民币|-\d[\d.]*[\ue000-\uf8ff]*[度到]"),
    "en": re.compile(
        r" (?: |[,.?!;:])|\?(?:,| (?:please|pls)$)|,[,.?!]|(?:[Oo]n|[Aa]t) (?<=\b...)"
        r"[\ue000-\uf8ff]?(?:today|tomorrow|yesterday|the day after|next |last |this |a week from)"
        r"|[Tt]here(?<=\b.....) (?:are|have been) [\ue000-\uf8ff]?1[\ue000-\uf8ff]?(?![\d.,])"
        r"|(?:one(?<=\bone)|1(?<=\b1))[\ue000-\uf8ff]? (?:working )?(?:night|cup|day|ticket|order|row|photo|piece|file)s\b"
        r"|(?:please(?<=\bplease)|pls(?<=\bpls)),? (?:please|pls)\b"
    ),
}


def _untidy(text: str, lang: str) -> bool:
    ends = text[:1] + text[-1:] if lang == "en" else ""
    return "," in ends or ends != ends.strip() or _UNTIDY[lang].search(text) is not None


def _yuan(between: re.Match[str]) -> str:
    """The marks between an amount and 人民币 with its unit: after those that close (odd, see `Marks.wrap`), before those that open."""
    marks = between[1]
    at = next((n for n, mark in enumerate(marks) if ord(mark) % 2 == 0), len(marks))
    return f"{marks[:at]}元{marks[at:]}"


def tidy(text: str, lang: str) -> str:
    """No doubled or stray marks and spaces where optional parts were left out."""
    if not _untidy(text, lang):
        return text
    if lang == "zh":
        text = re.sub(r"[，、](?=[，。？！、])", "", text)
        text = re.sub(r"？，|，？", "？", text)
        text = re.sub(r"(?<![\dA-Za-z-])-(?=\d+(?:\.\d+)?[\ue000-\uf8ff]*[度到])", "零下", text)
        text = re.sub(r"(?<=[\d一])([\ue000-\uf8ff]*)(?=人民币)", _yuan, text)
        return re.sub(r"^[，。、\s]+|[，、\s]+$", "", text)
    text = re.sub(r" {2,}", " ", text)
    # Nobody says "on tomorrow".
    text = re.sub(r"\b([Oo]n|[Aa]t) (?=[\ue000-\uf8ff]?(?:today|tomorrow|yesterday|the day after|next |last |this |a week from))", "", text)
    text = re.sub(r" (?=[,.?!;:])", "", text)
    text = re.sub(r",(?=[,.?!])", "", text)
    text = re.sub(r"\?,", "?", text)
    text = re.sub(r"\? (?:please|pls)$", "?", text)
    text = re.sub(r"\b(please|pls),? (?:please|pls)\b", r"\1", text)
    text = re.sub(
        r"(?<![\d.,])\b((?:one|1)[\ue000-\uf8ff]?) ((?:working )?)(night|cup|day|ticket|order|row|photo|piece|file)s\b", r"\1 \2\3", text
    )
    text = _ONE_OF_MANY.sub(lambda m: m[0].replace("are", "is").replace("have", "has"), text)
    return re.sub(r"^[\s,]+|[\s,]+$", "", text)
