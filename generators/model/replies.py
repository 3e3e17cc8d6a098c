"""What can come back from an endpoint: a reply, or one of four kinds of failure that are handled differently."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Reply:
    """A model's text, and the tokens the server counted (0, and not `counted`, where it does not say)."""

    text: str
    tokens_in: int = 0
    tokens_out: int = 0
    counted: bool = True


class Failure(Exception):
    """Base of what goes wrong at an endpoint. `reason` is a slug that is counted; `detail` never holds a key; `paid`: tokens in and out that it cost all the same."""

    def __init__(self, reason: str, detail: str = "", paid: tuple[int, int] = (0, 0)) -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason, self.detail, self.paid = reason, detail[:300], paid


class Busy(Failure):
    """Too many requests: ask again, not before `retry_after` seconds where the server names them."""

    def __init__(self, detail: str = "", retry_after: float | None = None) -> None:
        super().__init__("busy", detail)
        self.retry_after = retry_after


class Passing(Failure):
    """A fault that may be gone next time: a 5xx, a dropped connection, a time-out, a body that is no JSON, an empty or refusing answer."""


class Unanswerable(Failure):
    """This request will never be answered (context too long, refused as malformed); others will."""


class Fatal(Failure):
    """Nothing will be answered: no such model, no right to ask, no such address."""
