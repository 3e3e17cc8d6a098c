"""The user doubts an answer: hold to it where the documents bear it out, concede where they do not, and tell both where a newer text is brought along."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace

from generators.library import Instance
from generators.recipe import Draft, Unfit, recipe
from generators.scene import Scene
from generators.speech import Utterance
from rag import corrupt, corrupt_dialogue
from rag.answers import as_used, beside, cited, mark, mentioned, short_answer
from rag.corpus.swaps import exchanged, is_kind
from rag.dialogue import arrange, go_on, label, meant, of_line, quotation, room, said
from rag.doc import Doc
from rag.documents import distractors, support_doc
from rag.draft import ALWAYS, draft, rendered
from rag.own import apart, differing, kind_of, say, spoken_name, turn
from rag.prompt import Prompt, choose_citation, foresee_question
from rag.rules import common_rules
from rag.sides import with_citations
from rag.topic import TRIES, Topic, draw_topic, fresh, has_twin, nameless, revisable, worded
from rag.turns import ASKS_BLANK, CREDITS, THEIRS

# What the user brings (a value, a bare doubt, a mere question, a pasted text) and who is right. Whoever is right, the words are drawn from the same
# keys in the same shares, so that neither a value nor its tone tells it; only a pasted text is new where the first answer stands.
SHAPES = {
    "wrong_doubt/value": 22, "right_correction/value": 22, "wrong_doubt/bare": 9, "right_correction/bare": 9,
    "vague_doubt/vague": 9, "right_correction/vague": 9, "new_document/paste": 12, "right_correction/paste": 8,
}  # fmt: skip
ROUNDS = {"1": 7, "2": 3}
# Where the value that is not the asked one comes from: a document about another entity, or nowhere.
ORIGINS = {"other_entity": 6, "nowhere": 4}
_USER = {"value": "claim", "bare": "claim_bare", "vague": "vague", "paste": "paste"}
_TAG, _OTHER = "\x01", "\x02"  # where the marks of the gold and of the other document will stand


@dataclass
class Case:
    """The asked fact, the value that is not it, and the documents."""

    scene: Scene
    topic: Topic
    wrong: Topic
    other: str  # whose the other value is, by a document of the row; empty where it stands in none
    docs: list[Doc]
    gold: Doc
    cite: str
    ruled: bool = False  # the system prompt says that the documents decide
    absent: bool = False  # the other value stands nowhere in the prompt
    theirs: bool = False  # the doubt is somebody else's, whom the user quotes

    @property
    def number(self) -> int:
        """The number of the document that states the asked fact."""
        return self.docs.index(self.gold) + 1


# Who had to ask what something is, or what a page says, has no wording of his own in mind.
_ASKED_WHAT = ("defined", "term", "alone", "summary", "topic", "doing")


@recipe(
    "rag/pushback",
    required=("rag.supported", "rag.holds", *ALWAYS),
    weight=4,
    family="rag",
    facets={
        "kind": ("wrong_doubt", "right_correction", "vague_doubt", "new_document"),
        "form": tuple(_USER),
        "rounds": tuple(ROUNDS),
        "origin": tuple(ORIGINS),
        "famous": ("True", "False"),
        "layout": (),
        "k": (),
    },
)
def build(scene: Scene) -> Draft:
    """One exchange, one or two rounds of doubt, and the answer that counts."""
    kind, _, form = scene.weighted(SHAPES, "shape").partition("/")
    topic = draw_topic(scene)
    foresee_question(scene, topic)
    if form == "paste" and not revisable(topic):  # no new notice changes who built a bridge
        kind, form = ("wrong_doubt" if kind == "new_document" else kind), "value"
    rng = scene.rng("documents")
    origin = "nowhere" if topic.famous or topic.quoted or kind_of(topic) == "spot" else scene.weighted(ORIGINS, "origin")
    case = _case(scene, topic, origin, rng)
    word = kind_of(topic) == "spot" or (topic.quoted and is_kind(*differing(topic.value, case.wrong.value), scene.lang))
    if word and form != "vague":  # who had to ask what a thing is does not insist on another word for its kind
        kind, form = ("right_correction" if kind == "right_correction" else "vague_doubt"), "vague"
    elif form == "value" and (kind_of(topic) in _ASKED_WHAT or (topic.quoted and (scene.lang == "zh" or kind_of(topic) == "asked"))):
        # Nor on any other word of what he had to ask for; and nobody has a whole Chinese sentence in his head.
        form = "bare"
    rules = common_rules(scene, topic)
    case.ruled = bool({t.source for t in scene.bank["system.follow"]}.intersection(rules))
    prompt = Prompt(scene, topic, case.docs, rules, cite=case.cite)
    built = rendered(prompt)
    case.absent = not any(case.wrong.value in (m.get("content") or "") for m in built.messages)
    conceding = kind == "right_correction"
    if origin == "nowhere" and (form == "value" or conceding) and not (case.absent or case.other):
        raise Unfit("claimed-value-stands")  # a text shown has the figure of another matter: to deny it outright would be wrong
    first, claimed = (case.wrong, topic) if conceding else (topic, case.wrong)
    rounds = 1 if form == "paste" or kind_of(topic) == "spot" else int(scene.weighted(ROUNDS, "rounds"))
    doubt = _doubt(case, form, claimed)
    case.theirs = bool(THEIRS[scene.lang].search(doubt.text))
    built = go_on(built, _first(case, first), doubt, topic)
    if rounds == 2:
        x, insists = beside(scene, claimed, claimed.value), (claimed.value,)
        if form == "value":
            again = turn(scene, topic, "pushback.insist_value", insists, x=x, **_said_apart(case, claimed))
        else:
            again = meant(scene, topic, "doubt_insist", "pushback.insist_bare", insists, x=x)
        words = _said_apart(case, claimed) if form == "value" else {}
        whole = "_sentence" if topic.quoted and scene.lang == "zh" and not topic.as_asked else ""  # not word for word a third time
        firm = say(scene, topic, f"pushback.firm{whole}", v=beside(scene, first, first.value), **words)
        built = go_on(built, cited(firm, case.cite, [_told_by(case, first)], scene.lang), again, topic)
    stance = {"right_correction": "concede", "new_document": "both"}.get(kind, "hold")
    answer = _answer(case, stance, form, asked_only=form == "vague" and rounds == 1)
    rival = "" if stance == "hold" and form != "value" else case.wrong.value
    checks: dict[str, dict[str, object]] = {
        "rag.supported": {"values": [topic.value]},
        "rag.holds": {"values": [topic.value], "claimed": rival, "stance": stance},
    }
    facets = {"kind": kind, "form": form, "rounds": rounds, "origin": origin, "famous": topic.famous}
    return draft(prompt, built, answer, checks, facets, [])


def _case(scene: Scene, topic: Topic, origin: str, rng: random.Random) -> Case:
    """The documents: one that states the fact, perhaps one that states it of another entity, and distractors."""
    gold = support_doc(scene, topic.instance, topic.slot, "support", rng, float(scene.spread("place")), ())
    other, extra = "", []
    wrongs = topic.wrongs
    if wrongs is not None and (origin == "nowhere" or not has_twin(topic)):
        wrong = replace(topic, instance=topic.instance.with_value(topic.slot, rng.choice((*wrongs.slight, *wrongs.notable))))
    else:
        twin = fresh(topic.text, rng, topic.instance, topic.slot)
        wrong = replace(topic, instance=_with(topic.instance, twin, topic.slot))
        if origin == "other_entity":
            doc = support_doc(scene, twin, topic.slot, "distractor", rng, rng.random(), ())
            extra, other = [replace(doc, states=[])], twin.name
    if wrong.value == topic.value:
        raise Unfit("twin-alike")
    others = [*extra, *distractors(scene, topic, room(scene, rng, 1 + len(extra)), rng, (topic.slot,), beside=[gold, *extra])]
    if any(d.kind == "other_entity" and d.entity in (topic.instance.name, other) for d in others):
        raise Unfit("name-met-twice")
    docs = arrange(scene, [gold], others, rng)
    return Case(scene, topic, wrong, other, docs, gold, choose_citation(scene))


def _with(instance: Instance, twin: Instance, slot: str) -> Instance:
    return instance.with_value(slot, twin.values[slot])


def _first(case: Case, told: Topic) -> str:
    """The answer that is doubted: right, or with the value of another document or of none."""
    shown = case.gold.shown(case.topic.slot)
    return cited(short_answer(case.scene, told, shown, case.scene.rng("first")), case.cite, [_told_by(case, told)], case.scene.lang)


def _told_by(case: Case, told: Topic) -> int:
    """The number of the document that an answer given before goes by: of a wrong one, the page it was read from."""
    return next((n for n, d in enumerate(case.docs, 1) if told is case.wrong and d.entity == case.other), case.number)


def _doubt(case: Case, form: str, claimed: Topic) -> Utterance:
    """The user's doubt; what it claims is the same for right and wrong."""
    protect = (claimed.value, *case.topic.protect)
    heard = "_heard" if _knows_nothing(case.topic, form) else ""
    if form != "paste":
        x = beside(case.scene, claimed, claimed.value)
        if form == "value":
            return turn(case.scene, case.topic, f"pushback.claim{heard}", protect, x=x, **_said_apart(case, claimed))
        heard = heard if form == "bare" else ""
        return meant(case.scene, case.topic, f"doubt_{form}{heard}", f"pushback.{_USER[form]}{heard}", protect, x=x)
    rng = case.scene.rng("paste")
    statements = claimed.statements
    if case.topic.text.body and case.scene.lang == "zh":  # what is pasted is the sentence itself, with nothing round it
        statements = sorted(statements, key=lambda t: len(t.source))[:1]
    text = rng.choice(statements).fill(claimed.instance.with_v(claimed.slot), case.scene.lang)
    if '"' in text or "“" in text:
        raise Unfit("no-plain-quotation")
    bank = worded(case.scene, case.topic, "paste") if case.topic.text.body else "pushback.paste"
    text = text.rstrip("。") if bank.endswith("_dish") else text  # a line of a recipe has no stop
    return said(case.scene, bank, (text,), text=text)


def _knows_nothing(topic: Topic, form: str) -> bool:
    """Whether whoever asked has no version of his own to remember: he said so, or had to ask what the thing is."""
    return (form == "bare" and (topic.quoted or kind_of(topic) == "spot")) or bool(ASKS_BLANK[topic.text.lang].search(topic.question))


def _said_apart(case: Case, claimed: Topic) -> dict[str, str]:
    """The words in which a claimed sentence ({e}) differs from the other one ({d}), as the user says them."""
    found = apart(case.scene, case.topic, case.topic.value, case.wrong.value)
    return found if claimed is case.wrong or not found else {"d": found["e"], "e": found["d"]}


def _answer(case: Case, stance: str, form: str, asked_only: bool) -> str:
    """What is said in the end, the document's value cited. `asked_only`: the user has only asked whether it is so, and denied nothing."""
    scene, topic, rng = case.scene, case.topic, case.scene.rng("answer")
    holding = "hold" if form == "value" else "confirm" if asked_only else "stand"
    key = {"both": "both_ruled" if case.ruled else "both", "concede": "concede" if form in ("value", "paste") else "correct"}.get(
        stance, holding
    )
    slots = {
        "v": mentioned(scene, topic, topic.value) + _TAG, "x": mentioned(scene, topic, case.wrong.value), "source": label(scene, case.gold, case.docs, rng),
        "name": spoken_name(scene, topic), **(nameless(topic) if scene.lang == "zh" else {"attr": topic.attr, "attr_of": topic.attr_of}),
        **apart(scene, topic, topic.value, case.wrong.value),
    }  # fmt: skip
    if key in ("hold", "concede", "correct") and case.other and rng.random() < 0.7:
        key, slots["other"] = f"{key}_other", case.other
        slots["x"] += _OTHER
    elif key == "hold" and case.absent and "d" not in slots and rng.random() < 0.4:
        key = "hold_absent"
    swapped = exchanged(topic.value, case.wrong.value, "zh") if scene.lang == "zh" and topic.quoted else None
    if key in ("concede", "correct") and swapped:  # the sentence once, and the word that was wrong
        key, slots["d"], slots["e"] = f"{key}_apart", f"“{swapped[0]}”", f"“{swapped[1]}”"
    # A value that is a whole line quotes itself; one that is a word of its definition says nothing without it.
    if key in ("hold", "confirm", "stand") and not topic.quoted and (rng.random() < 0.4 or kind_of(topic) == "spot"):
        words = quotation(scene, case.gold, topic)
        if topic.value in words:  # a file that sets a space between figure and unit is better not quoted for the figure
            key, slots["quote"] = f"{key}_quote", words
    if kind_of(topic) == "spot" and "quote" in slots:  # one word of a definition is quoted with the definition
        return cited(scene.say("corpus.pushback_spot", source=slots["source"], quote=slots["quote"]), case.cite, [case.number], scene.lang)
    told = say(scene, topic, f"pushback.{key}", **slots)
    for _ in range(TRIES if case.theirs else 0):  # it was somebody else who had it right
        told = say(scene, topic, f"pushback.{key}", **slots) if CREDITS.search(told) else told
    words = of_line(told, case.gold, topic)
    if _TAG not in words:  # the quotation speaks for itself: its number stands at the end
        words = cited(words, case.cite, [case.number], scene.lang)
    others = [n for n, d in enumerate(case.docs, 1) if d.entity == case.other][:1]
    marks = {_TAG: mark(case.cite, [case.number], scene.lang), _OTHER: mark(case.cite, others, scene.lang) if others else ""}
    return as_used(with_citations(words, marks, scene.lang), topic, topic.value)


BROKEN = {
    **corrupt_dialogue.PUSHBACK,
    "answer_swapped": corrupt.other_value,
    "support_removed": corrupt.support_removed,
    "offset_shifted": corrupt.offset_shifted,
    "language_switched": corrupt.language_switched,
}
