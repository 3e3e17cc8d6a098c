"""Noise as people make it: slips of the finger, homophones, pinyin, dropped marks, cut ends. Never in a protected word."""

from __future__ import annotations

import random
import re

_NEAR_KEY = dict(zip("abcdefghijklmnopqrstuvwxyz", "svxfrdghojkl;mnpqatediyczx", strict=True)) | {"l": "k", "k": "l", "m": "n"}
_HOMOPHONES = {
    "en": (("their", "there"), ("there", "their"), ("you're", "your"), ("it's", "its"), ("to", "too"), ("whether", "weather"), ("does", "dose"), ("where", "were"), ("than", "then"), ("by", "buy"), ("whose", "who's")),
    "zh": (("的", "得"), ("在", "再"), ("做", "作"), ("吗", "嘛"), ("已经", "以经"), ("需要", "须要"), ("一共", "以共"), ("时候", "时后"), ("知道", "只道"), ("帮", "邦"), ("现在", "现再")),
}  # fmt: skip
_MISSPELT = (("which", "wich"), ("because", "becuase"), ("the", "teh"), ("please", "plz"), ("tomorrow", "tommorow"), ("receive", "recieve"), ("definitely", "definately"), ("until", "untill"), ("separate", "seperate"))  # fmt: skip
_PINYIN = {
    "怎么": "zenme", "什么": "shenme", "多少": "duoshao", "几点": "jidian", "可以": "keyi", "哪里": "nali", "时间": "shijian", "谁": "shei", "多长": "duochang", "多久": "duojiu",
    "请问": "qingwen", "知道": "zhidao", "现在": "xianzai", "一个": "yige", "麻烦": "mafan", "看看": "kankan", "规定": "guiding", "电话": "dianhua",
}  # fmt: skip
_ENGLISH = {
    "时间": "time",
    "价格": "price",
    "电话": "phone number",
    "地址": "address",
    "规则": "rules",
    "文档": "doc",
    "资料": "doc",
    "周末": "weekend",
    "确认": "confirm",
}


# What a slip must not spell: "count", "shirt", "public" are one letter away.
_RUDE = re.compile(r"\b(?:cunts?|shit|piss|pubic|tits?|dicks?|cocks?|fags?|sluts?|crap|arse|whores?|cum)\b", re.I)


def _words(text: str, protect: tuple[str, ...]) -> list[tuple[int, int]]:
    """English words that may be spoilt: at least four letters, in no protected stretch, no negation, no number."""
    banned = [m.span() for p in protect if p for m in re.finditer(re.escape(p), text)]
    out = []
    for m in re.finditer(r"[A-Za-z]{4,}", text):
        if m[0].lower() in ("never", "without", "cannot", "none") or any(a < m.end() and m.start() < b for a, b in banned):
            continue
        out.append(m.span())
    return out


def _typo(text: str, lang: str, rng: random.Random, protect: tuple[str, ...]) -> str:
    if lang == "zh":
        return _swap(text, _HOMOPHONES["zh"], rng, protect)
    if rng.random() < 0.3 and (spelt := _swap(text, _MISSPELT, rng, protect)) != text:
        return spelt
    spots = _words(text, protect)
    for start, end in sorted(rng.sample(spots, min(len(spots), rng.choice((1, 1, 2)))), reverse=True):
        word, at = text[start:end], rng.randrange(1, end - start - 1)
        how = rng.randrange(4)
        if how == 0:
            word = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
        elif how == 1:
            word = word[:at] + word[at + 1 :]
        elif how == 2:
            word = word[:at] + word[at] + word[at:]
        else:
            word = word[:at] + _NEAR_KEY.get(word[at].lower(), word[at]) + word[at + 1 :]
        text = text[:start] + word + text[end:]
    return text


def _swap(text: str, pairs: tuple[tuple[str, str], ...], rng: random.Random, protect: tuple[str, ...]) -> str:
    """Replace up to two of the pairs' left sides outside the protected words."""
    held = {f"\x00{i}\x00": p for i, p in enumerate(p for p in protect if p)}
    for key, value in held.items():
        text = text.replace(value, key)
    fit = [(a, b) for a, b in pairs if (a in text if ord(a[0]) > 127 else re.search(rf"\b{a}\b", text, re.I))]
    for a, b in rng.sample(fit, min(len(fit), rng.choice((1, 2)))):
        text = text.replace(a, b, 1) if ord(a[0]) > 127 else re.sub(rf"\b{a}\b", b, text, count=1, flags=re.I)
    for key, value in held.items():
        text = text.replace(key, value)
    return text


def _cut(text: str, lang: str, rng: random.Random, protect: tuple[str, ...]) -> str:
    """Break off near the end of a whole sentence: a mark and at most two characters (zh), part of the last word (en). What is asked stays clear."""
    if text[-1:] not in "？?。." or any(p and text.rstrip("？?。.").endswith(p) for p in protect):
        return text
    bare = text.rstrip("？?。.")
    if lang == "zh":
        return bare[: -rng.choice((1, 2))] if len(bare) > 14 else text
    last = bare.rpartition(" ")[2]
    return bare[: len(bare) - rng.randint(1, len(last) - 2)] if len(last) > 3 and last.isalpha() else text


def _bare(text: str, lang: str, rng: random.Random, protect: tuple[str, ...]) -> str:
    return re.sub(r"[，。？！、：；]", " ", text).strip() if lang == "zh" else re.sub(r"[,?!;]|\.(?!\d)|(?<=\w)'(?=\w)", "", text).lower()


def _mixed(text: str, lang: str, rng: random.Random, protect: tuple[str, ...]) -> str:
    return _swap(text, tuple({**_PINYIN}.items()) + tuple(_ENGLISH.items()), rng, protect)


KINDS = {
    "typo": _typo,
    "homophone": lambda t, lang, rng, p: _swap(t, _HOMOPHONES[lang], rng, p),
    "cut": _cut,
    "unmarked": _bare,
    "mixed": _mixed,
}


def spoil(text: str, lang: str, rng: random.Random, protect: tuple[str, ...]) -> tuple[str, str]:
    """(noisy text, kind). Kinds are tried in random order until one changes something; ("", "") becomes the clean text when none does."""
    kinds = [k for k in KINDS if not (k == "mixed" and lang == "en")]
    rng.shuffle(kinds)
    for kind in kinds:
        new = KINDS[kind](text, lang, rng, protect)
        lost = any(p and p in text and p.lower() not in new.lower() for p in protect)
        if new != text and not lost and not (_RUDE.search(new) and not _RUDE.search(text)):
            return new, kind
    return text, ""
