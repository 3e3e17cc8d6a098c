"""The user doubts a count: where the count is right it stands, with the counting shown; where the user is right, the text is mended."""

from __future__ import annotations

import re
from typing import Any

from generators.recipe import Draft, Unfit, recipe
from generators.scene import Scene
from instructions import corrupt
from instructions.constraints import KINDS
from instructions.constraints.base import Count, holds
from instructions.constraints.keyword import bent
from instructions.constraints.leaf import Leaf, fault
from instructions.draft import draft
from instructions.material import Made, constraints, make, phrasing
from instructions.pairs import near_miss
from instructions.phrases import Phrasing
from instructions.solve import droppable
from instructions.text.record import Record, record
from instructions.turns import Talk


def counted(leaf: Leaf, answer: str, lang: str) -> int:
    """What a count constraint counts."""
    r = record(answer, lang)
    if leaf["type"] == "keyword.frequency":
        return r.count(leaf["params"]["word"])
    kind = KINDS[leaf["type"]]
    return kind.value(r) if isinstance(kind, Count) else 0


def sort_of(leaf: Leaf) -> str:
    """Which wordings speak of it."""
    return "word" if leaf["type"] == "keyword.frequency" else "sentences" if leaf["type"] == "count.sentences" else "length"


def _number(n: int, leaf: Leaf) -> int | str:
    """Lengths are told in figures, small counts as the row writes its numbers."""
    return str(n) if sort_of(leaf) == "length" else n


def shown(leaf: Leaf, answer: str, say: Phrasing) -> str:
    """The counting itself: how each sentence begins, where a word stands, how long the paragraphs are."""
    r, zh = record(answer, say.lang), say.lang == "zh"
    if leaf["type"] == "count.sentences":
        heads = [_clause(x.lstrip('“"*')) if zh else " ".join(x.replace("*", "").split()[:4]) for x in r.sentences]
        return "\n".join(f"{i}. {say.pick('talk.nth', {'word': h.rstrip(',，、；;：:')})}" for i, h in enumerate(heads, 1))
    if leaf["type"] == "keyword.frequency":
        places = [i for i, x in enumerate(r.sentences, 1) if record(x, say.lang).count(leaf["params"]["word"])]
        if zh:
            return "、".join(f"第{i}句" for i in places)
        return f"sentence {places[0]}" if len(places) == 1 else f"sentences {_series(places)}"
    return "、".join(map(str, _sizes(r))) if zh else _series(_sizes(r))


def _clause(sentence: str) -> str:
    """The first clause of a Chinese sentence: nobody breaks off in a word."""
    return re.split("[，；：。！？]", sentence, maxsplit=1)[0]


def _sizes(r: Record) -> list[int]:
    """The length of each paragraph, in characters or words."""
    return [record(x, r.lang).zi if r.lang == "zh" else record(x, r.lang).words for x in r.paragraphs]


def _series(numbers: list[int]) -> str:
    """1, 4 and 5."""
    *front, last = map(str, numbers)
    return f"{', '.join(front)} and {last}" if front else last


@recipe(
    "instructions/pushback",
    required=("ins.count", "ins.stated", "ins.tree", "text.language"),
    weight=5,
    levels={2: 3, 3: 4, 4: 4, 5: 2},
    facets={"style": (), "constraints": (), "shape": (), "user": ("wrong", "right"), "about": ("sentences", "length", "word")},
)
def build(scene: Scene) -> Draft:
    """Siblings: the same text and doubt, once with the user wrong, once with the user right."""
    say, rng, lang = phrasing(scene), scene.rng("push"), scene.lang
    made = make(scene, say, {"prose": 1}, bare=True)
    right = scene.chance(0.45, "right")
    own = [x for x in constraints(scene, made) if not (right and x.get("scope"))]  # an answer that begins by conceding has other paragraphs
    r = record(made.answer, lang)
    fit = [x for x in own if x["type"] in ("count.sentences", "keyword.frequency", "length.zi", "length.words") and not x.get("scope")]
    if not fit:
        word = next((w for w in made.topic.keywords if r.count(w) > 1 and not bent(r, w)), None)
        extra_leaf: Leaf = (
            {"type": "keyword.frequency", "params": {"op": "exact", "word": word, "n": r.count(word)}} if word and rng.random() < 0.4
            else {"type": "count.sentences", "params": {"op": "exact", "n": len(r.sentences)}}
        )  # fmt: skip
        own = [x for x in own if x["type"] != extra_leaf["type"]] + [extra_leaf]
        fit = [extra_leaf]
    leaf = rng.choice(fit)
    true = counted(leaf, made.answer, lang)
    if leaf["params"]["op"] == "about" and abs(true - leaf["params"]["n"]) * 20 > leaf["params"]["n"]:
        raise Unfit("hardly-about")  # "that is what you asked for" would be too much
    if leaf["type"] == "count.sentences" and true > 14:
        raise Unfit("too-many-to-show")
    if leaf["type"] == "keyword.frequency" and not right:
        times = [x.count(leaf["params"]["word"]) for x in r.sentence_records]
        if max(times, default=0) > 1 or sum(times) != true:
            raise Unfit("no-list-of-sentences")  # "sentence 4, sentence 4" shows no count, nor does a list without the signature's
    leaves = own
    talk = Talk(say, leaves)
    talk.add("user", talk.join(made.request, talk.sentences(list(range(len(leaves))), "earlier")))
    about = {"word": leaf["params"].get("word", "")}
    bad = faulty(scene, made, own, leaf)  # drawn for either sibling, so that what is doubted does not say who is right
    if right:
        claimed = counted(leaf, bad, lang)
        if not claimed or (claimed == 1 and lang == "en"):
            raise Unfit("none-there")  # nobody finds a word no times, and the wordings speak of several
        talk.add("assistant", bad)
        way = "few" if claimed < true else "many"
        fill = {"m": _number(claimed, leaf), "n": _number(true, leaf), **about}
        reply = say.pick(f"talk.concede_{sort_of(leaf)}_{way}", fill) + f"\n\n{made.answer}"
    else:
        # A number that the user may complain of: what the wish allows is no complaint.
        step = max(1, true // 20)
        near = max(step, true // 3)  # nobody counts one sentence where there are four
        wrong = [
            n for n in (true + step * k for k in (-3, -2, -1, 1, 2, 3)) if n > 0 and abs(n - true) <= near and not holds(n, leaf["params"])
        ]
        if not wrong:
            raise Unfit("no-wrong-count")
        claimed = rng.choice(wrong)
        talk.add("assistant", made.answer)
        # The greeting of a letter stands in no paragraph, so its paragraphs do not come to the whole.
        single = "_single" if sort_of(leaf) == "length" and (len(r.paragraphs) == 1 or sum(_sizes(r)) != true) else ""
        fill = {"n": _number(true, leaf), "list": shown(leaf, made.answer, say), **about}
        reply = say.pick(f"talk.stand_{sort_of(leaf)}{single}", fill)
    talk.add("user", say.pick(f"talk.doubt_{sort_of(leaf)}", {"m": _number(claimed, leaf), **about}))
    asked = talk.done("earlier")
    params: dict[str, Any] = {"leaf_of": f"c{own.index(leaf) + 1}", "claimed": claimed, "right": right}
    made_ = draft(
        scene, asked, leaves, reply, source=made.source, facets={"shape": made.text.shape, "user": "right" if right else "wrong", "about": sort_of(leaf)},
        extra=[{"kind": "ins.count", "turn": len(asked.messages), "params": params}],
    )  # fmt: skip
    made_.checks = [c for c in made_.checks if c["kind"] != "ins.clean"]
    for item in made_.checks:
        if "leaf" in item["params"]:
            item["turn"] = item["turn"] if right else 1
            if right:
                item["params"]["scope"] = {"skip": 1} if not item["params"].get("scope") else item["params"]["scope"]
    if right:
        for x in made_.evidence["leaves"]:
            x["scope"] = {"skip": 1}
    return made_


def _letters(text: str) -> str:
    return "".join(c for c in text.lower() if c.isalnum())


_HOLE = "\n\n\n"  # a paragraph that lost its only sentence


def faulty(scene: Scene, made: Made, own: list[Leaf], leaf: Leaf) -> str:
    """The text with one edit after which just this leaf fails: a sentence less that nothing leans on, or its sentences parted or joined."""
    rng = scene.rng("faulty")

    def only(new: str) -> bool:
        """Whether just this leaf fails: the answer owns to no other fault."""
        return (
            bool(new.strip())
            and _HOLE not in new
            and bool(fault(leaf, new, scene.lang))
            and not any(fault(x, new, scene.lang) for x in own if x != leaf)
        )

    pieces = made.text.pieces()
    for at in rng.sample(range(len(pieces)), len(pieces)):
        if droppable(pieces, at, made.text.keeps):
            new = made.text.swapped(at, None).write()
            if only(new):
                return new
    found = near_miss(scene, made.answer, own, made.text, made.topic)
    edits = KINDS[leaf["type"]].cut(record(made.answer, scene.lang), leaf["params"], rng)
    for new in (*([found[0]] if found and own[found[1]] == leaf else []), *edits):
        if (sort_of(leaf) == "length" or _letters(new) == _letters(made.answer)) and only(new):
            return new
    raise Unfit("no-faulty-text")


BROKEN = {
    "check_removed": corrupt.check_removed,
    "bound_moved": corrupt.bound_moved,
    "gave_in": corrupt.gave_in,
    "wrong_count": corrupt.wrong_count,
}
