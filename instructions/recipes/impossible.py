"""Wishes that cannot all be met, provably: name the clash, say which side was let go, and do the rest."""

from __future__ import annotations

import random
from typing import Any

from generators.recipe import Draft, Unfit, recipe
from generators.scene import Scene
from instructions import corrupt
from instructions.ask import Asked
from instructions.conflict import core, impossible
from instructions.constraints.keyword import bent
from instructions.constraints.leaf import Leaf, fault
from instructions.design import SOBER
from instructions.draft import draft
from instructions.material import Made, ask, constraints, make, phrasing
from instructions.phrases import Phrasing
from instructions.suits import PRIVATE
from instructions.text.record import record

_NOTE = {"skip": 1}


def rivals(made: Made, leaves: list[Leaf], rng: random.Random) -> list[tuple[list[Leaf], Leaf]]:
    """(true leaves, a false leaf that clashes with them) in random order."""
    r, lang = record(made.answer, made.world.lang), made.world.lang
    unit = "length.zi" if lang == "zh" else "length.words"
    s, ps, size = len(r.sentences), len(r.paragraphs), r.readings
    word = next((w for w in made.topic.keywords[1:] if r.count(w) and not bent(r, w)), "")
    found: list[tuple[list[Leaf], Leaf]] = []

    def add(true: list[tuple[str, dict[str, Any]]], false: tuple[str, dict[str, Any]]) -> None:
        found.append(([{"type": t, "params": p} for t, p in true], {"type": false[0], "params": false[1]}))

    if 2 <= s <= 8:
        add([("count.sentences", {"op": "exact", "n": s})], ("count.paragraphs", {"op": "exact", "n": s + rng.choice((1, 2, 3))}))
        add(
            [("count.sentences", {"op": "exact", "n": s}), (unit, {"op": "min", "n": size[0] // 10 * 10})],
            ("length.sentence", {"op": "max", "n": max(3, (size[0] // 10 * 10 - 1) // s)}),
        )
    bound = next((b for b in (50, 80, 100, 150, 200, 250, 300, 400) if b >= size[1]), None)
    if bound:
        add([(unit, {"op": "max", "n": bound})], (unit, {"op": "min", "n": bound + rng.choice((50, 100, 150))}))
    if word:
        add([("keyword.include", {"words": [word]})], ("keyword.exclude", {"words": [word]}))
        add(
            [("keyword.frequency", {"op": "exact", "word": word, "n": r.count(word)})],
            ("keyword.frequency", {"op": "min", "word": word, "n": r.count(word) + 2})
            if r.count(word) < 4
            else ("keyword.exclude", {"words": [word]}),
        )
    if not r.emojis and made.topic.kind not in SOBER:
        add([("emoji.none", {})], rng.choice([("emoji.each", {}), ("emoji.count", {"op": "exact", "n": rng.choice((2, 3, 4))})]))
    if made.text.shape == "prose":
        add([("list.none", {})], ("list.bullets", {"op": "exact", "n": rng.choice((3, 4, 5))}))
    if not r.numbers:
        add([("script.no_digits", {})], ("script.numbers", {"op": "min", "n": rng.choice((2, 3))}))
    if ps > 1:
        n = rng.choice((2, 3, 4))
        add(
            [("count.paragraphs", {"op": "exact", "n": ps}), ("count.sentences", {"op": "exact", "n": s})],
            ("count.per_paragraph", {"op": "exact", "n": n}),
        )
    rng.shuffle(found)
    return found


@recipe(
    "instructions/impossible",
    required=("ins.tree", "ins.stated", "ins.clean", "ins.impossible", "text.language"),
    weight=4,
    levels={2: 2, 3: 4, 4: 4, 5: 2},
    facets={"style": (), "constraints": (), "shape": (), "clash": ()},
)
def build(scene: Scene) -> Draft:
    """The core of the clash is minimal and proved; the answer names it."""
    say, rng, lang = phrasing(scene), scene.rng("clash"), scene.lang
    made = make(scene, say, {"prose": 1}, bare=True)
    own = constraints(scene, made)
    for true, false in rivals(made, own, rng):
        names = {x["type"] for x in (*true, false)}
        rest = [x for x in own if x["type"] not in names and not _touches(x, true, false)]
        group = [*true, false]
        if any(fault(x, made.answer, lang) for x in true) or not fault(false, made.answer, lang):
            continue
        if core(group, lang) != list(range(len(group))) or impossible([*rest, *true], lang):
            continue
        found = core([*rest, *group], lang)
        if found != list(range(len(rest), len(rest) + len(group))):
            continue
        break
    else:
        raise Unfit("no-clash")
    leaves = [*({**x, "scope": _NOTE} if not x.get("scope") else x for x in [*rest, *true]), {**false, "scope": _NOTE}]
    leaves = [x for x in leaves if x.get("scope") == _NOTE]
    if len(rest) < 2:
        raise Unfit("nothing-between")
    last = len(leaves) - 1
    first_core = len([x for x in rest if not x.get("scope")])
    members = list(range(first_core, len(leaves)))
    for _n, leaf in enumerate(leaves):
        leaf["scope"] = _NOTE
    plain = [{k: v for k, v in x.items() if k != "scope"} for x in leaves]
    asked_for = ask(scene, say, made, plain, terse=frozenset(members))
    # Nobody contradicts himself in one breath: what clashes is wanted by two, and said apart, with the other wishes between.
    public = "says_text" if reason(true, false) in ("word", "times", "mark") else "says"  # no printer minds which words stand in it
    one, two = _voices(say, f"impossible.{'says_home' if made.topic.kind in PRIVATE else public}")
    asked_for.says[members[0]] = one
    if rng.random() < 0.5:
        asked_for.says[last] = two
    asked_for.style = scene.weighted({"tail": 6, "head": 5, "list": 4}, "clash-style")
    asked_for.sequence = [*members[:-1], *range(first_core), last]
    asked = asked_for.build()
    quoted = _quoted(asked, members, lang)
    fill = {"both": _joined(quoted, lang), "out": quoted[-1], "why": say.pick(f"impossible.{reason(true, false)}")}
    note = say.pick("impossible.note" if len(quoted) == 2 else "impossible.note_more", fill)
    note = note[0] + note[1].upper() + note[2:] if note[0] == '"' else note
    answer = f"{note}\n\n{made.answer}"
    if any(fault(x, answer, lang) for x in leaves[:-1]):
        raise Unfit("note-breaks-it")
    tree = {"op": "and", "of": [f"c{n + 1}" for n in range(last)]}
    extra = [{"kind": "ins.impossible", "turn": len(asked.messages), "params": {}}]
    made_ = draft(
        scene, asked, plain, answer, tree=tree, idle=frozenset({last}), source=made.source, facets={"shape": made.text.shape, "clash": reason(true, false)},
        clean=made.clean, extra=extra, evidence={"core": [f"c{n + 1}" for n in members]}, tags=["answer/clash-named"],
    )  # fmt: skip
    for item in made_.checks:
        if "leaf" in item["params"]:
            item["params"]["scope"] = _NOTE
    for item in made_.evidence["leaves"]:
        item["scope"] = _NOTE
    return made_


def _voices(say: Phrasing, key: str) -> tuple[str, str]:
    """Two people's words before what each wants."""
    one = say.pick(key, {"clause": "{clause}"})
    return one, next((x for _ in range(9) if (x := say.pick(key, {"clause": "{clause}"})) != one), "{clause}")


def _quoted(asked: Asked, members: list[int], lang: str) -> list[str]:
    """The wishes that clash, in the user's own words."""
    said = []
    for n in members:
        if n not in asked.spans:
            raise Unfit("constraint-unsaid")
        turn, start, end, _ = asked.spans[n]
        text = asked.messages[turn]["content"][start:end]
        said.append(
            text.replace("“", "‘").replace("”", "’")
            if lang == "zh"
            else (text if text[:2] in ("I ", "I'") else text[:1].lower() + text[1:]).replace('"', "'")
        )
    return [f"“{x}”" if lang == "zh" else f'"{x}"' for x in said]


def _joined(quoted: list[str], lang: str) -> str:
    """A, B and C."""
    return "、".join(quoted[:-1]) + f"和{quoted[-1]}" if lang == "zh" else ", ".join(quoted[:-1]) + f" and {quoted[-1]}"


def _touches(leaf: Leaf, true: list[Leaf], false: Leaf) -> bool:
    """Whether a leaf belongs to the same matter as the clash."""
    family = {x["type"].partition(".")[0] for x in (*true, false)}
    return leaf["type"].partition(".")[0] in family or bool(leaf.get("scope"))


def reason(true: list[Leaf], false: Leaf) -> str:
    """Which sentence of the bank says why."""
    types = {x["type"] for x in (*true, false)}
    if types >= {"count.sentences", "count.paragraphs"} and "count.per_paragraph" not in types:
        return "paragraphs"
    if "count.per_paragraph" in types:
        return "multiply"
    if "length.sentence" in types:
        return "short"
    if types <= {"length.zi", "length.words"}:
        return "length"
    if types == {"keyword.frequency"}:
        return "times"
    if types & {"keyword.exclude", "letter.exclude", "keyword.frequency"}:
        return "word"
    return "shape" if "list.bullets" in types else "mark"


BROKEN = {**corrupt.ALL, "clash_unnamed": corrupt.note_dropped, "core_padded": corrupt.core_padded}
