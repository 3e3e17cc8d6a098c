"""Standing rules over turns: they persist through a change of subject, are replaced, dropped or added to; the state of the last turn binds."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from generators.recipe import Draft, Unfit, recipe
from generators.scene import Scene
from instructions import corrupt
from instructions.constraints.leaf import Leaf, fault
from instructions.design import draw
from instructions.draft import ALWAYS, draft, missed
from instructions.material import SHOWN, SOMEBODY, Made, answered, bearing, constraints, make, phrasing
from instructions.pool import Pool
from instructions.shape import Text
from instructions.suits import NEAR, ONCE, OWN
from instructions.turns import Talk

OPS = ("persist", "replace", "drop", "add")


_BARE: dict[str, Any] = {
    "title": "",
    "bold": (),
    "wrap": None,
    "between": "",
    "end": "",
    "postscript": "",
    "quoted": "",
    "case": "",
    "capitals": (),
    "item_emoji": [],
}


def modest(text: Text, types: set[str]) -> Text:
    """The text without the features that no standing rule speaks of: nobody would have asked for them."""
    paragraphs = text.paragraphs
    if not any(t.startswith("emoji") for t in types):
        paragraphs = [[p._replace(emoji="") for p in paragraph] for paragraph in paragraphs]
    return replace(text, paragraphs=paragraphs, **{name: bare for name, bare in _BARE.items() if not types & set(SHOWN[name])})


def _kept_anyhow(leaf: Leaf, answer: str) -> bool:
    """Whether a bound on characters is kept by whoever counts the spaces too."""
    op, n = leaf["params"].get("op"), leaf["params"].get("m", leaf["params"].get("n"))
    return leaf["type"] != "length.chars" or op not in ("max", "range") or len(answer) <= n


def earlier_text(scene: Scene, made: Made, standing: list[Leaf], want_false: bool) -> tuple[str, str, list[Leaf]]:
    """(request, answer, the rules it keeps) of an earlier turn: of a dozen texts about something else the one that keeps most."""
    if not standing:
        raise Unfit("no-standing-rule")
    rng = scene.rng("earlier")
    best: tuple[int, str, str, list[Leaf]] | None = None
    bears = bearing(made.world, {made.text.shape})
    topics = [t for t in bears if t.id != made.topic.id and t.american == made.topic.american]
    if not topics:
        raise Unfit("no-earlier-text")
    for n in range(8):
        topic = rng.choice(topics)
        wish = rng.choice(topic.asks)
        text = draw(topic, None, rng, {made.text.shape: 1}, bare=n % 2 == 1, needs=wish.needs)
        if (
            text is None
            or (text.signoff and made.text.signoff)
            or (SOMEBODY[scene.lang].search(wish.say) and SOMEBODY[scene.lang].search(made.request))
        ):
            continue  # one person signs with one name, and is one person
        text = modest(text, {x["type"] for x in standing})
        answer = text.write()
        kept = [x for x in standing if not fault(x, answer, scene.lang) and _kept_anyhow(x, answer)]
        # Of two texts that keep as many rules, the one with fewer features that nobody asked for.
        types = {x["type"] for x in kept}
        shown = sum(bool(getattr(text, name)) and not types & set(asked) for name, asked in SHOWN.items())
        shown += any(p.emoji for p in text.pieces()) and not any(t.startswith("emoji") for t in types)
        score = 2 * len(kept) - 3 * shown
        if kept and (best is None or score > best[0]):
            fit = answered(topic, text)
            best = (score, wish.say if wish.say in fit else rng.choice(fit), answer, kept)
            if score >= 2 * len(standing) - 2:
                break  # it keeps all but one at most and shows nothing else: hardly another will be better
    if best is None or not best[3]:
        raise Unfit("no-earlier-text")
    return best[1:]


def _dropped(talk: Talk, n: int) -> str:
    """How a rule is taken back: by what it is about, or, for a type the bank has no name for, in the words in which it was said."""
    say, key = talk.say, f"about.{talk.leaves[n]['type'].replace('.', '_')}"
    if key in say.bank:
        return say.pick("talk.drop_about", {"what": say.pick(key)})
    clause = talk.said[n]
    quoted = clause.replace("“", "‘").replace("”", "’") if talk.zh else clause.replace('"', "'")
    return say.pick("talk.drop", {"clause": quoted})


@recipe(
    "instructions/dialogue",
    required=("ins.log", *ALWAYS),
    weight=8,
    levels={2: 2, 3: 5, 4: 5, 5: 4},
    facets={"style": (), "constraints": (), "shape": (), "op": OPS},
)
def build(scene: Scene) -> Draft:
    """The evidence keeps the operation log; the binding set follows from it."""
    say, rng = phrasing(scene), scene.rng("dialogue")
    made = make(scene, say, {"prose": 50, "list": 20, "numbered": 15, "sections": 15})
    own = constraints(scene, made)
    generic = [x for x in own if not x["type"].startswith((*OWN, *ONCE)) and not x.get("scope")]
    subject, before, kept = earlier_text(scene, made, generic, False)
    op = scene.weighted({"persist": 3, "replace": 4, "drop": 4, "add": 2}, "op")
    leaves, log = list(own), list[dict[str, Any]]()
    first = [own.index(x) for x in kept]
    gone: list[int] = []
    swapped: tuple[int, int] | None = None
    pool = Pool(scene.lang, before, made.world.background, None, (), (), "", dict(made.world.rarity), made.text.shape)
    said = {x["type"] for x in own}

    def there(types: list[str]) -> list[Leaf]:
        """What holds of the earlier text and not of this one."""
        return [x for t in types for x in pool.of(t, rng) if fault(x, made.answer, scene.lang)]

    free = [t for t in pool.measurable() if not t.startswith((*OWN, *ONCE))]
    if op == "replace":
        found = there([t for t in free if t in said])
        pairs = [
            (n, x)
            for n, leaf in enumerate(own)
            for x in found
            if (leaf["type"], leaf["params"].get("op"), leaf.get("scope")) == (x["type"], x["params"].get("op"), x.get("scope"))
        ]
        if not pairs:
            op = "drop"
        else:
            n, old = rng.choice(pairs)
            leaves.append(old)
            swapped = (len(leaves) - 1, n)
            first = [i for i in first if i != n] + [len(leaves) - 1]
    if op == "drop":
        # What the other rules measure in another way would seem to stand after it is dropped.
        taken = said.union(*(NEAR.get(t, ()) for t in said))
        others = [t for t in free if t not in taken]
        rng.shuffle(others)
        fit = next((fit for t in others if (fit := [x for x in there([t]) if pool.bits(x) > 1])), [])
        if not fit:
            op = "persist"
        else:
            leaves.append(rng.choice(fit))
            gone.append(len(leaves) - 1)
            first.append(len(leaves) - 1)
    rng.shuffle(first)
    now = [n for n in range(len(own)) if n not in first and (swapped is None or n != swapped[1])]
    if op == "persist" and any(not own[n]["type"].startswith(OWN) for n in now):
        op = "add"
    talk = Talk(say, leaves, terse=frozenset(gone))
    rules = say.pick("talk.standing", {"rules": talk.sentences(first, "earlier")})
    talk.add("user", talk.join(*((rules, subject) if rng.random() < 0.6 else (subject, rules))))
    talk.add("assistant", before)
    log += [{"turn": 0, "op": "set", "leaf": f"c{n + 1}"} for n in first]
    parts = [say.pick("talk.switch", {"request": made.request})]
    if swapped:
        parts.append(say.pick("talk.replace", {"clause": talk.clause(swapped[1], "tail")}))
        log.append({"turn": 2, "op": "replace", "leaf": f"c{swapped[0] + 1}", "by": f"c{swapped[1] + 1}"})
    for n in gone:
        parts.append(_dropped(talk, n))
        log.append({"turn": 2, "op": "drop", "leaf": f"c{n + 1}"})
    if now:
        parts.append(say.pick("talk.add", {"rules": talk.sentences(now, "tail")}))
        log += [{"turn": 2, "op": "set", "leaf": f"c{n + 1}"} for n in now]
    if rng.random() < 0.4 and not swapped and not gone:
        parts.append(say.pick("talk.persist"))
    talk.add("user", talk.join(*parts))
    asked = talk.done("earlier")
    idle = frozenset([*gone, *([swapped[0]] if swapped else [])])
    tree = {"op": "and", "of": [f"c{n + 1}" for n in range(len(leaves)) if n not in idle]}
    extra = [{"kind": "ins.log", "turn": len(asked.messages), "params": {}}]
    return draft(
        scene, asked, leaves, made.answer, tree=tree, idle=idle, source=made.source, facets={"shape": made.text.shape, "op": op}, clean=made.clean, extra=extra,
        evidence={"log": log}, miss=missed(scene, made.answer, leaves, made, idle=idle),
    )  # fmt: skip


BROKEN = {**corrupt.ALL, "log_forged": corrupt.log_forged}
