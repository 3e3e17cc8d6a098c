"""The answer joins two or three documents: who is meant and what holds of it, which of several comes out ahead, how far apart they are, who is the same."""

from __future__ import annotations

import copy
import random
from typing import Any

from generators.recipe import Draft, Unfit, recipe
from generators.scene import Scene
from rag import corrupt
from rag.bridge import bridge
from rag.corpus.structure import is_recipe
from rag.draft import ALWAYS
from rag.own import kind_of
from rag.topic import comparable, draw_topic
from rag.versus import arithmetic, compare, same_value

HOPS = {"bridge": 50, "compare": 26, "arithmetic": 15, "same_value": 9}
Row = dict[str, Any]
_IDLE = {("cook", "compare"), ("time", "arithmetic"), *((kind, "same_value") for kind in ("amount", "time", "cook", "keyed"))}


@recipe(
    "rag/multi_hop",
    required=("rag.hops", "rag.supported", *ALWAYS),
    weight=5,
    family="rag",
    facets={"hop": (*HOPS, "broken"), "hops": ("2", "3"), "famous": ("False",), "layout": (), "k": ()},
    content=("rule: top BM25",),  # the question's words lead to the first hop, as they should; the second is not found by them
)
def build(scene: Scene) -> Draft:
    """No hop alone finds the answer: other descriptions are tied to other entities, and the asked fact is told of those as well."""
    if scene.sibling:
        scene.leave_group()  # the siblings' question is answered by one document
    topic = draw_topic(scene, famous=False)
    hop = scene.weighted(HOPS, "hop")
    value = topic.instance.values[topic.slot]
    if topic.text.body and (isinstance(value, str) or value.spec.kind == "choice" or not comparable(topic)):
        hop = "bridge"  # nothing to measure by in the user's document
    if topic.text.body and is_recipe(topic.text.body.source) and hop == "arithmetic" and kind_of(topic) != "amount":
        hop = "compare"  # who counts calories asks which dish has fewer
    if scene.lang == "zh" and (kind_of(topic), hop) in _IDLE:
        hop = "bridge"  # nobody weighs the oil of one dish against that of another
    if hop == "bridge":
        return bridge(scene, topic)
    if hop == "compare":
        return compare(scene, topic)
    if hop == "arithmetic":
        return arithmetic(scene, topic)
    if hop == "same_value":
        return same_value(scene, topic)
    raise Unfit("unknown-hop", hop)


def _params(row: Row) -> Row:
    params: Row = next(c["params"] for c in row["checks"] if c["kind"] == "rag.hops")
    return params


def decoy_named(row: Row, rng: random.Random) -> Row | None:
    """The answer names another entity of the documents, or of the comparison, in place of the right one."""
    params = _params(row)
    right = params["link"] or params["values"][0]
    mine = {p["entity"] for p in params["parts"]}
    others = sorted({d["entity"] for d in row["evidence"]["documents"]} - {right} - (mine if params["kind"] == "same_value" else set()))
    if params["kind"] == "arithmetic" or right not in row["messages"][-1]["content"] or not others:
        return None
    row = copy.deepcopy(row)
    wrong = rng.choice(sorted(mine - {right}) if params["kind"] == "compare" else others)
    row["messages"][-1]["content"] = row["messages"][-1]["content"].replace(right, "\0").replace(wrong, right).replace("\0", wrong)
    return row


def order_flipped(row: Row, rng: random.Random) -> Row | None:
    """The check takes the greater for the smaller."""
    row = copy.deepcopy(row)
    params = _params(row)
    if params["op"] not in ("max", "min"):
        return None
    params["op"] = "min" if params["op"] == "max" else "max"
    return row


def sum_off(row: Row, rng: random.Random) -> Row | None:
    """Answer and check agree on a result that does not follow."""
    row = copy.deepcopy(row)
    params = _params(row)
    if params["kind"] != "arithmetic":
        return None
    old = params["values"][0]
    params["values"] = [corrupt.bent(old, rng)]
    row["messages"][-1]["content"] = row["messages"][-1]["content"].replace(old, params["values"][0])
    return row


def name_leaked(row: Row, rng: random.Random) -> Row | None:
    """The system prompt names what the question only describes."""
    row = copy.deepcopy(row)
    params = _params(row)
    if params["kind"] != "bridge":
        return None
    row["messages"].insert(0, {"role": "system", "content": params["link"]})
    for place in (row["evidence"]["question"], *row["evidence"]["documents"], *row["evidence"]["spans"]):
        place["turn"] += 1
    for c in row["checks"]:
        c["turn"] += 1
    return row


BROKEN = {
    "decoy_named": decoy_named,
    "order_flipped": order_flipped,
    "sum_off": sum_off,
    "name_leaked": name_leaked,
    "answer_swapped": corrupt.other_value,
    "value_claimed": lambda row, rng: corrupt.value_claimed(row, rng) if row["facets"]["hop"] == "broken" else None,
    "support_removed": corrupt.support_removed,
    "offset_shifted": corrupt.offset_shifted,
    "citation_moved": corrupt.citation_moved,
    "language_switched": corrupt.language_switched,
}
