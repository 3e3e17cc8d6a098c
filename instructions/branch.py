"""Conditions and branches: a message that the request is about, what is asked of it, and what would be asked otherwise."""

from __future__ import annotations

import random
from collections.abc import Collection
from dataclasses import dataclass

from instructions.constraints import KINDS
from instructions.constraints.leaf import Leaf, fault
from instructions.passages.model import Line, Topic
from instructions.phrases import Phrasing
from instructions.solve import beside
from instructions.text.record import record
from instructions.wordlists import listed


@dataclass
class Condition:
    """A leaf on the message, how it is said, and whether it is true of the message."""

    leaf: Leaf
    said: str
    true: bool
    message: str
    name: str


def message(topic: Topic, say: Phrasing, rng: random.Random, told: Collection[str] = ()) -> tuple[str, str]:
    """A short note from somebody about the topic, whole and without greeting and close; where the answer tells enough lines (`told`, by id), of what the answer will tell."""
    space = "" if topic.lang == "zh" else " "
    pools = [[x for x in p.lines if x.id in told] for p in topic.points] if told else [list(p.lines) for p in topic.points]
    want, chosen = rng.choice((1, 2, 2, 3, 4)), list[Line]()
    for pool in rng.sample(pools, len(pools)):  # one matter after the other, each from its beginning
        for x in pool:
            if len(chosen) < want and beside(x, {y.id for y in chosen}, topic):
                chosen.append(x)
    lines = [x for p in topic.points for x in p.lines if x in chosen]
    body = [rng.choice(x.linked if n and x.follows(lines[n - 1].id) else x.forms) for n, x in enumerate(lines)]
    parts = [say.pick("branch.opening") if rng.random() < 0.6 else "", *body, say.pick("branch.closing") if rng.random() < 0.75 else ""]
    return space.join(p for p in parts if p), space.join(body)


def condition(topic: Topic, say: Phrasing, rng: random.Random, told: Collection[str] = ()) -> Condition:
    """Something true or false of a message, half and half."""
    (text, body), name = message(topic, say, rng, told), say.pick("branch.name")
    want = rng.random() < 0.5
    for _ in range(30):
        leaf, key, fill = _draw(topic, text, body, rng)
        true = not fault(leaf, text, topic.lang)
        if true == want or rng.random() < 0.03:
            return Condition(leaf, say.pick(f"branch.{key}", {"x": name, **fill}), true, text, name)
        if rng.random() < 0.4:
            text, body = message(topic, say, rng, told)
    return Condition(leaf, say.pick(f"branch.{key}", {"x": name, **fill}), true, text, name)


def _draw(topic: Topic, text: str, body: str, rng: random.Random) -> tuple[Leaf, str, dict[str, object]]:
    sort = rng.choice(("word", "word", "length", "sentences", "question", "digits", "emoji"))
    lang = topic.lang
    if sort == "word":
        here = [w for w in topic.keywords if w.lower() in text.lower()]
        away = [w for w in topic.keywords if w.lower() not in text.lower()]
        word = rng.choice((here if rng.random() < 0.5 else away) or list(topic.keywords))
        return {"type": "keyword.include", "params": {"words": [word]}}, "word", {"word": word}
    if sort == "length":
        low, high = record(text, lang).readings
        bound = rng.choice([b for b in (20, 30, 40, 50, 60, 80, 100, 120) if b < low - 3 or b > high + 3] or [200])
        return {"type": "length.zi" if lang == "zh" else "length.words", "params": {"op": "min", "n": bound}}, "length", {"n": bound}
    if sort == "sentences":
        low, high = (len(record(t, lang).sentences) for t in (body, text))  # no condition hangs on a "Thanks"
        bound = rng.choice([b for b in (2, 3, 4, 5) if b <= low or b > high])
        return {"type": "count.sentences", "params": {"op": "min", "n": bound}}, "sentences", {"n": bound}
    if sort == "question":
        return {"type": "ratio.questions", "params": {"op": "min", "n": 1}}, "question", {}
    if sort == "digits":
        return {"type": "script.numbers", "params": {"op": "min", "n": 1}}, "digits", {}
    return {"type": "emoji.count", "params": {"op": "min", "n": 1}}, "emoji", {}


_OTHER = {
    "title": ("#", "<<>>", "《》", "【】"), "marker": {"zh": ("-", "*", "•"), "zhn": ("1.", "1、", "一、", "（一）"), "en": ("-", "*", "•"), "enn": ("1.", "1)")},
}  # fmt: skip


def alternative(leaf: Leaf, answer: str, lang: str, topic: Topic, rng: random.Random) -> Leaf | None:
    """What the other branch asks: the same sort of wish, but false of this answer; None where there is no natural one."""
    p, type_ = leaf["params"], leaf["type"]
    tries: list[tuple[str, dict[str, object]]] = []
    if type_ == "keyword.include":
        tries.append(("keyword.exclude", p))
    elif type_ == "keyword.exclude":
        # Nobody asks for a word such as these: the other branch does without others of them.
        whole = record(answer, lang)
        here = [w for w in listed(lang, "banned") if whole.count(w)]
        tries.append((type_, {"words": rng.sample(here, min(len(here), len(p["words"])))}))
    elif type_ == "edge.mark":
        tries.append((type_, {"op": "exclamation" if p["op"] == "question" else "question"}))
    elif type_ == "case.all":
        tries.append((type_, {"op": "lower" if p["op"] == "upper" else "upper"}))
    elif type_ == "mark.title":
        styles = ("#", "《》", "【】") if lang == "zh" else ("#", "<<>>")
        tries += [(type_, {"style": s}) for s in styles if s != p["style"]]
    elif type_ == "copy.title":
        tries += [(type_, {"phrase": t}) for t in topic.titles if t != p["phrase"]]
    elif type_ in ("emoji.each", "emoji.items", "emoji.count"):
        tries.append(("emoji.none", {}))
    elif type_ == "ratio.longest":
        tries.append((type_, {"where": "last" if p["where"] == "first" else "first"}))
    elif type_ == "count.rising":
        tries.append((type_, {"op": "shorter" if p["op"] == "longer" else "longer"}))
    elif type_ in ("data.sorted",):
        tries.append((type_, {**p, "op": "falling" if p["op"] == "rising" else "rising"}))
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
    elif p.get("op") == "exact" and "word" not in p and "letter" not in p and type_.startswith(("count", "list", "mark", "data", "punct")):
        n = p["n"]
        tries += [(type_, {**p, "n": n + d}) for d in (1, -1, 2) if n + d > 1]
    elif p.get("op") in ("max", "min") and type_.startswith("length") and type_ != "length.sentence":
        r = record(answer, lang).readings
        tries += [
            (type_, {**p, "n": n})
            for n in (50, 80, 100, 120, 150, 200, 250, 300, 400)
            if (n < r[0] - 10 if p["op"] == "max" else n > r[1] + 10)
        ]
    return _first_false(tries, answer, lang, rng)


def rarer(leaf: Leaf, answer: str, lang: str, rng: random.Random) -> Leaf | None:
    """The same for wishes about words and figures, for texts of which nothing plainer is asked."""
    p, type_ = leaf["params"], leaf["type"]
    tries: list[tuple[str, dict[str, object]]] = []
    if type_ == "keyword.place":
        tries += [(type_, {**p, "n": n}) for n in (1, 2, -1) if n != p["n"]]
    elif type_ == "keyword.order":
        tries.append((type_, {"words": p["words"][::-1]}))
    elif type_ == "keyword.once" or (type_ == "keyword.frequency" and p["op"] == "min"):
        tries.append(("keyword.exclude", {"words": p["words"] if "words" in p else [p["word"]]}))
    elif p.get("op") == "exact" and type_ in ("keyword.frequency", "letter.frequency", "script.numbers"):
        tries += [(type_, {**p, "n": p["n"] + d}) for d in (1, -1, 2) if p["n"] + d > 0]
    elif type_ == "script.numbers":
        tries.append(("script.no_digits", {}))
    return _first_false(tries, answer, lang, rng)


def _first_false(tries: list[tuple[str, dict[str, object]]], answer: str, lang: str, rng: random.Random) -> Leaf | None:
    rng.shuffle(tries)
    for other, params in tries:
        found: Leaf = {"type": other, "params": params}
        if lang in KINDS[other].langs and fault(found, answer, lang):
            return found
    return None
