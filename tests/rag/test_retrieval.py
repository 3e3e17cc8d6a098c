"""Indexes over passages: the same ranks from memory and from the cache, fusion, a spoilt cache, and dense retrieval on a tiny model."""

from __future__ import annotations

import importlib.util
import multiprocessing
import random
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from generators.cache import _intact
from generators.errors import UserError
from rag import dense, indexes, retrieval
from rag.indexes import RRF, Fused, fuse, search_index
from rag.retrieval import Retriever, best

EXTRA = all(importlib.util.find_spec(n) for n in ("sentence_transformers", "faiss"))
needs_extra = pytest.mark.skipif(not EXTRA, reason="the `dense` extra is not installed")
WORDS = {
    "en": "ferry tide lock keeper ledger brass lamp kiln oat barley quay mast rope tar inn cellar toll bridge mill weir",
    "zh": "渡口 潮水 闸门 账簿 铜灯 瓦窑 燕麦 码头 桅杆 缆绳 客栈 地窖 过桥费 水磨 堰坝 守夜人",
}


def passages(lang: str, n: int, seed: int = 1) -> list[str]:
    """Short passages of few words, so that many tie; some empty, some twice."""
    rng = random.Random(seed)
    made = [(" " if lang == "en" else "").join(rng.choices(WORDS[lang].split(), k=rng.randrange(1, 12))) for _ in range(n)]
    return [*made, "", "…", *made[:5]]


@pytest.mark.parametrize("lang", ("en", "zh"))
@pytest.mark.parametrize("n", (0, 1, 9, 400))
def test_stored_index_ranks_like_the_one_in_memory(lang: str, n: int, tmp_path: Path) -> None:
    texts = passages(lang, n)
    memory, search = Retriever(texts, lang), search_index(texts, lang, "bm25s", cache=tmp_path)
    assert search.size == memory.size == len(texts)
    found = 0
    for query in [*passages(lang, 40, seed=2), "nowhere 无此"]:
        for k in (1, 7, 60, 1000):
            hits = search.rank(query, k)
            assert [(h.index, h.score) for h in hits] == memory.rank(query, k)
            assert [h.ranks for h in hits] == [{"bm25": i + 1} for i in range(len(hits))]
            found += len(hits)
    assert found > 0 or n <= 1


def test_terms_of_more_than_half_of_the_passages_are_left_out(tmp_path: Path) -> None:
    texts = ["brass lamp oat", "brass lamp tide rope", "brass oat", "mill"]  # brass in three of four, lamp and oat in just half
    retrieval.store(texts, "en", tmp_path)
    stored, memory = retrieval.Stored(tmp_path, "en"), Retriever(texts, "en")
    assert stored.common == memory.common == {"brass"}
    assert stored.rank("tide lamp brass", 4) == memory.rank("tide lamp brass", 4) != []
    assert stored.rank("brass", 4) == [] == memory.rank("brass", 4)


def test_best_is_a_stable_sort_of_rounded_scores() -> None:
    import numpy as np

    rng = np.random.default_rng(3)
    for size in (1, 5, 300):
        # Differences far below, about and above the rounding step, and many ties.
        scores = (rng.integers(0, 6, size) + rng.integers(-3, 4, size) * 2e-5).astype(np.float32)
        full = sorted((i for i in range(size) if round(float(scores[i]), 4) > 0), key=lambda i: (-round(float(scores[i]), 4), i))
        for k in (*range(1, 300, 3), 299, 300, 400):
            assert [i for i, _ in best(scores, k)] == full[:k]


@pytest.mark.parametrize("lang", ("en", "zh"))
def test_reference_backend_agrees(lang: str, tmp_path: Path) -> None:
    texts = passages(lang, 120)
    fast, slow = (search_index(texts, lang, name, cache=tmp_path) for name in ("bm25s", "rank-bm25"))
    for query in passages(lang, 20, seed=4):
        a, b = fast.rank(query, 200), slow.rank(query, 200)
        # rank-bm25 carries the factor k1 + 1 = 2.5.
        assert {h.index: h.score for h in b} == pytest.approx({h.index: 2.5 * h.score for h in a}, abs=1e-3)


def test_fusion_of_ranks_made_by_hand() -> None:
    # 4 is third and first; 7 and 9 swap places and tie, so the smaller number leads; 2 and 5 are each last of one arm.
    hits = fuse({"bm25": [7, 9, 4, 2], "dense": [4, 9, 7, 5]})
    assert [h.index for h in hits] == [4, 7, 9, 2, 5]
    assert hits[0].ranks == {"bm25": 3, "dense": 1} and hits[3].ranks == {"bm25": 4} and hits[4].ranks == {"dense": 4}
    assert hits[0].score == round(1 / 63 + 1 / 61, 4) == 0.0323
    assert fuse({"bm25": [], "dense": []}) == [] and [h.index for h in fuse({"bm25": [], "dense": [3, 1]})] == [3, 1]


def test_fusion_is_exact() -> None:
    rng = random.Random(5)
    for _ in range(30):
        arms = {name: rng.sample(range(60), rng.randrange(1, 50)) for name in ("bm25", "dense", "third")}
        total: dict[int, Fraction] = {}
        for numbers in arms.values():
            for rank, i in enumerate(numbers, 1):
                total[i] = total.get(i, Fraction(0)) + Fraction(1, RRF + rank)
        assert [h.index for h in fuse(arms)] == sorted(total, key=lambda i: (-total[i], i))


def test_fused_arms_agree_at_every_length(tmp_path: Path) -> None:
    texts = passages("en", 300)
    arms = {"bm25": retrieval.Retriever(texts, "en"), "other": retrieval.Retriever(texts[::-1], "en")}
    search = Fused(arms)
    for query in passages("en", 10, seed=6):
        assert search.rank(query, 150)[:10] == search.rank(query, 10)
    assert search.size == len(texts)


def test_cache_is_used_again_and_told_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    built: list[int] = []
    real = retrieval.store
    monkeypatch.setattr(retrieval, "store", lambda texts, lang, to: (built.append(len(texts)), real(texts, lang, to))[1])
    monkeypatch.setenv("BULLSEYE_CACHE", str(tmp_path / "deep" / "er"))
    texts = passages("en", 30)
    first, again = (search_index(texts, "en", "bm25s") for _ in range(2))
    assert len(built) == 1 and first.rank("brass lamp", 9) == again.rank("brass lamp", 9) != []
    for other in (texts[1:], [texts[0] + texts[1], *texts[2:]], texts[::-1]):
        search_index(other, "en", "bm25s")
    search_index(texts, "zh", "bm25s")
    assert len(built) == 5
    monkeypatch.setattr(indexes, "_version", lambda package: "0.0")
    search_index(texts, "en", "bm25s")
    assert len(built) == 6 and not list((tmp_path / "deep" / "er").glob(".*"))


def _spoil(place: Path, how: str) -> None:
    data = place / "data.csc.index.npy"
    if how == "gone":
        data.unlink()
    elif how == "short":
        data.write_bytes(data.read_bytes()[:-8])
    elif how == "flipped":
        raw = bytearray(data.read_bytes())
        raw[-2] ^= 0x40
        data.write_bytes(raw)
    elif how == "sums":
        (place / "sums.json").write_text("[1")
    else:
        for path in place.iterdir():
            path.unlink()
        place.rmdir()
        place.write_text("a file where a folder should be")


@pytest.mark.parametrize("how", ("gone", "short", "flipped", "sums", "file"))
def test_spoilt_cache_is_built_again(how: str, tmp_path: Path) -> None:
    texts = passages("zh", 50)
    wanted = search_index(texts, "zh", "bm25s", cache=tmp_path).rank("铜灯守夜人", 20)
    (place,) = tmp_path.iterdir()
    _spoil(place, how)
    assert search_index(texts, "zh", "bm25s", cache=tmp_path).rank("铜灯守夜人", 20) == wanted != []
    assert _intact(place) and list(tmp_path.iterdir()) == [place]


def _in_process(folder: str, gate: Any, results: Any) -> None:
    gate.wait()
    results.put([h.index for h in search_index(passages("en", 300), "en", "bm25s", cache=Path(folder)).rank("mill weir toll", 30)])


def test_two_processes_build_at_once(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    gate, results = context.Barrier(2), context.Queue()
    both = [context.Process(target=_in_process, args=(str(tmp_path), gate, results)) for _ in range(2)]
    for process in both:
        process.start()
    found = [results.get(timeout=120) for _ in both]
    for process in both:
        process.join()
    assert found[0] == found[1] == [i for i, _ in Retriever(passages("en", 300), "en").rank("mill weir toll", 30)]
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize(
    ("retriever", "encoder", "says"),
    [
        ("bm25", "", "there are bm25s, rank-bm25, dense, hybrid"),
        ("dense", "", "needs a model"),
        ("hybrid", "EMPTY", "no sentence-transformers model"),
    ],
)
def test_mistakes_are_told_in_one_line(retriever: str, encoder: str, says: str, tmp_path: Path) -> None:
    with pytest.raises(UserError, match=says) as caught:
        search_index(["a lamp"], "en", retriever, encoder and str(tmp_path), cache=tmp_path)
    assert "\n" not in str(caught.value)


def test_unwritable_cache_and_no_passages(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UserError, match="BULLSEYE_CACHE"):
        search_index(["a lamp"], "en", "bm25s", cache=tmp_path / "file" / "cache")
    with pytest.raises(UserError, match="no passage"):
        search_index([], "en", "bm25s", cache=tmp_path)


def test_missing_extra_is_one_line(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}")

    def gone(name: str) -> Any:
        raise ModuleNotFoundError(name)

    monkeypatch.setattr(dense, "import_module", gone)
    for encoder in (str(tmp_path), "some-model"):
        with pytest.raises(UserError, match=r"pip install 'bullseye\[dense\]'"):
            search_index(["a lamp"], "en", "dense", encoder, cache=tmp_path / "cache")


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model of one layer and 32 dimensions with seeded weights, and a tokenizer of whole words."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.models import Pooling, Transformer
    from tokenizers import Tokenizer
    from tokenizers.models import WordLevel
    from tokenizers.pre_tokenizers import Whitespace
    from tokenizers.processors import TemplateProcessing
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    base = tmp_path_factory.mktemp("model")
    vocabulary = {w: n for n, w in enumerate(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *WORDS["en"].split()])}
    raw = Tokenizer(WordLevel(vocabulary, unk_token="[UNK]"))
    raw.pre_tokenizer = Whitespace()
    raw.post_processor = TemplateProcessing(single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)])
    marks = {"pad_token": "[PAD]", "unk_token": "[UNK]", "cls_token": "[CLS]", "sep_token": "[SEP]", "mask_token": "[MASK]"}
    PreTrainedTokenizerFast(tokenizer_object=raw, **marks).save_pretrained(base / "bert")
    shape = {"hidden_size": 32, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 64, "max_position_embeddings": 64}
    torch.manual_seed(9)
    BertModel(BertConfig(vocab_size=len(vocabulary), **shape)).eval().save_pretrained(base / "bert")
    inner = Transformer(str(base / "bert"))
    SentenceTransformer(modules=[inner, Pooling(32, "mean")], device="cpu").save(str(base / "st"))
    return base / "st"


@needs_extra
def test_dense_ranks_by_inner_product(tiny: Path, tmp_path: Path) -> None:
    import numpy as np

    texts = passages("en", 120)
    search = search_index(texts, "en", "dense", str(tiny), tmp_path)
    encoder = dense.Encoder(tiny)
    vectors = encoder.passages(texts)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5) and vectors.dtype == np.float32 and search.size == len(texts)
    assert search.rank(" ", 5) == []
    for query in filter(None, passages("en", 8, seed=7)):
        scores = np.round((vectors @ encoder.query(query)[0]).astype(float), 4)
        hits = search.rank(query, 25)
        assert [h.score for h in hits] == pytest.approx(sorted(scores, reverse=True)[:25], abs=2e-4)
        assert hits == sorted(hits, key=lambda h: (-h.score, h.index)) and [h.ranks["dense"] for h in hits] == list(range(1, 26))
        assert search.rank(query, 3) == hits[:3] and len(search.rank(query, 1000)) == len(texts)
    # The very passage comes first, and its copy at the end of the list right after it.
    assert [h.index for h in search.rank(texts[0], 2)] == [0, len(texts) - 5]


@needs_extra
def test_dense_and_hybrid_are_cached(tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = passages("en", 60)
    first = search_index(texts, "en", "hybrid", str(tiny), tmp_path)
    assert sorted(p.name.partition("-")[0] for p in tmp_path.iterdir()) == ["bm25s", "dense"]
    vectors = next(tmp_path.glob("dense-*"))
    monkeypatch.setattr(dense.Encoder, "passages", None)  # nothing is encoded again
    monkeypatch.setattr(retrieval, "store", None)
    again = search_index(texts, "en", "hybrid", str(tiny), tmp_path)
    hits = first.rank("brass lamp on the quay", 30)
    assert hits == again.rank("brass lamp on the quay", 30)
    assert hits == again.rank("brass lamp on the quay", 60)[:30] and any(len(h.ranks) == 2 for h in hits)
    monkeypatch.undo()
    (vectors / "vectors.faiss").write_bytes(b"x")
    assert search_index(texts, "en", "hybrid", str(tiny), tmp_path).rank("brass lamp on the quay", 30) == hits


@needs_extra
def test_encoder_is_known_by_its_bytes(tiny: Path, tmp_path: Path) -> None:
    import shutil

    other = tmp_path / "copy"
    shutil.copytree(tiny, other)
    assert dense.encoder_digest(other) == dense.encoder_digest(tiny)
    (other / "README.md").write_text("changed")
    assert dense.encoder_digest(other) != dense.encoder_digest(tiny)
    for encoder in (tiny, other, tiny):
        search_index(["brass lamp"], "en", "dense", str(encoder), tmp_path / "cache")
    assert len(list((tmp_path / "cache").iterdir())) == 2


@needs_extra
def test_many_dense_ties_go_by_number(tmp_path: Path) -> None:
    import faiss
    import numpy as np

    class Fixed(dense.Encoder):
        def __init__(self) -> None: ...

        def query(self, text: str) -> Any:
            return np.ones((1, 1), dtype=np.float32)

    # 200 scores within one rounding step, the smallest first: whoever takes faiss's best ten takes the last ten.
    index = faiss.IndexFlatIP(1)
    index.add(np.linspace(0.50001, 0.50004, 200, dtype=np.float32)[:, None])
    faiss.write_index(index, str(tmp_path / "vectors.faiss"))
    assert dense.Stored(tmp_path, Fixed()).rank("x", 10) == [(i, 0.5) for i in range(10)]


@needs_extra
def test_unknown_model_is_not_fetched(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no such folder") as caught:
        search_index(["a lamp"], "en", "dense", "nobody/no-such-model", tmp_path)
    assert "\n" not in str(caught.value)
    (tmp_path / "config.json").write_text("{}")
    with pytest.raises(UserError, match="does not load"):
        search_index(["a lamp"], "en", "dense", str(tmp_path), tmp_path / "cache")
