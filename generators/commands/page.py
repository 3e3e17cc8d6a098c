"""One row as a page on a terminal: header, turns with their evidence in colour, checks and the rejected answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson

from generators.checks import judge
from generators.commands.spans import COLOURS, Span, is_wide, merged, paint, spans_of, style_of
from generators.commands.wrap import breaks, tame
from generators.gate import evidence_validator, faults_of
from generators.module import recipe_of
from generators.row import Row

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

WIDEST = 110  # cells: longer lines are hard to read
LONG = 16_000  # characters of a message from which only the surroundings of its evidence are shown
AROUND = 500
ROLES = {"system": "blue", "user": "cyan", "assistant": "green", "tool": "magenta"}


class Page:
    """Prints rows; `plain`: no colour, no lines, no wrapping, nothing left out."""

    def __init__(self, console: Console, words: dict[str, str], plain: bool) -> None:
        self.console, self.words, self.plain = console, words, plain
        self.width = min(console.width, WIDEST)

    def print(self, row: Row) -> None:
        """Print one row."""
        spans = sorted(spans_of(row.get("evidence")), key=lambda s: (s.turn, s.start, -s.end))
        self._header(row)
        for turn, message in enumerate(row["messages"]):
            self._turn(turn, message, [s for s in spans if s.turn == turn])
        self._evidence(row, spans)
        self._checks(row)
        self.console.print()

    def _line(self, *parts: str | tuple[str, str], cut: bool = True) -> None:
        """One line; on a terminal cut off at its end, or wrapped."""
        from rich.text import Text

        text = Text.assemble(*((tame(p), "") if isinstance(p, str) else (tame(p[0]), p[1]) for p in parts))
        text.rstrip()
        if self.plain:
            self.console.print(text.plain, soft_wrap=True)
            return
        if cut:
            text.truncate(self.width, overflow="ellipsis")
        for piece in text.divide(breaks(text.plain, self.width)):
            piece.rstrip()
            self.console.print(piece, soft_wrap=True)

    def _label(self, key: str) -> str:
        return self.words.get(key, key)

    def _header(self, row: Row) -> None:
        from rich.cells import cell_len

        head = f"{row.get('task_type')} · {row.get('lang')} · {self.words['level']} {row.get('difficulty')} · {row.get('id')}"
        rule = "" if self.plain else " " + "━" * max(0, self.width - cell_len(head) - 4)
        self._line((f"{'===' if self.plain else '━━'} {head}", "bold"), rule)
        facets = [(f"{k}={_word(v)}  ", "dim") for k, v in row.get("facets", {}).items()]
        self._line(*facets, (" ".join(map(str, row.get("tags") or [])), "yellow"), cut=False)
        tools = ", ".join(_signature(t) for t in row.get("tools") or [])
        tools = f"  {self.words['tools']} {tools}" if tools else ""
        self._line((f"{self.words['group']} {row.get('group')}{tools}", "dim"), cut=False)

    def _turn(self, turn: int, message: dict[str, Any], spans: list[Span]) -> None:
        from rich.text import Text

        role = str(message.get("role"))
        colour = ROLES.get(role, "white")
        weight = "" if "weight" not in message else f" · {self.words['learnt' if message['weight'] else 'not_learnt']}"
        self._line()
        self._line((f"{turn} {self._label(role)}", f"bold {colour}"), (weight, "dim"))
        if message.get("reasoning_content"):
            self._inset(Text(f"{self.words['thinks']}: {tame(str(message['reasoning_content']))}", style="italic dim"), colour)
        for call in message.get("tool_calls") or []:
            self._inset(Text(f"{self.words['calls']} {_call(call)}", style="magenta"), colour)
        if content := tame(message.get("content") or ""):
            text = Text(content)
            paint(text, spans)
            for piece in self._folded(text, spans):
                self._inset(piece, colour)

    def _folded(self, text: Text, spans: list[Span]) -> list[Text]:
        """The text; of a very long one on a terminal its ends and the surroundings of its evidence."""
        from rich.text import Text

        size = len(text)
        if self.plain or size <= LONG:
            return [text]
        out: list[Text] = []
        done = 0
        near = [(s.start - AROUND, s.end + AROUND) for s in spans if not is_wide(s, spans) and s.role != "distractor"]
        for start, end in merged([(0, AROUND), *near, (size - AROUND, size)]):
            if start > done:
                out.append(Text(f"⋯ {start - done:,} {self.words['left_out']} ⋯", style="dim"))
            out.append(text[max(start, 0) : end])
            done = end
        return out

    def _inset(self, text: Text, colour: str) -> None:
        """Text behind a bar in the colour of its role: wrapped on a terminal, in whole lines elsewhere."""
        from rich.text import Text

        for line in text.split("\n", allow_blank=True):
            if self.plain:
                self.console.print(f"  {line.plain}".rstrip(), soft_wrap=True)
                continue
            line.expand_tabs(4)
            for piece in line.divide(breaks(line.plain, self.width - 2)):
                piece.rstrip()
                self.console.print(Text.assemble(("│ ", colour), piece), soft_wrap=True)

    def _evidence(self, row: Row, spans: list[Span]) -> None:
        """What each span says, as a legend to the colours; documents by number."""
        leaves = [s for s in spans if s.role not in ("question", "distractor") and not is_wide(s, spans)]
        items = [s for s in spans if s.n is not None and s.value is None]
        if not leaves and not items:
            return
        self._line()
        self._line((self.words["evidence"], "bold"))
        for role in dict.fromkeys(s.role for s in items):
            numbers = " ".join(str(s.n) for s in items if s.role == role)
            self._line(f"  {self.words['items']}  ", (f"{self._label(role)} {numbers}", COLOURS.get(role, "dim")), cut=False)
        for s in leaves:
            message = row["messages"][s.turn] if 0 <= s.turn < len(row["messages"]) else {}
            said = " ".join((message.get("content") or "")[max(0, s.start) : max(0, s.end)].split())
            number = "" if s.n is None else f" {s.n}"
            value = f"{s.value}  " if s.value else ""
            place = f"{self.words['turn']} {s.turn}:{s.start}-{s.end}  "
            self._line("  ", (f"{self._label(s.role)}{number}", style_of(s, spans)), "  ", (value, "bold"), (place, "dim"), said)

    def _checks(self, row: Row) -> None:
        known = recipe_of(str(row.get("task_type")))  # loads the module's checks
        faults = faults_of(row, known[1] if known else None, evidence_validator(known[0].evidence_schema) if known else None)
        broken = any(f.code == "schema" for f in faults)
        self._line()
        self._line((self.words["checks"], "bold"))
        for item in [] if broken else row["checks"]:
            verdict = judge(row, item)
            state = (f"✓ {self.words['holds']}", "green") if verdict.ok else (f"✗ {self.words['fails']}", "bold red")
            why = verdict.why and f"{verdict.why}  "
            # A reason is never cut off; what a check that holds was given may be.
            self._line("  ", state, (f"  {item['kind']}  ", "cyan"), (why, "red"), (_short(item["params"]), "dim"), cut=verdict.ok)
        for fault in (f for f in faults if not f.code.startswith("check/")):
            self._line("  ", (f"✗ {self.words['fails']}  {fault.pointer or '/'} {fault.code}: {fault.message}", "bold red"), cut=False)
        if row.get("rejected") and not broken:
            self._rejected(row, row["rejected"])

    def _rejected(self, row: Row, rejected: dict[str, Any]) -> None:
        """The answer not to give, and whether it fails the check that it is there to fail."""
        other = {**row, "messages": [*row["messages"][: rejected["at"]], *rejected["messages"]]}
        named = [item for item in row["checks"] if item["kind"] == rejected["check"]]
        fails = any(not judge(other, item).ok for item in named)
        self._line()
        self._line((self.words["rejected"], "bold red"), (f" · {rejected['reason']}", "dim"))
        for i, message in enumerate(rejected["messages"]):
            self._turn(rejected["at"] + i, message, [])
        state = (f"✓ {self.words['rejected_fails']}", "green") if fails else (f"✗ {self.words['rejected_holds']}", "bold red")
        self._line("  ", state, (f"  {rejected['check']}", "cyan"))


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _word(value: Any) -> str:
    return value if isinstance(value, str) else orjson.dumps(value).decode()


def _signature(tool: Any) -> str:
    """`name(parameter, ...)` of a tool."""
    function = _dict(_dict(tool).get("function"))
    return f"{function.get('name')}({', '.join(_dict(_dict(function.get('parameters')).get('properties')))})"


def _call(call: Any) -> str:
    """A tool call: on one line where it is short, else its arguments as indented JSON; arguments that are no JSON as they are."""
    function = _dict(_dict(call).get("function"))
    name, raw = function.get("name"), str(function.get("arguments"))
    try:
        arguments = orjson.loads(raw)
    except orjson.JSONDecodeError:
        return f"{name}({raw})"
    pretty = orjson.dumps(arguments, option=orjson.OPT_INDENT_2).decode()
    return f"{name}({pretty if pretty.count(chr(10)) > 2 else raw})"


def _short(params: dict[str, Any]) -> str:
    """The params of a check on one line."""
    return ", ".join(f"{k}={v if isinstance(v, str) and v else orjson.dumps(v).decode()}" for k, v in params.items())
