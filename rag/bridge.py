"""Two hops by way of a description: one document says which entity it fits, another states the asked fact of that entity."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from generators.library import Instance
from generators.library.template import Template
from generators.recipe import Draft, Unfit
from generators.scene import Scene
from generators.speech import utter
from generators.values.types import draw, parse_spec
from rag.answers import cited, grounded, mark, told
from rag.clauses import clause, clause_key
from rag.corpus.structure import is_recipe
from rag.doc import ANNOUNCES, AT_HOME, Doc, carrier_doc
from rag.documents import distractors, passage_doc, support_doc
from rag.draft import draft, placed, rendered
from rag.own import as_told, asked_of, has_own, key, kind_of, of_kind, say, slots
from rag.prompt import Prompt, choose_citation
from rag.rules import common_rules
from rag.topic import TRIES, Topic, fresh, has_twin, situation, unrelated, worded

# What a description holds on to: a kind of value that is drawn afresh, and nothing of the entity's own text.
FAMILIES = {
    "file": "code LL-dddd", "handler": "person", "talk": "day", "panel": "code L-dd", "thesis": "person", "letter": "code Ldddd", "branch": "place", "podcast": "brand",
    "intern": "person", "meeting": "day", "training": "day",
}  # fmt: skip
# Of a user's documents: who speaks or writes on a page's matter; and when a dish is to be cooked.
OWN = ("talk", "meeting", "training")
DISHES = {"course": "day", "plan": "day"}
_NO_DINNER = re.compile(r"drink|beverage|condiment|sauce|dessert|breakfast|饼皮|果酱|糖色|糖浆|面团|饼干|蛋糕|冰淇淋|燕麦", re.I)
_FREE = re.compile(r"(?:24|25|26|31) December|1 January|4 July|1月1日|5月1日|10月[1-3]日")  # days on which nobody gives a talk
K = {1: (1, 3), 2: (2, 4), 3: (3, 6), 4: (4, 8), 5: (6, 12)}
BROKEN_CHAINS = Fraction(
    2, 5
)  # share of bridges whose second hop is missing, so that a question by description does not tell that it is answered
LEAST = 4  # the two hops, and another pair that answers the question of another description


@dataclass(frozen=True)
class Clue:
    """A description: its family and the value it hangs on."""

    family: str
    x: str


class Unnamed(Topic):
    """A topic whose entity nothing but the documents may name: to the system prompt it is like a famous one, which is never named."""

    @property
    def famous(self) -> bool:
        """Pretended, so that no opening names the entity."""
        return True


def bridge(scene: Scene, topic: Topic) -> Draft:
    """The question names only the description."""
    if topic.text.body and kind_of(topic) == "amount" and is_recipe(topic.text.body.source):
        raise Unfit("nobody-asks")  # who does not know what a dish is called does not ask how much milk goes in
    rng = scene.rng("documents")
    clue = _clue(scene, topic, rng, [topic.instance.name])
    docs = _documents(scene, topic, clue, rng)
    link, support = docs[:2]
    if any(clue.x in s.text for s in support.sentences):  # a day of the clue that is by chance a day of the text
        raise Unfit("clue-met-by-chance")
    others = docs[2:]
    broken = scene.chance(BROKEN_CHAINS, "broken")
    if broken:  # the second hop leads nowhere: papers on the entity that do not state the fact
        support = distractors(scene, topic, 1, rng, (topic.slot,), {"near": 3, "other_attribute": 1}, others)[0]
    rng.shuffle(others)
    # Either of the two may come first; the first of them is placed by strata, the other anywhere.
    lead, rest = (link, support) if scene.chance(0.5, "lead") else (support, link)
    others.insert(rng.randrange(len(others) + 1), rest)
    others.insert(placed(scene, len(others) + 1, "gold"), lead)
    docs = others
    cite = choose_citation(scene)
    one = key(
        scene, topic, f"multi_hop.one_{topic.text.domain}"
    )  # "the lighthouse" rather than "the one", where the language has a word for the text's kind
    if one not in scene.bank:
        one = f"multi_hop.one_{'person' if topic.text.domain == 'biography' else 'thing'}"
    called = scene.say(one)
    desc = say(scene, topic, f"multi_hop.desc_{clue.family}", x=clue.x, one=called)
    if scene.lang == "en":  # "the one ...", wherever it comes to stand; a Chinese one may open with a code
        desc = desc[:1].lower() + desc[1:]
    unnamed = Unnamed(topic.instance, topic.slot, topic.question, topic.masked)
    prompt = Prompt(scene, unnamed, docs, common_rules(scene, unnamed), cite=cite, at_hand=True)
    noun = called.lower().removeprefix("the ") if scene.lang == "en" else ""
    question, masked = _ask(scene, topic, clue, desc, noun if noun != "one" else "", rng)
    prompt.question = utter(scene, question, masked, (clue.x, desc), situation(topic, 0.15))
    sought = f"{'own' if has_own(scene) else 'corpus'}.search_{clue.family}"
    if topic.text.body and sought in scene.bank:
        prompt.query = scene.say(sought, x=clue.x)
    built = rendered(prompt)
    built.evidence["asked"]["famous"] = False
    numbers = {name: [i + 1 for i, d in enumerate(docs) if d is doc] for name, doc in (("link", link), ("value", support))}
    name = topic.instance.name
    met = _met(scene, topic, clue)
    if broken:
        answer = scene.options.refusal or say(
            scene,
            topic,
            "multi_hop.bridge_gone",
            asked_of(topic, met.get("who", "")) if scene.lang == "en" else topic.attr,
            name=name,
            desc=desc,
            attr=topic.attr,
            attr_of=topic.attr_of,
            cl=mark(cite, numbers["link"], scene.lang),
            **met,
        )
        gone: dict[str, dict[str, Any]] = {
            "rag.supported": {"values": [name]}, "rag.hops": {"kind": "broken", "values": [name], "link": name, "key": clue.x, "op": "", "parts": [{"entity": name, "value": name}]},
            "rag.absent": {"values": [topic.value]}, "rag.abstains": {"fixed": scene.options.refusal},
        }  # fmt: skip
        return draft(prompt, built, _one_stop(answer), gone, {"hop": "broken", "hops": 2, "famous": False}, [])
    answer = _answer(scene, topic, desc, support, cite, numbers, met)
    parts = [{"entity": name, "value": name}, {"entity": name, "value": topic.value}]
    params = {"kind": "bridge", "values": [topic.value], "link": name, "key": clue.x, "op": "", "parts": parts}
    facets = {"hop": "bridge", "hops": 2, "famous": False}
    return draft(prompt, built, answer, {"rag.hops": params, "rag.supported": {"values": [topic.value, name]}}, facets, [])


def _families(scene: Scene, topic: Topic) -> dict[str, str]:
    """The descriptions that suit the material."""
    if not topic.text.body:
        return FAMILIES
    if has_own(scene):
        return {f: v for f, v in FAMILIES.items() if f"own.multi_hop_desc_{f}" in scene.bank}
    if scene.lang == "en":
        return FAMILIES
    if not is_recipe(topic.text.body.source):
        return {f: FAMILIES[f] for f in OWN}
    # Nobody has a drink or a sauce for dinner.
    return {f: v for f, v in DISHES.items() if f != "plan" or not _NO_DINNER.search(topic.text.path)}


def _clue(scene: Scene, topic: Topic, rng: random.Random, taken: list[str], family: str = "") -> Clue:
    """A fresh description; its value stands in none of the taken strings."""
    known = _families(scene, topic)
    family = family or rng.choice(sorted(known))
    for _ in range(40):
        x = draw(parse_spec(known[family], scene.lang), rng).text
        if _FREE.fullmatch(x):
            continue
        words = x.split() if scene.lang == "en" else [x]
        if not any(x in t or t in x or any(len(w) > 3 and w in t for w in words) for t in taken):
            return Clue(family, x)
    raise Unfit("no-fresh-clue")


def _link(scene: Scene, topic: Topic, instance: Instance, clue: Clue, rng: random.Random) -> Doc:
    words = scene.say(f"multi_hop.link_{clue.family}", x=clue.x, name=_as_subject(scene, instance))
    only = AT_HOME if clue.family == "plan" else ANNOUNCES  # no notice or newspaper has a family's dinner
    doc = carrier_doc(scene, topic, instance, words, rng, only=only if topic.text.body else frozenset())
    doc.undated = _families(scene, topic).get(clue.family) == "day"  # a date of its own could lie behind the day it announces
    return doc


def _as_subject(scene: Scene, instance: Instance) -> str:
    """What a talk is on: of an English user's page its matter, as a sentence has it ("load balancers"); in quotation marks where that does not have its name."""
    if not instance.text.body or not has_own(scene):
        return instance.name
    who = slots(Topic(instance, next(iter(instance.text.facts)), "", ""))["who"]
    return who if instance.name.casefold() in who.casefold() else f'"{instance.name}"'


def _documents(scene: Scene, topic: Topic, clue: Clue, rng: random.Random) -> list[Doc]:
    """The two hops first, then pairs of decoys (another description, another entity, its value), then distractors of other kinds."""
    place = float(scene.spread("place"))
    link = _link(scene, topic, topic.instance, clue, rng).state(topic.slot, "support", topic.instance.name)
    support = support_doc(scene, topic.instance, topic.slot, "support", rng, place)
    low, high = K[scene.difficulty]
    count = max(LEAST, rng.randint(low, high))
    twins: list[Instance] = []
    docs = [link, support]
    taken = [topic.instance.name, clue.x]
    for _ in range(rng.randint(1, min(3, (count - 2) // 2))):
        twin, shown = _decoy(scene, topic, twins, rng)
        twins.append(twin)
        other = _clue(scene, topic, rng, [*taken, twin.name], clue.family if rng.random() < 0.65 else "")
        taken += [other.x, twin.name]
        docs.append(_link(scene, topic, twin, other, rng))
        docs.append(passage_doc(scene, twin, twin.text.line_of[shown], rng.random(), rng, kind="other_entity"))
    fill = distractors(scene, topic, count - len(docs), rng, (topic.slot,), beside=[support])
    return [*docs, *(d for d in fill if d.entity not in {t.name for t in twins})]


def _same(twin: Instance, others: list[Instance], slot: str) -> bool:
    """Whether one of the others bears the twin's name or, where a slot is given, shows its value."""
    return any(t.name == twin.name or (slot and slot in t.values and t.spelling(slot) == twin.spelling(slot)) for t in others)


def _decoy(scene: Scene, topic: Topic, twins: list[Instance], rng: random.Random) -> tuple[Instance, str]:
    """An entity that is none of the row's yet, and the fact to show of it: the asked one with another value, or another where no document states that.

    A user's documents may be few: where none is left that states the same, one that states something else will do.
    """
    there = [topic.instance, *twins]
    for alike in (True, False) if topic.text.body and has_twin(topic) else (has_twin(topic),):
        for _ in range(TRIES):
            other = None if alike else unrelated(scene, topic, rng)
            try:
                twin = fresh(topic.text, rng, topic.instance, topic.slot) if other is None else other.instance
            except Unfit:  # every other document has the same value
                break
            if not _same(twin, there, topic.slot if alike else ""):
                return twin, other.slot if other else topic.slot
    raise Unfit("twin-alike")


_AFTER = re.compile(r"\{name\}(?:[?,.]| [a-z])")
# A clause behind the description of a user's document would be read as part of it.
_ENDS = re.compile(r"\{name\}[?,:]")
# The description opens the question; "那个" runs into a bare noun behind it; it needs a particle, a verb or a stop.
_AFTER_ZH = re.compile(r"^\{name\}[的，、在有是要让给从]")
_BEFORE = re.compile(r"\b(?:an?|my|our|your|that|this|of the|on the|we say) \{name\}", re.I)


def _fits(ask: Template, lang: str, own: bool) -> bool:
    """Whether a question's wording can take a description for the name."""
    if ask.slots != {"name"} or ask.source[-1] not in "?？" or '"' in ask.source:
        return False
    if lang == "zh":
        return bool(_AFTER_ZH.search(ask.source))
    return bool((_ENDS if own else _AFTER).search(ask.source) and not _BEFORE.search(ask.source))


def _ask(scene: Scene, topic: Topic, clue: Clue, desc: str, noun: str, rng: random.Random) -> tuple[str, str]:
    """A question of the fact's own, or one of the bank; `noun` opens the description, and no question should say it twice."""
    own = of_kind(scene, topic, "hop")
    staked = f"{own}_{clue.family}" if own else ""
    if staked and staked in scene.bank:
        return scene.say_masked(staked, **{**slots(topic), "x": clue.x})
    if own and own != "own.hop_defined" and own != "own.hop_any" and clue.family in OWN:
        raise Unfit("nobody-asks")  # who does not know what a talk is about does not ask which problem that solves
    if own:  # first what it is about, then what is to be known of that; to name what is described must not be half an answer
        lead, bare = scene.say_masked(f"own.hop_lead_{clue.family}", x=clue.x)
        text, masked = scene.say_masked(own, **{**slots(topic), "lead": lead, "desc": desc, "m": topic.attr})
        return text, masked.replace("\u25a1", bare, 1)
    if asked_for := clause(scene, topic):
        defined = "defined" if clause_key(scene, topic) == "corpus.clause_defined" else "clause"
        of_its_kind = f"corpus.multi_hop_ask_{clue.family}_{clause_key(scene, topic).rpartition('_')[2]}"
        staked = of_its_kind if of_its_kind in scene.bank else f"corpus.multi_hop_ask_{clue.family}_{defined}"
        if staked in scene.bank:
            return scene.say_masked(staked, x=clue.x, c=asked_for.removeprefix("的"))
        return scene.say_masked(f"corpus.multi_hop_ask_bridge_{defined}", desc=desc, c=asked_for)
    # Whoever asks "what is the one on ...?" is told by its name alone: what a thing is must be asked for in words of its own.
    asks = () if topic.text.body and scene.lang == "zh" and topic.text.body.facts[topic.slot].kind == "defined" else topic.fact.ask
    fit = [a for a in asks if _fits(a, scene.lang, bool(topic.text.body)) and not (noun and noun in a.source.lower())]
    # Of a user's page it is asked in English what the thing is, never "the definition of" what nobody has named; there wordings go in turn.
    # Few that fit would come again and again; then the bank's own words ask.
    if fit and ((topic.text.body and scene.lang == "en") or rng.random() < min(0.55, 0.04 * len(fit)) or (noun and noun in topic.attr)):
        ask = fit[scene.slot.rank % len(fit)] if topic.text.body else rng.choice(fit)
        return ask.fill({"name": desc}, scene.lang), ask.masked
    return scene.say_masked(worded(scene, topic, "multi_hop.ask_bridge"), desc=desc, attr=topic.attr)


def _met(scene: Scene, topic: Topic, clue: Clue) -> dict[str, str]:
    """What the description of a user's matter leads to, as the language words it: {met} a clause ("the talk is about ..."), {who} what is meant."""
    if not topic.text.body:
        return {}
    name = topic.instance.name
    if (who := f"corpus.multi_hop_who_{clue.family}") in scene.bank:
        return {"who": scene.say(who, x=clue.x, name=name)}
    if (met := f"own.hop_met_{clue.family}") in scene.bank:
        who = as_told(topic, slots(topic)["who"])
        return {"met": scene.say(met, x=clue.x, who=who), "who": who}
    return {}


def _answer(scene: Scene, topic: Topic, desc: str, support: Doc, cite: str, numbers: dict[str, list[int]], met: dict[str, str]) -> str:
    """The step and the value in either order, or both in a word; without citations now and then the value's sentence alone."""
    lang, rng = scene.lang, scene.rng("answer")
    given = {"name": topic.instance.name, "cl": mark(cite, numbers["link"], lang), "desc": desc, **met}
    short = 0 if topic.quoted else 5  # a whole sentence of the user's is no word to put behind "it's"
    unnamed = lang == "zh" and topic.quoted and not topic.names_itself
    first = (
        0 if (topic.quoted and has_own(scene)) or unnamed else 6
    )  # a definition names what it defines; to name it again behind it adds nothing
    if "met" in met or (lang == "zh" and topic.text.body):
        first, short = 0, 0  # what the talk is about is half of what was asked
    sentence = 3 if (first or not cite) and not unnamed and "met" not in met and not (lang == "zh" and topic.text.body) else 0
    way = scene.weighted({"who_first": 7, "value_first": first, "short": short, "sentence": sentence}, "way")
    opening = way != "who_first"
    asked = replace(topic, question=f"{topic.question} {desc}")
    words = grounded(scene, asked, topic.fact.state if opening else topic.fact.more, support.shown(topic.slot), rng, opening)
    if way == "sentence" and not cite:
        return words
    if way == "short":
        return _one_stop(
            scene.say("multi_hop.bridge_short", v=told(topic, topic.value), attr=topic.noun, cv=mark(cite, numbers["value"], lang), **given)
        )
    words = cited(words, cite, numbers["value"], lang).rstrip("。" if lang == "zh" else ".")
    form = "who_first" if way == "who_first" else "value_first_cited" if cite else "value_first"
    return _one_stop(say(scene, topic, f"multi_hop.bridge_{form}", told=words, **given))


def _one_stop(answer: str) -> str:
    """A name that ends in a full stop also ends the sentence."""
    return answer.replace("..", ".")
