"""Training data for the two side models of a RAG product, in their own forms: the retriever's tuples and the router's labels."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from generators.build import Config, builder
from generators.run import Dedupe, slots_of
from generators.words import load_banks
from rag.retrieval import tokens

ROOT = Path(__file__).parent
NEGATIVES = 4


def retrieval(config: Config) -> Iterator[dict[str, Any]]:
    """`query`, `positive`, `negative_1`..`negative_4`: the n-tuples that sentence-transformers trains on, hardest negative first.

    Built from grounded rows of one supporting document with many others, so every negative has been proved not to state the answer.
    """
    plain = str(ROOT / "layouts" / "numbered.jinja")
    options = dataclasses.replace(config.options, layout=plain, citation_style="none")
    task = "rag/grounded"
    own = dataclasses.replace(
        config, options=options, weights={task: 1}, levels={task: {4: 2, 5: 1}}, digest=f"retrieval-{config.digest}"
    )  # fmt: skip
    maker, dedupe = builder(own), Dedupe()
    for slot in slots_of(own):
        built = maker.build(slot)
        if built.line is None or dedupe.refuse(built)[0]:
            continue
        row = _tuple(built.line)
        if row:
            yield row


def _tuple(line: bytes) -> dict[str, Any] | None:
    from generators.row import loads

    row = loads(line)
    documents, messages = row["evidence"]["documents"], row["messages"]
    texts = {d["n"]: messages[d["turn"]]["content"][d["start"] : d["end"]] for d in documents}
    gold = [d["n"] for d in documents if d["role"] == "support"]
    if row["facets"]["form"] not in ("value", "sentence") or len(gold) != 1 or len(documents) <= NEGATIVES:
        return None
    query = row["evidence"]["question"]["text"]
    asked = set(tokens(query, row["lang"]))
    # Hardest first: the words it shares with the question, against its length; ties by place in the prompt.
    hard = sorted(
        (n for n in texts if n not in gold), key=lambda n: (-len(asked & set(tokens(texts[n], row["lang"]))), len(texts[n]), n)
    )  # fmt: skip
    negatives = {f"negative_{i + 1}": texts[n] for i, n in enumerate(hard[:NEGATIVES])}
    return {"query": query, "positive": texts[gold[0]], **negatives, "lang": row["lang"], "group": row["group"]}


def router(config: Config) -> Iterator[dict[str, Any]]:
    """`text`, `label` (knowledge or chat), `lang`, `source`; labels even at every even prefix of a language."""
    from rag.router import emit_router
    from rag.world import prepare

    over = Path(config.options.banks) if config.options.banks else None
    yield from emit_router(
        load_banks(ROOT / "banks", config.langs, over), prepare(config.options, config.langs).shelves, config.langs, config.seed
    )  # fmt: skip
