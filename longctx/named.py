"""People of the tale as keys: the few sentences of a window that give somebody's full name."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from generators.recipe import Unfit
from generators.scene import Scene
from longctx.haystack.book import Book
from longctx.lines import around, plain, provisional
from longctx.prompt import Made, Question, Task
from longctx.world.ledger import Ledger


@dataclass(frozen=True)
class Named:
    """Somebody's full name, and the offsets of all sentences of a window that hold it, each of them once."""

    name: str
    spans: tuple[tuple[int, int], ...]

    def texts(self, book: Book) -> list[str]:
        """The sentences, in order."""
        return [book.text[a:b] for a, b in self.spans]


def somebody(scene: Scene, book: Book, few: int, many: int, room: int) -> tuple[Named, tuple[int, int]]:
    """Somebody whom so many sentences of a window name in full, and the window. `room`: characters of the question. Unfit where there is nobody."""
    window = provisional(scene, book, room)
    people: Ledger = book.ledger
    names = [p.names["full"] for p in people.world.people]
    scene.rng("named").shuffle(names)
    for name in names:
        at = _places(book, name, window)
        if few <= len(at) <= many and (spans := _sentences(book, at)):
            return Named(name, spans), window
    raise Unfit("named", f"nobody is named in {few} to {many} sentences")


def about(scene: Scene, book: Book, who: Named, window: tuple[int, int], question: Question, facets: dict[str, str | int | bool], tags: list[str]) -> Made:  # fmt: skip
    """The prompt that asks about somebody; its window names him in these sentences and in no other."""

    def same(w: tuple[int, int]) -> bool:
        return len(_places(book, who.name, w)) == len(who.spans)

    return around(scene, Task(book, question, [], facets, tags, fits=same), window, who.spans)


def _places(book: Book, name: str, window: tuple[int, int]) -> list[int]:
    found, at = [], book.text.find(name, *window)
    while at >= 0:
        found.append(at)
        at = book.text.find(name, at + 1, window[1])
    return found


def _sentences(book: Book, at: list[int]) -> tuple[tuple[int, int], ...]:
    """The sentences round some offsets; none where one of them is no plain sentence, stands twice or holds two."""
    spans = []
    for place in at:
        i = bisect_right(book.edges, place)
        if not 0 < i < len(book.edges):
            return ()
        start = book.edges[i - 1]
        text = book.text[start : book.edges[i]].rstrip()
        if not plain(text, book.lang) or book.text.count(text) != 1:
            return ()
        spans.append((start, start + len(text)))
    return tuple(spans) if len(set(spans)) == len(spans) else ()
