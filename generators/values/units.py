"""Units whose amounts can be said in another unit without loss, and units that get mixed up."""

from __future__ import annotations

from fractions import Fraction

# spelling -> (dimension, size in the dimension's base unit)
_EN = {
    "second": ("time", 1), "minute": ("time", 60), "hour": ("time", 3600), "day": ("day", 1), "week": ("day", 7),
    "fortnight": ("day", 14), "month": ("month", 1), "year": ("month", 12),
    "mm": ("length", 1), "cm": ("length", 10), "m": ("length", 1000), "km": ("length", 1_000_000),
    "millimetre": ("length", 1), "centimetre": ("length", 10), "metre": ("length", 1000), "kilometre": ("length", 1_000_000),
    "mile": ("mile", 1), "foot": ("foot", 1), "yard": ("foot", 3),
    "mg": ("mass", 1), "g": ("mass", 1000), "kg": ("mass", 1_000_000), "tonne": ("mass", 1_000_000_000),
    "gram": ("mass", 1000), "kilogram": ("mass", 1_000_000), "ml": ("volume", 1), "litre": ("volume", 1000),
    "MB": ("bytes", 1), "GB": ("bytes", 1024), "W": ("power", 1), "kW": ("power", 1000),
}  # fmt: skip
_ZH = {
    "秒": ("time", 1), "分钟": ("time", 60), "小时": ("time", 3600), "天": ("day", 1), "日": ("day", 1), "周": ("day", 7), "星期": ("day", 7),
    "个月": ("month", 1), "月": ("month", 1), "年": ("month", 12),
    "毫米": ("length", 1), "厘米": ("length", 10), "米": ("length", 1000), "公里": ("length", 1_000_000), "千米": ("length", 1_000_000),
    "毫克": ("mass", 1), "克": ("mass", 1000), "公斤": ("mass", 1_000_000), "千克": ("mass", 1_000_000), "吨": ("mass", 1_000_000_000),
    "斤": ("mass", 500_000), "毫升": ("volume", 1), "升": ("volume", 1000), "亩": ("mu", 1), "公顷": ("mu", 15),
    "兆": ("bytes", 1), "瓦": ("power", 1), "千瓦": ("power", 1000),
}  # fmt: skip
_PLURAL = {"foot": "feet"}
_KIN = {"day": "time", "month": "time", "mile": "length", "foot": "length"}  # dimensions people confuse, though no exact factor joins them


def unit_key(unit: str, lang: str) -> str:
    """The table's spelling of a unit as a text writes it (`minutes` -> `minute`)."""
    if lang == "zh":
        return unit
    irregular = {v: k for k, v in _PLURAL.items()}
    if unit in irregular:
        return irregular[unit]
    return unit[:-1] if unit.endswith("s") and unit[:-1] in _EN else unit


def _name(key: str, amount: Fraction, lang: str) -> str:
    if lang == "zh" or len(key) <= 2 or amount == 1:
        return key
    return _PLURAL.get(key, key + "s")


def in_other_units(amount: Fraction, unit: str, lang: str) -> list[tuple[Fraction, str]]:
    """The same quantity in the other units of its dimension, where people would say it so: 1 to 9,999, at most one decimal."""
    table = _ZH if lang == "zh" else _EN
    key = unit_key(unit, lang)
    if key not in table:
        return []
    dimension, size = table[key]
    out = []
    for other, (dim, other_size) in table.items():
        if dim != dimension or other_size == size:
            continue
        new = amount * size / other_size
        if 1 <= new < 10_000 and (new * 10).denominator == 1:
            out.append((new, _name(other, new, lang)))
    return out


def mixed_up_units(unit: str, lang: str) -> list[str]:
    """Other units a careless hand might write for this one: the same kind of thing, up to a thousand times the size."""
    table = _ZH if lang == "zh" else _EN
    key = unit_key(unit, lang)
    if key not in table:
        return []
    dim, size = table[key]
    base = {"time": 1, "day": 86_400, "month": 2_592_000, "mile": 1_609_344, "foot": 305}
    own = size * base.get(dim, 1)
    kin = [(k, s * base.get(d, 1)) for k, (d, s) in table.items() if _KIN.get(d, d) == _KIN.get(dim, dim)]
    return [
        _name(k, Fraction(2), lang) for k, s in kin if s != own and max(s, own) <= 1000 * min(s, own) and (len(k) <= 2) == (len(key) <= 2)
    ]
