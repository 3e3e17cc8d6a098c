"""Later turns of a dialogue: what they leave out, what they ask of the last answer, small talk."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from generators.checks import Verdict, check
from generators.reading import affirmed, find_value, same_value, states
from generators.reading.values import folded, measures, own_measure
from generators.text.measure import HAN
from generators.text.sentences import sentences
from rag.checks.prompt import Damaged, Document, documents, question, spans
from rag.checks.readable import readable

Row = dict[str, Any]
_CITATION = re.compile(r"[\[【(（]\d{1,2}(?:[,，、]\s*\d{1,2})*[\]】)）]|\^\d{1,2}")
_CAPITAL = re.compile(r"\b[A-Z0-9][\w'-]{2,}")
_COMMON = frozenset("the and for with from that this its old new house road street".split())  # noqa: SIM905


def earlier(row: Row, role: str) -> list[str]:
    """What that role said before the last question, in order; results and calls apart."""
    last = row["evidence"]["question"]["turn"]
    return [m["content"] for m in row["messages"][:last] if m["role"] == role and m.get("content")]


@check("rag.elliptic", "lacks")
def elliptic(row: Row, answer: str, params: dict[str, Any]) -> Verdict:
    """The question leaves out what it is about (an entity's name, or the attribute), and an earlier turn has it."""
    try:
        asked = question(row)
    except Damaged as damage:
        return Verdict(str(damage))
    lacks, before = params["lacks"], "\n".join((*earlier(row, "user"), *earlier(row, "assistant")))
    if not earlier(row, "assistant"):
        return Verdict("there is no earlier exchange")
    if _names(asked, lacks, row["lang"]):
        return Verdict(f"the question names {lacks!r}")
    if lacks == row["evidence"]["asked"]["attribute"]:  # earlier questions may put the attribute in other words
        return Verdict()
    return (
        Verdict()
        if _names(before, lacks, row["lang"]) or _hints(before, lacks, row["lang"])
        else Verdict(f"no earlier turn names {lacks!r}")
    )


def _names(text: str, name: str, lang: str) -> bool:
    """Whether the text names the thing, wholly or by the words that tell it from others."""
    if folded(name) in folded(text) or folded(name).removeprefix("the ") in folded(text):
        return True
    if lang == "zh":
        runs = re.findall(rf"[{HAN}]+", name)
        grams = [r[i : i + 2] for r in runs for i in range(len(r) - 1)]
        return bool(grams) and (grams[0] in text or sum(g in text for g in grams) * 2 > len(grams))
    proper = [w.casefold() for w in _CAPITAL.findall(name) if w.casefold() not in _COMMON]
    words = proper or re.findall(r"[a-z]{4,}", name.casefold())
    found = {w.removesuffix("'s") for w in re.findall(r"[\w'-]+", text.casefold().replace("\u2019", "'"))}
    return bool(words) and ((bool(proper) and proper[0] in found) or sum(w in found for w in words) * 2 > len(words))


def _hints(text: str, name: str, lang: str) -> bool:
    """Whether the text has a word of the name, as a short form would ("Harrowby", 昕顺)."""
    parts = [name[i : i + 2] for i in range(len(name) - 1)] if lang == "zh" else _CAPITAL.findall(name)
    return any(p in text for p in parts)


# --- the source of an answer ---
# English: a short quotation is passed over as a whole, so that its closing mark opens none.
QUOTED = {"en": re.compile(r"[\"“](?:([^\"“”\n]{8,})|[^\"“”\n]{1,7})[\"”]"), "zh": re.compile(r"[“\"「]([^”\"」\n]{4,})[”\"」]")}
_TITLE = re.compile(r"《[^》\n]+》")


def names_document(row: Row, answer: str, n: int) -> bool:
    """Whether the answer points at document n: by its title, its kind or its number."""
    d = row["evidence"]["documents"][n - 1]
    plain = folded(_clean(answer))
    called = [folded(_clean(d["title"])), folded(d["source"])]
    numbers = set(_numbers(answer))
    numbers |= {int(x) for x in re.findall(r"(?:documents?|passages?|texts?|sources?|no\.|number|#|第|文档|资料|材料)\s*(\d{1,2})", plain)}
    return any(c and c in plain for c in called) or n in numbers


def _numbers(answer: str) -> list[int]:
    """Numbers of documents in citation marks."""
    return [int(x) for m in _CITATION.finditer(answer) for x in re.findall(r"\d+", m[0])]


def _clean(text: str) -> str:
    return re.sub(r"[《》*]", "", text)


@check("rag.quotes", "values", "quote")
def quotes(row: Row, answer: str, params: dict[str, Any]) -> Verdict:
    """The answer names a document that states the value; what it quotes stands there word for word and, where a quotation is wanted, holds the value."""
    try:
        docs, marked = {d.n: d for d in documents(row)}, spans(row)
    except Damaged as damage:
        return Verdict(str(damage))
    lang = row["lang"]
    for value in params["values"]:
        holders = sorted({s.n for s in marked if s.value == value and s.role == "support"})
        if not holders:
            return Verdict(f"no sentence is marked as stating {value!r}")
        if not any(states(a, value, lang) for a in earlier(row, "assistant")):
            return Verdict(f"no earlier answer gave {value!r}")
        if not any(names_document(row, answer, n) for n in holders):
            return Verdict("the answer does not name the document")
        if astray := [n for n in _numbers(answer) if n not in holders]:
            return Verdict(f"the answer points at document {astray[0]}, which does not say it")
        strangers = [n for n in docs if n not in holders and _titled(row, answer, n) and not any(_alike(row, n, h) for h in holders)]
        if strangers:
            return Verdict(f"the answer names document {strangers[0]}, which does not say it")
        fault = _quoted(answer, value, [docs[n] for n in holders], row, bool(params["quote"]))
        if fault:
            return Verdict(fault)
    return Verdict() if params["values"] else Verdict("no values given")


def _titled(row: Row, answer: str, n: int) -> bool:
    d, plain = row["evidence"]["documents"][n - 1], folded(_clean(answer))
    return folded(_clean(d["title"])) in plain or folded(d["source"]) in plain


def _alike(row: Row, a: int, b: int) -> bool:
    """Whether a name of one document is also, or lies in, a name of the other: naming the one cannot be told from naming the other."""
    names = [{folded(_clean(row["evidence"]["documents"][n - 1][k])) for k in ("title", "source")} for n in (a, b)]
    return any(x in y for x in names[0] for y in names[1])


def _quoted(answer: str, value: str, holders: list[Document], row: Row, wanted: bool) -> str:
    lang = row["lang"]
    titles = {folded(_clean(d["title"])) for d in row["evidence"]["documents"]}
    found = [q for q in QUOTED[lang].findall(answer.replace("*", "")) if folded(_clean(q)) not in titles]
    texts = [even(d.text) for d in holders]
    for q in found:
        if not quotes_from(q, texts):
            return f"the quotation {q[:40]!r} does not stand in the document"
    if wanted and not any(states(readable(q), value, lang) or states(q, value, lang) for q in found):
        return f"no quotation holds {value!r}"
    return _other_figure(answer, value, holders, lang) if not wanted else ""


def _other_figure(answer: str, value: str, holders: list[Document], lang: str) -> str:
    """The fault of an answer that gives another figure, or denies the one it should name the source of."""
    own = own_measure(value, lang)
    plain = _CITATION.sub(" ", answer)
    for start, end, m in measures(plain, lang):
        if (
            own
            and m[0] == own[0] != "number"
            and not same_value(plain[start:end], value, lang)
            and not any(plain[start:end] in d.text for d in holders)
        ):
            return f"the answer gives {plain[start:end]!r}"
    return f"the answer denies {value!r}" if states(answer, value, lang) and not affirmed(answer, value, lang) else ""


def quotes_from(quotation: str, texts: Iterable[str]) -> bool:
    """Whether a quotation stands in one of the texts (evened out), be it with the spaces that a user's file has between figures and Chinese."""
    forms = {even(q).rstrip("。.，,；; ") for q in (quotation, readable(quotation))}
    return any(q in t for t in texts for q in forms)


def even(text: str) -> str:
    """Escapes, line breaks and quotation marks evened out."""
    text = text.replace('\\"', '"').replace("\\n", " ").replace("\n> ", " ").replace("\n", " ")
    return re.sub(r"\s+", " ", text.translate(str.maketrans("“”‘’", "\"\"''")))


@check("rag.item", "nth", "values")
def item(row: Row, answer: str, params: dict[str, Any]) -> Verdict:
    """The answer repeats the asked item of the last answer, and none of the others; that answer told the values in this order."""
    lang, values, nth = row["lang"], params["values"], params["nth"]
    last = (earlier(row, "assistant") or [""])[-1]
    order = [min((a for a, _ in find_value(last, v, lang)), default=-1) for v in values]
    if min(order) < 0 or order != sorted(order):
        return Verdict("the last answer does not tell the values in this order")
    if not affirmed(answer, values[nth - 1], lang):
        return Verdict(f"the answer does not repeat {values[nth - 1]!r}")
    others = [v for i, v in enumerate(values) if i != nth - 1 and states(answer, v, lang)]
    return Verdict(f"the answer also gives {others[0]!r}") if others else Verdict()


# --- revisions ---
_BULLET = re.compile(r"\s*(?:[-*•·–]|\d{1,2}[.、)）]|[一二三四五][、.])\s*\S")


@check("rag.revised", "form", "values", "dropped")
def revised(row: Row, answer: str, params: dict[str, Any]) -> Verdict:
    """The answer has the form asked for, keeps the values that were to stay and leaves out those that were to go; the earlier answer had them all."""
    lang, values, dropped = row["lang"], params["values"], params["dropped"]
    last = (earlier(row, "assistant") or [""])[-1]
    for value in (*values, *dropped):
        if not states(last, value, lang):
            return Verdict(f"the last answer did not give {value!r}")
    for value in values:
        if not affirmed(answer, value, lang):
            return Verdict(f"the answer does not keep {value!r}")
    for value in dropped:
        if states(answer, value, lang):
            return Verdict(f"the answer still gives {value!r}")
    rule = _FORMS.get(params["form"])
    return Verdict(rule(row, answer, values, last)) if rule else Verdict(f"unknown form {params['form']!r}")


def _rest(text: str, value: str, lang: str) -> str:
    plain = folded(_CITATION.sub(" ", text))
    for start, end in reversed(find_value(plain, value, lang)):
        plain = plain[:start] + " " + plain[end:]
    return plain


def _only_value(row: Row, answer: str, values: list[str], last: str) -> str:
    rest = _rest(answer, values[0], row["lang"])
    extra = len(re.findall(rf"[{HAN}]", rest)) if row["lang"] == "zh" else len(re.findall(r"[a-z]{2,}", rest)) - 1
    return "the answer is more than the value" if extra > 2 else ""


def _one_sentence(row: Row, answer: str, values: list[str], last: str) -> str:
    count = [s for s in sentences(answer, row["lang"]) if re.search(r"\w", _CITATION.sub("", s))]
    return "" if len(count) == 1 else f"the answer has {len(count)} sentences"


def _list(row: Row, answer: str, values: list[str], last: str) -> str:
    lines = [ln for ln in answer.splitlines() if _BULLET.match(ln)] or [ln for ln in answer.splitlines() if ln.strip()]
    alone = all(
        any(states(ln, v, row["lang"]) and not any(states(ln, o, row["lang"]) for o in values if o != v) for ln in lines) for v in values
    )
    return "" if alone else "the answer does not give each item a line of its own"


def _add_source(row: Row, answer: str, values: list[str], last: str) -> str:
    holders = {s.n for s in spans(row) if s.value == values[0]}
    bare = _CITATION.sub(" ", answer)
    return "" if any(_titled(row, bare, n) or names_document(row, bare, n) for n in holders) else "the answer names no source"


def _drop(row: Row, answer: str, values: list[str], last: str) -> str:
    return ""


_FORMS = {"only_value": _only_value, "one_sentence": _one_sentence, "list": _list, "drop": _drop, "add_source": _add_source}

# --- small talk ---
_OFFICE = {
    "en": re.compile(r"\b(?:documents?|passages?|sources?|according to|retriev\w+|search results?|knowledge base|can(?:'t|not| not) (?:help|answer|say|find|tell|provide|discuss)|unable to|not (?:mentioned|stated|covered|in the)|no information|I (?:only|can only) answer)\b", re.I),
    "zh": re.compile(r"资料|文档|文件|材料|片段|检索|知识库|来源|根据|无法|不能(?:回答|提供|告诉)|没有?(?:提到|提及|查到|相关|写)|未提及|未涉及|只能回答|超出"),
}  # fmt: skip


@check("rag.small_talk")
def small_talk(row: Row, answer: str, params: dict[str, Any]) -> Verdict:
    """A short human reply: no refusal, no word of documents, none of their values."""
    lang = row["lang"]
    try:
        marked = spans(row)
    except Damaged as damage:
        return Verdict(str(damage))
    if match := _OFFICE[lang].search(answer.replace("\u2019", "'")):
        return Verdict(f"office talk: {match[0]!r}")
    if any(folded(d["source"]) in folded(answer) or folded(d["title"]) in folded(answer) for d in row["evidence"]["documents"]):
        return Verdict("the answer brings up a document")
    if re.search(r"\d", answer):
        return Verdict("the answer gives a figure")
    for s in marked:
        if s.value and states(answer, s.value, lang):
            return Verdict(f"the answer brings up {s.value!r}")
    size = len(answer) if lang == "zh" else len(answer.split())
    return Verdict("too long for small talk") if size > 60 else Verdict() if answer.strip() else Verdict("empty answer")
