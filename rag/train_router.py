"""Train and use the small router: character n-grams and a linear model kept as plain JSON, or a local encoder, so that loading runs no code."""

from __future__ import annotations

import json
import math
import re
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

from generators.errors import UserError
from generators.seeds import hash_int

POSITIVE, NEGATIVE = "knowledge", "chat"
HELD_OUT = 10  # one skeleton in so many is kept from training
LEAST = 2  # training texts an n-gram must occur in
STRENGTH = 12.0
_PIECE = re.compile(r"[\u3400-\u9fff]+|[^\W\d_\u3400-\u9fff]+(?:'[^\W\d_]+)?|\d+|[^\w\s]")
Row = dict[str, str]


def grams(text: str) -> list[str]:
    """Character n-grams of 1 to 4 inside words and runs of Han, ends marked; for Latin letters whole words and pairs of words too."""
    words = _PIECE.findall(text.casefold().replace("\u2019", "'"))
    out: list[str] = []
    for word in words:
        shown = "0" if word.isdigit() else word
        edged = f"<{shown}>"
        out += [edged[i : i + n] for n in range(1, 5) for i in range(len(edged) - n + 1) if edged[i : i + n] not in ("<", ">")]
    latin = [w if w.isascii() else "\u6f22" for w in words]
    out += [f"w:{w}" for w in latin if w.isascii()]
    out += [f"w:{a} {b}" for a, b in zip(["^", *latin], [*latin, "$"], strict=True)]
    return out


def scaled(text: str) -> dict[str, float]:
    """The n-grams with damped counts, scaled to length 1."""
    counts = {g: 1.0 + math.log(c) for g, c in sorted(Counter(grams(text)).items())}
    norm = math.sqrt(math.fsum(v * v for v in counts.values())) or 1.0
    return {g: v / norm for g, v in counts.items()}


class Router(Protocol):
    """What tells knowledge from chat."""

    def scores(self, texts: Sequence[str]) -> list[float]:
        """Above 0: knowledge."""


@dataclass(frozen=True)
class Linear:
    """Weights of n-grams; needs no package."""

    weights: dict[str, float]
    bias: float

    def scores(self, texts: Sequence[str]) -> list[float]:
        """Above 0: knowledge."""
        return [self.bias + math.fsum(self.weights.get(g, 0.0) * v for g, v in scaled(t).items()) for t in texts]


@dataclass(frozen=True)
class Encoded:
    """Weights over the vectors of a local sentence encoder (the `dense` extra)."""

    encoder: str
    weights: list[float]
    bias: float

    @cached_property
    def _model(self) -> Any:
        return _encoder(self.encoder)

    def scores(self, texts: Sequence[str]) -> list[float]:
        """Above 0: knowledge."""
        vectors = self._model.passages(list(texts))
        return [self.bias + math.fsum(float(x) * w for x, w in zip(v, self.weights, strict=True)) for v in vectors]


def _encoder(name: str) -> Any:
    from rag.dense import Encoder, encoder_folder

    return Encoder(encoder_folder(name))


def predict(model: Router, texts: Sequence[str]) -> list[str]:
    """A label for each text."""
    return [POSITIVE if s > 0 else NEGATIVE for s in model.scores(texts)]


def load(folder: Path) -> Router:
    """A trained router; UserError where the folder holds none."""
    try:
        held = json.loads((folder / "model.json").read_text("utf-8"))
        if held["kind"] == "grams":
            return Linear(held["weights"], held["bias"])
        return Encoded(held["encoder"], held["weights"], held["bias"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UserError(f"{folder}: holds no router ({type(error).__name__}: {error})") from None


def read_rows(path: Path) -> list[Row]:
    """Rows of `--emit router`; UserError for a line that is none."""
    rows = []
    try:
        lines = path.read_text("utf-8").splitlines()
    except OSError as error:
        raise UserError(f"{path}: {error.strerror}") from None
    for n, line in enumerate(lines, 1):
        try:
            row = json.loads(line)
        except ValueError:
            row = None
        if not isinstance(row, dict) or row.get("label") not in (POSITIVE, NEGATIVE) or not isinstance(row.get("text"), str):
            raise UserError(f'{path}:{n}: expected {{"text": ..., "label": "{POSITIVE}" or "{NEGATIVE}"}}')
        rows.append(row)
    if len({r["label"] for r in rows}) < 2:
        raise UserError(f"{path}: a router needs texts of both labels")
    return rows


def _kept_out(source: str) -> bool:
    return hash_int(0, "router held out", source) % HELD_OUT == 0


def split(rows: Iterable[Row]) -> tuple[list[Row], list[Row]]:
    """(training, held out) by skeleton: no wording is on both sides; rows whose parts fall apart are left out."""
    train, held = [], []
    for row in rows:
        kept = {_kept_out(s) for s in row.get("source", row["text"]).split("+")}
        if kept == {True}:
            held.append(row)
        elif kept == {False}:
            train.append(row)
    return train, held


def _fit(features: Any, rows: Sequence[Row]) -> tuple[list[float], float]:
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=STRENGTH, solver="liblinear", random_state=0, max_iter=400)
    model.fit(features, [r["label"] == POSITIVE for r in rows])
    return [round(float(w), 5) for w in model.coef_[0]], round(float(model.intercept_[0]), 5)


def train(rows: Sequence[Row], encoder: str = "") -> Router:
    """A router trained on the rows. The same rows give the same router."""
    texts = [r["text"] for r in rows]
    if encoder:
        weights, bias = _fit(_encoder(encoder).passages(texts), rows)
        return Encoded(encoder, weights, bias)
    from sklearn.feature_extraction import DictVectorizer

    bags = [scaled(t) for t in texts]
    seen = Counter(g for bag in bags for g in bag)
    vectors = DictVectorizer()
    features = vectors.fit_transform([{g: v for g, v in bag.items() if seen[g] >= LEAST} for bag in bags])
    features.indices, features.indptr = features.indices.astype("int32"), features.indptr.astype("int32")  # liblinear takes no others
    weights, bias = _fit(features, rows)
    return Linear({g: w for g, w in zip(vectors.get_feature_names_out().tolist(), weights, strict=True) if w}, bias)


def accuracy(model: Router, rows: Sequence[Row]) -> dict[str, dict[str, float | int]]:
    """Rows and share judged rightly, by language and label."""
    found = predict(model, [r["text"] for r in rows])
    tally: dict[str, list[bool]] = {}
    for row, label in zip(rows, found, strict=True):
        for key in ("all", row.get("lang", "?"), f"{row.get('lang', '?')} {row['label']}"):
            tally.setdefault(key, []).append(label == row["label"])
    return {k: {"rows": len(v), "accuracy": round(sum(v) / len(v), 4)} for k, v in sorted(tally.items())}


def train_router(data: Path, folder: Path, encoder: str = "") -> dict[str, Any]:
    """Train on a file, write `model.json` and `meta.json` to the folder, return the meta data."""
    rows = read_rows(data)
    inside, held = split(rows)
    if len({r["label"] for r in inside}) < 2:
        raise UserError(f"{data}: too few wordings to keep some from training")
    model = train(inside, encoder)
    folder.mkdir(parents=True, exist_ok=True)
    saved = {"kind": "encoder", "encoder": encoder} if encoder else {"kind": "grams"}
    _write(folder / "model.json", saved | {"bias": model.bias, "weights": model.weights})  # type: ignore[attr-defined]
    meta = {
        "labels": [POSITIVE, NEGATIVE], "rows": len(rows), "trained": len(inside), "held_out": accuracy(model, held), "on_training": accuracy(model, inside)["all"],
        "features": encoder or "character n-grams 1-4, words, word pairs",
    }  # fmt: skip
    _write(folder / "meta.json", meta)
    return meta


def _write(path: Path, held: Any) -> None:
    path.write_text(json.dumps(held, ensure_ascii=False, indent=1, sort_keys=True) + "\n", "utf-8")


def main(args: Sequence[str] | None = None) -> int:
    """`gen rag train-router DATA -o DIR [--encoder FOLDER]`."""
    import argparse

    parser = argparse.ArgumentParser(prog="gen rag train-router", description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("-o", "--output", type=Path, required=True)
    parser.add_argument("--encoder", default="")
    flags = parser.parse_args(args)
    try:
        meta = train_router(flags.data, flags.output, flags.encoder)
    except UserError as error:
        print(f"error: {error}", file=sys.stderr)
        return error.exit_code
    print(json.dumps(meta, ensure_ascii=False, indent=1))
    return 0
