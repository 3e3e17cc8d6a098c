"""Options of `gen longctx`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from generators.errors import UserError
from generators.options import Options, option


@dataclass(frozen=True)
class LongctxOptions(Options):
    """What the user can set beyond the common options."""

    tokens: str = option(
        "4k,16k,32k", "Length of the prompt in tokens, several share the rows: 4k,32k,128k,1m (k = 1,000).", metavar="N,..."
    )
    haystack: str = option(
        "",
        "Your own books or documents (a file or a folder: txt, md, html, jsonl, pdf, docx) in place of generated books.",
        metavar="PATH",
        path=True,
    )
    aliases: str = option(
        "", "With --haystack: names of its characters, for counting and listing (see longctx/README.md).", metavar="FILE.toml", path=True
    )
    depth: str = option("0-100", "Where needles stand, in percent of the haystack; the whole of it is uniform.", metavar="LO-HI")
    thinking: str = option(
        "mixed", "A short true working in reasoning_content: in half the rows, in none, in all.", choices=("mixed", "none", "short")
    )
    count_template: str = option(
        "",
        "Count the prompt as this chat template renders it, up to where the answer begins: a Jinja file or a tokenizer_config.json.",
        metavar="FILE",
        path=True,
    )
    verify: str = option(
        "full",
        "How a finished prompt's length is proved: by one pass over all of it, or by its paragraphs, each counted once in a run "
        "(and one prompt in 48 whole). gen validate always counts whole.",
        choices=("full", "windows"),
    )
    text_field: str = option("text", "The field of a .jsonl record that holds its text.", metavar="NAME")

    def lengths(self) -> tuple[int, ...]:
        """The lengths asked for, in tokens. UserError for what is no length."""
        found = []
        for part in filter(None, (p.strip().lower() for p in self.tokens.split(","))):
            m = re.fullmatch(r"(\d+(?:\.\d+)?)([km]?)", part)
            n = int(float(m[1]) * {"": 1, "k": 1000, "m": 1_000_000}[m[2]]) if m else 0
            if not 500 <= n <= 4_000_000:
                raise UserError(f"--tokens {part}: expected lengths between 500 and 4m, such as 4k,32k,128k")
            found.append(n)
        if not found:
            raise UserError("--tokens: expected lengths such as 4k,32k")
        return tuple(dict.fromkeys(found))

    def depths(self) -> tuple[float, float]:
        """The stretch of the haystack that needles may stand in, as shares. UserError for what is none."""
        m = re.fullmatch(r"(\d{1,3})-(\d{1,3})", self.depth)
        if not m or not 0 <= int(m[1]) < int(m[2]) <= 100:
            raise UserError(f"--depth {self.depth}: expected LO-HI in percent, such as 0-100 or 40-60")
        return int(m[1]) / 100, int(m[2]) / 100

    def rows_a_batch(self) -> int:
        """About a million tokens at a time: what is built of a batch is held until all of it is."""
        return max(1, min(25, 1_000_000 // max(self.lengths())))
