"""From a prompt and an answer to a draft: what all recipes of the module do at the end."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from generators.recipe import Draft
from generators.scene import Scene
from rag.prompt import Built, Prompt, build
from rag.repeats import unrepeated
from rag.retold import retold
from rag.topic import Topic

ALWAYS = ("text.language", "text.clean", "rag.cites", "rag.nothing_added")

# A label of the bank's behind the "in" of its wordings: what is written stands on a page.
_ON_PAGE = re.compile(r"\b[Ii]n(?= the (?:web |handbook |Q&A )?page\b)")
_DATED = re.compile(r"^It's (?=(?:January|February|March|April|May|June|July|August|September|October|November|December) \d(\d{3})?)")


def draft(prompt: Prompt, built: Built, answer: str, checks: dict[str, dict[str, Any]], facets: dict[str, Any], tags: list[str]) -> Draft:
    """The draft: messages with the answer, the recipe's checks and those every row carries."""
    scene: Scene = prompt.scene
    every: dict[str, dict[str, Any]] = {
        **checks,
        "rag.cites": {"form": prompt.cite},
        "rag.nothing_added": {},
        "text.language": {"lang": scene.lang},
        "text.clean": {},
    }
    if scene.options.refusal and answer == scene.options.refusal:
        every["text.language"]["fixed"] = every["text.clean"]["fixed"] = every["rag.nothing_added"]["fixed"] = (
            answer  # the user's own sentence, whatever its language and marks
        )
    if scene.lang == "en" and prompt.question and re.search(r"\bwhen\b", prompt.question.text, re.I):
        answer = _DATED.sub(lambda m: "In " if m[1] else "On ", answer)  # "When did ...?" - "It's July 13" would be today's date
    if scene.lang == "en" and "’" in answer:  # as the page's own words have it
        answer = re.sub(r"(?<=\w)'(?=\w)", "’", answer)
    if scene.lang == "en" and not _ON_PAGE.search(prompt.topic.value):
        answer = _ON_PAGE.sub(lambda m: "On" if m[0][0] == "I" else "on", answer)
    listed = [{"kind": k, "turn": built.turn, "params": p} for k, p in sorted(every.items())]
    facets = {**facets, "layout": built.layout, "k": len(prompt.docs)}
    sources: list[str | tuple[str, str]] = [prompt.topic.source]
    sources += [(d.chunk.path, d.chunk.sha256) if d.chunk else d.path for d in prompt.docs]
    messages = [*built.messages, {"role": "assistant", "content": answer, "weight": 1}]
    return Draft(messages, listed, built.evidence, facets, [*tags, *built.tags], built.tools, sources=sources)


def placed(scene: Scene, count: int, key: str) -> int:
    """A slot among `count`, uniform over the rows that have this many."""
    return int(scene.spread("slot", key, count, cells=count * max(1, 24 // count)) * count)


def rendered(prompt: Prompt) -> Built:
    """Render the prompt, fixing the question first so that its skeleton reaches the evidence; no line stands in it twice."""
    from rag.prompt import ask

    unrepeated(prompt.docs, prompt.scene.rng("unrepeated"))
    retold(prompt.scene, prompt.docs)
    asked = prompt.question or ask(prompt.scene, prompt.topic)
    prompt.question = replace(asked, text=_one_particle(prompt.topic, asked.text))
    return build(prompt)


def _one_particle(topic: Topic, question: str) -> str:
    """Chinese: a matter whose name holds a particle follows its owner without another."""
    if topic.text.lang != "zh" or topic.text.body:
        return question
    for fact in topic.text.facts.values():
        attr = fact.attr.fill(topic.instance.values, "zh")
        if _OF in attr:
            question = question.replace(_OF + attr, attr)
    return question


_OF = "\u7684"
