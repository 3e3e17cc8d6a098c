"""The user goes on: an elliptic question, another matter, a question about the last answer, a wish to have it otherwise; what the documents lack stays lacking."""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace

from generators.library.template import Slot, Template
from generators.recipe import Draft, Unfit, recipe
from generators.scene import Scene
from generators.speech import Utterance, utter
from rag import corrupt, corrupt_dialogue
from rag.answers import bare_value, beside, cited, grounded, in_clauses, joined, series, told
from rag.clauses import clause, clauses, then_key
from rag.dialogue import arrange, go_on, holder, holding, label, meant, new_matter, of_line, quotation, room, said, tell
from rag.doc import Doc
from rag.documents import distractors
from rag.draft import ALWAYS, draft, rendered
from rag.own import as_sentence, kind_of, of_kind, running, say, turn
from rag.own import has_own as own_words
from rag.own import slots as slots_of
from rag.own import wanted as to_know
from rag.prompt import Built, Prompt, choose_citation, foresee_question
from rag.rules import common_rules
from rag.topic import Topic, draw_topic, fresh, has_twin, listed, situation, unrelated, worded

# What the last turn of the user is, and in which shape. What is asked and what is missing balance as they do among single questions.
SHAPES = {
    "needs_history/attribute": 22, "needs_history/entity": 10, "not_there/attribute": 20, "unrelated/fact": 8, "unrelated/chat": 6,
    "ask_part/where": 6, "ask_part/which": 4, "ask_part/item": 5,
    "revise/only_value": 3, "revise/one_sentence": 5, "revise/list": 4, "revise/drop": 4, "revise/add_source": 3,
}  # fmt: skip
_PAIRED = ("item", "one_sentence", "list", "drop")  # the last answer told two or three facts
_FOREIGN = ("needs_history/entity", "unrelated/fact")  # the last question is about another entity: no sibling can share it
ROUNDS = {"1": 5, "2": 3, "3": 2}
_NOT_OWN = {"zh": ("ask_part/item", "revise/drop"), "en": ("ask_part/item",)}  # not asked of one's own pages
_ALONE = (  # shapes for which one fact will do
    "unrelated/fact", "unrelated/chat", "ask_part/where", "ask_part/which", "revise/only_value", "revise/add_source",
)  # fmt: skip
_CHATS = ("thanks", "bye", "day", "you")
_STRANGE = ("other_entity", "same_topic", "retrieved", "random")  # kinds of distractors that are about somebody else
_LINKS = frozenset(
    ["里", "上", "中", "内", "那", "这", "于", "到", "给", "跟", "和", "是", "在", "有", "按", "属", "最", "一"]
)  # what a question that has lost its owner cannot open with
_SAME = ("defined", "made", "spot", "summary")
_LEAST_ASKED = 4  # characters of a question that has lost its owner
_NO_IT = ("biography",)  # a person is no "it"


@dataclass
class Talk:
    """A dialogue in the making: what has been told last, by which slots, in which words."""

    scene: Scene
    topic: Topic
    docs: list[Doc]
    cite: str
    built: Built
    last: list[str]
    answer: str = ""
    worded: set[str] = field(default_factory=set)  # skeletons of the user's turns: nobody asks twice in the same words
    sentences: dict[str, str] = field(default_factory=dict)  # as told, by slot: a revision keeps the words

    def of(self, slot: str) -> Topic:
        """The topic with another fact."""
        return replace(self.topic, slot=slot)

    def attr(self, slot: str) -> str:
        """A fact's name without its owner, as a thing that can be put first or left out."""
        return self.of(slot).noun

    def go_on(self, turn: Utterance, topic: Topic | None = None) -> None:
        """The last answer stands; the user goes on."""
        self.built = go_on(self.built, self.answer, turn, topic or self.topic)


@recipe(
    "rag/follow_up",
    required=ALWAYS,
    weight=5,
    family="rag",
    facets={
        "kind": ("needs_history", "not_there", "unrelated", "ask_part", "revise"),
        "form": tuple(dict.fromkeys(s.partition("/")[2] for s in SHAPES)),
        "rounds": tuple(ROUNDS),
        "layout": (),
        "k": (),
    },
)
def build(scene: Scene) -> Draft:
    """One to three exchanges on facts of one entity, then the turn that counts."""
    # Of two sentences just read on a page of one's own nobody asks for the second again.
    own = bool(scene.options.corpus or scene.options.retrieved)
    shape = scene.weighted({s: w for s, w in SHAPES.items() if not (own and s in _NOT_OWN[scene.lang])}, "shape", own)
    kind, _, form = shape.partition("/")
    if scene.sibling and shape in _FOREIGN:
        scene.leave_group()
    topic, cite = draw_topic(scene, famous=False), choose_citation(scene)
    rng = scene.rng("documents")
    named = listed(topic)
    others = [s for s in rng.sample(named, len(named)) if s != topic.slot]
    if topic.text.body and topic.text.body.facts[topic.slot].kind in _SAME:  # what it is has been asked, in other words
        others = [s for s in others if topic.text.body.facts[s].kind not in _SAME]
    unnamed = form in _PAIRED and not topic.named  # a whole question is no item of a list
    short = unnamed or len(others) < (3 if form in _PAIRED else 2) or (shape == "needs_history/entity" and not has_twin(topic))
    if topic.text.body and short and shape not in _ALONE:
        shape = rng.choice(_ALONE)  # a user's document may hold one fact only
        kind, _, form = shape.partition("/")
    form = "list" if form == "drop" and len(others) < 4 else form  # of two things nobody drops one
    count = 3 if form == "drop" else rng.choice((2, 2, 3)) if form in _PAIRED else 1
    rounds = (
        max(1, min(int(scene.weighted(ROUNDS, "rounds")), len(others) - count))
        if shape in _ALONE
        else min(int(scene.weighted(ROUNDS, "rounds")), len(others) - count)
    )
    if rounds < 1:
        raise Unfit("too-few-facts")
    asked = [topic.slot, *others[: rounds + count - 2]]
    if form == "only_value" and as_sentence(replace(topic, slot=asked[-1])):
        form = "add_source"  # a sentence cannot be told without the words around it
    if form == "add_source" and topic.text.body and (cite or topic.text.body.source.title in topic.question):  # he has or named it
        kind, _, form = rng.choice(("unrelated/fact", "unrelated/chat")).partition("/")
        shape = f"{kind}/{form}"
    if form == "which" and topic.text.body and topic.text.body.source.title in topic.question:  # nor which document it is that he named
        form = "where"
    if form == "one_sentence" and any(replace(topic, slot=s).quoted for s in asked):
        form = "list"  # sentences of a document do not go into one
    final = others[rounds + count - 2] if len(others) > rounds + count - 2 else topic.slot
    missing = (final,) if kind == "not_there" else ()
    wanted = [*asked, final] if shape == "needs_history/attribute" else asked
    if count == 1 or rounds > 1:
        foresee_question(scene, topic)
    supports = holding(scene, topic, wanted, missing, rng)
    target = _target(scene, shape, topic, asked[-1], final, rng)
    if target.instance is not topic.instance:
        supports += holding(scene, target, [target.slot], (), rng, "other")
    hide = tuple(s for s in dict.fromkeys((*asked, final, target.slot)) if s in target.text.facts)
    near = distractors(scene, target, room(scene, rng, len(supports)), rng, hide, beside=supports)
    if any(d.kind in _STRANGE and d.entity in (topic.instance.name, target.instance.name) for d in near):
        raise Unfit("name-met-twice")
    docs = arrange(scene, rng.sample(supports, len(supports)), near, rng)
    form = "where" if form == "which" and cite and topic.text.body else form  # what a number stands for can be read off the documents
    prompt = Prompt(scene, topic, docs, common_rules(scene, topic, refuses=kind == "not_there"), cite=cite, at_hand=True)
    first = asked[:count] if rounds == 1 else asked[:1]
    if len(first) > 1:
        know = to_know(scene, [replace(topic, slot=s) for s in first])
        asked_for = clauses(scene, [replace(topic, slot=s) for s in first])
        text, masked = (
            scene.say_masked("own.ask_list", list=series(scene, know))
            if know
            else scene.say_masked("corpus.ask_clauses", name=topic.instance.name, list=asked_for)
            if asked_for
            else scene.say_masked(worded(scene, topic, "grounded.ask_list"), name=topic.instance.name, list=_list(scene, topic, first))
        )
        prompt.question = utter(scene, text, masked, topic.protect, situation(topic, 0.15))
        prompt.sought = tuple(replace(topic, slot=s) for s in first)
    talk = Talk(scene, topic, docs, cite, rendered(prompt), first)
    talk.answer = _told(talk, first, form)
    _between(talk, asked[len(first) :], count, rounds, form)
    answer, checks = _LAST[kind](talk, form, target)
    facets = {"kind": kind, "form": form, "rounds": rounds}
    return draft(prompt, talk.built, answer, checks, facets, [])


def _target(scene: Scene, shape: str, topic: Topic, last: str, final: str, rng: random.Random) -> Topic:
    """What the last turn asks for: a fact of the entity, the same fact of its like, or something else altogether."""
    if shape == "needs_history/entity":
        return replace(topic, instance=fresh(topic.text, rng, topic.instance, last, topic.instance.name), slot=last)
    if shape == "unrelated/fact":
        return unrelated(scene, topic, rng)
    return replace(topic, slot=final if shape in ("needs_history/attribute", "not_there/attribute") else last)


def _list(scene: Scene, topic: Topic, slots: list[str]) -> str:
    return series(scene, [replace(topic, slot=s).attr for s in slots])


def _told(talk: Talk, slots: list[str], form: str) -> str:
    """The answer of an earlier turn: one fact, or two or three in the order they were asked for."""
    scene, rng = talk.scene, talk.scene.rng("told", *slots)
    if len(slots) == 1:
        full = True if form == "only_value" else None
        return tell(scene, talk.of(slots[0]), talk.docs, talk.cite, rng, full)
    return _sentences(talk, slots, rng)


def _sentences(talk: Talk, slots: list[str], rng: random.Random) -> str:
    parts = []
    for i, slot in enumerate(slots):
        if slot not in talk.sentences:
            topic = talk.of(slot)
            n, doc = holder(talk.docs, topic)
            words = grounded(talk.scene, topic, topic.fact.state if i == 0 else topic.fact.more, doc.shown(slot), rng)
            talk.sentences[slot] = cited(words, talk.cite, [n], talk.scene.lang)
        parts.append(talk.sentences[slot])
    return joined(parts, talk.scene.lang)


def _between(talk: Talk, rest: list[str], count: int, rounds: int, form: str) -> None:
    """The exchanges between the first question and the last turn."""
    for i in range(1, rounds):
        slots = [rest.pop(0)] if i < rounds - 1 or count == 1 else rest[:count]
        turn = _elliptic(talk, talk.of(slots[0])) if len(slots) == 1 else _several(talk, slots)
        talk.go_on(turn, talk.of(slots[0]))
        talk.last, talk.answer = slots, _told(talk, slots, form)


def _several(talk: Talk, slots: list[str]) -> Utterance:
    """A later turn that asks for two or three facts."""
    scene, topics = talk.scene, [talk.of(s) for s in slots]
    if know := to_know(scene, topics):
        return said(scene, "own.ask_two", list=series(scene, know))
    if asked_for := clauses(scene, topics):
        return said(scene, "corpus.two_clauses", list=asked_for.removeprefix("的"))
    return said(scene, worded(scene, talk.topic, "follow_up.ask_two"), list=_list(scene, talk.topic, slots))


def _elliptic(talk: Talk, topic: Topic) -> Utterance:
    """A question after another fact, in words not yet used in the dialogue."""
    turn = _after(talk, topic)
    for _ in range(5):
        if turn.masked.casefold().rstrip(".?") not in talk.worded:
            break
        turn = _by_name(talk, topic)
    talk.worded.add(turn.masked.casefold().rstrip(".?"))
    return turn


def _it(talk: Talk, topic: Topic) -> dict[str, str]:
    return {} if topic.text.domain in _NO_IT else {"it": talk.scene.say("follow_up.it")}


def _after(talk: Talk, topic: Topic) -> Utterance:
    """A question after another fact of the entity, which it leaves out: by the fact's name, or one of its own questions without the owner."""
    scene, rng = talk.scene, talk.scene.rng("elliptic", topic.slot)
    asks = [a for a in map(_ownerless, topic.fact.ask) if a]
    if asks and rng.random() < 0.5:
        q = rng.choice(asks)
        text, masked = scene.say_masked("follow_up.ask_short", q=q)
        return utter(scene, text, masked.replace("\u25a1", q), (), 0.0)
    return _by_name(talk, topic)


def _by_name(talk: Talk, topic: Topic) -> Utterance:
    """A question that names the fact and not its owner."""
    own = of_kind(talk.scene, topic, "then")
    if own:
        return said(talk.scene, own, (), **{**slots_of(topic), "m": topic.attr})
    if then := then_key(talk.scene, topic):
        return said(talk.scene, then, (), key=topic.noun, c=clause(talk.scene, topic).removeprefix("的"))
    return said(talk.scene, worded(talk.scene, topic, "follow_up.ask_attr"), (), attr=topic.attr, key=topic.noun, **_it(talk, topic))


def _ownerless(ask: Template) -> str:
    """A question that opens with its owner, without it (Chinese drops it so); empty where it does not lend itself."""
    head, *rest = ask.parts
    if not (isinstance(head, Slot) and head.name == "name") or len(rest) != 1 or not isinstance(rest[0], str):
        return ""
    words = rest[0].lstrip(" ，")
    if words.startswith("的"):
        words = words[1:]
    return words if words[0] not in _LINKS and not words.isascii() and len(words) >= _LEAST_ASKED else ""


def _needs_history(talk: Talk, form: str, target: Topic) -> tuple[str, dict[str, dict[str, object]]]:
    if form == "entity":
        turn = said(talk.scene, "follow_up.ask_other", target.protect, other=target.instance.name)
        lacks = target.attr
    else:
        turn, lacks = _elliptic(talk, target), target.instance.name
    talk.go_on(turn, target)
    answer = tell(talk.scene, target, talk.docs, talk.cite, talk.scene.rng("answer"))
    return answer, {**_fact(target), "rag.elliptic": {"lacks": lacks}}


def _fact(topic: Topic) -> dict[str, dict[str, object]]:
    return {"rag.answer_states": {"values": [topic.value]}, "rag.supported": {"values": [topic.value]}}


def _not_there(talk: Talk, form: str, target: Topic) -> tuple[str, dict[str, dict[str, object]]]:
    scene = talk.scene
    talk.go_on(_elliptic(talk, target), target)
    fixed = scene.options.refusal
    answer = fixed or say(
        scene, target, "follow_up.not_there", target.attr, attr=target.attr, attr_of=target.attr_of, name=target.instance.name
    )
    checks = {"rag.absent": {"values": [target.value]}, "rag.abstains": {"fixed": fixed}, "rag.elliptic": {"lacks": target.instance.name}}
    return answer, checks


def _unrelated(talk: Talk, form: str, target: Topic) -> tuple[str, dict[str, dict[str, object]]]:
    scene, about = talk.scene, talk.scene.rng("chat").choice(_CHATS)
    if form == "chat":
        talk.go_on(said(scene, f"follow_up.chat_{about}"), talk.of(talk.last[-1]))
        return scene.say(f"follow_up.chat_{about}_reply"), {"rag.small_talk": {}}
    talk.go_on(new_matter(scene, target), target)
    return tell(scene, target, talk.docs, talk.cite, scene.rng("answer")), _fact(target)


def _ask_part(talk: Talk, form: str, target: Topic) -> tuple[str, dict[str, dict[str, object]]]:
    scene, rng = talk.scene, talk.scene.rng("answer")
    if form == "item":
        nth = int(scene.chance(0.5, "nth"))
        topic = talk.of(talk.last[nth])
        which = "ask_second" if nth else "ask_first"
        talk.go_on(meant(scene, topic, f"{which}_of", f"follow_up.{which}"), topic)
        n = holder(talk.docs, topic)[0]
        again = f"{topic.value}." if topic.quoted and own_words(scene) else ""  # a sentence says by itself what it is about
        answer = cited(
            again or scene.say("follow_up.item_answer", attr=topic.noun, v=beside(scene, topic, topic.value)), talk.cite, [n], scene.lang
        )
        return answer, {**_fact(topic), "rag.item": {"nth": nth + 1, "values": [talk.of(s).value for s in talk.last]}}
    topic = talk.of(talk.last[-1])
    n, doc = holder(talk.docs, topic)
    repeated = {} if topic.quoted else {"v": told(topic, topic.value)}  # nobody says a whole sentence again to ask where it stands
    if talk.cite:  # the answer bears a mark: who wants to know more asks what it stands for
        cited_as = talk.cite.format(n=n)
        talk.go_on(said(scene, f"follow_up.ask_{form}_mark", (cited_as,), mark=cited_as), topic)
    else:
        talk.go_on(meant(scene, topic, f"ask_{form}_of", f"follow_up.ask_{form}", (topic.value,), **repeated), topic)
    same = [d for d in talk.docs if d.title == doc.title and d is not doc]
    if any(d.source != doc.source or (form == "which" and d.chunk) for d in same):
        raise Unfit("same-title")  # two documents of that title: naming it would not say which
    slots = {"source": label(scene, doc, talk.docs, rng)}
    if form == "where":
        slots["quote"] = quotation(scene, doc, topic)
    copied = form == "where" and slots["quote"] in talk.answer  # word for word what was just said
    told_by = "which_mark" if form == "which" and talk.cite else "where_same" if copied else form
    answer = cited(of_line(scene.say(f"follow_up.{told_by}", **slots), doc, topic), talk.cite, [n], scene.lang)
    return answer, {"rag.supported": {"values": [topic.value]}, "rag.quotes": {"values": [topic.value], "quote": form == "where"}}


def _revise(talk: Talk, form: str, target: Topic) -> tuple[str, dict[str, dict[str, object]]]:
    """The last answer in the form asked for; its facts stay."""
    scene, rng, topics = talk.scene, talk.scene.rng("answer"), [talk.of(s) for s in talk.last]
    slots, dropped = list(talk.last), []
    user: dict[str, str] = {}
    if form == "drop":
        gone = rng.choice(slots)
        slots, dropped, user = [s for s in slots if s != gone], [talk.of(gone).value], {"attr": talk.attr(gone)}
    key = f"follow_up.ask_{form}"
    at = talk.of(gone) if form == "drop" else topics[0]
    talk.go_on(turn(scene, at, key, (), user["attr"], **user) if user else meant(scene, topics[0], f"ask_{form}_of", key), topics[0])
    answer = _revised(talk, form, slots, rng)
    values = [talk.of(s).value for s in slots]
    checks: dict[str, dict[str, object]] = {
        "rag.supported": {"values": values},
        "rag.answer_states": {"values": values},
        "rag.revised": {"form": form, "values": values, "dropped": dropped},
    }
    return answer, checks


def _revised(talk: Talk, form: str, slots: list[str], rng: random.Random) -> str:
    scene, lang = talk.scene, talk.scene.lang
    topic = talk.of(slots[0])
    n, doc = holder(talk.docs, topic)
    if form == "only_value":
        return cited(bare_value(scene, topic), talk.cite, [n], lang)
    if form == "add_source":
        whole = as_sentence(topic)
        of = {"attr_of": topic.attr_of} if topic.noun == topic.attr and (lang == "zh" or kind_of(topic) != "figure") else {}
        source = label(scene, doc, talk.docs, rng)
        if within := running(topic, whole):
            return scene.say("follow_up.sourced_within", v=within, source=source)
        return cited(
            say(scene, topic, f"follow_up.sourced{'_whole' if whole else ''}", v=whole or topic.value, source=source, **of),
            talk.cite,
            [n],
            lang,
        )
    key = {"list": "item", "one_sentence": "pair"}.get(form)
    if key is None:
        return _sentences(talk, slots, rng)
    items = []
    for slot in slots:
        one = talk.of(slot)
        whole = f"{one.value}." if one.quoted and own_words(scene) else ""
        words = whole or scene.say(worded(scene, one, f"follow_up.{key}"), attr=one.noun, v=told(one, one.value))
        items.append(cited(words, talk.cite, [holder(talk.docs, one)[0]], lang))
    if form == "list":
        return "\n".join(f"- {i[:1].upper() + i[1:]}" for i in items)
    run = "，".join(items) if lang == "zh" else in_clauses(scene, items)
    return scene.say("follow_up.one_sentence", name=talk.topic.instance.name, list=run)


_LAST = {
    "needs_history": _needs_history, "not_there": _not_there, "unrelated": _unrelated, "ask_part": _ask_part, "revise": _revise,
}  # fmt: skip

BROKEN = {
    "answer_swapped": corrupt.other_value,
    "value_claimed": corrupt.value_claimed,
    "gold_leaked": corrupt.planted,
    "support_removed": corrupt.support_removed,
    "citation_moved": corrupt.citation_moved,
    "language_switched": corrupt.language_switched,
    **corrupt_dialogue.DIALOGUE,
}
