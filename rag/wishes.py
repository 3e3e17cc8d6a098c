"""Questions about several things at once where nothing answers them: grounded rows ask for lists and briefs, so rows without an answer do too."""

from __future__ import annotations

import random

from generators.scene import Scene
from generators.speech import Utterance, utter
from rag.answers import series
from rag.topic import Topic

# Share of single-entity rows that ask for two to seven things; keeps a question's length from telling whether it is answered. Measured: from 0.2 to
# 0.34 a tree on the length alone scores the same; what helps is that most ask for two or three, about as long as questions that compare.
SEVERAL = 0.32
# Share of refusals of a single question that may name it, by whether it is asked of a user's documents: there no question asks for several things.
NAMED = {False: 0.92, True: 0.73}


def ask_several(scene: Scene, name: str, attrs: list[str], rng: random.Random, brief: bool = False) -> tuple[str, str]:
    """A question for several things of one entity, and its skeleton; short lists also in the words of rows that are answered in part."""
    if not brief and 2 <= len(attrs) <= 4 and rng.random() < 0.45:
        return scene.say_masked(f"partial.ask_{len(attrs)}", name=name, **dict(zip("abcd", attrs, strict=False)))
    return scene.say_masked("grounded.ask_brief" if brief else "grounded.ask_list", name=name, list=series(scene, attrs))


def several(scene: Scene, topic: Topic) -> tuple[tuple[str, ...], Utterance] | None:
    """The facts asked for and the question, in this share of the rows that may (no famous fact, no siblings); else None."""
    if topic.famous or topic.text.body or scene.sibling or not scene.chance(SEVERAL, "several"):
        return None
    rng = scene.rng("several")
    others = [f for f in sorted(topic.text.facts) if f != topic.slot]
    slots = (topic.slot, *rng.sample(others, min(rng.choice((1, 1, 1, 2, 2, 3, 4, 6)), len(others) - 1)))
    attrs = [topic.text.facts[s].attr.fill(topic.instance.values, scene.lang) for s in slots]
    question, masked = ask_several(scene, topic.instance.name, attrs, rng, brief=len(slots) > 3)
    return slots, utter(scene, question, masked, topic.protect, 0.15)
