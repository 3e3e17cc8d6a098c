"""First one thing, then another made from it: copied, counted, picked from, sorted; each part under its own anchor and with its own limits."""

from __future__ import annotations

from generators.recipe import Draft, Unfit, recipe
from generators.scene import Scene
from instructions import corrupt
from instructions.ask import Ask
from instructions.constraints.leaf import Leaf, fault
from instructions.draft import ALWAYS, draft, missed
from instructions.material import Made, ask, constraints, make, phrasing
from instructions.steps import Step, closing, step, within
from instructions.taken import words_of

SHAPES = {"prose": 40, "list": 32, "numbered": 28}
# Kinds that nobody cuts into parts: what is made from a letter is no part of it.
WHOLES = ("letter", "story", "speech", "invitation")
SORTS = ("copy", "count", "words", "sorted", "initials")
# Features of a whole answer that have no place in a part of one.
WHOLE = (
    "token",
    "edge.postscript",
    "mark.title",
    "mark.title_size",
    "copy.title",
    "case.title",
    "copy.request",
    "mark.quoted",
    "edge.last",
    "list.none",
    "mark.plain",
)


def first_part(scene: Scene, made: Made, link: Step, forked: bool = False) -> list[Leaf]:
    """What is asked of the first part; of words that a second part says again, nothing. `forked`: one of them could be asked otherwise."""
    said = {w.lower() for w in link.words}
    leaves = [
        x for x in constraints(scene, made, forked=forked)
        if not x["type"].startswith(WHOLE) and not x.get("scope") and said.isdisjoint(words_of(x))
    ]  # fmt: skip
    if not leaves:
        raise Unfit("nothing-to-ask")
    return leaves[:9]


def _closed(made: Made) -> bool:
    """Whether the first part has the topic's closing sentence already: a part of its own would say it again."""
    return made.text.outro is not None or any(p.line is made.topic.closings for p in made.text.pieces())


def arranged(asked: Ask, leaves: list[Leaf], scene: Scene) -> Ask:
    """Said in the order of the steps: the parts, what holds of each, how the later one is made."""
    groups: dict[str, list[int]] = {}
    for n, leaf in enumerate(leaves):
        if leaf.get("scope") and n not in asked.apart and n not in asked.compound:
            groups.setdefault(leaf["scope"]["after"], []).append(n)
    heads = {numbers[0]: numbers for numbers in groups.values()}
    inside = {n for numbers in groups.values() for n in numbers[1:]}
    asked.groups = heads
    asked.sequence = [n for n in range(len(leaves)) if n not in inside and n not in asked.apart]
    rank = {leaves[0]["params"]["words"][i]: i for i in range(len(leaves[0]["params"]["words"]))}
    place = {
        n: rank[leaf["scope"]["after"]] if leaf.get("scope") else rank[leaf["params"]["to"]] if "to" in leaf["params"] else -1
        for n, leaf in enumerate(leaves)
    }
    asked.sequence.sort(key=lambda n: (place[n], n))
    if asked.style != "list":
        asked.style = scene.weighted({"list": 20, "tail": 22, "head": 18, "whole_system": 24, "whole_earlier": 16}, "arranged")
    return asked


@recipe(
    "instructions/chain",
    required=ALWAYS,
    weight=15,
    levels={2: 2, 3: 5, 4: 5, 5: 3},
    facets={"style": (), "constraints": (), "shape": (), "steps": ("2", "3"), "link": ()},
)
def build(scene: Scene) -> Draft:
    """The later part is checked against what the first part really says."""
    say, rng = phrasing(scene), scene.rng("chain")
    made = make(scene, say, SHAPES, bare=True, without=WHOLES)
    three = scene.difficulty >= 3 and scene.chance(0.4, "three") and not _closed(made)
    link = step(made, made.answer, say, rng, SORTS)
    own = first_part(scene, made, link)
    anchors = link.anchors[: 3 if three else 2]
    texts = [made.answer, link.text]
    leaves: list[Leaf] = [{"type": "link.parts", "params": {"words": list(anchors)}}, *(within(x, anchors, 0) for x in own)]
    if three:
        link.leaf["params"]["until"] = anchors[2]
        last = closing(made, rng)
        if last is None:
            raise Unfit("no-closing")
        texts.append(last)
        bound: Leaf = {"type": "count.sentences", "params": {"op": "exact", "n": 1}}
        leaves.append(within(bound, anchors, 2))
    leaves.append(link.leaf)
    answer = "\n\n".join(f"{a}\n\n{t}" if a.startswith("##") else f"{a}\n{t}" for a, t in zip(anchors, texts, strict=True))
    bad = [x for x in leaves if fault(x, answer, scene.lang)]
    if bad:
        raise Unfit("chain-broken", bad[0]["type"])
    asked = arranged(ask(scene, say, made, leaves), leaves, scene).build()
    ids = {n: f"c{n + 1}" for n in range(len(leaves))}
    first = [ids[n] for n in range(1, len(own) + 1)]
    tail = [ids[n] for n in range(len(own) + 1, len(leaves))]
    tree = {"op": "chain", "of": [ids[0], {"op": "and", "of": first}, *reversed(tail)]}
    facets = {"shape": made.text.shape, "steps": len(anchors), "link": link.leaf["type"].partition(".")[2]}
    return draft(
        scene,
        asked,
        leaves,
        answer,
        tree=tree,
        source=made.source,
        facets=facets,
        clean=made.clean,
        miss=missed(scene, answer, leaves, made, frame=lambda t: answer.replace(made.answer, t, 1)),
    )


BROKEN = corrupt.ALL
