"""The linter of authored texts: what the README of the library asks, as far as a machine can see it."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from generators.errors import UserError
from generators.library.load import load_famous, load_text
from generators.library.model import WORDINGS, Text
from generators.library.passage import Instance
from generators.library.template import Template

LEAST = {"ask": 5, "answer": 3, "state": 3, "more": 2, "near": 2}
OVERLAP = 0.30  # share of masked 8-grams two texts may have in common
_CJK = re.compile(r"[\u4e00-\u9fff]")
_HALF_IN_ZH = re.compile(r"[\u4e00-\u9fff][,;:?!()\"']|[,;?!()\"'][\u4e00-\u9fff]|[\u4e00-\u9fff]\.(?!\d)|\.\.\.")
_BANNED = {
    "zh": ("张三", "李明", "李四", "王五", "星辰", "云帆", "此外", "总之", "值得注意的是", "综上所述", "不仅", "赋能", "希望对您有帮助", "一系列"),
    "en": ("Acme", "Emily Chen", "delve", "seamless", "robust", "important to note", "plethora", "testament to", "in conclusion", "Additionally", "Furthermore", "—"),
}  # fmt: skip


@dataclass(frozen=True)
class Finding:
    """One breach of a rule: the file or text, the key, what is wrong."""

    where: str
    key: str
    message: str

    def __str__(self) -> str:
        return f"{self.where}: {self.key}: {self.message}"


def _wordings(text: Text) -> Iterable[tuple[str, Template]]:
    for slot, fact in text.facts.items():
        yield f"fact.{slot}.attr", fact.attr
        yield f"fact.{slot}.attr_of", fact.attr_of
        for key in WORDINGS:
            for t in getattr(fact, key):
                yield f"fact.{slot}.{key}", t
    for line in text.lines:
        for t in line.alternatives:
            yield f"line {line.index}", t
    yield from (("title", t) for t in text.title)
    yield from (("crumbs", t) for t in text.crumbs)


def _size(text: str, lang: str) -> int:
    return len(_CJK.findall(text)) if lang == "zh" else len(text.split())


def _facts(text: Text) -> Iterable[tuple[str, str]]:
    famous = text.wrongs is not None
    entity = {"name", "short"} & (set(text.slots) | set(text.fixed))
    for slot, fact in text.facts.items():
        for key, least in LEAST.items():
            found = getattr(fact, key)
            if len(found) < least:
                yield f"fact.{slot}.{key}", f"{len(found)} wordings, at least {least} are needed"
            if len({t.source for t in found}) < len(found):
                yield f"fact.{slot}.{key}", "the same wording twice"
        for key in ("answer", "state", "more", "implicit"):
            for t in getattr(fact, key):
                if "v" not in t.slots:
                    yield f"fact.{slot}.{key}", f"lacks {{v}}: {t.source!r}"
        for key in ("ask", "near", "attr", "attr_of"):
            found = getattr(fact, key)
            for t in (found,) if isinstance(found, Template) else found:
                if t.slots & ({"v"} | set(text.facts)):
                    yield f"fact.{slot}.{key}", f"gives a value away: {t.source!r}"
                if key in ("ask", "near") and not famous and not t.slots & entity:
                    yield f"fact.{slot}.{key}", f"names neither {{name}} nor {{short}}: {t.source!r}"
        if not famous:
            yield from ((f"fact.{slot}.state", f"lacks {{name}}: {t.source!r}") for t in fact.state if "name" not in t.slots)
            yield from ((f"fact.{slot}.more", f"names the entity: {t.source!r}") for t in fact.more if "name" in t.slots)
            if "name" not in fact.attr_of.slots:
                yield f"fact.{slot}.attr_of", "lacks {name}"
        line = text.line_of[slot]
        if len(line.alternatives) < 3:
            yield f"line {line.index}", f"states {slot!r} in {len(line.alternatives)} wordings, at least 3 are needed"


def _style(text: Text) -> Iterable[tuple[str, str]]:
    for key, t in _wordings(text):
        plain = t.masked
        if text.lang == "zh" and _HALF_IN_ZH.search(plain):
            yield key, f"half-width mark in Chinese: {t.source!r}"
        if text.lang == "en" and re.search(r"[\u3000-\u303f\uff00-\uffef\u4e00-\u9fff\u201c\u201d\u2018\u2019]", plain):
            yield key, f"full-width or curly mark in English: {t.source!r}"
        if re.search(r" {2,}|\s[,.;:!?，。]|[，。、；]{2}", plain) and "..." not in plain:
            yield key, f"spacing or doubled mark: {t.source!r}"
        if text.lang == "en" and re.search(r"\ban? \u25a1", plain):
            yield key, f"a/an before a slot: {t.source!r}"
        for word in _BANNED[text.lang]:
            if word in t.source:
                yield key, f"banned {word!r}: {t.source!r}"
        if key.startswith("line") and not re.search(r"[.!?:;\"')。！？；：”）…]$", plain):
            yield key, f"a line must end like a sentence: {t.source!r}"
        if key.rpartition(".")[2] in ("answer", "state", "more", "near") and not re.search(r"[.!?。！？]\"?$|”$|）$|\)$", plain):
            yield key, f"must end like a sentence: {t.source!r}"


def _body(text: Text) -> Iterable[tuple[str, str]]:
    if text.wrongs is not None:
        if len(text.lines) < 6:
            yield "lines", f"{len(text.lines)} lines, at least 6 are needed"
        yield from _famous_values(text)
        return
    least, lines = (400 if text.lang == "zh" else 250), 22
    shortest = sum(min(_size(t.masked, text.lang) for t in line.alternatives) for line in text.lines if not line.optional)
    if shortest < least:
        yield "body", f"{shortest} {'字' if text.lang == 'zh' else 'words'} without optional lines, at least {least} are needed"
    if len(text.lines) < lines:
        yield "body", f"{len(text.lines)} lines, at least {lines} are needed"
    if len(text.facts) < 6:
        yield "fact", f"{len(text.facts)} facts, at least 6 are needed"
    if len({text.slots[s].kind for s in text.facts}) < 4:
        yield "fact", "fewer than 4 types of values"
    several = sum(len(line.alternatives) > 1 for line in text.lines)
    if several * 10 < len(text.lines) * 6:
        yield "body", f"only {several} of {len(text.lines)} lines have more than one wording"
    if any(p.pin not in ("", "first", "last") for p in text.paras):
        yield "para.pin", "must be first or last"


def _famous_values(text: Text) -> Iterable[tuple[str, str]]:
    w = text.wrongs
    if w is None:
        return
    true = [str(text.fixed["v"]), *w.aliases]
    wrong = [*w.slight, *w.notable, *w.absurd]
    for value in wrong:
        if any(t in value or (len(t) > 3 and value in t) for t in true):
            yield "slight/notable/absurd", f"{value!r} contains a true form, or stands in one"
    filled = [(k, t.source) for k, t in _wordings(text)]
    for key, source in filled:
        for t in true:
            loose = len(t) < 3 or key.startswith("fact.v.attr") or key == "title"
            if not loose and re.search(rf"(?<![\w.]){re.escape(t)}(?![\w])" if text.lang == "en" else re.escape(t), source):
                yield key, f"holds the true form {t!r}: {source!r}"


def _leaks(text: Text) -> Iterable[tuple[str, str]]:
    """Draw a few instances and look for a fact's value outside its own line."""
    if text.wrongs is not None:
        return
    for seed in range(6):
        instance = Instance.draw(text, random.Random(seed))
        for slot in text.facts:
            value = instance.spelling(slot)
            for line in text.lines:
                if slot in line.facts or len(value) < 3:
                    continue
                for t in line.alternatives:
                    if re.search(rf"(?<!\d){re.escape(value)}(?!\d)", t.fill(instance.values, text.lang)):
                        yield f"line {line.index}", f"may also hold a value of {slot!r} ({value!r}): {t.source!r}"
            for other in ("name", "short"):
                if other in text.slots and len(value) > 2 and value in instance.spelling(other):
                    yield f"slots.{slot}", "its value can stand inside the entity's name"


def _grams(text: Text) -> set[tuple[str, ...]]:
    out: set[tuple[str, ...]] = set()
    for line in text.lines:
        for t in line.alternatives:
            tokens = re.findall(r"\u25a1|[\u4e00-\u9fff]|\w+", t.masked)
            out.update(tuple(tokens[i : i + 8]) for i in range(len(tokens) - 7))
    return out


def lint_texts(texts: list[Text]) -> list[Finding]:
    """All findings over texts of one or more languages, overlaps between texts included."""
    found = []
    for text in texts:
        where = text.path if text.wrongs is None else f"{text.path} [{text.id}]"
        seen = set()
        for rule in (_facts, _style, _body, _leaks):
            for key, message in rule(text):
                if (key, message) not in seen:
                    seen.add((key, message))
                    found.append(Finding(where, key, message))
    grams = [(t, _grams(t)) for t in texts]
    for i, (a, ga) in enumerate(grams):
        for b, gb in grams[i + 1 :]:
            smaller = min(len(ga), len(gb))
            if a.lang == b.lang and smaller and len(ga & gb) / smaller > OVERLAP:
                found.append(Finding(a.path, "body", f"shares {len(ga & gb) / smaller:.0%} of its 8-grams with {b.path} [{b.id}]"))
    return found


def lint_paths(paths: Iterable[Path]) -> tuple[list[Finding], int]:
    """Lint files and folders; the language is the name of the folder a file stands in. Gives the findings and the number of texts read."""
    texts: list[Text] = []
    found: list[Finding] = []
    for path in paths:
        for file in sorted(path.rglob("*.toml")) if path.is_dir() else [path]:
            lang = file.parent.name
            if lang not in ("zh", "en"):
                found.append(Finding(str(file), "path", "the folder's name must be the language, zh or en"))
                continue
            try:
                texts += load_famous(file, lang) if "slots" not in file.read_text("utf-8").split("[fact", 1)[0] else [load_text(file, lang)]
            except UserError as error:
                found.append(Finding(str(file), "load", str(error)))
    return found + lint_texts(texts), len(texts)
