"""Layouts: how documents, question and rules become messages. Each is a Jinja file of parts headed `=== system|user|tool`."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from generators.errors import UserError

_PART = re.compile(r"^=== (system|user|tool)[ \t]*$\n", re.M)


@dataclass(frozen=True)
class Layout:
    """A parsed layout: (role, compiled template) per message."""

    name: str
    parts: tuple[tuple[str, Any], ...]

    @property
    def has_tool(self) -> bool:
        """Whether the documents come as the result of a tool call."""
        return any(role == "tool" for role, _ in self.parts)

    def render(self, context: dict[str, Any]) -> list[tuple[str, str]]:
        """(role, content) of each message that is not blank."""
        out = []
        for role, template in self.parts:
            text = _tidy(template.render(context))
            if text:
                out.append((role, text))
        return out


_GAPS = re.compile(r"\n{3,}")


def _tidy(text: str) -> str:
    """Blank lines at the ends go, runs of blank lines become one."""
    return (_GAPS.sub("\n\n", text) if "\n\n\n" in text else text).strip("\n ")


def load_layouts(paths: list[Path]) -> list[Layout]:
    """Parse and compile layouts; UserError names the file and what it lacks."""
    import jinja2

    environment = jinja2.Environment(trim_blocks=True, lstrip_blocks=True, undefined=jinja2.StrictUndefined, autoescape=False)
    layouts = []
    for path in paths:
        try:
            pieces = _PART.split(path.read_text("utf-8"))
            parts = tuple((pieces[i], environment.from_string(pieces[i + 1])) for i in range(1, len(pieces), 2))
            if not parts or pieces[0].strip():
                raise UserError(f"{path}: a layout is made of parts headed '=== system', '=== user' or '=== tool'")
            probe = {"system": "S", "note": "N", "question": "QQ", "void": "V", "payload": "PP", "w": _Any(), "documents": [_PROBE]}
            seen = "\n".join(t.render(probe) for _, t in parts)
        except jinja2.TemplateError as error:
            raise UserError(f"{path}: {error}") from None
        except (OSError, UnicodeDecodeError) as error:
            raise UserError(f"{path}: {error}") from None
        if seen.count("QQ") != 1 or ("TT" not in seen and "PP" not in seen):
            raise UserError(f"{path}: must show {{{{ question }}}} once, and each document's text (or {{{{ payload }}}})")
        layouts.append(Layout(path.stem, parts))
    return layouts


_PROBE = {"n": 1, "title": "T", "text": "TT", "source": "s", "date": "d", "meta": "m"}


class _Any:
    """Stands for the bank's labels while a layout is tried out."""

    def __getattr__(self, name: str) -> str:
        return "w"


def payload(documents: list[dict[str, Any]], face: str, error: str, indent: int | None, wrapped: bool, keys: tuple[str, ...]) -> str:
    """The documents as JSON, or an empty result in the shape its `face` has."""
    names = dict(zip(("n", "title", "source", "date", "text"), keys, strict=True))
    items = [{names[k]: d[k] for k in names if d[k] != ""} for d in documents]
    if documents:
        value: Any = {"total": len(items), "results": items} if wrapped else items
    else:
        value = {
            "empty_list": [], "zero_results": {"total": 0, "results": []}, "null_json": {"results": None} if wrapped else None,
            "tool_error": {"error": error}, "timeout": {"error": error},
        }[face]  # fmt: skip
    return json.dumps(value, ensure_ascii=False, indent=indent)
