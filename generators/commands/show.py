"""`gen show`: rows as a reviewer wants them, evidence in colour, checks run on the spot."""

from __future__ import annotations

import os
import random
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from generators.checks import judge
from generators.errors import UserError, nearest
from generators.module import recipe_of
from generators.reader import read_rows
from generators.row import Row

STYLES = {
    "question": "underline",
    "support": "green",
    "contradict": "red",
    "criterion": "yellow",
    "injected": "magenta",
    "distractor": "dim",
}
BANKS = Path(__file__).parents[1] / "banks"


def labels() -> dict[str, str]:
    """Labels in the language of the locale: Chinese where it says zh, English elsewhere."""
    locale = next((os.environ[k] for k in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(k)), "")
    raw = tomllib.loads((BANKS / ("zh" if locale.lower().startswith("zh") else "en") / "show.toml").read_text("utf-8"))
    return {key: wordings[0] for key, wordings in raw.items()}


def pick(path: str, row_id: str | None, count: int, seed: int, lang: str, task: str) -> list[Row]:
    """The rows to show: one by its id, some at random, or the first five. UserError for an unknown id or no row at all."""
    rows = [r.row for r in read_rows(path) if r.row is not None and "messages" in r.row]
    rows = [r for r in rows if (not lang or r.get("lang") == lang) and (not task or task in str(r.get("task_type")))]
    if not rows:
        raise UserError(f"{path}: no rows to show{f' for --lang {lang}' if lang else ''}{f' for --task {task}' if task else ''}")
    if row_id:
        found = [r for r in rows if str(r.get("id", "")).startswith(row_id)]
        if not found:
            raise UserError(f"{path}: no row {row_id!r}{nearest(row_id, [str(r.get('id')) for r in rows])}")
        return found
    return random.Random(seed).sample(rows, min(count, len(rows))) if count else rows[:5]


def show_command(path: str, row_id: str | None, count: int, seed: int, lang: str, task: str) -> int:
    """Print the rows."""
    from rich.console import Console

    rows = pick(path, row_id, count, seed, lang, task)
    console = Console(highlight=False)
    words = labels()
    for row in rows:
        recipe_of(str(row.get("task_type")))  # loads the module's checks
        _page(console, row, words)
    return 0


def spans_of(evidence: Any, role: str = "") -> Iterator[tuple[int, int, int, str]]:
    """(turn, start, end, role) of everything in the evidence that has a place, whatever module it belongs to."""
    if isinstance(evidence, list):
        for item in evidence:
            yield from spans_of(item, role)
    elif isinstance(evidence, dict):
        if all(isinstance(evidence.get(k), int) for k in ("turn", "start", "end")):
            yield evidence["turn"], evidence["start"], evidence["end"], str(evidence.get("role") or role)
        for key, value in evidence.items():
            yield from spans_of(value, key)


def _page(console: Any, row: Row, words: dict[str, str]) -> None:
    from rich.text import Text

    facets = " ".join(f"{k}={v}" for k, v in row.get("facets", {}).items())
    console.rule(
        f"[bold]{row.get('task_type')}[/] {row.get('lang')} · {words['level']} {row.get('difficulty')} · {row.get('id')}", align="left"
    )
    console.print(Text(f"{facets}  {' '.join(row.get('tags', []))}  {words['group']} {row.get('group')}", style="dim"))
    spans = list(spans_of(row.get("evidence")))
    for turn, message in enumerate(row["messages"]):
        _turn(console, message, [s[1:] for s in spans if s[0] == turn], words)
    if "rejected" in row:
        console.print(Text(f"{words['rejected']}: {row['rejected'].get('reason', '')}", style="bold red"))
        for message in row["rejected"]["messages"]:
            _turn(console, message, [], words)
    for item in row.get("checks", []):
        verdict = judge(row, item)
        state = Text(words["holds"], style="green") if verdict.ok else Text(f"{words['fails']}: {verdict.why}", style="bold red")
        console.print(Text.assemble((f"  {item['kind']} ", "cyan"), state, (f"  {_short(item['params'])}", "dim")), soft_wrap=True)
    console.print()


def _turn(console: Any, message: dict[str, Any], spans: list[tuple[int, int, str]], words: dict[str, str]) -> None:
    from rich.text import Text

    role = message["role"]
    style = {"system": "blue", "user": "bold", "assistant": "bold green", "tool": "magenta"}.get(role, "")
    weight = "" if "weight" not in message else f" ({words['learnt'] if message['weight'] else words['not_learnt']})"
    console.print(Text.assemble((words.get(role, role), style), (weight, "dim")))
    if message.get("reasoning_content"):
        _inset(console, Text(message["reasoning_content"], style="dim italic"))
    for call in message.get("tool_calls", []):
        _inset(console, Text(f"{words['calls']} {call['function']['name']}({call['function']['arguments']})", style="magenta"))
    if message.get("content"):
        text = Text(message["content"])
        # Wide spans first, so that a sentence shows through the document it stands in.
        for start, end, found in sorted(spans, key=lambda s: s[0] - s[1]):
            wide = end - start > 400 and found not in ("question", "criterion")
            if not wide and found in STYLES:
                text.stylize(STYLES[found], start, end)
        _inset(console, text)


def _inset(console: Any, text: Any) -> None:
    """Indented text: wrapped on a terminal, in whole lines elsewhere."""
    from rich.padding import Padding

    if console.is_terminal:
        console.print(Padding(text, (0, 2)))
        return
    for line in text.split("\n", allow_blank=True):
        console.print("  ", line, sep="", soft_wrap=True)


def _short(params: dict[str, Any]) -> str:
    text = ", ".join(f"{k}={v}" for k, v in params.items())
    return text if len(text) < 100 else text[:97] + "..."
