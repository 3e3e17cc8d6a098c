"""Options of `gen rag`."""

from __future__ import annotations

from dataclasses import dataclass

from generators.options import Options, option

CITATIONS = ("mixed", "none", "bracket", "paren", "lenticular", "superscript")
WRONG = ("follow", "follow-and-note", "correct", "abstain")
EMPTY = ("closed", "own-knowledge")


@dataclass(frozen=True)
class RagOptions(Options):
    """What the user can set beyond the common options."""

    citation_style: str = option(
        "mixed", "Citation marks: one style throughout, none, or mixed (half the rows without).", choices=CITATIONS
    )
    wrong_policy: str = option("follow", "What to do with a document that contradicts common knowledge; several are told apart by the system prompt.", choices=WRONG, many=True)  # fmt: skip
    empty_policy: str = option(
        "closed", "What to do when retrieval is empty; several are told apart by the system prompt.", choices=EMPTY, many=True
    )
    refusal: str = option("", "One fixed sentence for every row in which nothing was found.", metavar="TEXT")
    layout: str = option("", "Your own prompt layout (see rag/README.md), used for every row.", metavar="FILE.jinja", path=True)
    corpus: str = option(
        "",
        "Your own documents (a folder or a file: md, txt, html, csv, jsonl, pdf, docx), in place of the shipped library.",
        metavar="PATH",
        path=True,
    )
    facts: str = option(
        "",
        "With --corpus: facts a model found in it (gen rag find-facts), asked for beside those found by rule.",
        metavar="FILE.jsonl",
        path=True,
    )
    retrieved: str = option(
        "",
        "Your own retrieval results, one record a line: query, hits (best first), gold (optional). Rows ask your queries over your hits.",
        metavar="FILE.jsonl",
        path=True,
    )
    questions: str = option(
        "",
        "With --corpus: your users' questions (txt, or jsonl with question and answer), asked as they stand over what retrieval finds.",
        metavar="FILE",
        path=True,
    )
    text_field: str = option("text", "The field of a .jsonl record that holds its text (dots go inside).", metavar="NAME")
    retriever: str = option("bm25s", "What ranks candidates for hard negatives.", choices=("bm25s", "rank-bm25", "dense", "hybrid"))
    encoder: str = option(
        "", "The sentence encoder of --retriever dense|hybrid: a model folder, or the name of a model you have.", metavar="PATH-OR-NAME"
    )
    dump_text: str = option("", "Write the text extracted from each document of --corpus here.", metavar="DIR", place=True)
    cache: str = option("", "Where what was read and indexed is kept (else your cache folder).", metavar="DIR", place=True)
