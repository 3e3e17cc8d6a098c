"""Every document on the matter states a value that is widely known to be false: follow it by default, or note, correct or abstain as the policy says."""

from __future__ import annotations

import random
from dataclasses import replace

from generators.library import Instance
from generators.recipe import Draft, Unfit, recipe
from generators.scene import Scene
from rag import corrupt
from rag.answers import cited, short_answer, told
from rag.doc import Doc, carrier_doc
from rag.documents import distractors, support_doc, unsaid
from rag.draft import ALWAYS, draft, placed, rendered
from rag.own import kind_of, say, whole
from rag.prompt import Prompt, choose_citation, foresee_question
from rag.topic import Topic, draw_topic

OFF = {"slight": 5, "notable": 4, "absurd": 2}
K = {1: (1, 3), 2: (2, 4), 3: (3, 6), 4: (4, 8), 5: (6, 12)}


@recipe(
    "rag/wrong",
    required=("rag.wrong", *ALWAYS),
    weight=4,
    family="rag",
    facets={
        "off": tuple(OFF),
        "policy": ("follow", "follow-and-note", "correct", "abstain"),
        "safety": ("True", "False"),
        "layout": (),
        "k": (),
        "stated": ("1", "2", "3"),
    },
    twins=lambda options: len(options.wrong_policy.split(",")),
)
def build(scene: Scene) -> Draft:
    """One to three documents agree in the same wrong value; the true one stands nowhere in the prompt."""
    topic = draw_topic(scene, famous=True)  # of a user's documents, any fact: the true value is what they say
    wrongs, slot = topic.wrongs, topic.slot
    if wrongs is None:
        raise Unfit("not-famous")
    foresee_question(scene, topic)
    rng = scene.facts("documents") if scene.twin else scene.rng("documents")  # twins see the same documents under another policy
    off = rng.choices(list(OFF), list(OFF.values()))[0] if scene.twin else scene.weighted(OFF, "off")
    said = rng.choice(getattr(wrongs, off))
    false = topic.instance.with_value(slot, said)
    policies = scene.options.wrong_policy.split(",")
    policy = policies[scene.slot.rank % len(policies)]
    # What can hurt is never repeated as if it were sound, unless the user rules otherwise by naming another policy alone.
    policy_used = "follow-and-note" if wrongs.safety and policy == "follow" else policy
    stated = 1 if topic.as_asked else rng.choice((1, 1, 1, 2, 2, 3))
    supports = [support_doc(scene, false, slot, "support", rng, rng.random() if scene.twin else float(scene.spread("place")), ())]
    for _ in range(stated - 1):
        doc = _another(scene, false, slot, supports, rng) if rng.random() < 0.75 else None
        if doc is None:
            doc = carrier_doc(scene, topic, false, unsaid(topic, false, rng, supports), rng).state(slot, "support", said)
        supports.append(doc)
    low, high = K[scene.difficulty]
    others = distractors(scene, topic, rng.randint(low, high) - stated, rng, (slot,), beside=supports)
    docs = [*supports[1:], *others]
    rng.shuffle(docs)
    docs.insert(rng.randrange(len(docs) + 1) if scene.twin else placed(scene, len(docs) + 1, "gold"), supports[0])
    cite = choose_citation(scene)
    rules = _rules(scene, policies, policy_used)
    prompt = Prompt(scene, topic, docs, rules, cite=cite)
    built = rendered(prompt)
    numbers = sorted(i + 1 for i, d in enumerate(docs) if any(d is s for s in supports))
    named = [i + 1 for i, d in enumerate(docs) if d is supports[0]]
    alike = sum(d.called == supports[0].called for d in docs) > 1  # its kind does not tell it from another
    answer = _answer(scene, replace(topic, instance=false), policy_used, topic.value, supports[0], cite, numbers, named, alike)
    facets = {"off": off, "policy": policy_used, "safety": wrongs.safety, "stated": stated}
    params = {"policy": policy_used, "said": said, "true": [topic.value, *wrongs.aliases]}
    return draft(prompt, built, answer, {"rag.wrong": params}, facets, [f"policy/{policy_used}"])


def _another(scene: Scene, false: Instance, slot: str, supports: list[Doc], rng: random.Random) -> Doc | None:
    """A further passage that states the value, in other words than those before; None where it has none."""
    said = {d.shown(slot) for d in supports}
    for _ in range(6):
        doc = support_doc(scene, false, slot, "support", rng, rng.random(), ())
        if doc.shown(slot) not in said:
            return doc
    return None


def _rules(scene: Scene, policies: list[str], policy: str) -> list[str]:
    rng = scene.rng("rules")
    rules = []
    if len(policies) > 1 or policy != "follow" or rng.random() < 0.4:
        rules.append(scene.say("system." + policy.replace("-", "_")))
    if policy in ("follow", "follow-and-note") and rng.random() < 0.3:
        rules.append(scene.say("system.closed"))
    rng.shuffle(rules)
    return rules


def _answer(
    scene: Scene, topic: Topic, policy: str, true: str, doc: Doc, cite: str, numbers: list[int], named: list[int], alike: bool
) -> str:
    """The answer by the policy; the topic's instance holds the wrong value. A wording that names its source cites that one only."""
    lang, rng = scene.lang, scene.rng("answer")
    of = {"attr_of": topic.attr_of} if (topic.named and topic.noun == topic.attr) or lang == "en" else {}
    slots = {"v": told(topic, topic.value), "true": told(topic, true), "source": doc.called, **of}
    short = cited(short_answer(scene, topic, doc.shown(topic.slot), rng), cite, numbers, lang)
    if policy == "follow" and (definition := whole(topic, topic.value, "")):  # told as the document's word: nobody else says so
        # A page that goes by the name of its thing is named behind it: no "按《容器》，容器是".
        same = "_same" if doc.chunk and topic.instance.name in doc.called else ""
        return cited(say(scene, topic, f"wrong.follow_whole{same}", source=doc.called, **definition), cite, named, lang)
    if policy == "follow":
        return (
            short
            if topic.quoted or alike or kind_of(topic) == "spot" or rng.random() < 0.5
            else cited(say(scene, topic, "wrong.follow", **slots), cite, named, lang)
        )
    if policy == "follow-and-note":
        return ("" if lang == "zh" else " ").join((short, scene.say("wrong.note", true=slots["true"])))
    if policy == "correct":
        return cited(scene.say("wrong.correct", **slots), cite, named, lang)
    return scene.say("wrong.abstain", **slots)


BROKEN = {
    "answer_swapped": corrupt.other_value,
    "true_value_planted": corrupt.planted,
    "policy_clash": corrupt.policy_flipped,
    "support_removed": corrupt.support_removed,
    "offset_shifted": corrupt.offset_shifted,
}
