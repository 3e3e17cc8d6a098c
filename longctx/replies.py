"""Which wording of an answer suits: the question it answers, the system prompt above it, the quotation marks in it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from generators.library.template import Template
from generators.scene import Scene
from longctx.lines import Line
from longctx.needles.facts import owning
from longctx.prompt import Made

# System prompts that want the answer and nothing else.
_BARE = {
    "en": re.compile(r"nothing (?:round|around|added|else|more)|and stop\b|that one thing|no introductions|bare answer", re.I),
    "zh": re.compile("只给答案|不铺垫|不要铺垫|不加评语|直接作答|问什么答什么|不多说|别多说|照原文写"),
}
_WORD = re.compile(r"[^\W_]")
_SLOT = re.compile(r"\{[a-z_]+\}")
# Openings that answer nothing, and wordings that ask for two things to be told apart.
_LAME = {"en": re.compile(r"^They were\b|stood there|at the last\b"), "zh": re.compile("^(?:单是|单单|分别|空里)")}
# Where a thing is that somebody has, but not in his hands; wordings that speak of hands; and those that speak of a line's other end.
_PUT = {
    "zh": re.compile("[绑挂系缝贴钉埋压藏插戴穿盖铺垫架]|[搁放摆收留供存停堆晾][在到进]|家里|屋里|墙上|桌上|梁上|柜里|身上|腿上"),
    "en": re.compile(
        r"\b(?:tied|hung|hangs|hanging|nailed|buried|lay|lies|lying|sewn|sewed|pinned|stood|stands|hidden|wore|wears|put|propped|strapped|bound|"
        r"built|planted|kept|locked|on (?:the|a|her|his) (?:wall|shelf|table|neck|door|roof))\b"
    ),
}
_HANDS = re.compile(r"手|拿|\bhands?\b")
_ENDS = re.compile("头尾|缺|补|(?:begins? and )?ends|gap")
# Who asks for sentences as they stand wants no numbers in front of them.
_AS_IS = re.compile(r"原样|照抄|照原文|一字不|别改|\b[Cc]opy\b|as printed|unchanged|word for word|\b[Vv]erbatim\b|exactly")
_WHOSE = re.compile(r"\b[Ww]hose\b")
_CLAUSE = re.compile(r"\b(?:has|had|with)\b")


def wants_bare(made: Made, lang: str) -> bool:
    """Whether the system prompt wants the answer and nothing round it."""
    first = made.messages[0]
    return first["role"] == "system" and bool(_BARE[lang].search(first["content"]))


def bare(template: Template) -> bool:
    """Whether a wording gives its slots and no word more."""
    return not _WORD.search(_SLOT.sub("", template.source))


def unit(template: Template) -> bool:
    """Whether a wording gives a value with its unit behind it and nothing else."""
    return bool(re.fullmatch(r"\{value\}(?:[块粒个]|号房)[。.]", template.source))


def suited(templates: Sequence[Template], made: Made, lang: str) -> list[Template]:
    """The wordings that suit a finished prompt; all of them where none does."""
    found = [t for t in templates if not _LAME[lang].search(t.source)] or list(templates)
    if wants_bare(made, lang):  # a price is bare with its unit
        return [t for t in found if unit(t)] or [t for t in found if bare(t)] or found
    if lang == "en" and _WHOSE.search(made.task.question.text):
        return [t for t in found if bare(t) or _CLAUSE.search(t.source)] or found
    return found


def reply(scene: Scene, made: Made, templates: Sequence[Template], **slots: str) -> str:
    """An answer in one of the wordings that suit; asked whose something is, a bare name is in the genitive."""
    template = scene.rng("reply").choice(suited(templates, made, scene.lang))
    if scene.lang == "en" and "value" in slots and bare(template) and _WHOSE.search(made.task.question.text):
        slots["value"] = owning(slots["value"])
    return template.fill(slots, scene.lang)


def unquoted(templates: Sequence[Template], *texts: str) -> list[Template]:
    """Wordings fit for these sentences: those that put no quotation marks round one, where one has marks of its own."""
    if not any("“" in t for t in texts):
        return list(templates)
    return [t for t in templates if not re.search(r"“\{(?:sentence|value)\}”", t.source)]


def gap_replies(scene: Scene, line: Line, quoted: bool = False, chat: bool = False) -> list[Template]:
    """The bank's wordings of an answer that gives what is missing in a line, or the one behind it."""
    if quoted:
        return unquoted(scene.bank["reason.rest_quoted" if line.form == "rest" else "gap.quoted"], line.text)
    key = {"gap": "gap.answer", "rest": "reason.rest_answer", "next": "next.said" if chat else "next.answer", "reply": "reply.said"}[
        line.form
    ]
    return unquoted(scene.bank[key], line.value)


def filled(template: Template, value: str, lang: str, **slots: str) -> str:
    """A wording with words of the text in it: at its head too they keep the small letter they have there."""
    text = template.fill({"value": value, **slots}, lang)
    return value + text[len(value) :] if value[:1].islower() and text.startswith(value[:1].upper() + value[1:]) else text


def gap_working(scene: Scene, line: Line) -> str:
    """Where what is missing was found."""
    templates = [
        t for t in scene.bank[f"{line.form if line.first >= 0 else 'gap'}.working"] if line.form == "gap" or not _ENDS.search(t.source)
    ]
    return scene.rng("working").choice(templates).fill({"passage": line.text}, scene.lang)


def no_such_line(scene: Scene, line: Line) -> list[Template]:
    """The bank's wordings of an answer that there is no such line; without a gap it has no two ends to speak of."""
    return [t for t in scene.bank["gap.none"] if line.form == "gap" or not _ENDS.search(t.source)]


def as_it_stands(question: str) -> bool:
    """Whether sentences are asked for letter by letter."""
    return bool(_AS_IS.search(question))


def put_somewhere(sentence: str, lang: str) -> bool:
    """Whether a sentence tells where a thing was tied, hung or put."""
    return bool(_PUT[lang].search(sentence))


def of_hands(template: Template) -> bool:
    """Whether a wording speaks of hands."""
    return bool(_HANDS.search(template.source))
