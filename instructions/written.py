"""A model writes the answer to a set of constraints: what it misses is measured and shown to it, three rounds at most; then, arrow first, the bounds are moved to what it wrote."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from generators.model.shape import strip_thinking
from generators.model.teacher import TRIES, fill, filler, load_prompt
from generators.scene import Scene
from instructions.ask import Asked
from instructions.constraints import KINDS
from instructions.constraints.base import Count, Measuring
from instructions.constraints.leaf import Leaf, fault, scoped
from instructions.limits import Limit
from instructions.repair import moved
from instructions.text.record import record

PURPOSE = "compose"
ATTEMPTS = 2  # attempts at a row in which the model is asked: what the gate refuses twice is left to the library
LOSES = 2  # constraints that may be let go because nothing like them holds
_HAN = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True)
class Written:
    """The model's text, and the constraints that hold of it; `edits`: how many were moved or let go."""

    text: str
    leaves: list[Leaf]
    edits: int


def written(scene: Scene, asked: Asked, leaves: list[Leaf], faithful: str) -> Written | None:
    """The model's answer to the request; None where there is no model, or nothing it wrote will do. `faithful`: the library's own answer, for forecasts."""
    if not scene.model.live or PURPOSE not in scene.model.purposes or scene.attempt >= ATTEMPTS:
        return None
    request = _request(scene, asked, faithful)
    for round_ in range(1, TRIES + 1):
        reply = scene.ask(request)[0]
        if reply is None:
            scene.model.took(request, "no-answer")
            return None
        said = strip_thinking(reply)[0]
        wrong = _style(scene, said) or missed(leaves, said, scene.lang, _clauses(asked))
        fitted = fit(leaves, said, scene.lang) if wrong.startswith("missed") and round_ == TRIES else None
        scene.model.took(request, "used" if fitted else wrong.partition(":")[0] or "used", said)
        if not wrong:
            return Written(said, leaves, 0)
        if fitted:
            return Written(said, fitted, sum(a != b for a, b in zip(leaves, fitted, strict=False)) + len(leaves) - len(fitted))
        told = [{"role": "assistant", "content": reply}, {"role": "user", "content": fill(request["mend"], {"fault": wrong})}]
        request = {**request, "messages": [*request["messages"], *told]}
    return None


def _request(scene: Scene, asked: Asked, faithful: str) -> dict[str, Any]:
    prompt = load_prompt(PURPOSE, scene.lang, scene.options.teacher_prompts)
    style = prompt.styles[scene.facts("teacher", PURPOSE).randrange(len(prompt.styles))]
    turns = [{"role": m["role"], "content": m["content"]} for m in asked.messages]
    own = turns.pop(0)["content"] if turns[0]["role"] == "system" else ""
    system = "\n\n".join(t for t in (fill(prompt.system, {"style": style}), own) if t)
    messages = [{"role": "system", "content": system}, *turns]
    return {"purpose": PURPOSE, "role": "writer", "row": scene.row_key, "messages": messages, "mend": prompt.mend, "echo": faithful}


def _clauses(asked: Asked) -> Callable[[int], str]:
    def said(n: int) -> str:
        turn, start, end, _ = asked.spans[n]
        return str(asked.messages[turn]["content"][start:end])

    return said


def _style(scene: Scene, said: str) -> str:
    if not said:
        return "empty: there is no answer in it"
    han = len(_HAN.findall(said))
    if (3 * han > len(said)) != (scene.lang == "zh") and len(said) > 60 and said[0] not in "[{":
        return "language: it is in another language than the request"
    return filler(scene, PURPOSE, said)


def missed(leaves: list[Leaf], said: str, lang: str, clause: Callable[[int], str]) -> str:
    """Every constraint the text breaks, as it was said and as it was measured; empty where all hold. The slug names the family of the first."""
    found = [(n, why) for n, leaf in enumerate(leaves) if (why := fault(leaf, said, lang))]
    if not found:
        return ""
    told = "; ".join(f"“{clause(n)}”: {why}" for n, why in found)
    return f"missed-{leaves[found[0][0]]['type'].partition('.')[0]}: {told}"


def fit(leaves: list[Leaf], said: str, lang: str) -> list[Leaf] | None:
    """The constraints with the bounds that fail moved to the nearest human number that holds; those with no bound to move are let go, a few at most."""
    kept = []
    for leaf in leaves:
        if not fault(leaf, said, lang):
            kept.append(leaf)
        elif (other := _moved(leaf, said, lang)) is not None:
            kept.append(other)
    return kept if len(kept) >= max(2, len(leaves) - LOSES) else None


def _moved(leaf: Leaf, said: str, lang: str) -> Leaf | None:
    kind, params = KINDS[leaf["type"]], leaf["params"]
    part = scoped(record(said, lang), leaf.get("scope"))
    if isinstance(part, str) or leaf.get("not") or not isinstance(params.get("n"), int):
        return None
    tries: list[dict[str, Any]] = []
    if isinstance(kind, Count) and type(kind).value is not Count.value and "op" in params:
        low, high = part.readings if leaf["type"] in ("length.zi", "length.words") else kind.span(part)
        new = moved(Limit(leaf, 0, 0, ()), low, high)
        tries = [{**params, **new}] if new and min(new.values()) >= kind.least else []
    else:  # counted in a way of its own: what its measure would ask of this text
        measured = kind.measure(part, Measuring(random.Random(0), "", (), ()))
        tries = [p for p in measured if p.keys() == params.keys() and all(p[k] == params[k] for k in p if k not in ("n", "m"))]
    for new_params in tries:
        other: Leaf = {**leaf, "params": new_params}
        if not fault(other, said, lang):
            return other
    return None
