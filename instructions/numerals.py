"""Small numbers as people write them in a request: 三段, 两百字, three paragraphs."""

from __future__ import annotations

_ZH = "零一二三四五六七八九十"
_EN = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def in_words(n: int, lang: str) -> str | None:
    """A number in words; None where nobody would write it out."""
    if lang == "en":
        return _EN[n] if 0 < n <= 12 else None
    if n == 2:
        return "两"
    if 0 < n <= 10:
        return _ZH[n]
    if n < 20:
        return "十" + _ZH[n - 10]
    if n < 100 and n % 10 == 0:
        return _ZH[n // 10] + "十"
    for size, name in ((1000, "千"), (100, "百")):
        if size <= n < size * 10:
            head = "两" if n // size == 2 else _ZH[n // size]
            rest = n % size
            if not rest:
                return head + name
            if size == 100 and rest % 10 == 0:
                return head + name + _ZH[rest // 10] + "十"  # 一百二 cannot stand before a measure word
    return None
