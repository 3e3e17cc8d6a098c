"""Near misses: the answer with one small edit after which exactly one constraint fails; longer and shorter by turns, so that length tells nothing."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from typing import Any

from generators.scene import Scene
from instructions.constraints import KINDS
from instructions.constraints.leaf import Leaf, fault, scoped
from instructions.shape import Piece, Text
from instructions.solve import beside, droppable
from instructions.text.record import record

MOST = 8  # per cent of the characters that an edit may touch
# Whether the rejected text is shorter (-1), as long (0) or longer (1): the last is found less often, so it is looked for more often.
SIGNS = {"zh": {"longer": 62, "shorter": 21, "same": 17}, "en": {"longer": 81, "shorter": 9, "same": 10}}
ORDERS = {"longer": (1, 0, -1), "shorter": (-1, 1, 0), "same": (0, 1, -1)}  # what is looked for where none such is found
FORMS = 4  # sentences that are tried in another form
SHARE = 0.5  # of rows are given a near miss, where one is found

_LIGHT = ("keyword.include", "keyword.exclude", "keyword.once", "keyword.frequency", "keyword.some", "keyword.order", "letter", "copy.sentence", "script.no", "punct.count", "punct.none", "length.zi", "length.han", "length.chars")  # fmt: skip


_TOKEN = re.compile("[A-Za-z0-9']+|[\u4e00-\u9fff]{1,4}|.", re.S)


def edit_size(old: str, new: str) -> int:
    """Characters that differ: the shorter way round of what is replaced."""
    a = _common(old, new)
    least = min(len(old), len(new)) - a
    b = _common(old[: -least - 1 : -1], new[: -least - 1 : -1]) if least else 0
    left, right = old[a : len(old) - b], new[a : len(new) - b]
    if max(len(left), len(right)) * 100 <= MOST * len(old) or not left or not right:
        return max(len(left), len(right))
    # What no rearrangement could save: characters of which the other side has fewer.
    unlike = max(len(left), len(right)) - (Counter(left) & Counter(right)).total()
    if unlike * 100 > MOST * len(old):
        return unlike
    if len(left) >= 600:
        return max(len(left), len(right))
    # By clauses and words: a swap of two is found as well as by characters, and many times faster.
    one, two = _TOKEN.findall(left), _TOKEN.findall(right)
    blocks = SequenceMatcher(None, one, two, autojunk=False).get_matching_blocks()
    same = sum(len(x) for block in blocks for x in one[block.a : block.a + block.size])
    return max(len(left), len(right)) - same


def _common(a: str, b: str) -> int:
    """How many characters two texts share from the start."""
    low, high = 0, min(len(a), len(b))
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if a[low:middle] == b[low:middle] else (low, middle - 1)
    return low


def structural(text: Text, rng: random.Random, sign: int) -> Iterator[Text]:
    """The same text with a sentence in another form or left out, an item less: shorter (-1) or longer (1).

    One in twelve breaks just one leaf, so few are tried; of those that keep the length hardly any does.
    """
    pieces = text.pieces()
    for _ in range(FORMS if pieces else 0):
        at = rng.randrange(len(pieces))
        piece = pieces[at]
        size = len(piece.form)
        if sign < 0 and rng.random() < 0.25:
            if droppable(pieces, at, text.keeps):
                yield text.swapped(at, None)
            continue
        forms = [f for f in piece.alike if _sign(len(f), size) == sign and f != piece.form]
        if forms:
            yield text.swapped(at, piece._replace(form=rng.choice(forms)))
    if text.items and sign < 0:
        for _ in range(3):
            at = rng.randrange(len(text.items))
            if not text.entries or droppable(text.entries, at, text.keeps):
                yield without_item(text, at)


def without_item(text: Text, at: int) -> Text:
    """The list with an item less, and what stands under it."""

    def less(parts: Sequence[Any]) -> list[Any]:
        return [x for i, x in enumerate(parts) if i != at]

    return replace(text, items=less(text.items), item_emoji=less(text.item_emoji), subs=less(text.subs), entries=less(text.entries))


def _sign(new: int, old: int) -> int:
    return (new > old) - (new < old)


def added(text: Text, topic: Any, rng: random.Random) -> Iterator[Text]:
    """The text with one more sentence of its topic somewhere."""
    if not text.paragraphs:
        return
    used = {p.line.id for p in text.pieces()}
    rank = {x.id: (p.id, n) for p in topic.points for n, x in enumerate(p.lines)}
    there = {p.point for p in text.pieces()}
    lines = [x for p in topic.points if p.id in there for x in p.lines if beside(x, used, topic)]
    for line in rng.sample(lines, min(4, len(lines))):
        out = [list(p) for p in text.paragraphs]
        point, n = rank[line.id]
        # Behind the sentence of its own point that it follows in the file, before the first of them where it comes first.
        spots = [
            (b, i, rank[p.line.id][1]) for b, block in enumerate(out) for i, p in enumerate(block) if p.point == point and p.line.id in rank
        ]
        if not spots:
            continue
        before = [x for x in spots if x[2] < n]
        b, i, _ = before[-1] if before else spots[0]
        rest = [*out[b][i + bool(before) :], *(p for block in out[b + 1 :] for p in block)]
        if rest and rest[0].linked:
            continue  # it takes up the sentence before it
        out[b].insert(i + 1 if before else i, Piece(line, rng.choice(line.forms), point))
        yield replace(text, paragraphs=out)


def cuts(answer: str, lang: str, leaves: Sequence[Leaf], rng: random.Random) -> Iterator[str]:
    """Each type's own breaking edits, types in random order; a scoped leaf is broken inside its part."""
    order = rng.sample(list(leaves), len(leaves))
    # The easiest break of all comes last, mostly, so that pairs are not all about list markers.
    order.sort(key=lambda x: x["type"] in ("list.marker", "link.copy") and rng.random() < 0.75)
    for leaf in order:
        part = scoped(record(answer, lang), leaf.get("scope"))
        if isinstance(part, str) or not part.text or (part.text != answer and answer.count(part.text) != 1):
            continue
        for new in KINDS[leaf["type"]].cut(part, leaf["params"], rng):
            yield new if part.text == answer else answer.replace(part.text, new, 1)


def near_miss(
    scene: Scene, answer: str, leaves: Sequence[Leaf], text: Text | None = None, topic: Any = None, frame: Callable[[str], str] = lambda t: t,
    clean: Callable[[str], bool] = lambda t: True, good: bool = False,
) -> tuple[str, int, str] | None:  # fmt: skip
    """(text, number of the failing leaf, why), or None. `frame` sets a structural edit into the whole answer. `good`: the text must read as well as the answer."""
    for sign in ORDERS[scene.weighted(SIGNS[scene.lang], "pair-sign")]:
        found = _missed(scene, answer, leaves, text, topic, frame, clean, sign, good)
        if found is not None:
            return found
    return None


def _missed(
    scene: Scene, answer: str, leaves: Sequence[Leaf], text: Text | None, topic: Any, frame: Callable[[str], str], clean: Callable[[str], bool], sign: int,
    good: bool,
) -> tuple[str, int, str] | None:  # fmt: skip
    """A near miss that is shorter (-1) than the answer, as long (0) or longer (1)."""
    rng, lang = scene.rng("pair", sign), scene.lang
    made: list[Iterator[str]] = []
    if text is not None and sign:
        made.append(frame(t.write()) for t in structural(text, rng, sign))
        if topic is not None and sign > 0:
            made.append(frame(t.write()) for t in added(text, topic, rng))
    if not good:
        own = cuts(answer, lang, leaves, rng)
        made = [own, *made] if rng.random() < 0.6 else [*made, own]
    # A long text is parsed anew for each try: fewer of them.
    seen, most = 0, 12 if len(answer) < 900 else 5
    for stream in made:
        for new in stream:
            if _sign(len(new), len(answer)) != sign or new == answer or not new.strip() or new != new.strip():
                continue
            seen += 1
            if seen > most:
                return None
            if edit_size(answer, new) * 100 > MOST * len(answer):
                continue
            failed = _failed(leaves, new, lang)
            if failed and clean(new):
                return new, *failed
    return None


def _failed(leaves: Sequence[Leaf], new: str, lang: str) -> tuple[int, str] | None:
    """The one leaf that a text breaks, and why; None where it breaks none or more."""
    found: tuple[int, str] | None = None
    # What needs no sentences and lines of the new text comes first: where two of these fail, it is not read further.
    for n, x in sorted(enumerate(leaves), key=lambda at: "scope" in at[1] or not at[1]["type"].startswith(_LIGHT)):
        if why := fault(x, new, lang):
            if found is not None:
                return None
            found = n, why
    return found
