"""Documents came back, but none holds the answer: say what they do cover and what they leave out, and take no distractor's value."""

from __future__ import annotations

import re
from dataclasses import replace

from generators.recipe import Draft, Unfit, recipe
from generators.scene import Scene
from generators.speech import utter
from generators.values.types import Value
from rag import corrupt
from rag.answers import cited, mark, series
from rag.corpus.headings import part_kind
from rag.doc import Doc
from rag.documents import distractors, half_told, mentioned
from rag.draft import ALWAYS, draft, rendered
from rag.own import has_own, say
from rag.prompt import Prompt, choose_citation, foresee_question
from rag.rules import common_rules
from rag.topic import Topic, changeable, draw_topic, named_slots, situation, topic_of
from rag.wishes import NAMED, several

# What stands in for the answer. A false presupposition asks about a change of which the documents know nothing.
KINDS = {"mixed": 30, "same_entity": 24, "other_entity": 20, "same_topic": 10, "random": 6, "false_presupposition": 11}
_MIX = {
    "mixed": None,
    "same_entity": {"near": 5, "other_attribute": 4, "carrier": 2},
    "other_entity": {"other_entity": 8, "retrieved": 2},
    "same_topic": {"same_topic": 5, "retrieved": 5},
    "random": {"random": 1},
    "false_presupposition": {"near": 4, "other_attribute": 4, "carrier": 1, "other_entity": 1},
}
_TITLE = '"《'  # a page on a famous thing goes by its title: the page came back, nothing is said of what it is about
_LISTED = 2  # titles of a user's English documents that a refusal names one by one
K = {1: (1, 2), 2: (2, 4), 3: (3, 6), 4: (4, 8), 5: (6, 12)}
_DENIES = re.compile("没|不|无")
_CLAUSE = re.compile(
    r"(?:how|what|where|who|when|why|whether) "
)  # "I can tell you how the drops are put in" is more than the text bears out


@recipe(
    "rag/irrelevant",
    required=("rag.absent", "rag.abstains", *ALWAYS),
    weight=4,
    family="rag",
    facets={"kind": tuple(KINDS), "layout": (), "k": (), "famous": ("True", "False"), "asked": ()},
)
def build(scene: Scene) -> Draft:
    """The refusal varies by what is there, not by synonyms of sorry."""
    topic = draw_topic(scene)
    kind = scene.weighted(KINDS, "kind")
    if kind == "false_presupposition":  # siblings share the question; what cannot change cannot be said to have changed
        fit = [] if scene.sibling else [s for s in sorted(topic.text.facts) if _alters(replace(topic, slot=s))]
        if topic.slot not in fit and fit:
            topic = topic_of(topic.instance, scene.facts("altered").choice(fit), scene.facts("altered"))
        kind = kind if fit else "mixed"
    rng = scene.rng("documents")
    low, high = K[scene.difficulty]
    many = several(scene, topic) if kind != "false_presupposition" else None
    if kind != "false_presupposition" and not many:
        foresee_question(scene, topic)
    hide = many[0] if many else (topic.slot,)
    docs = distractors(scene, topic, rng.randint(low, high), rng, hide, _MIX[kind])
    if not many and half_told(topic, docs):
        raise Unfit("half-told")
    cite = choose_citation(scene)
    prompt = Prompt(scene, topic, docs, common_rules(scene, topic, refuses=True), cite=cite)
    if kind == "false_presupposition":
        question, masked = scene.say_masked("irrelevant.presuppose", attr=topic.attr, attr_of=topic.attr_of, name=topic.instance.name)
        prompt.question = utter(scene, question, masked, topic.protect, situation(topic, 0.15))
    elif many:
        prompt.question = many[1]
    built = rendered(prompt)
    true = [*(topic.instance.spelling(s) for s in hide), *(topic.wrongs.aliases if topic.wrongs else ())]
    answer = scene.options.refusal or _decline(scene, topic, docs, kind, bool(many), cite)
    facets = {"kind": kind, "famous": topic.famous, "asked": len(hide)}
    checks = {"rag.absent": {"values": true}, "rag.abstains": {"fixed": scene.options.refusal}}
    return draft(prompt, built, answer, checks, facets, [])


def _series(scene: Scene, shown: list[str], more: bool) -> str:
    """Some of what came back, and a word for the rest: a member of the series in English, a suffix in Chinese."""
    if not more:
        return series(scene, shown)
    rest = scene.say("irrelevant.and_more")
    return "、".join(shown).replace("》、《", "》《") + rest if scene.lang == "zh" else series(scene, [*shown, rest])


def _alters(topic: Topic) -> bool:
    """Whether one may ask why the fact was changed: a price, a share, an hour; a person or a place is replaced, not changed."""
    value = topic.instance.values[topic.slot]
    return changeable(topic) and isinstance(value, Value) and value.spec.kind in ("money", "percent", "time")


def _decline(scene: Scene, topic: Topic, docs: list[Doc], kind: str, several_asked: bool, cite: str) -> str:
    """What is there and what is not; several things asked for are all refused in so many words."""
    rng = scene.rng("decline")
    titles = {t.fill(topic.instance.values, scene.lang) for t in topic.text.title} if topic.famous else set()
    same = [d for d in docs if topic.instance.name in (d.subject, d.entity) or d.title in titles]
    other = [d for d in docs if not any(d is s for s in same)]
    if several_asked and scene.chance(0.7, "several"):
        return scene.say("irrelevant.several", name=topic.instance.name)
    named = not several_asked and scene.chance(NAMED[bool(topic.text.body)], "named")
    if kind == "false_presupposition":
        return scene.say("irrelevant.no_such_change", attr=topic.attr, attr_of=topic.attr_of, name=topic.instance.name)
    slots: dict[str, str] = named_slots(topic) if named else {}
    key = "named" if slots else "unnamed"
    if scene.lang == "zh" and topic.text.body and not topic.as_asked:
        return _plainly(scene, topic, docs, same, cite, named)
    if not same and len(docs) > 1 and any(d.called == scene.bank["corpus.called_untitled"][0].source for d in docs):
        return say(scene, topic, f"irrelevant.untitled_{key}", **({"attr_of": slots["attr_of"]} if slots else {}))
    subjects = list(dict.fromkeys(d.subject for d in docs))
    titled = any(s[0] in _TITLE for s in subjects)
    if scene.lang == "en" and topic.text.body and not same and len(subjects) > _LISTED:  # "A, B and some more" tells nobody anything
        count = scene.bank["own.number"][len(docs)].source if len(docs) < len(scene.bank["own.number"]) else str(len(docs))
        return say(scene, topic, f"irrelevant.untitled_{key}", n=count, **({"attr_of": slots["attr_of"]} if slots else {}))
    if not same and (len(subjects) > 1 or titled):  # several strangers came back: name some of them
        shown = rng.sample(subjects, 2 if len(subjects) == 4 else min(len(subjects), 3))  # what is left over is never one alone
        titled = any(s[0] in _TITLE for s in shown)
        others = _series(scene, shown, more=len(subjects) > len(shown))
        return say(scene, topic, f"irrelevant.{'titled' if titled else 'many'}_{key}", others=others, **slots)
    fit = [(d, a) for d in (same or other) for a in d.about if topic.attr not in a and a not in topic.attr]
    if not fit:
        raise Unfit("nothing-to-say-of-it")
    fit = [(d, a) for d, a in fit if not _CLAUSE.match(a)] or fit
    if cite and scene.lang == "zh":  # what is cited should be found there by its own words
        fit = [(d, a) for d, a in fit if _literal(a, d)] or fit
    kinds = [d.called for d in docs]
    fit = [(d, a) for d, a in fit if kinds.count(d.called) == 1] or fit  # "the handbook" should be one document
    doc, about = rng.choice(fit)
    marks = mark(cite, [next(i + 1 for i, d in enumerate(docs) if d is doc)], scene.lang)
    nameless = about == scene.bank["corpus.about_hit"][0].source and has_own(scene)
    if not (topic.famous and same) and not nameless:  # what a text on a famous thing covers is the thing; its title says nothing more
        slots["about"] = about + marks
    if same or not doc.chunk:  # a page that is no page on the thing is named once, as what it is about
        slots["source"] = doc.called
    if not same:
        slots["other"] = doc.subject
    return _cited_once(say(scene, topic, f"irrelevant.{'same' if same else 'other'}_{key}", **slots), marks)


def _plainly(scene: Scene, topic: Topic, docs: list[Doc], same: list[Doc], cite: str, named: bool) -> str:
    """Chinese, of a user's documents: which part of the asked page was found, or what the pages found are about, in a person's words; and that the asked thing is not there."""
    rng = scene.rng("plainly")
    number = {id(d): i + 1 for i, d in enumerate(docs)}
    named = named and not _DENIES.match(topic.attr)  # no "没写没有它会怎样"
    slots = {"attr": topic.attr, "attr_of": topic.attr_of, "name": topic.instance.name} if named else {}
    key = "named" if named else "unnamed"
    if topic.text.body.facts[topic.slot].kind in ("figure", "step"):  # asked for by a whole question, which says of what
        slots |= {"attr_of": topic.attr} if named else {}
    if not same:
        of = {d.entity: d for d in reversed(docs)}
        kin = [name for name in sorted(of) if topic.instance.name in name]
        if len(kin) > 1 or any(topic.text.body.facts[topic.slot].words.get("key", "\n") in s.text for k in kin for s in of[k].sentences):
            raise Unfit("name-alike")
        if kin:  # no "没搜到啤酒鸭，搜到的是乡村啤酒鸭"
            slots["kin"] = kin[0] + mark(cite, [number[id(of[kin[0]])]], scene.lang)
            return say(scene, topic, f"irrelevant.akin_{key}", **slots)
        if named and mentioned(topic, docs):
            return say(scene, topic, "irrelevant.touched_named", **slots)  # to say that nothing is about it would be too much
        names = [name for name in sorted(of) if len(name) > 1 or not cite] or sorted(of)  # one character is found anywhere
        shown = rng.sample(names, min(len(names), 3))
        # A page named by one character is no name in a list.
        told = [f"{name if len(name) > 1 else f'《{name}》'}{mark(cite, [number[id(of[name])]], scene.lang)}" for name in shown]
        others = "、".join(told) + (scene.say("corpus.and_more") if len(of) > len(shown) > 1 else "")
        return say(scene, topic, f"irrelevant.other_{key}", others=others, **slots)
    pages = [d for d in same if d.chunk] or same
    asked = topic.text.body.facts[topic.slot]
    part = [(d, p) for d in pages if d.chunk and (p := _part(scene, d, asked.kind))]
    if len(pages) == len(part) == 1 and rng.random() < 0.6:  # of several passages "it only tells the steps" would be too little
        doc, words = rng.choice(part)
        sentence = say(scene, topic, f"irrelevant.same_{key}", about=words, source=doc.called, **slots)
        return cited(sentence, cite, [number[id(doc)]], scene.lang)
    seen = scene.say(f"corpus.seen_{'one' if len(pages) == 1 else 'many'}")
    at = [number[id(d)] for d in pages]
    if cite and len(pages) == 1:  # the number is of one passage, and so is what the sentence says
        seen = scene.say("corpus.seen_part", source=pages[0].called)
        if named and topic.instance.name in seen and topic.text.body.facts[topic.slot].kind not in ("figure", "step"):
            slots["attr_of"] = topic.attr  # the page's name has said of what
    if named:  # it goes with what was seen, not with what is missing
        return say(scene, topic, f"irrelevant.same_{key}", seen=seen + mark(cite, at, scene.lang), **slots)
    return cited(say(scene, topic, f"irrelevant.same_{key}", seen=seen, **slots), cite, at, scene.lang)


def _part(scene: Scene, doc: Doc, asked: str) -> str:
    """What a person calls the part of a page that a passage shows; empty where it shows several, or one of no known meaning, or one that should hold what was asked."""
    kinds = [part_kind(h) for h in doc.parts]
    if len(kinds) != 1 or not kinds[0] or kinds[0] == asked or (asked in ("need", "amount") and kinds[0] in ("list", "need")):
        return ""
    return scene.say(f"corpus.part_{kinds[0]}")


def _literal(about: str, doc: Doc) -> bool:
    """Whether most of the pairs of characters of a matter stand in the document's own lines."""
    text = "".join(s.text for s in doc.sentences)
    pairs = [about[i : i + 2] for i in range(len(about) - 1)]
    return 5 * sum(p in text for p in pairs) >= 3 * len(pairs)


def _cited_once(words: str, marks: str) -> str:
    """The sentence with its citation where it first stands."""
    if not marks or marks not in words:
        return words
    at = words.index(marks) + len(marks)
    return words[:at] + words[at:].replace(marks, "")


BROKEN = {
    "value_claimed": corrupt.value_claimed,
    "gold_leaked": corrupt.planted,
    "language_switched": corrupt.language_switched,
}
