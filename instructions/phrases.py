"""Wordings of constraints: the bank's notation expanded, a wording chosen, its slots filled."""

from __future__ import annotations

import random
import re
from bisect import bisect
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from typing import Any

from generators.words import Bank
from instructions.constraints import KINDS
from instructions.constraints.leaf import Leaf
from instructions.numerals import in_words
from instructions.passages.forms import choices

_SLOT = re.compile(r"\{(\w+)\}")
_WHOLE = re.compile("(?<![把是将])(?:全文|通篇|全篇|(?<!正)文中)")  # of a part nobody says "in the whole text"
_ASIDE = re.compile("[，。；：,;:]|读者|编辑|系统|接口|程序|版面|网页|输入框|老人|念的人|看的人|the field|our script|parser")
_ORDINAL = ("", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")


REASONS = 2  # clauses of a row that give one: the script that cuts here and the voice that stops there are two people's worlds
ENOUGH = 6  # forms of a wish, below which the same words would come too often
_QUOTED = re.compile('["“][^"”]*["”]')
# A comma mostly brings a reason; behind these words it only says the limit more closely.
_CLOSER = (
    r"(?:please|exactly|once|each|in (?:that|this) order|one per line|separated by|with (?:commas|spaces)|not counting|spaces|unchanged|word for word"
    r"|header|first line|at (?:most|least))\b|no \w+ \w+$"
)
_GIVEN = re.compile(rf"，(?!(?:不要|别|加|带|共|一共|段间|每条|连标点))|, (?!{_CLOSER})|\b(?:so|because|since)\b")

Groups = tuple[tuple[str, ...], ...]
_ONE = re.compile(r"\b(one|1) (more |of the )?(sentence|paragraph|bullet point|bullet|point|item|line|section|heading|emoji|time|question mark|question|exclamation mark|placeholder|number|figure|word|phrase|thing|bit|place|semicolon|colon|sub-point|sub-item|object|entry|row|bracketed placeholder|numbered point|numbered item|headed section)s\b")  # fmt: skip
_TIME = re.compile(r"\b(?:1|one) time\b")
_TWICE = re.compile(r"\b(?:2|two) times\b")


@lru_cache(maxsize=4096)
def _choices(source: str) -> tuple[str, ...]:
    return choices(source)


def _forms(sources: tuple[str, ...]) -> Groups:
    return tuple(_choices(s) for s in sources)


_KEPT: dict[tuple[int, str], tuple[object, Groups, list[int]]] = {}  # by bank and key; the bank is kept, so that its id stays its own

_BARE: dict[tuple[int, str, bool], tuple[object, list[str]]] = {}  # the same for wordings without an aside


def key_of(leaf: Leaf) -> str:
    """The bank key of a constraint: family, name and operator."""
    kind = KINDS[leaf["type"]]
    family, _, name = kind.id.partition(".")
    wording = kind.wording(leaf["params"])
    return f"c_{family}.{name}{'_' + wording if wording else ''}"


@dataclass
class Phrasing:
    """How one row says things: the same style of numbers throughout."""

    bank: Bank
    lang: str
    rng: random.Random
    digits: bool = False
    reasons: int = 0  # how many clauses so far gave a reason or an aside
    things: frozenset[str] = frozenset()  # words that are wished for as matters, not as words

    def pick(self, key: str, fill: Mapping[str, Any] | None = None) -> str:
        """One wording of a key, its slots filled. KeyError for a key the bank lacks."""
        kept = _KEPT.get((id(self.bank), key))
        if kept is None:
            groups = self._groups(key)
            # A wording that branches stands for several: it is drawn more often, or the plain ones would wear out.
            kept = _KEPT[id(self.bank), key] = self.bank, groups, list(accumulate(min(len(g), 8) for g in groups))
        sums = kept[2]  # what `choices` does with them, without its preparations
        group = kept[1][bisect(sums, self.rng.random() * sums[-1], 0, len(sums) - 1)]
        wording = self.rng.choice(group)
        return self.fill(wording, fill or {})

    def _groups(self, key: str) -> tuple[tuple[str, ...], ...]:
        """Forms of a key's wordings: the bank's, or those that a plug-in brings."""
        if key in self.bank:
            return _forms(tuple(t.source for t in self.bank[key]))
        from instructions.plugins import WORDS

        type_ = next((t for t in WORDS if key.startswith(f"c_{t}")), None)
        if type_ is None:
            raise KeyError(key)
        return _forms(tuple(WORDS[type_][self.lang]))

    def fill(self, wording: str, fill: Mapping[str, Any]) -> str:
        """Slots filled; numbers by the row's style, a plural mended where the number is one."""
        text = self._filled(wording, fill) if "{" in wording else wording
        if self.lang == "zh":
            return text.replace("第两", "第二")
        if self.lang == "en" and not any(
            isinstance(v, str) and " time" in v for v in fill.values()
        ):  # words that are quoted stay as they are
            if "one " in text or "1 " in text:
                text = _TIME.sub("once", _ONE.sub(r"\1 \3", text))
            if " times" in text:
                text = _TWICE.sub("twice", text)
            text = text.replace("entrie ", "entry ")
        return text

    def _filled(self, wording: str, fill: Mapping[str, Any]) -> str:
        numbers: list[int] = []
        if self.lang == "zh":
            numbers = [v for v in (fill[name] for name in _SLOT.findall(wording)) if isinstance(v, int) and not isinstance(v, bool)]
        mixed = (
            len(numbers) > 1 and len({self.show("", v).isascii() for v in numbers}) > 1
        )  # a range is in words or in figures, not in both
        return _SLOT.sub(lambda m: str(fill[m[1]]) if mixed and fill[m[1]] in numbers else self.show(m[1], fill[m[1]]), wording)

    def show(self, name: str, value: Any) -> str:
        """A slot's value as text."""
        if isinstance(value, bool):
            return str(value)
        if isinstance(value, int):
            small = value <= 12 or (self.lang == "zh" and not self.digits)
            words = in_words(value, self.lang) if small and not (self.digits and value > 3 and self.lang == "zh") else None
            return words or str(value)
        if isinstance(value, list):
            return self.series([str(v) for v in value])
        return str(value)

    def series(self, words: list[str]) -> str:
        """Words in quotation marks, one after the other."""
        if self.lang == "zh":
            return "、".join(f"“{w}”" for w in words) if self.rng.random() < 0.7 or len(words) > 1 else f"“{words[0]}”"
        quoted = [f'"{w}"' for w in words]
        return quoted[0] if len(quoted) == 1 else ", ".join(quoted[:-1]) + " and " + quoted[-1]

    def bare(self, leaf: Leaf, plain: bool = False) -> str:
        """A constraint as a clause without its scope. `plain`: without a reason or an aside, so that it can follow a condition."""
        fill = KINDS[leaf["type"]].slots(leaf["params"])
        key = key_of(leaf)
        if leaf["type"] == "keyword.include" and self.things.issuperset(words := leaf["params"]["words"]):
            return self.pick("backfit.mention", {"things": "、".join(words)})
        if not plain and self.reasons < REASONS:
            text = self.pick(key, fill)
            self.reasons += _GIVEN.search(_QUOTED.sub("", text)) is not None
            return _WHOLE.sub("", text) if leaf.get("scope") else text
        text = self.fill(self.rng.choice(self._kept(key, plain)), fill)
        return _WHOLE.sub("", text) if leaf.get("scope") else text

    def _kept(self, key: str, plain: bool) -> list[str]:
        """The wordings of a key that give no reason, where there are enough of them, else all; `plain`: those that hold no mark, else the first form of each."""
        kept = _BARE.get((id(self.bank), key, plain))
        if kept is None:
            groups = self._groups(key)
            forms = [f for g in groups for f in g if not (_ASIDE.search(f) if plain else _GIVEN.search(_QUOTED.sub("", f)))]
            if not plain and len(forms) < ENOUGH:
                forms = [f for g in groups for f in g]
            kept = _BARE[id(self.bank), key, plain] = self.bank, forms or [g[0] for g in groups]
        return kept[1]

    def sentence(self, leaf: Leaf) -> str:
        """A constraint that is a request of its own, as a sentence with its end mark."""
        return self.pick(key_of(leaf), KINDS[leaf["type"]].slots(leaf["params"]))

    def clause(self, leaf: Leaf, plain: bool = False) -> str:
        """A constraint as a clause without an end mark, its scope before it. `plain`: without a reason that somebody else may have given otherwise."""
        text = self.bare(leaf, plain)
        scope = leaf.get("scope")
        return self.scoped(scope, text) if scope else text

    def scoped(self, scope: Mapping[str, Any], text: str) -> str:
        """A clause, or several, behind what part they speak of."""
        if "part" in scope:
            n = scope["n"]
            key = f"scope.{scope['part']}{'_last' if n < 0 else ''}"
            ordinal = _ORDINAL[n] if self.lang == "en" and 0 < n <= 10 else in_words(abs(n), self.lang) or str(abs(n))
            return self.pick(key, {"n": ordinal.replace("两", "二"), "clause": text})
        return self.pick(
            "scope.after" if "after" in scope else "scope.before", {"token": scope.get("after") or scope.get("before"), "clause": text}
        )

    def closing(self, leaves: list[Leaf]) -> str:
        """What is asked of a last part that is one sentence; empty for any other part."""
        only, *more = leaves
        scope, one = only["scope"], only["type"] == "count.sentences" and only["params"]["n"] == 1
        return self.pick("scope.closing", {"token": scope["after"]}) if one and not more and "until" not in scope else ""

    def framed(self, adverb: str, subject: str) -> str:
        """A request built round an adverb; what is to be written in (写进去) is not written out (写出来) as well."""
        for _ in range(6):
            framed = self.pick("ask.frame", {"adv": adverb, "subject": subject})
            if "写" not in adverb or "写" not in framed.replace(adverb, ""):
                break
        return framed

    def woven(self, leaf: Leaf) -> str | None:
        """A constraint as a phrase inside the request; None where there is no such wording."""
        kind = KINDS[leaf["type"]]
        family, _, name = kind.id.partition(".")
        wording = kind.wording(leaf["params"])
        stem = name if family in ("length", "count", "list") and kind.id != "list.none" else f"{family}_{name}"
        stem = "mark_plain" if kind.id == "mark.plain" else "sections" if kind.id == "mark.sections" else stem
        key = f"adv.{stem}{'_' + wording if wording else ''}"
        if key not in self.bank or leaf.get("scope"):
            return None
        return self.pick(key, kind.slots(leaf["params"]))
