"""One fact of two or three entities, each from its own document: which is ahead, how far apart they are, what they come to, who is the same."""

from __future__ import annotations

import datetime
import random
import re
from dataclasses import replace
from fractions import Fraction
from typing import Any

from generators.library import Instance
from generators.recipe import Draft, Unfit
from generators.scene import Scene
from generators.speech import utter
from generators.values.types import Spec, Value, parse_spec, value_of
from rag.answers import mark, series
from rag.doc import Doc
from rag.documents import distractors, support_doc
from rag.draft import draft, placed, rendered
from rag.prompt import Prompt, choose_citation
from rag.rules import common_rules
from rag.topic import Topic, apart, comparable, fresh, situation, worded

K = {1: (1, 3), 2: (2, 4), 3: (3, 6), 4: (4, 8), 5: (6, 12)}
_MIX = {"near": 3, "other_attribute": 3, "other_entity": 3, "same_topic": 2, "retrieved": 2, "random": 1, "carrier": 1}
_LASTS = re.compile(r"(?:second|minute|hour|day|night|week|month|year)s?$|(?:秒|分钟?|小时|天|日|夜|周|个月|年|学年|星期)$")
# An "int" may be a rank or a mark; only what is counted can be compared and added.
_COUNTED = re.compile(r"\b(?:number|population|how many|total|count) ?|数$|人数|册数|个数")
# Twelve days may be how long something lasts, or how many days there were.
_SPAN = re.compile(
    r"\b(?:time|period|length|gap|interval|wait|notice|extension|term|warranty|cover|window|duration|leave|grace)\b|[期限长]|时间|间隔|用时"
)
_SIZE = re.compile(r"[米升克吨度瓦伏亩兆℃]|公里|公斤|岁|公顷|分贝|[A-Za-z]")
_PACE = re.compile(r"\bpace\b|配速")  # less is faster
_HIGH = re.compile(r"海拔|高度|泄压|水温|温度|标准|热量")
_FAR = re.compile(r"里程|全长|长度")
_RATIO = re.compile(r"/| per ")
# Prices by the unit, shares, limits and what courts award: nobody adds those of two entities.
_UNSUMMED = re.compile(
    r"每|第一档|逾期|违约|判还|认定|裁决|免赔|限额|补助|标准|受理费|扣款|滞纳|津贴|保底|工资"
    r"|\b(?:per|each|floor|minimum|limit|cap|excess|deductible|allowance|award\w*|penalty|fine|wage|pay|principal)\b"
)
# English units are written in the plural only, in most of the library.
_ONE_OF_MANY = re.compile(r"1 [a-z ]*(?:s|feet)")


def _value(topic: Topic, instance: Instance) -> Value:
    value = instance.values[topic.slot]
    if isinstance(value, str):
        raise Unfit("no-scale")
    return value


def _place(value: Value) -> Fraction:
    """Where the value stands on its scale."""
    if value.spec.kind == "date":
        return Fraction(datetime.date.fromisoformat(str(value.raw)).toordinal())
    return Fraction(int(value.raw), value.spec.scale)


def _nominal(topic: Topic) -> bool:
    """Whether the attribute is a noun phrase that a bank wording may take for a subject; "how long ..." is none."""
    return topic.text.lang == "zh" or topic.attr.startswith("the ")


def with_kind(topic: Topic, kinds: frozenset[str], rng: random.Random) -> Topic:
    """The topic, or another fact of its text, whose value is of one of these kinds."""
    text = topic.text

    def fits(slot: str) -> bool:
        value = topic.instance.values[slot]
        if isinstance(value, str) or not comparable(replace(topic, slot=slot)):
            return False
        spec = value.spec
        attr = text.facts[slot].attr.source
        if spec.kind not in kinds or not _nominal(replace(topic, slot=slot)):
            return False
        return (spec.kind != "int" or bool(_COUNTED.search(attr))) and not _PACE.search(attr)

    if fits(topic.slot):
        return topic
    slots = [s for s in sorted(text.facts) if fits(s)]
    if not slots:
        raise Unfit("no-scale")
    return replace(topic, slot=rng.choice(slots))


def _twins(topic: Topic, count: int, rng: random.Random) -> list[Instance]:
    """Instances that differ in name and in the fact."""
    twins = [topic.instance]
    while len(twins) < count:
        twin = apart(topic, twins, rng)
        if _value(topic, twin).spec.unit != _value(topic, topic.instance).spec.unit:
            raise Unfit("other-unit")
        twins.append(twin)
    rng.shuffle(twins)
    return twins


def _lay_out(scene: Scene, topic: Topic, twins: list[Instance], rng: random.Random) -> tuple[list[Doc], dict[str, int]]:
    """The documents in order, and the number of each entity's."""
    supports = [support_doc(scene, t, topic.slot, "support", rng, float(scene.spread("place", i))) for i, t in enumerate(twins)]
    low, high = K[scene.difficulty]
    others = distractors(scene, topic, rng.randint(low, high) - len(supports), rng, (topic.slot,), _MIX, supports)
    if any(d.entity in {t.name for t in twins} - {topic.instance.name} for d in others):
        raise Unfit("twin-alike")
    docs = [*supports[1:], *others]
    rng.shuffle(docs)
    docs.insert(placed(scene, len(docs) + 1, "gold"), supports[0])
    return docs, {d.entity: i + 1 for i, d in enumerate(docs) if any(d is s for s in supports)}


def _finish(
    scene: Scene, topic: Topic, docs: list[Doc], cite: str, asked: tuple[str, str], twins: list[Instance], answer: str, params: dict[str, Any], entity: str
) -> Draft:  # fmt: skip
    names = tuple(t.name for t in twins)
    prompt = Prompt(scene, topic, docs, common_rules(scene, topic), cite=cite, sought=tuple(replace(topic, instance=t) for t in twins))
    prompt.question = utter(scene, *asked, names, situation(topic, 0.15))
    built = rendered(prompt)
    built.evidence["asked"]["entity"] = entity
    parts = [{"entity": t.name, "value": t.spelling(topic.slot)} for t in twins]
    checks: dict[str, dict[str, Any]] = {
        "rag.hops": {"link": "", "key": "", "op": "", **params, "parts": parts},
        "rag.supported": {"values": [p["value"] for p in parts]},
    }
    return draft(prompt, built, answer, checks, {"hop": params["kind"], "hops": len(twins), "famous": False}, [])


def _items(scene: Scene, topic: Topic, twins: list[Instance], cite: str, numbers: dict[str, int], rng: random.Random) -> str:
    """Each entity with its value and its document, in one series."""
    wording = rng.choice(scene.bank["multi_hop.item"])
    year = "年" if scene.lang == "zh" and _value(topic, twins[0]).spec.kind == "year" else ""
    told = [
        wording.fill({"name": t.name, "v": t.spelling(topic.slot) + year, "c": mark(cite, [numbers[t.name]], scene.lang)}, scene.lang)
        for t in twins
    ]
    told = [t[:1].lower() + t[1:] if t.startswith("The ") else t for t in told]
    return "，".join(told) if scene.lang == "zh" else series(scene, told)


def _sort(spec: Spec, attr: str) -> str:
    """Which pair of comparatives suits the value: later, longer, higher, larger, more."""
    unit = spec.unit[1]
    if spec.kind in ("time", "date", "year"):
        return "late"
    if spec.kind == "int":
        return "count"
    if spec.kind != "quantity" or _RATIO.search(unit) or re.search("[度℃°]", unit) or _HIGH.search(attr):
        return "high"
    if re.search(r"\blength\b", attr) or _FAR.search(attr):
        return "long"
    if _LASTS.search(unit):
        return "long" if _SPAN.search(attr) and not attr.endswith("数") else "count"
    if attr.endswith("上限"):
        return "high"
    if attr.endswith(("用量", "放多少")):
        return "count"
    return "great" if spec.lang == "en" or _SIZE.search(unit) else "count"


def compare(scene: Scene, topic: Topic) -> Draft:
    """Which of two or three has the greater or smaller, longer or shorter, later or earlier."""
    rng = scene.rng("documents")
    topic = with_kind(topic, frozenset(("money", "percent", "int", "quantity", "time", "date", "year")), rng)
    twins = _twins(topic, 2 + (rng.random() < 0.35), rng)
    values = {t.name: _value(topic, t) for t in twins}
    spec = values[twins[0].name].spec
    if spec.kind == "time" and spec.hi >= 1440:
        raise Unfit("past-midnight")
    op = "max" if scene.chance(0.5, "op") else "min"
    ranked = sorted(twins, key=lambda t: _place(values[t.name]), reverse=op == "max")
    if _place(values[ranked[0].name]) == _place(values[ranked[1].name]):
        raise Unfit("tie")
    win, rest = ranked[0], [t for t in twins if t is not ranked[0]]
    more = scene.say(f"multi_hop.{_sort(spec, topic.attr)}_{op}_{'two' if len(twins) == 2 else 'all'}")
    docs, numbers = _lay_out(scene, topic, twins, rng)
    cite = choose_citation(scene)
    names = [t.name for t in twins]
    arng = scene.rng("answer")
    own = "multi_hop.ask_compare_name" in scene.bank  # questions that want a name and no figures
    bare = not cite and arng.random() < 0.3 and (own or not topic.text.body)
    way = "ask_compare_name" if own and bare else "ask_compare"
    asked = scene.say_masked(
        worded(scene, topic, f"multi_hop.{way}"), attr=topic.noun, more=more, names=series(scene, names), either=_either(scene, names)
    )
    slots = {"win": win.name, "more": more, "attr": topic.noun}
    if bare:
        answer = scene.say("multi_hop.compare_bare", **slots)
    else:
        year = "年" if scene.lang == "zh" and spec.kind == "year" else ""
        arng.shuffle(rest)
        answer = scene.say(
            "multi_hop.compare", others=_items(scene, topic, rest, cite, numbers, arng), wv=values[win.name].text + year,
            cw=mark(cite, [numbers[win.name]], scene.lang), **slots,
        )  # fmt: skip
    params: dict[str, Any] = {"kind": "compare", "values": [win.name], "op": op}
    return _finish(scene, topic, docs, cite, asked, twins, answer, params, series(scene, names))


def _either(scene: Scene, names: list[str]) -> str:
    """ "A, B or C"."""
    word = scene.say("multi_hop.or")
    if scene.lang == "zh":
        return "、".join(names[:-1]) + word + names[-1]
    return f"{', '.join(names[:-1])} {word} {names[-1]}"


def arithmetic(scene: Scene, topic: Topic) -> Draft:
    """How far apart two values are, or what two or three come to."""
    rng = scene.rng("documents")
    topic = with_kind(topic, frozenset(("money", "int", "quantity", "time", "year")), rng)
    spec = _value(topic, topic.instance).spec
    if _RATIO.search(spec.unit[1]) or (spec.kind == "time" and spec.hi >= 1440):
        raise Unfit("no-sum")
    total = spec.kind in ("money", "int") and not _UNSUMMED.search(topic.attr) and scene.chance(0.5, "total")
    twins = _twins(topic, 3 if total and rng.random() < 0.35 else 2, rng)
    values = [_value(topic, t) for t in twins]
    raws = [int(v.raw) for v in values]
    raw = sum(raws) if total else abs(raws[0] - raws[1])
    if raw == 0:
        raise Unfit("tie")
    if spec.kind == "year":
        made = value_of(parse_spec("quantity 1..999 年" if scene.lang == "zh" else "quantity 1..999 year|years", scene.lang), raw)
    elif spec.kind == "time":
        made = value_of(parse_spec("quantity 1..999 分钟" if scene.lang == "zh" else "quantity 1..999 minute|minutes", scene.lang), raw)
    else:
        made = value_of(spec, raw)
    if made.text in {v.text for v in values} or _ONE_OF_MANY.fullmatch(made.text):
        raise Unfit("result-alike")
    way = "total" if total else "years" if spec.kind == "year" else "diff"
    docs, numbers = _lay_out(scene, topic, twins, rng)
    cite = choose_citation(scene)
    names = [t.name for t in twins]
    asked = scene.say_masked(worded(scene, topic, f"multi_hop.ask_{way}"), attr=topic.noun, names=series(scene, names))
    arng = scene.rng("answer")
    if not cite and arng.random() < 0.25:
        answer = scene.say("multi_hop.answer_bare", r=made.text)
    else:
        shown = twins if arng.random() < 0.5 else arng.sample(twins, len(twins))
        answer = scene.say(f"multi_hop.answer_{way}", r=made.text, items=_items(scene, topic, shown, cite, numbers, arng))
    params: dict[str, Any] = {"kind": "arithmetic", "values": [made.text], "op": way}
    return _finish(scene, topic, docs, cite, asked, twins, answer, params, series(scene, names))


def same_value(scene: Scene, topic: Topic) -> Draft:
    """Which other entity has the same."""
    rng = scene.rng("documents")
    topic = with_kind(topic, frozenset(("money", "percent", "quantity", "time", "choice", "place")), rng)
    mine, third = topic.instance, fresh(topic.text, rng, topic.instance, topic.slot)
    twin = fresh(topic.text, rng, mine, topic.slot)
    if len({mine.name, twin.name, third.name}) < 3 or mine.spelling(topic.slot) == third.spelling(topic.slot):
        raise Unfit("twin-alike")
    twin = twin.with_value(topic.slot, mine.values[topic.slot])
    twins = [mine, twin]
    docs, numbers = _lay_out(scene, topic, twins, rng)
    if any(d.entity == third.name for d in docs):
        raise Unfit("twin-alike")
    # At least one that does not share it.
    other = support_doc(scene, third, topic.slot, "distractor", rng, rng.random())
    other.states, other.kind = [], "other_entity"
    at = rng.randrange(len(docs) + 1)
    docs.insert(at, other)
    numbers = {name: n + (n > at) for name, n in numbers.items()}
    if len(docs) > 12:
        raise Unfit("too-many")
    cite = choose_citation(scene)
    asked = scene.say_masked(worded(scene, topic, "multi_hop.ask_same"), attr=topic.noun, a=mine.name)
    arng = scene.rng("answer")
    slots = {"a": mine.name, "b": twin.name, "v": topic.value}
    if not cite and arng.random() < 0.35:
        answer = scene.say("multi_hop.answer_same_bare", b=twin.name, v=topic.value)
    else:
        ca, cb = (mark(cite, [numbers[t.name]], scene.lang) for t in (mine, twin))
        answer = scene.say("multi_hop.answer_same", ca=ca, cb=cb, **slots)
    params: dict[str, Any] = {"kind": "same_value", "values": [twin.name], "link": twin.name}
    return _finish(scene, topic, docs, cite, asked, twins, answer, params, mine.name)
