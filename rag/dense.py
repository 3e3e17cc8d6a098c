"""Dense retrieval: passages and queries encoded by a local sentence-transformers model, compared by inner product in a memory-mapped faiss index."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from hashlib import blake2b
from importlib import import_module
from pathlib import Path
from typing import Any

from generators.errors import UserError

BATCH = 32
PACKAGES = ("sentence-transformers", "transformers", "tokenizers", "torch", "faiss-cpu")
_FILE = "vectors.faiss"


def encoder_folder(encoder: str) -> Path:
    """The folder of a model: a local folder, else one that an earlier download left in the local cache. Nothing is fetched."""
    if not encoder:
        raise UserError("dense retrieval needs a model: --encoder FOLDER, or the name of one in the local cache")
    folder = Path(encoder).expanduser()
    if folder.is_dir():
        if not (folder / "config.json").is_file() and not (folder / "modules.json").is_file():
            raise UserError(f"--encoder {encoder}: no sentence-transformers model in this folder (neither modules.json nor config.json)")
        return folder
    hub = _need("huggingface_hub")
    for name in (encoder,) if "/" in encoder else (f"sentence-transformers/{encoder}", encoder):
        try:
            return Path(hub.snapshot_download(name, local_files_only=True))
        except (OSError, ValueError):  # not in the cache; not even a name (a path that does not exist)
            continue
    raise UserError(f"--encoder {encoder}: no such folder, and no model of this name in the local cache (nothing is downloaded here)")


def encoder_digest(folder: Path) -> str:
    """What a model is: the names and bytes of its files."""
    digest = blake2b(digest_size=16)
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and not any(part.startswith(".") for part in name.split("/")):
            data = path.read_bytes()
            digest.update(f"{len(name)}:{name}:{len(data)}:".encode() + data)
    return digest.hexdigest()


class Encoder:
    """A sentence-transformers model on one CPU thread, its vectors float32 of length 1."""

    def __init__(self, folder: Path) -> None:
        models = _need("sentence_transformers")
        _need("transformers").utils.logging.disable_progress_bar()  # one bar per load says nothing
        try:
            self._model: Any = models.SentenceTransformer(str(folder), device="cpu", local_files_only=True)
        except (OSError, ValueError, KeyError, RuntimeError) as error:
            raise UserError(f"--encoder {folder}: the model does not load: {str(error).strip().splitlines()[0][:200]}") from error

    def passages(self, texts: Sequence[str]) -> Any:
        """One row per text."""
        return self._encode(self._model.encode_document, list(texts), show_progress_bar=len(texts) > 2000 and sys.stderr.isatty())

    def query(self, text: str) -> Any:
        """One row; alone in its batch, so that no neighbour's padding moves the last digits."""
        return self._encode(self._model.encode_query, [text], show_progress_bar=False)

    def _encode(self, encode: Any, texts: list[str], show_progress_bar: bool) -> Any:
        import numpy as np

        with _one_thread():
            found = encode(
                texts,
                batch_size=BATCH,
                convert_to_numpy=True,
                normalize_embeddings=True,
                precision="float32",
                show_progress_bar=show_progress_bar,
            )
        return np.ascontiguousarray(found, dtype=np.float32)


def store(passages: Sequence[str], encoder: Encoder, folder: Path) -> None:
    """Write a flat faiss index over passages into a folder."""
    faiss = _need("faiss")
    vectors = encoder.passages(passages)
    index = faiss.IndexFlatIP(vectors.shape[1])
    index.add(vectors)
    faiss.write_index(index, str(folder / _FILE))


class Stored:
    """A faiss index in a folder, memory-mapped."""

    def __init__(self, folder: Path, encoder: Encoder) -> None:
        faiss = _need("faiss")
        faiss.omp_set_num_threads(1)  # one query at a time: threads win nothing, and order of summing stays put
        self._index: Any = faiss.read_index(str(folder / _FILE), faiss.IO_FLAG_MMAP_IFC)
        self._encoder = encoder
        self.size: int = self._index.ntotal

    def rank(self, query: str, k: int) -> list[tuple[int, float]]:
        """The best k passages as (number, score), best first; scores rounded to 4 places, ties by number."""
        import numpy as np

        k = min(k, self.size)
        if k < 1 or not query.strip():
            return []
        vector = self._encoder.query(query)
        # Rounding makes ties, and the number decides those: look on until the scores are clearly below the k-th.
        reach = min(self.size, k + 32)
        while True:
            scores, numbers = self._index.search(vector, reach)
            if reach == self.size or scores[0, -1] < scores[0, k - 1] - 2e-4:
                break
            reach = min(self.size, 2 * reach)
        rounded = np.round(scores[0].astype(float), 4)
        order = np.lexsort((numbers[0], -rounded))[:k]
        return [(int(numbers[0, i]), float(rounded[i])) for i in order]


@contextmanager
def _one_thread() -> Iterator[None]:
    """Sums in one fixed order: torch on a single thread, as it was before afterwards."""
    torch = _need("torch")
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def _need(name: str) -> Any:
    """A package of the `dense` extra, imported only now: it is heavy, and few runs want it."""
    os.environ.setdefault("HF_HUB_OFFLINE", "1")  # read once, at import; whoever wants the network sets it to 0
    try:
        return import_module(name)
    except ImportError as error:
        raise UserError("dense retrieval needs the `dense` extra: pip install 'bullseye[dense]'") from error
