"""Documents of a row built on the user's retrieval: each hit whole, as the retriever gave it, or with its one value changed."""

from __future__ import annotations

import random
import re
from typing import TYPE_CHECKING

from generators.library import Instance, Sentence, Text
from generators.recipe import Unfit
from generators.scene import Scene
from rag.corpus.holding import figure_in, has, times
from rag.corpus.mined import set_as
from rag.corpus.records import MOST, Hit
from rag.corpus.retrieved import RetrievedShelf
from rag.corpus.structure import plain
from rag.doc import Chunk, Doc

if TYPE_CHECKING:
    from rag.topic import Topic

# What a text speaks of first, where it opens as an encyclopedia does.
_SPEAKS = re.compile(r"^(.{2,12}?)(?:[（(]|是|为|位于|于\d|在\d)")
_MARKS = re.compile(r"[\"“”‘’「」]|[（(][）)]?.*$")
_SPACE = re.compile(r"(?<=[\u3400-\u9fff])\s+(?=[\u3400-\u9fff])")


def serves(text: Text) -> bool:
    """Whether the text is a hit of the user's retrieval."""
    return bool(text.body) and isinstance(text.body.shelf, RetrievedShelf)


def whole(scene: Scene, instance: Instance, rng: random.Random, kind: str = "") -> Doc:
    """The hit of the instance's text. Where the instance has another value than the text, that is put in its place and noted."""
    text, body = instance.text, instance.text.body
    hit: Hit = body.shelf.hit_of(text)
    sentences, gaps, edits = [], [], []
    for i, (a, b) in enumerate(body.lines):
        words = hit.text[a:b]
        for slot in text.lines[i].facts:
            m = body.facts[slot]
            if instance.spelling(slot) != m.value:
                edits.append({"start": hit.start + m.start, "end": hit.start + m.end, "was": words[m.start - a : m.end - a]})
                words = words[: m.start - a] + set_as(instance.spelling(slot), words[m.start - a : m.end - a]) + words[m.end - a :]
        sentences.append(Sentence(words, {f: (0, 0) for f in text.lines[i].facts}, i))
        gaps.append(hit.text[body.lines[i - 1][1] if i else 0 : a])
    rest = hit.text[body.lines[-1][1] :] if body.lines else hit.text
    if rest:
        sentences.append(Sentence(rest, {}, len(body.lines)))
        gaps.append("")
    bank, title = scene.bank, body.source.title
    genre = hit.source or rng.choice(text.genre)
    named = {"title": _SPACE.sub("", hit.title or _spoken_of(title))}
    subject = (bank["corpus.subject_hit"][0] if hit.title else bank["corpus.untitled"][0]).fill(named, scene.lang)
    entity = text.fixed["name"] if isinstance(text.fixed["name"], str) else title
    about = tuple(t.fill({}, scene.lang) for t in bank["corpus.about_hit"])
    doc = Doc(title, genre, sentences, [0], {}, entity, hit.path, about, subject, kind=kind)
    called = bank["corpus.called" if hit.title else "corpus.called_untitled"][0].fill(named, scene.lang)
    doc.gaps, doc.label = gaps, f"document {called}" if scene.lang == "en" and hit.title else called
    doc.chunk = Chunk(hit.path, hit.sha256, hit.start, hit.start + len(hit.text), edits, {hit.arm: hit.rank})
    return doc


def _spoken_of(opening: str) -> str:
    """The opening of a hit without a title, down to what it speaks of where that can be told; never with quotation marks in it."""
    found = _SPEAKS.match(opening)
    return _MARKS.sub("", found[1] if found else opening).strip() or opening


def beside(scene: Scene, topic: Topic, shown: list[Doc]) -> list[Doc]:
    """The record's other hits. Those that give the answer too support it, and are left out where the row changes it."""
    text, shelf = topic.text, topic.text.body.shelf
    item = shelf.item_of(text)
    mine = [(d.chunk.path, d.chunk.start) for d in shown if d.chunk]
    if len(mine) > len(set(mine)):
        raise Unfit("same-hit-twice")
    if shown and not mine:
        raise Unfit("hit-not-shown")
    if scene.slot.task_type == "rag/grounded" and len(mine) < len(shown):
        raise Unfit("not-a-hit")  # an answer rests on what the user's retriever brought
    noted = [s.text.casefold() for d in shown for s in d.sentences if s.line == -1]
    if any(topic.attr.casefold() in words for words in noted):
        raise Unfit("note-on-an-answer")  # notes speak of prices and hours, not of answers
    changed = any(v and v != topic.value for d in shown for _, _, v in d.states)
    docs = []
    for i, hit in enumerate(item.record.hits):
        if (hit.path, hit.start) in mine:
            continue
        told = item.mined is not None and has(f"{hit.title}\n{plain(hit.text)[0]}", (topic.value,))
        if (told and not item.places) or (changed and (told or times(f"{hit.title}\n{hit.text}", figure_in(topic.value)))):
            continue
        doc = whole(scene, Instance.draw(shelf.sibling_text(text, i), scene.facts("hit", i)), rng=scene.rng("hit", i), kind="retrieved")
        if told and i in item.places and any(topic.slot in s.facts for s in doc.sentences):
            doc.state(topic.slot, "support", topic.value)
        docs.append(doc)
    docs = docs[: MOST - len(shown) - (1 if shown else 0)]
    scene.rng("order").shuffle(docs)  # the retriever's own order would tell which row is which
    return docs
