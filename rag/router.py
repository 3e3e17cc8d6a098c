"""Training data for a small router in front of retrieval: texts labelled knowledge or chat, matched in length and punctuation so that only content tells."""

from __future__ import annotations

import random
from bisect import bisect
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from generators.library import Instance
from generators.plan import Slot
from generators.scene import Scene
from generators.seeds import digest, rng_for
from generators.speech import utter
from generators.words import Bank, load_banks
from rag.topic import topic_of
from rag.turns import LEANING, Turn, chat_turn, chatty, draw_turn, dress
from rag.world import Shelf

LABELS = ("knowledge", "chat")
LEANS = 0.14  # share of chat that goes on from what was said before, which the router does not see
TELLS = 0.16  # share of chat in which somebody tells a fact: what is told is not asked for
BLOCK = 1500  # drafts of each label that are matched with each other at a time
# Length cells in characters: a fifth wider each, so that texts of one cell cannot be told apart by length.
_CELLS = (4, 6, 7, 8, 9, 10, 11, 12, 14, 16, 18, 20, 22, 25, 28, 31, 35, 39, 44, 49, 55, 62, 70, 80, 92, 106, 125, 150, 180, 220)
_FINAL = {"?": "?", "？": "?", ".": ".", "。": ".", "!": "!", "！": "!"}
Row = dict[str, str]


def shape(text: str) -> tuple[int, str, int, int, int]:
    """What two texts must share to be matched: length cell, final mark, counts of inner sentence ends, commas, quotes or colons."""
    inner = text[:-1]
    ends = sum(c in "?？。!！" for c in inner) + inner.count(". ")
    commas = sum(c in ",，、;；" for c in inner)
    quotes = sum(c in '"“”《》:：' for c in text)
    return bisect(_CELLS, len(text)), _FINAL.get(text[-1:], ""), min(ends, 2), min(commas, 2), min(quotes, 1)


def _knowledge(bank: Bank, shelf: Shelf, lang: str, seed: int, block: int, i: int, rng: random.Random) -> Turn:
    """A question of the library, of widely known things, or of open knowledge."""
    where = rng.random()
    if where < 0.5:
        turn = dress(draw_turn(bank, "knowledge", lang, rng), bank, lang, rng)
    else:
        text = rng.choice(shelf.famous) if where >= 0.8 and shelf.famous else shelf.any(rng)
        slot = rng.choice(sorted(text.facts))
        topic = topic_of(Instance.draw(text, rng), slot, rng)
        place = Slot(i, "rag/router", lang, block * BLOCK + i, 1)
        scene = Scene(seed, place, 0, "", ("router", lang, block, i), False, None, None, bank)
        said = utter(scene, topic.question, topic.masked, topic.protect, 0.25)
        turn = Turn(said.text, said.masked, (f"{text.path}#{slot}",))
    return chatty(bank, lang, rng, turn) if rng.random() < 0.1 else turn


def _chat(bank: Bank, shelf: Shelf, lang: str, rng: random.Random) -> Turn:
    """Talk: a turn of the bank, one that leans on earlier talk, or a fact told."""
    where = rng.random()
    if where < TELLS:
        text = rng.choice(shelf.famous) if rng.random() < 0.6 and shelf.famous else shelf.any(rng)
        slot = rng.choice(sorted(text.facts))
        told, at = rng.choice(text.facts[slot].state), rng.randrange(len(bank["chat.tell"]))
        words, tell = told.fill(Instance.draw(text, rng).with_v(slot), lang), bank["chat.tell"][at]
        return Turn(tell.fill({"s": words}, "zh"), tell.source.replace("{s}", told.masked), (f"{text.path}#{slot}", f"chat/tell/{at}"))
    return chat_turn(bank, lang, rng, rng.choice(LEANING) if where < TELLS + LEANS else "")


def _block(bank: Bank, shelf: Shelf, lang: str, seed: int, block: int) -> list[tuple[Turn, Turn]]:
    """Pairs (knowledge, chat) of one shape."""
    rng = rng_for(seed, "router", lang, block)
    drafts: dict[str, dict[Any, list[Turn]]] = {label: defaultdict(list) for label in LABELS}
    for i in range(BLOCK):
        for label in LABELS:
            turn = _knowledge(bank, shelf, lang, seed, block, i, rng) if label == "knowledge" else _chat(bank, shelf, lang, rng)
            drafts[label][shape(turn.text)].append(turn)
    both = sorted(set(drafts["knowledge"]) & set(drafts["chat"]))
    pairs = [p for key in both for p in zip(drafts["knowledge"][key], drafts["chat"][key], strict=False)]
    rng.shuffle(pairs)
    return pairs


def _stream(bank: Bank, shelf: Shelf, lang: str, seed: int) -> Iterator[list[Row]]:
    """Pairs of rows in one language without end, no text twice; stops when the banks hold nothing new."""
    seen: set[bytes] = set()
    for block in range(10_000):
        fresh = 0
        for knowledge, chat in _block(bank, shelf, lang, seed, block):
            keys = [digest(t.text.casefold()) for t in (knowledge, chat)]
            if seen.intersection(keys):
                continue
            seen.update(keys)
            fresh += 1
            pair = [
                {"text": t.text, "label": label, "lang": lang, "source": "+".join(t.sources)}
                for label, t in zip(LABELS, (knowledge, chat), strict=True)
            ]
            yield pair if digest(seed, "order", knowledge.text)[0] % 2 else pair[::-1]
        if not fresh:
            return


def emit_router(banks: Mapping[str, Bank], shelves: Mapping[str, Shelf], langs: Sequence[str], seed: int) -> Iterator[Row]:
    """Rows {text, label, lang, source} without end: languages by turns, labels evenly at every even prefix of each, same seed, same rows."""
    streams = [_stream(banks[lang], shelves[lang], lang, seed) for lang in langs]
    while streams:
        for stream in list(streams):
            pair = next(stream, None)
            if pair is None:
                streams.remove(stream)
            else:
                yield from pair


def router_rows(n: int, seed: int, langs: Sequence[str]) -> list[Row]:
    """The first n rows from the shipped material."""
    from rag import MODULE
    from rag.world import prepare

    shelves = prepare(MODULE.options(), tuple(langs)).shelves
    return list(islice(emit_router(load_banks(MODULE.banks, tuple(langs)), shelves, langs, seed), n))
