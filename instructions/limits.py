"""Limits that a request already sets, read from its words: 不少于200字, exactly five bullets, in 3 to 4 sentences."""

from __future__ import annotations

import re
from dataclasses import dataclass

from instructions.constraints.leaf import Leaf

_HAN = "零一二三四五六七八九"
_WORDS = (
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
)
_N_ZH = r"(\d{1,5}|[一二两三四五六七八九十百千]{1,5})"
_N_EN = rf"(\d{{1,3}}(?:,\d{{3}})+|\d{{1,5}}|{'|'.join(_WORDS[1:])})"
_UNIT_ZH = r"\s*个?\s*(汉字|字符|字|句话|句|段落|自然段|段|条|点|项)"
_UNIT_EN = r"[- ](words?|sentences?|paragraphs?|bullet points?|bullets?|numbered (?:items|points)|characters?)"
_TYPE = {
    "汉字": "length.han", "字": "length.zi", "字符": "length.chars", "句话": "count.sentences", "句": "count.sentences", "段落": "count.paragraphs", "自然段": "count.paragraphs", "段": "count.paragraphs",
    "条": "items", "点": "items", "项": "items", "word": "length.words", "sentence": "count.sentences", "paragraph": "count.paragraphs", "bullet point": "list.bullets", "bullet": "list.bullets",
    "numbered item": "list.numbered", "numbered point": "list.numbered", "character": "length.chars",
}  # fmt: skip
_ZH = (
    ("range", rf"{_N_ZH}\s*(?:字|句|段|条)?\s*(?:[-~－—～]|到|至)\s*{_N_ZH}{_UNIT_ZH}"),
    (
        "min",
        rf"(?:不少于|不低于|不得少于|至少|起码|最少|不能少于|别少于|写够|写满|写足|凑够|凑足|(?<![不别要能得])(?:超过|多于|大于))\s*(?:写|用|要|有)?\s*{_N_ZH}{_UNIT_ZH}",
    ),
    ("min", rf"{_N_ZH}{_UNIT_ZH}\s*(?:以上|起步|打底)"),
    (
        "max",
        rf"(?:(?<!不)(?<!不得)(?:不超过|不多于|不得超过|不能超过|别超过|不要超过|最多|至多|(?<![不别要能得])(?:少于|小于)|限))\s*(?:写|用)?\s*{_N_ZH}{_UNIT_ZH}",
    ),
    ("max", rf"{_N_ZH}{_UNIT_ZH}\s*(?:以内|之内|以下|封顶)"),
    ("about", rf"(?:大约|大概|约|差不多)\s*{_N_ZH}{_UNIT_ZH}"),
    ("about", rf"{_N_ZH}{_UNIT_ZH}\s*(?:左右|上下)"),
    ("exact", rf"(?:正好|刚好|恰好|写|用|分成|分|列出|列举|列|给出|提供|总共|一共)\s*{_N_ZH}{_UNIT_ZH}"),
)
_EN = (
    ("range", rf"(?:between )?{_N_EN}(?: words?)?(?: to |-| and | - |–){_N_EN}{_UNIT_EN}"),
    ("min", rf"(?:at least|no fewer than|no less than|not less than|a minimum of|(?<!no )(?<!not )more than|over) {_N_EN}{_UNIT_EN}"),
    ("min", rf"{_N_EN}{_UNIT_EN} (?:or more|at least|minimum)"),
    (
        "max",
        rf"(?:at most|no more than|no longer than|not more than|up to|within|under|below|(?<!no )(?<!not )fewer than|(?<!no )(?<!not )less than|a maximum of|max(?:imum)?) {_N_EN}{_UNIT_EN}",
    ),
    ("max", rf"{_N_EN}{_UNIT_EN} (?:or fewer|or less|at most|max(?:imum)?)"),
    ("about", rf"(?:about|around|approximately|roughly) {_N_EN}{_UNIT_EN}"),
    ("exact", rf"(?:exactly|precisely|in|with|using|write|give me|list|of) (?:a |just )?{_N_EN}{_UNIT_EN}"),
    ("exact", rf"\b{_N_EN}{_UNIT_EN}(?= (?:summary|essay|paragraph|text|list|story|description|article)|[ ,.]*$)"),
)
_COUNTED = {"zh": re.compile(_N_ZH + _UNIT_ZH), "en": re.compile(_N_EN + _UNIT_EN, re.I)}  # stands in every limit
_STRICT = re.compile(r"(?:超过|多于|大于|少于|小于|more than|over|fewer than|less than|under|below)\s*$")


@dataclass(frozen=True)
class Limit:
    """A limit in a prompt: where its number(s) stand, what it asks. `strict`: the bound itself is not allowed (more than 200)."""

    leaf: Leaf
    start: int
    end: int
    numbers: tuple[tuple[int, int], ...]
    strict: bool = False


def number(text: str) -> int | None:
    """A whole number in digits, Chinese numerals or English words."""
    bare = text.replace(",", "")
    if bare.isdigit():
        return int(bare)
    if bare.lower() in _WORDS:
        return _WORDS.index(bare.lower())
    total, digit = 0, 0
    for c in bare:
        if c in "十百千":
            total += (digit or 1) * {"十": 10, "百": 100, "千": 1000}[c]
            digit = 0
        elif c in _HAN or c == "两":
            digit = 2 if c == "两" else _HAN.index(c)
        else:
            return None
    short = re.search("([百千])[一二三四五六七八九]$", bare)
    return total + digit * ({"百": 10, "千": 100}[short[1]] if short else 1)


def written(n: int, like: str, lang: str) -> str:
    """A number in the style of another: digits stay digits, words stay words."""
    bare = like.replace(",", "")
    if bare.isdigit():
        return f"{n:,}" if "," in like and n > 999 else str(n)
    if lang == "en":
        text = _WORDS[n] if n < len(_WORDS) else str(n)
        return text.capitalize() if like[:1].isupper() else text
    return _han(n)


def _han(n: int) -> str:
    if n < 10:
        return "两" if n == 2 else _HAN[n]
    if n < 20:
        return "十" + (_HAN[n - 10] if n > 10 else "")
    for size, name in ((1000, "千"), (100, "百"), (10, "十")):
        if n >= size:
            head, rest = divmod(n, size)
            lead = ("两" if head == 2 and size >= 100 else _HAN[head]) + name
            if not rest:
                return lead
            return (
                lead
                + ("零" if rest < size // 10 else "")
                + (_HAN[rest] if rest < 10 else _han(rest) if rest >= 20 or size == 10 else "一" + _han(rest))
            )
    return str(n)


def find_limits(prompt: str, lang: str) -> list[Limit]:
    """All limits that a prompt states, in order, none inside another."""
    out: list[Limit] = []
    taken: list[tuple[int, int]] = []
    if not _COUNTED[lang].search(prompt):
        return []
    for op, pattern in _ZH if lang == "zh" else _EN:
        for m in re.finditer(pattern, prompt, re.I):
            if any(a < m.end() and m.start() < b for a, b in taken):
                continue
            made = _limit(op, m, prompt, lang)
            if made is not None:
                out.append(made)
                taken.append(m.span())
    return sorted(out, key=lambda x: x.start)


def _limit(op: str, m: re.Match[str], prompt: str, lang: str) -> Limit | None:
    groups = [i for i in range(1, (m.lastindex or 0) + 1)]
    unit = m[groups[-1]].lower()
    unit = unit if lang == "zh" else unit.removesuffix("s") if unit not in ("numbered items", "numbered points") else unit[:-1]
    type_ = _TYPE.get(unit)
    spans = tuple(m.span(i) for i in groups[:-1])
    values = [number(prompt[a:b]) for a, b in spans]
    if type_ is None or any(v is None or v < 1 for v in values):
        return None
    if op == "exact" and type_.startswith("length") and lang == "zh" and (values[0] or 0) < 20:
        return None  # 一字, 两字: a word, not a length
    strict = False
    if op in ("min", "max"):
        said = prompt[m.start() : spans[0][0]].rstrip()
        strict = _STRICT.search(said) is not None and re.search(r"\b(?:no|not)\b|不|别", said, re.I) is None
    params: dict[str, object] = {"op": "about" if op == "exact" and type_.startswith("length") else op, "n": values[0]}
    if op == "range":
        if (values[0] or 0) >= (values[1] or 0):
            return None
        params["m"] = values[1]
    if op == "about" and not type_.startswith("length"):
        return None
    return Limit({"type": type_, "params": params}, m.start(), m.end(), spans, strict)
