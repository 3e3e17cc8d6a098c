"""The router on questions and chat that people wrote: balanced accuracy and AUC of every set of questions against every set of turns, and what is confused."""

from __future__ import annotations

import json
import random
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from generators.audit.stats import auc
from rag.router import router_rows
from rag.train_router import Router, accuracy, split, train

DATA = Path(__file__).resolve().parent.parent / "../shared/data"
ROWS, FRESH = 12_000, 3000
SHOWN = 8  # confused texts printed of each set
Texts = list[str]


def _lines(path: Path) -> Iterator[dict[str, list[dict[str, str]] | Texts]]:
    return (json.loads(line) for line in path.read_text("utf-8").splitlines())


def _questions(path: Path) -> Texts:
    """Questions of a file in SQuAD's form."""
    data = json.loads(path.read_text("utf-8"))["data"]
    return [q["question"] for article in data for p in article["paragraphs"] for q in p["qas"]]


# Categories of ChatterBot that hold trivia and definitions: who asks those wants to know something.
_TRIVIA = frozenset(["computers", "history", "literature", "money", "movies", "politics", "science", "sports", "trivia"])


def _openings(path: Path, keep: Callable[[str], bool] = lambda category: True) -> Texts:
    """What the user of a ChatterBot conversation says, each wording once: the form repeats it before every answer."""
    return sorted({str(held["turns"][0]) for held in _lines(path) if keep(str(held["category"]))})


def _talk(path: Path) -> Texts:
    """Openings of the categories that are talk."""
    return _openings(path, lambda category: category not in _TRIVIA)


def _conversations(path: Path) -> Texts:
    """The opening of every conversation, as often as it stands there."""
    return [str(held["turns"][0]) for held in _lines(path)]


def _first(path: Path) -> Texts:
    return [held["messages"][0]["message"] for held in _lines(path)]  # type: ignore[index]


def _later(path: Path) -> Texts:
    """The user's further turns, which lean on what was said."""
    return [m["message"] for held in _lines(path) for m in held["messages"][2::2]]  # type: ignore[index]


def _later_told(path: Path) -> Texts:
    """Those in which nothing is asked; the others mostly ask for a fact about what was named before."""
    return [t for t in _later(path) if "？" not in t and "?" not in t]


KNOWLEDGE: tuple[tuple[str, str, str, Callable[[Path], Texts]], ...] = (
    ("en", "XQuAD", "rag/xquad.en.json", _questions),
    ("zh", "XQuAD", "rag/xquad.zh.json", _questions),
    ("zh", "CMRC", "rag/cmrc2018_trial.zh.json", _questions),
)
CHAT: tuple[tuple[str, str, str, Callable[[Path], Texts]], ...] = (
    *(
        (lang, f"ChatterBot {name}", f"sft/chatterbot_corpus.{lang}.jsonl", read)
        for lang in ("en", "zh")
        for name, read in (("conversations", _conversations), ("openings", _openings), ("openings, trivia apart", _talk))
    ),
    ("zh", "KdConv first turns", "sft/kdconv_dev.zh.jsonl", _first),
    ("zh", "KdConv later turns", "sft/kdconv_dev.zh.jsonl", _later),
    ("zh", "KdConv later turns that ask nothing", "sft/kdconv_dev.zh.jsonl", _later_told),
)


def balanced(asked: Sequence[float], said: Sequence[float]) -> tuple[float, float, float, float]:
    """(balanced accuracy, AUC, share of questions right, share of turns right) of scores above 0 for knowledge."""
    right, kept = sum(s > 0 for s in asked) / len(asked), sum(s <= 0 for s in said) / len(said)
    return (right + kept) / 2, auc([True] * len(asked) + [False] * len(said), [*asked, *said])[0], right, kept


def _scored(
    model: Router, data: Path, table: Sequence[tuple[str, str, str, Callable[[Path], Texts]]], lang: str
) -> dict[str, list[tuple[float, str]]]:
    out = {}
    for at, name, path, read in table:
        if at == lang and (data / path).exists():
            texts = read(data / path)
            out[name] = list(zip(model.scores(texts), texts, strict=True))
    return out


def _confused(name: str, wrong: list[str]) -> None:
    picked = random.Random(1).sample(wrong, min(SHOWN, len(wrong)))
    print(f"   {name} taken for the other ({len(wrong):,}): {' | '.join(picked)}")


def _told(found: dict[str, dict[str, float | int]]) -> str:
    return ", ".join(f"{key} {held['accuracy']:.3f} of {held['rows']:,}" for key, held in found.items())


def main() -> None:
    """Train on a fresh emission, print held-out accuracy and the sets one against another."""
    data = Path(sys.argv[1]) if len(sys.argv) > 1 else DATA
    rows = router_rows(ROWS, 7, ("zh", "en"))
    inside, held = split(rows)
    start = time.process_time()
    model = train(inside)
    spent, seen = time.process_time() - start, {r["text"] for r in rows}
    fresh = [r for r in router_rows(FRESH, 11, ("zh", "en")) if r["text"] not in seen]
    print(f"router: {len(inside):,} rows trained in {spent:.1f} s")
    print(f"router: wordings kept from training: {_told(accuracy(model, held))}")
    print(f"router: another emission: {_told(accuracy(model, fresh))}")
    if not data.is_dir():
        print(f"router: {data} is not there: questions and chat of others are skipped")
        return
    for lang in ("en", "zh"):
        asked, said = (_scored(model, data, table, lang) for table in (KNOWLEDGE, CHAT))
        for k, questions in asked.items():
            for c, turns in said.items():
                score, area, right, kept = balanced([s for s, _ in questions], [s for s, _ in turns])
                print(
                    f"{lang} {k} ({len(questions):,}, {right:.3f} right) against {c} ({len(turns):,}, {kept:.3f} right): balanced {score:.3f}, AUC {area:.3f}"
                )
        for k, questions in asked.items():
            _confused(k, [t for s, t in questions if s <= 0])
        for c, turns in said.items():
            _confused(c, [t for s, t in turns if s > 0])


if __name__ == "__main__":
    main()
