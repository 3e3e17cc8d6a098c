"""Rules in the system prompt: those that decide and those every assistant of this kind has anyway."""

from __future__ import annotations

from generators.scene import Scene
from rag.topic import Topic


def common_rules(scene: Scene, topic: Topic, refuses: bool = False, policies: bool = True) -> list[str]:
    """Rules of a run with one policy: stated in some rows, understood in the others.

    `policies`: whether the rule on wrong documents may stand among them; it says that all documents are current.
    A row that refuses what everybody knows always states the rule: without it the refusal would teach needless silence.
    """
    rng = scene.rng("rules")
    rules = []
    if len(scene.options.empty_policy.split(",")) == 1:
        if rng.random() < 0.45 or (refuses and topic.famous):
            rules.append(scene.say("system.closed" if scene.options.empty_policy == "closed" else "system.own_knowledge"))
    else:
        rules.append(scene.say("system.closed"))
    named = scene.options.wrong_policy.split(",") if policies else []
    if named and (len(named) > 1 or rng.random() < 0.12):
        rules.append(scene.say("system." + named[0].replace("-", "_")))
    rng.shuffle(rules)
    return rules
