"""Wording of answers: citations in their place, parts joined."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence

from generators.library.template import Template
from generators.scene import Scene
from generators.values.types import Value
from rag.corpus.spots import ONE_WORD
from rag.topic import Topic

BRIEF = re.compile(r"\b(?:one|a) (?:sentence|line)\b|一句话")  # a question that wants one sentence, and hears nothing of older ones
_END = re.compile(r"([.!?。！？]+[\"'”’）)]*)$")


_LISTED = re.compile(r"- |1[.] ")
_LEADS = {"zh": ("列着这些", "共{n}项", "写的是", "一共{n}项"), "en": ("These", "{n} points", "As listed", "All {n}")}


def cited(sentence: str, form: str, numbers: list[int], lang: str) -> str:
    """The sentence with its citations before the closing mark; unchanged where the row has no citations."""
    if not form or not numbers:
        return sentence
    mark = "".join(form.format(n=n) for n in numbers)
    gap = " " if lang == "en" and form[0] in "[(" else ""
    if "\n" in sentence and _LISTED.match(sentence):  # behind the last item it would back that alone
        leads = _LEADS[lang]
        lead = leads[len(sentence) % len(leads)].format(n=sentence.count("\n") + 1)
        return f"{lead}{gap}{mark}{'：' if lang == 'zh' else ':'}\n{sentence}"
    match = _END.search(sentence)
    return f"{sentence[: match.start()]}{gap}{mark}{match[1]}" if match else f"{sentence}{gap}{mark}"


def mark(form: str, numbers: list[int], lang: str) -> str:
    """Citations to stand inside a sentence, with the space English wants before them."""
    if not form:
        return ""
    return (" " if lang == "en" and form[0] in "[(" else "") + "".join(form.format(n=n) for n in numbers)


_HAN = re.compile(r"[\u4e00-\u9fff]+")
_WORD = re.compile(r"[a-z]{4,}")
_CLAUSES = {
    "zh": re.compile(r"[，。；：！？、（）]"),
    "en": re.compile(r"[,;:.!?()]| (?:and|but|so|when|where|which|who|because|while|after|before|until|unless|if) "),
}
_COMMON = frozenset(
    [
        "with",
        "from",
        "that",
        "this",
        "they",
        "them",
        "their",
        "there",
        "then",
        "than",
        "have",
        "been",
        "were",
        "will",
        "does",
        "what",
        "when",
        "where",
        "which",
        "your",
        "about",
        "into",
        "only",
        "also",
        "each",
        "some",
        "more",
        "most",
        "over",
        "under",
        "just",
        "once",
        "comes",
        "come",
        "goes",
        "made",
        "make",
        "makes",
        "takes",
        "take",
        "gives",
        "give",
        "given",
        "gets",
        "runs",
        "stands",
        "stood",
        "says",
        "said",
        "called",
        "known",
        "named",
        "used",
        "very",
        "still",
        "much",
        "many",
        "costs",
        "cost",
        "paid",
        "charged",
        "allowed",
        "needed",
        "required",
        "must",
        "should",
        "held",
        "kept",
        "starts",
        "begins",
        "opens",
        "closes",
        "lasts",
        "falls",
        "lies",
        "sits",
        "works",
        "open",
        "shut",
        "time",
        "date",
        "name",
        "figure",
        "number",
        "amount",
        "value",
        "price",
        "year",
        "every",
        "least",
        "exactly",
        "around",
        "roughly",
    ]
)
_VALUE = "\x03"
# Figures, months and names that a wording brings along: they must stand in the sentence shown.
_FIGURE = {
    "zh": re.compile(r"\d+|[一二三四五六七八九十]+[月日号年点]|每天|每日|每周|每月|每年|约|大约"),
    "en": re.compile(
        r"\d+|\b(?:January|February|March|April|May|June|July|August|September|October|November|December)\b|(?<=[a-z,] )[A-Z][a-z]+"
    ),
}


# Words that claim more than the value: when, since when, instead of what, the first of how many.
_CLAIM = {
    "zh": re.compile(
        r"凌晨|上午|下午|新版|改[为成到]|调整|涨到|降到|今年|本年度|本学年|仍[是从]|一直|首要|最短|接任|代替|铭牌|公示|告示|通知|公告|账|保单|投保|价目|名册|登记|档案|会上|记录|群里|提醒|承诺|专家组|会商|测绘队|巡视组|财务|窗口|价签|打过招呼|本月|昨天|上月|本周|通常|一般|统一"
    ),
    "en": re.compile(
        r"\b(?:elected|appointed|agreed|taken over|moved|no longer|now|still|thanked|this (?:spring|autumn|season)|instalments|stone|new|only|twice|free|staff|so far)\b"
    ),
}


def _stems(text: str, lang: str) -> set[str]:
    if lang == "zh":
        return {run[i : i + 2] for run in _HAN.findall(text) for i in range(len(run) - 1)}
    return {w[:5] for w in _WORD.findall(text.lower()) if w not in _COMMON}


def _adds_nothing(wording: Template, values: Mapping[str, Value | str], known: set[str], lang: str, shown: str, asked: str) -> bool:
    """Whether a wording says no more than what is known: the shown sentence, the question, the attribute.

    The clause with the value may put it in its own words; any further clause must be covered.
    """
    marked = wording.fill({**values, "v": _VALUE}, "zh")  # "zh": no capital is wanted at the value
    if any(figure not in shown for figure in _FIGURE[lang].findall(marked)):
        return False
    if any(claim not in asked for claim in _CLAIM[lang].findall(marked)):
        return False
    for clause in _CLAUSES[lang].split(marked):
        stems = _stems(clause, lang)
        new = len(stems - known)
        if lang == "zh":
            if new > (min(5, len(stems) * 0.6) if _VALUE in clause else len(stems) * 0.3):
                return False
        elif new > (1 if _VALUE in clause else 0):
            return False
    return True


def _leanest(wordings: Sequence[Template], lang: str) -> list[Template]:
    """Chinese: those of the wordings that say least beside the value; a clause of its own tells what nobody asked."""
    if lang != "zh":
        return list(wordings)
    beside = [sum(bool(c) and "{v" not in c for c in _CLAUSES[lang].split(w.source)) for w in wordings]
    return [w for w, n in zip(wordings, beside, strict=True) if n == min(beside)]


# What a clause behind the value must not lose: a condition, a unit, the rest of a sentence that began before it.
_BOUND = re.compile(
    r"[除超另须限以起止算含前后内外凭只仅不册每按没示基剩]|^(?:这|那|即|也|为|是|才|就|都|便|由|归|可|其|属)|从|同样|送到|由此|失效"
)
_HELD = re.compile(r"(?:的|时|者|人|天)$|[若如把]|^(?:每?到|截至|自|从|等|当|凡|要|想|过|只要|除|据|按|听)")


def _pared(topic: Topic, wording: Template, values: Mapping[str, Value | str]) -> str:
    """The wording filled in; in Chinese without a clause behind the value that only adds what nobody asked."""
    words = wording.fill(values, topic.text.lang)
    if topic.text.lang != "zh" or topic.text.body or topic.famous or wording in topic.fact.state:
        return words
    head, found, tail = words.partition(topic.value)
    clause, comma, rest = tail.partition("\uff0c")
    names = (topic.instance.name, *topic.protect)
    if not found or not comma or _HELD.search(clause) or _HELD.search(head) or _BOUND.search(rest) or any(n and n in rest for n in names):
        return words
    return f"{head}{found}{clause}\u3002"


def grounded(scene: Scene, topic: Topic, wordings: Sequence[Template], shown: str, rng: random.Random, opening: bool = False) -> str:
    """One of the wordings that add nothing to the sentence shown, filled in; where there is none, a plain statement from the bank.

    `opening`: the sentence opens a paragraph, so it names the entity.

    Authors write answers as people would say them, with a detail here and there. A detail that does not stand in the prompt must not be learnt.
    """
    lang, values = scene.lang, topic.instance.with_v(topic.slot)
    if lang == "en" and topic.text.body and not topic.named:  # nor a case said again to whoever asks of it, nor a page's name for a figure
        wordings = topic.fact.answer
    asked = " ".join((shown, topic.attr_of, topic.attr, topic.question, topic.instance.name))
    known = _stems(asked, lang)
    fit = [w for w in wordings if _adds_nothing(w, values, known, lang, f"{shown} {topic.instance.name}", asked)]
    if fit:
        return _pared(topic, rng.choice(_leanest(fit, lang)), values)
    if topic.famous and lang == "en" and not opening:  # "The year the bridge opened is 1911": nobody says so
        return bare_value(scene, topic)
    value = _price_for(scene, topic, shown) + told(topic, topic.value)
    own = f"corpus.plain{'_named' if opening else ''}_{topic.text.body.facts[topic.slot].kind if topic.text.body else ''}"
    if own in scene.bank:
        return scene.say(own, name=topic.instance.name, v=value)
    if topic.noun != topic.attr:
        return scene.say("grounded.plain", attr=topic.noun, v=value)
    return scene.say("grounded.plain_named" if opening else "grounded.plain", attr=topic.attr, attr_of=topic.attr_of, v=value)


_WORD_ALONE = 6  # characters of a wording that is hardly more than the value


def wants_word(topic: Topic) -> bool:
    """Whether the question asks for the one word that says what kind of thing the user's matter is."""
    body = topic.text.body
    return bool(body) and body.facts[topic.slot].kind == "spot" and bool(ONE_WORD.search(topic.question))


def _suited(topic: Topic, wordings: list[Template]) -> list[Template]:
    """Of the answers to what something is: the word alone where that was asked for, else the definition."""
    if not topic.text.body or topic.text.body.facts[topic.slot].kind != "spot":
        return wordings
    word = wants_word(topic)
    return [w for w in wordings if (len(w.source) <= _WORD_ALONE) == word] or wordings


# A short answer that leaves its subject to the question; "It is ..." only names.
_UNNAMED = re.compile(r"(?:(?:It|He|She|They) (?!(?:is|was|were|are) \{v\})|(?:Its|His|Her|Their) )")


def short_answer(scene: Scene, topic: Topic, shown: str, rng: random.Random) -> str:
    """One of the fact's short answers, or the value alone."""
    values = topic.instance.with_v(topic.slot)
    asked = " ".join((shown, topic.attr_of, topic.attr, topic.question, topic.instance.name))
    known = _stems(asked, scene.lang)
    fit = [w for w in topic.fact.answer if _adds_nothing(w, values, known, scene.lang, f"{shown} {topic.instance.name}", asked)]
    fit = _suited(topic, fit)
    if topic.famous and not topic.names_it(topic.question):  # "It opened in 1937": the question never said what
        fit = [w for w in fit if not _UNNAMED.match(w.source)]
    words = _pared(topic, rng.choice(_leanest(fit, scene.lang)), values) if fit else grounded(scene, topic, (), shown, rng)
    held = limited(topic, topic.value)
    if held == topic.value or held.casefold() in words.casefold():
        return words
    return words.replace(topic.value, held[:1].upper() + held[1:] if words.startswith(topic.value) else held, 1)


_LIMIT = re.compile(
    r"\b(within|after|every|at least|at most|up to|(?:no|not) more than|more than|less than|fewer than|no later than)\s$", re.I
)


def limited(topic: Topic, value: str) -> str:
    """English, of a user's sentence with a figure: the value with the word that makes it a limit there ("within 2 days"), unless the question has it."""
    body = topic.text.body
    if topic.text.lang != "en" or not body or body.facts[topic.slot].kind != "figure":
        return value
    found = _LIMIT.search(body.facts[topic.slot].words.get("said", "").partition(_VALUE)[0])
    return f"{found[1].lower()} {value}" if found and found[1].lower() not in topic.question.lower() else value


def told(topic: Topic, value: str) -> str:
    """The value as it stands by itself: a Chinese year says that it is one."""
    held = topic.instance.values[topic.slot]
    year = topic.text.lang == "zh" and isinstance(held, Value) and held.spec.kind == "year"
    return f"{value}年" if year and value.isdigit() else value


def beside(scene: Scene, topic: Topic, value: str) -> str:
    """The value as an answer sets it beside another: a whole sentence goes in quotation marks."""
    if not topic.quoted:
        return told(topic, value)
    return f"“{value}”" if scene.lang == "zh" else f'"{value}"'


def mentioned(scene: Scene, topic: Topic, value: str) -> str:
    """The same; a Chinese word for what kind of thing something is goes in quotation marks, too: a ruling speaks of it and does not use it."""
    body = topic.text.body
    word = scene.lang == "zh" and body and body.facts[topic.slot].kind == "spot"
    return f"“{value}”" if word else beside(scene, topic, value)


def as_used(words: str, topic: Topic, *values: str) -> str:
    """A ruling without the quotation marks of `mentioned` where the word is what something is ("是“策略”，" -> "是策略，") or opens the answer."""
    body = topic.text.body
    if not body or body.facts[topic.slot].kind != "spot":
        return words
    for value in values:
        words = re.sub(rf"(^|(?<![不的说])(?:是|应为|就是|算))“({re.escape(value)})”(?=\W*[，。；：、（]|\W*$|[\[【^(])", r"\1\2", words)
    return words


_UNIT = "人|位|客|天|日|单|次|趟|张|份|门|套|晚|盒|碗|顿|册|本|餐|台|月|年|斤|户|间房?|小时|平方米|立方米|吨"
_PER_BEFORE = re.compile(rf"((?:每(?:{_UNIT}))+)[\u4e00-\u9fff]{{0,6}}$|(一(?:{_UNIT}))(?:[只须要]?收费?|补|付|加收|定为|为|是|：)?$")
_PER_BEHIND = re.compile(rf"一((?:{_UNIT}))")


def per_unit(shown: str, value: str) -> str:
    """Chinese: what a price is for (a pound, a night, a head), where the sentence shown says it next to the value; empty where it does not."""
    before, found, behind = shown.partition(value)
    if not found:
        return ""
    if match := _PER_BEFORE.search(before):
        return match[1] or match[2].replace("一", "每")
    match = _PER_BEHIND.match(behind)
    return f"每{match[1]}" if match else ""


def _price_for(scene: Scene, topic: Topic, shown: str) -> str:
    return per_unit(shown, topic.value) if scene.lang == "zh" and "元" in topic.value and "每" not in topic.attr else ""


def bare_value(scene: Scene, topic: Topic, shown: str = "") -> str:
    """The value alone, as a finished answer; a Chinese price says what it is for, where the sentence shown does."""
    value = limited(topic, _price_for(scene, topic, shown) + told(topic, topic.value))
    if scene.lang == "zh" and topic.text.body and topic.text.body.facts[topic.slot].kind == "time":
        value = f"大约{value}"  # as recipes have it
    if scene.lang == "en" and "how often" in topic.question.lower() and not value.startswith("every "):
        value = f"every {value}"
    return value[:1].upper() + value[1:] + ("。" if scene.lang == "zh" else "" if value.endswith(".") else ".")


def joined(parts: list[str], lang: str) -> str:
    """Sentences of one paragraph."""
    return ("" if lang == "zh" else " ").join(p for p in parts if p)


def series(scene: Scene, items: list[str]) -> str:
    """ "A, B and C" in the language of the row."""
    if len(items) == 1:
        return items[0]
    if scene.lang == "zh":
        return "、".join(items[:-1]) + scene.say("grounded.and") + items[-1]
    return ", ".join(items[:-1]) + " " + scene.say("grounded.and") + " " + items[-1]


def in_clauses(scene: Scene, clauses: list[str]) -> str:
    """English clauses in a row, with a comma before the last; the article each opens with is small inside the sentence."""
    small = [f"the {c[4:]}" if c.startswith("The ") else c for c in clauses]
    return ", ".join(small[:-1]) + f", {scene.say('grounded.and')} {small[-1]}"
