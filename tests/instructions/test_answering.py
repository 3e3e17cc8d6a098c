"""Topics whose texts answer: core lines, requests with needs, clashes and checklists are read, and slips in them are one clear line."""

from __future__ import annotations

import random
import re
from dataclasses import replace
from pathlib import Path

import pytest

from generators.errors import UserError
from instructions.design import draw
from instructions.material import answered
from instructions.pairs import added, structural
from instructions.passages.lint import lint
from instructions.passages.load import LIBRARY, load_topic, topics
from instructions.passages.model import Line, Request, Topic

SAMPLE = (LIBRARY / "en" / "topics" / "bike_puncture.toml").read_text("utf-8")


def _with(tmp_path: Path, head: str, edit: tuple[str, str] = ("", "")) -> Path:
    body = re.sub(r"^(?:core|checklist) = \[.*?\]\n", "", SAMPLE, flags=re.M | re.S)
    body = body.replace(*edit, 1) if edit[0] else body
    path = tmp_path / "en" / "topics" / "sample.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"{head}\n{body}", "utf-8")
    return path


def test_keys_are_read(tmp_path: Path) -> None:
    first = 'ask = [{ say = "Why must I stop at once?", needs = ["stop.2"] },'
    topic = load_topic(
        _with(tmp_path, 'core = ["stop.1", "closing"]\nchecklist = ["What do I do?", "Card for the bag, please."]', ("ask = [", first)),
        "en",
    )
    assert topic.core == ("stop.1", "closing")
    assert topic.asks[0].needs == ("stop.2",) and topic.asks[0].say == "Why must I stop at once?"
    assert topic.ask[0] == "Why must I stop at once?"
    assert len(topic.checklist) == 2
    assert {"stop.1", "closing"} <= topic.always


@pytest.mark.parametrize(
    ("head", "edit", "said"),
    [
        ('core = ["stop.9"]', ("", ""), "no line 'stop.9'"),
        ("", ("ask = [", 'ask = [{ say = "Why?", needs = ["nowhere.1"] },'), "no line 'nowhere.1'"),
        ("", ("ask = [", 'ask = [{ says = "Why?" },'), "expected a string or a table"),
        ("", ("ask = [", 'ask = [{ say = "Why?", need = ["stop.1"] },'), "unknown key"),
        ("", ("[[point.line]]", '[[point.line]]\nclash = ["nowhere.1"]'), "clash: no line 'nowhere.1'"),
    ],
)
def test_slips_are_named(tmp_path: Path, head: str, edit: tuple[str, str], said: str) -> None:
    with pytest.raises(UserError, match=said):
        load_topic(_with(tmp_path, head, edit), "en")


@pytest.mark.parametrize(
    ("head", "edit", "said"),
    [
        ('core = ["stop.1", "stop.2"]', ("[[point.line]]", '[[point.line]]\nclash = ["stop.2"]'), "no text can have both"),
        ("", ("[[point.line]]", '[[point.line]]\nneed = ["stop.2"]'), "which stands behind it"),
        ('checklist = ["What do I do?"]', ("", ""), "checklist: 1, at least 2"),
    ],
)
def test_lint_sees_what_keeps_a_text_from_answering(tmp_path: Path, head: str, edit: tuple[str, str], said: str) -> None:
    found, _ = lint([_with(tmp_path, head, edit)])
    assert any(said in str(f) for f in found), found


def _pointed(topic: Topic, n: int) -> Topic:
    """The topic with the second lines of two points as its core, a request that needs a third, and a pair of lines that tell the same."""
    points = [p for p in topic.points if len(p.lines) > 1]
    first, last = points[0], points[-1]
    core = (first.lines[0].id, last.lines[1].id)
    need = points[1].lines[1].id
    one, two = first.lines[1], last.lines[0]

    def marked(x: Line) -> Line:
        return replace(x, clash=frozenset([two.id])) if x.id == one.id else replace(x, optional=True) if x.id == two.id else x

    edited = tuple(replace(p, lines=tuple(marked(x) for x in p.lines)) for p in topic.points)
    return replace(topic, points=edited, core=core, asks=(Request("Plain."), Request("More.", (need,))), checklist=())


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("shape", ["prose", "sections", "list", "numbered"])
def test_texts_have_what_the_topic_and_the_request_demand(lang: str, shape: str) -> None:
    """Core and needs stand, lines that lean have what they lean on before them, clashing lines never meet; near misses keep to it too."""
    made = edits = 0
    for n, bare in enumerate(topics(lang)[::4]):
        topic = _pointed(bare, n)
        for k in range(4):
            wish = topic.asks[k % 2]
            text = draw(topic, None, random.Random(f"{n} {k}"), {shape: 1}, needs=wish.needs)
            if text is None:
                continue
            made += 1
            must = topic.closed((*topic.core, *wish.needs))
            assert text.ids() >= must
            assert wish.say in answered(topic, text)
            seen = [p.line for p in (*text.pieces(), *text.entries, *text.under)]
            for at, line in enumerate(seen):
                before = {x.id for x in seen[:at]} | ({"opening"} if text.intro else set())
                assert before >= set(line.need), (topic.id, line.id)
                assert not {x.id for x in seen} & line.clash
            if not wish.needs and not text.ids() >= topic.closed(topic.asks[1].needs):
                assert "More." not in answered(topic, text)
            for other in (*structural(text, random.Random(k), -1), *added(text, topic, random.Random(k))):
                edits += 1
                ids = other.ids()
                assert ids >= must
                assert not any(topic.by_id[i].clash & ids for i in ids)
    assert made > 12 and (edits > 12 or shape in ("list", "numbered"))


def test_a_window_too_small_for_the_core_makes_no_text() -> None:
    """Where what must be said does not fit, nothing is said rather than half of it."""
    for topic in topics("en")[:10]:
        whole = replace(topic, core=tuple(x.id for p in topic.points for x in p.lines if not x.clash))
        assert draw(whole, None, random.Random(1), {"prose": 1}, window=(30, 40)) is None
