"""Dialogues: documents that hold several facts, a first exchange, and the turns that go on from it."""

from __future__ import annotations

import random
import re
from dataclasses import replace

from generators.recipe import Unfit
from generators.scene import Scene
from generators.speech import Utterance, utter
from rag.answers import cited, grounded, mark, short_answer, wants_word
from rag.doc import Doc, printed
from rag.documents import support_doc
from rag.draft import placed
from rag.own import has_own, in_short, kind_of
from rag.own import slots as slots_of
from rag.prompt import Built
from rag.sides import page_title
from rag.topic import Topic, smoothed

K = {1: (1, 3), 2: (2, 4), 3: (3, 6), 4: (4, 8), 5: (6, 12)}
BARE_TURNS = 0.12  # of the later turns that could do without a name
QUOTE_LIMIT = {"zh": 60, "en": 190}  # characters; a longer sentence is no quotation but a copy
_MARKS = re.compile(r"[\"“”‘’「」\\]")
_INNER_END = {"zh": re.compile(r"[。！？；\n]"), "en": re.compile(r"[.!?]\s|\n")}


def said(scene: Scene, key: str, protect: tuple[str, ...] = (), /, **slots: str) -> Utterance:
    """What the user types in a later turn: a wording of the bank, typed as carelessly as the first question, without a frame round it."""
    text, masked = scene.say_masked(key, **slots)
    text = smoothed(text)
    return utter(scene, text, masked, tuple(p for p in protect if p), 0.0)


_GREETING = re.compile(r"^(?:(?:(?:Hi|Hello|Hey)(?: there)?|Good morning)\b[.,!]?|Remind me:|[你您]好[，！。])\s*")


def greetless(question: str) -> str:
    """A first question as it is asked in the middle of a talk, where nobody says hello."""
    return _GREETING.sub("", question)


# A question that brings a run-up of its own: "Before I ask around: what do we have on ...?"
_LED = re.compile(r"[:：] |[.!?] (?=.)|[。！？](?=.)|^(?:So|OK|Wait|Sorry|Right|Quick|Just)\b|^[^，？]{2,8}，|^(?:那|好)")


def new_matter(scene: Scene, topic: Topic) -> Utterance:
    """A later turn that asks something else altogether."""
    asks = greetless(topic.question)
    text, masked = scene.say_masked(f"follow_up.ask_new{'_bare' if _LED.search(asks) else ''}", q=asks)
    return utter(scene, text, masked.replace("\u25a1", topic.masked), topic.protect, 0.0)


def meant(scene: Scene, topic: Topic, key: str, bare: str, protect: tuple[str, ...] = (), **slots: str) -> Utterance:
    """A later turn that says what it is about, in most rows on the user's documents (`corpus.<key>`); elsewhere the bare turn (`bare`), which would be the same words in row after row."""
    asked_whole = kind_of(topic) in ("figure", "asked") and has_own(scene)  # nobody says a whole question again to doubt its short answer
    if not topic.text.body or topic.as_asked or asked_whole or scene.rng("meant", key).random() < BARE_TURNS:
        return said(scene, bare, protect, **slots)
    name, attr_of = topic.instance.name, in_short(scene, topic)
    of = {"attr_of": attr_of} if topic.named or scene.lang == "en" else {}
    bank = "own" if f"own.{key}" in scene.bank else "corpus"
    return said(scene, f"{bank}.{key}", (*protect, name, attr_of), **{**slots_of(topic), "name": name, **of})


def go_on(built: Built, answer: str, turn: Utterance, topic: Topic) -> Built:
    """The dialogue after an answer that is not learnt and another turn of the user, which is now the question."""
    messages = [*built.messages, {"role": "assistant", "content": answer, "weight": 0}, {"role": "user", "content": turn.text}]
    place = {"turn": len(messages) - 1, "start": 0, "end": len(turn.text), "text": turn.text}
    asked = {"entity": topic.instance.name, "famous": topic.famous, "attribute": topic.attr, "masked": turn.masked}
    evidence = {**built.evidence, "question": place, "asked": asked}
    return replace(built, messages=messages, evidence=evidence, tags=list(dict.fromkeys((*built.tags, *turn.tags))), turn=len(messages))


def holding(scene: Scene, topic: Topic, slots: list[str], hide: tuple[str, ...], rng: random.Random, key: str = "") -> list[Doc]:
    """Documents about the topic's entity that together state the slots and none of `hide`; one may state several."""
    docs: list[Doc] = []
    lines = topic.text.line_of
    if any(h in lines[s].facts for s in slots for h in hide):
        raise Unfit("told-in-one-line")
    for i, slot in enumerate(slots):
        if any(slot in s.facts for d in docs for s in d.sentences):
            continue
        apart = tuple(s for s in slots if s != slot) if rng.random() < 0.6 else ()
        place = float(scene.spread("place", key, i))
        docs.append(support_doc(scene, topic.instance, slot, "support", rng, place, (*hide, *apart)))
    for doc in docs:  # every sentence that states an asked fact is evidence
        found = [
            (i, "support", topic.instance.spelling(s)) for i, line in enumerate(doc.sentences) for s in sorted(line.facts) if s in slots
        ]
        doc.states += [f for f in found if f not in doc.states]
    return docs


def arrange(scene: Scene, supports: list[Doc], others: list[Doc], rng: random.Random) -> list[Doc]:
    """All documents in random order, the first support at a slot of its own stratum."""
    docs = [*supports[1:], *others]
    rng.shuffle(docs)
    docs.insert(placed(scene, len(docs) + 1, "gold"), supports[0])
    return docs


def room(scene: Scene, rng: random.Random, taken: int) -> int:
    """How many distractors the row's difficulty asks for beside the documents it has."""
    low, high = K[scene.difficulty]
    return max(0, min(12, rng.randint(low, high)) - taken)


def holder(docs: list[Doc], topic: Topic) -> tuple[int, Doc]:
    """The first document that states the topic's fact, with its number."""
    return next(
        (n, d) for n, d in enumerate(docs, 1) if d.entity == _entity(topic, d) and any((i, "support", topic.value) in d.states for i, s in enumerate(d.sentences) if topic.slot in s.facts)
    )  # fmt: skip


def _entity(topic: Topic, doc: Doc) -> str:
    return doc.entity if topic.famous else topic.instance.name


def tell(scene: Scene, topic: Topic, docs: list[Doc], cite: str, rng: random.Random, full: bool | None = None) -> str:
    """The fact as an answer, cited: short, or as a statement that names the entity (`full`)."""
    n, doc = holder(docs, topic)
    shown = doc.shown(topic.slot)
    if (full if full is not None else rng.random() < 0.4) and not wants_word(topic):
        return cited(grounded(scene, topic, topic.fact.state, shown, rng), cite, [n], scene.lang)
    return cited(short_answer(scene, topic, shown, rng), cite, [n], scene.lang)


def label(scene: Scene, doc: Doc, docs: list[Doc], rng: random.Random) -> str:
    """How an answer names a document so that no other of the row can be meant: by its kind, or by its title (which its own other passages share)."""
    shared = (
        any(d.called == doc.called for d in docs if d.title != doc.title and d.entity != doc.entity)
        if doc.chunk
        else any(d.source == doc.source for d in docs if d.title != doc.title)
    )
    if (shared or rng.random() < 0.4) and not _MARKS.search(doc.title):
        if scene.lang == "en":  # a title says nothing by itself: the page of that title does
            plain = doc.chunk or (not shared and " | " in doc.title)
            return f"the {doc.called}" if plain else f'the {doc.source} "{doc.title}"'
        if doc.chunk and not shared:
            return doc.subject
        title = page_title(doc, docs)
        return title if "《" in title else f"《{title}》"
    if shared:
        raise Unfit("no-name-of-its-own")
    return doc.called if scene.lang == "zh" else f"the {doc.called}"


def quotation(scene: Scene, doc: Doc, topic: Topic) -> str:
    """The words of the document that state the fact, fit to stand between quotation marks: the sentence, or the clause round the value."""
    text = (printed(doc.sentences[doc.index_of(topic.slot)].text) if doc.chunk else doc.shown(topic.slot)).strip()
    text = text.rstrip("。.！!") if text[-1:] in "。.！!" else text
    if _MARKS.search(text) or _INNER_END[scene.lang].search(text):
        raise Unfit("no-plain-quotation")
    if len(text) > QUOTE_LIMIT[scene.lang]:
        raise Unfit("quotation-too-long")
    return text


_ITEM = re.compile(r"\s*(?:[-*+|]|\d+[.)、])\s|[^。]{1,16}[:：][^。]*$")


def of_line(words: str, doc: Doc, topic: Topic) -> str:
    """Chinese: words that call a quotation a sentence, where it is a line of a list."""
    if topic.text.lang != "zh" or not doc.chunk or not _ITEM.match(doc.sentences[doc.index_of(topic.slot)].text):
        return words
    return re.sub(r"(这么?|里的)一?句(?=[：，。])", r"\1一行", words.replace("原句", "原文"))


def marks(scene: Scene, docs: list[Doc], topic: Topic, cite: str) -> str:
    """The citation of the document that states the topic's fact."""
    return mark(cite, [holder(docs, topic)[0]], scene.lang)
