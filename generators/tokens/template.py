"""Chat templates: what a trainer makes of messages before it counts tokens."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from generators.errors import UserError


@dataclass(frozen=True)
class ChatTemplate:
    """A Jinja chat template. `sha256`: of its file. `words`: bos_token and the like, where the file names them."""

    name: str
    sha256: str
    source: str
    words: tuple[tuple[str, str], ...] = ()

    @cached_property
    def _template(self) -> Any:
        from jinja2 import TemplateError
        from jinja2.sandbox import ImmutableSandboxedEnvironment

        def refuse(why: str) -> str:
            raise TemplateError(why)

        # The settings of the transformers library, for which such files are written.
        env = ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True, extensions=["jinja2.ext.loopcontrols"])
        env.filters["tojson"] = lambda value, indent=None: json.dumps(value, ensure_ascii=False, indent=indent)
        env.globals["raise_exception"] = refuse
        return env.from_string(self.source)

    def render(self, messages: Sequence[Mapping[str, Any]]) -> str:
        """The text of a prompt, with what stands before the answer. UserError where the template refuses such messages."""
        from jinja2 import TemplateError

        try:
            shown: str = self._template.render(messages=list(messages), add_generation_prompt=True, **dict(self.words))
        except (TemplateError, TypeError) as error:
            raise UserError(f"--count-template {self.name}: cannot be used: {error}") from None
        return shown


_KNOWN: dict[str, ChatTemplate] = {}


def load_template(path: str) -> ChatTemplate:
    """A .jinja file, or a tokenizer_config.json with a chat_template. UserError where it is neither; what was loaded is known by its hash from then on."""
    file = Path(path)
    if not file.is_file():
        raise UserError(f"--count-template {path}: no such file; it is a Jinja chat template or a tokenizer_config.json")
    raw = file.read_bytes()
    try:
        source = raw.decode("utf-8")
    except UnicodeDecodeError:
        raise UserError(f"--count-template {path}: is not UTF-8 text") from None
    words: tuple[tuple[str, str], ...] = ()
    if file.suffix == ".json":
        try:
            parsed = json.loads(source)
        except json.JSONDecodeError as error:
            raise UserError(f"--count-template {path}: is not JSON: {error}") from None
        found = parsed.get("chat_template") if isinstance(parsed, dict) else None
        if isinstance(found, list):  # several, by name
            found = next((t.get("template") for t in found if isinstance(t, dict) and t.get("name") == "default"), None)
        if not isinstance(found, str):
            raise UserError(f"--count-template {path}: holds no chat_template")
        source = found
        tokens = {k: v.get("content", "") if isinstance(v, dict) else v for k, v in parsed.items() if k.endswith("_token")}
        words = tuple(sorted((k, v) for k, v in tokens.items() if isinstance(v, str)))
    made = ChatTemplate(file.name, hashlib.sha256(raw).hexdigest(), source, words)
    _KNOWN[made.sha256] = made
    return made


def known_template(sha256: str) -> ChatTemplate | None:
    """The template a row names by its hash, or None where it is not at hand."""
    if sha256 not in _KNOWN and (path := os.environ.get("GEN_COUNT_TEMPLATE")):
        load_template(path)
    return _KNOWN.get(sha256)
