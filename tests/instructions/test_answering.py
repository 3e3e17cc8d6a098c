"""Topics whose texts answer: core lines, requests with needs, clashes and checklists are read, and slips in them are one clear line."""

from __future__ import annotations

from pathlib import Path

import pytest

from generators.errors import UserError
from instructions.passages.lint import lint
from instructions.passages.load import LIBRARY, load_topic

SAMPLE = (LIBRARY / "en" / "topics" / "bike_puncture.toml").read_text("utf-8")


def _with(tmp_path: Path, head: str, edit: tuple[str, str] = ("", "")) -> Path:
    body = "\n".join(line for line in SAMPLE.split("\n") if not line.startswith(("core", "checklist")))
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
