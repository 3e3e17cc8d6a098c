"""`gen rag find-facts`: a model reads the user's documents and says what can be asked of them; what the text does not bear out is refused, with the reason."""

from __future__ import annotations

import argparse
import dataclasses
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from generators.errors import Shortfall, UserError
from generators.model.asking import Output, at_work, calling, config_digest
from generators.model.pool import Pool, Talk
from generators.model.teacher import fill, load_prompt, shown
from generators.options import Options
from generators.row import dumps
from generators.seeds import hash_int
from rag.corpus.files import read_corpus
from rag.corpus.found import KEYS, judged
from rag.corpus.mine import mine
from rag.corpus.mined import Mined
from rag.corpus.names import Naming
from rag.corpus.structure import Source

TASK = "rag/facts"  # what the calls are counted under
SIZE = {"zh": 900, "en": 2400}  # characters of a passage shown to the model, about
SCHEMA = {
    "type": "object", "required": ["facts"],
    "properties": {
        "facts": {
            "type": "array", "maxItems": 12,
            "items": {"type": "object", "required": list(KEYS), "properties": {k: {"type": "string", "minLength": 1} for k in KEYS}},
        }
    },
}  # fmt: skip
_FLAGS = ("model", "base_url", "api_key_env", "endpoints", "in_flight", "budget", "answers", "record", "teacher_prompts", "few_shot")


@dataclass(frozen=True)
class Passage:
    """A stretch of a document's paragraphs and items that is shown at once."""

    source: Source
    nth: int
    text: str


def passages(source: Source) -> Iterator[Passage]:
    """The document in stretches of about SIZE characters."""
    held: list[str] = []
    nth = 0
    for block in source.blocks:
        if block.kind not in ("para", "item"):
            continue
        held.append(source.text[block.start : block.end])
        if sum(map(len, held)) >= SIZE[source.lang]:
            yield Passage(source, nth, "\n".join(held))
            held, nth = [], nth + 1
    if held:
        yield Passage(source, nth, "\n".join(held))


def in_turn(sources: Sequence[Source]) -> Iterator[Passage]:
    """The first passage of every document, then the second of each, and so on: a bound on their number leaves no document out."""
    streams = [passages(s) for s in sorted(sources, key=lambda s: hash_int(0, "found", s.path))]
    while streams:
        going = []
        for stream in streams:
            first = next(stream, None)
            if first is not None:
                yield first
                going.append(stream)
        streams = going


def found_in(passage: Passage, talk: Talk, options: Options) -> list[dict[str, str]] | None:
    """What the model says can be asked of a passage; None where it says nothing."""
    source = passage.source
    prompt = load_prompt("facts", source.lang, options.teacher_prompts)
    nth = hash_int(0, "facts", source.sha256, passage.nth)
    slots = {"title": source.title, "text": passage.text, "style": prompt.styles[nth % len(prompt.styles)]}
    messages = [
        {"role": "system", "content": prompt.system},
        *shown("facts", source.lang, prompt, options.few_shot, nth % (1 << 20)),
        {"role": "user", "content": fill(prompt.user, slots)},
    ]
    row = f"{source.path}#{passage.nth}"
    request = {"purpose": "facts", "role": "writer", "row": row, "messages": messages, "mend": prompt.mend, "schema": SCHEMA}
    reply = talk.ask(request)[0]
    talk.model.took(request, "no-answer" if reply is None else "used")
    facts: list[dict[str, str]] | None = orjson.loads(reply)["facts"] if reply is not None else None
    return facts


def find_facts(corpus: str, output: str, options: Options, text_field: str, langs: tuple[str, ...], most: int) -> str:
    """Ask, hold each fact to its document, write facts and rejects; gives the account in a line."""
    sources, skipped = read_corpus(corpus, text_field)
    naming = {lang: Naming([s for s in sources if s.lang == lang]) for lang in ("zh", "en")}
    mine_ = [s for s in sources if s.lang in langs]
    if not mine_:
        raise UserError(f"{corpus}: no document in {' or '.join(langs)}")
    jobs = list(in_turn(mine_))
    asked = jobs[:most] if most else jobs
    call = calling(options, output)
    out = Output(output, config_digest(call, "find-facts", [corpus], text_field, langs, most))
    known: dict[str, list[Mined]] = {}
    reasons, kinds = Counter[str](), Counter[str]()
    with at_work(call, lambda text: print(text, file=sys.stderr)) as (desk, store):
        pool: Pool[Passage, list[dict[str, str]] | None] = Pool(
            desk,
            store,
            call.endpoints,
            lambda job, talk: found_in(job, talk, options),
            lambda job: TASK,
            len(asked) if options.batch else 0,
        )
        for job, facts, model in pool.results(iter(asked)):
            source = job.source
            if source.path not in known:
                known[source.path] = mine(source, naming[source.lang])
            outcomes: list[tuple[str, str, str]] = [w for w in model.words if w[2] != "used"]
            name = ",".join(sorted({w[0] for w in model.words}))
            for told in facts or ():
                made: Mined | str = judged(source, told, naming[source.lang], known[source.path])
                if isinstance(made, str):
                    slug, _, why = made.partition(": ")
                    reasons[slug] += 1
                    out.lose(dumps({"path": source.path, "reason": slug, "detail": why, "fact": told}))
                else:
                    known[source.path].append(made)
                    kinds[f"{source.lang}/{made.kind}"] += 1
                    out.put(dumps({"path": source.path, "sha256": source.sha256, **{k: told[k] for k in KEYS}, "model": name}))
                outcomes.append((name, "facts", made.partition(":")[0] if isinstance(made, str) else "used"))
            store.became(f"{source.path}#{job.nth}", TASK, outcomes)
        made_ = sum(kinds.values())
        held = {
            "rows": made_,
            "passages": len(asked),
            "documents": len({p.source.path for p in asked}),
            "counts": dict(sorted(kinds.items())),
        }
        out.close({**held, "failed": dict(sorted(reasons.items())), "skipped": len(skipped), "words": store.usable()})
    why = ", ".join(f"{r} {c}" for r, c in reasons.most_common(6))
    told_ = f"{made_} facts from {len(asked)} of {len(jobs)} passages" + (f" (refused: {why})" if why else "")
    if not made_:
        raise Shortfall(f"{told_}; see {out.rejects}")
    return f"{told_} -> {output}"


def main(args: Sequence[str] | None = None) -> int:
    """`gen rag find-facts CORPUS -o facts.jsonl --model NAME --base-url URL`."""
    parser = argparse.ArgumentParser(prog="gen rag find-facts", description=__doc__)
    parser.add_argument("corpus", help="A folder or file of documents, as --corpus takes it.")
    parser.add_argument("-o", "--output", required=True, help="x.jsonl, for --facts; beside it x.rejects.jsonl and x.manifest.json.")
    parser.add_argument("--lang", default="zh,en")
    parser.add_argument("--text-field", default="text")
    parser.add_argument(
        "--passages", type=int, default=0, help="Show the model so many passages at most, taken evenly from all documents (0: all)."
    )
    for f in dataclasses.fields(Options):
        if f.name in _FLAGS:
            kind: Any = int if isinstance(f.default, int) else str
            parser.add_argument(f"--{f.name.replace('_', '-')}", type=kind, default=f.default, help=f.metadata["help"])
    parser.add_argument("--batch", action="store_true")
    flags = vars(parser.parse_args(args))
    corpus, output, text_field, most = (flags.pop(k) for k in ("corpus", "output", "text_field", "passages"))
    langs = tuple(part.strip() for part in flags.pop("lang").split(","))
    if not Path(corpus).exists():
        raise UserError(f"{corpus}: no such file or folder")
    if not set(langs) <= {"zh", "en"}:
        raise UserError(f"--lang {','.join(langs)}: there are: zh, en")
    if most < 0:
        raise UserError(f"--passages {most}: expected a number of passages, or 0 for all")
    print(find_facts(corpus, output, Options(**flags), text_field, langs, most), file=sys.stderr)
    return 0
