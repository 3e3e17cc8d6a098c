"""Documents disagree: tell both sides with their sources, rule only on a criterion that stands in the documents, leave open what is open, and see no conflict where there is none."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

from generators.library import Instance
from generators.library.template import Slot as Hole
from generators.recipe import Draft, Unfit, recipe
from generators.scene import Scene
from generators.values.types import Value, draw_other, mix_up_unit, restate, shift
from rag import corrupt
from rag.answers import as_used, cited, mark, mentioned, short_answer
from rag.corpus.hits import serves
from rag.doc import MIX, Doc, carrier_doc, vouched
from rag.documents import distractors, support_doc
from rag.draft import ALWAYS, draft, placed, rendered
from rag.own import apart, has_own, key, kind_of, say, slots, spotted, whole
from rag.prompt import Prompt, choose_citation, foresee_question
from rag.rules import common_rules
from rag.sides import Side, add_line, date_sides, interleave, side, with_citations
from rag.topic import Topic, changeable, changeable_slot, draw_topic, fresh, worded
from rag.years import LAST, earliest

CONFLICTS = {"value": 12, "temporal": 15, "draft": 7, "authority": 12, "unit": 6, "entity": 9, "implicit": 8}
CONTROLS = {"other_words": 8, "other_entity": 8, "other_year": 8, "side_fact": 8}
MAJORITY = {"1:1": 2, "2:1": 1, "1:2": 1}
# Sides are carried by short letters and notices more often than not, so other documents of the row are, too.
_BESIDE = {**MIX, "carrier": 24}
K = {1: (2, 3), 2: (2, 5), 3: (3, 6), 4: (4, 8), 5: (6, 12)}
FORMER = (2004, 2016)  # years in which the library's texts have something otherwise
A, B, C = "\x01", "\x02", "\x04"
# Sides of equal standing: with nothing in the documents to choose by, none may be the obvious one.
EQUALS = (
    ("passage", "official"),
    ("official", "passage"),
    ("hearsay", "hearsay"),
    ("neutral", "neutral"),
    ("official", "official"),
)


@recipe(
    "rag/contradictory",
    required=("rag.supported", *ALWAYS),
    weight=6,
    family="rag",
    facets={
        "conflict": (*CONFLICTS, "none"), "control": (*CONTROLS, "none"), "ruling": ("resolved", "open", "none"), "majority": (*MAJORITY, "none"),
        "famous": ("True", "False"), "layout": (), "k": (),
    },
)  # fmt: skip
def build(scene: Scene) -> Draft:
    """A real conflict in two rows of three, a pseudo-conflict in the others."""
    topic = draw_topic(scene)
    foresee_question(scene, topic)
    kind = scene.weighted(CONFLICTS | CONTROLS, "kind")
    kind = _possible(topic, kind, scene.rng("fallback"))
    if kind == "value" and topic.text.body and serves(topic.text):
        kind = "authority"
    if kind in CONTROLS:
        return _control(scene, topic, kind)
    return _conflict(scene, topic, kind)


def _possible(topic: Topic, kind: str, rng: random.Random) -> str:
    """The kind itself, or another where the fact does not lend itself to it."""
    value = topic.instance.values[topic.slot]
    if topic.famous or not isinstance(value, Value):
        return "value"  # what is famous is stable: no version of it replaces another
    fallback = "authority" if rng.random() < 0.5 else "value"
    if topic.quoted:  # whole sentences: nothing to reckon with, and nobody mistakes one entity's for another's
        if kind in CONFLICTS:
            return kind if kind in ("value", "temporal", "draft", "authority") else fallback
        return "other_words"
    if kind == "entity" and kind_of(topic) == "spot":  # no word of one definition is another's
        return fallback
    if topic.text.body and kind in ("entity", "other_entity") and not topic.text.body.shelf.has_twin(topic.text, topic.slot):
        return fallback if kind == "entity" else "other_words"
    if kind == "unit" and mix_up_unit(value, random.Random(0)) is None:
        return fallback
    if kind == "implicit" and not topic.fact.implicit:
        return fallback
    if kind in ("temporal", "draft") and not changeable(topic):
        return fallback
    if topic.text.body and (kind == "other_words" or not any(f != topic.slot and changeable_slot(topic, f) for f in topic.text.facts)):
        return kind if kind in CONFLICTS else "other_words"
    if (kind == "other_words" and not restate(value)) or (kind == "other_year" and not changeable(topic)):
        return rng.choice(("other_entity", "side_fact"))
    return kind


def _other(topic: Topic, rng: random.Random) -> Instance:
    """The instance with another value for the asked fact."""
    value = topic.instance.values[topic.slot]
    wrongs = topic.wrongs
    if wrongs is not None:
        return topic.instance.with_value(topic.slot, rng.choice((*wrongs.slight, *wrongs.notable)))
    if not isinstance(value, Value):
        raise Unfit("no-second-value")
    taken = tuple(topic.instance.spelling(f) for f in topic.text.facts if f != topic.slot)
    try:
        return topic.instance.with_value(topic.slot, draw_other(value, rng, taken))
    except ValueError:
        raise Unfit("no-second-value") from None


def _conflict(scene: Scene, topic: Topic, kind: str) -> Draft:
    rng = scene.rng("documents")
    value = topic.instance.values[topic.slot]
    other = _other(topic, rng)
    if kind == "unit" and isinstance(value, Value):
        mixed = mix_up_unit(value, rng)
        other = topic.instance.with_value(topic.slot, mixed) if mixed else other
    majority = scene.weighted(MAJORITY, "majority")
    if kind in ("unit", "implicit"):
        majority = "1:1"
    here, there = map(int, majority.split(":"))
    swap = scene.chance(0.5, "swap") and kind not in ("unit", "implicit")
    one, two = (other, topic.instance) if swap else (topic.instance, other)
    if kind == "draft":
        majority, here, there = "1:1", 1, 1
        firsts = ("official", "passage") if rng.random() < 0.6 else ("passage", "official")  # nobody drafts in a chat
    else:
        # Of a page and what quotes it the page is to be believed; but a row on the user's hits shows one of them.
        equals = [e for e in EQUALS if not topic.text.body or ("passage" in e) == serves(topic.text)]
        firsts = ("passage", rng.choice(("neutral", "hearsay"))) if kind == "authority" else rng.choice(equals)
    place = float(scene.spread("place"))
    first = side(scene, topic, one, "support", here, rng, firsts[0], place)
    second = _implied(scene, topic, two, rng) if kind == "implicit" else side(scene, topic, two, "contradict", there, rng, firsts[1], place)
    used = {d.source for d in first.docs} & {d.source for d in second.docs}
    if used:
        raise Unfit("same-source", sorted(used)[0])
    ruling, extra = _criterion(scene, topic, kind, first, second, rng)
    if not ruling:
        for doc in rng.choice((first, second)).docs:
            doc.undated = True  # two dates would settle what is to stay open
    low, high = K[scene.difficulty]
    room = rng.randint(low, high) - here - there - len(extra)
    others = [*extra, *distractors(scene, topic, room, rng, (topic.slot,), _BESIDE, [*first.docs, *second.docs])]
    docs = interleave(scene, (first.docs, second.docs), others, rng)
    _sprinkle(scene, topic, [d for d in others if d not in extra], rng)
    cite = choose_citation(scene)
    prompt = Prompt(scene, topic, docs, common_rules(scene, topic), cite=cite)
    built = rendered(prompt)
    answer = _tell(scene, topic, kind, ruling, first, second, docs, cite)
    sides = [first.value, second.value]
    checks: dict[str, dict[str, Any]] = {
        "rag.supported": {"values": [first.value]},
        "rag.sides": {"sides": sides},
        "rag.ruling": {"sides": sides, "ruling": first.value if ruling else "open"},
    }
    facets = {"conflict": kind, "control": "none", "ruling": "resolved" if ruling else "open", "majority": majority, "famous": topic.famous}
    return draft(prompt, built, answer, checks, facets, [])


def _implied(scene: Scene, topic: Topic, instance: Instance, rng: random.Random) -> Side:
    """A side that gives its value only by arithmetic."""
    value = instance.values[topic.slot]
    template = rng.choice(topic.fact.implicit)
    hole = next(p for p in template.parts if isinstance(p, Hole) and p.name == "v")
    if not isinstance(value, Value):
        raise Unfit("no-arithmetic")
    shown = shift(value, hole.op or "*", hole.n or 1).text
    doc = carrier_doc(scene, topic, instance, template.fill(instance.with_v(topic.slot), scene.lang), rng)
    doc.state(topic.slot, "contradict", value.text)
    doc.derived = {"op": hole.op or "*", "n": hole.n or 1, "shown": shown}
    return Side(value.text, [doc])


def _criterion(scene: Scene, topic: Topic, kind: str, winner: Side, loser: Side, rng: random.Random) -> tuple[bool, list[Doc]]:
    """Write the criterion into the documents; whether there is one, and any document that only carries it."""
    if kind in ("temporal", "draft"):
        newer, older = (winner, loser) if kind == "temporal" else (loser, winner)
        date_sides(scene, older.docs, newer.docs, rng)
        if kind == "temporal":
            for doc in winner.docs:
                doc.date_decides = True
            for doc in (*winner.docs, *loser.docs):
                vouched(doc)
            if rng.random() < 0.4:
                line = say(scene, topic, "contradictory.line_replaces", attr=topic.attr)
                add_line(winner.docs[0], line, rng, "criterion")
                winner.replaces, winner.clause = (
                    True,
                    _reported(scene, key(scene, topic, "contradictory.line_replaces"), line, attr=topic.attr),
                )
        else:
            for doc in loser.docs:
                bank = _of_page(scene, topic, doc, "draft")
                line = scene.say(bank)
                add_line(doc, line, rng, "criterion")
                loser.clause = _reported(scene, bank, line)
        return True, []
    if kind == "authority":
        source = winner.docs[0].called
        bank = _of_page(scene, topic, winner.docs[0], "prevails")
        line = scene.say(bank, source=source)
        add_line(winner.docs[0], line, rng, "criterion")
        winner.clause = _reported(scene, bank, line, source=source)
        return True, []
    if kind == "entity":
        twin = fresh(topic.text, rng, topic.instance, topic.slot)
        line = scene.say("contradictory.line_mixup", x=loser.value, other=twin.name, name=topic.instance.name)
        carrier = carrier_doc(scene, topic, topic.instance, line, rng)
        at = carrier.index_of(topic.slot)
        carrier.states.append((at, "criterion", ""))
        carrier.role = "support"
        winner.rival, winner.explained = twin.name, carrier
        return True, [carrier]
    return False, []


def _of_page(scene: Scene, topic: Topic, doc: Doc, line: str) -> str:
    """The bank of lines that say a paper is a draft, or prevails: those that stand on a page of the user's where it is one and the language has such."""
    own = worded(scene, topic, f"contradictory.page_{line}") if doc.chunk else ""
    return own if own in scene.bank else f"contradictory.line_{line}"


def _reported(scene: Scene, bank: str, line: str, /, **slots: str) -> str:
    """What a line says of its document, as an answer reports it behind "says that"; empty where the language has no such words."""
    name = f"{bank.partition('.')[2].removeprefix('contradictory_')}_told"
    told = scene.bank.get(f"own.{name}", ()) or scene.bank.get(f"corpus.{name}", ())
    if not told:
        return ""
    at = next((i for i, t in enumerate(scene.bank[bank]) if t.fill(slots, scene.lang) == line), len(told))
    return told[at].source if at < len(told) else ""


def _sprinkle(scene: Scene, topic: Topic, others: list[Doc], rng: random.Random) -> None:
    """The lines that decide a conflict also stand, idle, in documents that have nothing to do with it."""
    for doc in others:
        if rng.random() < 0.12 and doc.standing != "hearsay":  # no newspaper is out for comment
            add_line(doc, scene.say(_of_page(scene, topic, doc, "draft")), rng)


def _tell(scene: Scene, topic: Topic, kind: str, ruling: bool, winner: Side, loser: Side, docs: list[Doc], cite: str) -> str:
    rng = scene.rng("answer")
    labels = [winner.label(scene, docs, rng, only_first=kind == "authority"), loser.label(scene, docs, rng)]
    at = [[i + 1 for i, d in enumerate(docs) if any(d is mine for mine in s.docs)] for s in (winner, loser)]
    if kind == "authority":
        at[0] = [n for n in at[0] if docs[n - 1].called == labels[0]] or at[0]  # what is named is what is cited
    third = [i + 1 for i, d in enumerate(docs) if d is winner.explained]
    marks = {A: mark(cite, at[0], scene.lang), B: mark(cite, at[1], scene.lang), C: mark(cite, third, scene.lang)}
    v, x = mentioned(scene, topic, winner.value) + A, mentioned(scene, topic, loser.value) + B
    common = {"attr": topic.attr, "attr_of": topic.attr_of} if topic.named or scene.lang == "en" else {}
    common["name"] = topic.instance.name
    words_of = apart(scene, topic, winner.value, loser.value)
    if ruling:
        rule = {"temporal": "newer", "draft": "draft", "authority": "authority", "entity": "entity"}[kind]
        given = {"w": labels[0], "v": v, "l": labels[1], "x": x, **common}
        if kind == "entity":
            given["other"] = winner.rival + C
            if winner.explained:
                given["by"] = Side("", [winner.explained]).label(scene, docs, rng) + C
        if words_of:
            given |= {"d": words_of["d"], "e": words_of["e"] + B}
        given |= whole(topic, winner.value, A)
        said = "_said" if winner.replaces and topic.text.body else ""  # its own words decide it, not its date alone
        if clause := loser.clause if kind == "draft" else winner.clause:
            given["own"] = clause
        low = "_low" if topic.quoted and has_own(scene) and topic.value[0].islower() else ""  # no answer opens with half a sentence
        words = say(scene, topic, spotted(f"contradictory.rule_{rule}{said}{low}", given), **given)
    else:
        d, e = words_of.get("d", ""), words_of.get("e", "")
        pair = [(labels[0], v, d, A, winner.value), (labels[1], x, e, B, loser.value)]
        if kind != "implicit" and rng.random() < 0.5:  # the implied side is always told second
            pair.reverse()
        if words_of:
            common |= {"da": pair[0][2], "db": pair[1][2] + pair[1][3]}
        if kind == "value":
            common |= {**whole(topic, pair[0][4], ""), "ca": pair[0][3]}
        words = say(
            scene, topic, spotted(f"contradictory.open_{kind}", common), a=pair[0][0], va=pair[0][1], b=pair[1][0], vb=pair[1][1], **common
        )
    return as_used(with_citations(words, marks, scene.lang), topic, winner.value, loser.value)


def _control(scene: Scene, topic: Topic, kind: str) -> Draft:
    """A pseudo-conflict: the answer gives the value and claims nothing."""
    rng = scene.rng("documents")
    instance, foreign = topic.instance, []
    gold = [support_doc(scene, instance, topic.slot, "support", rng, float(scene.spread("place")), ())]
    rival: list[Doc] = []
    if kind == "other_words":
        value = instance.values[topic.slot]
        spellings = restate(value) if isinstance(value, Value) and not topic.text.body else []
        spelt = rng.choice(spellings or [topic.value])
        words = rng.choice(topic.statements).fill({**instance.values, "v": spelt}, scene.lang)
        rival = [carrier_doc(scene, topic, instance, words, rng).state(topic.slot, "support", topic.value)]
        gold, rival = gold + rival, []
    elif kind == "other_entity":
        twin = fresh(topic.text, rng, instance, topic.slot)
        rival, foreign = (
            [replace(support_doc(scene, twin, topic.slot, "support", rng, rng.random(), ()), role="distractor", states=[])],
            [twin.spelling(topic.slot)],
        )
    elif kind == "other_year":
        past = _other(topic, rng)
        told = {"attr_of": topic.attr_of, "x": past.spelling(topic.slot), "year": str(rng.randint(*_former(scene, topic)))}
        line = scene.say(worded(scene, topic, "contradictory.line_formerly"), **{**slots(topic), **told})
        rival, foreign = [carrier_doc(scene, topic, instance, line, rng)], [past.spelling(topic.slot)]
    else:
        slot = rng.choice(
            [
                f
                for f in sorted(topic.text.facts)
                if f != topic.slot and f not in topic.text.line_of[topic.slot].facts and changeable_slot(topic, f)
            ]
            or [""]
        )
        if not slot:
            raise Unfit("no-side-fact")
        side_topic = replace(topic, slot=slot)
        for inst in (instance, _other(side_topic, rng)):
            words = rng.choice(topic.text.facts[slot].state).fill(inst.with_v(slot), scene.lang)
            rival.append(carrier_doc(scene, side_topic, instance, words, rng, not_genre=rival[0].source if rival else ""))
            foreign.append(inst.spelling(slot))
    low, high = K[scene.difficulty]
    others = distractors(
        scene,
        topic,
        rng.randint(low, high) - len(gold) - len(rival),
        rng,
        (topic.slot,),
        {"other_attribute": 3, "same_topic": 3, "retrieved": 3, "random": 2, "near": 3},
        gold,
    )
    _sprinkle(scene, topic, others, rng)
    docs = [*gold[1:], *rival, *others]
    rng.shuffle(docs)
    docs.insert(placed(scene, len(docs) + 1, "gold"), gold[0])
    cite = choose_citation(scene)
    prompt = Prompt(scene, topic, docs, common_rules(scene, topic), cite=cite)
    built = rendered(prompt)
    numbers = sorted(i + 1 for i, d in enumerate(docs) if any(d is g for g in gold))
    answer = cited(short_answer(scene, topic, gold[0].shown(topic.slot), scene.rng("answer")), cite, numbers, scene.lang)
    checks = {
        "rag.supported": {"values": [topic.value]},
        "rag.answer_states": {"values": [topic.value]},
        "rag.no_conflict": {"not": foreign},
    }
    facets = {"conflict": "none", "control": kind, "ruling": "none", "majority": "none", "famous": topic.famous}
    return draft(prompt, built, answer, checks, facets, [])


def _former(scene: Scene, topic: Topic) -> tuple[int, int]:
    """Years up to which something may have been otherwise."""
    return (earliest(scene) + 1, LAST) if topic.text.body else FORMER


BROKEN = {
    "answer_swapped": corrupt.other_value,
    "one_side_only": corrupt.side_dropped,
    "ruling_flipped": corrupt.ruling_flipped,
    "conflict_claimed": lambda row, rng: corrupt.conflict_claimed(row, rng) if row["facets"]["conflict"] == "none" else None,
    "support_removed": corrupt.support_removed,
    "citation_moved": corrupt.citation_moved,
}
