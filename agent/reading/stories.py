"""Sums told as people meet them (three boxes at 48 and 15 for delivery), read into a calculation."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from fractions import Fraction

from agent.reading.numerals import EN_RUN, HAN_RUN, number

Figures = Mapping[str, str]


def _n(name: str) -> str:
    """A figure in digits or in words of either language, caught under a name."""
    return rf"(?P<{name}>(?:\d{{1,3}}(?:,\d{{3}})+|\d+)(?:\.\d+)?|{HAN_RUN}|{EN_RUN})"


def _goods(v: Figures) -> str:
    return f"{v['a']}*{v['b']}" + (f"+{v['c']}" if "c" in v else "")


def _shared(v: Figures) -> str:
    return f"({v['a']}-{v['b']})/{v['c']}" if "b" in v else f"{v['a']}/{v['c']}"


def _reduced(v: Figures) -> str:
    """85 per cent of a price: 15 % off it, 八五折."""
    left = Fraction(1) - Fraction(v["off"]) / 100 if "off" in v else Fraction("0." + v["fold"])
    return f"{v['a']}*{float(left):.2f}".rstrip("0")


def _paid(v: Figures) -> str:
    return f"{v['a']}-{v['b']}" + (f"-{v['c']}" if "c" in v else "")


_FEE = rf"(?:，(?:另加|再加|外加){_n('c')}块(?:运费|包装费|安装费))?"
_PLUS = rf"(?: plus £{_n('c')} (?:for delivery|for fitting|postage))?"
_FORMS: tuple[tuple[re.Pattern[str], Callable[[Figures], str]], ...] = tuple(
    (re.compile(pattern, re.I), made)
    for pattern, made in (
        (rf"{_n('a')}(?P<m>\S)\S+，每(?P=m){_n('b')}块{_FEE}", _goods),
        (rf"{_n('a')}(?P<m>\S)\S+，{_n('b')}块一(?P=m){_FEE}", _goods),
        (rf"每(?P<m>\S){_n('b')}块的\S+?，来{_n('a')}(?P=m){_FEE}", _goods),
        (rf"(?:一共)?{_n('a')}块(?:，(?:减掉|减去|用了){_n('b')}块(?:优惠|的券))?，{_n('c')}个人(?:平分|平摊|AA)", _shared),
        (rf"(?:原价)?{_n('a')}块?，?打?(?P<fold>[一二三四五六七八九]{{1,2}})折", _reduced),
        (rf"(?:时薪|一小时){_n('a')}块?，每?一?天干?{_n('b')}个?小时，(?:干了)?{_n('c')}天", lambda v: f"{v['a']}*{v['b']}*{v['c']}"),
        (rf"长{_n('a')}米、宽{_n('b')}米", lambda v: f"{v['a']}*{v['b']}"),
        (rf"{_n('a')}米乘{_n('b')}米", lambda v: f"{v['a']}*{v['b']}"),
        (rf"(?:给了|付了){_n('a')}块，(?:东西{_n('b')}块|两样东西{_n('p')}块和{_n('c')}块)", lambda v: _paid({"b": v.get("p", ""), **v})),
        (rf"首付{_n('a')}块?，(?:剩下|余下)分{_n('b')}期，每期{_n('c')}块?", lambda v: f"{v['a']}+{v['b']}*{v['c']}"),
        (rf"百公里{_n('b')}升，跑{_n('a')}公里，油价{_n('c')}块?", lambda v: f"{v['a']}*{v['b']}/100*{v['c']}"),
        (rf"{_n('a')}页的书，(?:每天|一天)看{_n('b')}页", lambda v: f"{v['a']}/{v['b']}"),
        (rf"{_n('a')} [a-z ]+?(?: at|,) £{_n('b')} (?:each|apiece|a piece){_PLUS}", _goods),
        (rf"(?:a bill of )?£{_n('a')}(?:,? (?:less|minus) (?:a )?£{_n('b')} (?:voucher|discount|deposit))?,? (?:between|split between|shared by) {_n('c')}(?: of us| people)?", _shared),
        (rf"{_n('off')}% off £{_n('a')}", _reduced),
        (rf"£{_n('a')} with {_n('off')}% off", _reduced),
        (rf"£{_n('a')} an hour, {_n('b')} hours a day(?:,| for) {_n('c')} days", lambda v: f"{v['a']}*{v['b']}*{v['c']}"),
        (rf"{_n('a')} (?:metres|m) (?:by|x) {_n('b')} (?:metres|m)", lambda v: f"{v['a']}*{v['b']}"),
        (rf"(?:paid with|handed over) £{_n('a')} for (?:something at £{_n('b')}|things at £{_n('p')} and £{_n('c')})", lambda v: _paid({"b": v.get("p", ""), **v})),
        (rf"£{_n('a')} down and {_n('b')} (?:payments|instalments) of £{_n('c')}", lambda v: f"{v['a']}+{v['b']}*{v['c']}"),
        (rf"{_n('b')} litres per 100 km, {_n('a')} km, £{_n('c')} a litre", lambda v: f"{v['a']}*{v['b']}/100*{v['c']}"),
        (rf"{_n('a')} pages at {_n('b')} pages a day", lambda v: f"{v['a']}/{v['b']}"),
    )
)  # fmt: skip


def story(text: str) -> str | None:
    """The calculation that a sum in words means, in plain signs; None where it is no such sum."""
    plain = text.strip()
    for pattern, made in _FORMS:
        if m := pattern.fullmatch(plain):
            caught = {k: v for k, v in m.groupdict().items() if v is not None and k != "m"}
            figures = {k: _digits(v) for k, v in caught.items() if k != "fold"}
            if "fold" in caught:
                figures["fold"] = "".join(_digits(c) for c in caught["fold"])
            return made(figures) if all(figures.values()) else None
    return None


def _digits(text: str) -> str:
    """A figure without separators and words; empty where it is none."""
    if re.fullmatch(r"[\d.,]+", text):
        return text.replace(",", "")
    value = number(text)
    return "" if value is None else str(value)
