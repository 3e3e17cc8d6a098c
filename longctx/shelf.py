"""The haystacks of a run: the user's documents, or generated books, each with its token counts."""

from __future__ import annotations

import hashlib
import random
from collections import Counter as Counted
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from importlib import import_module
from pathlib import Path

from generators.errors import UserError
from generators.recipe import discover
from generators.scene import Scene
from generators.seeds import rng_for
from generators.tokens import ChatTemplate, Counter, load, load_template
from longctx.aliases import Names, read_names
from longctx.haystack.book import Book, Meter
from longctx.haystack.read import READABLE, read_file
from longctx.haystack.sections import sections
from longctx.kept import kept
from longctx.options import LongctxOptions
from longctx.world.deck import Deck

ROWS_A_BOOK = 2  # ranks of a task type that share a generated book, and of long prompts
PAPERS = {"book": 13, "annals": 1, "letters": 2}  # what planted sentences stand in: in minutes or a report they would be strangers
# A very short prompt shows two or three scenes of a tale: several needles would fall on one edge between them, and stand in the middle.
BRIEF, BRIEF_PAPERS = {"en": 6000, "zh": 2000}, {"book": 4, "annals": 3, "letters": 4}
LINES = {"book": 10, "minutes": 4, "report": 2}  # what a line of the text itself is asked of
SHORT = 12_000  # tokens up to which they stand in annals and letters, which are short
SITTINGS = {"en": 160_000, "zh": 55_000}  # characters of minutes in which hardly a matter comes twice
MANY_TYPES = 6  # of a run; where there are fewer, each has more rows of a text, which would else be written for next to none
ROWS_A_BOOKLET = 3  # of annals, letters, minutes
ROWS_A_CHAT = 8  # of a chat or a bundle, which one task type alone draws on
LONG = 24_000  # tokens of a long prompt
CACHE = 7_000_000  # characters of generated books kept at hand

SURVEYED = {"en": 62_000, "zh": 20_000}  # and of a report, of which no site is made up twice

GENERATED = ("dialogue_recall", "ledger_fact")  # need a ledger
COLLECTED = ("which_document",)
MANY = 4  # documents that make a collection
CHAPTERED = ("list_chapters",)
PARTS = "summarise_part"  # where there are headings
PRESENT = "present_chapters"  # where the user has noted who is there
NAMED = ("count_mentions", "aggregate")


@dataclass
class Shelf:
    """What recipes of one process share."""

    options: LongctxOptions
    counter: Counter
    documents: dict[str, list[Book]]
    names: Names | None = None
    template: ChatTemplate | None = None
    _made: OrderedDict[tuple[str | int, ...], Book] = field(default_factory=OrderedDict)

    _bundles: dict[str, Book] = field(default_factory=dict)

    @cached_property
    def lengths(self) -> tuple[int, ...]:
        """Lengths asked for."""
        return self.options.lengths()

    @cached_property
    def _families(self) -> dict[str, str]:
        """Task types whose rows may be siblings share a family's name; the others are alone."""
        shared = {t: r.family for t, r in discover("longctx.recipes").items()}
        return {t: family if family != "longctx" else t for t, family in shared.items()}

    def length(self, scene: Scene) -> int:
        """The length of a row: every block of consecutive ranks has each once, and siblings (task types of a family) have the same."""
        block, place = divmod(scene.slot.rank, len(self.lengths))
        order = list(self.lengths)
        rng_for(scene.seed, "lengths", self._families[scene.slot.task_type], scene.lang, block).shuffle(order)
        return order[place]

    def meter(self, book: Book) -> Meter:
        """Token counts of a book."""
        if book.meter is None:
            book.meter = Meter(book, self.counter)
            self._told(book.meter)
        return book.meter

    def _told(self, meter: Meter) -> None:
        """Let the check of lengths know the paragraphs that have been counted, where it counts by paragraphs."""
        if self.options.verify == "windows" and meter.additive.exact:
            import_module("longctx.checks.counting").teach(self.counter, meter.paragraphs(), meter.seams())

    def pick(self, scene: Scene) -> Book:
        """The document of a row."""
        return self.own(scene) if self.documents else self.generated(scene)

    def own(self, scene: Scene) -> Book:
        """One of the user's documents that are long enough, the longer the likelier. UserError where none is."""
        need = self.length(scene)
        books = self.documents.get(scene.lang, [])
        sizes = [(self.meter(b).tokens, b) for b in books]
        fit = [(n, b) for n, b in sizes if n >= need]
        weights = [n - need + 1 for n, _ in fit]
        return scene.rng("document", scene.attempt).choices([b for _, b in fit], weights)[0]

    def suffices(self, langs: tuple[str, ...]) -> bool:
        """Whether some document of each language is as long as the longest prompt asked for."""
        return all(max((self.meter(b).tokens for b in self.documents.get(lang, [])), default=0) >= max(self.lengths) for lang in langs)

    def check(self, langs: tuple[str, ...]) -> None:
        """UserError where no document of a language is as long as the longest prompt asked for."""
        for lang in langs:
            longest = max((self.meter(b).tokens for b in self.documents.get(lang, [])), default=0)
            if longest < max(self.lengths):
                raise UserError(
                    f"--haystack {self.options.haystack}: the longest {lang} document has {longest:,} tokens, --tokens asks for "
                    f"{max(self.lengths):,}; texts are never joined, so give a longer one, ask for less, or leave the language out with --lang"
                )

    def carries(self, kind: str, langs: tuple[str, ...]) -> bool:
        """Whether the user's documents can carry a task type: some need a ledger, some chapters and names."""
        if kind in GENERATED:
            return False
        if kind in COLLECTED:
            return all(
                len(self.documents[lang]) >= MANY and self.meter(self._collection(lang)).tokens > max(self.lengths) for lang in langs
            )
        if kind == PARTS:
            return all(any(sections(b) for b in self.documents[lang]) for lang in langs)
        if kind == PRESENT and not (self.names and any(p.present for p in self.names.people)):
            return False
        if kind in (*CHAPTERED, PRESENT):
            return self.names is not None and all(any(len(b.chapters) > 2 for b in self.documents[lang]) for lang in langs)
        return kind not in NAMED or self.names is not None

    def generated(self, scene: Scene) -> Book:
        """A generated book, the same for a few rows of every task type."""
        return self._book(scene, scene.slot.rank)

    def _book(self, scene: Scene, rank: int) -> Book:
        from longctx.world.book import make_book

        lang, length = scene.lang, self.length(scene)
        measure = _chapter(length * self.per_token(lang), lang)
        rows = ROWS_A_BOOK if length > LONG else ROWS_A_BOOK // 2
        block = rank // (rows * _fewer(scene) * len(self.lengths))
        return self._kept("book", scene.seed, lang, length, block, scene.attempt // 8, lambda r, n, d: make_book(lang, r, n, measure, d))

    def paper(self, scene: Scene) -> Book:
        """The text that planted sentences stand in: the user's, a generated book, or for short prompts now and then the annals of a town, or its letters."""
        from longctx.world.archive import make_annals, make_letters

        length, ranks = self.length(scene), len(self.lengths)
        papers = BRIEF_PAPERS if length * self.per_token(scene.lang) < BRIEF[scene.lang] else PAPERS
        genre = rng_for(scene.seed, "genre", scene.lang, length, scene.slot.rank // ranks).choices([*papers], [*papers.values()])[0]
        if self.documents or length > SHORT or genre == "book":
            return self.pick(scene)
        make = make_annals if genre == "annals" else make_letters
        return self._written(scene, genre, make)

    def lines(self, scene: Scene) -> Book:
        """The text that a line of its own is asked of: the user's, a generated book, the minutes of a council or the report of a survey."""
        genre = scene.rng("lines of").choices([*LINES], [*LINES.values()])[0]
        if genre == "minutes" and self.sits(scene):
            return self.minutes(scene)
        if genre == "report" and self.surveys(scene):
            return self.report(scene)
        return self.pick(scene)

    def sits(self, scene: Scene) -> bool:
        """Whether a row's text may be the minutes of a council: a longer text would tell of the same matters again and again."""
        return not self.documents and self._room(scene) <= SITTINGS[scene.lang]

    def minutes(self, scene: Scene) -> Book:
        """The generated minutes of a council."""
        from longctx.world.minutes import make_minutes

        return self._written(scene, "minutes", lambda lang, rng, n, _: make_minutes(lang, rng, n))

    def surveys(self, scene: Scene) -> bool:
        """Whether a row's text may be the report of a survey."""
        return not self.documents and self._room(scene) <= SURVEYED[scene.lang]

    def report(self, scene: Scene) -> Book:
        """The generated report of a survey."""
        from longctx.world.report import make_report

        return self._written(scene, "report", lambda lang, rng, n, _: make_report(lang, rng, n))

    def _room(self, scene: Scene) -> int:
        return int(self.length(scene) * self.per_token(scene.lang) * (1.5 if self.length(scene) <= LONG else 1.2)) + 8_000

    def _written(self, scene: Scene, genre: str, make: Callable[[str, random.Random, int, Deck], Book]) -> Book:
        """A text of a short genre, for some rows of a length."""
        length, turn = self.length(scene), scene.attempt // 8
        block = scene.slot.rank // (ROWS_A_BOOKLET * _fewer(scene) * len(self.lengths))
        return self._kept(genre, scene.seed, scene.lang, length, block, turn, lambda r, n, d: make(scene.lang, r, n, d), self._room(scene))

    def chat(self, scene: Scene) -> Book:
        """A generated chat of many sessions."""
        from longctx.world.chat import make_chat

        return self._beside(scene, "chat", make_chat)

    def bundle(self, scene: Scene) -> Book:
        """A collection of documents, boundaries kept: the user's, or generated papers."""
        from longctx.world.papers import make_papers

        return self._collection(scene.lang) if self.documents else self._beside(scene, "papers", make_papers)

    def _beside(self, scene: Scene, genre: str, make: Callable[[random.Random, int, Book], Book]) -> Book:
        """A text made of a book's: the book is that of the first rows the text is for."""
        ranks, length, turn = ROWS_A_CHAT * len(self.lengths), self.length(scene), scene.attempt // 8
        block = scene.slot.rank // ranks

        def write(rng: random.Random, chars: int, _: Deck) -> Book:
            return make(rng, chars, self._book(scene, block * ranks))

        return self._kept(genre, scene.seed, scene.lang, length, block, turn, write)

    def _collection(self, lang: str) -> Book:
        """All documents of a language as one bundle, each under its name."""
        from longctx.world.papers import bundle

        if lang not in self._bundles:
            books = self.documents[lang]
            alike = Counted(b.name for b in books)
            names = [b.name if alike[b.name] == 1 or not b.origin else b.origin[0] for b in books]
            made = bundle(Path(self.options.haystack).name, lang, [(n, f"=== {n} ===", b.text) for n, b in zip(names, books, strict=True)])
            digest = hashlib.sha256("".join(b.origin[1] for b in books if b.origin).encode()).hexdigest()
            made.origin = (made.name, digest)
            self._bundles[lang] = made
        return self._bundles[lang]

    def _kept(
        self,
        genre: str,
        seed: int,
        lang: str,
        length: int,
        block: int,
        turn: int,
        write: Callable[[random.Random, int, Deck], Book],
        chars: int = 0,
    ) -> Book:
        """A text of a genre: written when it is first wanted, kept while there is room, and on disk. The stories of a genre's texts are of one deck."""
        key = (genre, lang, length, block, turn)
        if key not in self._made:
            least = (300_000 if lang == "en" else 110_000) // (1 if length > LONG else 2)
            # How many characters a token has is a guess, unless it is one.
            more = (1.04 if self.counter.name == "chars" else 1.08) if length >= 400_000 else 1.2 if genre == "book" else 1.12
            chars = chars or max(least, int(length * self.per_token(lang) * more + 40_000))
            name = (seed, *key, chars)
            deck = Deck(seed, (genre, lang, length, turn), block)
            made = self._made[key] = kept(genre, name, self.counter, lambda: write(rng_for(seed, *key), chars, deck))
            if made.meter is not None:
                self._told(made.meter)
            while len(self._made) > 1 and sum(len(b.text) for b in self._made.values()) > CACHE:
                self._made.popitem(last=False)
        self._made.move_to_end(key)
        return self._made[key]

    def per_token(self, lang: str) -> float:
        """Characters a token has, about."""
        if self.counter.name == "chars":
            return 1.0
        sample = _SAMPLES[lang]
        return max(0.3, len(sample) / max(1, self.counter.count(sample)))


_SAMPLES = {
    "zh": "船靠了岸，伙计把缆绳往石桩上绕了两道，抬头看天色还早，便坐下来等那边的人。" * 4,
    "en": "The boat came in at last, and the boy wound the rope twice about the post before he looked up to see who had been waiting. " * 4,
}


def _fewer(scene: Scene) -> int:
    """How many times as many rows of a task type a text has, where there are few task types to share it."""
    return max(1, MANY_TYPES // scene.types)


def _chapter(chars: float, lang: str) -> int:
    """Chapters short enough that a short prompt holds several, none longer than a book's."""
    most = 2600 if lang == "zh" else 7000
    return int(min(most, max(most / (4 if chars > most / 2 else 10), chars / 9)))


def prepare(options: LongctxOptions, langs: tuple[str, ...]) -> Shelf:
    """Read what the user gave; UserError where it cannot be used."""
    options.lengths()
    options.depths()
    counter = load(options.tokenizer)
    import_module("longctx.checks.counting").by_paragraphs(options.verify == "windows")
    documents: dict[str, list[Book]] = {}
    if options.haystack:
        documents = read_haystack(options.haystack, options.text_field)
        missing = [lang for lang in langs if lang not in documents]
        if missing:
            there = ", ".join(sorted(documents))
            raise UserError(
                f"--haystack {options.haystack}: holds no {missing[0]} text (there is: {there}); take the language out of --lang"
            )
    names = read_names(options.aliases) if options.aliases else None
    return Shelf(options, counter, documents, names, load_template(options.count_template) if options.count_template else None)


def read_haystack(path: str, field_name: str = "text") -> dict[str, list[Book]]:
    """All documents of a file or folder, by language. UserError where there is none."""
    root = Path(path)
    files = [root] if root.is_file() else sorted(p for p in root.rglob("*") if p.suffix.lower() in READABLE and p.is_file())
    found: dict[str, list[Book]] = {}
    for file in files:
        relative = file.name if root.is_file() else file.relative_to(root).as_posix()
        digest = hashlib.sha256(file.read_bytes()).hexdigest()
        for name, text, notes in read_file(file, field_name):
            if len(text) < 200:
                continue
            found.setdefault(_language(text), []).append(Book(name, text, _language(text), notes, (relative, digest)))
    if not found:
        raise UserError(f"--haystack {path}: holds no readable text; there are: {', '.join(READABLE)}")
    return found


def _language(text: str) -> str:
    sample = text[:20_000] + text[len(text) // 2 : len(text) // 2 + 20_000]
    han = sum("\u3400" <= c <= "\u9fff" for c in sample)
    latin = sum(c.isascii() and c.isalpha() for c in sample)
    return "zh" if han * 3 > latin else "en"
