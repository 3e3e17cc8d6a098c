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
from instructions.text.record import record

MOST = 8  # per cent of the characters that an edit may touch
SHARE = 0.5  # of rows are given a near miss, where one is found


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


def structural(text: Text, rng: random.Random) -> Iterator[Text]:
    """The same text with a sentence in another form, left out or added; an item more or less."""
    pieces = text.pieces()
    for _ in range(10 if pieces else 0):
        at = rng.randrange(len(pieces))
        piece = pieces[at]
        how = rng.randrange(4)
        if how < 3:
            form = rng.choice(piece.line.forms)
            if form != piece.form:
                yield text.swapped(at, replace(piece, form=form))
        else:
            yield text.swapped(at, None)
    if text.items:
        for _ in range(3):
            at = rng.randrange(len(text.items))
            keep = [x for i, x in enumerate(text.items) if i != at]
            yield replace(text, items=keep, item_emoji=text.item_emoji[: len(keep)], subs=[s for i, s in enumerate(text.subs) if i != at])


def added(text: Text, spare: Sequence[Piece], rng: random.Random) -> Iterator[Text]:
    """The text with one more sentence somewhere."""
    if not spare or not text.paragraphs:
        return
    for _ in range(4):
        piece, out = rng.choice(spare), [list(p) for p in text.paragraphs]
        block = rng.choice(out)
        block.insert(rng.randrange(len(block) + 1), piece)
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


def spare_pieces(topic: Any, text: Text, rng: random.Random) -> list[Piece]:
    """Sentences of the topic that the text does not hold."""
    used = {p.line.id for p in text.pieces()}
    lines = [x for p in topic.points for x in p.lines if x.id not in used and not x.need]
    return [Piece(x, rng.choice(x.forms)) for x in rng.sample(lines, min(6, len(lines)))]


def near_miss(
    scene: Scene, answer: str, leaves: Sequence[Leaf], text: Text | None = None, topic: Any = None, frame: Callable[[str], str] = lambda t: t,
    clean: Callable[[str], bool] = lambda t: True,
) -> tuple[str, int, str] | None:  # fmt: skip
    """(text, number of the failing leaf, why), or None. `frame` sets a structural edit into the whole answer."""
    rng, lang = scene.rng("pair"), scene.lang
    shorter = scene.chance(0.48, "pair-sign")  # whether the rejected text shall be shorter
    made: list[Iterator[str]] = []
    if text is not None:
        made.append(frame(t.write()) for t in structural(text, rng))
        if topic is not None:
            made.append(frame(t.write()) for t in added(text, spare_pieces(topic, text, rng), rng))
    own = cuts(answer, lang, leaves, rng)
    made = [own, *made] if rng.random() < 0.6 else [*made, own]
    # A long text is parsed anew for each try: fewer of them.
    seen, most = 0, 24 if len(answer) < 900 else 10
    for stream in made:
        for new in stream:
            if new == answer or (len(new) < len(answer)) != shorter or not new.strip() or new != new.strip():
                continue
            seen += 1
            if seen > most:
                return None
            if edit_size(answer, new) * 100 > MOST * len(answer):
                continue
            failed = []
            for n, x in enumerate(leaves):
                if why := fault(x, new, lang):
                    failed.append((n, why))
                    if len(failed) > 1:
                        break
            if len(failed) == 1 and clean(new):
                return new, failed[0][0], failed[0][1]
    return None
