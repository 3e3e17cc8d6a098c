"""From a text, its constraints and the turns before it to a draft: what all recipes of the module do at the end."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from generators.recipe import Draft, Unfit
from generators.scene import Scene
from instructions.ask import Asked
from instructions.constraints.leaf import Leaf
from instructions.pairs import SHARE, near_miss

ALWAYS = ("ins.tree", "ins.stated", "ins.clean", "text.language")


def check_of(leaf: Leaf, id_: str, turn: int, negated: bool = False) -> dict[str, Any]:
    """A leaf as a check of the row."""
    params: dict[str, Any] = {"leaf": id_, "params": leaf["params"]}
    if leaf.get("scope"):
        params["scope"] = leaf["scope"]
    if negated:
        params["not"] = True
    return {"kind": "ins." + leaf["type"].replace(".", "_"), "turn": turn, "params": params}


def leaves_of(asked: Asked, leaves: list[Leaf]) -> list[dict[str, Any]]:
    """Leaves for the evidence, each with the place where it is said."""
    out = []
    for n, leaf in enumerate(leaves):
        if n not in asked.spans:
            raise Unfit("constraint-unsaid", leaf["type"])
        turn, start, end, place = asked.spans[n]
        text = asked.messages[turn]["content"][start:end]
        out.append({"id": f"c{n + 1}", **leaf, "said": {"turn": turn, "start": start, "end": end, "text": text, "place": place}})
    return out


def missed(
    scene: Scene, answer: str, leaves: list[Leaf], made: Any = None, negated: frozenset[int] = frozenset(), idle: frozenset[int] = frozenset(),
    frame: Callable[[str], str] = lambda t: t,
) -> tuple[str, int, str] | None:  # fmt: skip
    """A near miss for half of the rows, where one is found: the leaf's number counts the binding leaves."""
    if not scene.chance(SHARE, "pair"):
        return None
    bound = [({**x, "not": True} if n in negated else x) for n, x in enumerate(leaves) if n not in idle or n in negated]
    return near_miss(scene, answer, bound, made.text if made else None, made.topic if made and made.text.shape != "verse" else None, frame)


def tidy(flags: dict[str, bool]) -> dict[str, bool]:
    """Only the flags that are set."""
    return {k: v for k, v in flags.items() if v}


def draft(
    scene: Scene, asked: Asked, leaves: list[Leaf], answer: str, *, tree: dict[str, Any] | None = None, negated: frozenset[int] = frozenset(),
    idle: frozenset[int] = frozenset(), source: str = "", facets: dict[str, Any] | None = None, tags: list[str] | None = None,
    clean: dict[str, bool] | None = None, extra: list[dict[str, Any]] | None = None, evidence: dict[str, Any] | None = None, message: dict[str, Any] | None = None,
    miss: tuple[str, int, str] | None = None,
) -> Draft:  # fmt: skip
    """The draft. `idle`: leaves that stand in the prompt but do not bind (the branch not taken); `negated`: those that must not hold."""
    turn = len(asked.messages)
    listed = leaves_of(asked, leaves)
    node = tree or {"op": "and", "of": [x["id"] for x in listed]}
    checks = [check_of(leaf, f"c{n + 1}", turn, n in negated) for n, leaf in enumerate(leaves) if n not in idle or n in negated]
    checks += [
        {"kind": k, "turn": turn, "params": p}
        for k, p in (("ins.tree", {}), ("ins.stated", {}), ("ins.clean", tidy(clean or {})), ("text.language", {"lang": scene.lang}))
    ]
    checks += extra or []
    messages = [*asked.messages, {"role": "assistant", "content": answer, "weight": 1, **(message or {})}]
    rejected = None
    if miss is not None:
        # Which leaf it is follows from the row's own checks.
        bound = [n for n in range(len(leaves)) if n not in idle or n in negated]
        kind = "ins." + leaves[bound[miss[1]]]["type"].replace(".", "_")
        rejected = {"at": turn, "messages": [{"role": "assistant", "content": miss[0]}], "check": kind, "reason": miss[2][:200]}
        checks.append({"kind": "ins.pair", "turn": turn, "params": {}})
    proof = {"leaves": listed, "tree": node, **(evidence or {})}
    last = max(i for i, m in enumerate(asked.messages) if m["role"] == "user")
    if last:  # what tells rows apart is all that the user said
        text = asked.messages[last]["content"]
        proof["question"] = {"turn": last, "start": 0, "end": len(text), "text": text}
    found = {"style": asked.style, "constraints": len(leaves), **(facets or {})}
    return Draft(messages, checks, proof, found, sorted(tags or []), rejected=rejected, sources=[source] if source else ())
