"""Lane, shape, endpoints, client: the parts on their own."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import pytest

from generators.errors import UserError
from generators.model.bodies import retry_after
from generators.model.endpoints import Endpoint, choose, load_endpoints
from generators.model.lane import Lane
from generators.model.loose_json import parse_loose
from generators.model.shape import shaped, strip_thinking
from generators.model.store import Answer, Ask, Store


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{"a": 1}', {"a": 1}),
        ('Here it is:\n```json\n{"a": [1, 2,],}\n```\nDone.', {"a": [1, 2]}),
        ('I think {"a": {"b": "}"}} fits', {"a": {"b": "}"}}),
        ("[1, 2] and more", [1, 2]),
    ],
)
def test_loose_json(text: str, value: object) -> None:
    assert parse_loose(text) == value


@pytest.mark.parametrize("text", ["no braces", '{"a": ', "{'a': 1}"])
def test_no_json(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        parse_loose(text)


def test_replies_are_held_to_their_schema() -> None:
    request = {"schema": {"type": "object", "required": ["q"], "properties": {"q": {"type": "string"}}}}
    assert shaped(request, '<think>hm</think>{"q": "x"}') == ('{"q":"x"}', "")
    assert "is not of type" in shaped(request, '{"q": 3}')[1]
    assert shaped(request, "no")[1].startswith("not JSON")


@pytest.mark.parametrize(
    ("text", "said", "thought"),
    [
        ("<think>a\nb</think>\n\nyes", "yes", "a\nb"),
        ("a b</think> yes", "yes", "a b"),
        ("yes", "yes", ""),
        ("<thinking>x</thinking>yes <reasoning>y</reasoning>", "yes", "xy"),
    ],
)
def test_thinking_is_taken_off(text: str, said: str, thought: str) -> None:
    got = strip_thinking(text)
    assert got[0] == said and "".join(got[1].split()) == "".join(thought.split())


def test_retry_after_in_all_its_forms() -> None:
    assert retry_after({"retry-after": "2"}) == 2
    assert retry_after({"retry-after-ms": "1500"}) == 1.5
    assert retry_after({"retry-after": "Wed, 21 Oct 2015 07:28:00 GMT"}) == 0
    assert retry_after({"retry-after": "soon"}) is None
    assert retry_after({}) is None


async def _replies(lane: Lane, outcomes: list[bool]) -> float:
    for busy in outcomes:
        await lane.leave(await lane.enter(), busy=busy)
    return lane.limit


def test_scattered_refusals_do_not_throttle_a_lane_and_a_wall_of_them_does() -> None:
    scattered = [i % 5 == 0 for i in range(100)]
    assert asyncio.run(_replies(Lane(Endpoint("a", "m", in_flight=32)), scattered)) == 32
    walled = asyncio.run(_replies(Lane(Endpoint("a", "m", in_flight=32)), [True] * 20))
    assert 1 <= walled < 8


def test_one_cut_per_epoch() -> None:
    async def burst() -> float:
        lane = Lane(Endpoint("a", "m", in_flight=20))
        started = [await lane.enter() for _ in range(20)]
        for at in started:
            await lane.leave(at, busy=True)
        return lane.limit

    assert asyncio.run(burst()) == pytest.approx(14)


def test_rates_per_minute_hold_a_lane_back() -> None:
    async def third() -> bool:
        lane = Lane(Endpoint("a", "m", rpm=2))
        for _ in range(2):
            await lane.leave(await lane.enter(), busy=False)
        return lane._rate_until() > time.monotonic() + 30

    assert asyncio.run(third())


def test_the_same_request_goes_to_the_same_endpoint() -> None:
    pair = (Endpoint("a", "m"), Endpoint("b", "m"), Endpoint("j", "m", roles=("judge",)))
    keys = [bytes([i]) * 8 for i in range(64)]
    chosen = [choose(pair, "writer", k).name for k in keys]
    assert set(chosen) == {"a", "b"} and chosen == [choose(pair, "writer", k).name for k in keys]
    assert choose(pair, "judge", keys[0]).name == "j"
    assert choose(pair, "cheap", keys[0]).name in "ab"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("x = 1", "no [[endpoint]]"),
        ("[[endpoint]]\nname = 'a'", "needs model"),
        ("[[endpoint]]\nname='a'\nmodel='m'\nmodle='x'", "did you mean 'model'"),
        ("[[endpoint]]\nname='a'\nmodel='m'\nroles=['wirter']", "did you mean 'writer'"),
        ("[[endpoint]]\nname='a'\nmodel='m'\nin_flight=0", "in_flight"),
        ("[[endpoint]]\nname='a'\nmodel='m'\n[[endpoint]]\nname='a'\nmodel='m'", "twice"),
    ],
)
def test_faulty_endpoint_files_are_named(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "e.toml"
    path.write_text(text)
    with pytest.raises(UserError, match="endpoint") as told:
        load_endpoints(str(path))
    assert says in str(told.value) and str(path) in str(told.value)


def test_unknown_prices_stay_unknown(tmp_path: Path) -> None:
    store = Store(tmp_path / "s.sqlite")
    ask = Ask(b"k", "a", "rag/empty", {"purpose": "answer", "messages": []})
    store.called(ask, "ok", 10, 5, None)
    store.called(ask, "status-500", 0, 0, None)
    assert store.account()[0] | {"money": None} == {
        "model": "a", "task_type": "rag/empty", "purpose": "answer", "calls": 2, "failed": 1, "tokens_in": 10, "tokens_out": 5, "money": None,
    }  # fmt: skip
    assert store.outcomes() == {"status-500": 1} and store.spent() == 0
    store.put(ask, Answer("x"))
    assert store.get(b"k") == Answer("x") and store.get(b"l") is None
