"""Before anything is retrieved: does the turn need the document store, is it only talk, or must it first be completed from the earlier turns."""

from __future__ import annotations

import copy
import random
import re
from dataclasses import dataclass, field, replace
from typing import Any

from generators.recipe import Draft, Row, Unfit, recipe
from generators.row import dumps
from generators.scene import Scene
from generators.speech import utter
from rag import corrupt
from rag.answers import grounded, short_answer, wants_word
from rag.clauses import clause, then_key
from rag.documents import support_doc
from rag.own import named_as, of_kind
from rag.own import slots as slots_of
from rag.topic import Topic, asks_on, draw_topic, fresh, has_twin, listed, shelf_of, situation, topic_of, worded
from rag.turns import Turn, bare_query, chat_turn, chatty, draw_turn, dress, plain_query

KINDS = ("knowledge", "chat", "needs_history")
# The shapes of the last turn; those of the third kind only where the protocol has a label for it.
SHAPES = {
    "knowledge/library": 14,
    "knowledge/famous": 9,
    "knowledge/open": 16,
    "chat/chat": 37,
    "needs_history/attribute": 16,
    "needs_history/entity": 8,
}
FORMS = {"label": 10, "json": 4, "label_query": 6, "json_query": 4}
ROUNDS = {"0": 8, "1": 6, "2": 4, "3": 3}
LEANS = 0.2  # share of chat after other exchanges that goes on from them
AFTER = {"1": 4, "2": 3, "3": 2}  # rounds before a turn that needs them
_KEYS = (("route", "query"), ("label", "search_query"), ("class", "rewritten"), ("intent", "q"), ("decision", "query"))
_JOINTS = {"en": (": ", " | ", " -> ", " / "), "zh": ("：", " | ", " -> ", " / ")}


@dataclass
class Last:
    """The turn to be judged. `about`: wordings of what is asked; `query`: a rewritten search query; `lacks`: what only earlier turns name."""

    text: str
    masked: str
    entity: str
    attribute: str
    famous: bool = False
    query: str = ""
    about: tuple[str, ...] = ()
    named: str = ""  # what a query must name
    lacks: str = ""
    tags: tuple[str, ...] = ()
    sources: tuple[str | tuple[str, str], ...] = ()
    before: list[tuple[str, str]] = field(default_factory=list)


@recipe(
    "rag/route",
    required=("rag.route", "text.language"),
    weight=3,
    family="route",
    levels={1: 1, 2: 2, 3: 2, 4: 1},
    facets={"kind": KINDS, "form": tuple(FORMS), "rounds": tuple(ROUNDS), "labels": ("words", "codes")},
    content=("answerable_from_question",),
)
def build(scene: Scene) -> Draft:
    """A protocol with its own labels, perhaps some earlier exchanges, and the turn to be sorted."""
    shapes: dict[str, int] = SHAPES
    kinds: tuple[str, ...] = KINDS
    if scene.chance(0.15, "two_labels") or not asks_on(scene):
        kinds = KINDS[:2]
        shapes = {k: w for k, w in SHAPES.items() if not k.startswith("needs_history")}
    shape = scene.weighted(shapes, "shape", len(kinds))
    kind, _, form_of = shape.partition("/")
    rounds = int(scene.weighted(AFTER if kind == "needs_history" else ROUNDS, "rounds", kind))
    if form_of == "open" and (scene.options.corpus or scene.options.retrieved) and (rounds or scene.chance(0.7, "own")):
        form_of = "library"  # who has asked after one's own documents does not ask the same place how uranium is stored
    last = (
        _needs_history(scene, form_of, rounds)
        if kind == "needs_history"
        else _chat(scene, bool(rounds))
        if kind == "chat"
        else _knowledge(scene, form_of)
    )
    before = last.before or _earlier(scene, rounds, last)
    style = scene.weighted({"words": 3, "codes": 2}, "labels")
    labels = scene.say(f"route.{'labels' if style == 'words' else 'codes'}").split("|")
    rng = scene.rng("protocol")
    if style == "codes":
        rng.shuffle(labels)
    label_of = dict(zip(kinds, labels, strict=False))
    form = scene.weighted(FORMS, "form")
    protocol = Protocol(form, rng.choice(_KEYS), rng.choice(_JOINTS[scene.lang]))
    messages: list[dict[str, Any]] = [{"role": "system", "content": _system(scene, protocol, label_of, rng)}]
    for asked, told in before:
        messages += [{"role": "user", "content": asked}, {"role": "assistant", "content": told, "weight": 0}]
    messages.append({"role": "user", "content": last.text})
    place = {"turn": len(messages) - 1, "start": 0, "end": len(last.text), "text": last.text}
    asked_of = {"entity": last.entity, "famous": last.famous, "attribute": last.attribute, "masked": last.masked}
    answer = protocol.answer(label_of[kind], last.query if kind != "chat" else "")
    params: dict[str, Any] = {"label": label_of[kind], "labels": sorted(label_of.values())}
    if kind != "chat":
        params["query"] = {"entity": last.named, "about": list(last.about)}
    if last.lacks:
        params["lacks"] = last.lacks
    turn = len(messages)
    checks = [
        {"kind": "rag.route", "turn": turn, "params": params},
        {"kind": "text.language", "turn": turn, "params": {"lang": scene.lang}},
    ]
    messages.append({"role": "assistant", "content": answer, "weight": 1})
    evidence = {"question": place, "asked": asked_of, "documents": [], "spans": []}
    facets: dict[str, str | int | bool] = {"kind": kind, "form": form, "rounds": str(len(before)), "labels": style}
    return Draft(messages, checks, evidence, facets, list(last.tags), sources=list(last.sources))


@dataclass(frozen=True)
class Protocol:
    """How the label is written: alone, in JSON, before a query."""

    form: str
    keys: tuple[str, str]
    joint: str

    def example(self, words: tuple[str, str]) -> str:
        """What the system prompt shows."""
        label, query = (f"<{w}>" for w in words)
        if self.form == "json":
            return f'{{"{self.keys[0]}": "{label}"}}'
        if self.form == "json_query":
            return f'{{"{self.keys[0]}": "{label}", "{self.keys[1]}": "{query}"}}'
        return f"{label}{self.joint}{query}"

    def answer(self, label: str, query: str) -> str:
        """What the model writes."""
        if self.form == "label" or (self.form == "label_query" and not query):
            return label
        if self.form == "label_query":
            return f"{label}{self.joint}{query}"
        held = {self.keys[0]: label} | ({self.keys[1]: query} if self.form == "json_query" else {})
        # One space after each sign, as in the example.
        return "{" + ", ".join(f"{dumps(k).decode().strip()}: {dumps(v).decode().strip()}" for k, v in held.items()) + "}"


def _system(scene: Scene, protocol: Protocol, label_of: dict[str, str], rng: random.Random) -> str:
    """Opening, legend in shuffled order, form: each in words of its own."""
    gap = "" if scene.lang == "zh" else " "
    own = [rng.choice(scene.shared.systems)] if scene.shared.systems else []  # the user's own prompt goes before the protocol
    legend = rng.choice(scene.bank["route.legend"])
    order = sorted(label_of)
    rng.shuffle(order)
    lines = []
    for kind in order:
        what = scene.say(f"route.{kind.removeprefix('needs_')}_is")
        lines.append(legend.fill({"label": label_of[kind], "what": what}, "zh"))  # "zh": a label keeps its letters as they are
    slots = {"example": protocol.example((scene.say("route.word_label"), scene.say("route.word_query"))), "chat": label_of["chat"]}
    form = rng.choice(scene.bank[f"route.form_{protocol.form}"]).fill(slots, "zh")
    head = scene.say("route.opening") + gap + scene.say("route.ask") if rng.random() < 0.75 else scene.say("route.ask")
    return "\n".join((*own, form, head, *lines) if rng.random() < 0.15 else (*own, head, *lines, form))


def _said(scene: Scene, topic: Topic, frame: float = 0.3) -> tuple[str, str, tuple[str, ...]]:
    said = utter(scene, topic.question, topic.masked, topic.protect, situation(topic, frame))
    return said.text, said.masked, said.tags


def _of_topic(scene: Scene, topic: Topic, text: str, masked: str, query: str, tags: tuple[str, ...] = ()) -> Last:
    named = "" if topic.famous else topic.instance.name
    about = (topic.question, topic.attr_of) if topic.famous else (topic.attr, topic.attr_of, topic.question)
    if own := of_kind(scene, topic, "query"):  # the words a search for it may use instead
        bare = {**slots_of(topic), "thing": "", "name": "", "title": ""}
        about = (*about, *(t.fill(bare, "zh").strip(' ,:"()') for t in scene.bank[own]))
    return Last(
        text, masked, topic.instance.name, topic.attr, topic.famous, query, about, named, tags=tags, sources=(topic.source,)
    )  # fmt: skip


def _query(scene: Scene, topic: Topic, own: bool) -> str:
    """A search query that stands on its own: the question where it is short and the user's own, else name and matter."""
    short = len(topic.question) <= (22 if scene.lang == "zh" else 60)
    if scene.lang == "en":  # typed without courtesies, or not typed by the user at all
        asked = plain_query(topic.question)
        if topic.famous:
            return asked or re.sub(r"^the ", "", topic.attr_of, flags=re.IGNORECASE)
        if asked and own and short and (not topic.text.body or re.match("(?i)how|wh", asked)) and scene.rng("query").random() < 0.4:
            return asked
    else:
        plain = not topic.leads_in
        if (topic.famous and (plain or not topic.asks_outright())) or (own and short and plain and scene.rng("query").random() < 0.4):
            return topic.question.rstrip("。. ")
        if topic.famous:
            return topic.attr_of
    if found := of_kind(scene, topic, "query"):
        return scene.say_masked(found, **slots_of(topic))[0]
    attr = topic.attr.removeprefix("the ")
    query = scene.say("route.rewrite", name=topic.instance.name, attr=attr, attr_of=topic.attr_of)
    return re.sub(r"^The\b", "the", query)


def _knowledge(scene: Scene, source: str) -> Last:
    if source != "open":
        topic = draw_topic(scene, source == "famous")
        text, masked, tags = _said(scene, topic)
        last = _of_topic(scene, topic, text, masked, _query(scene, topic, True), tags)
        if not topic.famous and topic.instance.name not in text:
            last.named = ""  # asked by a short name: a query may keep it
        return last
    rng = scene.rng("open")
    bare = draw_turn(scene.bank, "knowledge", scene.lang, rng)
    while not bare.slots:  # "who else is in the cast": needs its history
        bare = draw_turn(scene.bank, "knowledge", scene.lang, rng)
    shown = (
        chatty(scene.bank, scene.lang, rng, bare)
        if rng.random() < (0.04 if scene.options.corpus else 0.15)
        else dress(bare, scene.bank, scene.lang, rng)
    )
    thing = next(iter(bare.slots.values()))
    query = (plain_query(bare.text) or bare.text.rstrip(" .")) if scene.lang == "en" else bare_query(bare.text)
    return Last(shown.text, shown.masked, thing, bare.masked, True, query, (bare.text,))


def _chat(scene: Scene, goes_on: bool) -> Last:
    """A turn of chat. `goes_on`: after other exchanges it may lean on them, and asks for nothing all the same."""
    own = bool(scene.options.corpus or scene.options.retrieved)  # what was told there may be no matter for "too dear, then"
    leans = goes_on and not own and scene.rng("leans").random() < LEANS
    turn: Turn = chat_turn(scene.bank, scene.lang, scene.rng("chat"), "lean" if leans else "", "later" if goes_on else "first")
    thing = next(iter(turn.slots.values()), turn.text)
    return Last(turn.text, turn.masked, thing, turn.sources[0].split("/")[1])


def _told(scene: Scene, topic: Topic, rng: random.Random) -> str:
    """What the assistant answered: the fact, short or in full, adding nothing to a passage that states it."""
    doc = support_doc(scene, topic.instance, topic.slot, "support", rng, rng.random())
    shown = doc.shown(topic.slot)
    full = rng.random() < 0.5 and not wants_word(topic)
    return grounded(scene, topic, topic.fact.state, shown, rng) if full else short_answer(scene, topic, shown, rng)


def _earlier(scene: Scene, rounds: int, last: Last) -> list[tuple[str, str]]:
    """Exchanges that have nothing to do with the last turn, or only its entity's like."""
    rng = scene.rng("earlier")
    out = []
    text = shelf_of(scene).any(rng)
    for topic in _topics(scene, text, rounds, rng):
        if topic.instance.name != last.entity:
            out.append((topic.question, _told(scene, topic, rng)))
    return out


def _topics(scene: Scene, text: Any, rounds: int, rng: random.Random) -> list[Topic]:
    """Facts of one entity; the later questions name it too."""
    if not rounds:
        return []
    slots = _in_order(text, rng.sample(sorted(text.facts), min(rounds, len(text.facts))))
    first = topic_of(_instance(text, rng), slots[0], rng)
    return [first, *(topic_of(first.instance, s, rng) for s in slots[1:])]


_LOOKED_AT = 40  # pages among which one with two things to ask is looked for
_WHAT_IT_IS = ("defined", "spot", "summary", "made")  # kinds of a user's facts by which somebody first learns what the talk is of


def _in_order(text: Any, slots: list[str]) -> list[str]:
    """What the thing is comes first, and once: nobody asks it again, or after its uses."""
    if not text.body:
        return slots
    first = [s for s in slots if text.body.facts[s].kind in _WHAT_IT_IS][:1]
    return [*first, *(s for s in slots if text.body.facts[s].kind not in _WHAT_IT_IS)]


def _instance(text: Any, rng: random.Random) -> Any:
    from generators.library import Instance

    return Instance.draw(text, rng)


def _others(topic: Topic) -> list[str]:
    """What may be asked next of the same thing."""
    others = [s for s in listed(topic) if s != topic.slot]
    if topic.text.body:  # "one more term: what is the toolkit?" leaves nothing out
        others = [s for s in others if topic.text.body.facts[s].kind not in ("term", "alone")]
    if topic.text.body and topic.text.body.facts[topic.slot].kind in _WHAT_IT_IS:
        others = [s for s in others if topic.text.body.facts[s].kind not in _WHAT_IT_IS]
    return others


def _needs_history(scene: Scene, form: str, rounds: int) -> Last:
    """The last turn leaves out the entity, or names another one and leaves out the matter."""
    rng = scene.rng("history")
    topic = draw_topic(scene, famous=False)
    if topic.text.body and scene.attempt >= 3:  # a page with more than one thing to ask
        if scene.sibling:
            scene.leave_group()
        shelf: Any = shelf_of(scene)
        for at, slots in rng.sample(shelf.fit["listed"], min(_LOOKED_AT, len(shelf.fit["listed"]))):
            topic = topic_of(_instance(shelf.text(at), rng), rng.choice(slots), rng)
            if _others(topic):
                break
    others = _others(topic)
    if not others:
        raise Unfit("too-few-facts")
    slots = _in_order(topic.text, [topic.slot, *rng.sample(others, min(3, len(others)))])
    if len(slots) < 2:
        raise Unfit("too-few-facts")
    topic = topic if slots[0] == topic.slot else topic_of(topic.instance, slots[0], rng)
    told, final = slots[:-1][:rounds], slots[-1]
    for _ in range(12):  # the first question names the entity in full
        if topic.instance.name in topic.question:
            break
        topic = topic_of(topic.instance, topic.slot, rng)
    if form == "entity" and has_twin(replace(topic, slot=told[-1])):
        target = replace(topic, instance=fresh(topic.text, rng, topic.instance, told[-1], topic.instance.name), slot=told[-1])
        target = topic_of(target.instance, target.slot, rng)
        text, masked = scene.say_masked(worded(scene, target, "route.history_other"), other=target.instance.name)
    else:
        target = topic_of(topic.instance, final, rng)
        text, masked = _next(scene, target)
    turn = utter(scene, text, masked, (target.instance.name, target.attr), 0.0)
    before = []
    for i, slot in enumerate(told):
        # Once the entity is named, people leave it out.
        now = topic if i == 0 else topic_of(topic.instance, slot, rng)
        asked = now.question if i == 0 or rng.random() < 0.3 or form == "entity" else _next(scene, now)[0]
        before.append((asked, _told(scene, now, rng)))
    if form == "attribute" and not any(n and n in before[0][0].casefold() for n in named_as(target)):
        raise Unfit("entity-not-named")
    last = _of_topic(scene, target, turn.text, turn.masked, _query(scene, target, False), turn.tags)
    last.lacks, last.before = (target.instance.name if form == "attribute" else ""), before
    return last


def _next(scene: Scene, topic: Topic) -> tuple[str, str]:
    """A question after another fact of what the talk is about, which it does not name; and its skeleton."""
    own = of_kind(scene, topic, "then")
    if then := "" if own else then_key(scene, topic):
        return scene.say_masked(then, key=topic.noun, c=clause(scene, topic).removeprefix("的"))
    return (
        scene.say_masked(own, **{**slots_of(topic), "m": topic.attr})
        if own
        else scene.say_masked(worded(scene, topic, "route.history_attr"), attr=topic.attr, key=topic.noun)
    )


def _params(row: Row) -> dict[str, Any]:
    held: dict[str, Any] = next(c["params"] for c in row["checks"] if c["kind"] == "rag.route")
    return held


def _answered(row: Row, answer: str) -> Row:
    row = copy.deepcopy(row)
    row["messages"][-1]["content"] = answer
    return row


def _other_label(row: Row, rng: random.Random) -> Row:
    """Another label of the same vocabulary."""
    params, answer = _params(row), row["messages"][-1]["content"]
    other = rng.choice([x for x in params["labels"] if x != params["label"]])
    return _answered(row, answer.replace(params["label"], other, 1))


def _strange_label(row: Row, rng: random.Random) -> Row:
    """A label the system prompt does not have."""
    return _answered(row, row["messages"][-1]["content"].replace(_params(row)["label"], "OTHER", 1))


def _prose(row: Row, rng: random.Random) -> Row:
    """A sentence in place of the label."""
    return _answered(row, f"{_params(row)['label']} — {row['evidence']['question']['text']}")


def _entity_moved(row: Row, rng: random.Random) -> Row | None:
    """The entity is gone from the rewritten query (or the query is, where it names none); or the last turn names what it should leave to the earlier ones."""
    params, answer = _params(row), row["messages"][-1]["content"]
    lacks, place = params.get("lacks"), row["evidence"]["question"]
    if lacks and rng.random() < 0.5:
        row = copy.deepcopy(row)
        text = f"{lacks} {place['text']}"
        row["messages"][place["turn"]]["content"] = text
        row["evidence"]["question"] = {**place, "end": len(text), "text": text}
        return row
    wanted = params.get("query")
    if not wanted or not row["facets"]["form"].endswith("_query"):
        return None
    if wanted["entity"] in answer and wanted["entity"]:
        return _answered(row, answer.replace(wanted["entity"], "").replace("  ", " "))
    return _answered(row, params["label"])


BROKEN = {
    "other_label": _other_label,
    "strange_label": _strange_label,
    "prose": _prose,
    "entity_moved": _entity_moved,
    "language_switched": corrupt.language_switched,
}
