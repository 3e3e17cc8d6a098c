"""Conditions and branches: a message that the request is about, what is asked of it, and what would be asked otherwise."""

from __future__ import annotations

import random
import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from generators.recipe import Unfit
from instructions.conflict import impossible
from instructions.constraints import KINDS
from instructions.constraints.leaf import Leaf, fault
from instructions.passages.model import Line, Topic
from instructions.phrases import Phrasing
from instructions.pool import Pool
from instructions.solve import beside
from instructions.suits import PRIVATE
from instructions.taken import Taken
from instructions.text.record import record


@dataclass
class Condition:
    """A leaf on the message, how it is said, and whether it is true of the message."""

    leaf: Leaf
    said: str
    true: bool
    message: str
    name: str


@dataclass(frozen=True)
class Fork:
    """A wish (leaf number `at`), what would be asked in its place, and the sort of place for which it is a wish (a key of _POOLS; "medium" for any)."""

    at: int
    other: Leaf
    sort: str = "medium"


# What a wish may hang on: sizes, looks and emoji go with the medium a text is for; nothing hangs on words.
_SIZES = (
    "length.zi",
    "length.han",
    "length.words",
    "length.chars",
    "count.sentences",
    "count.paragraphs",
    "list.bullets",
    "list.numbered",
    "data.rows",
)
_LOOKS = ("mark.sections", "mark.bold", "case.all", "list.nested")
# What speaks of single paragraphs, and has nothing to speak of where the other wish leaves one.
_OF_PARAGRAPHS = ("count.per_paragraph", "keyword.every", "token.between")
# Where texts go for which a wish of a sort is one, and where those go for which it is none.
_POOLS = {"chat": ("media_chat", "media"), "words": ("media_web", "media_print"), "copy": ("media_print", "media_web")}
# The bank's list of media in which a text of a kind may appear: no handbook prints a story, no notice board a review.
_SUITED = {"story": "tale", "description": "tale", "product": "trade", "review": "trade"}


def forkable(leaf: Leaf, answer: str, topic: Topic, rng: random.Random) -> Fork | None:
    """The fork at a leaf of an answer, its place left open (0); None where it is no wish that hangs on anything, or has no other."""
    if topic.kind in PRIVATE or leaf.get("scope") or not leaf["type"].startswith((*_SIZES, *_LOOKS, "emoji")):
        return None
    other = alternative(leaf, answer, topic.lang, topic, rng)
    return None if other is None else Fork(0, other, "chat" if leaf["type"].startswith("emoji") else "medium")


def fits(other: Leaf, rest: list[Leaf], lang: str) -> bool:
    """Whether the other wish could be met beside the rest: both branches are meant."""
    if other["type"] == "count.paragraphs" and other["params"].get("n", 9) < 3 and any(_speaks_of_paragraphs(x) for x in rest):
        return False
    return _sized(other, rest, lang) and not impossible([*rest, other], lang)


_SENTENCE = {"zh": (6, 50), "en": (5, 30)}  # characters or words of an ordinary sentence, least and most


def _sized(other: Leaf, rest: list[Leaf], lang: str) -> bool:
    """Whether so long a text could have so many sentences of ordinary length."""
    both = {x["type"]: x["params"] for x in rest if not x.get("scope")} | {other["type"]: other["params"]}
    sentences = both.get("count.sentences", {})
    length: dict[str, Any] = next((p for t, p in both.items() if t in ("length.words", "length.zi", "length.han")), {})
    k, n, (least, most) = sentences.get("n"), length.get("n"), _SENTENCE[lang]
    if k is None or n is None:
        return True
    if length["op"] in ("min", "exact", "about") and sentences["op"] in ("exact", "max") and n > most * k:
        return False
    return not (length["op"] in ("max", "exact", "about") and sentences["op"] in ("exact", "min") and n < least * k)


def _speaks_of_paragraphs(leaf: Leaf) -> bool:
    scope = leaf.get("scope") or {}
    return scope.get("part") == "paragraph" or leaf["params"].get("part") == "paragraph" or leaf["type"] in _OF_PARAGRAPHS


def wished(pool: Pool, must: list[Leaf], topic: Topic, rng: random.Random) -> list[Leaf]:
    """A wish that could be another, beside those that must be asked; none where the text has no such wish that says anything."""
    taken = Taken(must)
    types = [t for t in pool.measurable() if t.startswith(_SIZES) and not taken.bars(t)]
    for type_ in rng.sample(types, len(types)):
        for leaf in pool.of(type_, rng):
            if not taken.clash(leaf) and pool.tells(leaf, taken) and forkable(leaf, pool.text, topic, rng):
                return [leaf]
    return []


def message(topic: Topic, say: Phrasing, rng: random.Random, told: Collection[str] = (), use: str = "") -> str:
    """A short note from somebody about the topic: of what the answer will tell, where that is enough (`told`, ids of lines). `use`: a sentence on what it is for."""
    space = "" if topic.lang == "zh" else " "
    pools = [[x for x in p.lines if x.id in told] for p in topic.points] if told else [list(p.lines) for p in topic.points]
    want, chosen = rng.choice((1, 2, 2, 3, 4)), list[Line]()
    for pool in rng.sample(pools, len(pools)):  # one matter after the other, each from its beginning
        for x in pool:
            if len(chosen) < want and beside(x, {y.id for y in chosen}, topic):
                chosen.append(x)
    lines = [x for p in topic.points for x in p.lines if x in chosen]
    body = [rng.choice(x.linked if n and x.follows(lines[n - 1].id) else x.forms) for n, x in enumerate(lines)]
    first = [say.pick("branch.opening")]
    last = [say.pick("branch.closing")] if rng.random() < 0.75 else []
    (first if rng.random() < 0.5 else body).append(use)
    return space.join(p for p in (*first, *body, *last) if p)


def condition(topic: Topic, say: Phrasing, rng: random.Random, told: Collection[str], fork: Fork) -> Condition:
    """Something true or false of a message, half and half, that has to do with what it decides; Unfit where no message comes out so."""
    want, name = rng.random() < 0.5, say.pick("branch.name")
    suited = {*_all(say, f"branch.media_{_SUITED.get(topic.kind, 'guide')}"), *_all(say, "branch.media_chat")}
    own, others = ([m for m in _all(say, f"branch.{k}") if m in suited] for k in _POOLS.get(fork.sort, ("media", "media")))
    for _ in range(30):
        # The wish is one for where the text goes: emoji for where people chat. What is named may be that, its like, or where the other wish belongs.
        goes = rng.choice(own)
        here = (
            goes
            if want
            else rng.choice([m for m in (others if rng.random() < 0.5 else own) if m != goes] or [m for m in others if m != goes])
        )
        text = message(topic, say, rng, told, say.pick("branch.goes", {"m": goes}))
        leaf: Leaf = {"type": "keyword.include", "params": {"words": [here]}}
        if (not fault(leaf, text, topic.lang)) == want:
            return Condition(leaf, say.pick("branch.medium", {"x": name, "m": here}), want, text, name)
    raise Unfit("no-condition", fork.sort)


@lru_cache(maxsize=4096)
def open_ended(request: str) -> bool:
    """Whether a request leaves open where the text goes, so that a message may say it: it names no place, and nobody who wants it for himself."""
    return not (_FOR.search(request) or _MINE.search(request))


_FOR = re.compile(
    r"\b(?:website|web page|web shop|site|newsletter|magazine|leaflet|flyer|poster|blog|notice|brochure|booklet|handout|card|board|sign|page|programme|talk|class|speech|album|report"
    r"|catalogue|column|feature|series|paper|stall|beside|council|colleague|sheet"
    r"|for (?:the|a|an|their|whoever|people)|to (?:the|a) \w+|lodger|guests?|tenants?|friends?|wall|print|read|my|our|his|her)\b|公众号|网站|官网|网店|海报|传单|宣传|手册|推送|群|贴|栏|稿|念|讲|牌|报|册|给|读|课|挂|墙|印(?!花)|孩子|老人|家|他|她|我|咱|爸|妈|(?<!大)姐|妹|弟|哥|朋友|同事|邻居"
    "|内刊|刊物|杂志|假设|假定|现编|展|日历|照片|柜台|卡|征文|活动",
    re.I,
)
_MINE = re.compile(r"\b(?:I|we|me|us|I'[a-z]+|we'[a-z]+|you're)\b(?! (?:want|need)\b)(?<!tell me)(?<!write me)(?<!give me)", re.I)


def _all(say: Phrasing, key: str) -> list[str]:
    return [t.source for t in say.bank[key]]


def alternative(leaf: Leaf, answer: str, lang: str, topic: Topic, rng: random.Random) -> Leaf | None:
    """What the other branch asks: the same sort of wish, but false of this answer; None where there is no natural one."""
    p, type_ = leaf["params"], leaf["type"]
    tries: list[tuple[str, dict[str, object]]] = []
    if type_ == "case.all":
        tries.append((type_, {"op": "lower" if p["op"] == "upper" else "upper"}))
    elif type_ == "mark.title":
        styles = ("#", "《》", "【】") if lang == "zh" else ("#", "<<>>")
        tries += [(type_, {"style": s}) for s in styles if s != p["style"]]
    elif type_ == "copy.title":
        tries += [(type_, {"phrase": t}) for t in topic.titles if t != p["phrase"]]
    elif type_ in ("emoji.each", "emoji.items", "emoji.count"):
        tries.append(("emoji.none", {}))
    elif type_ == "list.marker":
        pool = [
            m
            for group in (("-", "*", "•"), ("1.", "1)", "1、", "一、", "（一）"))
            if p["marker"] in group
            for m in group
            if lang == "zh" or m.isascii() or m == "•"
        ]
        tries += [(type_, {"marker": m}) for m in pool if m != p["marker"]]
    elif type_ == "token.wrap":
        tries += [
            (type_, {"open": a, "close": b})
            for a, b in (("<answer>", "</answer>"), ("[BEGIN]", "[END]"), ("<text>", "</text>"))
            if a != p["open"]
        ]
    elif type_ in ("token.end", "token.between"):
        tries += [
            (type_, {"token": t})
            for t in (("[END]", "###", "<done>") if type_ == "token.end" else ("***", "---", "<sep>"))
            if t != p["token"]
        ]
    elif p.get("op") == "exact" and type_.startswith((*_SIZES, *_LOOKS)):
        n, least = p["n"], 0 if type_ == "count.paragraphs" else 1
        by = (max(2, n // 2), max(3, n // 2 + 1))  # nobody cares whether it is six or seven
        tries += [(type_, {**p, "n": n + d}) for d in (*by, *(-d for d in by)) if n + d > least]
    elif type_.startswith("list.") and p.get("op") in ("min", "range"):  # who meets the one must not meet the other too
        tries += [(type_, {"op": "exact", "n": n}) for n in (3, 4, 5, 6, 8, 10) if n < p["n"] or n > p.get("m", 99)]
    elif p.get("op") in ("max", "min") and type_.startswith("length") and type_ != "length.sentence":
        r = record(answer, lang).readings
        tries += [
            (type_, {**p, "n": n})
            for n in ((200, 300, 400, 500, 600, 800) if type_ == "length.chars" else (50, 80, 100, 120, 150, 200, 250, 300, 400))
            if (n < r[0] - 10 if p["op"] == "max" else n > r[1] + 10)
        ]
    return _first_false(tries, answer, lang, rng)


def _first_false(tries: list[tuple[str, dict[str, object]]], answer: str, lang: str, rng: random.Random) -> Leaf | None:
    rng.shuffle(tries)
    for other, params in tries:
        found: Leaf = {"type": other, "params": params}
        if lang in KINDS[other].langs and fault(found, answer, lang):
            return found
    return None
