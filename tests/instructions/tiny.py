"""Every English text of at most four words over {red, blue, one other word}, told by what a person would count: a brute-force solver that shares no code with the proofs.

A text is a row of sentences of one to four words; each ends with a full stop or a question mark, bears up to two emoji
before or behind that mark, and may open a new paragraph. Words beyond red and
blue are alike to every wish here, so a set that bounds the words to four and that no text of this list meets is met by no text at all.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from functools import cache
from itertools import product
from typing import Any, NamedTuple

WORDS = 4


class Seen(NamedTuple):
    """What a person counts in a text."""

    words: int = 0
    red: int = 0
    blue: int = 0
    sentences: int = 0
    paragraphs: int = 0
    questions: int = 0
    emoji: int = 0
    bare: int = 0  # sentences that do not end with an emoji
    longest: int = 0
    shortest: int = 99
    fullest: int = 0  # sentences of the fullest closed paragraph
    barest: int = 99
    open: int = 0  # sentences of the last paragraph
    asks: bool = False  # ends with a question
    smiles: bool = False  # ends with an emoji


def _add(t: Seen, red: int, blue: int, other: int, asks: bool, emoji: int, inside: bool, new: bool) -> Seen:
    n = red + blue + other
    closed = new and t.sentences > 0
    return Seen(
        t.words + n, t.red + red, t.blue + blue, t.sentences + 1, t.paragraphs + new, t.questions + asks, t.emoji + emoji, t.bare + (inside or not emoji),
        max(t.longest, n), min(t.shortest, n), max(t.fullest, t.open) if closed else t.fullest, min(t.barest, t.open) if closed else t.barest,
        1 if new else t.open + 1, asks, emoji > 0 and not inside,
    )  # fmt: skip


@cache
def universe() -> dict[Seen, str]:
    """Every way a text may count, with one text that does; the empty one and a lone emoji among them."""
    found: dict[Seen, str] = {Seen(): "", Seen(emoji=1): "😀", Seen(emoji=2): "😀😀"}
    last: dict[Seen, str] = {Seen(): ""}
    while last:
        new: dict[Seen, str] = {}
        for t, text in last.items():
            for red, blue, other in product(range(WORDS + 1 - t.words), repeat=3):
                if not 1 <= red + blue + other <= WORDS - t.words:
                    continue
                for asks, (emoji, inside), para in product(
                    (False, True), ((0, False), (1, False), (2, False), (1, True), (2, True)), (False, True)
                ):
                    if not para and not t.sentences:
                        continue
                    made = _add(t, red, blue, other, asks, emoji, inside, para)
                    if made not in new and made not in found:
                        said = " ".join(["red"] * red + ["blue"] * blue + ["sky"] * other).capitalize()
                        smile = f" {'😀' * emoji}" if emoji else ""
                        new[made] = (
                            (text + ("\n\n" if para else " ") if text else "")
                            + said
                            + (smile if inside else "")
                            + ("?" if asks else ".")
                            + ("" if inside else smile)
                        )
        found |= new
        last = new
    return found


def _op(value: int, p: dict[str, Any]) -> bool:
    return {"min": value >= p["n"], "max": value <= p["n"], "exact": value == p["n"]}[p["op"]]


# What each wish means, from its published definition.
MEANS: dict[str, Callable[[Seen, dict[str, Any]], bool]] = {
    "length.words": lambda t, p: _op(t.words, p),
    "count.sentences": lambda t, p: _op(t.sentences, p),
    "count.paragraphs": lambda t, p: _op(t.paragraphs, p),
    "count.per_paragraph": lambda t, p: t.paragraphs > 0 and max(t.fullest, t.open) <= p["n"] and (p["op"] == "max" or min(t.barest, t.open) == p["n"]),
    "length.sentence": lambda t, p: t.sentences > 0 and (t.longest <= p["n"] if p["op"] == "max" else t.shortest >= p["n"]),
    "keyword.include": lambda t, p: all(getattr(t, w) for w in p["words"]),
    "keyword.exclude": lambda t, p: not any(getattr(t, w) for w in p["words"]),
    "keyword.frequency": lambda t, p: _op(getattr(t, p["word"]), p),
    "keyword.once": lambda t, p: all(getattr(t, w) == 1 for w in p["words"]),
    "keyword.some": lambda t, p: sum(getattr(t, w) > 0 for w in p["words"]) >= p["n"],
    "letter.exclude": lambda t, p: not getattr(t, {"d": "red", "b": "blue"}[p["letter"]]),
    "punct.none": lambda t, p: not t.questions,
    "punct.count": lambda t, p: _op(t.questions, p),
    "edge.mark": lambda t, p: t.asks and not t.smiles,
    "ratio.questions": lambda t, p: _op(t.questions, p),
    "punct.stops": lambda t, p: t.sentences > 0 and not t.questions,
    "emoji.none": lambda t, p: not t.emoji,
    "emoji.count": lambda t, p: _op(t.emoji, p),
    "emoji.each": lambda t, p: t.sentences > 0 and not t.bare,
}  # fmt: skip


@cache
def _table() -> tuple[list[Seen], list[str]]:
    return list(universe()), list(universe().values())


_MASKS: dict[str, int] = {}


def _mask(leaf: dict[str, Any]) -> int:
    """Bit i: whether text i of the universe meets a wish."""
    key = repr(sorted(leaf.items()))
    if key not in _MASKS:
        means = MEANS[leaf["type"]]
        _MASKS[key] = int("".join("1" if means(t, leaf["params"]) else "0" for t in reversed(_table()[0])), 2)
    return _MASKS[key]


def meets(t: Seen, leaves: list[dict[str, Any]]) -> bool:
    """Whether a text so counted meets all the wishes."""
    return all(MEANS[x["type"]](t, x["params"]) for x in leaves)


def witness(leaves: list[dict[str, Any]]) -> str | None:
    """A text that meets all; None where none of the universe does."""
    found = (1 << len(_table()[1])) - 1
    for leaf in leaves:
        found &= _mask(leaf)
    return _table()[1][(found & -found).bit_length() - 1] if found else None


def wish(rng: random.Random) -> dict[str, Any]:
    """A small wish of a random type."""
    op, n = rng.choice(("min", "max", "exact")), rng.choice((1, 2, 3))
    word = rng.choice(("red", "blue"))
    both = rng.sample(("red", "blue"), rng.choice((1, 1, 2)))
    type_, p = rng.choice([
        ("length.words", {"op": rng.choice(("min", "max")), "n": rng.choice((1, 2, 3, 4, 5))}), ("count.sentences", {"op": op, "n": n}), ("count.paragraphs", {"op": op, "n": n}),
        ("count.per_paragraph", {"op": rng.choice(("exact", "max")), "n": rng.choice((1, 2))}), ("length.sentence", {"op": "max", "n": n}), ("length.sentence", {"op": "min", "n": n}),
        ("keyword.include", {"words": both}), ("keyword.exclude", {"words": both}), ("keyword.frequency", {"op": op, "word": word, "n": rng.choice((1, 2, 3, 4))}), ("keyword.once", {"words": both}),
        ("keyword.some", {"words": ["red", "blue"], "n": rng.choice((1, 2))}), ("letter.exclude", {"letter": rng.choice("db")}), ("punct.none", {"mark": "question"}),
        ("edge.mark", {"op": "question"}), ("ratio.questions", {"op": rng.choice(("exact", "min")), "n": rng.choice((1, 2, 3))}), ("punct.stops", {}), ("emoji.none", {}),
        ("emoji.count", {"op": op, "n": rng.choice((1, 2))}), ("emoji.each", {}),
    ])  # fmt: skip
    return {"type": type_, "params": p}


# Sets that bound a text to four words, so that the list above is all there is.
BOUNDS: list[list[dict[str, Any]]] = [
    *([{"type": "length.words", "params": {"op": "max", "n": n}}] for n in (2, 3, 4, 4)),
    *([{"type": "count.sentences", "params": {"op": o, "n": a}}, {"type": "length.sentence", "params": {"op": "max", "n": b}}] for o, a, b in (("max", 2, 2), ("exact", 1, 4), ("max", 4, 1))),
    [{"type": "emoji.each", "params": {}}, {"type": "emoji.count", "params": {"op": "max", "n": 2}}, {"type": "length.sentence", "params": {"op": "max", "n": 2}}],
    [{"type": "count.paragraphs", "params": {"op": "max", "n": 2}}, {"type": "count.per_paragraph", "params": {"op": "max", "n": 1}}, {"type": "length.sentence", "params": {"op": "max", "n": 2}}],
]  # fmt: skip


def specification(rng: random.Random) -> list[dict[str, Any]]:
    """A bounded set of three to seven wishes, in any order."""
    leaves = [*rng.choice(BOUNDS), *(wish(rng) for _ in range(rng.choice((2, 2, 3, 3, 4))))]
    rng.shuffle(leaves)
    return leaves
