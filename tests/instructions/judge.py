"""A second reading of the commonest wishes, from their definitions, with plain regular expressions and none of the code under test: True, False, or None where it cannot tell."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable
from typing import Any

P = dict[str, Any]
_PICTO = "[\u2600-\u27bf\u2b00-\u2bff\u231a-\u23ff\U0001f000-\U0001faff][\ufe0f\U0001f3fb-\U0001f3ff]*(?:\u200d[\u2600-\u27bf\U0001f000-\U0001faff]\ufe0f?)*"
_MARKER = re.compile(r"\s*(?:[-*+•·](?=\s)|\d{1,2}[.)、]|[（(][一二三四五六七八九十\d]+[）)]|[一二三四五六七八九十]+、|[①-⑳])\s*(?=\S)")
_SHORT = re.compile(r"(?:\b(?:Mr|Mrs|Ms|Dr|St|vs|etc|e\.g|i\.e|P\.S|p\.s|a\.m|p\.m|No)|(?<!')\b[A-Z])\.$")


def emoji(text: str) -> list[str]:
    """Emoji, each once however it is composed."""
    return re.findall(_PICTO, text)


def _prose(text: str) -> list[str] | None:
    """Lines of running text, markers off; None where the text has parts of other sorts that a reader may count either way."""
    if re.search(r"^\s*\||^```|^\s*[\[{]|^<[^<]|<\|", text, re.M):
        return None
    out = []
    for i, line in enumerate(_unlettered(text.strip()).split("\n")):
        if i and line.startswith(("<<", "《")) and line.rstrip().endswith((">>", "》")):
            return None
        if (
            not line.strip()
            or re.match(r"#|\*\*[^*]+\*\*$|【[^】]+】$|<<|>+$|\[[A-Z_]+\]$|[*=_-]{3,}$|(?:\* )+\*$", line)
            or (i == 0 and re.fullmatch("《[^》]+》", line.strip()))
        ):
            continue
        m = _MARKER.match(line)
        out.append(line[m.end() if m else 0 :].strip())
    return out


def _unlettered(text: str) -> str:
    """A letter without its greeting and its signature."""
    blocks = re.sub(r"\A<{3}\n|\n>{3}\Z", "", text).split("\n\n")
    at = next((i for i, b in enumerate(blocks) if not re.match(r"#|<<|《|【|\[|<", b)), 0)
    first = blocks[at]
    if "\n" in first or not first.endswith((",", "：")) or len(blocks) < at + 2 or len(first) > (60 if first[-1] == "," else 20):
        return text
    rest = blocks[at + 1 :]
    for i in range(len(rest) - 1, 0, -1):
        if rest[i].startswith(("P.S.", "又及：", "另：")):
            continue
        if all(re.search(r"[^.!?。！？：:]$|^敬礼！$", x) and len(x) <= (60 if x.isascii() else 20) for x in rest[i].split("\n")):
            del rest[i]
        break
    return "\n\n".join([*blocks[:at], *rest])


def sentences(text: str, lang: str) -> list[str] | None:
    """Sentences of running text."""
    lines = _prose(text)
    if lines is None:
        return None
    out: list[str] = []
    for line in lines:
        if lang == "zh":
            parts = re.findall(rf"[^。！？!?]*(?:[。！？!?]+[”’」』）》\"*]*(?: ?{_PICTO})*|$)", line)
            if "……”" in line or "…」" in line:
                return None
        else:
            parts, start = [], 0
            for m in re.finditer(rf"[.!?]+[\"')*\]]*(?: ?{_PICTO})*(?=\s|$)", line):
                if not (_SHORT.search(line[start : m.start() + 1]) and line[m.start()] == "."):
                    parts.append(line[start : m.end()])
                    start = m.end()
            parts.append(line[start:])
        out += [p.strip() for p in parts if any(c.isalnum() for c in p)]
    return out


def paragraphs(text: str) -> list[str] | None:
    """Paragraphs, where blank lines part them and nothing else stands about."""
    lines = _prose(text)
    if lines is None or any(_MARKER.match(x) for x in text.split("\n")) or "\n\n" not in text.strip():
        return None
    return [b for b in re.split(r"\n\s*\n", _unlettered(text.strip())) if _prose(b)]


def _op(n: int, p: P) -> bool:
    return {
        "min": n >= p["n"],
        "max": n <= p["n"],
        "exact": n == p["n"],
        "range": p["n"] <= n <= p.get("m", 0),
        "about": abs(n - p["n"]) * 10 <= p["n"],
    }[p["op"]]


def _count(text: str, word: str, lang: str) -> int | None:
    if lang == "zh" or not word.isascii():
        return text.lower().count(word.lower())
    near = re.findall(rf"[\w'-]*{re.escape(word)}[\w'-]*", text, re.I)
    if any("-" in x or "'" in x or "_" in x for x in near) or re.search(rf"[./:,]{re.escape(word)}|{re.escape(word)}[./:,]\w", text, re.I):
        return None  # joined to another word: people differ
    return sum(x.lower() == word.lower() for x in near)


def _words(text: str, p: P, lang: str) -> bool | None:
    plain = re.sub(r"</?[A-Za-z_]+/?>", " ", text)
    verdicts = {_op(n, p) for n in (len(re.findall(r"[A-Za-z0-9]+(?:['’.,:/_-][A-Za-z0-9]+)*", plain)),)}
    return verdicts.pop()


def _zi(text: str, p: P, lang: str) -> bool | None:
    if "\u20e3" in text or "<" in text:
        return None
    n = sum(1 for c in text if "CJK UNIFIED" in unicodedata.name(c, ""))
    return _op(n + len(re.findall(r"[A-Za-z0-9]+(?:[.,:/_-][A-Za-z0-9]+)*", re.sub("[\u4e00-\u9fff]", " ", text))), p)


def _han(text: str, p: P, lang: str) -> bool | None:
    return _op(sum(1 for c in text if c == "〇" or "CJK UNIFIED" in unicodedata.name(c, "")), p)


def _all(counts: list[int | None], test: Callable[[int], bool]) -> bool | None:
    return None if None in counts else all(test(n) for n in counts if n is not None)


def _json(text: str, p: P, lang: str) -> bool | None:
    try:
        data = json.loads(text)
    except ValueError:
        return False
    return isinstance(data, list) and bool(data) and all(isinstance(x, dict) and list(x) == p["keys"] for x in data)


def _marks(text: str, mark: str) -> int | None:
    signs = {"comma": "，,", "exclamation": "！!", "question": "？?", "semicolon": "；;", "enumeration": "、"}.get(mark)
    return None if signs is None else sum(c in signs for c in re.sub(r"\d[,:]\d", "", text))


def _bullets(text: str, p: P, lang: str) -> bool | None:
    return _op(len([x for x in re.findall(r"^[-*+•] +\S.*", text, re.M) if not re.fullmatch(r"[-* ]+", x)]), p)


def _numbered(text: str, p: P, lang: str) -> bool | None:
    found = re.findall(r"^(?:(\d{1,2})[.)、](?= *[^\s\d]| +\d)|[（(]?([一二三四五六七八九十]+)[、）)](?= *\S)|([①-⑳])(?= *\S))", text, re.M)
    n = [
        int(a) if a else "一二三四五六七八九十".index(b) + 1 if b and len(b) == 1 else ord(c) - ord("①") + 1 if c else 0
        for a, b, c in found
    ]
    return None if 0 in n else _op(len(n), p) and n == list(range(1, len(n) + 1))


def _headings(text: str) -> list[str]:
    lines = text.strip().split("\n")
    return [
        x
        for i, x in enumerate(lines)
        if re.match("##+ ", x) or re.fullmatch(r"\*\*[^*]{1,40}\*\*", x) or (i and re.fullmatch("【[^】]+】", x))
    ]


def _sections(text: str, p: P) -> bool:
    """Each heading has words below it before the next."""
    heads = _headings(text)
    lines = [x for x in text.split("\n") if x.strip() and not re.match("# ", x)]  # a title is no words below a heading
    bare = [h for h in heads if lines.index(h) + 1 == len(lines) or lines[lines.index(h) + 1] in heads]
    return _op(len(heads), p) and not bare


def _title(text: str) -> tuple[str, str] | None:
    """(style, words) of a title on the first line."""
    line = text.strip().split("\n")[0].strip()
    for style, pattern in (("#", r"# +(\S.*)"), ("<<>>", r"<<([^<>]+)>>"), ("《》", "《([^《》]+)》"), ("【】", "【([^【】]+)】")):
        if m := re.fullmatch(pattern, line):
            return style, m[1].strip()
    return None


def _items(text: str) -> list[tuple[str, str]]:
    """(marker, words) of items at the margin."""
    found = [(x, _MARKER.match(x)) for x in text.split("\n") if x[:1].strip() and not re.fullmatch(r"(?:\* )+\*|-{3,}", x)]
    return [(m[0].strip(), x[m.end() :]) for x, m in found if m]


def _marker(text: str, p: P, lang: str) -> bool | None:
    found = {re.sub("[①-⑳]", "①", re.sub("[一二三四五六七八九十]+", "一", re.sub(r"\d+", "1", m))) for m, _ in _items(text)}
    return found == {p["marker"]}


def _size(text: str, lang: str) -> int:
    if lang == "en":
        return len(re.findall(r"[A-Za-z0-9]+(?:['’.,:/_-][A-Za-z0-9]+)*", text))
    return len(re.findall("[\u4e00-\u9fff]", text)) + len(re.findall(r"[A-Za-z0-9]+(?:[.,:/_-][A-Za-z0-9]+)*", text))


def _place(text: str, p: P, lang: str) -> bool | None:
    parts = sentences(text, lang) if p["part"] == "sentence" else paragraphs(text)
    if not parts:
        return None
    at = p["n"] - 1 if p["n"] > 0 else p["n"]
    return -len(parts) <= at < len(parts) and _all([_count(parts[at], p["word"], lang)], lambda n: n > 0)


def _scene(s: list[str], p: P, lang: str) -> bool | None:
    about = [_count(x, p["word"], lang) for x in s]
    if None in about or "\u20e3" in p["emoji"]:
        return None
    ends = [x.endswith(p["emoji"]) for x in s]
    return any(about) and ends == [bool(n) for n in about] and sum(x.count(p["emoji"]) for x in s) == sum(ends)


def _every(text: str, p: P, lang: str) -> bool | None:
    parts = paragraphs(text) if p["part"] == "paragraph" else [w for _, w in _items(text)]
    if not parts:
        return None
    counts = [_count(x, p["word"], lang) for x in parts]
    return None if None in counts else len(parts) > 1 and all(counts)


def _chars(text: str, p: P, lang: str) -> bool | None:
    return _op(len(re.sub(r"\s", "", re.sub(_PICTO, "x", text))), p) if "\u20e3" not in text else None


def _order(text: str, p: P, lang: str) -> bool | None:
    if None in [_count(text, w, lang) for w in p["words"]]:
        return None
    found = [re.search(re.escape(w) if lang == "zh" else rf"\b{re.escape(w)}\b", text, re.I) for w in p["words"]]
    at = [m.start() for m in found if m]
    return len(at) == len(found) and at == sorted(set(at))


def _sent(f: Callable[[list[str], P, str], bool | None]) -> Callable[[str, P, str], bool | None]:
    def judge(text: str, p: P, lang: str) -> bool | None:
        found = sentences(text, lang)
        return None if not found else f(found, p, lang)

    return judge


def _last(s: str) -> str:
    return re.sub(_PICTO, "", s).rstrip(" ”\"'’」）)*")[-1:]


JUDGES: dict[str, Callable[[str, P, str], bool | None]] = {
    "length.words": _words, "length.zi": _zi, "length.han": _han,
    "count.sentences": _sent(lambda s, p, lang: _op(len(s), p)),
    "count.paragraphs": lambda t, p, lang: None if (b := paragraphs(t)) is None else _op(len(b), p),
    "ratio.questions": _sent(lambda s, p, lang: _op(sum(_last(x) in ("?", "？") for x in s), p)),
    "punct.stops": _sent(lambda s, p, lang: all(_last(x) in (".", "。") for x in s)),
    "edge.mark": _sent(lambda s, p, lang: None if emoji(s[-1][-2:]) else _last(s[-1]) in ("？?" if p["op"] == "question" else "！!")),
    "emoji.each": _sent(lambda s, p, lang: all(re.search(f"{_PICTO}$", x) is not None for x in s)),
    "emoji.none": lambda t, p, lang: not emoji(t), "emoji.count": lambda t, p, lang: None if "\u20e3" in t else _op(len(emoji(t)), p),
    "emoji.distinct": lambda t, p, lang: len(emoji(t)) > 1 and len(set(emoji(t))) == len(emoji(t)),
    "keyword.include": lambda t, p, lang: _all([_count(t, w, lang) for w in p["words"]], lambda n: n > 0),
    "keyword.exclude": lambda t, p, lang: _all([_count(t, w, lang) for w in p["words"]], lambda n: n == 0),
    "keyword.once": lambda t, p, lang: _all([_count(t, w, lang) for w in p["words"]], lambda n: n == 1),
    "keyword.frequency": lambda t, p, lang: _all([_count(t, p["word"], lang)], lambda n: _op(n, p)),
    "keyword.some": lambda t, p, lang: None if None in (c := [_count(t, w, lang) for w in p["words"]]) else sum(bool(n) for n in c) >= p["n"],
    "letter.exclude": lambda t, p, lang: p["letter"].lower() not in t.lower(),
    "letter.frequency": lambda t, p, lang: _op(t.lower().count(p["letter"].lower()), p),
    "punct.none": lambda t, p, lang: None if (n := _marks(t, p["mark"])) is None else n == 0,
    "punct.count": lambda t, p, lang: None if (n := _marks(t, p["mark"])) is None else _op(n, p),
    "script.no_digits": lambda t, p, lang: not any(c.isdigit() and c.isdecimal() for c in t),
    "script.no_latin": lambda t, p, lang: re.search("[A-Za-z]", t) is None,
    "case.all": lambda t, p, lang: t == (t.upper() if p["op"] == "upper" else t.lower()),
    "case.capitals": lambda t, p, lang: _op(len(re.findall(r"(?<![\w])[A-Z]{2,}(?!\w)", re.sub(r"\[[A-Z]+\]", "", t))), p),
    "copy.sentence": lambda t, p, lang: t.count(p["phrase"]) == 1, "edge.last": lambda t, p, lang: t.endswith(p["phrase"]),
    "token.end": lambda t, p, lang: t.split("\n")[-1].strip() == p["token"] and t.count(p["token"]) == 1,
    "token.wrap": lambda t, p, lang: t.startswith(p["open"]) and t.endswith(p["close"]) and t.count(p["open"]) == 1 and t.count(p["close"]) == 1,
    "mark.bold": lambda t, p, lang: None if re.search(r"^\*\*[^*]+\*\*$|^\* ", t, re.M) else _op(len(re.findall(r"\*\*[^*\n]+\*\*", t)), p),
    "mark.quoted": lambda t, p, lang: t[:1] == p["marks"][0] and t[-1:] == p["marks"][-1] and len(t) > 2,
    "list.bullets": _bullets, "list.numbered": _numbered, "data.json": _json,
    "count.lines": lambda t, p, lang: None if (x := _prose(t)) is None else _op(len(x), p),
    "length.line": lambda t, p, lang: None if (x := _prose(t)) is None else all(len(re.findall("[\u4e00-\u9fff]", s)) == p["n"] for s in x),
    "verse.acrostic": lambda t, p, lang: None if (x := _prose(t)) is None else len(x) == len(p["word"]) and all(s.lstrip("“‘\"'(（")[:1].lower() == c.lower() for s, c in zip(x, p["word"], strict=True)),
    "length.chars": _chars, "list.marker": _marker, "keyword.place": _place, "keyword.every": _every, "emoji.scene": _sent(_scene),
    "mark.title": lambda t, p, lang: (x := _title(t)) is not None and x[0] == p["style"], "copy.title": lambda t, p, lang: (x := _title(t)) is not None and x[1] == p["phrase"],
    "mark.sections": lambda t, p, lang: None if _prose(t) is None or re.search("^【", t) else _sections(t, p),
    "length.sentence": _sent(lambda s, p, lang: all(_size(x, lang) <= p["n"] if p["op"] == "max" else _size(x, lang) >= p["n"] for x in s)),
    "length.item": lambda t, p, lang: None if not (x := _items(t)) else all(_size(w, lang) <= p["n"] for _, w in x),
    "edge.last_word": _sent(lambda s, p, lang: None if p["word"][-1:] in "'-" or re.search(rf"[-'_]{re.escape(p['word'])}\W*$", s[-1], re.I) else re.search(rf"(?:(?<=\W)|^){re.escape(p['word'])}\W*$" if lang == "en" else rf"{re.escape(p['word'])}\W*$", s[-1], re.I) is not None),
    "keyword.order": _order,
    "letter.starts": _sent(lambda s, p, lang: None if lang == "en" or len(s) < 2 else len({x.lstrip("“‘《（*")[:1] for x in s}) == len(s)),
    "edge.postscript": lambda t, p, lang: (x := t.strip().split("\n"))[-1].startswith(p["mark"]) and len(x) > 1 and len(x[-1]) > len(p["mark"]) + 3,
    "count.per_paragraph": lambda t, p, lang: None if (b := paragraphs(t)) is None else all(len(sentences(x, lang) or []) <= p["n"] if p["op"] == "max" else len(sentences(x, lang) or []) == p["n"] for x in b),
    "voice.example": lambda t, p, lang: any(w in t.lower() for w in (("例如", "比如", "譬如", "比方说", "举例来说", "举个例子") if lang == "zh" else ("for example", "for instance", "such as", "e.g."))),
    "voice.reader": lambda t, p, lang: bool(re.search(r"(?i)\byou(r|rs|rself|rselves)?\b", t)) if lang == "en" else p["word"] in t and ("你" if p["word"] == "您" else "您") not in t,
    "voice.linked": lambda t, p, lang: _all([_count(t, w, lang) for w in p["words"]], lambda n: n > 0),
    "copy.request": lambda t, p, lang: t.split("\n")[0].strip() == p["phrase"] and "\n" in t.strip(),
}  # fmt: skip


def _between(text: str, scope: P) -> str | None:
    """What stands after (before) a line that holds an anchor alone, up to another."""
    bare = [x.strip().strip("#*：: ") for x in text.split("\n")]
    token = (scope.get("after") or scope["before"]).strip("#*：: ")
    if bare.count(token) != 1:
        return None
    lines, at = text.split("\n"), bare.index(token)
    if "before" in scope:
        return "\n".join(lines[:at]).strip()
    stop = scope.get("until", "\0").strip("#*：: ")
    end = next((i for i in range(at + 1, len(bare)) if bare[i] == stop), len(bare))
    return "\n".join(lines[at + 1 : end]).strip()


def judge(type_: str, text: str, params: P, lang: str, scope: P | None = None) -> bool | None:
    """Whether a text meets a wish; None where this reading cannot tell."""
    if scope and ("after" in scope or "before" in scope):
        cut = _between(text, scope)
        if cut is None:
            return None
        text, scope = cut, None
    if scope:
        if set(scope) != {"part", "n"} or scope["part"] not in ("paragraph", "sentence"):
            return None
        parts = paragraphs(text) if scope["part"] == "paragraph" else sentences(text, lang)
        at = scope["n"] - 1 if scope["n"] > 0 else scope["n"]
        if parts is None or not -len(parts) <= at < len(parts):
            return None
        text = parts[at]
    found = JUDGES.get(type_)
    return found(text, params, lang) if found else None
