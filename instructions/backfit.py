"""Arrow first, from the user's own pairs: which constraints an answer already meets, what they say, and which make a natural set."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property

from generators.errors import UserError
from generators.seeds import rng_for
from instructions.background import Background, surprisal
from instructions.choose import choose
from instructions.constraints.leaf import Leaf, fault
from instructions.limits import find_limits
from instructions.matters import empty_words, matters, words_of
from instructions.pairs_io import Pair, read_pairs
from instructions.pool import LEAST, NEW, Pool
from instructions.repair import broken, values
from instructions.taken import Taken
from instructions.text.record import Record, record

AGAIN = 2  # orders that are tried beside the first for an answer that bears two constraints
ALIKE = 40  # requests about the same matter that are looked at for each of its words
FULL = {"zh": 50, "en": 30}  # 字 or words of a paragraph that anyone would ask to have set apart
LONG = {"zh": 45, "en": 28}  # 字 or words a sentence: who asks for so few sentences asks for no such length
TWOS = 5  # of so many rows one may have two constraints
SAMPLE = 360  # other answers that a constraint is held against
# What a chat model says before it answers.
_CHATTY = {
    "zh": re.compile(
        r"^\s*(?:作为(?:一[个名])?(?:AI|人工智能|语言模型)|当然(?:可以)?[！，,。!]|好的[，！,!。]|没问题[，！]|很高兴|以下是|非常抱歉|抱歉|对不起)"
    ),
    "en": re.compile(
        r"^\s*(?:As an? (?:AI|artificial|language|open[- ]source)|Sure[,!.]|Certainly[,!.]|Of course[,!.]|Absolutely[,!]|I'm sorry|I am sorry|Here (?:is|are) |Great question)",
        re.I,
    ),
}
# Types that would give the answer away, or that nobody asks before the answer is there: which word ends it, how often a chance word may come,
# how many marks of a sort it has, how long its third paragraph is.
_NOT = (
    "copy.",
    "edge.last",
    "edge.first",
    "edge.frame",
    "case.capitals",
    "link.",
    "letter.",
    "verse.acrostic",
    "emoji.scene",
    "token.placeholder",
    "ratio.short",
    "ratio.longest",
    "ratio.questions",
    "data.csv",
    "data.rows",
    "data.has",
    "data.edge",
    "data.sorted",
    "data.yaml",
    "mark.bold",
    "keyword.every",
    "length.line",
    "length.item",
    "case.all",
    "keyword.once",
    "keyword.frequency",
    "keyword.order",
    "keyword.place",
    "keyword.some",
    "keyword.exclude",
    "punct.count",
    "punct.stops",
    "edge.mark",
    "list.marker",
    "punct.bare_items",
    "count.rising",
    "script.no_digits",
    "script.numbers",
    "mark.quoted",
)
# Types that people ask for now and then only: the share of pairs that may bear them.
_ODD = {"length.chars": 0.05, "length.han": 0.1, "length.sentence": 0.7, "script.no_latin": 0.5, "count.per_paragraph": 0.1}
_METERS, METERED = ("length.", "count.", "ratio."), 2  # how many of them a request bears before it sounds like a customs form
_SIZES = ("length.words", "length.zi", "length.han", "length.chars")
_STOPS = ("。", "！", "？", ".", "!", "?")
_CODE = re.compile(
    r"^\s*(?:def|import|from|class|for|while|print|if|return|#include|public|function|const|var|let)\b[^\n]*[:;({)]\s*$|;\s*$", re.M
)
_RETOLD = re.compile(r"\b(?:translate|paraphrase|rewrite|rephrase|proofread)\b|翻译|译成|改写|润色|改正|改成", re.I)
_NUMBERED = re.compile(r"^\s*\d+[：:]", re.M)  # a leaf of an exercise with its question's number
_SUM = re.compile(r"\d.*\bhow (?:many|much)\b|\bhow (?:many|much)\b.*\d|\d.*多少|多少.*\d|\d.*几[个只条天次]", re.I | re.S)
_PROGRAM = re.compile(r"\bcode\b|\bscript\b|代码|程序", re.I)
_FORMATTED = {
    "zh": re.compile("JSON|json|表格|列表|markdown|代码|程序|sql|SQL"),
    "en": re.compile(r"json|table|list|bullet|markdown|code|function|sql|html", re.I),
}

# A request that says itself how long the answer is to be, or that may end in a single word; one that wants much bears a floor, one that wants little a ceiling.
_SIZED = {
    "zh": re.compile("否则|诗|对联|歌词|长短"),
    "en": re.compile(r"\b(?:otherwise|poem|haiku|limerick|lyrics|one word)\b", re.I),
}
_MUCH = {"zh": re.compile("详细|详尽|长篇|长文"), "en": re.compile(r"\b(?:long|longer|in detail|detailed|in[- ]depth|thorough\w*)\b", re.I)}
_LITTLE = {"zh": re.compile("简要|简短|简洁|简单|短"), "en": re.compile(r"\b(?:short|shorter|brief|briefly|concise\w*)\b", re.I)}

_HOW = re.compile("如何|怎么|怎样|解决|修复|哪些组件")
_WRITTEN = re.compile(r"\b(?:write|draft|compose|create|rewrite)\b|写|拟|撰", re.I)
_EXAMPLES = re.compile(r"\bexamples?\b|\binstances?\b|例", re.I)
_LATIN = re.compile("[A-Za-z]")
_SET = re.compile("[一二两三四五六七八九十\\d][大个项种条位部]")  # the four great novels are four, whatever the list
_ASKS = {
    "zh": re.compile("什么|吗|怎|如何|为何|哪|谁|几|多少|是否|是不是|呢"),
    "en": re.compile(r"(?:who|what|how|why|when|where|which|is|are|do|does|did|can|could|will|would|should)\b", re.I),
}


def joins(prompt: str, lang: str) -> bool:
    """Whether something may follow a request in its own paragraph: without a mark at its end it would run into it."""
    end = prompt.rstrip()[-1:]
    return end in "。！？.!?" or (end not in ":：" and lang == "en" and not _ASKS[lang].match(prompt.strip()))


def _given(pair: Pair) -> bool:
    """Whether half of the answer stands in the request already, as where a text is corrected, sorted or filled in."""
    pattern, size = "[\u4e00-\u9fff]" if pair.lang == "zh" else "[a-z']+", 3
    said, told = (re.findall(pattern, x.lower()) for x in (f"{pair.prompt} {pair.context}", pair.answer))
    known = {tuple(said[i : i + size]) for i in range(len(said))}
    pieces = [tuple(told[i : i + size]) for i in range(len(told) - size + 1)]
    return sum(x in known for x in pieces) * 2 > len(pieces)


@dataclass
class Pairs:
    """A file of pairs in one language, with its background."""

    lang: str
    path: str
    extra: tuple[str, ...] = ()  # answers of the shipped background, where the file is small
    _kept: list[tuple[Pair, list[Leaf]]] = field(default_factory=list)
    _at: int = 0
    _pairs_of_two: int = 0
    skipped: Counter[str] = field(default_factory=Counter)

    @cached_property
    def all(self) -> tuple[Pair, ...]:
        """The pairs of this language."""
        return tuple(p for p in read_pairs(self.path) if p.lang == self.lang)

    @cached_property
    def background(self) -> Background:
        """Other answers of the file, every answer once, a sample of them."""
        texts = list(dict.fromkeys(p.answer for p in self.all))
        rng_for(0, "pairs", self.lang, len(texts)).shuffle(texts)
        texts = texts[:SAMPLE]
        return Background([*texts, *(self.extra if len(texts) < 200 else ())], self.lang)

    @cached_property
    def vocabulary(self) -> Counter[str]:
        """In how many background answers each content word stands."""
        counts: Counter[str] = Counter()
        for r in self.background.records:
            counts.update(set(words_of(r.text, self.lang)))
        return counts

    @cached_property
    def _by_word(self) -> dict[str, list[int]]:
        """The pairs whose request holds a content word."""
        found: dict[str, list[int]] = {}
        empty = empty_words(self.lang)
        for i, pair in enumerate(self.all):
            for word in set(words_of(pair.prompt, self.lang)) - empty:
                found.setdefault(word, []).append(i)
        return found

    def alike(self, pair: Pair) -> list[str]:
        """Other answers to requests about the same matter, in lower case: a word that comes there can be wished for before the answer is known."""
        rare = [at for w in words_of(pair.prompt, self.lang) if 1 < len(at := self._by_word.get(w, [])) <= max(ALIKE, len(self.all) // 100)]
        near = {self.all[i].answer.lower() for at in rare for i in at[:ALIKE]} - {pair.answer.lower()}
        return sorted(near)

    def kept(self, rank: int) -> tuple[Pair, list[Leaf]] | None:
        """The pair number `rank` of those that carry at least two informative constraints; None where there are not so many."""
        while len(self._kept) <= rank and self._at < len(self.all):
            pair = self.all[self._at]
            self._at += 1
            reason, leaves = self.fit(pair)
            if reason == "only-two" and (self._pairs_of_two + 1) * TWOS <= len(self._kept) + 1:
                self._pairs_of_two += 1  # two constraints teach little: one row in so many has no more
                reason = ""
            if reason:
                self.skipped[reason] += 1
            else:
                self._kept.append((pair, leaves))
        return self._kept[rank] if rank < len(self._kept) else None

    def left_out(self) -> str:
        """How many pairs made rows, and why the others did not; said when all are read."""
        why = ", ".join(f"{n} {reason}" for reason, n in self.skipped.most_common())
        return f"of {len(self.all)} pairs in {self.lang} {len(self._kept)} bear a row, left out: {why}"

    def fit(self, pair: Pair) -> tuple[str, list[Leaf]]:
        """(why the pair is left out, or "", the constraints chosen); "only-two" leaves the choice to the caller."""
        if _CHATTY[self.lang].match(pair.answer):
            return "chat-phrase", []
        if len(_CODE.findall(pair.answer)) > 1 or "```" in pair.answer or "`" in pair.prompt or _PROGRAM.search(pair.prompt):
            return "code", []  # nobody counts the words of a program
        if _NUMBERED.search(pair.prompt):
            return "numbered-question", []
        if _SUM.search(pair.prompt):
            return "sum", []  # the answer is a number
        if _RETOLD.search(pair.prompt) or _given(pair):
            return "works-on-given-text", []  # how long a corrected or sorted text is, the text decides
        r = self.background.known.get(pair.answer) or record(pair.answer, self.lang)
        own = find_limits(pair.prompt, self.lang)
        for limit in own:
            _, low, high = values(limit.leaf, r)
            if broken(limit, low, high):
                return "breaks-its-request", []
        if r.readings[1] < (12 if self.lang == "zh" else 8):
            return "too-short", []
        rng = rng_for(0, "fit", self.lang, pair.index)
        pool, want = self._pool(pair, r, bool(own)), rng.choices((3, 4, 5, 6), (3, 4, 3, 1))[0]
        leaves = choose(pool, want, rng, [], cap_scoped=0)
        for _ in range(AGAIN if len(leaves) == 2 else 0):
            # What was taken first bars others: in another order a short answer may bear one more.
            more = choose(pool, want, rng, [], cap_scoped=0)
            if len(more) > len(leaves):
                leaves = more
                break
        if len(leaves) < 2:
            return "fewer-than-two", []
        return "only-two" if len(leaves) == 2 else "", leaves

    def _pool(self, pair: Pair, r: Record, limited: bool) -> Pool:
        n = len(self.background)
        said = f"{pair.prompt} {pair.context}".lower()
        near = self.alike(pair)
        words = matters(r, said, self.vocabulary, n, near)
        if self.lang == "zh" and _HOW.search(pair.prompt):
            words = []  # who asks how to mend a thing does not know what mends it
        chance = rng_for(0, "odd", self.lang, pair.index)
        # Where lines end without a mark, or code stands, nobody would count sentences.
        ragged = (
            r.items
            or r.headings
            or "()" in pair.answer
            or any(m not in _STOPS for m in r.end_marks)
            or min(r.sentence_sizes, default=0) < 4
            or r.readings[1] > LONG[self.lang] * len(r.sentences)
        )
        barred = (
            _NOT
            + tuple(t for t, share in _ODD.items() if chance.random() > share)
            + (("count.sentences", "length.sentence", "count.per_paragraph", "count.paragraphs", "ratio.lead") if ragged else ())
            + (
                ("count.paragraphs", "count.per_paragraph", "keyword.every")
                if pair.answer.strip().count("\n") != 2 * pair.answer.strip().count("\n\n")
                or r.readings[1] < FULL[self.lang] * len(r.paragraphs)
                else ()
            )
            # The Chinese limit on the opening sentence counts its marks, which no one does; who asks a question wants its answer, however it opens.
            + (("ratio.lead",) if self.lang == "zh" or pair.prompt.rstrip()[-1:] == "?" else ())
            # Letters are banned where they could come up, and never where the question has some itself.
            + (("script",) if _LATIN.search(said) or 2 * sum(1 for x in near if _LATIN.search(x)) < max(1, len(near)) else ())
            # Who asks for himself is the reader; how one is spoken to is a matter of texts for others.
            + (() if _WRITTEN.search(pair.prompt) else ("voice.reader",))
            + (("voice.example",) if _EXAMPLES.search(pair.prompt) else ())
            + (("list",) if self.lang == "zh" and _SET.search(pair.prompt) else ())
            # Who asks how a thing is done wants the steps, in as many sentences as they take.
            + (("count",) if self.lang == "zh" and _HOW.search(pair.prompt) and r.readings[1] < 150 else ())
            + (("length", "count") if limited or _SIZED[self.lang].search(pair.prompt) else ())
            + (("list", "mark", "data", "count.lines", "count.sentences") if _FORMATTED[self.lang].search(pair.prompt) else ())
        )
        much, little = (bool(pattern[self.lang].search(pair.prompt)) for pattern in (_MUCH, _LITTLE))
        how = self.lang == "zh" and bool(_HOW.search(pair.prompt)) and r.readings[1] < 150
        bounds = ("min", "about") if much else ("max",) if little or how else ("min", "max", "range", "about")
        return _Barred(
            self.lang, pair.answer, self.background, None, tuple(words), (), said, {}, "", barred=barred, ragged=bool(ragged), bounds=bounds
        )


@dataclass
class _Barred(Pool):
    barred: tuple[str, ...] = ()
    ragged: bool = False
    bounds: tuple[str, ...] = ()  # how the request lets a length be bounded

    def kept(self) -> tuple[object, ...]:
        return (*super().kept(), self.barred, self.ragged)

    def tells(self, leaf: Leaf, taken: Taken) -> bool:
        if (self.ragged and leaf["params"].get("part") == "sentence") or (
            leaf["type"] in _SIZES and leaf["params"]["op"] not in self.bounds
        ):
            return False
        if not _asked(leaf) or (
            leaf["type"].startswith(_METERS) and _overcounts(leaf, [c for c in taken.leaves if c["type"].startswith(_METERS)])
        ):
            return False
        mine = self.everywhere.mask(leaf)
        if self._worth(leaf, mine) < LEAST:
            return False
        return all(surprisal(mine, self.everywhere.mask(c)) >= NEW for c in taken.leaves)

    def fits(self, type_: str) -> bool:
        return not type_.startswith(self.barred)

    def bits(self, leaf: Leaf) -> float:
        """None true of half of the others; none so rare that nobody would think of it."""
        return self._worth(leaf, self.everywhere.mask(leaf))

    def _worth(self, leaf: Leaf, mask: int) -> float:
        found = self.everywhere.bits(leaf, None, mask)
        return found if found > 1.02 and (found < 7.5 or leaf["type"].startswith(("keyword", "length"))) else 0.0


def _overcounts(leaf: Leaf, others: list[Leaf]) -> bool:
    """Whether one more thing to count makes a request a customs form: beside a length sentences are counted only where they are few."""
    if len(others) >= METERED:
        return True
    both = [x for x in (leaf, *others) if x["type"] == "count.sentences"]
    sized = any(x["type"] in _SIZES for x in (leaf, *others))
    return bool(both and sized) and (both[0]["params"]["op"] not in ("exact", "max") or both[0]["params"]["n"] > 4)


def _asked(leaf: Leaf) -> bool:
    """Whether people ask for such a thing: a limit is a round number; sentences are few and have no least length; nobody bans commas."""
    if leaf["type"] == "punct.none":
        return leaf["params"]["mark"] not in ("comma", "enumeration")
    if leaf["type"] == "ratio.lead":
        return leaf["params"]["n"] in (8, 10, 12, 15, 20)
    if leaf["type"] == "count.sentences":
        # "Three sentences", "at most eight": nobody counts out eleven.
        return bool((3 if leaf["params"]["op"] == "min" else 0) <= leaf["params"]["n"] <= (8 if leaf["params"]["op"] == "max" else 5))
    if not leaf["type"].startswith("length."):
        return True
    bounds = [leaf["params"][k] for k in ("n", "m") if k in leaf["params"]]
    if leaf["type"] == "length.sentence" and leaf["params"]["op"] != "max":
        return False
    if leaf["type"] in ("length.zi", "length.han") and leaf["params"]["op"] == "min" and bounds[0] < 100:
        return False  # a floor that any answer reaches
    least = 40 if leaf["type"] in ("length.zi", "length.han") else 20 if leaf["params"]["op"] == "min" else 10
    if len(bounds) == 2 and bounds[1] - bounds[0] < bounds[0] / 5:
        return False  # no narrow window
    if len(bounds) == 2 and bounds[1] > 2 * bounds[0]:
        return False  # nor a wide one
    return all(n >= least and n % (50 if n >= 200 else 10 if n >= 50 else 5) == 0 for n in bounds)


def open_pairs(path: str, langs: tuple[str, ...], extra: dict[str, tuple[str, ...]]) -> dict[str, Pairs]:
    """The pairs per language; UserError where a language asked for has none."""
    found = {lang: Pairs(lang, path, extra.get(lang, ())) for lang in langs}
    for lang, pairs in found.items():
        if not pairs.all:
            raise UserError(f"{path}: holds no pair in {lang}; run with --lang {'en' if lang == 'zh' else 'zh'}")
    return found


def still_true(leaves: list[Leaf], answer: str, lang: str) -> bool:
    """Whether all hold."""
    return not any(fault(x, answer, lang) for x in leaves)
