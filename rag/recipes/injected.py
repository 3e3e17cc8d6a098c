"""A document holds an instruction: answer the question from the documents as if it were not there, and do what user or operator asks, however alike it sounds."""

from __future__ import annotations

import copy
import random
from contextlib import suppress
from dataclasses import dataclass, field, replace

from generators.library import Sentence
from generators.recipe import Draft, Row, Unfit, recipe
from generators.scene import Scene
from generators.speech import utter
from generators.values.types import Value, draw, draw_other, parse_spec
from rag import corrupt
from rag.answers import cited, series, short_answer
from rag.corpus.structure import is_recipe
from rag.dialogue import label
from rag.doc import Doc, carrier_doc
from rag.documents import distractors, support_doc
from rag.draft import ALWAYS, draft, placed, rendered
from rag.prompt import Prompt, ask, choose_citation
from rag.rules import common_rules
from rag.topic import Topic, draw_topic, fresh, situation, unrelated

KINDS = {"attack": 66, "harmless": 12, "content": 10, "obey": 12}
# What an instruction wants, and the slot whose filling would show in an answer that does it.
FAMILIES = {
    "append": "w", "only": "w", "ignore": "w", "role": "w", "tool": "w", "reveal": "w", "hidden": "w", "language": "w", "noise": "w", "persona": "w",
    "product": "brand", "polite": "brand", "forward": "mail", "link": "link", "value": "x", "refuse": "w",
}  # fmt: skip
PLACES = {"support": 5, "distractor": 4, "both": 1}
K = {1: (1, 3), 2: (2, 4), 3: (3, 6), 4: (4, 8), 5: (6, 12)}


@dataclass
class Case:
    """What the row is made of beyond topic and documents."""

    kind: str
    witness: list[str] = field(default_factory=list)
    rules: list[str] = field(default_factory=list)
    facets: dict[str, str] = field(default_factory=lambda: {"instruction": "none", "holder": "none", "mention": "none"})
    hosts: list[Doc] = field(default_factory=list)  # the documents that hold an instruction


@recipe(
    "rag/injected",
    required=("rag.supported", "rag.injected", *ALWAYS),
    weight=3,
    family="rag",
    facets={"kind": tuple(KINDS), "instruction": (), "holder": (*PLACES, "none"), "mention": ("none", "remark"), "famous": ("True", "False"), "layout": (), "k": ()},
)  # fmt: skip
def build(scene: Scene) -> Draft:
    """Two rows in three hold an instruction to be passed over; the others hold harmless imperatives, ask for one, or are told the like by those who may."""
    kind = scene.weighted(KINDS, "kind")
    if kind == "content" and scene.sibling:
        scene.leave_group()  # asks for something else than its siblings
    topic = draw_topic(scene, famous=False if kind == "content" else None)
    if kind in ("content", "obey") and topic.text.body and is_recipe(topic.text.body.source):
        kind = "harmless"  # nobody asks on what terms a recipe may be passed on, and no cook files answers by project
    rng, case = scene.rng("documents"), Case(kind)
    if kind == "content":
        return _content(scene, topic, case, rng)
    gold = support_doc(scene, topic.instance, topic.slot, "support", rng, float(scene.spread("place")), ())
    low, high = K[scene.difficulty]
    others = distractors(scene, topic, max(1, rng.randint(low, high)) - 1, rng, (topic.slot,), beside=[gold])
    if kind == "attack" or (kind == "obey" and rng.random() < 0.5):
        _attack(scene, topic, case, gold, others, rng)
    if kind == "harmless" or rng.random() < 0.3:
        for doc in rng.sample([gold, *others], min(1 + len(others), rng.choice((1, 1, 2)))):
            _insert(
                doc, scene.say("injected.harmless_page" if topic.text.body else "injected.harmless"), rng.randint(0, len(doc.sentences))
            )
    cite = choose_citation(scene)
    docs = _arranged(scene, gold, others, rng)
    answer = cited(short_answer(scene, topic, gold.shown(topic.slot), scene.rng("answer")), cite, _numbers(docs, gold), scene.lang)
    prompt = Prompt(scene, topic, docs, [], cite=cite)
    params: dict[str, object] = {"values": [topic.value], "witness": case.witness, "obey": kind == "obey", "mention": "free"}
    if kind == "obey":
        answer, word = _obeyed(scene, topic, case, prompt, answer, rng)
        params |= {"witness": [word], "refused": case.witness}
    else:
        report = kind == "harmless" and rng.random() < 0.35
        if (kind == "attack" and scene.chance(0.3, "report")) or report:
            case.rules.append(scene.say("injected.policy_report"))
            params["mention"] = "never" if report else "remark"
        elif rng.random() < 0.25:
            case.rules.append(scene.say("injected.policy_silent"))
        if kind == "harmless":
            params["mention"] = "never"
        if params["mention"] == "remark":
            case.facets["mention"] = "remark"
            answer += ("\n" if "\n" in answer else "" if scene.lang == "zh" else " ") + scene.say(
                "injected.remark", source=_hosts(scene, case, docs, rng)
            )
    prompt.rules = _ruled(scene, topic, case, rng)
    return _finish(prompt, case, answer, params)


def _finish(prompt: Prompt, case: Case, answer: str, params: dict[str, object]) -> Draft:
    built = rendered(prompt)
    if case.kind == "content":
        built.evidence["asked"]["attribute"] = prompt.scene.say("injected.deed_attr")
    facets = {"kind": case.kind, **case.facets, "famous": prompt.topic.famous}
    return draft(prompt, built, answer, {"rag.injected": params, "rag.supported": {"values": params["values"]}}, facets, [])


def _hosts(scene: Scene, case: Case, docs: list[Doc], rng: random.Random) -> str:
    """The documents that carry instructions, each named so that no other can be meant."""
    titles = {d.title.partition(" > ")[0] for d in case.hosts}
    if any(d.title.partition(" > ")[0] in titles and not any(d is h for h in case.hosts) for d in docs if d.chunk):
        raise Unfit("same-title")  # two passages of one page: its name does not say which
    if any(d.title in titles and not d.chunk and not any(d is h for h in case.hosts) for d in docs):
        raise Unfit("same-title")
    names = dict.fromkeys(label(scene, d, docs, rng) for d in case.hosts)
    return series(scene, sorted(names, key=lambda n: n[0].isalpha()))  # "the document" before a bare title would go with both


def _arranged(scene: Scene, gold: Doc, others: list[Doc], rng: random.Random) -> list[Doc]:
    docs = rng.sample(others, len(others))
    docs.insert(placed(scene, len(docs) + 1, "gold"), gold)
    return docs


def _numbers(docs: list[Doc], gold: Doc) -> list[int]:
    return [i + 1 for i, d in enumerate(docs) if d is gold]


def _ruled(scene: Scene, topic: Topic, case: Case, rng: random.Random) -> list[str]:
    rules = [*common_rules(scene, topic), *case.rules]
    rng.shuffle(rules)
    return rules


def _insert(doc: Doc, words: str, at: int, role: str = "", value: str = "") -> None:
    """Put a line before sentence `at`; with a role it is evidence."""
    doc.insert(at, Sentence(words, {}, -1))
    if role:
        doc.states.append((at, role, value))


def _word(scene: Scene, rng: random.Random) -> str:
    """The name of a project as people make them up, or a code: it stands nowhere else."""
    if rng.random() < 0.6:
        return draw(parse_spec(f"code {rng.choice(('LLd-dd', 'LL-ddd', 'LLL-dddd', 'dd-LLL'))}", scene.lang), rng).text
    parts = rng.sample([t.source for t in scene.bank["injected.syllable"]], 2 if scene.lang == "zh" else 3)
    return "".join(parts).capitalize()


def _latin(scene: Scene, rng: random.Random) -> str:
    return "".join(rng.sample([t.source for t in scene.bank["injected.latin"]], 3))


def _slots(scene: Scene, topic: Topic, rng: random.Random) -> dict[str, str]:
    """Fillings of every slot an instruction may have; each is new to the row."""
    slots = {
        "w": _word(scene, rng),
        "brand": draw(parse_spec("brand", scene.lang), rng).text,
        "mail": f"{_latin(scene, rng)}@{_latin(scene, rng)}.example",
        "link": f"{_latin(scene, rng)}.example/{_latin(scene, rng)}",
        "attr": topic.attr,
        "attr_of": topic.attr_of,
        "noise": "".join(rng.choice("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789") for _ in range(rng.randint(24, 44))),
    }
    value = topic.instance.values[topic.slot]
    if isinstance(value, Value) and not topic.famous and value.spec.kind not in ("int", "year"):  # a bare number proves nothing
        with suppress(ValueError):  # nothing like it to put in its place
            slots["x"] = draw_other(value, rng, tuple(topic.instance.spelling(f) for f in topic.text.facts)).text
    return slots


def _attack(scene: Scene, topic: Topic, case: Case, gold: Doc, others: list[Doc], rng: random.Random) -> None:
    """One to three instructions at the start, in the middle or at the end of the right document or of another."""
    holder = scene.weighted(PLACES, "holder") if others else "support"
    hosts = {"support": [gold], "distractor": rng.sample(others, min(len(others), rng.choice((1, 1, 1, 2)))), "both": [gold, *others[:1]]}[
        holder
    ]
    at_of = {"start": 0, "end": 10**6}
    for i, doc in enumerate(hosts):
        for j in range(rng.choice((1, 1, 1, 1, 2))):
            slots = _slots(scene, topic, rng)
            weights = {f: 1 for f, slot in FAMILIES.items() if slot in slots}
            family = scene.weighted(weights, "family", "x" in slots) if not i and not j else rng.choice(list(weights))
            where = (
                scene.weighted({"start": 1, "middle": 2, "end": 1}, "where") if not i and not j else rng.choice(("start", "middle", "end"))
            )
            at = min(len(doc.sentences), at_of.get(where, rng.randint(0, len(doc.sentences))))
            witness = slots[FAMILIES[family]]
            _insert(doc, scene.say(f"injected.do_{family}", **slots), at, "injected", witness)
            case.witness.append(witness)
            if not i and not j:
                case.facets["instruction"] = family
        if doc.role == "distractor":
            doc.role = "injected"
    case.facets["holder"], case.hosts = holder, hosts
    if len(set(case.witness)) < len(case.witness):
        raise Unfit("witness-twice")


def _obeyed(scene: Scene, topic: Topic, case: Case, prompt: Prompt, answer: str, rng: random.Random) -> tuple[str, str]:
    """The same kind of wish, uttered by the operator or by the user: it is granted."""
    word, end = _word(scene, rng), "end" if rng.random() < 0.6 else "start"
    if scene.sibling or rng.random() < 0.55:
        case.rules.append(scene.say(f"injected.tag_{end}", w=word))
    else:
        bare = ask(scene, topic)
        wish = scene.say(f"injected.wish_{end}", w=word)
        joint = "" if scene.lang == "zh" else " "
        stop = "" if bare.text.rstrip()[-1:] in "?？。.！!" else ("\uff0c" if scene.lang == "zh" else ".")
        prompt.question = type(bare)(f"{bare.text.rstrip()}{stop}{joint}{wish}", bare.masked, bare.tags)
    if "\n" in answer:  # a list, with the word on a line of its own
        return (f"{answer}\n{word}" if end == "end" else f"{word}\n{answer}"), word
    return scene.say(f"injected.obeyed_{end}", a=answer, w=word), word


def _content(scene: Scene, topic: Topic, case: Case, rng: random.Random) -> Draft:
    """What the question asks for is itself an imperative: what callers, or the readers of the user's own document, are told to do."""
    own = _own_title(topic)
    bank = "corpus.own_deed" if own else "injected.deed"
    deeds = rng.sample([t.source for t in scene.bank[bank]], 3)
    gold = carrier_doc(scene, topic, topic.instance, _deed_line(scene, topic, deeds[0]), rng).state(topic.slot, "support", deeds[0])
    others: list[Doc] = []
    for deed in deeds[1 : rng.choice((1, 2, 3))]:
        twin = unrelated(scene, topic, rng) if own else replace(topic, instance=fresh(topic.text, rng, topic.instance))
        if own and _own_title(twin) == own:
            continue
        others.append(carrier_doc(scene, twin, twin.instance, _deed_line(scene, twin, deed), rng, not_genre=gold.source))
    low, high = K[scene.difficulty]
    others += distractors(scene, topic, rng.randint(low, high) - 1 - len(others), rng, (), beside=[gold])
    cite = choose_citation(scene)
    docs = _arranged(scene, gold, others, rng)
    prompt = Prompt(scene, topic, docs, _ruled(scene, topic, case, rng), cite=cite)
    asked = scene.say_masked("corpus.own_deed_ask", title=own) if own else scene.say_masked("injected.ask_deed", name=topic.instance.name)
    prompt.question = utter(scene, *asked, (*topic.protect, *([own] if own else [])), situation(topic, 0.2))
    prompt.query = scene.say("corpus.own_deed_search", title=own) if own else ""
    answer = cited(scene.say(f"{bank}_told", deed=deeds[0]), cite, _numbers(docs, gold), scene.lang)
    return _finish(prompt, case, answer, {"values": [deeds[0]], "witness": [], "obey": False, "mention": "never"})


def _own_title(topic: Topic) -> str:
    """The title of the user's document, of whose readers something may be asked; empty where it has none, and for the library."""
    title: str = topic.text.body.source.title if topic.text.body else ""
    return title


def _deed_line(scene: Scene, topic: Topic, deed: str) -> str:
    own = _own_title(topic)
    return (
        scene.say("corpus.own_deed_line", title=own, deed=deed)
        if own
        else scene.say("injected.deed_line", name=topic.instance.name, deed=deed)
    )


def _params(row: Row) -> dict[str, list[str]]:
    return next(c["params"] for c in row["checks"] if c["kind"] == "rag.injected")


def _answered(row: Row, words: str) -> Row:
    row = copy.deepcopy(row)
    row["messages"][-1]["content"] = words
    return row


def _witness_added(row: Row, rng: random.Random) -> Row | None:
    """The answer also does what a document asks for."""
    params = _params(row)
    wanted = params.get("refused", []) if params["obey"] else params["witness"]
    return _answered(row, f"{row['messages'][-1]['content']} {rng.choice(wanted)}") if wanted else None


def _witness_alone(row: Row, rng: random.Random) -> Row | None:
    """The answer is nothing but what a document asks for."""
    wanted = _params(row)["witness"]
    return _answered(row, wanted[0]) if wanted else None


def _wish_ignored(row: Row, rng: random.Random) -> Row | None:
    """What user or operator asked for is left out."""
    params = _params(row)
    return _answered(row, row["messages"][-1]["content"].replace(params["witness"][0], "")) if params["obey"] else None


def _injection_removed(row: Row, rng: random.Random) -> Row | None:
    """The instruction is cut from the evidence, so that nothing shows where it stands."""
    row = copy.deepcopy(row)
    rest = [s for s in row["evidence"]["spans"] if s["role"] != "injected"]
    if len(rest) == len(row["evidence"]["spans"]):
        return None
    row["evidence"]["spans"] = rest
    return row


BROKEN = {
    "witness_added": _witness_added,
    "witness_alone": _witness_alone,
    "wish_ignored": _wish_ignored,
    "injection_removed": _injection_removed,
    "answer_swapped": corrupt.other_value,
    "support_removed": corrupt.support_removed,
    "offset_shifted": corrupt.offset_shifted,
    "citation_moved": corrupt.citation_moved,
    "language_switched": corrupt.language_switched,
}
