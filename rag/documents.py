"""Documents as retrieval returns them: passages of the library, carriers, and the distractors among them."""

from __future__ import annotations

import random
import re
from collections.abc import Collection
from functools import lru_cache

from generators.library import Instance, Line, Passage, Sentence, cut
from generators.recipe import Unfit
from generators.scene import Scene
from rag.doc import MIX, Doc, carrier_doc
from rag.topic import Topic, fresh, shelf_of
from rag.years import known_to

# Lines per passage. Tenfold differences are wanted; the mean is near five.
SIZES = (1, 2, 2, 3, 3, 3, 4, 4, 5, 5, 6, 7, 8, 10, 12, 16)
# A retriever cuts its files into chunks of one size, so in most rows the passages are of about one length. It matters for more than looks: a short
# document with the answer among long ones can only stand near an end of the prompt, and then the ends hold more answers than the middle.
EVEN_SHARE = 0.8
# Where others' words (an e-mail, a notice) state the fact, the passages beside them are as short as these.
BRIEF = (1, 2, 2, 2, 3, 3, 3, 4, 4, 5, 6)
BRIEF_TYPES = frozenset({"rag/contradictory", "rag/outdated"})
NEAR_SHARE = 0.35
DATED_SHARE = 0.4


@lru_cache(maxsize=4096)
def singular(genres: tuple[str, ...]) -> list[str]:
    """The names of a kind of document that take a singular verb (English); all of them where there is no such name."""
    found = []
    for genre in genres:
        head = re.split(r" (?:of|on|for|to|in|from|about|by|with|at|and|issued|sent) ", genre)[0].rpartition(" ")[2]
        if not head.endswith("s") or head.endswith(("ss", "us", "is")) or not genre.isascii():
            found.append(genre)
    return found or list(genres)


def _about(passage: Passage) -> tuple[str, ...]:
    """What a refusal may say the passage covers: the matters it states, and paragraphs of which it shows the greater part."""
    text, instance = passage.instance.text, passage.instance
    shown = {s.line for s in passage.sentences}
    attrs = [text.facts[f].attr.fill(instance.values, text.lang) for s in passage.sentences for f in sorted(s.facts)]
    if text.wrongs is not None:  # a famous thing's lines are about the thing itself: the title says as much
        return (*attrs, f"《{passage.title}》" if text.lang == "zh" else f'the text "{passage.title}"')
    whole = [
        p.about.fill(instance.values, text.lang)
        for p in text.paras
        if len(p.lines) > 1 and 3 * sum(ln.index in shown for ln in p.lines) >= 2 * len(p.lines)
    ]
    return (*attrs, *whole)


def _doc(passage: Passage, rng: random.Random, kind: str) -> Doc:
    text, instance = passage.instance.text, passage.instance
    sentences: list[Sentence] = []
    breaks: list[int] = []
    headings: dict[int, str] = {}
    for heading, lines in passage.paras:
        breaks.append(len(sentences))
        if heading:
            headings[len(sentences)] = heading
        sentences += lines
    if text.wrongs is not None:
        breaks = [0, *(i for i in range(1, len(sentences)) if rng.random() < 0.15)]
    before = after = ""
    if text.crumbs and rng.random() < 0.3:
        crumb = rng.choice(text.crumbs).fill(instance.values, text.lang)
        before, after = (crumb, "") if rng.random() < 0.5 else ("", crumb)
    genre = rng.choice(singular(text.genre))
    # A famous fact's lines may call the thing by other words; its document then goes by its title.
    entity = instance.name if text.wrongs is None or instance.name in passage.title else passage.title
    return Doc(
        passage.title,
        genre,
        list(sentences),
        breaks,
        headings,
        entity,
        text.path,
        _about(passage),
        instance.name if text.wrongs is None else f"《{passage.title}》" if text.lang == "zh" else f'"{passage.title}"',
        kind=kind,
        crumbs=(before, after),
        made=passage.instance,
        since=known_to(passage.instance),
    )


def passage_doc(
    scene: Scene,
    instance: Instance,
    anchor: Line,
    place: float,
    rng: random.Random,
    without: tuple[str, ...] = (),
    kind: str = "",
    skip: Collection[int] = (),
) -> Doc:
    """A passage of the instance with the anchor line at `place` of it; now and then with a sentence that only raises a matter."""
    if instance.text.body:
        from rag.corpus.passages import window

        return window(scene, instance, anchor, place, rng, without, kind)
    size = _size(scene, rng)
    passage = cut(instance, anchor, size, place, rng, without, headings=rng.random() < 0.4, skip=skip)
    doc = _doc(passage, rng, kind)
    if rng.random() < NEAR_SHARE:
        others = [f for f in sorted(instance.text.facts) if f not in anchor.facts and f not in without]
        if others:
            add_near(doc, instance, rng.choice(others), rng)
    if doc.breaks[0] == 0 and not doc.headings.get(0) and not doc.sentences[0].facts and rng.random() < 0.15:
        doc.clipped = True
    return doc


def _size(scene: Scene, rng: random.Random) -> int:
    """How many lines a passage of the row gets."""
    row = scene.rng("chunks")
    usual, even = row.choice(BRIEF if scene.slot.task_type in BRIEF_TYPES else SIZES), row.random() < EVEN_SHARE
    return max(1, usual + rng.choice((-1, 0, 0, 1))) if even else rng.choice(SIZES)


def add_near(doc: Doc, instance: Instance, slot: str, rng: random.Random) -> None:
    """Put in a sentence that raises the matter of a fact without its value; a user's document stays as it is."""
    if doc.chunk:
        return
    words = rng.choice(instance.text.facts[slot].near).fill(instance.values, instance.text.lang)
    doc.insert(rng.randint(0, len(doc.sentences)), Sentence(words, {}, -1))


def support_doc(
    scene: Scene, instance: Instance, slot: str, role: str, rng: random.Random, place: float, without: tuple[str, ...] = ()
) -> Doc:
    """A passage that states the fact."""
    banned = tuple(f for f in without if f != slot and f not in instance.text.line_of[slot].facts)
    doc = passage_doc(scene, instance, instance.text.line_of[slot], place, rng, banned, "passage")
    if instance.text.wrongs is not None:
        topic = Topic(instance, slot, "", "")
        if not topic.names_it(doc.shown(slot)):  # told in a way that only who knows the answer would understand
            at = doc.index_of(slot)
            words, spans = rng.choice(topic.statements).fill_spans(instance.with_v(slot), instance.text.lang)
            doc.sentences[at] = Sentence(words, {slot: spans["v"]}, doc.sentences[at].line)
            doc.clipped = False
    return doc.state(slot, role, instance.spelling(slot))


def unsaid(topic: Topic, instance: Instance, rng: random.Random, docs: Collection[Doc]) -> str:
    """A statement of the fact that none of the documents makes in the same words, where there is one; it may leave the name to the title."""
    said = {s.text for d in docs for s in d.sentences}
    values, lang = instance.with_v(topic.slot), topic.text.lang
    naming = [t.fill(values, lang) for t in topic.statements]
    return rng.choice(
        [w for w in naming if w not in said] or [w for w in (t.fill(values, lang) for t in topic.fact.state) if w not in said] or naming
    )


def distractor(scene: Scene, topic: Topic, kind: str, rng: random.Random, hide: tuple[str, ...], used: set[int]) -> Doc:
    """A document that does not state the asked fact of the asked entity.

    `kind`: near (same entity, the matter raised but not stated) | other_attribute (same entity) | other_entity (same attribute) | same_topic |
    retrieved (a lookalike found by BM25) | random | carrier (somebody states another fact of the entity). `used`: lines of the entity's own text
    that other documents of the row show already; chunks of one text overlap little.
    """
    text, instance, shelf = topic.text, topic.instance, shelf_of(scene)
    if text.body:
        from rag.corpus.passages import distractor as passage

        return passage(scene, topic, kind, rng, hide, used)
    place = rng.random()
    if kind in ("near", "other_attribute"):
        lines = [ln for ln in text.lines if not set(ln.facts) & set(hide) and ln.index not in used]
        if lines:
            anchor = rng.choice([ln for ln in lines if ln.facts] or lines)
            doc = passage_doc(scene, instance, anchor, place, rng, hide, kind, used - {anchor.index})
            used.update(s.line for s in doc.sentences)
            if kind == "near":
                add_near(doc, instance, topic.slot, rng)
            return doc
        kind = "other_entity"
    if kind == "carrier":
        other = [f for f in sorted(text.facts) if f not in hide]
        if other:
            slot = rng.choice(other)
            words = rng.choice(text.facts[slot].state).fill(instance.with_v(slot), scene.lang)
            doc = carrier_doc(scene, topic, instance, words, rng)
            doc.about = (text.facts[slot].attr.fill(instance.values, scene.lang),)
            return doc
        kind = "same_topic"
    if kind == "other_entity" and text.wrongs is None:
        twin = fresh(text, rng, instance)
        return passage_doc(scene, twin, text.line_of[topic.slot], place, rng, kind=kind)
    if kind == "retrieved":
        looks = shelf.lookalikes(text, topic.slot)
        if looks:
            other_text, line = looks[min(int(rng.expovariate(0.25)), len(looks) - 1)]
            return passage_doc(scene, fresh(other_text, rng, instance), line, place, rng, kind=kind)
    other_text = shelf.other(text, rng, same_domain=kind in ("same_topic", "other_entity"))
    twin = fresh(other_text, rng, instance)
    anchor = twin.text.line_of[rng.choice(sorted(twin.text.facts))]
    return passage_doc(
        scene, twin, anchor, place, rng, kind="same_topic" if kind in ("same_topic", "other_entity", "carrier") else "random"
    )


def distractors(
    scene: Scene,
    topic: Topic,
    count: int,
    rng: random.Random,
    hide: tuple[str, ...],
    mix: dict[str, int] | None = None,
    beside: list[Doc] | None = None,
) -> list[Doc]:
    """`count` documents of mixed kinds; facts in `hide` are stated by none that is about the entity. `beside`: documents already in the row."""
    needed = count
    if topic.text.body:
        from rag.corpus.hits import beside as other_hits
        from rag.corpus.hits import serves

        if serves(topic.text):
            return other_hits(scene, topic, beside or [])
        from rag.corpus.passages import walking

        if walking(scene, topic.text.body.shelf):
            count = max(count, 2 - sum(d.kind == "walk" for d in beside or ()))  # room for the two files whose turn it is
    weights = mix or MIX
    kinds = rng.choices(list(weights), list(weights.values()), k=max(0, count))
    if topic.text.body and kinds:
        walked = sum(d.kind == "walk" for d in beside or ())
        for i, at in enumerate(rng.sample(range(len(kinds)), min(max(0, 2 - walked), len(kinds)))):
            kinds[at] = f"walk {walked + i}"  # so that every file of the user's is used
    used = {s.line for d in beside or () if d.path == topic.text.path and d.entity == topic.instance.name for s in d.sentences}
    docs: list[Doc] = []
    for kind in kinds:
        try:
            docs.append(distractor(scene, topic, kind, rng, hide, used))
        except Unfit:
            if len(kinds) <= needed:
                raise
    if len(docs) < needed:
        raise Unfit("no-distractor")
    return docs


def mentioned(topic: Topic, docs: list[Doc]) -> bool:
    """Whether a passage has the name of what is asked about, with or without the abbreviation beside it."""
    return any(x in s.text.casefold() for d in docs for s in d.sentences for x in _names(topic))


_AMOUNT = re.compile(r"\d ?(?:g|kg|ml|L|克|毫升|个|根|片|勺|颗)(?![a-z])")


_PRAISES = re.compile(r"\b(?:simplest|easiest|fastest|cheapest|safest|useful|benefits?|advantages?)\b|好处|优势|优点", re.I)


def half_told(topic: Topic, docs: list[Doc]) -> bool:
    """Whether passages that lack a user's fact tell a part of it all the same, so that "nothing says it" would be too much.

    What is said of a thing anywhere is a part of what it is good for; what it is may be told in passing: "CI is the first step", more resources (vertical scaling).
    """
    fact = topic.text.body.facts[topic.slot] if topic.text.body else None
    kind = fact.kind if fact else ""
    if kind in ("problem", "help"):
        return mentioned(topic, docs) or any(_PRAISES.search(s.text) for d in docs for s in d.sentences if d.entity == topic.instance.name)
    if kind == "need":  # what to get ready stands in the list of amounts too
        return any(_AMOUNT.search(s.text) for d in docs if d.entity == topic.instance.name for s in d.sentences)
    if fact and kind == "topic":  # "no word on X", where X stands in another section
        matter = re.sub(r"^(?:an?|the) ", "", fact.words["heading"].strip('"').casefold())
        return any(matter in s.text.casefold() for d in docs for s in d.sentences)
    if kind != "defined":
        return False
    shown = [re.sub(r"[\[\]]|\]?\([^()]*/\)", "", s.text.casefold()) for d in docs for s in d.sentences]
    told = [
        re.compile(
            rf"[(（]{n}[)）]|{n}\W*(?:[(（][^()（）]*[)）])?\s*(?:(?:is|are|means?|refers?|describes?|as an?)\b|, an? |是|指|就是)|(?:称为|叫做|称作)\W*{n}"
        )
        for n in (re.escape(name) for name in _names(topic) if any(name in line for line in shown))
    ]
    return any(t.search(line) for line in shown for t in told)


def _names(topic: Topic) -> list[str]:
    said = f"{topic.instance.name}({topic.text.body.source.title})" if topic.text.body else topic.instance.name
    return list(dict.fromkeys(x.strip().casefold() for x in re.split(r"[（()）]", said) if len(x.strip()) > 1))
