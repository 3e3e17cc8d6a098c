"""Verse in all its forms is measured as what it is, and what a text is dressed with suits it."""

from __future__ import annotations

import random

import pytest

from instructions.constraints import KINDS
from instructions.constraints.base import Measuring
from instructions.constraints.leaf import fault
from instructions.design import blanked, prose
from instructions.pairs import edit_size
from instructions.passages.load import topics, verses
from instructions.text.record import Record
from instructions.think import change
from instructions.verse import verse_text
from instructions.wordlists import fitting

LANGS = ("zh", "en")


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize(("sort", "types"), [("quatrain", ("verse.rhyme",)), ("couplets", ("verse.rhyme",)), ("chain", ("verse.chain",))])
def test_verse_is_what_it_is_called(lang: str, sort: str, types: tuple[str, ...]) -> None:
    """Each poem of a form is found by the measure of that form, and a swap of lines that breaks it is seen."""
    broken = 0
    for n, verse in enumerate(verses(lang)):
        rng = random.Random(n)
        text = verse_text(verse, rng, sort)
        assert text is not None, verse.id
        r = Record(text.write(), lang)
        assert r.versed
        assert list(KINDS["count.lines"].measure(r, Measuring(rng))) == [{"op": "exact", "n": len(r.verse)}]
        for type_ in types:
            kind = KINDS[type_]
            true = [p for p in kind.measure(r, Measuring(rng)) if not kind.check(r, p)]
            assert true, (verse.id, text.write())
            broken += any(fault({"type": type_, "params": true[0]}, new, lang) != "" for new in kind.cut(r, true[0], rng))
    assert broken > len(verses(lang)) // 2


def test_telestich_spells_its_word() -> None:
    """The last characters of the lines are the word asked for; a line less and they are not."""
    made = [(v, t) for v in verses("zh") if (t := verse_text(v, random.Random(1), "telestich")) is not None]
    assert len(made) == len(verses("zh"))
    for _, text in made:
        [(type_, params)] = text.planned
        assert type_ == "verse.telestich"
        assert not fault({"type": type_, "params": params}, text.write(), "zh")
        assert fault({"type": type_, "params": params}, text.write().rpartition("\n")[0], "zh")


def test_aaba_wants_the_third_line_free_or_not_but_the_others_rhymed() -> None:
    """一二四句押韵."""
    poem = "春眠不觉晓，\n处处闻啼鸟。\n夜来风雨声，\n花落知多少。"
    assert KINDS["verse.rhyme"].check(Record(poem, "zh"), {"scheme": "AABA"}) == ""
    assert KINDS["verse.rhyme"].check(Record(poem, "zh"), {"scheme": "AAAA"}) != ""
    assert KINDS["verse.rhyme"].check(Record(poem.replace("闻啼鸟", "闻鸟啼"), "zh"), {"scheme": "AABA"}) != ""


@pytest.mark.parametrize("lang", LANGS)
def test_prose_is_no_verse(lang: str) -> None:
    """Paragraphs of sentences are not taken for lines."""
    for n, topic in enumerate(topics(lang)[:12]):
        text = prose(topic, random.Random(n))
        assert text is None or not Record(text.write(), lang).versed


def test_blanks_stand_for_dates_and_sums() -> None:
    """A notice with its dates left open holds as many placeholders as the count says, and no date that was replaced."""
    found = [b for t in topics("zh") if t.kind == "notice" for n in range(6) if (x := prose(t, random.Random(n))) and (b := blanked(x))]
    assert found
    for text in found:
        body, kind = text.write(), KINDS["token.placeholder"]
        assert not kind.check(Record(body, "zh"), {"op": "exact", "n": body.count("[")})
        assert not any(old in body for old, _ in text.blanks)


@pytest.mark.parametrize(
    ("sentence", "lang", "emoji"), [("月亮出来了。", "zh", "🌙"), ("The hens laid two eggs.", "en", "🐔"), ("说到底看人。", "zh", "")]
)
def test_emoji_suit_the_sentence(sentence: str, lang: str, emoji: str) -> None:
    """A sentence has the emoji of its own words, or none."""
    assert (fitting(sentence, lang)[:1] or ("",))[0] == emoji


@pytest.mark.parametrize(
    ("old", "new", "most"),
    [
        ("一二三四", "一二三四", 0),
        ("他来了。她走了。", "她走了。他来了。", 5),
        ("one two three four", "one two five four", 5),
        ("abc", "", 3),
    ],
)
def test_edit_size(old: str, new: str, most: int) -> None:
    """What differs, a swap counted once."""
    assert edit_size(old, new) <= most
    assert (edit_size(old, new) == 0) == (old == new)


def test_change_names_the_smallest_stretch() -> None:
    """Old and new piece, of which each stands in its text."""
    old, new = "门前有一棵枣树，树下有井。", "门前有两棵枣树，树下有井。"
    a, b = change(old, new, "zh")
    assert a in old and b in new and old.replace(a, b, 1) == new and len(a) < 10
