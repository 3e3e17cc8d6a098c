"""A figure of the user's documents as a value that can be reckoned with."""

from __future__ import annotations

import re

from generators.values.types import Spec, Value, write


def exact(text: str, kind: str, lang: str) -> Value | None:
    """The value as a number with its unit, where writing it gives the text's own spelling again."""
    match = re.fullmatch(r"(\d+(?:,\d{3})*)(?:\.(\d+))?( ?\D[^\d]*)?", text)
    if not match or kind not in ("amount", "percent"):
        return None
    decimals = match[2] or ""
    scale, unit = 10 ** len(decimals), match[3] or ""
    raw = int(match[1].replace(",", "") + decimals)
    step = max(1, 10 ** (len(str(raw)) - 2))
    if step == 1 and raw > 10 and raw % 5 == 0:
        step = 5
    if raw < 2 or (kind == "amount" and not unit):
        return None
    lo = max(step, raw - raw // 2)
    lo += (raw - lo) % step
    hi = raw + step * max(3, raw // step)
    if kind == "percent" and unit == "%":
        spec = Spec("percent", lang, lo, min(hi, 100 * scale) if raw <= 100 * scale else hi, step, scale)
    elif kind == "amount":
        if lang == "en" and not unit.startswith(" "):
            return None
        word = unit[1:] if lang == "en" else unit
        spec = Spec("quantity", lang, lo, hi, step, scale, (word.rstrip("s") if lang == "en" and len(word) > 3 else word, word))
    else:
        return None
    return Value(spec, raw, text) if write(spec, raw) == text and spec.hi > spec.lo else None
