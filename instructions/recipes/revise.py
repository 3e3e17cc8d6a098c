"""Change one part of the last answer, leave every other character as it is."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace

from generators.recipe import Draft, Unfit, recipe
from generators.scene import Scene
from instructions import corrupt
from instructions.constraints import KINDS, human
from instructions.constraints.leaf import Leaf, fault
from instructions.design import LEANS, titles_for
from instructions.draft import ALWAYS, draft
from instructions.material import Made, constraints, make, phrasing
from instructions.shape import Piece, Text
from instructions.solve import beside, droppable, size
from instructions.text.record import record
from instructions.turns import Talk
from instructions.wordlists import fitting


def _fewer(text: Text, at: int, rng: random.Random) -> list[Piece]:
    """A paragraph without some of the sentences that can be spared."""
    block, pieces = list(text.paragraphs[at]), text.pieces()
    for p in text.paragraphs[at][1:]:
        if rng.random() < 0.5 and droppable(pieces, pieces.index(p), text.keeps):
            block.remove(p)
            pieces.remove(p)
    return block


def _cut_form(wordings: tuple[tuple[str, ...], ...], form: str, lang: str) -> str:
    """The shortest form that is the sentence with words struck out: to cut is not to write anew."""
    words = tokens(form, lang)
    fit = [f for group in wordings for f in group if f == form or _struck(tokens(f, lang), words)]
    return min(fit, key=lambda f: size(f, lang))


def tokens(text: str, lang: str) -> list[str]:
    """Characters (zh) or lower-case words (en)."""
    return [c for c in text if c.isalnum()] if lang == "zh" else text.lower().replace(",", "").rstrip(".!?").split()


def _struck(short: list[str], long: list[str]) -> bool:
    left = iter(long)
    return all(word in left for word in short)


def shortened(scene: Scene, made: Made) -> tuple[str, Leaf, int, str]:
    """(new answer, what is asked, number of the part, key): one paragraph cut down by shorter forms and fewer optional sentences."""
    rng, lang, text = scene.rng("revise"), scene.lang, made.text
    before = record(made.answer, lang).paragraphs
    for at in rng.sample(range(len(text.paragraphs)), len(text.paragraphs)):
        block = [p._replace(form=_cut_form(p.line.groups_of(p.form), p.form, lang)) for p in _fewer(text, at, rng)]
        if LEANS[lang].match(block[0].form) and (at == 0 or not LEANS[lang].match(text.paragraphs[at][0].form)):
            continue
        new = replace(text, paragraphs=[block if i == at else p for i, p in enumerate(text.paragraphs)]).write()
        after = record(new, lang).paragraphs
        if len(before) != len(after) or len(before) < 2:
            continue
        n = human.at_most(record(after[at], lang).readings[1], rng)
        if n < record(before[at], lang).readings[0]:
            type_ = "length.zi" if lang == "zh" else "length.words"
            leaf: Leaf = {"type": type_, "params": {"op": "max", "n": n}, "scope": {"part": "paragraph", "n": at + 1}}
            return new, leaf, at + 1, "shorten"
    raise Unfit("not-shorter")


def retitled(scene: Scene, made: Made) -> tuple[str, Leaf, int, str]:
    """Another title."""
    rng = scene.rng("revise")
    others = [t for t in made.topic.titles if t != made.text.title]
    title = rng.choice([t for t in others if t in titles_for(made.text, made.topic)] or others)
    return replace(made.text, title=title).write(), {"type": "copy.title", "params": {"phrase": title}}, 0, "retitle"


def swapped_item(scene: Scene, made: Made) -> tuple[str, Leaf, int, str]:
    """One list item replaced by one about a given word."""
    rng = scene.rng("revise")
    text, topic = made.text, made.topic
    for at in rng.sample(range(len(text.items)), len(text.items)):
        old = text.items[at].lower()
        fit = [(w, i) for i in _others(made, at) for w in topic.keywords if w.lower() in i.lower() and w.lower() not in old]
        if fit:
            word, item = rng.choice(fit)
            marks = list(text.item_emoji)
            if marks:  # the old item's says nothing of the new
                found = fitting(item, scene.lang)
                if not found:
                    continue
                marks[at] = found[0]
            new = replace(text, items=[item if i == at else x for i, x in enumerate(text.items)], item_emoji=marks).write()
            leaf: Leaf = {"type": "keyword.include", "params": {"words": [word]}, "scope": {"part": "item", "n": at + 1}}
            return new, leaf, at + 1, "swap_item"
    raise Unfit("no-other-item")


def _others(made: Made, at: int) -> list[str]:
    """What may stand in place of an item: nothing where it is one that the text needs."""
    text, topic = made.text, made.topic
    if not text.entries:
        return [i for p in topic.points if not set(p.items) & set(text.items) for i in p.items]
    if not droppable(text.entries, at, text.keeps):
        return []
    lines = [p.line for p in text.entries]
    full = text.items[0][-1:] in "。."
    before = {x.id for x in lines[:at]} | ({"opening"} if text.intro else set())
    told = [x for p in topic.points for x in p.lines]
    # Where it comes in the telling, so that nothing is spoken of before it is named.
    rank = {x.id: n for n, x in enumerate(told)}
    low, high = rank.get(lines[at - 1].id, -1) if at else -1, rank.get(lines[at + 1].id, len(told)) if at + 1 < len(lines) else len(told)
    fit = [x for x in told[low + 1 : high] if beside(x, text.ids(), topic) and before.issuperset(x.need)]
    return [f if full else f[:-1] for x in fit for f in x.forms]


# What a text must have to be revised so.
BEARS: dict[str, Callable[[Text], bool]] = {
    "shorten": lambda t: len(t.paragraphs) > 1 and not (t.between or t.postscript or t.quoted),
    "retitle": lambda t: bool(t.title),
    "swap_item": lambda t: not t.subs and (not t.entries or any(droppable(t.entries, n, t.keeps) for n in range(len(t.entries)))),
}


@recipe(
    "instructions/revise",
    required=("ins.kept", *ALWAYS),
    weight=5,
    levels={2: 3, 3: 4, 4: 4, 5: 2},
    facets={"style": (), "constraints": (), "shape": (), "change": ("shorten", "retitle", "swap_item")},
)
def build(scene: Scene) -> Draft:
    """The rest of the answer is kept byte for byte, and what was asked before still holds."""
    say = phrasing(scene)
    kind = scene.weighted({"shorten": 5, "retitle": 2, "swap_item": 3}, "change")
    made = make(scene, say, {"list": 1, "numbered": 1} if kind == "swap_item" else {"prose": 1}, suits=BEARS[kind])
    new, leaf, n, key = {"shorten": shortened, "retitle": retitled, "swap_item": swapped_item}[kind](scene, made)
    old = constraints(scene, made)
    if kind == "retitle":
        # A title was asked for, not this one: the wish stands when it is changed.
        style: Leaf = {"type": "mark.title", "params": {"style": made.text.title_style}}
        old = [*(x for x in old if x["type"] not in ("copy.title", "mark.title", "list.none", "mark.plain")), style]
    if new == made.answer or fault(leaf, new, scene.lang):
        raise Unfit("revision-failed")
    held = [x for x in old if not fault(x, new, scene.lang)]
    if any(KINDS[x["type"]].visible for x in old if x not in held):
        raise Unfit("feature-unasked")  # the rest of it still shows, and nobody would have asked for it
    leaves = [*held, leaf]
    talk = Talk(say, leaves)
    talk.add("user", talk.join(made.request, talk.sentences(list(range(len(held))), "earlier")))
    talk.add("assistant", made.answer)
    last = len(leaves) - 1
    clause = talk.marks.wrap(say.bare(leaf, plain=kind != "retitle"), leaf=last, place="tail")
    turn = say.pick(f"talk.{key}", {"n": n, "clause": clause})
    # The place says which part: the whole turn states the leaf.
    talk.add("user", turn)
    asked = talk.done("earlier")
    extra = [
        {
            "kind": "ins.kept",
            "turn": len(asked.messages),
            "params": {"part": "title" if kind == "retitle" else "item" if kind == "swap_item" else "paragraph", "n": n},
        }
    ]
    return draft(
        scene, asked, leaves, new, source=made.source, facets={"shape": made.text.shape, "change": kind}, clean=made.clean, extra=extra
    )


BROKEN = {**corrupt.ALL, "elsewhere_changed": corrupt.elsewhere_changed}
