"""Every domain in every language: its goals are reached by its tools, its words say its values, its material is whole."""

from __future__ import annotations

import datetime
import itertools
import random
import re

import pytest

from agent.plot.blueprint import attempt, clock, drawer, populated
from agent.reading.values import equal, read
from agent.words import frames
from agent.words.say import spoken
from agent.world.domain import domains, material
from generators.module import module
from generators.words import load_banks

BANKS = load_banks(module("agent").banks)
PAIRS = [(d, lang) for d in domains() for lang in ("zh", "en")]
CASES = [(d.name, i, lang) for d in domains().values() for i in d.intents for lang in ("zh", "en")]


def _plots(domain: str, intent: str, lang: str, n: int = 60):
    rng = random.Random(f"{domain}.{intent}.{lang}")
    made = [attempt(rng, lang, domain, intent) for _ in range(n)]
    return [m for m in made if m is not None]


@pytest.mark.parametrize(("domain", "intent", "lang"), CASES)
def test_goals_are_reached_and_said(domain: str, intent: str, lang: str) -> None:
    plots = _plots(domain, intent, lang)
    assert len(plots) >= 15, "too few worlds in which this goal exists and is reached by the tools; see agent/README.md"
    rng, said = random.Random(5), 0
    for plot in plots:
        sources = tuple(t.source for t in BANKS[lang][f"{plot.key}_ask"])
        given = {n: spoken(s.kind, s.value, lang, plot.env.now, rng, domain) for n, s in plot.goal.slots.items()}
        utterance = frames.say(sources, given, lang, rng)
        assert utterance is not None, f"{plot.key}_ask: no frame says {sorted(given)}"
        said += 1
        for name, (start, end) in utterance.spans.items():
            slot = plot.goal.slots[name]
            got = read(slot.kind, utterance.text[start:end], lang, plot.env.now, domain)
            assert equal(slot.kind, got, slot.value), (slot, utterance.text[start:end], got)
        if plot.goal.refused:
            assert len(BANKS[lang].get(f"{domain}.error_{plot.goal.refused}", ())) >= 4
            continue
        needed = {f for f in plot.goal.facts}
        done = [t.source for t in BANKS[lang][f"{plot.key}_done"]]
        assert any(frames.reach(frames.parse(s))[0] <= needed for s in done), f"{plot.key}_done: no frame"
    assert said == len(plots)


@pytest.mark.parametrize(("domain", "intent", "lang"), CASES)
def test_something_can_be_left_out(domain: str, intent: str, lang: str) -> None:
    """Where a goal has two required slots or more, the user can also speak without one of them (in three frames at least)."""
    for plot in _plots(domain, intent, lang, 20):
        required = [n for n, s in plot.goal.slots.items() if not s.optional]
        if len(required) < 2:
            continue
        sources = tuple(t.source for t in BANKS[lang][f"{plot.key}_ask"])
        able = [n for n in required if len(frames.fitting(sources, frozenset(set(plot.goal.slots) - {n}))) >= 3]
        assert able, f"{plot.key}_ask: put brackets round a required slot in three frames or more"
        assert any(f"{domain}.need_{n}" in BANKS[lang] for n in able), f"need_{able[0]} is missing"


@pytest.mark.parametrize(("domain", "lang"), PAIRS)
def test_words_are_many(domain: str, lang: str) -> None:
    """At least 20 frames for each kind of goal in combination (far beyond 40 for a family of tools); every goal has its refusal."""
    for intent in domains()[domain].intents:
        if all(g.goal.asks for g in _plots(domain, intent, lang, 8)):
            continue  # says it in another intent's words
        keys = [k for k in BANKS[lang] if re.fullmatch(rf"{domain}\.{intent}(__\w+)?_ask", k)]
        assert keys, f"{intent}_ask is missing"
        rng = random.Random(1)
        for key in keys:
            sources = [t.source for t in BANKS[lang][key]]
            variants = set()
            for source, _ in itertools.product(sources, range(60)):
                need, may = frames.reach(frames.parse(source))
                given = need | {x for x in sorted(may) if rng.random() < 0.5}
                parts = frames.expand(frames.parse(source), given, rng)
                variants.add(frames.tidy("".join(i if k == "text" else "□" for k, i in parts), lang))
            assert len(variants) >= 20, f"{key}: {len(variants)} frames in combination"
        assert len(BANKS[lang].get(f"{domain}.{intent}_cannot", ())) >= 4, f"{intent}_cannot is missing or short"


@pytest.mark.parametrize("domain", list(domains()))
def test_material_is_whole(domain: str) -> None:
    zh, en = material("zh", domain), material("en", domain)
    assert set(zh.get("errors", {})) == set(en.get("errors", {}))
    assert {k: set(v) for k, v in zh.get("choices", {}).items()} == {k: set(v) for k, v in en.get("choices", {}).items()}
    for tool in domains()[domain].tools.values():
        assert set(zh["tools"][tool.name]) == {"doc", *(p.name for p in tool.params)}, tool.name


def test_no_two_tools_are_clones() -> None:
    """Masked 8-grams of the descriptions overlap by 30 % at most."""
    texts = {f"{d.name}.{t.name}": t.doc + " " + " ".join(p.doc for p in t.params) for d in domains().values() for t in d.tools.values()}
    grams = {n: {tuple(w[i : i + 8]) for i in range(len(w) - 7)} for n, w in ((n, re.findall(r"\w+", t.lower())) for n, t in texts.items())}
    for a, b in itertools.combinations(grams, 2):
        small = min(len(grams[a]), len(grams[b]))
        assert not small or len(grams[a] & grams[b]) <= 0.3 * small + 1, (a, b)


@pytest.mark.parametrize(("domain", "lang"), PAIRS)
def test_population_is_repeatable_and_varied(domain: str, lang: str) -> None:
    moments = [clock(random.Random(n)) for n in range(5)]
    for n, moment in enumerate(moments):
        assert populated(random.Random(n), lang, [domain], moment).digest() == populated(random.Random(n), lang, [domain], moment).digest()
    now = datetime.datetime.fromisoformat(moments[0])
    states = {str(domains()[domain].populate(drawer(random.Random(n), lang, domain), now)) for n in range(5)}
    assert len(states) == 5 or states == {"{}"}
