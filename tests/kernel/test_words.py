"""Banks: parity of the languages, faults with file and key; the house's own words laid over."""

from __future__ import annotations

from pathlib import Path

import pytest

from generators.errors import UserError
from generators.library.template import parse_template
from generators.words import load_banks


def _bank(folder: Path, zh: str, en: str) -> Path:
    for lang, text in (("zh", zh), ("en", en)):
        (folder / lang).mkdir(parents=True, exist_ok=True)
        (folder / lang / "t.toml").write_text(text, "utf-8")
    return folder


@pytest.mark.parametrize(
    ("zh", "en", "says"),
    [
        ('a = ["甲"]', 'b = ["x"]', "missing"),
        ('a = ["甲{x}"]', 'a = ["x"]', "slots differ"),
        ('a = ["甲", "甲"]', 'a = ["x"]', "same wording twice"),
        ('a = "甲"', 'a = ["x"]', "list of wordings"),
        ('a = ["甲{"]', 'a = ["x"]', "stray brace"),
        ("a = [", 'a = ["x"]', "t.toml"),
    ],
)
def test_faults(tmp_path: Path, zh: str, en: str, says: str) -> None:
    with pytest.raises(UserError, match=says):
        load_banks(_bank(tmp_path, zh, en))


def test_only_and_over(tmp_path: Path) -> None:
    folder = _bank(tmp_path / "b", 'only = ["z"]\nz = ["只"]\na = ["甲{x}"]', 'a = ["{x}!"]')
    assert "t.z" in load_banks(folder)["zh"]
    over = _bank(tmp_path / "o", 'a = ["家{x}"]', 'a = ["house {x}", "{x}"]')
    assert [t.source for t in load_banks(folder, over=over)["en"]["t.a"]] == ["house {x}", "{x}"]
    with pytest.raises(UserError, match="no slot"):
        load_banks(folder, over=_bank(tmp_path / "p", 'a = ["{y}"]', 'a = ["{x}"]'))


def test_templates() -> None:
    t = parse_template("{v} is due. {name} says {v*2}.")
    assert t.slots == {"v", "name"} and t.masked == "\u25a1 is due. \u25a1 says \u25a1."
    text, spans = parse_template("{v} is due.").fill_spans({"v": "nothing"}, "en")
    assert text == "Nothing is due." and text[slice(*spans["v"])] == "Nothing"
