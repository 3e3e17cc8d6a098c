"""The documents hold the answer among others that do not: answer from them, as briefly or fully as asked, and cite where asked."""

from __future__ import annotations

import random
from dataclasses import replace

from generators.recipe import Draft, Unfit, recipe
from generators.scene import Scene
from generators.speech import utter
from rag import corrupt
from rag.answers import bare_value, cited, grounded, joined, series, short_answer
from rag.doc import Doc, carrier_doc
from rag.documents import distractors, support_doc
from rag.draft import ALWAYS, draft, placed, rendered
from rag.prompt import Prompt, choose_citation, foresee_question
from rag.rules import common_rules
from rag.topic import Topic, comparable, draw_topic, fresh, situation, worded
from rag.wishes import ask_several

# Form of the question, and with it the length of the answer: a bare value, a sentence, two or three sentences, a paragraph (brief: one
# entity over 3-6 documents), several paragraphs (dossier: two entities over 4-6 documents).
FORMS = {"value": 20, "sentence": 33, "list": 14, "compare": 11, "brief": 13, "dossier": 9}
K = {1: (1, 3), 2: (2, 4), 3: (3, 6), 4: (4, 8), 5: (6, 12)}


@recipe(
    "rag/grounded",
    required=("rag.answer_states", "rag.supported", *ALWAYS),
    weight=4,
    family="rag",
    facets={"form": tuple(FORMS), "layout": (), "k": (), "famous": ("True", "False"), "documents": ()},
)
def build(scene: Scene) -> Draft:
    """One fact, several facts of one entity, one fact of several entities, or a short brief."""
    topic = draw_topic(scene)
    form = "sentence" if topic.famous else scene.weighted(FORMS, "form")
    if topic.text.body:
        form = _form_of(topic, form)
    if scene.sibling and form not in ("value", "sentence"):
        form = "sentence"  # siblings share the question, and it asks for one fact
    rng = scene.rng("documents")
    cite = choose_citation(scene)
    if form in ("value", "sentence"):
        return _single(scene, topic, form, cite, rng)
    if form == "compare":
        return _compare(scene, topic, cite, rng)
    return _several(scene, topic, form, cite, rng)


def _form_of(topic: Topic, form: str) -> str:
    """A form that suits a fact of the user's documents: no bare value where it is a sentence, no list of things that were never labelled alike."""
    if form in ("compare", "dossier") and comparable(topic) and topic.text.body.facts[topic.slot].typed:
        return "compare"
    return form if form == "value" and topic.text.body.facts[topic.slot].typed else "sentence"


def _count(scene: Scene, rng: random.Random, least: int) -> int:
    low, high = K[scene.difficulty]
    return max(least, rng.randint(low, high))


def _arrange(scene: Scene, supports: list[Doc], others: list[Doc], rng: random.Random) -> list[Doc]:
    """All documents in random order, the first support at a slot of its own stratum."""
    docs = [*supports[1:], *others]
    rng.shuffle(docs)
    docs.insert(placed(scene, len(docs) + 1, "gold"), supports[0])
    return docs


def _numbers(docs: list[Doc], chosen: list[Doc]) -> list[int]:
    return sorted(i + 1 for i, d in enumerate(docs) if any(d is c for c in chosen))


def _single(scene: Scene, topic: Topic, form: str, cite: str, rng: random.Random) -> Draft:
    foresee_question(scene, topic)
    supports = [support_doc(scene, topic.instance, topic.slot, "support", rng, float(scene.spread("place")), ())]
    # A famous fact may be stated under another name, which would be no proof to a reader; to the user's own hits nothing is added.
    if rng.random() < 0.15 and not topic.famous and not topic.as_asked:
        words = rng.choice(topic.statements).fill(topic.instance.with_v(topic.slot), scene.lang)
        supports.append(carrier_doc(scene, topic, topic.instance, words, rng).state(topic.slot, "support", topic.value))
    others = (
        distractors(scene, topic, _count(scene, rng, 1) - len(supports), rng, (topic.slot,), beside=supports)
        if scene.difficulty > 1 or topic.as_asked or rng.random() < 0.8
        else []
    )
    docs = _arrange(scene, supports, others, rng)
    prompt = Prompt(scene, topic, docs, common_rules(scene, topic), cite=cite)
    built = rendered(prompt)
    numbers = _numbers(docs, supports)
    shown = supports[0].shown(topic.slot)
    answer = bare_value(scene, topic, shown) if form == "value" else short_answer(scene, topic, shown, scene.rng("answer"))
    answer = cited(answer, cite, numbers, scene.lang)  # all that say it, or a letter would be cited and not the page
    facets = {"form": form, "famous": topic.famous, "documents": len(supports)}
    return draft(
        prompt, built, answer, {"rag.answer_states": {"values": [topic.value]}, "rag.supported": {"values": [topic.value]}}, facets, []
    )


def _several(scene: Scene, topic: Topic, form: str, cite: str, rng: random.Random) -> Draft:
    """Several facts of one entity (a list of two or three, a brief over three to six documents), or of two entities (a dossier)."""
    slots = [topic.slot, *(s for s in rng.sample(sorted(topic.text.facts), len(topic.text.facts)) if s != topic.slot)]
    slots = slots[: rng.randint(2, 3) if form == "list" else rng.randint(4, min(8, len(slots)))]
    instances = [topic.instance]
    if form == "dossier":
        instances.append(fresh(topic.text, rng, topic.instance))
    spread = {"list": (2, len(slots)), "brief": (3, min(6, len(slots))), "dossier": (2, 3)}[form]
    supports, told_of = [], []
    for instance in instances:
        mine = _supports(scene, replace(topic, instance=instance), slots, rng.randint(*spread), rng)
        supports += mine
        told_of.append((instance, mine))
    others = distractors(scene, topic, min(12, _count(scene, rng, len(supports))) - len(supports), rng, tuple(slots), beside=supports)
    docs = _arrange(scene, supports, others, rng)
    attrs = [topic.text.facts[s].attr.fill(topic.instance.values, scene.lang) for s in slots]
    names = [i.name for i in instances]
    question, masked = ask_several(scene, series(scene, names), attrs, scene.rng("question"), brief=form != "list")
    prompt = Prompt(scene, topic, docs, common_rules(scene, topic), cite=cite)
    prompt.question = utter(scene, question, masked, tuple(names), situation(topic, 0.15))
    built = rendered(prompt)
    built.evidence["asked"]["entity"] = series(scene, names)
    answer = "\n\n".join(_tell(scene, replace(topic, instance=i), slots, docs, cite, form) for i, _ in told_of)
    values = [i.spelling(s) for i in instances for s in slots]
    facets = {"form": form, "famous": False, "documents": len(supports)}
    return draft(prompt, built, answer, {"rag.answer_states": {"values": values}, "rag.supported": {"values": values}}, facets, [])


def _supports(scene: Scene, topic: Topic, slots: list[str], count: int, rng: random.Random) -> list[Doc]:
    """`count` documents about the topic's entity that together state all the slots."""
    supports = []
    for i, slot in enumerate(slots[:count]):
        supports.append(
            support_doc(scene, topic.instance, slot, "support", rng, float(scene.spread("place", i)), tuple(s for s in slots if s != slot))
        )
    held = {s for d in supports for line in d.sentences for s in line.facts}
    for doc, slot in zip(supports * 8, [s for s in slots if s not in held], strict=False):
        _also(doc, topic, slot, rng)
    for doc in supports:  # every sentence that states an asked fact is evidence
        found = [
            (i, "support", topic.instance.spelling(s)) for i, line in enumerate(doc.sentences) for s in sorted(line.facts) if s in slots
        ]
        doc.states += [f for f in found if f not in doc.states]
    return supports


def _also(doc: Doc, topic: Topic, slot: str, rng: random.Random) -> None:
    """Put the line of another asked fact into a document of the same entity."""
    from generators.library.passage import render_line

    line = render_line(topic.instance, topic.text.line_of[slot], rng)
    doc.insert(rng.randint(0, len(doc.sentences)), line)


def _tell(scene: Scene, topic: Topic, slots: list[str], docs: list[Doc], cite: str, form: str) -> str:
    """The asked facts as running text, or as a list where there are many, each sentence with its documents."""
    rng = scene.rng("tell", topic.instance.name)
    order = list(slots) if rng.random() < 0.5 else rng.sample(slots, len(slots))
    told = []
    for i, slot in enumerate(order):
        fact = topic.text.facts[slot]
        holders = [
            n + 1
            for n, d in enumerate(docs)
            if d.entity == topic.instance.name
            and any(slot in s.facts and (j, "support", topic.instance.spelling(slot)) in d.states for j, s in enumerate(d.sentences))
        ]
        opening = i == 0 and form != "list"
        wordings = fact.state if opening else fact.more
        words = grounded(scene, replace(topic, slot=slot), wordings, docs[holders[0] - 1].shown(slot), rng, opening)
        told.append(cited(words, cite, holders[:1], scene.lang))
    if form == "brief" and len(told) >= 6:
        half = len(told) // 2
        return joined(told[:half], scene.lang) + "\n\n" + joined(told[half:], scene.lang)
    return joined(told, scene.lang)


def _compare(scene: Scene, topic: Topic, cite: str, rng: random.Random) -> Draft:
    """The same fact of two or three entities, each from its own document."""
    twins = [topic.instance]
    for _ in range(rng.choice((1, 1, 2))):
        twin = fresh(topic.text, rng, topic.instance, topic.slot, topic.instance.name)
        if any(t.name == twin.name or t.spelling(topic.slot) == twin.spelling(topic.slot) for t in twins):
            raise Unfit("twin-alike")
        twins.append(twin)
    supports = [support_doc(scene, t, topic.slot, "support", rng, float(scene.spread("place", i)), ()) for i, t in enumerate(twins)]
    others = distractors(
        scene,
        topic,
        _count(scene, rng, len(supports)) - len(supports),
        rng,
        (topic.slot,),
        {"other_attribute": 3, "same_topic": 3, "retrieved": 3, "random": 2},
        supports,
    )
    docs = _arrange(scene, supports, others, rng)
    names = [t.name for t in twins]
    shuffled = rng.sample(names, len(names))
    question, masked = scene.say_masked(worded(scene, topic, "grounded.ask_compare"), attr=topic.noun, names=series(scene, shuffled))
    prompt = Prompt(scene, topic, docs, common_rules(scene, topic), cite=cite, sought=tuple(replace(topic, instance=t) for t in twins))
    prompt.question = utter(scene, question, masked, tuple(names), situation(topic, 0.15))
    built = rendered(prompt)
    built.evidence["asked"]["entity"] = series(scene, shuffled)
    told: list[str] = []
    arng = scene.rng("answer")
    for name in shuffled:
        twin = next(t for t in twins if t.name == name)
        doc = supports[[t.name for t in twins].index(name)]
        words = grounded(scene, replace(topic, instance=twin), topic.fact.state, doc.shown(topic.slot), arng, opening=True)
        if scene.lang == "zh" and topic.quoted and not replace(topic, instance=twin).names_itself:
            words = scene.say("grounded.likewise", name=name, v=twin.spelling(topic.slot))
        if told and scene.lang == "en" and not topic.quoted and arng.random() < 0.7:  # the same sentence twice is one too many
            words = scene.say("grounded.likewise", name=name, v=twin.spelling(topic.slot))
        told.append(cited(words, cite, _numbers(docs, [doc]), scene.lang))
    values = [t.spelling(topic.slot) for t in twins]
    facets = {"form": "compare", "famous": False, "documents": len(supports)}
    checks = {"rag.answer_states": {"values": values}, "rag.supported": {"values": values}}
    return draft(prompt, built, joined(told, scene.lang), checks, facets, [])


BROKEN = {
    "answer_swapped": corrupt.other_value,
    "support_removed": corrupt.support_removed,
    "offset_shifted": corrupt.offset_shifted,
    "citation_moved": corrupt.citation_moved,
    "language_switched": corrupt.language_switched,
}
