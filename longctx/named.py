"""People and words of the text as keys: the few sentences of a window that give somebody's full name, or hold a certain English word."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

from generators.recipe import Unfit
from generators.scene import Scene
from longctx.haystack.book import Book
from longctx.lines import around, plain, provisional
from longctx.prompt import Made, Question, Task
from longctx.world.ledger import Ledger

_JOINS = "-’'"
_PLAIN = frozenset(["before", "behind", "beneath", "around", "though", "through", "without", "nobody", "another", "because", "between", "should", "either", "neither", "nothing", "something", "herself", "himself", "themselves"])  # fmt: skip


@dataclass(frozen=True)
class Named:
    """A full name or a word, and the offsets of all sentences of a window that hold it, each of them once."""

    name: str
    spans: tuple[tuple[int, int], ...]
    word: bool = False

    def texts(self, book: Book) -> list[str]:
        """The sentences, in order."""
        return [book.text[a:b] for a, b in self.spans]


def somebody(scene: Scene, book: Book, few: int, many: int, room: int) -> tuple[Named, tuple[int, int]]:
    """Somebody whom so many sentences of a window name in full, or a word they hold, and the window. `room`: characters of the question.

    Unfit where there is none.
    """
    window = provisional(scene, book, room)
    if scene.lang == "en" and (book.ledger is None or scene.chance(0.7, "word")):
        return _word(scene, book, window, few, many), window
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
        return len(_places(book, who.name, w, who.word)) == len(who.spans)

    return around(scene, Task(book, question, [], facets, tags, fits=same), window, who.spans)


def possible(scene: Scene, book: Book) -> bool:
    """Whether a book can be asked so: English words will do anywhere, names need to be known."""
    return scene.lang == "en" or book.ledger is not None


def _word(scene: Scene, book: Book, window: tuple[int, int], few: int, many: int) -> Named:
    """A word of a sentence drawn at random, which stands in so many plain sentences of the window and nowhere else in it."""
    rng = scene.rng("word")
    first, last = bisect_right(book.edges, window[0]), bisect_right(book.edges, window[1])
    for _ in range(60 if last - first > 4 else 0):
        i = rng.randrange(first, last - 1)
        sentence = book.text[book.edges[i] : book.edges[i + 1]].rstrip()
        words = [w for w in re.findall(r"\b[a-z]{6,}\b", sentence) if w not in _PLAIN] if plain(sentence, book.lang) else []
        if words:
            word = rng.choice(words)
            at = _places(book, word, window, True)
            if any(book.text[p - 1] in _JOINS or book.text[p + len(word)] in _JOINS for p in at):
                continue  # part of a longer word somewhere
            if few <= len(at) <= many and (spans := _sentences(book, at)):
                return Named(word, spans, True)
    raise Unfit("named", f"no word stands in {few} to {many} sentences")


def _places(book: Book, name: str, window: tuple[int, int], word: bool = False) -> list[int]:
    text = book.lowered if word else book.text
    found, at = [], text.find(name, *window)
    while at >= 0:
        if not word or not (text[at - 1 : at].isalnum() or text[at + len(name) : at + len(name) + 1].isalnum()):
            found.append(at)
        at = text.find(name, at + 1, window[1])
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
