"""What a row is about: an instance of a text, the fact asked for, the question in its bare form."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from generators.library import Fact, Instance, Text, Wrongs
from generators.library.template import Template
from generators.recipe import Unfit
from generators.scene import Scene
from generators.seeds import hash_int
from generators.values.types import Value
from rag.corpus.kinds import FIGURES, LISTED, listable
from rag.corpus.structure import is_recipe
from rag.corpus.texts import settled, wrongs_of
from rag.world import Shelf

# Draws of another entity before a row is given up: a small folder has few.
TRIES = 8
FURTHER = 41  # wordings further on that one is looked for instead
# Share of groups that ask for a famous fact. `rag/wrong` can ask for nothing else, so the others are balanced around it: a question's
# kind must not tell whether the documents will hold the answer (see rag/README.md, "Balance").
SIBLINGS_FAMOUS = Fraction(1, 5)
FAMOUS = {
    "rag/grounded": Fraction(1, 12),
    "rag/contradictory": Fraction(1, 12),
    "rag/empty": Fraction(3, 7),
    "rag/irrelevant": Fraction(3, 7),
    "rag/wrong": Fraction(1),
}
SAME_WORDS = 0.1  # share of groups of siblings on a user's documents that put the question in the same words
# `rag/outdated` asks for prices, shares and hours only; as many of the questions that stay without an answer must, or the matter tells.
VERSIONED = {"rag/empty": 0.6, "rag/irrelevant": 0.6}
_LEAD_IN = re.compile(
    r"[，。！]|请|麻烦|帮|劳|烦|求|能不能|能否|可否|可以|有没有|谁[能知]|[看查核翻问瞧找]一?下|想(?:问|知道|确认|了解|想)"
)
_SMALL = frozenset("the that who with for and from which in of what its was are name year first number time place".split())  # noqa: SIM905
# What a type needs of a fact of the user's documents (see rag.corpus.shelf).
_NEED = {
    "rag/grounded": "any", "rag/empty": "any", "rag/irrelevant": "any", "rag/injected": "any", "rag/contradictory": "changeable", "rag/wrong": "changeable",
    "rag/route": "listed", "rag/outdated": "revisable", "rag/pushback": "changeable", "rag/partial": "listed", "rag/follow_up": "listed", "rag/multi_hop": "twinned",
}  # fmt: skip

# Types whose answers tell of more than one document, and words that ask for no more than a sentence.
_LONG = frozenset(("rag/contradictory", "rag/outdated", "rag/multi_hop"))
_USE = re.compile("好处|用处|用途|优势|优点|价值")
_ONE_SENTENCE = re.compile(r"\b(?:one|a) (?:sentence|line)\b|\bone-line|一句话|一句")


@dataclass(frozen=True)
class Topic:
    """A fact of an instance, and the words to ask for it."""

    instance: Instance
    slot: str
    question: str
    masked: str

    @property
    def text(self) -> Text:
        """The authored text."""
        return self.instance.text

    @property
    def fact(self) -> Fact:
        """The fact asked for."""
        return self.text.facts[self.slot]

    @property
    def value(self) -> str:
        """Its value as the text spells it."""
        return self.instance.spelling(self.slot)

    @property
    def famous(self) -> bool:
        """Whether the fact is widely known."""
        return self.text.wrongs is not None

    @property
    def statements(self) -> Sequence[Template]:
        """The fact's statements; of a famous thing those that name it, for one that only a knowing reader would refer to it proves nothing."""
        if not self.famous:
            return self.fact.state
        return tuple(s for s in self.fact.state if self.names_it(s.masked)) or self.fact.state

    def asks_outright(self) -> bool:
        """Whether the question itself says what it is after, so that naming that gives nothing away."""
        if self.text.lang == "zh":
            wanted = {self.attr_of[i : i + 2] for i in range(len(self.attr_of) - 1)}
            return 2 * len({w for w in wanted if w in self.question}) >= len(wanted)
        wanted = {w[:5] for w in re.findall(r"[a-z\d]{4,}", self.attr_of.lower())} - _SMALL
        return 3 * len({w for w in wanted if w in self.question.lower()}) >= 2 * len(wanted)

    @property
    def leads_in(self) -> bool:
        """Whether a Chinese question opens with a story or a courtesy, which is none of a search query's business."""
        return self.text.lang == "zh" and bool(_LEAD_IN.search(self.question))

    def names_it(self, sentence: str) -> bool:
        """Whether a sentence shows a word of the entity's name, and another of it or of the question's matter."""
        zh = self.text.lang == "zh"
        name = f"{self.instance.name} {self.attr_of}" if zh else f"{self.instance.name} {self.attr_of}".lower()
        if zh:
            own = {name[i : i + 2] for i in range(len(name) - 1) if re.match("[\u3400-\u9fff]{2}", name[i : i + 2])}
            thing = {w for w in own if w in self.instance.name}
            return len({w for w in own if w in sentence}) >= 2 and any(w in sentence for w in thing or own)
        own = {w[:6] for w in re.findall(r"[a-z\d]{3,}", name)} - _SMALL
        low = sentence.lower()
        entity = {w[:6] for w in re.findall(r"[a-z\d]{3,}", self.instance.name.lower())} - _SMALL
        return sum(w in low for w in own) >= min(2, len(own)) and any(w in low for w in entity)

    @property
    def source(self) -> str | tuple[str, str]:
        """Where the fact comes from, as a draft's sources want it."""
        return (self.text.path, self.text.body.source.sha256) if self.text.body else self.text.path

    @property
    def as_asked(self) -> bool:
        """Whether the question is the user's own, and its documents are what the user's retriever brought."""
        return bool(verbatim(self.text, self.slot))

    @property
    def quoted(self) -> bool:
        """Whether the value is a sentence of a user's document, which an answer that compares it puts in quotation marks."""
        return bool(self.text.body) and self.text.body.facts[self.slot].kind not in FIGURES

    @property
    def names_itself(self) -> bool:
        """Whether the value, a sentence, says what it is about."""
        return re.sub(r"\s*[（(].*", "", self.instance.name) in self.value

    @property
    def named(self) -> bool:
        """Whether the asked matter has a name that can stand among other words; that of a figure in a user's sentence is a whole question."""
        return not self.text.body or self.text.body.facts[self.slot].kind in LISTED

    @property
    def timeless(self) -> bool:
        """Whether the fact is of a user's document and no rule that comes into force: a definition, what kind of thing something is, a dish."""
        body = self.text.body
        return bool(body) and (self.quoted or body.facts[self.slot].kind == "spot" or is_recipe(body.source))

    @property
    def wrongs(self) -> Wrongs | None:
        """Values to put in the true one's place, by how far they are off; None where none are known."""
        if not self.text.body:
            return self.text.wrongs
        slight, notable, absurd = wrongs_of(self.text.body.facts[self.slot], self.text.lang)
        return Wrongs((), slight, notable or slight, absurd or notable, False) if slight else None

    @property
    def attr(self) -> str:
        """The asked attribute, without the entity."""
        return self._as_called(self.fact.attr.fill(self.instance.values, self.text.lang, inline=True))

    def _as_called(self, matter: str) -> str:
        """Chinese: what a thing does for its user by the word of the question, be it 好处 or 作用."""
        body = self.text.body
        if self.text.lang != "zh" or not body or body.facts[self.slot].kind != "help":
            return matter
        said = _USE.search(self.question)
        return matter.replace("作用", said[0]) if said else matter

    @property
    def noun(self) -> str:
        """The attribute as a thing that can be this or that: in Chinese the amount of salt is asked for as "how much salt", and is told of the salt."""
        body = self.text.body
        asked = body and self.text.lang == "zh" and body.facts[self.slot].kind == "amount"
        return body.facts[self.slot].words["key"] if asked else self.attr

    @property
    def attr_of(self) -> str:
        """The asked attribute of the entity."""
        return self._as_called(self.fact.attr_of.fill(self.instance.values, self.text.lang, inline=True))

    @property
    def protect(self) -> tuple[str, ...]:
        """Words of the question that noise must leave alone."""
        values = self.instance.values
        short = self.instance.spelling("short") if "short" in values else ""
        thing = self.instance.spelling("thing") if self.text.body else ""
        bare = self.instance.spelling("bare") if self.text.body else ""
        return (self.instance.name, short, *dict.fromkeys(w for w in (thing, bare) if w and w != self.instance.name))


def situation(topic: Topic, share: float) -> float:
    """Share of questions that get a situation round them: none of those on a user's documents, whose wordings bring their own."""
    return 0.0 if topic.text.body else share


def smoothed(text: str) -> str:
    """A Chinese question in which the name of a matter that brings its own verb follows a name: `X的要解决的问题` without the first 的."""
    return re.sub(r"的(要(?:解决|准备)的)", r"\1", text)


def worded(scene: Scene, topic: Topic, key: str) -> str:
    """The bank key that words something of the user's documents where the bank has such words of its own (`corpus.<file>_<key>`, before it those of the fact's kind, `_<kind>`, or of recipes, `_dish`); else the key itself."""
    own = f"corpus.{key.replace('.', '_')}"
    if not topic.text.body:
        return key
    dish = (f"{own}_dish",) if is_recipe(topic.text.body.source) else ()
    kind = topic.text.body.facts[topic.slot].kind
    return next((k for k in (f"{own}_{kind}", *dish, own) if k in scene.bank), key)


def nameless(topic: Topic) -> dict[str, str]:
    """The slots that name what was asked; none for a matter that has no name, so that nobody says a whole question as if it were one."""
    return {"attr": topic.attr, "attr_of": topic.attr_of} if topic.named and topic.noun == topic.attr else {}


def named_slots(topic: Topic) -> dict[str, str]:
    """Slots for a refusal that names what was asked. A famous thing's name may be a description, so it is only named together with the matter."""
    slots = {"attr_of": topic.attr_of}
    if topic.famous and not topic.asks_outright():
        return {}
    if topic.text.lang == "zh" and topic.text.body and topic.text.body.facts[topic.slot].kind == "figure":
        return {}  # a whole question is no subject of a sentence
    if topic.text.lang == "en" and topic.text.body and topic.text.body.facts[topic.slot].kind in ("asked", "found"):
        return {}
    if not topic.famous and not topic.text.body and topic.instance.name not in topic.question:
        return {}  # asked by a short name: the full one stands nowhere else
    return slots if topic.famous or topic.text.body else {**slots, "attr": topic.attr, "name": topic.instance.name}


_CHANGEABLE = frozenset({"money", "percent", "time", "person", "choice"})
# Texts that report what was found, built, made or decided: no later paper makes it otherwise.
_SETTLED = frozenset({"biography", "law", "labor_dispute", "medicine", "materials", "ecology", "geotechnics", "civil_engineering", "civil_works", "local_history", "software", "networking", "network_device", "industrial_equipment", "workshop_machinery", "home_appliance", "household_appliances"})  # fmt: skip
# Facts of other texts that stay as they are: who came first or last, what is oldest, what something used to be known for.
_LASTING = frozenset({"donor", "oldest", "market", "keeper", "discovery"})


def changeable(topic: Topic) -> bool:
    """Whether the fact is of a kind that people change: a price, an hour, who is in charge; not a date of birth, not a length, nothing famous."""
    value = topic.instance.values[topic.slot]
    if topic.text.body:
        return isinstance(value, Value) and not _lasts(topic)  # of a document that has editions all but that may change
    if topic.text.wrongs is not None or topic.text.domain in _SETTLED or topic.slot in _LASTING:
        return False
    return not isinstance(value, str) and value.spec.kind in _CHANGEABLE


def _lasts(topic: Topic) -> bool:
    """Whether a user's fact stays the same in every edition, where there are others to ask for."""
    return settled(topic.text.body.facts[topic.slot]) and topic.text.body.shelf.offers("revisable")


# A person may follow another in office or have founded the house; figures and hours are what a new version changes.
_KINDS = frozenset({"money", "percent", "time"})


def revisable(topic: Topic) -> bool:
    """Whether a newer paper may give another figure: a price, a share, an hour of something that goes on."""
    value = topic.instance.values[topic.slot]
    if topic.text.body:
        return isinstance(value, Value) and not _lasts(topic)
    return changeable(topic) and isinstance(value, Value) and value.spec.kind in _KINDS


def changeable_slot(topic: Topic, slot: str) -> bool:
    """Whether another value can be put in the place of this fact's; a list is no value for somebody else to state."""
    value = topic.instance.values[slot]
    return isinstance(value, Value) and "\n" not in value.text


def listed(topic: Topic) -> list[str]:
    """Facts that a question may name in a list with others: all of the library's; of a user's document those that have a name."""
    facts = topic.text.facts
    found = topic.text.body.facts if topic.text.body else {}
    return [s for s in sorted(facts) if not found or listable(found[s], topic.text.lang)]


def asks_on(scene: Scene) -> bool:
    """Whether somebody who has asked for one thing can ask for another of the same; a user's pages may have no two facts with names."""
    shelf = shelf_of(scene)
    return isinstance(shelf, Shelf) or shelf.asks_on


def has_twin(topic: Topic) -> bool:
    """Whether another entity's text states the same fact."""
    return not topic.text.body or topic.text.body.shelf.has_twin(topic.text, topic.slot)


def comparable(topic: Topic) -> bool:
    """Whether somebody would ask for the same fact of two entities at once: nobody weighs the oil of one dish against that of another."""
    body = topic.text.body
    return has_twin(topic) and not (body and body.facts[topic.slot].kind == "amount" and is_recipe(body.source))


def unrelated(scene: Scene, topic: Topic, rng: random.Random) -> Topic:
    """A fact of another text altogether."""
    text = shelf_of(scene).other(topic.text, rng)
    for _ in range(20):
        if text.wrongs is None:
            break
        text = shelf_of(scene).other(topic.text, rng)
    instance = Instance.draw(text, rng) if text.body else fresh(text, rng, topic.instance)
    return topic_of(instance, rng.choice(sorted(text.facts)), rng)


def shelf_of(scene: Scene) -> Shelf:
    """The material of the scene's language."""
    shelf: Shelf = scene.shared.shelves[scene.lang]
    return shelf


def need_of(scene: Scene) -> str:
    """What the row needs of the fact it asks for, where the material is a user's."""
    return "changeable" if scene.sibling else _NEED.get(scene.slot.task_type, "figure")


def draw_topic(scene: Scene, famous: bool | None = None) -> Topic:
    """The topic of the scene's group; siblings get the same one. `famous` forces the kind; the row leaves its group where that differs."""
    shelf = shelf_of(scene)
    if not isinstance(shelf, Shelf):
        text, slot = shelf.pick(scene, need_of(scene))
        rng = scene.facts("topic")
        topic = topic_of(Instance.draw(text, rng), slot, rng, _turn(scene))
        if scene.sibling or scene.slot.task_type in _LONG:
            for further in range(1, TRIES):  # who wants one sentence is not told of two papers
                if not _ONE_SENTENCE.search(topic.question):
                    break
                topic = topic_of(topic.instance, slot, rng, _turn(scene) + FURTHER * further)  # far off: wordings alike stand together
        return topic
    share = SIBLINGS_FAMOUS if scene.sibling else FAMOUS.get(scene.slot.task_type, Fraction(1, 5))
    drawn = scene.facts("famous").random() < share
    if famous is not None and famous != drawn and scene.sibling:
        scene.leave_group()
    rng = scene.facts("topic")
    pick_famous = drawn if famous is None else famous
    text = rng.choice(shelf.famous if pick_famous else shelf.texts)
    topic = topic_of(Instance.draw(text, rng), rng.choice(sorted(text.facts)), rng)
    if pick_famous or scene.sibling or scene.facts("versions").random() >= VERSIONED.get(scene.slot.task_type, 0):
        return topic
    fit = [s for s in sorted(text.facts) if revisable(replace(topic, slot=s))]
    return topic_of(topic.instance, rng.choice(fit), rng) if fit else topic


def verbatim(text: Text, slot: str) -> str:
    """The user's own question for the fact, which is asked as it stands; empty where the bank's words ask."""
    mined = text.body.facts[slot] if text.body else None
    return mined.words["q"] if mined and mined.kind in ("gold", "quote", "unknown") else ""


def _turn(scene: Scene) -> int:
    """A number that goes up by one a rank, so that no wording of a question comes again before all others have been used; the same for some groups of siblings, in others each asks in its own words."""
    same = scene.sibling and scene.facts("words").random() < SAME_WORDS
    return scene.slot.rank + (0 if same else hash_int(scene.seed, "wording", scene.slot.task_type) % 997)


_PAIR = re.compile("(?=([\u4e00-\u9fff]{2}))")
_ANY_ASK = frozenset("哪个 什么 多少 一年 哪年 名字 时候 是谁 是哪 年份".split())  # noqa: SIM905


def _borne_out(instance: Instance, slot: str) -> Sequence[Template]:
    """The wordings that ask for the fact; of a famous thing, in Chinese, those that share words with what the documents say of it, not those that only a knowing reader can refer to it."""
    fact = instance.text.facts[slot]
    if instance.text.wrongs is None or instance.text.lang != "zh":
        return fact.ask
    told = {p for t in (fact.attr_of, *fact.state) for p in _PAIR.findall(t.source)} | set(_PAIR.findall(instance.name))
    fit = [a for a in fact.ask if re.search(r"[A-Za-z0-9]{3}", a.source) or (told - _ANY_ASK) & set(_PAIR.findall(a.source))]
    return fit or fact.ask


def topic_of(instance: Instance, slot: str, rng: random.Random, turn: int = -1) -> Topic:
    """A topic with one of the fact's questions: the one whose turn it is, or any."""
    asks = _borne_out(instance, slot)
    ask = asks[turn % len(asks)] if turn >= 0 else rng.choice(asks)
    if instance.text.body and (asked := verbatim(instance.text, slot)):
        return Topic(instance, slot, asked, asked)
    return Topic(instance, slot, ask.fill(instance.values, instance.text.lang), ask.masked)


def fresh(text: Text, rng: random.Random, avoid: Instance, slot: str = "", near: str = "") -> Instance:
    """Another instance: other entity, and no value of its facts spelt like one of `avoid`'s. Of a user's document: another that states the same, akin to the name `near`."""
    if text.body:
        twin: Instance = text.body.shelf.twin(text, rng, avoid, slot, near)
        return twin
    instance = Instance.draw(text, rng)
    for _ in range(20):
        shared = {instance.spelling(f) for f in text.facts} & {avoid.spelling(f) for f in avoid.text.facts}
        if instance.name != avoid.name and not shared:
            break
        instance = Instance.draw(text, rng)
    return instance


def apart(topic: Topic, taken: list[Instance], rng: random.Random) -> Instance:
    """Another entity that states the fact, with a name and a value that none of `taken` has; Unfit where a small folder has no more."""
    for _ in range(TRIES):
        twin = fresh(topic.text, rng, topic.instance, topic.slot, topic.instance.name)
        if not any(t.name in twin.name or twin.name in t.name or t.spelling(topic.slot) == twin.spelling(topic.slot) for t in taken):
            return twin
    raise Unfit("twin-alike")
