"""Texts that run: sentences that take up the one before, letters with their greeting and signature, and how both are counted."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest

from generators.errors import UserError
from instructions.constraints import KINDS
from instructions.design import draw
from instructions.pairs import added, structural
from instructions.passages.lint import lint
from instructions.passages.load import LIBRARY, load_topic, topics
from instructions.passages.model import Topic
from instructions.shape import Text
from instructions.solve import droppable
from instructions.text.record import Record

SAMPLE = (LIBRARY / "en" / "topics" / "kettle_limescale.toml").read_text("utf-8")
LETTER = "Dear Gran and Pop,\n\nI am well. The dog is called Biddy.\n\nWrite soon.\n\nMuch love,\nJosie"
BRIEF = "外公：\n\n我到了。饭也吃了。\n\n别惦记。\n\n此致\n敬礼！\n小梅\n五月八日"


def _texts(lang: str, each: int, bare: bool = True) -> list[tuple[Topic, Text]]:
    out = []
    for topic in topics(lang):
        for n in range(each):
            text = draw(topic, None, random.Random(n), {"prose": 3, "sections": 1}, bare=bare)
            if text is not None:
                out.append((topic, text))
    return out


def _broken(text: Text) -> list[str]:
    """Sentences that take up one which does not stand right before them; a heading parts them too."""
    blocks = text.paragraphs if text.headings else [text.pieces()]
    return [
        p.form
        for block in blocks
        for before, p in zip([None, *block], block, strict=False)
        if p.linked and (before is None or before.line.id not in p.line.upon)
    ]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_who_takes_up_a_sentence_stands_right_behind_it(lang: str) -> None:
    made = _texts(lang, 4)
    assert not [x for _, text in made for x in _broken(text)]
    linked = sum(p.linked for _, text in made for p in text.pieces())
    assert linked > (len(made) // 2 if lang == "en" else 0), "hardly a sentence takes up the one before"


def test_the_order_is_that_of_the_file() -> None:
    for topic, text in _texts("en", 2):
        rank = {line.id: n for n, line in enumerate(topic.lines())}
        at = [rank[p.line.id] for p in text.pieces()]
        assert at == sorted(at), topic.id


def test_edits_leave_no_sentence_hanging() -> None:
    rng, seen = random.Random(3), 0
    for topic, text in _texts("en", 1):
        for new in [*structural(text, rng, -1), *structural(text, rng, 1), *added(text, topic, rng)]:
            seen += 1
            assert not _broken(new), topic.id
    assert seen > 100


def test_a_sentence_that_is_taken_up_cannot_be_left_out() -> None:
    found = 0
    for _, text in _texts("en", 2):
        pieces = text.pieces()
        for at, p in enumerate(pieces[:-1]):
            if pieces[at + 1].linked:
                found += 1
                assert not droppable(pieces, at, frozenset()), p.form
    assert found > 50


def test_greeting_and_signature_are_no_sentence_and_no_paragraph() -> None:
    r = Record(LETTER, "en")
    assert r.sentences == ["I am well.", "The dog is called Biddy.", "Write soon."]
    assert len(r.paragraphs) == 2 and r.lettered
    assert len(Record(BRIEF, "zh").sentences) == 3 and len(Record(BRIEF, "zh").paragraphs) == 2
    with_ps = Record(f"<copy>\n{LETTER}\n\nP.S. I have a room.\n</copy>", "en")
    assert with_ps.sentences[-1] == "P.S. I have a room." and len(with_ps.paragraphs) == 3


@pytest.mark.parametrize(
    "text",
    [
        "Here are five tips:\n\n- One.\n- Two.",  # ends on a colon
        "Well,\nthat was that.\n\nIt rained.",  # no blank line behind it
        "It was cold, wet and late when we came to the lake. So we went home,\n\nand slept.",  # two sentences
        "He left.\n\nMuch love,\nJosie",  # nothing greets
        "结论如下。\n\n天气好，\n就去。",
    ],
)
def test_what_is_no_letter(text: str) -> None:
    assert not any(x.kind in ("greeting", "signoff") for x in Record(text, "zh" if text[0] > "z" else "en").all_lines)


def test_a_letter_is_asked_nothing_about_its_ends() -> None:
    from instructions.text.traits import bits_of, traits

    for type_ in ("edge.first", "edge.last", "edge.last_word", "edge.mark", "edge.frame"):
        assert bits_of(KINDS[type_].needs) & ~traits(Record(LETTER, "en")), type_


def test_letters_are_written_as_letters() -> None:
    kinds = {"letter"}
    letters = [(t, x) for t, x in _texts("en", 3, bare=False) if t.kind in kinds]
    assert letters
    for topic, text in letters:
        body = text.write()
        assert text.greeting in topic.greetings and text.signoff in topic.signoffs and not text.title
        assert re.search(rf"^{re.escape(text.greeting)}$", body, re.M | re.I) and text.signoff.lower() in body.lower()
        if not text.case:
            assert Record(body, "en").lettered


def test_a_mark_before_an_item_is_no_word_and_a_token_no_capital() -> None:
    low, high = Record("1. One two.\n2. Three four.", "en").readings
    assert (low, high) == (4, 6)
    capitals = KINDS["case.capitals"]
    assert capitals.check(Record("It is HOT.\n\n[SEP]\n\nSo stay IN.", "en"), {"op": "exact", "n": 2}) == ""


def test_slips_in_the_new_keys_are_told(tmp_path: Path) -> None:
    path = tmp_path / "en" / "topics" / "sample.toml"
    path.parent.mkdir(parents=True)
    for edit, said in (
        (('"subject"', '"subject"'), ""),
        (('need = ["source.2"]', 'upon = ["source.9"]\nneed = ["source.2"]'), "no line 'source.9'"),
        (("core = [", 'afterthoughts = ["nowhere.1"]\ncore = ['), "no line 'nowhere.1'"),
        (("core = [", 'greetings = ["Dear all"]\ncore = ['), "ends with a comma"),
        (("core = [", 'signoffs = ["Yours truly."]\ncore = ['), "without a full stop"),
    ):
        path.write_text(SAMPLE.replace(*edit, 1), "utf-8")
        try:
            load_topic(path, "en")
            told = " ".join(f.message for f in lint([path])[0])
        except UserError as error:
            told = str(error)
        assert said in told, (edit, told)
