"""The units and currencies the reader knows."""

from __future__ import annotations

import re

MONEY_BEFORE = {"£": "GBP", "$": "USD", "€": "EUR", "¥": "CNY", "￥": "CNY", "gbp": "GBP", "usd": "USD", "eur": "EUR"}
MONEY_AFTER = {
    "gbp": "GBP", "usd": "USD", "eur": "EUR", "cny": "CNY", "rmb": "CNY", "yuan": "CNY", "pound": "GBP", "pounds": "GBP", "quid": "GBP", "dollar": "USD", "dollars": "USD", "euro": "EUR", "euros": "EUR", "元": "CNY", "块": "CNY", "圆": "CNY",
}  # fmt: skip
SMALL_COIN = {"p": "GBP", "penny": "GBP", "pence": "GBP", "cent": "USD", "cents": "USD"}
# Words that follow a number without being its unit.
NO_UNIT = frozenset((
    "or", "and", "to", "vs", "versus", "in", "of", "on", "at", "for", "from", "is", "was", "are", "were", "but", "by", "per", "with", "if", "so", "as", "the", "a", "an", "it", "that", "which", "not", "nor", "than", "then", "while", "when", "only", "each", "both", "instead", "since", "until", "before", "after", "now", "later", "earlier", "under", "over", "here", "there",
))  # fmt: skip
DIMENSION = {
    "en": {
        "second": ("s", 1), "minute": ("s", 60), "min": ("s", 60), "hour": ("s", 3600), "hr": ("s", 3600), "day": ("d", 1), "week": ("d", 7), "fortnight": ("d", 14),
        "month": ("mo", 1), "year": ("mo", 12), "mm": ("mm", 1), "millimetre": ("mm", 1), "cm": ("mm", 10), "centimetre": ("mm", 10), "m": ("mm", 1000),
        "metre": ("mm", 1000), "meter": ("mm", 1000), "km": ("mm", 10**6), "kilometre": ("mm", 10**6), "kilometer": ("mm", 10**6), "foot": ("ft", 1),
        "feet": ("ft", 1), "yard": ("ft", 3), "mg": ("mg", 1), "milligram": ("mg", 1), "g": ("mg", 1000), "gram": ("mg", 1000), "kg": ("mg", 10**6),
        "kilogram": ("mg", 10**6), "kilo": ("mg", 10**6), "tonne": ("mg", 10**9), "ml": ("ml", 1), "millilitre": ("ml", 1), "litre": ("ml", 1000),
        "liter": ("ml", 1000), "w": ("w", 1), "watt": ("w", 1), "kw": ("w", 1000), "kilowatt": ("w", 1000), "mb": ("mb", 1), "gb": ("mb", 1024), "°c": ("c", 1),
    },
    "zh": {
        "秒": ("s", 1), "分钟": ("s", 60), "小时": ("s", 3600), "钟头": ("s", 3600), "天": ("d", 1), "日": ("d", 1), "周": ("d", 7), "星期": ("d", 7), "礼拜": ("d", 7),
        "个月": ("mo", 1), "月": ("mo", 1), "年": ("mo", 12), "毫米": ("mm", 1), "厘米": ("mm", 10), "公分": ("mm", 10), "米": ("mm", 1000), "公里": ("mm", 10**6),
        "千米": ("mm", 10**6), "毫克": ("mg", 1), "克": ("mg", 1000), "公斤": ("mg", 10**6), "千克": ("mg", 10**6), "斤": ("mg", 500_000), "吨": ("mg", 10**9),
        "毫升": ("ml", 1), "升": ("ml", 1000), "亩": ("mu", 1), "公顷": ("mu", 15), "瓦": ("w", 1), "千瓦": ("w", 1000), "℃": ("c", 1), "°C": ("c", 1), "摄氏度": ("c", 1),
    },
}  # fmt: skip
ZH_UNITS = sorted(DIMENSION["zh"], key=len, reverse=True)


# Latin units as they stand in Chinese text.
LATIN_UNITS = {
    "km": "公里", "cm": "厘米", "mm": "毫米", "m": "米", "kg": "公斤", "mg": "毫克", "g": "克", "ml": "毫升", "mL": "毫升", "L": "升", "kW": "千瓦", "min": "分钟",
}  # fmt: skip
LATIN_UNIT = re.compile(rf"(?:{'|'.join(sorted(LATIN_UNITS, key=len, reverse=True))})(?![A-Za-z])")
