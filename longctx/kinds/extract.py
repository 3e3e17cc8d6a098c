"""A part of the user's own document in a few of its sentences: those that hold most of what the part speaks of more than the rest does. With a model, a summary round them."""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections import Counter
from typing import Any

from generators.recipe import Draft, Unfit
from generators.scene import Scene
from generators.values.numerals import en_words, zh_numeral
from longctx import told
from longctx.haystack.book import Book
from longctx.haystack.sections import Section, sections
from longctx.prompt import Question, Task, compose, finish
from longctx.replies import suited
from longctx.sentences import pieces

LENGTHS = {"zh": (14, 110), "en": (40, 280)}  # characters of a sentence that may be picked
_WORD = {"zh": re.compile(r"[\u3400-\u9fff]{2,}"), "en": re.compile(r"[A-Za-z][a-z'’-]{3,}")}
_PLAIN = {"zh": re.compile(r"[^\n|`<>\[\]“”]+[。！]"), "en": re.compile(r"[A-Z][^\n|`<>\[\]“”\"]+[.!]")}
# A sentence that leans on the one before it means nothing by itself.
_LEANS = {
    "zh": re.compile("^(?:这|那|它|他|她|此|其|该|但|而|不过|可是|所以|因此|于是|然后|接着|同时|此外|另外|例如|比如|也|还|又)"),
    "en": re.compile(
        r"^(?:This|That|These|Those|It|Its|He|She|They|Their|His|Her|But|And|So|Or|However|Then|Thus|Therefore|Also|Here|There|Such|Instead|Otherwise|For example|In addition)\b"
    ),
}
# In a tale what is said in the first or second person is somebody's speech, and no account of what happens.
_TALKS = {"zh": re.compile("[我你您咱]"), "en": re.compile(r"\b(?:I|[Mm]e|[Mm]y|[Mm]ine|[Yy]ou|[Yy]ours?)\b")}
_SPEECH = re.compile('[“”"「」]|[道说][：:]')
TALE = 1 / 1200  # quotation marks a character from which a text is a tale


def build(scene: Scene) -> Draft:
    """The part is drawn first, then a window that holds the whole of it; the sentences are picked by count of words, and marked as picked so."""
    book: Book = scene.shared.pick(scene)
    lang, rng = scene.lang, scene.rng("part")
    probe = compose(scene, Task(book, Question("\n" * 60, "", framed=False))).placed.window
    whole = [s for s in sections(book) if probe[0] <= s.start and s.end <= probe[1]]
    if not whole:
        raise Unfit("sections", "no whole part with a heading in the window")
    part = rng.choice(whole)
    picked = _picked(book, part, scene.difficulty + 1)
    if len(picked) < 2:
        raise Unfit("sections", "too few plain sentences in the part")
    number = zh_numeral(len(picked), before_unit=True) if lang == "zh" else en_words(len(picked))
    live = scene.model.live and "summary" in scene.model.purposes
    text = scene.say("summary.ask", label=part.title) if live else scene.say("summary.extract_ask", label=part.title, n=number)

    def fits(window: tuple[int, int]) -> bool:
        return window[0] <= part.start and part.end <= window[1]

    near = [e for e in book.starts if abs(e - probe[0]) < 4000 and e <= part.start]
    made = compose(scene, Task(book, Question(text, "", framed=False), fits=fits, starts=near, generic=True))
    body = book.text[part.body : part.end]
    made.evidence["asked"]["about"] = body[:200]
    made.facets |= {"points": len(picked), "kind": "extract"}
    made.tags.append("summary/extractive")
    after = next((s for s in sections(book) if s.start >= part.end), None)
    where: dict[str, Any] = {"line": part.line, "until": after.line if after and after.body <= made.placed.window[1] else ""}
    if live and (written := _written(scene, book, part, picked)):
        scene.model.settled = True
        made.tags[-1], made.facets["kind"] = "summary/written", "written"
        return finish(scene, made, written[0], {"longctx.points": {**where, "points": written[1], "foreign": []}})
    wording = scene.rng("reply").choice(suited(scene.bank["summary.extract_answer"], made, lang))
    gap = scene.rng("join").choice(("" if lang == "zh" else " ", "\n"))
    rest = [s for s in _plain(book, part) if s not in picked]
    wrong = wording.fill({"list": gap.join([*picked[:-1], rng.choice(rest)])}, lang) if rest else ""
    check = {**where, "title": part.title, "sentences": picked}
    answer = wording.fill({"list": gap.join(picked)}, lang)
    return finish(
        scene, made, answer, {"longctx.extracted": check}, (wrong, "longctx.extracted", "another sentence of the part") if wrong else None
    )


def _plain(book: Book, part: Section) -> list[str]:
    """Sentences of a part that can stand by themselves, in order, each once."""
    text, body, lang = book.text, book.text[part.body : part.end], book.lang
    low, high = LENGTHS[lang]
    tale = len(_SPEECH.findall(body)) > len(body) * TALE
    found: dict[str, None] = {}
    edges = range(bisect_left(book.edges, part.body), min(bisect_left(book.edges, part.end), len(book.edges) - 1))
    for a, b in (span for k in edges for span in pieces(book, k)):
        sentence = text[a:b]
        if not low <= len(sentence) <= high or not _PLAIN[lang].fullmatch(sentence) or _LEANS[lang].match(sentence):
            continue
        line = text[text.rfind("\n", 0, a) + 1 : a]
        spoken = line.count("“") > line.count("”") or line.count('"') % 2 == 1
        if not spoken and not (tale and _TALKS[lang].search(sentence)) and text.count(sentence) == 1:
            found[sentence] = None
    return list(found)


def _words(text: str, lang: str) -> list[str]:
    if lang == "en":
        return [w.lower() for w in _WORD["en"].findall(text)]
    return [run[i : i + 2] for run in _WORD["zh"].findall(text) for i in range(len(run) - 1)]


def _weights(book: Book, part: Section) -> dict[str, float]:
    """How much a word tells of a part: the oftener in it, and the fewer the other parts that have it."""
    if "part_words" not in book.cache:
        book.cache["part_words"] = {s.start: Counter(_words(book.text[s.body : s.end], book.lang)) for s in sections(book)}
    counts: dict[int, Counter[str]] = book.cache["part_words"]
    mine, many = counts[part.start], len(counts)
    spread = {w: sum(w in c for c in counts.values()) for w in mine}
    return {w: math.sqrt(n) * math.log((many + 1) / spread[w]) for w, n in mine.items() if n > 1}


def _picked(book: Book, part: Section, most: int) -> list[str]:
    """The sentences that hold most weight for their length, each counted for what those before it have not said; in the order of the text."""
    weights, plain = _weights(book, part), _plain(book, part)
    left, chosen = dict(weights), list[str]()

    def worth(sentence: str) -> float:
        return sum(left.get(w, 0.0) for w in {*_words(sentence, book.lang)}) / math.sqrt(len(sentence))

    for _ in range(min(most, len(plain) // 2)):
        best = max((s for s in plain if s not in chosen), key=worth)
        if worth(best) <= 0:
            break
        chosen.append(best)
        left.update(dict.fromkeys(_words(best, book.lang), 0.0))
    return [s for s in plain if s in chosen]


def _written(scene: Scene, book: Book, part: Section, picked: list[str]) -> tuple[str, list[list[str]]] | None:
    """A model's summary round the picked sentences, and what it must hold of each: its weightiest words. None where there is none that does."""
    weights = _weights(book, part)
    points = [sorted(({*_words(s, book.lang)}), key=lambda w: -weights.get(w, 0.0))[:1] for s in picked]
    said = told.summary(scene, book.text[part.body : part.end], picked, points, ())
    return (said, points) if said else None
