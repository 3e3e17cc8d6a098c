"""The documents state part of what was asked and leave out the rest: give what is there, say in the same breath what is not, and claim nothing about it."""

from __future__ import annotations

import copy
import random
import re
from dataclasses import dataclass, replace
from typing import Any

from generators.library.passage import render_line
from generators.recipe import Draft, Unfit, recipe
from generators.scene import Scene
from generators.speech import Utterance, utter
from rag import corrupt
from rag.answers import cited, grounded, joined, series, short_answer
from rag.clauses import clauses
from rag.doc import Doc
from rag.documents import distractors, half_told, support_doc
from rag.draft import ALWAYS, draft, placed, rendered
from rag.own import is_clause, of_kind, owned, say, several, slots, wanted
from rag.prompt import Prompt, choose_citation
from rag.rules import common_rules
from rag.sides import add_line
from rag.topic import TRIES, Topic, apart, comparable, draw_topic, listed, situation, worded

FORMS = {"attributes": 7, "entities": 3}
ORDERS = {"question": 3, "stated_first": 4, "missing_first": 3, "breath": 4}
K = {1: (1, 3), 2: (2, 4), 3: (3, 6), 4: (4, 8), 5: (6, 12)}
_NEAR = {"near": 10, "other_attribute": 1, "other_entity": 3, "same_topic": 1, "retrieved": 1, "carrier": 1}
Row = dict[str, Any]


@dataclass
class Part:
    """One thing asked: a fact of an entity, and where it stands; nowhere for the missing ones."""

    topic: Topic
    doc: Doc | None = None
    shown: str = ""


@recipe(
    "rag/partial",
    required=("rag.partial", "rag.supported", "rag.absent", *ALWAYS),
    weight=3,
    family="rag",
    facets={"form": tuple(FORMS), "asked": ("2", "3", "4"), "answered": ("1", "2", "3"), "famous": ("False",), "layout": (), "k": ()},
)
def build(scene: Scene) -> Draft:
    """Two to four things of one entity, or one thing of two or three; one of them, sometimes two, is nowhere."""
    if scene.sibling:
        scene.leave_group()  # siblings share a question that asks for one thing
    topic = draw_topic(scene, famous=False)
    form = scene.weighted(FORMS, "form") if comparable(topic) else "attributes"
    if comparable(topic) and len(listed(topic)) < 2:
        form = "entities"
    rng = scene.rng("documents")
    parts = _attributes(scene, topic, rng) if form == "attributes" else _entities(scene, topic, rng)
    stated, missing = [p for p in parts if p.doc], [p for p in parts if not p.doc]
    docs = _documents(scene, parts, rng)
    if any(half_told(p.topic, docs) for p in missing):
        raise Unfit("half-told")
    cite = choose_citation(scene)
    names = list(dict.fromkeys(p.topic.instance.name for p in parts))
    prompt = Prompt(scene, topic, docs, common_rules(scene, topic), cite=cite)
    prompt.question, prompt.sought = _question(scene, parts, form, names), tuple(p.topic for p in parts)
    built = rendered(prompt)
    built.evidence["asked"]["entity"] = series(scene, names)
    built.evidence["asked"]["attribute"] = series(scene, list(dict.fromkeys(p.topic.attr for p in parts)))
    answer = _answer(scene, parts, form, docs, cite)
    facets = {"form": form, "asked": len(parts), "answered": len(stated), "famous": False}
    values = [p.topic.value for p in stated]
    calls = [p.topic.attr if form == "attributes" else p.topic.instance.name for p in parts]
    others = [topic.instance.name if form == "attributes" else topic.attr]
    gaps = [
        {
            "value": p.topic.value,
            "attr": call,
            "rest": others + [c for c, q in zip(calls, parts, strict=True) if q.doc],
        }
        for p, call in zip(parts, calls, strict=True)
        if not p.doc
    ]
    checks: dict[str, dict[str, Any]] = {
        "rag.partial": {"values": values, "missing": gaps},
        "rag.supported": {"values": values},
        "rag.absent": {"values": [p.topic.value for p in missing]},
    }
    return draft(prompt, built, answer, checks, facets, [])


def _attributes(scene: Scene, topic: Topic, rng: random.Random) -> list[Part]:
    """Facts of one entity, each on a line of its own; the stated ones in one to three documents."""
    text, instance = topic.text, topic.instance
    asked = int(scene.weighted({"2": 5, "3": 4, "4": 3}, "asked"))
    slots: list[str] = []
    named = listed(topic)
    for slot in (topic.slot, *rng.sample(named, len(named))):
        lines = {text.line_of[s].index for s in slots}
        alike = any(a in b or b in a for s in slots for a, b in [(text.facts[s].attr.source, text.facts[slot].attr.source)])
        if slot not in slots and text.line_of[slot].index not in lines and len(slots) < asked and not alike:
            slots.append(slot)
    if len(slots) < 2:
        raise Unfit("too-few-facts")
    rng.shuffle(slots)
    if text.body and scene.lang == "zh":  # what it is comes first: nobody asks that after its uses
        slots.sort(key=lambda s: text.body.facts[s].kind != "defined")
    gone = {placed(scene, len(slots), "gap")}
    if len(slots) == 4 and rng.random() < 0.4:
        gone.add(rng.choice([i for i in range(4) if i not in gone]))
    parts = [Part(replace(topic, slot=s)) for s in slots]
    stated = [p for i, p in enumerate(parts) if i not in gone]
    docs: list[Doc] = []
    for i, part in enumerate(stated):
        if docs and not text.body and rng.random() < 0.45:
            part.doc = rng.choice(docs)
            part.shown = render_line(instance, text.line_of[part.topic.slot], rng).text
            add_line(part.doc, part.shown, rng, "support", part.topic.value)
            continue
        without = tuple(s for s in slots if s != part.topic.slot)
        part.doc = support_doc(scene, instance, part.topic.slot, "support", rng, float(scene.spread("place", i)), without)
        part.shown = part.doc.shown(part.topic.slot)
        docs.append(part.doc)
    return parts


def _entities(scene: Scene, topic: Topic, rng: random.Random) -> list[Part]:
    """One fact of two or three entities; for one of them it is nowhere."""
    count = 2 + (rng.random() < 0.4)
    if topic.text.body:
        count = min(count, topic.text.body.shelf.alike(topic.slot))
    twins = [topic.instance]
    while len(twins) < count:
        twins.append(apart(topic, twins, rng))
    rng.shuffle(twins)
    gone = placed(scene, count, "gap")
    parts = [Part(replace(topic, instance=t)) for t in twins]
    for i, part in enumerate(p for j, p in enumerate(parts) if j != gone):
        part.doc = support_doc(scene, part.topic.instance, topic.slot, "support", rng, float(scene.spread("place", i)), ())
        part.shown = part.doc.shown(topic.slot)
    return parts


def _documents(scene: Scene, parts: list[Part], rng: random.Random) -> list[Doc]:
    """The supports among documents that raise the missing matter without stating it."""
    supports: list[Doc] = []
    for p in parts:
        if p.doc and not any(p.doc is d for d in supports):
            supports.append(p.doc)
    missing = [p.topic for p in parts if not p.doc]
    hide = tuple(dict.fromkeys(p.topic.slot for p in parts))
    for topic in missing:
        for doc in supports:
            if doc.entity == topic.instance.name and not doc.chunk and rng.random() < 0.3:
                add_line(doc, rng.choice(topic.fact.near).fill(topic.instance.values, scene.lang), rng)
    low, high = K[scene.difficulty]
    free = max(0, rng.randint(low, high) - len(supports))
    # Where entities are asked for, the one without an answer has documents of its own more often than not.
    least = 1 if len({p.topic.instance.name for p in parts}) > 1 and rng.random() < 0.7 else 0
    others: list[Doc] = []
    for i in range(max(free, least)):
        others += distractors(scene, missing[i % len(missing)], 1, rng, hide, _NEAR, [*supports, *others])
    for doc in others:  # a document that lacks the answer has the words of the question all the same
        for part in parts:
            if doc.kind == "near" and not doc.chunk and doc.entity == part.topic.instance.name and rng.random() < 0.5:
                words = rng.choice(part.topic.fact.near).fill(part.topic.instance.values, scene.lang)
                if all(line.text != words for line in doc.sentences):
                    add_line(doc, words, rng)
    names = {p.topic.instance.name for p in parts} - {missing[0].instance.name}
    if any(d.entity in names and not any(d is s for s in supports) and d.kind == "other_entity" for d in others):
        raise Unfit("twin-alike")
    docs = [*supports[1:], *others]
    rng.shuffle(docs)
    docs.insert(placed(scene, len(docs) + 1, "gold"), supports[0])
    return docs


def _question(scene: Scene, parts: list[Part], form: str, names: list[str]) -> Utterance:
    """As a person would ask: the first thing in full words and the others behind it, or all in one series."""
    topic, rng = parts[0].topic, scene.rng("question")
    attrs = _series(parts)
    if form == "entities" and (own := of_kind(scene, topic, "entities")):
        things = [several(slots(p.topic)["thing"]) for p in parts]
        for _ in range(TRIES):
            question, masked = scene.say_masked(own, names=series(scene, things))
            if not (_ONE_EACH.search(question) and any(p.doc and not _one(p.topic.value) for p in parts)):
                break  # who wants a sentence each gets no two
        else:
            raise Unfit("more-than-a-sentence")
        return utter(scene, question, masked, (*names, *things), situation(topic, 0.15))
    if form == "attributes" and (know := wanted(scene, [p.topic for p in parts])):
        return _to_know(scene, parts, know, rng)
    if form == "attributes" and (asked_for := clauses(scene, [p.topic for p in parts])):
        if rng.random() < 0.55:
            question, masked = scene.say_masked("corpus.ask_clauses", name=names[0], list=asked_for)
        else:
            lead, skeleton = _lead(scene, topic, rng)
            rest = clauses(scene, [p.topic for p in parts[1:]]).removeprefix("的")
            question, masked = scene.say_masked("corpus.then_clauses", q=lead, list=rest)
            masked = masked.replace("\u25a1", skeleton, 1)
        return utter(scene, question, masked, (*names, *topic.protect), situation(topic, 0.15))
    if form == "entities":
        key = worded(scene, topic, "partial.ask_entities") if rng.random() < 0.5 else worded(scene, topic, "grounded.ask_compare")
        question, masked = scene.say_masked(key, attr=topic.noun, names=series(scene, names))
        return utter(scene, question, masked, tuple(names), situation(topic, 0.15))
    way, given = rng.random(), dict(zip("abcd", attrs, strict=False))
    if way < 0.25 and len(attrs) <= 3:  # the very words of rows in which everything is answered
        question, masked = scene.say_masked(worded(scene, topic, "grounded.ask_list"), name=names[0], list=series(scene, attrs))
    elif way < 0.6:
        question, masked = scene.say_masked(worded(scene, topic, f"partial.ask_{len(attrs)}"), name=names[0], **given)
    else:
        lead, skeleton = _lead(scene, topic, rng)
        given = dict(zip("bcd", _series(parts[1:]), strict=False))
        question, masked = scene.say_masked(worded(scene, topic, f"partial.then_{len(given)}"), q=lead, **given)
        masked = masked.replace("□", skeleton, 1)
    return utter(scene, question, masked, (*names, *topic.protect), situation(topic, 0.15))


def _lead(scene: Scene, topic: Topic, rng: random.Random) -> tuple[str, str]:
    """The first thing asked for in full words, as a sentence of its own, and its skeleton."""
    ask = rng.choice([a for a in topic.fact.ask if a.source[-1] in "?？。."] or list(topic.fact.ask))
    lead = ask.fill(topic.instance.values, scene.lang)
    lead += "" if lead[-1] in "?？。.！!" else "？" if scene.lang == "zh" else "?"
    return lead[:1].upper() + lead[1:], ask.masked


def _to_know(scene: Scene, parts: list[Part], know: list[str], rng: random.Random) -> Utterance:
    """The things in clauses that follow "tell me", or the first in full words and the others so."""
    topic = parts[0].topic
    if len(know) > 1 and rng.random() < 0.55:
        question, masked = scene.say_masked("own.ask_list", list=series(scene, know))
    else:
        lead, skeleton = _lead(scene, topic, rng)
        rest = wanted(scene, [p.topic for p in parts[1:]], lead)
        question, masked = scene.say_masked("own.then_list", q=lead, list=series(scene, rest))
        masked = masked.replace("□", skeleton, 1)
    return utter(scene, question, masked, topic.protect, situation(topic, 0.15))


_ONE_EACH = re.compile(r"\b(?:sentence|line)\b")


def _one(value: str) -> bool:
    """Whether an English value is one sentence."""
    return not re.search(r"[.!?] [A-Z]", value)


_HEAD = re.compile(r"the \w+ (?:of|on|for) ")  # English: what the names of several things asked for may begin with


def _series(parts: list[Part]) -> list[str]:
    """The things asked for, in order; of a user's pages "the information on" is said once, not before each."""
    attrs = [p.topic.attr for p in parts]
    head = _HEAD.match(attrs[0])
    if not head or not parts[0].topic.text.body:
        return attrs
    return [attrs[0], *(a.removeprefix(head[0]) for a in attrs[1:])]


def _answer(scene: Scene, parts: list[Part], form: str, docs: list[Doc], cite: str) -> str:
    """What is stated and what is not, in one of several orders."""
    rng = scene.rng("answer")
    missing = [p for p in parts if not p.doc]
    order = scene.weighted(ORDERS, "order")
    if len(missing) > 1:  # named together, not one by one in like words
        order = {"breath": "stated_first", "question": "missing_first"}.get(order, order)
    kept = bool(parts[0].topic.text.body)  # the order of the questions is that of the answers
    if kept and parts[-1].doc and (order == "breath" or len(missing) == 1) and not (order == "missing_first" and not parts[0].doc):
        order = "question" if len(missing) == 1 else "stated_first"
    suffix = "_entity" if form == "entities" else ""
    # What came first in the question may be answered in a word; a word on the second would be taken for it.
    short = form == "attributes" and len(parts) == 2 and order in ("stated_first", "breath") and bool(parts[0].doc) and rng.random() < 0.4
    told: list[str] = []
    for p in parts if kept or order == "question" or rng.random() < 0.6 else rng.sample(parts, len(parts)):
        if p.doc:
            number = next(i + 1 for i, d in enumerate(docs) if d is p.doc)
            if short:
                words = short_answer(scene, p.topic, p.shown, rng)
            else:
                said = bool(told) or (kept and scene.lang == "zh" and order == "missing_first")  # the name, in what goes before
                opening = not said or form == "entities"
                words = grounded(scene, p.topic, p.topic.fact.state if opening else p.topic.fact.more, p.shown, rng, opening)
                if form == "entities" and scene.lang == "zh" and p.topic.quoted and not p.topic.names_itself:
                    words = scene.say("grounded.likewise", name=p.topic.instance.name, v=p.topic.value)
                if (
                    form == "entities" and told and scene.lang == "en" and not p.topic.quoted and rng.random() < 0.7
                ):  # the same sentence twice is one too many
                    words = scene.say("grounded.likewise", name=p.topic.instance.name, v=p.topic.value)
            told.append(cited(words, cite, [number], scene.lang))
        elif order == "question":
            told.append(_gap(scene, [p], "gap" + suffix, _named(parts), bool(told) and kept and scene.lang == "zh"))
    if order == "question":
        return joined(told, scene.lang)
    if order == "breath":
        m = missing[0].topic.attr_of if suffix or not _named(parts) else missing[0].topic.attr
        told[-1] = say(scene, missing[0].topic, "partial.breath" + suffix, m, told=told[-1].rstrip("。."), **_slots(missing[0], scene.lang))
        return joined(told, scene.lang)
    again = kept and scene.lang == "zh" and order == "stated_first"
    clause = _gap(scene, missing, f"gap{suffix}_{'then' if order == 'stated_first' else 'first'}", _named(parts), again)
    return joined([*told, clause] if order == "stated_first" else [clause, *told], scene.lang)


def _named(parts: list[Part]) -> bool:
    """Whether what the answer tells is about the entity itself, so that it may be "it" afterwards."""
    return any(p.doc and owned(p.topic) for p in parts)


def _gap(scene: Scene, missing: list[Part], key: str, named: bool, again: bool = False) -> str:
    """What is not there. `again`: the name was said before."""
    if len(missing) > 1:
        if scene.lang == "zh" and all(p.topic.noun != p.topic.attr for p in missing):  # amounts are told of together
            listed = scene.say("corpus.attr_amount", key=series(scene, [p.topic.noun for p in missing]))
            return say(scene, missing[0].topic, "partial.gap_many", "", list=listed)
        missing = sorted(missing, key=lambda p: scene.lang == "zh" and p.topic.noun != p.topic.attr)  # 热量 before 盐放多少
        attrs = [p.topic.attr_of if owned(p.topic) and not named else p.topic.attr for p in missing]
        listed = _neither(scene, attrs)
        return say(scene, missing[0].topic, "partial.gap_many", listed if all(map(is_clause, attrs)) else "the rest", list=listed)
    given = _slots(missing[0], scene.lang)
    if again and "entity" not in key:
        given["attr_of"] = given["attr"]
    m = given["attr"] if named and "entity" not in key else given["attr_of"]
    return say(scene, missing[0].topic, "partial." + key, m, **{k: v for k, v in given.items() if k != "name" or "entity" in key})


def _neither(scene: Scene, attrs: list[str]) -> str:
    """ "A or B", to stand behind a negation."""
    gap = "" if scene.lang == "zh" else " "
    return f"{gap}{scene.say('partial.or')}{gap}".join(attrs)


def _slots(part: Part, lang: str) -> dict[str, str]:
    return {"attr": part.topic.attr, "attr_of": part.topic.attr_of, "name": part.topic.instance.name}


def _params(row: Row) -> Row:
    params: Row = next(c["params"] for c in row["checks"] if c["kind"] == "rag.partial")
    return params


def _kept(row: Row, keep: list[str]) -> Row:
    """The row with these sentences only in its answer."""
    row = copy.deepcopy(row)
    row["messages"][-1]["content"] = joined(keep, row["lang"])
    return row


def missing_claimed(row: Row, rng: random.Random) -> Row | None:
    """The answer gives the missing value as well."""
    gap = rng.choice(_params(row)["missing"])
    return _kept(
        row,
        [row["messages"][-1]["content"], f"{gap['attr']}：{gap['value']}。" if row["lang"] == "zh" else f"{gap['value']}: {gap['attr']}."],
    )


def gap_dropped(row: Row, rng: random.Random) -> Row | None:
    """Nothing is said of the missing part."""
    values = _params(row)["values"]
    return _kept(row, [v + ("。" if row["lang"] == "zh" else ".") for v in values])


def stated_dropped(row: Row, rng: random.Random) -> Row | None:
    """One of the stated things is left out."""
    value = rng.choice(_params(row)["values"])
    whole = [s for s in re.split(r"(?<=[。！？])|(?<=[.!?]) (?=[A-Z])|\n", row["messages"][-1]["content"]) if s]
    keep = [s for s in whole if value.casefold() not in s.casefold()]
    return _kept(row, keep) if keep and len(keep) < len(whole) else None


BROKEN = {
    "missing_claimed": missing_claimed,
    "gap_dropped": gap_dropped,
    "stated_changed": corrupt.other_value,
    "stated_dropped": stated_dropped,
    "missing_planted": corrupt.planted,
    "support_removed": corrupt.support_removed,
    "offset_shifted": corrupt.offset_shifted,
    "citation_moved": corrupt.citation_moved,
    "language_switched": corrupt.language_switched,
}
