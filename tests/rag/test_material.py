"""The shipped material: library, famous facts, carriers, layouts, retrieval."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from generators.errors import UserError
from generators.library import Instance, cut, load_folder
from generators.library.lint import lint_texts
from rag.layout import load_layouts
from rag.retrieval import Retriever
from rag.world import ROOT, prepare

LANGS = ("zh", "en")
TEXTS = {lang: load_folder(ROOT / "library", lang) for lang in LANGS}
FAMOUS = {lang: load_folder(ROOT / "famous", lang, famous=True) for lang in LANGS}


@pytest.mark.parametrize("lang", LANGS)
def test_library_is_large_and_clean(lang: str) -> None:
    assert len(TEXTS[lang]) >= 40 and len({t.domain for t in TEXTS[lang]}) >= 10
    assert len(FAMOUS[lang]) >= 300
    found = lint_texts(TEXTS[lang]) + lint_texts(FAMOUS[lang])
    assert not found, "\n".join(map(str, found[:20]))


@pytest.mark.parametrize("lang", LANGS)
def test_passages_state_the_fact_and_hide_others(lang: str) -> None:
    rng = random.Random(4)
    for text in TEXTS[lang]:
        instance = Instance.draw(text, rng)
        for slot in text.facts:
            hidden = [f for f in text.facts if f not in text.line_of[slot].facts]
            for size in (1, 3, 12):
                passage = cut(instance, text.line_of[slot], size, rng.random(), rng, hidden)
                stating = [s for s in passage.sentences if slot in s.facts]
                assert len(stating) == 1
                start, end = stating[0].facts[slot]
                assert stating[0].text[start:end].casefold() == instance.spelling(slot).casefold()
                assert not any(f in s.facts for s in passage.sentences for f in hidden)
                assert instance.name.casefold() in passage.title.casefold()


def test_two_instances_differ_in_more_than_values() -> None:
    from generators.duplicates import jaccard, normal

    for lang in LANGS:
        rng, alike, pairs = random.Random(8), 0, 0
        for text in TEXTS[lang]:
            line = rng.choice([ln for ln in text.lines if ln.facts])
            a, b = (normal("".join(s.text for s in cut(Instance.draw(text, rng), line, 6, 0.5, rng).sentences)) for _ in range(2))
            alike += jaccard(a, b) >= 0.8
            pairs += 1
        assert alike <= pairs * 0.05


@pytest.mark.parametrize("lang", LANGS)
def test_both_retrievers_rank_alike(lang: str) -> None:
    passages = [" ".join(a.masked for a in line.alternatives) for t in TEXTS[lang][:20] for line in t.lines]
    fast, slow = Retriever(passages, lang, "bm25s"), Retriever(passages, lang, "rank-bm25")
    assert fast.common == slow.common
    asks = [f.ask[0].masked for t in TEXTS[lang] for f in t.facts.values()]
    for query in random.Random(1).sample(asks, 60):
        a, b = fast.rank(query, 10), slow.rank(query, 10)
        # rank-bm25 carries the factor k1 + 1 that bm25s leaves out; it is the same for every passage.
        assert [s for _, s in b] == pytest.approx([s * 2.5 for _, s in a], rel=1e-3)
        assert [i for i, s in a if s > a[-1][1] + 0.001] == [i for i, s in b if s > b[-1][1] + 0.0025]


def test_shelf_finds_lookalikes() -> None:
    from rag.options import RagOptions

    world = prepare(RagOptions(), ("en",))
    text = TEXTS["en"][0]
    looks = world.shelves["en"].lookalikes(text, sorted(text.facts)[0])
    assert looks and all(t.id != text.id for t, _ in looks)


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("no parts", "made of parts"),
        ("=== user\n{{ question }}\n", "each document's text"),
        ("=== user\n{{ payload }}\n", "question"),
        ("=== user\n{{ question }}{{ nope }}\n", "nope"),
        ("=== user\n{% for %}\n", "layout"),
    ],
)
def test_a_bad_layout_says_why(tmp_path: Path, source: str, says: str) -> None:
    path = tmp_path / "layout.jinja"
    path.write_text(source)
    with pytest.raises(UserError, match=says):
        load_layouts([path])


def test_the_users_own_layout(tmp_path: Path) -> None:
    from tests.conftest import rag_config, rag_rows

    path = tmp_path / "house.jinja"
    path.write_text(
        "=== system\n{{ system }}\n=== user\nQ: {{ question }}\n{{ note }}\n{% for d in documents %}<<{{ d.n }}|{{ d.title }}|{{ d.meta }}>>\n{{ d.text }}\n{% else %}{{ void }}\n{% endfor %}"
    )
    rows = rag_rows(60, rag_config(seed=3, layout=str(path)))
    rows = [r for r in rows if r["task_type"] != "rag/route"]  # routing shows no documents
    assert {r["facets"]["layout"] for r in rows} == {"house"}
    assert all(next(m for m in r["messages"] if m["role"] == "user")["content"].startswith("Q: ") for r in rows)
