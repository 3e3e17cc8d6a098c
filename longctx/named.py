"""People and words of the text as keys: the few sentences of a window that give somebody's full name, or hold a certain word."""

from __future__ import annotations

import random
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from generators.recipe import Unfit
from generators.scene import Scene
from longctx.asked import around, provisional
from longctx.haystack.book import Book
from longctx.phrases import noun_phrases, nouns
from longctx.prompt import Made, Question, Task
from longctx.sentences import Shape, drawn, like, plain, sentence_at, unlike, within
from longctx.world.ledger import Ledger

_JOINS = "-’'"
WORDS = {"zh": 0.75, "en": 0.6}  # share of questions about a word, where names are known too
_DRAWS, _NEAR = 400, 0.4  # sentences looked at for a word, how near the first half of them are to others in length and the like
_CHOICE = 40  # names or words to choose from
_FEW = 6  # times that a word of which a part of the text is to have none comes in all of it


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
    if book.ledger is not None and not scene.chance(WORDS[scene.lang], "word"):
        with suppress(Unfit):
            return _name(scene, book, window, few, many), window
    return _word(scene, book, window, few, many), window


def _name(scene: Scene, book: Book, window: tuple[int, int], few: int, many: int) -> Named:
    """Somebody of a generated tale who is named in full in so many plain sentences of the window."""
    people: Ledger = book.ledger
    names = [p.names["full"] for p in people.world.people]
    rng = scene.rng("named")
    rng.shuffle(names)
    found: dict[str, Named] = {}
    for name in names:
        at = _places(book, name, window, most=many)
        if few <= len(at) <= many and (spans := _sentences(book, at)):
            found[name] = Named(name, spans)
        if len(found) == _CHOICE:
            break
    first, last = within(book, window)
    return _likest(book, found, [like(book, first, last, rng) for _ in range(many)])


def about(scene: Scene, book: Book, who: Named, window: tuple[int, int], question: Question, facets: dict[str, str | int | bool], tags: list[str]) -> Made:  # fmt: skip
    """The prompt that asks about somebody; its window names him in these sentences and in no other."""

    def same(w: tuple[int, int]) -> bool:
        return len(_places(book, who.name, w, who.word, len(who.spans))) == len(who.spans)

    return around(scene, Task(book, question, [], facets, tags, fits=same), window, who.spans)


def nobody(scene: Scene, book: Book) -> tuple[Named, Callable[[tuple[int, int]], bool]]:
    """Somebody of a generated tale, or a word of some other part of a text, to be asked for where there is no such sentence; and whether a window
    has none. Unfit where there is no such word."""
    rng, everywhere = scene.rng("nobody"), (0, len(book.text))
    if book.ledger is None or scene.chance(WORDS[scene.lang], "word"):
        who = Named(_rare(book, rng, everywhere), (), word=True)
    else:
        people: Ledger = book.ledger
        who = Named(rng.choice([p.names["full"] for p in people.world.people]), ())
    return who, lambda window: not _places(book, who.name, window, who.word, 0)


def _rare(book: Book, rng: random.Random, span: tuple[int, int]) -> str:
    """A noun of a sentence drawn at random that comes a few times only."""
    first, last = within(book, span)
    for _ in range(_DRAWS):
        a, b = drawn(book, first, last, rng)
        words = [book.text[a:b][i:j] for i, j in nouns(book.text[a:b], book.lang)]
        if words and len(_places(book, word := rng.choice(words), span, True, _FEW)) <= _FEW:
            return word
    raise Unfit("named", "every word comes again and again")


def _word(scene: Scene, book: Book, window: tuple[int, int], few: int, many: int) -> Named:
    """A noun of a sentence drawn at random, which stands in so many plain sentences of the window and nowhere else in it."""
    rng = scene.rng("word")
    first, last = within(book, window)
    models = [like(book, first, last, rng) for _ in range(many)]
    found: dict[str, Named] = {}
    for n in range(_DRAWS):
        a, b = drawn(book, first, last, rng)
        if n < _DRAWS // 2 and unlike(book, [(a, b)], [rng.choice(models)]) > _NEAR:
            continue
        sentence = book.text[a:b]
        words = [sentence[i:j] for i, j in nouns(sentence, book.lang)] if plain(sentence, book.lang, True) else []
        if words and (word := rng.choice(words)) not in found:
            at = _places(book, word, window, True, many)
            if any(c in _JOINS for p in at for c in book.text[p - 1 : p] + book.text[p + len(word) : p + len(word) + 1]):
                continue  # part of a longer word somewhere
            if few <= len(at) <= many and (spans := _sentences(book, at)) and all(_noun(word, book.text[i:j], book.lang) for i, j in spans):
                found[word] = Named(word, spans, True)
        if len(found) == _CHOICE:
            break
    return _likest(book, found, models)


def _noun(word: str, sentence: str, lang: str) -> bool:
    """Whether a word ends a noun phrase of a sentence; a Chinese one is known to be a noun."""
    return lang == "zh" or any(sentence[:b].endswith(word) for _, b in noun_phrases(sentence))


def _likest(book: Book, found: dict[str, Named], models: list[Shape]) -> Named:
    """Of a few names or words the one whose sentences are most like sentences drawn at random: long ones hold more than others. Unfit where there is none."""
    if not found:
        raise Unfit("named", "nobody is named, no word stands, in so many sentences")
    return min(found.values(), key=lambda n: unlike(book, n.spans, models[: len(n.spans)]))


def _places(book: Book, name: str, window: tuple[int, int], word: bool = False, most: int = sys.maxsize) -> list[int]:
    """Where a name or a word stands in a window: all places, or, where there are more than `most`, one more than that."""
    text = book.lowered if word else book.text
    found, at = list[int](), text.find(name, *window)
    while at >= 0 and len(found) <= most:
        if not word or book.lang == "zh" or not (text[at - 1 : at].isalnum() or text[at + len(name) : at + len(name) + 1].isalnum()):
            found.append(at)
        at = text.find(name, at + 1, window[1])
    return found


def _sentences(book: Book, at: list[int]) -> tuple[tuple[int, int], ...]:
    """The sentences round some offsets; none where one of them is no plain sentence, stands twice or holds two."""
    spans = []
    for where in at:
        start, end = sentence_at(book, where)
        text = book.text[start:end]
        if not plain(text, book.lang, True) or book.text.count(text) != 1:
            return ()
        spans.append((start, end))
    return tuple(spans) if len(set(spans)) == len(spans) else ()
