"""`gen show`: what is picked, what is coloured, what a page says of checks, and that it fits a terminal."""

from __future__ import annotations

import json
import random
from io import StringIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

import cli
from generators.commands.page import LONG, Page
from generators.commands.show import _sample, labels, pick
from generators.commands.spans import Span, is_wide, merged, paint, spans_of, style_of
from generators.commands.wrap import breaks, tame
from generators.errors import UserError
from tests.conftest import rag_config, rag_rows

Row = dict[str, Any]


@pytest.fixture(scope="module")
def made() -> list[Row]:
    return rag_rows(40, rag_config(seed=11))


@pytest.fixture(autouse=True)
def quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG", "FORCE_COLOR", "NO_COLOR", "TTY_COMPATIBLE", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)


def write(path: Path, rows: list[Row]) -> str:
    path.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in rows), "utf-8")
    return str(path)


def show(*args: str) -> str:
    result = CliRunner().invoke(cli.gen, ["show", *args])
    assert result.exit_code == 0, result.output
    return str(result.stdout)


def page(row: Row, width: int = 80, terminal: bool = True) -> str:
    out = StringIO()
    console = Console(file=out, force_terminal=terminal, color_system="standard", width=width, highlight=False, markup=False, emoji=False)
    Page(console, labels(), not terminal).print(row)
    return out.getvalue()


def bare(text: str) -> str:
    return Text.from_ansi(text).plain


def tool_row(**changes: Any) -> Row:
    """A row no module knows, with a tool call."""
    call = {"id": "c1", "type": "function", "function": {"name": "book", "arguments": '{"from":"Basel","to":"Bern","seats":2}'}}
    row: Row = {
        "id": "other-" + "a" * 20, "task_type": "other/calls", "facets": {}, "lang": "en", "difficulty": 2, "group": "g", "tags": [],
        "messages": [
            {"role": "user", "content": "Two seats to Bern\r, [bold]please[/]."},
            {"role": "assistant", "content": None, "tool_calls": [call], "reasoning_content": "They start in Basel."},
            {"role": "tool", "content": "booked \x1b[31m", "tool_call_id": "c1"},
            {"role": "assistant", "content": "Done.", "weight": 1},
        ],
        "checks": [{"kind": "text.clean", "turn": 3, "params": {}}],
        "evidence": {"deep": [{"arguments": {"turn": 0, "start": 0, "end": 9, "value": 2}}]},
        "origin": {"kind": "imported", "recipe": "r", "version": 1, "seed": 0, "path": "", "attempts": 1, "model": "offline", "sources": []},
    }  # fmt: skip
    return {**row, **changes}


def test_default_is_the_first_five_in_order(made: list[Row], tmp_path: Path) -> None:
    path = write(tmp_path / "x.jsonl", made)
    heads = [line for line in show(path).splitlines() if line.startswith("=== ")]
    assert [h.split(" · ")[-1] for h in heads] == [r["id"] for r in made[:5]]


def test_random_is_reproducible_and_without_repeats(made: list[Row], tmp_path: Path) -> None:
    path = write(tmp_path / "x.jsonl", made)
    picked = {seed: [r["id"] for r in pick(path, None, 20, seed, "", "")] for seed in range(4)}
    assert show(path, "--random", "20", "--seed", "3") == show(path, "--random", "20", "--seed", "3")
    assert len({tuple(p) for p in picked.values()}) == 4 and all(len(set(p)) == 20 for p in picked.values())
    assert set().union(*picked.values()) > set(picked[0])
    assert len(pick(path, None, 1000, 0, "", "")) == len(made)


def test_random_is_fair() -> None:
    rows = [{"i": i} for i in range(4)]
    drawn = [_sample(iter(rows), 1, random.Random(seed))[0]["i"] for seed in range(400)]
    assert all(70 < drawn.count(i) < 130 for i in range(4))


def test_filters(made: list[Row], tmp_path: Path) -> None:
    path = write(tmp_path / "x.jsonl", made)
    picked = pick(path, None, 100, 0, "zh", "wrong")
    assert [r["id"] for r in picked] == [r["id"] for r in made if r["lang"] == "zh" and r["task_type"] == "rag/wrong"] and picked
    with pytest.raises(UserError, match=r"--task nope; it holds: .*rag/wrong zh"):
        pick(path, None, 0, 0, "", "nope")


def test_ids(made: list[Row], tmp_path: Path) -> None:
    path = write(tmp_path / "x.jsonl", made)
    wanted = made[7]["id"]
    assert pick(path, wanted, 0, 0, "", "") == [made[7]] == pick(path, wanted[:-6], 0, 0, "", "")
    wrong = wanted[:-1] + ("0" if wanted[-1] != "0" else "1")
    with pytest.raises(UserError, match=f"the nearest id is '{wanted}'"):
        pick(path, wrong, 0, 0, "", "")
    with pytest.raises(UserError, match="40 ids begin with 'rag-'"):
        pick(path, "rag-", 0, 0, "", "")
    with pytest.raises(UserError, match="exclude each other"):
        pick(path, wanted, 3, 0, "", "")


def test_lines_that_are_no_rows_are_counted_not_fatal(made: list[Row], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "x.jsonl"
    odd = ["{", "[]", '{"messages": 3}', '{"messages": [3]}', '{"messages": [], "tags": 1}', json.dumps(made[0])]
    path.write_text("\n".join(odd) + "\n", "utf-8")
    assert len(pick(str(path), None, 0, 0, "", "")) == 1
    assert "5 lines are no rows" in capsys.readouterr().err


def test_plain_text_is_whole_and_without_escape_or_box(made: list[Row], tmp_path: Path) -> None:
    out = show(write(tmp_path / "x.jsonl", made), "--random", "40")
    assert not any(c in out for c in "\x1b│━─╭")
    for row in made:
        for message in row["messages"]:
            for line in filter(str.strip, (message.get("content") or "").split("\n")):
                assert f"  {line.rstrip()}" in out
    assert "FAILS" not in out and out.count("✓ holds") == sum(len(r["checks"]) for r in made)


def test_plain_flag_beats_a_terminal(made: list[Row], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    path = write(tmp_path / "x.jsonl", made)
    assert "\x1b[" in show(path) and "\x1b[" not in show(path, "--plain")


@pytest.mark.parametrize("width", [48, 80, 200])
def test_a_page_fits_its_terminal_and_loses_nothing(made: list[Row], width: int) -> None:
    for row in made:
        text = bare(page(row, width))
        assert max(map(cell_len, text.split("\n"))) <= min(width, 110)
        shown = "".join(line.removeprefix("│ ") for line in text.split("\n")).replace(" ", "")
        for message in row["messages"]:
            content = (message.get("content") or "").replace("\n", "").replace(" ", "")
            assert content in shown


def test_breaks_keep_stops_off_the_line_start() -> None:
    line = "办证前先问清要带的材料。找不到书先看架号，再问馆员（别乱放）。Then walk on to 8291586 quietly."
    for width in range(4, 40):
        cuts = [0, *breaks(line, width), len(line)]
        parts = [line[a:b] for a, b in pairwise(cuts)]
        assert "".join(parts) == line and all(cell_len(p.rstrip()) <= width for p in parts)
        if width >= 8:
            assert not any(p[0] in "。，）" or p.endswith("（") for p in parts)
    assert breaks("x" * 25, 10) == [10, 20] and breaks("", 10) == []


def test_spans_are_found_anywhere_and_the_innermost_wins() -> None:
    evidence = {
        "question": {"turn": 0, "start": 0, "end": 4},
        "tree": {"needles": [{"at": {"turn": 1, "start": 10, "end": 20, "role": "support", "value": 7, "n": 2}}]},
        "documents": [{"turn": 1, "start": 0, "end": 40, "role": "contradict", "n": 2}],
        "no": [{"turn": 1, "start": None, "end": 3}, {"turn": "1", "start": 0, "end": 3}],
    }
    spans = list(spans_of(evidence))
    assert spans == [Span(0, 0, 4, "question"), Span(1, 10, 20, "support", "7", 2), Span(1, 0, 40, "contradict", None, 2)]
    first, second = Text("x" * 40), Text("x" * 40)
    paint(first, spans[:1])
    paint(second, spans[1:])
    console = Console()
    assert first.get_style_at_offset(console, 3).underline and not first.get_style_at_offset(console, 4).underline
    colours = [second.get_style_at_offset(console, i) for i in (9, 10, 19, 20)]
    assert [str(c) for c in colours] == ["red", "black on green", "black on green", "red"]


def test_unknown_roles_have_colours_of_their_own() -> None:
    spans = [Span(0, 0, 5, "needle"), Span(0, 6, 9, "argument", "x"), Span(0, 0, 300, "haystack")]
    assert len({style_of(s, spans).removeprefix("black on ") for s in spans}) == 3
    assert [is_wide(s, spans) for s in spans] == [False, False, True]


def test_tool_calls_controls_and_markup() -> None:
    text = bare(page(tool_row()))
    assert '"seats": 2' in text and "calls book({" in text and "thinks: They start in Basel." in text
    assert "Two seats to Bern␍, [bold]please[/]." in text and "booked ␛[31m" in text
    assert "arguments  2  turn 0:0-9  Two seats" in text
    assert tame("a\r\x1b\n\t\x9b") == "a␍␛\n\t�"
    broken = tool_row()
    broken["messages"][1]["tool_calls"][0]["function"]["arguments"] = '{"from": '
    assert 'book({"from": )' in bare(page(broken))


def test_checks_run_live_and_other_faults_are_told(made: list[Row]) -> None:
    row = json.loads(json.dumps(made[0]))
    row["messages"][-1]["content"] = "nonsense ,"
    dropped = row["checks"].pop(0)["kind"]
    row["facets"]["colour"] = "red"
    for terminal in (True, False):
        text = bare(page(row, 200, terminal))
        assert "✗ FAILS  text.clean" in text and "unknown facet" in text and "✓ holds" in text
        assert (f"required check '{dropped}' is missing" in text) == (dropped in _required(row))
    del row["checks"], row["origin"]
    text = bare(page(row, 200))
    assert "schema" in text and "nonsense ," in text


def _required(row: Row) -> tuple[str, ...]:
    from generators.module import recipe_of

    known = recipe_of(row["task_type"])
    assert known is not None
    return known[1].required


@pytest.mark.parametrize(("answer", "says"), [("Done ,", "fails this check, as it must"), ("Done.", "FAILS to fail this check")])
def test_rejected_is_judged_too(answer: str, says: str) -> None:
    rejected = {"at": 3, "messages": [{"role": "assistant", "content": answer}], "check": "text.clean", "reason": "a loose comma"}
    text = bare(page(tool_row(rejected=rejected)))
    assert "rejected answer · a loose comma" in text and says in text and f"│ {answer}" in text


def test_a_very_long_message_is_folded_on_a_terminal_only() -> None:
    content = "".join(f"line {i} of the haystack\n" for i in range(4000))
    at = content.index("line 2000 ")
    row = tool_row(evidence={"needles": [{"turn": 0, "start": at, "end": at + 9}]})
    row["messages"][0]["content"] = content
    assert len(content) > LONG
    text = bare(page(row))
    assert "line 2000 of" in text and "line 1 of" in text and "line 3999 of" in text and "line 1000 of" not in text
    assert text.count("characters left out") == 2
    assert "line 1000 of" in page(row, terminal=False)
    assert merged([(5, 9), (0, 3), (8, 12), (3, 4)]) == [(0, 4), (5, 12)]


@pytest.mark.parametrize(
    ("env", "chinese"),
    [({"LANG": "zh_CN.UTF-8"}, True), ({"LC_ALL": "en_US.UTF-8", "LANG": "zh_CN.UTF-8"}, False), ({"LC_MESSAGES": "zh_TW", "LANG": "C"}, True), ({}, False)],
)  # fmt: skip
def test_labels_follow_the_locale(env: dict[str, str], chinese: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    assert labels()["user"] == ("用户" if chinese else "user")
