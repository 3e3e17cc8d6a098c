"""Prompts that ask for sentences of the text itself, cut so that these stand as deep as a needle would."""

from __future__ import annotations

import random
import re
from bisect import bisect_left
from collections.abc import Sequence
from typing import Any

from generators.recipe import Unfit
from generators.scene import Scene
from longctx.haystack.book import Book, Meter
from longctx.haystack.window import place
from longctx.lines import SHORT, Line, line_in, line_next
from longctx.prompt import REASONS, Made, Question, Task, compose, depth
from longctx.turns import turn_at

_WIDTHS = (4, 10, 20, 60)  # edges on each side of the wanted one at which a window may begin
_FRAME = 30  # tokens round question and haystack, on average
RESTS = 0.5  # share of lines that break off, as against those with a gap
NEXT = 0.5  # share of sentences that are asked for by the one before them, for which any will do
CHAT, REPLIES = 0.6, 0.5  # the same share in a chat, and the share of those that are asked for by what they answer


def allowed(scene: Scene, book: Book, window: tuple[int, int]) -> tuple[int, int]:
    """The stretch of a window in which --depth lets needles stand."""
    meter, rng = scene.shared.meter(book), scene.rng("allowed")
    lo, hi = (place(book, meter, window, float(d), rng) for d in scene.options.depths())
    return lo, hi


def asked_in(scene: Scene, book: Book, tags: Sequence[str], facets: dict[str, str | int | bool], key: str = "ask") -> tuple[Made, Line]:
    """A prompt that asks for the words in the gap of a line of the book, or for the one behind a line, which stands as deep as a needle would."""
    made, line, _ = _asked(scene, book, tags, facets, key, "layout.user")
    return made, line


def asked_of_chat(scene: Scene, book: Book, facets: dict[str, str | int | bool]) -> tuple[Made, Line, str]:
    """The same for a line of a chat, and who says it: the asker or the other one."""
    return _asked(scene, book, ["skill/lookup"], facets, "chat", "dialogue.user")


def _asked(
    scene: Scene, book: Book, tags: Sequence[str], facets: dict[str, str | int | bool], key: str, layout: str
) -> tuple[Made, Line, str]:
    meter, rng = scene.shared.meter(book), scene.rng("line")
    room = scene.shared.length(scene)
    latest = meter.tokens - room
    if latest < 0:
        raise Unfit("too-short", "the book is no longer than the prompt")
    deep = depth(scene)
    before, speaker = int(deep * room * 0.97), ""
    if "speakers" in book.cache:
        line, speaker = turn_at(book, offset(meter, int(rng.random() * latest) + before), rng, _form_in_chat(scene))
        key = "mine" if speaker == book.cache["speakers"][0] else "yours"
    else:
        line = _drawn_line(scene, book, (offset(meter, before), offset(meter, latest + before)), rng, key)
    wording = worded(scene.say(asking(scene, key, line.form), line=line.shown), line.shown)
    question = Question(wording, wording.replace(line.shown, "_"), tuple(line.keys), framed=False)
    # What the question and the frame round it leave, but for the line itself.
    taken = _FRAME + scene.shared.counter.count(wording) + scene.shared.counter.count(line.text)
    before = int(deep * max(0, room - taken))
    want = meter.count(0, line.start) - before
    starts = [s for s in book.starts if s <= line.begin]
    task = Task(book, question, [], facets, list(tags), layout)
    task.fits = lambda window: window[0] <= line.begin and line.end <= window[1]
    made = _nearest(scene, task, starts, bisect_left(starts, max(0, want), key=lambda s: meter.count(0, s)))
    mark(scene, made, [(line.start, line.end, {"role": "needle", "keys": line.keys, "value": line.value})])
    return made, line, speaker


def _form_in_chat(scene: Scene) -> str:
    """In which form a line of a chat is asked for."""
    if scene.chance(CHAT, "next"):
        return "reply" if scene.chance(REPLIES, "reply") else "next"
    return "rest" if scene.chance(RESTS, "rest") else "gap"


def offset(meter: Meter, tokens: int) -> int:
    """Where the paragraph begins that lies so many tokens behind the book's beginning."""
    return meter.cuts[min(meter.reach(0, tokens), len(meter.cuts) - 2)]


def absent_line(scene: Scene, book: Book, facets: dict[str, str | int | bool]) -> tuple[Made, Line]:
    """A prompt that asks for the gap in a line of the book which the window does not hold: it sounds like the text and is not in it."""
    line = _drawn_line(scene, book, (0, len(book.text)), scene.rng("line"), "ask")
    wording = worded(scene.say(asking(scene, "ask", line.form), line=line.shown), line.shown)
    question = Question(wording, wording.replace(line.shown, "_"), tuple(line.keys), framed=False)

    def without(window: tuple[int, int]) -> bool:
        return window[1] <= line.begin or line.end <= window[0]

    return compose(scene, Task(book, question, [], facets, fits=without)), line


def _drawn_line(scene: Scene, book: Book, span: tuple[int, int], rng: random.Random, key: str) -> Line:
    """A line to be asked for in one of the three forms; where it is to be quoted (`quote`), in one of two, and without speech."""
    ask = key == "ask"
    if ask and scene.chance(NEXT, "next"):
        return line_next(book, span, rng)
    return line_in(book, span, rng, ask, "rest" if scene.chance(RESTS, "rest") else "gap", SHORT[book.lang] if ask else 0)


def asking(scene: Scene, kind: str, form: str) -> str:
    """The bank key of a question for a line with a gap, one that breaks off, or the one behind it or that answers it: `ask`, `quote`, or of a chat
    `mine`, `yours`."""
    tail = "" if kind == "ask" else f"_{kind}"
    if form in ("next", "reply"):
        return f"{form}.{kind}"
    if form == "rest":
        return f"reason.rest{tail}"
    if scene.chance(REASONS, "reason"):
        return f"reason.gap{tail}"
    return f"gap.chat_{kind}" if kind in ("mine", "yours") else f"gap.{kind}"


def worded(wording: str, shown: str) -> str:
    """A question in which a line that has quotation marks of its own stands by itself, without any round it."""
    if "“" not in shown:
        return wording
    return re.sub(r" ?[，,]? ?\n{2,}[，,]? ?", "\n", wording.replace(f"“{shown}”", f"\n\n{shown}\n\n")).strip()


def provisional(scene: Scene, book: Book, characters: int) -> tuple[int, int]:
    """A window with room for a question of so many characters, in which sentences are then chosen to ask for."""
    filler = "．" * characters if scene.lang == "zh" else " the" * (characters // 4)
    return compose(scene, Task(book, Question(filler, "", framed=False))).placed.window


def around(scene: Scene, task: Task, window: tuple[int, int], spans: Sequence[tuple[int, int]]) -> Made:
    """The prompt on nearly the same window, which still holds the sentences it asks for, and for which the task's own condition holds.

    What the question needs less, or more, than the window was cut for is given to both of its ends at random: else its sentences would stand too early.
    """
    first, last, own = min(a for a, _ in spans), max(b for _, b in spans), task.fits
    task.fits = lambda w: w[0] <= first and last <= w[1] and (own is None or own(w))
    meter, counter = scene.shared.meter(task.book), scene.shared.counter
    taken = _FRAME + counter.count(task.question.text) + sum(counter.count(n.text) for n in task.needles)
    spare = scene.shared.length(scene) - meter.count(*window) - taken
    want = meter.count(0, window[0]) - int(scene.rng("spare").random() * spare)
    starts = [s for s in task.book.starts if s <= first]
    return _nearest(scene, task, starts, bisect_left(starts, max(0, want), key=lambda s: meter.count(0, s)))


def _nearest(scene: Scene, task: Task, starts: Sequence[int], i: int) -> Made:
    """The prompt whose window begins as near to the i-th of the starts as its length allows."""
    for width in _WIDTHS:
        task.starts = starts[max(0, i - width) : i + width + 1]
        try:
            return compose(scene, task)
        except Unfit as unfit:
            if unfit.reason != "length":
                raise
    raise Unfit("length", "no window round these lines has the length")


def mark(scene: Scene, made: Made, spans: Sequence[tuple[int, int, dict[str, Any]]]) -> None:
    """Note sentences of the book (offsets in it) in the evidence of a prompt without planted needles."""
    place = made.evidence["haystack"]
    shift = made.placed.start - made.placed.window[0]
    for start, end, info in sorted(spans, key=lambda s: s[:2]):
        a, b = start + shift, end + shift
        before, behind = (made.tokens_before(x, scene.shared) for x in (a, b))
        where = {"turn": place["turn"], "start": a, "end": b, "token": before, "of": max(1, made.placed.hay - behind + before)}
        made.evidence["needles"].append(info | where)
