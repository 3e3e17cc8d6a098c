"""Questions about several things at once where nothing answers them: grounded rows ask for lists and briefs, so rows without an answer do too."""

from __future__ import annotations

from generators.scene import Scene
from generators.speech import Utterance, utter
from rag.answers import series
from rag.topic import Topic

SEVERAL = (
    0.24  # share of single-entity rows that ask for two to seven things; keeps a question's length from telling whether it is answered
)


def several(scene: Scene, topic: Topic) -> tuple[tuple[str, ...], Utterance] | None:
    """The facts asked for and the question, in this share of the rows that may (no famous fact, no siblings); else None."""
    if topic.famous or topic.text.body or scene.sibling or not scene.chance(SEVERAL, "several"):
        return None
    rng = scene.rng("several")
    others = [f for f in sorted(topic.text.facts) if f != topic.slot]
    slots = (topic.slot, *rng.sample(others, min(rng.choice((1, 2, 2, 3, 4, 5, 6)), len(others) - 1)))
    attrs = [topic.text.facts[s].attr.fill(topic.instance.values, scene.lang) for s in slots]
    key = "grounded.ask_list" if len(slots) <= 3 else "grounded.ask_brief"
    question, masked = scene.say_masked(key, name=topic.instance.name, list=series(scene, attrs))
    return slots, utter(scene, question, masked, topic.protect, 0.15)
