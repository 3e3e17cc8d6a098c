"""A user's document as a text of the kernel's library: lines that stand as they are, facts with the bank's words to ask for them, values that can be changed."""

from __future__ import annotations

import random
import re
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, overload

from generators.library import Fact, Line, Para, Text
from generators.library.template import Slot, Template
from generators.seeds import rng_for
from generators.values.types import Spec, Value
from generators.words import Bank
from rag.corpus import figures, spots, swaps
from rag.corpus.fitness import names_enough, points, stems
from rag.corpus.inline import clean
from rag.corpus.kinds import HOMELY, LISTED, SAID_BARE, THIN, answering, bank_kind, fitting, is_plain, of_oneself, stated, unlike
from rag.corpus.mask import front_lines
from rag.corpus.mined import Mined, sentences
from rag.corpus.quantities import exact
from rag.corpus.spoken import Spoken, yours_of
from rag.corpus.structure import Source

_VALUE = "\x03"
_MARKDOWN = (".md", ".markdown")
_LITERAL = ("q", "said", "attr", "turned", "whatif", "deed", "keys")  # words of a fact that are filled into its wordings for good
# What a row may need of its fact; `twinned`: a named fact that another document states of another entity.
NEEDS = ("figure", "changeable", "revisable", "any", "listed", "twinned", "reworded")
HEADED = "headed"  # marks a fact that only a heading asks for: nobody would ask for it in those words who has not the page before him
# What stays as it was whichever edition tells it: when a thing came out, was handed in or began.
_SETTLED = re.compile(
    r"\b(?:publication|submission|acceptance|receipt|founding|creation|birth|release) date\b|(?:发布|出版|发表|成立|创建|创立|创办|出生|竣工|投稿|收稿|录用)(?:日期|时间|年份?)"
)
LONGEST_SAID = {"zh": 60, "en": 190}  # characters of a sentence that two documents may tell differently
_ASKING = re.compile(r"(?:How|What|When|Where|Who|Whose|Which|Why|Within|At|In|By|On|From|Does|Do|Is|Are|Can|May|Must)\b ")


@dataclass(frozen=True)
class Body:
    """The raw side of a pinned text: its source, its lines as raw spans, the facts' raw spans by slot, the clean value each had."""

    source: Source
    lines: tuple[tuple[int, int], ...]
    headings: tuple[tuple[str, ...], ...]  # of each line
    facts: Mapping[str, Mined]
    shelf: Any = None  # the shelf it stands on, for other documents of its kind

    def gap(self, index: int) -> str:
        """What stands between the line before and this one: white space, headings, bullets."""
        return self.source.text[self.lines[index - 1][1] : self.lines[index][0]] if index else ""


class Facts(Mapping[str, Fact]):
    """Facts by slot, each worded when it is first looked at: of most texts only passages are shown. One that a document of the same kind lacks cannot be asked of it."""

    def __init__(self, slots: Sequence[str], make: Callable[[str], Fact]) -> None:
        self._slots, self._make = dict.fromkeys(slots), make
        self._made: dict[str, Fact] = {}

    def __getitem__(self, slot: str) -> Fact:
        if slot not in self._made:
            if slot not in self._slots:
                from generators.recipe import Unfit

                raise Unfit("no-such-fact")
            self._made[slot] = self._make(slot)
        return self._made[slot]

    def __contains__(self, slot: object) -> bool:
        return slot in self._slots

    def __iter__(self) -> Iterator[str]:
        return iter(self._slots)

    def __len__(self) -> int:
        return len(self._slots)


class Values(dict[str, Value | str]):
    """The values of a text's slots; that of a fact is typed when it is first looked at: of most texts only passages are shown."""

    def __init__(self, known: Mapping[str, Value | str], facts: Mapping[str, Mined], lang: str) -> None:
        super().__init__(known)
        self._facts, self._lang = facts, lang

    def __missing__(self, slot: str) -> Value | str:
        value = self[slot] = typed_value(self._facts[slot], self._lang)
        return value

    def __contains__(self, slot: object) -> bool:
        return super().__contains__(slot) or slot in self._facts

    def copy(self) -> Values:
        return Values(self, self._facts, self._lang)


_BARE: list[Line] = []  # lines that state no fact are the same in all texts
Lines = tuple[tuple[tuple[int, int], ...], tuple[tuple[str, ...], ...]]


def pinned(
    source: Source,
    entity: str,
    found: list[Mined] | dict[str, Mined],
    bank: Bank,
    shelf: Any,
    lines_: Lines | None = None,
    shared: Collection[str] = (),
    said: Spoken | None = None,
) -> Text:
    """The text of a source; facts of `shared` are asked for by their document; `said`: how a sentence calls what it is about. Every fact keeps its raw span; its value is written clean wherever an answer gives it."""
    by_slot = found if isinstance(found, dict) else slots_of(found)
    spans, headings = lines_ or lines_of(source, list(by_slot.values()))
    body = Body(source, spans, headings, by_slot, shelf)
    of_line: dict[int, list[str]] = {}
    starts = [a for a, _ in spans]
    for slot, m in by_slot.items():
        at = bisect_right(starts, m.start) - 1
        if at >= 0 and m.start < spans[at][1]:
            of_line.setdefault(at, []).append(slot)
    told = {at: tuple(sorted(slots)) for at, slots in of_line.items()}
    while len(_BARE) < len(spans):
        _BARE.append(Line(len(_BARE), (), False, ()))
    lines = (
        (*_BARE[: len(spans)],) if not told else tuple([Line(i, (), False, told[i]) if i in told else _BARE[i] for i in range(len(spans))])
    )
    said = said or Spoken(entity)
    held = sorted(s for group in of_line.values() for s in group)
    fixed = Values({"name": entity, "title": source.title, **said.slots(entity)}, {s: by_slot[s] for s in held}, source.lang)
    for slot in held:
        fixed |= {f"{slot}_{k}": v for k, v in _own(by_slot[slot]).items()}

    def made(slot: str) -> Fact:
        return _fact(slot, by_slot[slot], bank, rng_for(0, "wordings", source.path, source.sha256, slot), source, slot in shared, said)

    facts = Facts(held, made)
    genre = tuple(t.source for t in bank["corpus.genre"])
    para = Para(None, _literal(source.title), "", lines)
    return Text(
        source.path, source.lang, "corpus", source.path, genre, (_literal(source.title),), (), {}, facts, (para,), fixed=fixed, body=body
    )  # fmt: skip


def slots_of(found: list[Mined]) -> dict[str, Mined]:
    """Facts under their slots; where two would have the same, the second gets a number."""
    out: dict[str, Mined] = {}
    for n, m in enumerate(found):
        slot = re.sub(r"\W+", "_", m.slot) if m.slot else f"f{n}"
        out[slot if slot not in out else f"f{n}"] = m
    return out


def _literal(text: str) -> Template:
    return Template(text, (text,))


def lines_of(source: Source, facts: list[Mined]) -> Lines:
    """Sentences of paragraphs and whole blocks of other kinds, in order; what one fact spans is one line. A block takes in its own bullet or pipes.

    The lines of a markdown file's front matter come first, so that what opens the text need not open every passage.
    """
    text = source.text
    front = front_lines(text) if source.path.lower().endswith(_MARKDOWN) else []
    cuts: list[tuple[int, int, tuple[str, ...]]] = []
    for block in source.blocks:
        inner = [(p.start, p.end) for p in sentences(source, block)] if block.kind in ("para", "quote", "item") else []
        if not inner or block.kind == "item":
            inner = [(block.start, block.end)]
        start = text.rfind("\n", 0, block.start) + 1
        ahead = text[start : block.start]
        if len(ahead) < 12 and re.fullmatch(r"[\s>*+|\-\d.)、（(]*", ahead):
            inner[0] = (start + len(ahead) - len(ahead.lstrip()), inner[0][1])
        stop = text.find("\n", block.end)
        behind = text[block.end : stop if stop >= 0 else len(text)]
        if behind and re.fullmatch(r"[\s|]*", behind):
            inner[-1] = (inner[-1][0], block.end + len(behind.rstrip()))
        cuts += [(a, b, block.headings) for a, b in inner if a < b]
    joined: list[tuple[int, int, tuple[str, ...]]] = []
    wide = sorted((m.start, m.end) for m in facts)
    for a, b, path in cuts:
        if joined and (a < joined[-1][1] or any(s < joined[-1][1] and e > a and s >= joined[-1][0] for s, e in wide)):
            joined[-1] = (joined[-1][0], max(b, joined[-1][1]), joined[-1][2])
        else:
            joined.append((a, b, path))
    return (*front, *((a, b) for a, b, _ in joined)), (*(() for _ in front), *(p for _, _, p in joined))


def _own(m: Mined) -> dict[str, str]:
    """The fact's words that stand in slots of their own."""
    return {k: v for k, v in m.words.items() if k not in _LITERAL}


class Bound(Sequence[Template]):
    """Wordings of the bank for one fact, chosen and each bound to it when first looked at."""

    def __init__(self, wordings: Callable[[], Sequence[Template]], literal: Mapping[str, str], names: Mapping[str, str]) -> None:
        self._choose, self._literal, self._names = wordings, literal, names
        self._bound: dict[int, Template] = {}

    @cached_property
    def _wordings(self) -> Sequence[Template]:
        return self._choose()

    def __len__(self) -> int:
        return len(self._wordings)

    @overload
    def __getitem__(self, at: int) -> Template: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Template]: ...
    def __getitem__(self, at: int | slice) -> Template | Sequence[Template]:
        if isinstance(at, slice):
            return tuple(self[i] for i in range(*at.indices(len(self))))
        if at not in self._bound:
            self._bound[at] = _bind(self._wordings[at], self._literal, self._names)
        return self._bound[at]


def _fact(slot: str, m: Mined, bank: Bank, rng: random.Random, source: Source, shared: bool, spoken: Spoken) -> Fact:
    names = {k: f"{slot}_{k}" for k in _own(m)} | ({"name": "bare"} if source.lang == "en" and m.kind in SAID_BARE else {})
    literal = {**spoken.agreeing, **{k: v for k, v in m.words.items() if k in _LITERAL}}

    kind = bank_kind(m, bank, source)

    def some(key: str) -> Sequence[Template]:
        fit = answering(m, unlike(m, bank[f"corpus.{key}_{kind}"]))
        drawn = rng.sample(fit, min(4, len(fit)))
        return Bound(lambda: drawn, literal, names)

    told = m.typed or m.kind in ("word", "cell", "gold", "spot")
    said: Sequence[Template] = some("state") if told else Bound(lambda: stated(m, bank), literal, names) or (_whole(m, bank),)
    # Behind the name, or behind another fact of the same thing, the name is not said again.
    more: Sequence[Template] = some("more") if told and f"corpus.more_{kind}" in bank else said
    answer: Sequence[Template] = some("answer") if told else (_whole(m, bank),)
    if "q" in literal:
        literal["big"] = literal["q"][:1].upper() + literal["q"][1:]
    yours = {**literal, **{k: yours_of(v) for k, v in m.words.items()}} if m.kind in ("howto", "doing", "figure") else {}

    def phrase(key: str) -> Template:
        """How an answer calls the thing: what the reader asked of himself is told to him."""
        own = f"own.{key}_{m.kind}"
        wording = bank[own if own in bank else f"corpus.{key}_{kind}"][0]
        return _bind(wording, yours, {}) if yours else _bind(wording, literal, names)

    ask = Bound(lambda: _asking(m, bank, source, shared, spoken.words), literal, names)
    return Fact(slot, phrase("attr"), phrase("attr_of"), ask, answer, said, more, bank["corpus.near"])


# Words have a meaning; what goes by a name of its own, a tool or an office, has none.
# Nobody runs into "a load balancer" or wants a refresher on one; one asks what it is.
_OF_ONE = re.compile(r"\{is\} \{thing\}|\{thing\} \{is\}|(?:efine|meant by|efinition of|describe) \{thing\}|\{name\}")
_MEANS = re.compile(r"\b(?:defin\w+|means?|meant|terms?|refers?)\b")
_OWN_CASE = re.compile(r"\b(?:I|my|me|happens?)\b")
_TITLED = frozenset(("name", "title"))
_OF_A_CASE = re.compile("(?:怎么办|怎么样|说明什么)$| if ")  # "if I am out of office" leaves open what it is a case of
_ON_MENU = re.compile("菜单|菜牌|点菜")
_FOR_COOKS = re.compile("速冻|方便|微波|新手|简单|快手|难度|门槛|零失败|做法|制作")  # said to who cooks: no guest is told so
_TO_WRITE = re.compile("[写注]|一句|PPT")  # questions for a sentence to put somewhere: a ruling between two papers is none


def _asking(m: Mined, bank: Bank, source: Source, shared: bool, thing: str) -> Sequence[Template]:
    """The wordings that ask for the fact: by its document where it says little by itself."""
    homely = m.kind == "made" and HOMELY.fullmatch(re.sub(r"的做法$", "", source.title))
    fit: Sequence[Template] = bank["corpus.ask_homely" if homely else f"corpus.ask_{bank_kind(m, bank, source)}"]
    if m.kind == "spot":  # most ask for the whole definition, some for that word alone
        fit = [*(t for t in bank["corpus.ask_defined"] if not _TO_WRITE.search(t.source)), *fit]
    if m.kind == "made" and _FOR_COOKS.search(source.title.removesuffix("的做法") + m.value):
        fit = [t for t in fit if not _ON_MENU.search(t.source)]
    fit = fitting(m, unlike(m, fit), bank, source.lang)
    if source.lang == "en" and m.kind in ("defined", "term", "alone") and re.match(r"(?:the )?[\"A-Z]", m.words.get("term", thing)):
        fit = tuple(t for t in fit if not _MEANS.search(t.masked))
    if source.lang == "en" and m.kind == "defined" and re.match(r"an? ", thing):
        fit = tuple(t for t in fit if _OF_ONE.search(t.source))
    told = m.words.get("q") or " ".join(v for k, v in m.words.items() if k not in ("said", "attr", "label"))
    if m.kind in ("asked", "figure") and source.lang == "en":
        told = _OWN_CASE.sub("", told)  # whoever asks of himself says no less for that
    case = (
        m.kind == "asked"
        and _OF_A_CASE.search(m.words["q"])
        and source.title not in m.words["q"]
        and not stems(m.words["q"]) & stems(source.title)
    )
    if m.kind in THIN and (shared or case or not names_enough(told, source.lang) or points(told, source.title, source.lang)):
        own = case and source.lang == "en" and not shared and '"' not in told and not points(told, source.title, "en")
        return fit if own and names_enough(told, "en") else tuple(t for t in fit if not _TITLED.isdisjoint(t.slots))
    if m.kind in ("asked", "figure"):  # a question that says what it is about is seldom asked of a page by its title
        bare = tuple(t for t in of_oneself(m, fit) if _TITLED.isdisjoint(t.slots))
        plain = tuple(t for t in bare if t.source in ("{q}?", "{q}"))  # and oftenest in nothing but its own words
        return (*bare, *plain * (len(bare) // 9)) if len(bare) >= 12 else fit
    return fit


def _whole(m: Mined, bank: Bank) -> Template:
    """A value that is a sentence, or a list, told as it is."""
    return Template("{v}", (Slot("v"),)) if "\n" in m.value else bank["corpus.said"][0]


def _bind(template: Template, literal: Mapping[str, str], names: Mapping[str, str]) -> Template:
    """The wording with some slots filled for good (`\\x03` in what fills them is the value's place) and others given this fact's names."""
    parts: list[str | Slot] = []
    for part in template.parts:
        if isinstance(part, Slot) and part.name in literal:
            words = literal[part.name]
            if (
                isinstance(template.parts[-1], str)
                and template.parts[-1][-1:] in ".?!"
                and (not parts or (isinstance(parts[-1], str) and re.search(r"[.!?]\s+$", parts[-1])))
            ):
                words = words[:1].upper() + words[1:]
            elif part.name == "q" and parts and _ASKING.match(words):
                words = words[0].lower() + words[1:]  # goes on in the middle of a sentence
            for i, piece in enumerate(words.split(_VALUE)):
                parts += [Slot("v")] if i else []
                parts += [piece] if piece else []
        else:
            parts.append(Slot(names.get(part.name, part.name)) if isinstance(part, Slot) else part)
    merged: list[str | Slot] = []
    for part in parts:
        if isinstance(part, str) and merged and isinstance(merged[-1], str):
            last = merged[-1]
            part = part[1:] if last[-1:] in ".。" and part[:1] in ".。" else part
            merged[-1] = last + part
        else:
            merged.append(part)
    return Template("".join(p if isinstance(p, str) else "{" + p.name + "}" for p in merged), tuple(merged))


def typed_value(m: Mined, lang: str) -> Value | str:
    """The fact's value: a quantity or share that can be reckoned with, a choice among spellings of its look, or plain words where nothing like it could be put in its place."""
    if m.kind == "spot":
        pool = list(spots.others(m.value, m.words.get("said", ""))[1])
    elif m.typed:
        number = exact(m.value, m.typed, lang)
        if number:
            return number
        *grades, absurd = figures.others(m.value, m.typed)
        pool = [t for grade in grades for t in grade]
        if len(dict.fromkeys(pool)) < 4:
            pool += figures.neighbours(m.value)
        if len(dict.fromkeys(pool)) < 4:  # no edition has it absurdly otherwise, where there is a choice
            pool += absurd
    else:
        slight, notable, far = swaps.changed(m.value, lang)
        pool = [*slight, *notable] or list(far)  # no edition has it absurdly otherwise
    options = tuple(dict.fromkeys([m.value, *pool]))
    return Value(Spec("choice", lang, options=options), m.value, m.value) if len(options) > 1 else m.value


def wrongs_of(m: Mined, lang: str) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Wrong values for the fact by how far they are off; empty tuples where there is none."""
    if m.kind == "spot":
        return spots.others(m.value, m.words.get("said", ""))
    return figures.others(m.value, m.typed) if m.typed else swaps.changed(m.value, lang)


_PAST = re.compile(r"(?:when|in what year|in which year|what year|on what (?:day|date)) (?:was|were|did)\b", re.I)


def settled(m: Mined) -> bool:
    """Whether no later edition will tell it otherwise: the day something came out or was handed in, or anything that is past."""
    return bool(_SETTLED.search(m.words.get("key", "")) or _PAST.match(m.words.get("q", "")))


def served(m: Mined, lang: str, unique: bool) -> tuple[str, ...]:
    """The needs a fact serves: `figure`; `changeable` (a figure, or a sentence in which something can be changed);
    `revisable` (of those, what a later edition may have otherwise); `any`; `listed` (it has a name); `reworded` (a sentence in which a word can be changed)."""
    plain = is_plain(m)
    reworded = plain and not m.typed and m.kind != "spot" and len(m.value) <= LONGEST_SAID[lang] and any(wrongs_of(m, lang))
    # Two Chinese sentences that differ in one word are no two values; they serve where a corpus has few figures.
    changeable = bool(m.typed) or m.kind == "spot" or (reworded and lang == "en")
    held = {
        "any": m.kind != "spot",  # the kind of a thing is no answer by itself; it serves where two documents differ in it
        "figure": bool(m.typed),
        "changeable": changeable,
        "revisable": changeable and not settled(m),
        "listed": m.kind in LISTED and plain and unique,
        "reworded": reworded and not settled(m),
        HEADED: m.kind in ("topic", "doing", "summary"),
    }
    return tuple(need for need in (*NEEDS, HEADED) if held.get(need))


def clean_line(text: Text, index: int) -> str:
    """A pinned text's line without markup."""
    a, b = text.body.lines[index]
    return clean(text.body.source.text[a:b])
