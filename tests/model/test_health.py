"""An endpoint that fails whatever it is asked: its failures count against no request, and it is given up in time."""

from __future__ import annotations

from generators.model.health import DEAD_AFTER, DOWN_AFTER, PATIENCE, REFUSED_AFTER, Health
from generators.model.replies import Passing, Unanswerable

DOWN, NOBODY = Passing("status-503", "loading"), Passing("no-connection", "refused")


def health(ever: bool = False) -> tuple[Health, list[float]]:
    now = [0.0]
    return Health("m", ever, lambda: now[0]), now


def test_many_requests_failing_at_once_are_not_their_own_fault() -> None:
    one, _ = health()
    told = [one.failed(bytes([i]), DOWN) for i in range(DOWN_AFTER)]
    assert not any(told) and one.excuses(DOWN)
    one.replied()
    assert not one.excuses(DOWN)


def test_one_request_that_always_fails_uses_up_its_own_tries() -> None:
    one, _ = health(ever=True)
    assert not any(one.failed(b"x", DOWN) for _ in range(3 * DEAD_AFTER)) and not one.excuses(DOWN)


def test_an_endpoint_may_be_down_for_a_while_and_no_longer() -> None:
    one, now = health()
    assert not any(one.failed(bytes([i % 9]), DOWN) for i in range(3 * DEAD_AFTER))
    now[0] = PATIENCE + 1
    assert "loading" in one.failed(b"x", DOWN)


def test_nobody_there_from_the_start_is_said_soon_and_after_a_reply_is_waited_for() -> None:
    one, _ = health()
    assert [bool(one.failed(bytes([i]), NOBODY)) for i in range(DEAD_AFTER)] == [False] * (DEAD_AFTER - 1) + [True]
    one, _ = health()
    one.replied()
    assert not any(one.failed(bytes([i]), NOBODY) for i in range(2 * DEAD_AFTER)) and one.excuses(NOBODY)


def test_a_server_that_refuses_every_request_is_given_up() -> None:
    refused = Unanswerable("bad-request", "extra fields")
    one, _ = health()
    assert "extra fields" in [one.failed(bytes([i]), refused) for i in range(REFUSED_AFTER)][-1]
    one, _ = health(ever=True)
    assert not any(one.failed(bytes([i]), refused) for i in range(5 * REFUSED_AFTER))
    one, _ = health()
    assert not any(one.failed(bytes([i]), Unanswerable("too-long", "")) for i in range(5 * REFUSED_AFTER))


def test_nothing_but_empty_replies_is_said() -> None:
    one, _ = health()
    told = [one.failed(bytes([i]), Passing("empty")) for i in range(DEAD_AFTER)]
    assert "empty" in told[-1] and not any(told[:-1]) and not one.excuses(Passing("empty"))


def test_naps_grow_and_end() -> None:
    one, _ = health()
    naps = [one.nap() for _ in range(100)]
    assert naps == sorted(naps) and naps[0] < 1 and naps[-1] == 10
