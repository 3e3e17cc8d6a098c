"""Chinese: what is asked of a user's document as the second half of a sentence behind its name ("有什么用", "放多少盐"), where a field's name would be put in its place."""

from __future__ import annotations

from collections.abc import Sequence

from generators.scene import Scene
from rag.answers import series
from rag.corpus.kinds import bank_kind
from rag.own import slots
from rag.topic import Topic


def clause_key(scene: Scene, topic: Topic) -> str:
    """The bank key of the clause for the topic's kind of fact; empty where the language has none."""
    body = topic.text.body
    if not body or topic.as_asked:
        return ""
    key = f"corpus.clause_{bank_kind(body.facts[topic.slot], scene.bank, body.source)}"
    return key if key in scene.bank else ""


def clause(scene: Scene, topic: Topic) -> str:
    """The clause that asks for the topic behind its name; empty where there is none."""
    key = clause_key(scene, topic)
    return scene.say(key, **slots(topic)) if key else ""


def clauses(scene: Scene, topics: Sequence[Topic]) -> str:
    """Several in a row; amounts are asked for together. Empty where one of the topics has no clause."""
    keys = [clause_key(scene, t) for t in topics]
    if not all(keys):
        return ""
    amounts = [t.noun for t, k in zip(topics, keys, strict=True) if k.endswith("_amount")]
    out: list[str] = []
    for topic, key in zip(topics, keys, strict=True):
        if not key.endswith("_amount"):
            out.append(scene.say(key, **slots(topic)))
        elif amounts:
            out.append(scene.say(key, **{**slots(topic), "key": series(scene, amounts)}))
            amounts = []
    return "，".join([out[0], *(c.removeprefix("的") for c in out[1:])])


def then_key(scene: Scene, topic: Topic) -> str:
    """The bank key that asks for the topic in a later turn, which leaves its name out."""
    key = clause_key(scene, topic)
    return "" if not key else "corpus.then_clause_amount" if key.endswith("_amount") else "corpus.then_clause"
