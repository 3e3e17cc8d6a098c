"""What an audit looks at in one row: a module turns its rows into views."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Item:
    """One of several candidates in the prompt (a document, a tool): `gold` where the answer rests on it.

    `slot` counts from 0 among `of` items. `own`: a passage of the user's own text, word for word, which nobody here could have written otherwise.
    """

    text: str
    slot: int
    of: int
    gold: bool
    role: str
    own: bool = False


@dataclass(frozen=True)
class View:
    """A row for the audit.

    `answerable`: None where the question does not arise. `places`: named positions in [0, 1) that should be uniform.
    `sides`: named yes/no draws that should be even. `skeletons`: texts with their slots masked. `refusal`: the answer declines;
    `named`: whether it names what was asked. `foreign_values`: values in the prompt that a refusal must not hold.
    """

    question: str
    answer: str
    prompt: str
    items: tuple[Item, ...] = ()
    answerable: bool | None = None
    places: dict[str, float] = field(default_factory=dict)
    sides: dict[str, bool] = field(default_factory=dict)
    refusal: bool = False
    named: bool = False
    foreign_values: tuple[str, ...] = ()
    masked_question: str = ""
    masked_items: tuple[str, ...] = ()
    apart: str = ""  # what tells the row from others, where the question alone ("Are you sure?") does not
