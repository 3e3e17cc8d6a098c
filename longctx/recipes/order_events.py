"""Events of a generated book, or sentences of any, are to be put in order."""

from __future__ import annotations

import random

from generators.recipe import Draft, Unfit, recipe
from generators.scene import Scene
from longctx import corrupt
from longctx.asked import allowed, around, mark, provisional
from longctx.events import scenes_between
from longctx.haystack.book import Book
from longctx.phrases import first_clause
from longctx.prompt import ALWAYS, Made, Question, Task, compose, finish
from longctx.replies import suited
from longctx.sentences import drawn, like, plain, sentence_at, unlike, within

LETTERS = "ABCDEFG"
NAMED = 0.1  # share of lines that are drawn until one names somebody: were it all, a name would tell them from the rest
CHOICES = 8  # choices of scenes, of which one is taken
APART = {"zh": 120, "en": 350}  # characters between two lines at least: next-door sentences have an order that nobody asks for


@recipe(
    "longctx/order_events",
    required=("longctx.order", *ALWAYS),
    weight=4,
    levels={2: 1, 3: 2, 4: 2, 5: 1},
    facets={"length": (), "source": ("own", "generated"), "asked": ("first", "last"), "events": (), "kind": ("told", "lines")},
)
def build(scene: Scene) -> Draft:
    """Letters are dealt at random, so that their order says nothing about the order of the events."""
    book: Book = scene.shared.pick(scene)
    count = min(scene.difficulty + 1, 5)
    deal = list(range(count))
    scene.rng("deal").shuffle(deal)
    if book.ledger is not None and scene.chance(0.85, "told"):
        try:
            return _told(scene, count, list(deal))
        except Unfit:
            pass  # a short prompt may hold too few scenes
    return _lines(scene, book, count, deal)


def _lines(scene: Scene, book: Book, count: int, deal: list[int]) -> Draft:
    """Beginnings of sentences of the text: which comes first? The window is cut first, then they are drawn in it."""
    rng = scene.rng("lines")
    a, b = provisional(scene, book, (30 if scene.lang == "zh" else 80) * count)
    stretch = allowed(scene, book, (a, b))
    picked: dict[int, str] = {}
    people = (
        () if book.ledger is None else {n for p in book.ledger.world.people for n in (p.names["full"], p.names["given"], p.names["title"])}
    )
    first, last = within(book, stretch)
    model, named = like(book, first, last, rng), rng.random() < NAMED
    for n in range(50 * count):
        start, end, words = _line(book, stretch, rng)
        if n < 40 * count and ((people and named and not any(p in words for p in people)) or unlike(book, [(start, end)], [model]) > 0.4):
            continue  # rather a sentence in which somebody does something; and one of such a shape as others have
        apart = all(abs(start - at) >= APART[scene.lang] for at in picked)
        if words and a <= start < start + len(words) <= b and apart and len(picked) < count:
            picked[start] = words
            model, named = like(book, first, last, rng), rng.random() < NAMED
    if len(picked) < count:
        raise Unfit("lines", "too few sentences that can be told apart")
    order = [LETTERS[i] for i in deal]
    marks = dict(zip(order, (picked[at] for at in sorted(picked)), strict=True))
    # The whole of what is shown stands in the text, with the marks in which its clause ends taken off.
    texts = {k: marks[k] if "“" in marks[k] else f"“{marks[k]}”" for k in sorted(marks)}
    listed = "\n".join(f"{k}. {text}" for k, text in texts.items())

    question = Question(scene.say("reason.lines", items=listed), "", framed=False)
    task = Task(book, question, [], {"events": count, "kind": "lines"}, generic=True)
    spans = [(at, at + len(words)) for at, words in sorted(picked.items())]
    made = around(scene, task, (a, b), spans)
    mark(scene, made, [(*span, {"role": "event", "label": label}) for label, span in zip(order, spans, strict=True)])
    return _answered(scene, made, order, [{"label": k, "mark": marks[k]} for k in texts], texts)


def _line(book: Book, span: tuple[int, int], rng: random.Random) -> tuple[int, int, str]:
    """Where a sentence of a stretch stands, and itself, whole where it is short, else its first clauses; no text where it stands twice or cannot be cut."""
    a, b = drawn(book, *within(book, span), rng)
    text = book.text[a:b]
    words = first_clause(text, book.lang) if plain(text, book.lang, True) else ""
    return a, b, words if words and book.text.count(words) == 1 else ""


def _told(scene: Scene, count: int, deal: list[int]) -> Draft:
    """Scenes of the book itself; the window is cut first, then they are chosen in it, so the question is written for it in a second pass."""
    book = scene.shared.pick(scene)
    first = compose(scene, Task(book, Question("\n" * 4 * count, "", framed=False), []))
    scenes = scenes_between(book, *first.placed.window)
    # The first and the last are left out, so that the window has room to be a little shorter.
    inner = scenes[1:-1] if len(scenes) >= count + 2 else scenes[1:] if len(scenes) > 3 else scenes
    if len(inner) < min(count, 3):
        raise Unfit("scenes", f"{len(scenes)} scenes in the window")
    count = min(count, len(inner))
    deal = [d for d in deal if d < count]
    # Of a few choices the one whose sentences are most like others of the text.
    rng, every = scene.rng("scenes"), within(book, first.placed.window)
    models = [like(book, *every, rng) for _ in range(count)]
    choices = [sorted(rng.sample(inner, count), key=lambda s: s.start) for _ in range(CHOICES)]
    picked = min(choices, key=lambda c: unlike(book, [sentence_at(book, book.text.index(s.mark, s.start)) for s in c], models))
    labels = [LETTERS[i] for i in deal]
    texts = {label: s.gist for s, label in zip(picked, labels, strict=True)}
    listed = "\n".join(f"{k}. {texts[k][:1].upper() + texts[k][1:]}" for k in sorted(texts))

    def holds(window: tuple[int, int]) -> bool:
        return all(window[0] <= s.start and s.end <= window[1] for s in picked)

    low = [e for e in book.starts if first.placed.window[0] - 3000 <= e <= picked[0].start]
    question = Question(scene.say("order.ask", items=listed), "", framed=False)
    made = compose(scene, Task(book, question, [], {"events": count, "kind": "told"}, fits=holds, starts=low, generic=True))
    order = labels
    items = [{"label": label, "mark": s.mark} for s, label in zip(picked, labels, strict=True)]
    for s, label in zip(picked, labels, strict=True):
        at = made.placed.content.index(s.mark)
        tokens = made.tokens_before(at, scene.shared)
        made.evidence["needles"].append(
            {"role": "event", "turn": made.evidence["haystack"]["turn"], "start": at, "end": at + len(s.mark), "token": tokens, "of": made.placed.hay, "label": label}
        )  # fmt: skip
    return _answered(scene, made, order, sorted(items, key=lambda i: i["label"]), texts)


def _answered(scene: Scene, made: Made, order: list[str], items: list[dict[str, str]], texts: dict[str, str]) -> Draft:
    joins = ("、", "、", "→") if scene.lang == "zh" else (", ", " ", " → ", " - ")
    join = scene.rng("join").choice(joins)
    template = scene.rng("reply").choice(suited(scene.bank["order.answer"], made, scene.lang))
    answer = template.fill({"order": join.join(order)}, scene.lang)
    swapped = list(order)
    at = scene.rng("wrong").randrange(len(order) - 1)
    swapped[at], swapped[at + 1] = swapped[at + 1], swapped[at]
    wrong = template.fill({"order": join.join(swapped)}, scene.lang)
    hits = ("；" if scene.lang == "zh" else "; ").join(f"{k} {texts[k]}" for k in order)
    return finish(
        scene, made, answer, {"longctx.order": {"items": items}}, (wrong, "longctx.order", "two neighbours changed places"),
        scene.say("order.working", hits=hits),
    )  # fmt: skip


BROKEN = {"shuffled": corrupt.shuffled, "longer": corrupt.longer, "span_moved": corrupt.haystack_moved}
