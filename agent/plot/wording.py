"""A user's wish in a model's words: what it tells stays letter for letter, so that every argument still has its place."""

from __future__ import annotations

from dataclasses import replace

from agent.plot.script import Script
from agent.words.frames import Said
from generators.model.teacher import filler, question_fault, request_for, taught


def worded(script: Script, said: Said) -> Said:
    """The utterance in a model's words, where there is one and its words do; else as it is."""
    scene = script.scene
    if not scene.model.live or "question" not in scene.model.purposes:
        return said
    keep = sorted({said.text[a:b] for a, b in said.spans.values()}, key=lambda k: (-len(k), k))
    names = [n for n in script.surface.names.values() if not n.isalpha()]

    def fault(text: str) -> str:
        if bare := question_fault(text, said.text, keep) or filler(scene, "question", text):
            return bare
        if twice := next((k for k in keep if text.count(k) != said.text.count(k)), ""):
            return f"lost: {twice} should stand in it as often as before"
        if tool := next((n for n in names if n in text), ""):
            return f"tool-name: no user knows the name {tool}"
        return ""

    slots = {"bare": said.text, "keep": ("、" if scene.lang == "zh" else "; ").join(keep) or "-"}
    found = taught(scene, request_for(scene, "question", slots, f"{scene.facts_key}~{len(script.messages)}"), fault)
    if not found:
        return said
    # Said as often as before, in the order in which it was: the n-th place of a value is still the n-th.
    text, spans = found[0], {}
    for slot, (a, b) in said.spans.items():
        nth, at = said.text[:a].count(said.text[a:b]), -1
        for _ in range(nth + 1):
            at = text.find(said.text[a:b], at + 1)
        spans[slot] = (at, at + b - a)
    return replace(said, text=text, spans=spans)
