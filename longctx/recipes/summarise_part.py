"""A summary of one chapter among many: what must be in it is known from the ledger, what belongs elsewhere stays out. On the user's own documents see kinds/extract.py."""

from __future__ import annotations

from generators.recipe import Draft, Unfit, recipe
from generators.scene import Scene
from longctx import corrupt, told
from longctx.chapters import window_chapters
from longctx.haystack.book import Book
from longctx.haystack.chapters import Chapter
from longctx.kinds import extract
from longctx.prompt import ALWAYS, Question, Task, compose, finish
from longctx.world.introduce import introduced
from longctx.world.ledger import Event

GENRES = {"book": 9, "minutes": 5, "report": 3}  # what a part of is asked for, where the length allows


@recipe(
    "longctx/summarise_part",
    required=("longctx.points|longctx.extracted", *ALWAYS),
    weight=3,
    levels={2: 1, 3: 2, 4: 2},
    facets={
        "length": (),
        "source": ("own", "generated"),
        "asked": ("first", "last"),
        "points": (),
        "kind": ("book", "minutes", "report", "extract", "written"),
    },
)
def build(scene: Scene) -> Draft:
    """The chapter is drawn before the window is cut, and stands whole in it; its place in the window is as random as the window's."""
    if scene.shared.documents:
        return extract.build(scene)
    rng, shelf = scene.rng("chapter"), scene.shared
    fit = {"book": True, "minutes": shelf.sits(scene), "report": shelf.surveys(scene)}
    kind = scene.rng("genre").choices([*GENRES], [w * fit[g] for g, w in GENRES.items()])[0]
    book = {"book": shelf.pick, "minutes": shelf.minutes, "report": shelf.report}[kind](scene)
    probe = compose(scene, Task(book, Question("\n" * 40, "", framed=False)))
    whole = [c for c in window_chapters(book, probe.placed.window)[:-1] if 1 <= len(_events(book, c)) <= 14]
    if not whole:
        raise Unfit("chapters", "too few whole chapters in the window")
    chapter = rng.choice(whole)
    text = scene.say({"book": "summary.ask", "minutes": "minutes.summary_ask", "report": "compare.summary_ask"}[kind], label=chapter.label)

    def fits(window: tuple[int, int]) -> bool:
        return window[0] <= chapter.start and chapter.end <= window[1]

    near = [e for e in book.starts if abs(e - probe.placed.window[0]) < 4000 and e <= chapter.start]
    made = compose(scene, Task(book, Question(text, "", framed=False), fits=fits, starts=near, generic=True))
    events = _events(book, chapter)
    gap = "" if scene.lang == "zh" else " "
    body = book.text[chapter.body : chapter.end]
    made.evidence["asked"]["about"] = body[:200]  # the same chapter has the same summary, whatever window shows it
    points = [p for e in events if (p := _names(book, e, body))]
    here = {i for e in events for i in (*e.present, *e.absent, *e.told_of)}
    foreign = [n for n in _everybody(book, made.placed.window) if n not in body and n not in {_full(book, i) for i in here}][:12]
    made.facets |= {"points": len(points), "kind": kind}
    other = [e for c in whole if c is not chapter for e in _events(book, c)]
    wrong = gap.join(e.told for e in [*events[:-1], rng.choice(other)]) if other else ""
    if all(name in wrong for name in _names(book, events[-1], body)):
        wrong = ""  # nothing that can be checked would be missing from it
    check = {"chapter": chapter.number, "points": points, "foreign": foreign}
    written = told.summary(scene, body, [e.told for e in events], points, foreign)
    if written:
        scene.model.settled = True
    return finish(
        scene, made, written or introduced(gap.join(e.told for e in events), book.ledger.world.things), {"longctx.points": check},
        (wrong, "longctx.points", "the last event is another chapter's") if wrong else None,
    )  # fmt: skip


def _events(book: Book, chapter: Chapter) -> list[Event]:
    return [e for e in book.ledger.events if chapter.body <= e.start and e.end <= chapter.end and e.told]


def _full(book: Book, person: int) -> str:
    return str(book.ledger.person(person).names["full"])


def _names(book: Book, event: Event, body: str) -> list[str]:
    """Full names the summary's sentence and the chapter share; of a site of a survey, what was measured."""
    if event.points:
        return [p for p in event.points if p in body]
    return [n for i in event.told_of if (n := _full(book, i)) in body and n in event.told]


def _everybody(book: Book, window: tuple[int, int]) -> list[str]:
    people = {m.person for m in book.ledger.mentions if window[0] <= m.start < window[1]}
    return [_full(book, i) for i in sorted(people)]


BROKEN = {"point_dropped": corrupt.point_dropped, "longer": corrupt.longer, "span_moved": corrupt.haystack_moved}
