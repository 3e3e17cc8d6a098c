"""A long chat of many sessions between somebody and an assistant: small talk of a household, dated, no small talk twice while there is other."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache

from longctx.haystack.book import Book
from longctx.world.cast import ROOT, World, raw
from longctx.world.grammar import Pool
from longctx.world.pairs import paired
from longctx.world.prose import Frame, Writer
from longctx.world.swaps import AsWritten
from longctx.world.talk import dealt
from longctx.world.threads import Line, load_pools

PASSAGE = {"zh": 150, "en": 350}  # characters after which a passage of the tale ends with its paragraph
_WEEK = "一二三四五六日"


@cache
def pools(lang: str) -> dict[str, tuple[Line, ...]]:
    """The exchanges and the words in them."""
    return load_pools(ROOT / lang / "chat")


def make_chat(rng: random.Random, length: int, tale: Book) -> Book:
    """A chat of at least `length` characters about daily life and a tale the asker is writing. `cache["speakers"]`: who asks and who answers, as their lines begin."""
    lang = tale.lang
    writer, speakers = Writer(World(lang, rng), pools(lang), rng, AsWritten()), rng.choice(raw(lang)["chat"]["speakers"])
    colon = "：" if lang == "zh" else ": "
    style, day = rng.randrange(3), date(rng.randrange(2022, 2026), rng.randrange(1, 13), rng.randrange(1, 28))
    parts: list[str] = []
    at, edges, days = 0, list[int](), list[int]()

    def put(text: str) -> None:
        nonlocal at
        parts.append(text)
        at += len(text)

    passages = _passages(tale)
    talk, drafts = (dealt([line for line in pools(lang)["ex"] if kind in line.when], rng) for kind in ("life", "draft"))
    while at < length:
        days.append(at)
        put(_heading(day, lang, style) + "\n")
        for first in range(rng.randint(2, 7)):
            for n, turn in enumerate(_exchange(writer, passages, talk, drafts)):
                if n == 0 and first:  # not between a date and the day's first word: a part of the chat would end there
                    edges.append(at)
                put(f"{speakers[n % 2]}{colon}{turn}\n")
        edges.append(at)  # the last word of a day, before the line that parts it from the next
        put("\n")
        day += timedelta(days=rng.randint(1, 4))
    book = Book("chat", "".join(parts).rstrip() + "\n", lang)
    # Nothing may be put between a question and its reply, nor under a date without a word; there are no chapters.
    book.__dict__ |= {
        "chapters": (),
        "edges": [e for e in edges if e < len(book.text)],
        "starts": sorted({0, *days, *edges} - {len(book.text)}),
    }
    book.cache["speakers"] = tuple(s + colon for s in speakers)
    return book


def _passages(tale: Book) -> Iterator[str]:
    """Passages of the tale, in order: a few paragraphs of a scene on one line."""
    heads = {tale.text[c.start : c.body].strip() for c in tale.chapters}
    kept = ""
    for line in filter(None, tale.text.split("\n")):
        parts = line in heads or not any(c.isalnum() for c in line)
        if not parts:
            kept += (" " if kept and tale.lang == "en" else "") + line
        if kept and (parts or len(kept) >= PASSAGE[tale.lang]):
            yield kept
            kept = ""


def _exchange(
    writer: Writer, passages: Iterator[str], talk: Iterator[tuple[Line, int]], drafts: Iterator[tuple[Line, int]]
) -> list[str]:  # fmt: skip
    """The turns of one exchange: on the next passage of the tale, or small talk."""
    passage = next(passages, None) if writer.rng.random() < 0.62 else None
    frame = Frame({}, frozenset(), 0, "draft" if passage else "life")
    line, pick = next(drafts if passage else talk)
    writer.parts.clear()
    writer.tail = ""
    for node in paired(writer, "ex", line, pick):
        if node == Pool("passage") and passage:
            writer.put(passage)
        else:
            writer.write((node,), frame)
    return [_cased(turn.strip(), writer.world.lang) for turn in writer.text.split(" / ")]


def _cased(turn: str, lang: str) -> str:
    turn = re.sub(r" {2,}", " ", turn)
    return turn if lang == "zh" else re.sub(r"(?:^|(?<=[.?!] ))[a-z]", lambda m: m[0].upper(), turn)


def _heading(day: date, lang: str, style: int) -> str:
    if lang == "zh":
        return (
            f"{day.year}年{day.month}月{day.day}日 星期{_WEEK[day.weekday()]}",
            f"【{day:%Y-%m-%d}】",
            f"—— {day.month}月{day.day}日 周{_WEEK[day.weekday()]} ——",
        )[style]
    return (f"{day:%A}, {day.day} {day:%B} {day.year}", f"[{day:%Y-%m-%d}]", f"--- {day:%a} {day.day} {day:%b} ---")[style]
