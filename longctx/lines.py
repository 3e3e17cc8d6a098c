"""The text's own sentences as needles: a line half remembered, with a gap where some of its words stood; or the sentence behind a line."""

from __future__ import annotations

import random
import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from generators.recipe import Unfit
from generators.scene import Scene
from longctx.haystack.book import Book, Meter
from longctx.haystack.window import place
from longctx.phrases import chinese, endings, noun_phrases, weighty
from longctx.prompt import REASONS, Made, Question, Task, compose, depth
from longctx.sentences import TRIES, WHOLE, Shape, drawn, like, pieces, plain, shape, unlike, whole, within

GAP = "____"
_WIDTHS = (4, 10, 20, 60)  # edges on each side of the wanted one at which a window may begin
_LEFT = {"zh": 0, "en": 18}  # characters of a line that its gap must leave: less brings nothing to mind
_FRAME = 30  # tokens round question and haystack, on average
_BREAKABLE = {"zh": 16, "en": 60}
_DRAWS, _LIKE = 240, 0.25  # sentences looked at; how far a sentence may be from the one it is modelled on
_LEAD = re.compile(r": [A-Z“]")
_HAN = re.compile("[\u3400-\u9fff]")
RESTS = 0.5  # share of lines that break off, as against those with a gap
NEXT = 0.5  # share of sentences that are asked for by the one before them, for which any will do
SHORT = {"zh": 16, "en": 40}  # characters of a sentence below which a gap leaves too little of it
_SHORT_NEXT = (
    0.75  # share of such among the sentences asked for by the one before: so that all in all each length comes as often as in the text
)


@dataclass(frozen=True)
class Line:
    """A sentence of the book: its offsets, and what stands before, in and behind its gap.

    `form`: `gap`; `rest` where it breaks off, and `right` is its last mark; `next` where the sentence is all asked for and `left` is the one before it,
    which begins at `first`.
    """

    start: int
    end: int
    left: str
    value: str
    right: str
    form: str = "gap"
    first: int = -1

    @property
    def begin(self) -> int:
        """Where what is shown of it begins."""
        return self.start if self.first < 0 else self.first

    @property
    def text(self) -> str:
        """The sentence."""
        return self.value if self.form == "next" else self.left + self.value + self.right

    @property
    def shown(self) -> str:
        """The sentence with its gap, or up to where it breaks off; the one before it."""
        if self.form == "next":
            return self.left
        if self.form == "rest":
            bare = self.left.rstrip()
            return bare + ("……" if _HAN.search(bare) else " …")
        return self.left + GAP + self.right

    @property
    def keys(self) -> list[str]:
        """What stands on both sides of the gap, without the marks at its edges; before it alone, where nothing follows."""
        if self.form != "gap":
            return [self.left.strip(" ，；：、,;:“”")]
        return [self.left.strip(" ，；：、,;:"), self.right.strip(" ，；：、,;:。！？.!?")]


def line_in(book: Book, span: tuple[int, int], rng: random.Random, speech: bool = True, form: str = "gap", least: int = 0) -> Line:
    """A sentence of a stretch that can be asked for: drawn at random until one has the shape of another random one. `least`: characters of that one.

    Unfit where none is fit.
    """
    first, last = within(book, span)
    model = like(book, first, last, rng)
    for _ in range(TRIES):
        if model.length >= least:
            break
        model = like(book, first, last, rng)
    if not speech:
        model = model._replace(spoken=False)
    form = "gap" if form == "rest" and model.length < _BREAKABLE[book.lang] else form  # a short one has no room to break off

    def made(a: int, b: int) -> Line | None:
        return _gapped(book, a, b, rng, speech, form == "rest")

    return _likest(book, (first, last), model, rng, made)


def line_next(book: Book, span: tuple[int, int], rng: random.Random) -> Line:
    """A sentence of a stretch that is asked for by the one before it; rather one that is too short for a gap. Unfit where none is fit."""
    first, last = within(book, span)
    model, short = shape(book, *drawn(book, first, last, rng)), rng.random() < _SHORT_NEXT
    for _ in range(TRIES):
        if (0 < model.length < SHORT[book.lang]) == short:
            break
        model = shape(book, *drawn(book, first, last, rng))
    return _likest(book, (first, last), model, rng, lambda a, b: _behind(book, a, b))


def _likest(book: Book, edges: tuple[int, int], model: Shape, rng: random.Random, made: Callable[[int, int], Line | None]) -> Line:
    """Of sentences drawn between two edges the first that is near a model and can be asked for; else the nearest of them."""
    others = []
    for _ in range(_DRAWS):
        a, b = drawn(book, *edges, rng)
        far = unlike(book, [(a, b)], [model])
        if far <= _LIKE and (line := made(a, b)):
            return line
        others.append((far, a, b))
    for _, a, b in sorted(others):
        if line := made(a, b):
            return line
    raise Unfit("lines", "no sentence that stands once")


def _behind(book: Book, start: int, end: int) -> Line | None:
    """A sentence with the one before it in the same scene, where both are whole and stand once."""
    text, k = book.text, bisect_right(book.edges, start) - 1
    before = [*(pieces(book, k - 1) if k > 0 else []), *pieces(book, k)]
    i = next((n for n, p in enumerate(before) if p[0] == start), 0)
    if not i or not start < end:
        return None
    a, b = before[i - 1]
    left, value = text[a:b], text[start:end]
    if not plain(left, book.lang, True) or not whole(value, book.lang, True) or text.count(left) != 1 or text.count(value) != 1:
        return None
    return Line(start, end, left, value, "", "next", a)


def one_further(book: Book, line: Line, window: tuple[int, int]) -> str:
    """The sentence behind a line's own in a window, which a careless reader might give; the line before it where there is none."""
    k = bisect_right(book.edges, line.start) - 1
    found = [p for n in (k, k + 1) if n < len(book.edges) - 1 for p in pieces(book, n) if line.end <= p[0] and p[1] <= window[1]]
    text = book.text[slice(*found[0])] if found else ""
    return text if whole(text, book.lang, True) else line.left


def allowed(scene: Scene, book: Book, window: tuple[int, int]) -> tuple[int, int]:
    """The stretch of a window in which --depth lets needles stand."""
    meter, rng = scene.shared.meter(book), scene.rng("allowed")
    lo, hi = (place(book, meter, window, float(d), rng) for d in scene.options.depths())
    return lo, hi


def turn_at(book: Book, at: int, rng: random.Random, rest: bool = False, reach: int = 40) -> tuple[Line, str]:
    """A sentence of a chat near an offset, and who says it (as lines begin). Unfit where none is near."""
    edges, speakers = book.edges, book.cache["speakers"]
    i, model = bisect_left(edges, at), like(book, 0, len(edges) - 1, rng)
    rest = rest and model.length >= _BREAKABLE[book.lang]
    found = []
    for k in range(max(0, i - reach), min(i + reach, len(edges) - 1)):
        for m in re.finditer(r"[^\n]+", book.text[edges[k] : edges[k + 1]]):
            speaker = next((s for s in speakers if m[0].startswith(s)), "")
            at = edges[k] + m.start() + len(speaker)
            found += [(at + s.start(), at + s.end(), speaker) for s in WHOLE[book.lang].finditer(m[0][len(speaker) :]) if speaker]
    rng.shuffle(found)
    for start, end, speaker in sorted(found, key=lambda f: unlike(book, [f[:2]], [model])):
        if _LEAD.search(book.text, start, end):
            continue  # what is pasted, with the words it is introduced by
        start += len(book.text[start:end]) - len(book.text[start:end].lstrip())
        if line := _gapped(book, start, end, rng, rest=rest):
            return line, speaker
    raise Unfit("lines", "no sentence that stands once is near")


def _gapped(book: Book, start: int, end: int, rng: random.Random, speech: bool = False, rest: bool = False) -> Line | None:
    text = book.text[start:end].rstrip()
    if not plain(text, book.lang, speech):
        return None
    if rest:
        ends = endings(text, book.lang)
        rng.shuffle(ends)
        broken = (Line(start, start + len(text), text[:a], text[a:b], text[b:], "rest") for a, b in ends)
        return next((x for x in broken if book.text.count(x.left) == 1 and _once(book, x)), None)
    spans = list(noun_phrases(text) if book.lang == "en" else chinese(text))
    rng.shuffle(spans)
    spans.sort(key=lambda s: not (weighty(text[s[0] : s[1]]) if book.lang == "en" else text[s[0]] in "一二三四五六七八九十百千"))
    for a, b in spans[:8]:
        line = Line(start, start + len(text), text[:a], text[a:b], text[b:])
        if (
            all(len(k) >= (3 if book.lang == "zh" else 6) for k in line.keys)
            and len(line.text) - len(line.value) >= _LEFT[book.lang]
            and _once(book, line)
        ):
            return line
    return None


def _once(book: Book, line: Line) -> bool:
    """Whether the gap's words, and both sides of it, stand nowhere else in the book."""
    text = book.text
    first = text.find(line.value)
    return line.start <= first < line.end and text.find(line.value, first + 1) < 0 and line.value not in line.left + line.right


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
        line, speaker = turn_at(book, offset(meter, int(rng.random() * latest) + before), rng, scene.chance(RESTS, "rest"))
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
    """The bank key of a question for a line with a gap, one that breaks off, or the one behind it: `ask`, `quote`, or of a chat `mine`, `yours`."""
    tail = "" if kind == "ask" else f"_{kind}"
    if form == "next":
        return "next.ask"
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
