"""Values: what the writers write, the readers read back; other values are never taken for it."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generators.reading import follows, same_value, states
from generators.values.types import draw, draw_other, parse_spec, restate, shift
from generators.values.units import in_other_units, mixed_up_units

SPECS = [
    ("en", "place"), ("en", "person"), ("en", "brand"), ("en", "code LL-ddd"), ("en", "int 3..48"), ("en", "int 900..4000"), ("en", "year 1868..2009"),
    ("en", "date 1916..2024"), ("en", "day"), ("en", "time 06:00..21:30 step 15"), ("en", "money 9..48 step 0.5 GBP"), ("en", "money 900..4800 step 5 USD"),
    ("en", "percent 2..35 step 0.5"), ("en", "quantity 3..28 day|days"), ("en", "quantity 40..900 step 5 metres"), ("en", "quantity 0.5..4 step 0.1 kg"),
    ("zh", "place"), ("zh", "person"), ("zh", "brand"), ("zh", "code LL-ddd"), ("zh", "int 3..48"), ("zh", "date 1916..2024"), ("zh", "day"),
    ("zh", "time 07:00..20:30 step 15"), ("zh", "money 9..48 step 0.5 CNY"), ("zh", "percent 2..35 step 0.5"), ("zh", "quantity 3..28 天"),
    ("zh", "quantity 2..12 个月"), ("zh", "quantity 318..1460 step 2 米"), ("zh", "quantity 14..93 家"),
]  # fmt: skip
FRAME = {"en": "We were told {}, on Monday.", "zh": "他们说{}，就在周一。"}


@given(st.sampled_from(SPECS), st.integers(0, 10**9))
@settings(max_examples=600, deadline=None)
def test_round_trip(spec: tuple[str, str], seed: int) -> None:
    lang, rng = spec[0], random.Random(seed)
    value = draw(parse_spec(spec[1], lang), rng)
    other = draw_other(value, rng)
    for form in (value.text, *restate(value)):
        assert states(FRAME[lang].format(form), value.text, lang)
        assert same_value(form, value.text, lang)
    for form in (other.text, *restate(other)):
        assert not states(FRAME[lang].format(form), value.text, lang)
        assert not same_value(form, value.text, lang)


@pytest.mark.parametrize(
    ("lang", "text", "value", "yes"),
    [
        ("en", "It closes at half past five in the afternoon.", "5:30 pm", True),
        ("en", "It closes at quarter to six in the evening.", "5:45 pm", True),
        ("en", "Doors open 09:15 sharp.", "9:15 am", True),
        ("en", "He paid 1,250 pounds.", "£1,250", True),
        ("en", "He paid £12,500.", "£1,250", False),
        ("en", "twenty-one days", "21 days", True),
        ("en", "three weeks", "21 days", True),
        ("en", "21 hours", "21 days", False),
        ("en", "0.5 km", "500 metres", True),
        ("en", "the March 14th, 2019 issue", "14 March 2019", True),
        ("en", "On 14 March it rained.", "14 March 2019", False),
        ("en", "On 20 July 1969 they landed.", "1969", True),
        ("en", "7.5 per cent of them", "7.5%", True),
        ("en", "75% of them", "7.5%", False),
        ("en", "The North Gate is open.", "the north gate", True),
        ("en", "The northern gate is open.", "the north gate", False),
        ("zh", "下午五点半关门", "17:30", True),
        ("zh", "晚上七点一刻", "19:15", True),
        ("zh", "一千二百五十元", "1250元", True),
        ("zh", "12块5一位", "12.5元", True),
        ("zh", "三周内", "21天", True),
        ("zh", "二十一天", "21天", True),
        ("zh", "百分之七点五", "7.5%", True),
        ("zh", "7.5个百分点以外的75%", "75%", True),
        ("zh", "二〇一九年三月十四日", "2019年3月14日", True),
        ("zh", "3月14日", "2019年3月14日", False),
        ("zh", "12家店", "12家", True),
        ("zh", "12人", "12家", False),
        ("zh", "共1.2万元", "12000元", True),
        ("zh", "半公里不到，500米", "500米", True),
    ],
)
def test_reading(lang: str, text: str, value: str, yes: bool) -> None:
    assert states(text, value, lang) is yes


def test_arithmetic_follows() -> None:
    rng = random.Random(5)
    for lang, source in (
        ("en", "money 9..48 step 0.5 GBP"),
        ("zh", "money 9..48 step 0.5 CNY"),
        ("en", "quantity 3..90 cm"),
        ("en", "time 08:00..18:00 step 5"),
        ("en", "year 1900..1990"),
    ):
        value = draw(parse_spec(source, lang), rng)
        for op, n in (("*", 4), ("+", 25), ("-", 3)):
            if value.spec.kind in ("time", "year") and op == "*":
                continue
            assert follows(value.text, op, n, shift(value, op, n).text, lang)
            assert not follows(value.text, op, n + 1, shift(value, op, n).text, lang)


def test_units() -> None:
    from fractions import Fraction

    assert (Fraction(500), "metres") in in_other_units(Fraction(50000), "cm", "en")
    assert "hours" in mixed_up_units("minutes", "en") and "seconds" not in mixed_up_units("days", "en")
    assert not in_other_units(Fraction(7), "pupils", "en")


@pytest.mark.parametrize("bad", ["nonsense", "int", "int 5..5", "money 1..9", "choice a; b", "quantity 1..9", "place x", "form a | b"])
def test_bad_declarations_say_why(bad: str) -> None:
    with pytest.raises(ValueError):
        parse_spec(bad, "en")
