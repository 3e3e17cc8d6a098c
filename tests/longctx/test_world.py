"""The notation of authored prose, and what a generated book's ledger says about its text."""

from __future__ import annotations

import gc
import random
import weakref
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generators.tokens import load
from longctx.haystack.book import Meter
from longctx.needles.facts import slots
from longctx.world import chat, threads, units
from longctx.world.book import HEADINGS, Plot, authored, make_book
from longctx.world.cast import Person, World, raw
from longctx.world.deck import Deck
from longctx.world.grammar import BadText, Choice, Fact, Pool, Slot, parse
from longctx.world.lint import faults, unknown
from longctx.world.prose import Bound, Frame, Writer
from longctx.world.talk import dealt, exchanges
from longctx.world.threads import FREE, MIXED, read_thread
from longctx.world.units import paragraphs


def test_notation() -> None:
    nodes = parse("{A's} [box|[old |]chest] <weather> {ago:2}.^has(A,T)", "k")
    assert nodes[0] == Slot("A", own=True)
    assert isinstance(nodes[2], Choice) and len(nodes[2].options) == 2
    assert Pool("weather") in nodes and Slot("ago", arg=2) in nodes and Fact("has", ("A", "T")) in nodes


@pytest.mark.parametrize("text", ["[a|b", "a|b", "{A", "x]", "^has("])
def test_broken_notation_is_refused(text: str) -> None:
    with pytest.raises(BadText):
        parse(text, "k")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_shipped_texts_can_be_read(lang: str) -> None:
    threads, pools = authored(lang)
    assert threads and {"open", "spoken", "resumed", "visit", "day"} <= set(pools)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_shipped_texts_have_no_finding(lang: str) -> None:
    assert [f for t in authored(lang)[0] for s in t.stages for f in faults(t, s, lang)] == []


def test_what_a_thread_does_not_know_is_found(tmp_path: Path) -> None:
    told = "thread: x\nA: man\nB: man, kin C\nT: a box\n\n## 1\nplace: P\npresent: A, D\ntext:\n{A} gave {B} {T} and {U}.^has(A,V)\n"
    (tmp_path / "x.txt").write_text(told, "utf-8")
    thread = read_thread(tmp_path / "x.txt")
    found = " ".join(unknown(thread, thread.stages[0]))
    assert all(w in found for w in ("kin of 'C'", "place 'P'", "'D' is no person", "unknown slot {U}", "{B} is neither", "^has: unknown"))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_thread_is_told_once_in_each_way_and_then_in_a_mixture(lang: str) -> None:
    rng, thread = random.Random(4), authored(lang)[0][0]
    plot = Plot(World(lang, rng), (thread,), rng, 1)
    told = []
    while len(told) <= len(thread.tellings):
        _, run, stage = plot.next()
        told += [run.telling] if stage.n == 1 else []
    assert set(told[:-1]) == set(thread.tellings) and told[-1][1] == FREE


def test_a_thread_in_one_text_is_told_once_in_a_mixture(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(
        "thread: t\nA: man\nP: house\n## 1\nplace: P\npresent: A\ntitle: X\ntext:\n{A} [sat|stood] {P.at}.\nrecall:\n- x\nsaid:\n- x\ntold:\n- {A.full} was at home.\n"
    )
    assert read_thread(tmp_path / "a.txt").tellings == ((0, MIXED),)


def test_a_way_takes_the_same_alternative_of_every_choice() -> None:
    nodes = parse("[One|Two|Three] came, and [one|two|three] stayed[, to the end|, a while].", "k")
    for way, said in enumerate(
        ("One came, and one stayed, to the end.", "Two came, and two stayed, a while.", "Three came, and three stayed, to the end.")
    ):
        rng = random.Random(way)
        writer = Writer(World("en", rng), {}, rng)
        writer.write(nodes, Frame({}, frozenset(), 0, way=way))
        assert writer.text == said


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_ledger_points_into_the_text(lang: str) -> None:
    book = make_book(lang, random.Random(5), 20_000)
    ledger = book.ledger
    assert len(book.text) >= 20_000 and len(book.chapters) >= 2
    for m in ledger.mentions:
        name = ledger.person(m.person).names[m.form]
        assert book.text[m.start : m.end].lower() == name.lower()
    for fact in ledger.stated:
        sentence = book.text[fact.start : fact.end]
        for kind, value in fact.args:
            if kind == "number":
                assert value.lower() in sentence.lower() or fact.predicate in (
                    "sum",
                    "code",
                    "owes",
                    "wrong",
                    "paid",
                )  # an amount may stand in the sentence before
    days = [e.day for e in ledger.events]
    assert days == sorted(days)
    for event in ledger.events:
        here = {m.person for m in ledger.mentions if event.start <= m.start < event.end and m.present}
        assert set(event.present) == here
    assert not any(mark in book.text for mark in "{}[]|<>^")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_same_seed_same_book(lang: str) -> None:
    a, b, c = (make_book(lang, random.Random(s), 8000).text for s in (1, 1, 2))
    assert a == b and a != c


@given(st.integers(1, 60), st.integers(1, 70), st.integers(0, 12))
def test_no_story_comes_again_before_all_have_come(stories: int, wanted: int, books: int) -> None:
    hands = [Deck(5, ("book", "en"), n).hand(range(stories), wanted) for n in range(books + 1)]
    size = min(stories, wanted)
    assert all(len(hand) == len(set(hand)) == size for hand in hands)
    first = [card for hand in hands[: stories // size] for card in hand]
    assert len(first) == len(set(first))
    assert hands[0] == Deck(5, ("book", "en"), 0).hand(range(stories), wanted)


def test_the_many_chapters_of_a_long_book_bear_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(HEADINGS, "en", ("Chapter {en}",) * 9 + ("Chapter {n}",))  # words, if it may
    for seed in range(2):
        chapters = make_book("en", random.Random(seed), 340_000, 1_900).chapters
        assert [c.label for c in chapters] == [f"Chapter {n}" for n in range(1, len(chapters) + 1)] and len(chapters) > 100


def test_a_book_that_is_put_away_is_gone_at_once() -> None:
    book = make_book("zh", random.Random(1), 4_000)
    book.meter = Meter(book, load("chars"))
    gone = weakref.ref(book)
    gc.disable()
    del book
    gc.enable()
    assert gone() is None


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_small_talk_comes_twice_before_all_has_come(lang: str) -> None:
    lines = [line for line in chat.pools(lang)["ex"] if "life" in line.when]
    talk = list(islice(dealt(lines, random.Random(4)), 2 * sum(map(exchanges, lines))))
    seen: dict[tuple[str, int], int] = {}
    for at, (line, pick) in enumerate(talk):
        of = (line.key, pick if exchanges(line) > 1 else 0)  # openings that differ in a word or two are taken for one another
        assert at - seen.get(of, -len(talk)) > len(talk) // 4, (line.key, pick)
        seen[of] = at
    assert len(seen) == sum(map(exchanges, lines))


def test_an_article_fits_its_noun() -> None:
    assert [slots("", thing, "")["a_thing"] for thing in ("optician", "cobbler")] == ["an optician", "a cobbler"]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_kin_bear_one_surname_and_no_two_people_one_name(lang: str) -> None:
    rng, thread = random.Random(4), next(t for t in authored(lang)[0] if any(r.kin for r in t.roles))
    world = World(lang, rng)
    roles = Plot(world, (thread,), rng, 1).queue[0][2].roles
    for role in thread.roles:
        who, head = roles[role.key], roles[role.kin or role.key]
        assert isinstance(who, Person) and isinstance(head, Person) and who.surname == head.surname
    names = [set(p.names.values()) for p in world.people]
    assert sum(map(len, names)) == len(set.union(*names))


def test_a_thing_is_called_by_all_its_words_first_and_where_something_is_stated_of_it() -> None:
    rng = random.Random(1)
    writer = Writer(World("en", rng), {}, rng)
    roles: dict[str, Bound] = {"T": "a chain collar with a tag", "A": writer.world.person(("man",), set())}
    (units,) = paragraphs(parse("He saw {T}. He took up {T}. So {A} had {T}.^has(A,T)", "k"), "en")
    writer.paragraph(units, Frame(roles, frozenset(), 0, way=0))
    said = writer.text.replace(str(writer.world.people[0].names["full"]), "A")
    assert said == "He saw the chain collar with a tag. He took up the chain collar. So A had the chain collar with a tag."


@pytest.mark.parametrize("lang,kind,trade", [("en", "bakery", "baker"), ("zh", "tailorshop", "tailor")])
def test_who_keeps_a_place_keeps_the_same_in_every_story(lang: str, kind: str, trade: str) -> None:
    world = World(lang, random.Random(3))
    keeper = world.person(("man", "old", trade), set())
    assert world.person(("man", "old", trade), set()) is keeper
    first = world.place(kind, [keeper])
    assert all(world.place(kind, [keeper]) == first and world.place(kind) != first for _ in range(12))


def test_a_book_is_the_same_where_few_stories_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = make_book("zh", random.Random(4), 30_000).text
    monkeypatch.setattr(threads, "KEPT", 2)
    monkeypatch.setattr(units, "KEPT", 3)
    threads._read.clear()
    units._known.clear()
    assert make_book("zh", random.Random(4), 30_000).text == whole
    assert len(threads._read) <= 2 and len(units._known) <= 3


def test_nobody_bears_a_name_that_everybody_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    table = {**raw("zh"), "surnames": ["穆", "沈"], "women": ["桂英", "月梅", "素贞"], "famous": ["穆桂英"]}
    monkeypatch.setattr("longctx.world.cast.raw", lambda _: table)
    for seed in range(20):
        world = World("zh", random.Random(seed))
        world._names = {"surnames": ["沈", "穆"], "women": ["素贞", "月梅", "桂英"], "men": []}
        assert world.person(("woman", "young"), set()).names["full"] != "穆桂英"
