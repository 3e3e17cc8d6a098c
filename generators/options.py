"""Options common to all modules; a module's own dataclass extends this one, and the command line is derived from it."""

from __future__ import annotations

import dataclasses
import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from generators.tokens import identity


def option(
    default: Any,
    help: str,
    *,
    choices: tuple[str, ...] = (),
    metavar: str = "",
    many: bool = False,
    path: bool = False,
    place: bool = False,
) -> Any:
    """A dataclass field that becomes a flag.

    `choices`: the words allowed (each of a comma list where `many`). `path`: a file or folder the user gives; its content is part of
    the run's configuration, its place is not. `place`: where something is kept or put, which is no part of it at all.
    """
    meta = {"help": help, "choices": choices, "metavar": metavar, "many": many, "path": path, "place": place}
    return field(default=default, metadata=meta)


@dataclass(frozen=True)
class Options:
    """What every `gen MODULE` takes beside -n, --seed, --lang, -o, --mix, --difficulty, --workers, --siblings, --noise."""

    system: str = option("", "Pool of your own system prompts: a text file, prompts parted by blank lines.", metavar="FILE", path=True)
    banks: str = option("", "House voice: a folder of banks laid over the shipped words.", metavar="DIR", path=True)
    rules: str = option(
        "", "Your own checks: a Python file with FORBIDDEN (list of regexes) and/or check(row) -> str | None.", metavar="FILE.py", path=True
    )
    model: str = option(
        "",
        "A model that writes the words (never the truth): its name at --base-url, or recorded:FILE to take its answers from a recording.",
        metavar="NAME",
        place=True,
    )
    base_url: str = option("", "Where the model is: an OpenAI-compatible endpoint.", metavar="URL", place=True)
    api_key_env: str = option("OPENAI_API_KEY", "The environment variable that holds the key.", metavar="NAME", place=True)
    endpoints: str = option(
        "", "Several endpoints, with limits, prices and roles: a TOML file (see generators/model/README.md).", metavar="FILE", place=True
    )
    in_flight: int = option(32, "Requests under way at once, over all workers.", metavar="N", place=True)
    budget: str = option(
        "", "Stop when so much is spent (needs prices in --endpoints); the same command goes on.", metavar="MONEY", place=True
    )
    answers: str = option("", "Where the model's answers are kept (else beside the output).", metavar="FILE", place=True)
    record: str = option("", "Write all answers of the run to this file, for --model recorded:FILE.", metavar="FILE", place=True)
    teacher_prompts: str = option(
        "", "Your own prompts for the model: a folder of zh/PURPOSE.toml and en/PURPOSE.toml.", metavar="DIR", path=True
    )
    batch: bool = option(
        False, "Ask by the OpenAI Batch API: upload all requests, stop, and go on with the same command when they are done.", place=True
    )
    few_shot: str = option(
        "",
        "Examples of your own to show the model: prompt/answer pairs, or lines with purpose, its slots and said (see generators/model/README.md).",
        metavar="FILE",
        path=True,
    )
    judge: str = option(
        "",
        "Models that score how natural each row reads, two at most: names in --endpoints, or models at --base-url. What reads badly is built again.",
        metavar="NAME[,NAME]",
    )
    judge_least: int = option(3, "The lowest score, 1 to 5, at which --judge lets a row stand.", metavar="SCORE")
    keep_thinking: bool = option(False, "Keep what the model thought before an answer, as reasoning_content.")
    max_tokens: int = option(0, "Rebuild or reject rows longer than this many tokens (0: no limit). Never cuts.", metavar="T")
    tokenizer: str = option(
        "chars",
        "What counts as a token: chars, bytes, tekken, or a path (tokenizer.json, tiktoken file, SentencePiece .model).",
        metavar="T",
    )

    def rows_a_batch(self) -> int:
        """The most rows that a worker makes before it hands them over: fewer where rows are large, else so many that there are several of each kind
        (see `Builder.build_all`). Decides no bytes."""
        return 100

    def digest(self) -> str:
        """Digest of all values; files count by content."""
        h = hashlib.blake2b(digest_size=16)
        for f in dataclasses.fields(self):
            value = getattr(self, f.name)
            if f.metadata["place"] or value == f.default:  # an option that is not used, or not known yet, changes no run
                continue
            if f.name == "tokenizer":
                value = identity(value)
            text = content_digest(value) if value and f.metadata["path"] else repr(value)
            h.update(f"{f.name}={text}\n".encode())
        return h.hexdigest()


def content_digest(path: str) -> str:
    """Digest of a file, or of a folder's files with their names."""
    root = Path(path)
    h = hashlib.blake2b(digest_size=16)
    for file in sorted(p for p in root.rglob("*") if p.is_file()) if root.is_dir() else [root]:
        h.update(file.relative_to(root).as_posix().encode() + b"\0" + file.read_bytes())
    return h.hexdigest()
