"""How a text speaks: whether it gives examples, calls the reader by name of "you", leads on with linking words."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

from instructions.constraints.base import Facts, Kind, Measuring, Params, register
from instructions.constraints.keyword import Include
from instructions.text.record import Record

_EXAMPLE = {
    "zh": re.compile("例如|比如|譬如|比方说|举例来说|举个例子"),
    "en": re.compile(r"\b(?:for example|for instance|such as)\b|\be\.g\.", re.I),
}
# What is left where the words that bring in an example go: nothing, or a word that does not.
_BARE = {
    "zh": ((re.compile(r"(?:例如|比如|譬如|比方说|举例来说|举个例子)[，：]?"), ""),),
    "en": (
        (re.compile(r",? (?:for example|for instance),? | ?\(?\be\.g\.,? ", re.I), " "),
        (re.compile(r"\b(?:For example|For instance), (\w)"), lambda m: m[1].upper()),
        (re.compile(r"\bsuch as\b"), "like"),
    ),
}
_YOU = re.compile(r"\byou(?:r|rs|rself|rselves)?\b", re.I)
_SELF = re.compile(r"\b(?:I|me|my|mine|we|us|our)\b|[\"“]|^(?:Dear|Hi|Hello)\b", re.M)  # a letter, or talk, has somebody else for its "you"
_THEY = {"you": "people", "your": "their", "yours": "theirs", "yourself": "themselves", "yourselves": "themselves"}
# Words that lead through a text together, as people ask for them.
_LINKS = {
    "zh": (("首先", "其次", "最后"), ("首先", "然后", "最后"), ("首先", "其次"), ("首先", "最后"), ("第一", "第二", "第三"), ("一方面", "另一方面"), ("不仅", "而且"), ("虽然", "但是")),
    "en": (
        ("first", "then", "finally"), ("first", "second", "third"), ("first", "second"), ("firstly", "secondly"), ("first", "next", "finally"), ("first", "finally"), ("first", "then"),
        ("on the one hand", "on the other hand"), ("however", "therefore"), ("however", "in addition"), ("although", "however"),
    ),
}  # fmt: skip


def _leads(r: Record, word: str) -> bool:
    """Whether a word opens a sentence or a clause somewhere: "First, ..." and no "first time", 第一，…… and no 第一天."""
    opens = (
        rf"(?:^|[。；，：！？\n]){word}{'(?=[，：、是])' if word[0] == '第' else ''}"
        if r.lang == "zh"
        else rf"(?:(?:^|[.;:!?,]\s+|\n){word}\b(?: of all)?,|(?:^|[.!?]\s+|\n){word}\b)"
    )
    return re.search(opens, r.text, re.I) is not None


@register
class Example(Kind):
    """At least one example, brought in as such."""

    id = "voice.example"

    def check(self, r: Record, p: Params) -> str:
        return "" if _EXAMPLE[r.lang].search(r.text) else "nothing is brought in as an example"

    def measure(self, r: Record, m: Measuring) -> Iterator[Params]:
        if not r.items and r.readings[0] > 30:
            yield {}

    def cut(self, r: Record, p: Params, rng: random.Random) -> Iterator[str]:
        text = r.text
        for pattern, put in _BARE[r.lang]:
            text = pattern.sub(put, text)
        yield text


@register
class Reader(Kind):
    """The reader is spoken to: as "you", as 你 or as 您 throughout."""

    id = "voice.reader"

    def check(self, r: Record, p: Params) -> str:
        if r.lang == "en":
            return "" if _YOU.search(r.text) else "nobody is spoken to as you"
        other = "你" if p["word"] == "您" else "您"
        return f"lacks {p['word']!r}" if p["word"] not in r.text else f"holds {other!r}" if other in r.text else ""

    def measure(self, r: Record, m: Measuring) -> Iterator[Params]:
        if r.lang == "en":
            if len(_YOU.findall(r.text)) > 2 and not _SELF.search(r.text):
                yield {"word": "you"}
        elif not re.search("“|[你您]们", r.text) and (words := [w for w in "您你" if r.text.count(w) > 1]):
            yield {"word": words[0]}

    def cut(self, r: Record, p: Params, rng: random.Random) -> Iterator[str]:
        if r.lang == "en":
            text = re.sub(r"\byou['’]re\b", "people are", r.text)
            text = re.sub(r"\bYou['’]re\b", "People are", text)
            yield _YOU.sub(lambda m: _THEY[m[0].lower()].capitalize() if m[0][0] == "Y" else _THEY[m[0].lower()], text)
        else:
            at = rng.choice([m.start() for m in re.finditer(p["word"], r.text)] or [0])
            yield f"{r.text[:at]}{'你' if p['word'] == '您' else '您'}{r.text[at + 1 :]}"

    def facts(self, p: Params, lang: str) -> Facts:
        return Facts(holds=[(p["word"], 1)], lacks=["你" if p["word"] == "您" else "您"]) if lang == "zh" else Facts()


@register
class Linked(Include):
    """These linking words, all of them."""

    id, scopes = "voice.linked", ()

    def measure(self, r: Record, m: Measuring) -> Iterator[Params]:
        if r.items:
            return
        said = m.prompt.lower()
        found = [x for x in _LINKS[r.lang] if all(r.count(w) and w not in said for w in x) and all(_leads(r, w) for w in x)]
        if found:
            yield {"words": list(m.rng.choice(found))}
