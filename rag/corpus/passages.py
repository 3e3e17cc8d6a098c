"""Passages of a user's documents: a run of its lines as they stand, or with one value changed."""

from __future__ import annotations

import random
import re
from collections.abc import Collection, Sequence
from functools import lru_cache

from generators.library import Instance, Line, Sentence, Text
from generators.recipe import Unfit
from generators.scene import Scene
from rag.corpus.headings import heading_kind
from rag.corpus.inline import clean
from rag.corpus.kinds import LISTED, is_plain
from rag.corpus.lacking import REFUSING, goes_on, speaks_of
from rag.corpus.mined import set_as
from rag.corpus.shelf import CorpusShelf
from rag.corpus.swaps import belies, defines_again
from rag.corpus.texts import LONGEST_SAID, clean_line, wrongs_of
from rag.doc import MIX, Chunk, Doc, carrier_doc
from rag.topic import Topic, need_of, topic_of

# Types whose rows show documents: each walks the sources from a start of its own, two a row, so that together they use them all.
_WALKERS = (
    "rag/grounded",
    "rag/follow_up",
    "rag/contradictory",
    "rag/multi_hop",
    "rag/irrelevant",
    "rag/outdated",
    "rag/wrong",
    "rag/pushback",
    "rag/partial",
    "rag/injected",
)
# Of the documents beside the answer's, how many are others' words, and how many have a value changed: about as many as where the answer is.
CARRIED = {
    "rag/contradictory": 0.46,
    "rag/wrong": 0.32,
    "rag/outdated": 0.29,
    "rag/grounded": 0.14,
    "rag/injected": 0.12,
    "rag/multi_hop": 0.14,
}
LEAST_CARRIED = 0.04
KEEPS_PLACE = 0.9  # share of passages that are cut so that the fact stays at the place drawn for it
NEVER_ASKED = 0.7  # share of passages from the asked document that give way to another document's where nothing else in it could be asked
EVENED = 0.7
RELUCTANT = 6  # times another hit is drawn where the one drawn is brought for too many questions
ALTERED = {"rag/wrong": 0.6, "rag/contradictory": 0.34, "rag/outdated": 0.34}
MOST_OF_FILE = 6  # tenths of its lines that a passage shows
LONGEST = {"zh": 900, "en": 2400}  # characters of a passage, about
SIZES = (1, 2, 2, 3, 3, 4, 4, 5, 6, 7, 8, 10, 12, 16)
_WITHOUT = re.compile("没有(?P<what>[\u4e00-\u9fff]{3})[\u4e00-\u9fff]*会怎么样")
_DEFINES = ("spot", "defined", "summary", "term", "alone")  # kinds that say what something is
_REACH = 6  # lines round what retrieval brought among which the passage is centred


def window(
    scene: Scene, instance: Instance, anchor: Line, place: float, rng: random.Random, hide: Collection[str] = (), kind: str = ""
) -> Doc:
    """A run of lines round the anchor, which stands at `place` of it; lines that state a fact of `hide` bound it."""
    from rag.corpus.hits import serves, whole

    if serves(instance.text):
        return whole(scene, instance, rng, kind)
    text = instance.text
    lines, size = text.body.lines, rng.choice(SIZES)
    if size > (
        most := max(1, MOST_OF_FILE * len(lines) // 10)
    ):  # of a short file, different parts are shown and not the whole again and again
        size = rng.randint(1, most)
    barred = ({text.line_of[f].index for f in hide if f in text.line_of} | _lacked(scene, text, hide)) - {anchor.index}
    for slot in anchor.facts:  # where a value is changed, the true one must not stand beside it
        was, now = text.body.facts[slot].value, _spelling(instance, slot)
        if now != was:
            beside = [(i, clean_line(text, i)) for i in _near(text, anchor.index) if i != anchor.index]
            barred |= {i for i, told in beside if _holds(_bare(told), was) or belies(told, was, now, text.lang)}
            if text.body.facts[slot].kind in _DEFINES:
                barred |= {i for i, told in beside if defines_again(told, text_name(text), text.lang)}
    low = max((i for i in barred if i < anchor.index), default=-1) + 1
    high = min((i for i in barred if i > anchor.index), default=len(lines)) - 1
    before = int(place * size)
    first, last = _span(anchor.index, low, high, before, size - 1 - before, rng.random() < KEEPS_PLACE)
    while last > first and lines[last][1] - lines[first][0] > LONGEST[text.lang]:
        if last > anchor.index and (first == anchor.index or last - anchor.index >= anchor.index - first):
            last -= 1
        else:
            first += 1
    return _doc(scene, instance, first, last, rng, kind)


def _lacked(scene: Scene, text: Text, hide: Collection[str]) -> set[int]:
    """Further lines that must not be shown where a row may say that the facts are nowhere."""
    return goes_on(text, hide) if text.lang == "en" and scene.slot.task_type in REFUSING else set()


def _answers(scene: Scene, doc: Doc, topic: Topic, hide: Collection[str]) -> bool:
    """Whether a passage goes into what the row may say is nowhere."""
    if scene.slot.task_type not in REFUSING:
        return False
    kinds = {topic.text.body.facts[f].kind for f in hide if f in topic.text.body.facts}
    for kind in kinds.intersection(_SAME):  # another page that names the thing may tell in passing what it is good for
        if any(topic.instance.name in line.text and _IN_PASSING[topic.text.lang][kind].search(line.text) for line in doc.sentences):
            return True
    if topic.text.lang != "en":
        asked = [topic.text.body.facts[f].words.get("q", "") for f in hide if f in topic.text.body.facts]
        if any((lacked := _WITHOUT.match(q)) and any(lacked["what"] in s.text for s in doc.sentences) for q in asked):
            return True  # who asks how it would be without a distributed system is told something by a page on distributed applications
        return speaks_of(
            doc,
            topic.text,
            [f for f in hide if f in topic.text.body.facts and topic.text.body.facts[f].kind == "defined"],
            topic.instance.name,
        )
    gist = doc.path == topic.text.path and any(topic.text.body.facts[f].kind == "summary" for f in hide if f in topic.text.body.facts)
    return gist or speaks_of(doc, topic.text, hide, topic.instance.name)


def _span(at: int, low: int, high: int, before: int, after: int, keeps: bool) -> tuple[int, int]:
    """First and last line of a passage. `keeps`: where a side has too few lines the other gives up as many in proportion, so that a fact which opens its file does not open every passage."""
    has_before, has_after = min(before, at - low), min(after, high - at)
    if keeps and has_before < before:
        has_after = min(has_after, after * (has_before + 1) // (before + 1))
    if keeps and high - at < after:
        has_before = min(has_before, before * (has_after + 1) // (after + 1))
    return at - has_before, at + has_after


def _doc(scene: Scene, instance: Instance, first: int, last: int, rng: random.Random, kind: str) -> Doc:
    text = instance.text
    source, lines = text.body.source, text.body.lines
    sentences, gaps, edits = [], [], []
    for i in range(first, last + 1):
        words = source.text[slice(*lines[i])]
        for slot in text.lines[i].facts:
            mined = text.body.facts[slot]
            if (now := _spelling(instance, slot)) != mined.value:  # an edit: the value's own span gets another value, nothing else moves
                a, b = mined.start - lines[i][0], mined.end - lines[i][0]
                edits.append({"start": mined.start, "end": mined.end, "was": words[a:b]})
                words = words[:a] + set_as(now, words[a:b]) + words[b:]
        sentences.append(Sentence(words, {f: (0, 0) for f in text.lines[i].facts}, i))
        gaps.append(text.body.gap(i) if i > first else "")
    heading = text.body.headings[first][-1] if text.body.headings[first] else ""
    title = source.title
    if heading and heading != title and rng.random() < 0.5:
        title = f"{title} > {heading}"
    attrs = [
        (text.facts[f].attr_of if "own.about" in scene.bank else text.facts[f].attr).fill(instance.values, text.lang, inline=True)
        for s in sentences
        for f in sorted(s.facts)
        if text.body.facts[f].kind in LISTED
    ]
    parts = dict.fromkeys(h[-1] for h in text.body.headings[first : last + 1] if len(h) > 1)
    about = (
        attrs
        or [scene.bank["own.about" if "own.about" in scene.bank else "corpus.about"][0].fill({"heading": p}, text.lang) for p in parts]
        or [t.source for t in scene.bank["corpus.about_hit"]]
    )
    chunk = Chunk(source.path, source.sha256, lines[first][0], lines[last][1], edits)
    subject = scene.bank["corpus.subject"][0].fill({"title": source.title}, text.lang)
    genre = rng.choice(text.genre)
    doc = Doc(title, genre, sentences, [0], {}, text_name(text), source.path, tuple(about), subject, kind=kind)
    doc.gaps, doc.chunk = gaps, chunk
    called = scene.bank["corpus.called"][0].fill({"title": source.title}, text.lang)
    doc.label = f"{genre} {called}" if text.lang == "en" else called
    doc.parts = tuple(dict.fromkeys(h[-1] if len(h) > 1 else "" for h in text.body.headings[first : last + 1]))
    return doc


def _spelling(instance: Instance, slot: str) -> str:
    """A fact's value as it stands in the instance; what nobody has looked at yet stands there as in the document, and need not be typed for it."""
    value = dict.get(instance.values, slot)
    return instance.text.body.facts[slot].value if value is None else value if isinstance(value, str) else value.text


def text_name(text: Text) -> str:
    """The entity of a pinned text."""
    name = text.fixed["name"]
    return name if isinstance(name, str) else name.text


def states_value(doc: Doc, value: str) -> bool:
    """Whether the passage shows the value's very words."""
    return _holds(_bare("\n".join(clean(s.text) for s in doc.sentences)), value)


@lru_cache(maxsize=1024)
def _bare(shown: str) -> str:
    """The words without white space and case."""
    return "".join(shown.split()).casefold()


def _near(text: Text, at: int) -> range:
    return range(max(0, at - max(SIZES)), min(len(text.lines), at + max(SIZES)))


def _holds(told: str, value: str) -> bool:
    """Whether words without white space and case hold the value, and not as the end of a longer number."""
    wanted = _bare(value)
    at = told.find(wanted)
    while at > 0 and (told[at - 1].isdecimal() or told[at - 1] == "."):
        at = told.find(wanted, at + 1)
    return at >= 0


def distractor(scene: Scene, topic: Topic, kind: str, rng: random.Random, hide: tuple[str, ...], used: set[int]) -> Doc:
    """A passage that does not state the asked value: from the same document, from one that states the same of another entity, or from what retrieval brings."""
    shelf: CorpusShelf = topic.text.body.shelf
    values = [topic.instance.spelling(f) for f in hide]
    walks = kind.startswith("walk")
    if walks and not walking(scene, shelf):
        # All files have been shown: no need to go round again. Any other row's answer may stand here then, so that no passage is known as one.
        kind, walks = "random" if rng.random() < EVENED else rng.choices(list(MIX), list(MIX.values()))[0], False
    if not walks and (kind == "carrier" or rng.random() < CARRIED.get(scene.slot.task_type, LEAST_CARRIED)):
        doc = _carried(scene, topic, rng, shelf, values)
        if doc:
            return doc
    if kind in ("near", "other_attribute") and rng.random() < NEVER_ASKED and not _serves_beside(scene, shelf, topic.text, hide):
        kind = "other_entity"
    for attempt in range(12):
        doc = _candidate(scene, topic, kind if attempt < 4 else "retrieved" if attempt < 9 else "random", rng, hide, used, shelf)
        if doc and not any(states_value(doc, v) for v in values) and not _answers(scene, doc, topic, hide):
            if doc.path == topic.text.path:
                used.update(s.line for s in doc.sentences)
            return doc
    raise Unfit("no-distractor")


def _walked(scene: Scene, shelf: CorpusShelf, kind: str) -> int:
    """The source whose turn it is: each type begins at a place of its own and takes two a row."""
    task = scene.slot.task_type
    start = _WALKERS.index(task) * len(shelf.walk) // len(_WALKERS) if task in _WALKERS else 0
    return shelf.walk[(start + scene.slot.rank * 2 + int(kind[-1])) % len(shelf.walk)]


def walking(scene: Scene, shelf: CorpusShelf) -> bool:
    """Whether the types together have not gone round all sources yet."""
    return scene.slot.rank * len(_WALKERS) <= len(shelf.walk)


def _serves_beside(scene: Scene, shelf: CorpusShelf, text: Text, hide: Collection[str]) -> bool:
    """Whether the asked document states another fact that such a row could ask for."""
    return bool(shelf.serving(text.path, need_of(scene)) - set(hide))


def _carried(scene: Scene, topic: Topic, rng: random.Random, shelf: CorpusShelf, values: Collection[str]) -> Doc | None:
    """Somebody's words on a fact of another document: others' words are no surer to hold the answer than the user's own."""
    for _ in range(6):
        at, slots = rng.choice(shelf.fit[need_of(scene)] or shelf.fit["any"])
        text, slot = shelf.text(at), rng.choice(slots)
        told = text.body.facts[slot]
        if not is_plain(told) or len(told.value) > LONGEST_SAID[text.lang]:
            continue
        if text is topic.text or text_name(text) == topic.instance.name:
            continue
        other = topic_of(_altered(scene, text, slot, rng), slot, rng)
        words = rng.choice(other.statements).fill(other.instance.with_v(slot), scene.lang)
        doc = carrier_doc(scene, other, other.instance, words, rng)
        doc.about = (other.attr_of,)
        if "own.part" in scene.bank:  # named among pages, it goes by a title as they do
            doc.subject = scene.bank["corpus.subject"][0].fill({"title": text_name(text)}, text.lang)
        if not any(states_value(doc, v) for v in values):
            return doc
    return None


def _altered(scene: Scene, text: Text, slot: str, rng: random.Random) -> Instance:
    """The text as it is, or with the fact's value changed: in rows that change values, the answer's passage must not be the only one in which one was."""
    instance = Instance.draw(text, rng)
    if rng.random() < ALTERED.get(scene.slot.task_type, 0):
        slight, notable, _ = wrongs_of(text.body.facts[slot], text.lang)
        pool = [w for w in (*slight, *notable) if w != text.body.facts[slot].value]
        return instance.with_value(slot, rng.choice(pool)) if pool else instance
    return instance


def _candidate(
    scene: Scene, topic: Topic, kind: str, rng: random.Random, hide: tuple[str, ...], used: set[int], shelf: CorpusShelf
) -> Doc | None:
    place, text = rng.random(), topic.text
    if kind in ("near", "other_attribute"):
        stated = _telling_too(text, hide) | _lacked(scene, text, hide)
        lines = [ln for ln in text.lines if ln.index not in used and ln.index not in stated]
        if lines:
            around = {ln.index for ln in lines} - used
            doc = window(scene, topic.instance, _telling(scene, shelf, text, lines, rng), place, rng, hide, kind)
            return doc if all(s.line in around for s in doc.sentences) else None
        return None
    if kind == "other_entity" and shelf.has_twin(text, topic.slot):
        twin = shelf.twin(text, rng, topic.instance, topic.slot)
        return window(scene, twin, twin.text.line_of[topic.slot], place, rng, kind=kind)
    if kind.startswith("walk"):
        at, kind = _walked(scene, shelf, kind), "walk"
        if shelf.sources[at].path == text.path:
            return None
        return _any(scene, shelf, at, place, rng, kind)
    if kind in ("retrieved", "same_topic", "other_entity", "carrier", "near", "other_attribute"):
        hits = [(i, line, ranks) for i, line, ranks in shelf.hits(topic.question) if shelf.sources[i].path != text.path]
        need = need_of(scene)
        fit = [h for h in hits if h[0] in shelf.useful(need)]
        hits = fit if len(fit) > 3 else hits  # a file of which nothing is ever asked would be known as no answer by its words
        band = hits[:12] if kind in ("retrieved", "other_entity") else hits[4:40]
        if band:
            often = shelf.favour(need)
            for _ in range(RELUCTANT):
                i, line, ranks = band[min(int(rng.expovariate(0.3)), len(band) - 1)]
                if rng.random() * often.get(i, 1.0) <= 1:  # a page that comes up for every question would be known as no answer
                    break
            found = _any(scene, shelf, i, place, rng, kind, line)
            if found and found.chunk:
                found.chunk.ranks.update(ranks)
            return found
    asked = shelf.fit[need_of(scene)] or shelf.fit["any"]
    return _any(scene, shelf, rng.choices(asked, cum_weights=shelf.seldom(need_of(scene)))[0][0], place, rng, "random")


# What a page says of its subject anywhere says what the subject is; what it is for is told in more than one section.
_ALL_OVER = frozenset({"defined", "made", "summary", "spot", "term", "asked", "topic", "notes", "need"})
_SAME = ("problem", "help")
# Lines of other sections that tell what a thing is good for, or what is the trouble without it.
_IN_PASSING = {
    "en": {
        "help": re.compile(r"\bso that (?:you|they|we|it)\b|\ballow(?:s|ing)?\b|\benabl(?:es?|ing)\b|\bmak(?:es|ing) (?:it )?(?:easier|possible)\b|\blets?\b|\bhelps?\b|\breduc|\bdecreas|\bminimi[sz]|\bimprov|\bsimplif|\bused (?:to|for)\b|\bmanages?\b|\bautomat|\bprovid", re.I),
        "problem": re.compile(r"\b(?:problem|challeng|difficult|risk|without|failure|hard to)\b|\breplac", re.I),
    },
    "zh": {
        "help": re.compile(r"提[高升]|允许|[使让].{0,14}[能可]|帮助|有助|减少|降低|改善|简化|确保|避免|更好|用[于来]|管理|自动|提供|负责"),
        "problem": re.compile(r"问题|困难|挑战|风险|故障|解决|难以|无法"),
    },
}  # fmt: skip


def _telling_too(text: Text, hide: Collection[str]) -> set[int]:
    """The lines that state hidden facts, or tell of the same matter in other words: a row that shows them cannot say that nothing is there."""
    body, stated = text.body, {text.line_of[f].index for f in hide if f in text.line_of}
    for f in hide:
        if f not in body.facts or f not in text.line_of:
            continue
        m = body.facts[f]
        if m.kind in _ALL_OVER:
            return {ln.index for ln in text.lines}
        if m.kind in _SAME:
            own = body.headings[text.line_of[f].index]
            stated |= {i for i, path in enumerate(body.headings) if path and (path == own or heading_kind(path[-1], text.lang) in _SAME)}
            stated |= {ln.index for ln in text.lines if _IN_PASSING[text.lang][m.kind].search(clean_line(text, ln.index))}
        elif m.kind == "amount" and (part := m.words.get("key", "")):
            said = {ln.index: clean_line(text, ln.index) for ln in text.lines}
            # That the amount of it depends on the pot says something of it too.
            stated |= {i for i, s in said.items() if (part in s and any(c.isdigit() for c in s)) or f"{part[-2:]}的量" in s}
    return stated


def _any(scene: Scene, shelf: CorpusShelf, at: int, place: float, rng: random.Random, kind: str, line: int = -1) -> Doc | None:
    other = shelf.text(at)
    if not other.lines:
        return None
    near = other.lines if line < 0 else [ln for ln in other.lines if abs(ln.index - line - _REACH // 2) <= _REACH] or [other.lines[line]]
    anchor = _telling(scene, shelf, other, near, rng)
    slots = [f for f in anchor.facts if f in shelf.serving(other.path, "changeable")]
    instance = _altered(scene, other, rng.choice(slots), rng) if slots else Instance.draw(other, rng)
    return window(scene, instance, anchor, place, rng, kind=kind)


def _telling(scene: Scene, shelf: CorpusShelf, text: Text, lines: Sequence[Line], rng: random.Random) -> Line:
    """The line a distractor is cut round: one that could be asked for itself, as the line of the answer is, or its text alone would say that it is none."""
    slots = shelf.serving(text.path, need_of(scene))
    fit = [ln for ln in lines if any(f in slots for f in ln.facts)] or [ln for ln in lines if ln.facts] or list(lines)
    return rng.choice(fit)
