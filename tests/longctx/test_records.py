"""Minutes and reports: what a reader of the text alone finds in them agrees with what their makers know."""

from __future__ import annotations

import random
import re
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from statistics import fmean

import pytest

from generators.errors import UserError
from longctx.aliases import read_names
from longctx.checks.compared import figures_in
from longctx.checks.sums import amounts, payments
from longctx.haystack.book import Book
from longctx.world import minutes, report
from longctx.world.lint import matter_faults
from longctx.world.minutes import make_minutes
from longctx.world.report import make_report, topics
from tests.longctx.conftest import ROOT, config, make_rows

LANGS = ("zh", "en")
MINUTES = {"zh": 30_000, "en": 90_000}


def _minutes(lang: str, seed: int = 3) -> Book:
    return make_minutes(lang, random.Random(seed), MINUTES[lang])


@pytest.mark.parametrize("lang", LANGS)
def test_shipped_matters_have_no_finding(lang: str) -> None:
    assert [f for t in minutes.authored(lang)[0] for f in matter_faults(t, lang)] == []


@pytest.mark.parametrize("lang", LANGS)
def test_a_reader_finds_every_payment_and_no_other(lang: str) -> None:
    for seed in range(3):
        book = _minutes(lang, seed)
        assert {a: n for a, _, n in payments(book.text, [], [], lang)} == book.cache["paid"]


@pytest.mark.parametrize("lang", LANGS)
def test_the_balance_adds_up(lang: str) -> None:
    book = _minutes(lang)
    closing, paid = None, 0
    assert len(book.chapters) > 8
    for chapter in book.chapters:
        body = book.text[chapter.body : chapter.end].strip().split("\n\n")
        line = max((p for p in body[:6] if amounts(p, lang)), key=lambda p: len(amounts(p, lang)))
        sums = amounts(line, lang)
        if closing is not None:
            assert closing in sums and paid in (*sums, 0), line
        opening = sums[0] if closing is None else closing
        now = next((s for s in sums if s + paid - opening in (0, *sums) and s != opening), opening) if len(set(sums)) > 1 else sums[-1]
        came = now + paid - opening
        assert came == 0 or came in sums, (line, opening, paid)
        closing = now
        paid = sum(n for at, n in book.cache["paid"].items() if chapter.start <= at < chapter.end)


@pytest.mark.parametrize("lang", LANGS)
def test_nobody_speaks_who_has_sent_apologies_and_votes_are_those_of_the_room(lang: str) -> None:
    ledger = _minutes(lang).ledger
    text = _minutes(lang).text
    there: set[int] = set()
    away: set[int] = set()
    vote = r"([一两三四五六七八九十]+)票对([一两三四五六七八九十]+)票" if lang == "zh" else r"(\w+) votes to (\w+)"
    words = (
        "零一两三四五六七八九十"
        if lang == "zh"
        else ["", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
    )
    for event in ledger.events:
        if event.thread == "meeting":
            there, away = set(event.present), set(event.absent)
            continue
        assert not away & set(event.present)
        for found in re.finditer(vote, text[event.start : event.end]):
            assert sum(words.index(w) if w in words else 12 for w in found.groups()) < len(there)


@pytest.mark.parametrize("lang", LANGS)
def test_a_reference_leads_to_the_matter_it_means(lang: str) -> None:
    """Every number of an earlier minute stands above that minute, whose thread is this one's."""
    checked = 0
    for seed in range(3):
        book = _minutes(lang, seed)
        numbers = {minute: e for minute, e in book.cache["minutes"]}
        for event in (e for e in book.ledger.events if e.stage):
            said = book.text[event.start : event.end]
            for found in re.finditer(r"第([一二三四五六七八九十百]+)案" if lang == "zh" else r"Minute (\d+)\b", said):
                earlier = numbers.get(found[1])
                if earlier is not None and earlier.id != event.id:
                    assert (earlier.thread, earlier.instance) == (event.thread, event.instance)
                    checked += 1
    assert checked > 3


@pytest.mark.parametrize("lang", LANGS)
def test_a_summary_of_a_meeting_speaks_of_its_matters(lang: str) -> None:
    book = _minutes(lang)
    for event in (e for e in book.ledger.events if e.stage):
        assert event.told and all(book.ledger.person(p).names["full"] in event.told for p in event.told_of)
        assert any(book.ledger.person(p).names["full"] in book.text[event.start : event.end] for p in event.told_of)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("seed", range(6))
def test_figures_and_comparisons_of_a_report_are_true(lang: str, seed: int) -> None:
    book = make_report(lang, random.Random(seed), 20_000 if lang == "en" else 8_000)
    figures = book.cache["figures"]
    value = {(f.site, f.key): f.value for f in figures}
    sites = list(dict.fromkeys(f.site for f in figures))
    assert [c.number for c in book.chapters] == list(range(1, len(sites) + 4))
    for figure in figures:
        sentence = book.text[figure.start : figure.end].strip()
        assert figures_in(sentence) == [figure.value] and book.text.count(sentence) == 1
    # A comparison follows its figure and names the other site with its section.
    compared = 0
    for figure, after in pairwise(sorted(figures, key=lambda f: f.start)):
        rest = book.text[figure.end : min(after.start, figure.end + 160)]
        other = next((s for s in sites if re.match(rf"\W*[^.。（(]*{re.escape(s)} ?[（(]", rest)), None)
        if other and figure.site != other:
            gap = abs(figure.value - value[other, figure.key])
            assert gap in figures_in(re.sub(r"[（(][^）)]*[）)]", "", rest.split("\n")[0])), rest
            compared += 1
    close = book.text[book.chapters[-1].body :]
    told, means = set(figures_in(close)), 0
    for topic in topics(lang)[book.cache["topic"]]["figure"]:
        every = [v for (_, k), v in value.items() if k == topic["key"]]
        assert {max(every), min(every)} <= told
        means += any(abs(float(t) - fmean(map(float, every))) < 0.06 for t in told)
    assert means > 1
    assert compared > 2


def test_a_report_that_would_say_things_twice_is_refused() -> None:
    with pytest.raises(ValueError):
        make_report("zh", random.Random(1), 90_000)


@pytest.mark.parametrize("lang", LANGS)
def test_report_topics_have_all_their_parts(lang: str) -> None:
    names: set[str] = set()
    for topic in topics(lang).values():
        assert len(topic["sites"]) >= report.SITES[1] and len(topic["remarks"]) >= report.SITES[1]
        assert not names & set(topic["sites"])
        names |= set(topic["sites"])
        assert not [(a, b) for a in topic["sites"] for b in topic["sites"] if a != b and a in b]
        for figure in topic["figure"]:
            assert (Decimal(str(figure["high"])) - Decimal(str(figure["low"]))) / Decimal(str(figure["step"])) > len(topic["sites"]) // 3
            assert all("{v}" in line for line in (*figure["lines"], *figure["told"]))
            assert all("{gap}" in line and "{other}" in line and "{k}" in line for line in (*figure["beside"], *figure["under"]))


@pytest.mark.parametrize("kind", ["total", "compared"])
def test_aggregates_of_every_kind_come(kind: str) -> None:
    rows = make_rows(24, config(5, "4k", mix={"aggregate": 1}))
    assert any(r["facets"]["kind"] == kind for r in rows)


def test_a_part_of_the_users_document_in_its_own_sentences(tmp_path: Path) -> None:
    document = tmp_path / "survey.txt"
    document.write_text(make_report("en", random.Random(4), 20_000).text)
    rows = make_rows(4, config(3, "6k", ("en",), {"summarise_part": 1}, haystack=str(document)))
    assert len(rows) == 4
    for row in rows:
        params = next(c["params"] for c in row["checks"] if c["kind"] == "longctx.extracted")
        assert row["facets"]["kind"] == "extract" and "summary/extractive" in row["tags"]
        assert all(s in row["messages"][-1]["content"].replace("’", "'") for s in (t.replace("’", "'") for t in params["sentences"]))


def test_words_are_counted_over_the_users_documents(tmp_path: Path) -> None:
    report = make_report("en", random.Random(8), 36_000)
    for n, section in enumerate(report.chapters[1:31]):
        chapter = report.text[section.start : section.end]
        (tmp_path / f"d{n}.txt").write_text(
            f"{chapter} We went to Frostwick{' and to Tolland' if n % 3 else ''}, and saw Frostwick by Tolland's side."
        )
    rows = make_rows(6, config(3, "6k", ("en",), {"which_document": 1}, haystack=str(tmp_path)))
    assert len(rows) == 6 and all(r["facets"]["source"] == "own" for r in rows)


def test_presence_on_the_users_book_needs_his_notes(tmp_path: Path) -> None:
    book = ROOT.parent / "shared" / "data" / "books" / "pride_and_prejudice.en.txt"
    if not book.exists():
        pytest.skip("the shared books are not here")
    aliases = tmp_path / "names.toml"
    aliases.write_text(
        '[[person]]\nnames = ["Mr. Collins"]\nshared = ["Mrs. Collins"]\npresent = [13, 14, 15, 16, 17, 18, 19, 20, 22, 28, 29, 30]\n'
    )
    rows = make_rows(2, config(3, "120k", ("en",), {"present_chapters": 1}, haystack=str(book), aliases=str(aliases)))
    assert len(rows) == 2 and all(r["facets"]["source"] == "own" for r in rows)
    aliases.write_text('[[person]]\nnames = ["Mr. Collins"]\npresent = ["13"]\n')
    with pytest.raises(UserError, match="chapter numbers"):
        read_names(str(aliases))
