"""How a text begins and ends."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from typing import Any

from instructions.constraints.base import Facts, Kind, Measuring, Params, register
from instructions.text.record import Record
from instructions.wordlists import listed, segments

_LIGHT = frozenset(
    [
        "with",
        "from",
        "that",
        "this",
        "they",
        "them",
        "their",
        "there",
        "these",
        "those",
        "have",
        "will",
        "would",
        "should",
        "could",
        "must",
        "been",
        "were",
        "when",
        "where",
        "what",
        "which",
        "while",
        "whose",
        "your",
        "than",
        "then",
        "into",
        "onto",
        "over",
        "under",
        "until",
        "about",
        "after",
        "before",
        "does",
        "doesn't",
        "don't",
        "won't",
        "can't",
        "isn't",
        "aren't",
        "wasn't",
        "weren't",
        "very",
        "more",
        "most",
        "some",
        "such",
        "each",
        "every",
        "only",
        "just",
        "also",
        "even",
        "ever",
        "never",
        "always",
        "many",
        "much",
    ]
)


def _phrase_end(r: Record, phrase: str) -> bool:
    return r.text.rstrip().endswith(phrase)


@register
class First(Kind):
    """The running text (or a paragraph) begins with these words."""

    id, scopes = "edge.first", ("paragraph", "sentence", "item")
    needs = ("plain", "bare ends")

    def check(self, r: Record, p: Params) -> str:
        text = r.first.lower()
        word = p["word"].lower()
        whole = r.lang == "zh" or not re.match(r"[\w'-]", text[len(word) :][:1])
        return "" if text.startswith(word) and whole else f"begins with {r.first[:12]!r}, asked: {p['word']!r}"

    def measure(self, r: Record, m: Measuring) -> Iterator[Params]:
        if r.title or r.headings or r.items or r.text[:1] in "<[":
            return  # what a text begins with is plain only where nothing stands above it
        text = re.match(r"[\u4e00-\u9fff]{2,4}(?=[，、：])" if r.lang == "zh" else r"[A-Z][\w']+(?: [\w']+){0,3}", r.first)
        if text and r.lang == "zh":
            yield {"word": text[0]}
        elif text:
            # Where somebody would stop who quotes the opening: on a word that carries matter.
            words = text[0].split()
            ends = [n for n, w in enumerate(words, 1) if len(w) > 3 and w.lower() not in _LIGHT and not w.endswith(("'s", "'"))]
            if ends:
                yield {"word": " ".join(words[: ends[0]])}

    def cut(self, r: Record, p: Params, rng: random.Random) -> Iterator[str]:
        spans = r.sentence_spans
        if len(spans) > 1:
            (a, b), (c, d) = spans[0], spans[1]
            yield r.text[:a] + r.text[c:d] + r.text[b:c] + r.text[a:b] + r.text[d:]

    def facts(self, p: Params, lang: str) -> Facts:
        return Facts(starts=p["word"])


@register
class Last(Kind):
    """The text ends with exactly this sentence or phrase, nothing after it."""

    id = "edge.last"
    needs = ("two sentences", "bare ends")

    def check(self, r: Record, p: Params) -> str:
        return "" if _phrase_end(r, p["phrase"]) else f"ends with {r.text[-20:]!r}, asked: {p['phrase']!r}"

    def measure(self, r: Record, m: Measuring) -> Iterator[Params]:
        last = r.sentences[-1] if r.sentences else ""
        if (
            r.readings[0] >= 3
            and len(last) <= (16 if r.lang == "zh" else 48)
            and len(r.sentences) > 2
            and r.text.endswith(last)
            and last[-1:] in "。！？.!?"
            and not set(last) & set('“”‘"')  # quoted in the request it would be a quotation in a quotation
        ):
            yield {"phrase": last}

    def cut(self, r: Record, p: Params, rng: random.Random) -> Iterator[str]:
        if len(r.sentence_spans) > 2:
            a, b = rng.choice(r.sentence_spans[:-1])
            (c, d) = r.sentence_spans[-1]
            if r.text[b:c].strip() == "" or rng.random() < 0.5:
                yield (r.text[:a] + r.text[c:d] + r.text[b:c] + r.text[a:b] + r.text[d:]).strip()

    def facts(self, p: Params, lang: str) -> Facts:
        bare = p["phrase"][-1:] in "。.！!？?"
        return Facts(ends=p["phrase"], exact=p["phrase"], holds=[(p["phrase"], 1)], bounds={"last emoji": (0, 0)} if bare else {})

    def outside(self, p: Params) -> tuple[str, dict[str, Any]] | None:
        return "startend:end_checker", {"end_phrase": p["phrase"]}


@register
class LastWord(Kind):
    """The last word (en) or the last characters (zh) before the end mark."""

    id, scopes = "edge.last_word", ("paragraph", "sentence")
    needs = ("bare ends",)

    def check(self, r: Record, p: Params) -> str:
        bare = r.ending
        ok = bare[-len(p["word"]) - 4 :].lower().endswith(p["word"].lower())
        if ok and r.lang == "en":
            ok = not re.match(r"[\w'-]", bare[-len(p["word"]) - 1 : -len(p["word"])])
        return "" if ok else f"ends on {bare[-12:]!r}, asked: {p['word']!r}"

    def measure(self, r: Record, m: Measuring) -> Iterator[Params]:
        bare = r.ending
        if r.lang == "zh":
            run = re.search(r"[\u4e00-\u9fff]+$", bare)
            word = segments(run[0])[-1] if run else ""
            if len(word) > 1 and word not in listed("zh", "empty_words"):
                yield {"word": word}
            return
        word = (re.findall(r"[A-Za-z]+$", bare) or [""])[0]
        if len(word) > 3:
            yield {"word": word.lower() if word.isupper() else word}

    def cut(self, r: Record, p: Params, rng: random.Random) -> Iterator[str]:
        if len(r.sentence_spans) > 2:
            a, b = rng.choice(r.sentence_spans[:-1])
            (c, d) = r.sentence_spans[-1]
            yield (r.text[:a] + r.text[c:d] + r.text[b:c] + r.text[a:b] + r.text[d:]).strip()

    def facts(self, p: Params, lang: str) -> Facts:
        return Facts(holds=[(p["word"], 1)])


@register
class EndMark(Kind):
    """The last sentence is a question / an exclamation."""

    id = "edge.mark"
    needs = ("bare ends",)

    def check(self, r: Record, p: Params) -> str:
        marks = "？?" if p["op"] == "question" else "！!"
        bare = r.prose.rstrip(" \n”\"'’」）)*")
        run = re.search("[。.!?！？…]*$", bare)
        return "" if run and set(run[0]) & set(marks) else f"ends with {bare[-1:]!r}, asked: a {p['op']}"

    def measure(self, r: Record, m: Measuring) -> Iterator[Params]:
        mark = r.prose.rstrip(" \n”\"'’」）)*")[-1:]
        if mark and mark in "？?！!":
            yield {"op": "question" if mark in "？?" else "exclamation"}

    def facts(self, p: Params, lang: str) -> Facts:
        return Facts(bounds={f"mark {p['op']}": (1, None), "last emoji": (0, 0)})

    def cut(self, r: Record, p: Params, rng: random.Random) -> Iterator[str]:
        (c, d) = r.sentence_spans[-1]
        if len(r.sentence_spans) > 2:
            a, b = rng.choice(r.sentence_spans[:-1])
            yield (r.text[:a] + r.text[c:d] + r.text[b:c] + r.text[a:b] + r.text[d:]).strip()


@register
class Postscript(Kind):
    """A last paragraph that begins with P.S. (又及：)."""

    id, visible = "edge.postscript", True
    needs = ("postscript",)

    def check(self, r: Record, p: Params) -> str:
        last = r.text.rstrip().rpartition("\n")[2]
        return (
            ""
            if last.startswith(p["mark"]) and len(last) > len(p["mark"]) + 3 and "\n" in r.text.strip()
            else f"the last line does not begin with {p['mark']!r}"
        )

    def measure(self, r: Record, m: Measuring) -> Iterator[Params]:
        yield from (p for mark in ("P.S.", "PS:", "P.S.:", "又及：", "另：") if not self.check(r, p := {"mark": mark}))

    def cut(self, r: Record, p: Params, rng: random.Random) -> Iterator[str]:
        head, _, last = r.text.rpartition("\n")
        bare = last.removeprefix(p["mark"]).strip()
        yield head + "\n" + bare[:1].upper() + bare[1:]
        if len(last) < 30:
            yield head.rstrip()

    def facts(self, p: Params, lang: str) -> Facts:
        return Facts(holds=[(p["mark"], 1)], bounds={"paragraphs": (2, None)})

    def outside(self, p: Params) -> tuple[str, dict[str, Any]] | None:
        return ("detectable_content:postscript", {"postscript_marker": p["mark"]}) if p["mark"] == "P.S." else None


@register
class BothEnds(Kind):
    """The first and the last paragraph hold the same word."""

    id = "edge.frame"
    needs = ("two sentences", "bare ends")

    def check(self, r: Record, p: Params) -> str:
        if len(r.sentences) < 2:
            return "fewer than two sentences"
        ends = [r.sentence_records[i].count(p["word"]) for i in (0, -1)]
        return "" if all(ends) else f"{p['word']!r} is not in the {'last' if ends[0] else 'first'} sentence"

    def measure(self, r: Record, m: Measuring) -> Iterator[Params]:
        if len(r.sentence_spans) > 2:
            ends = r.sentence_records[0], r.sentence_records[-1]
            yield from ({"word": word} for word in m.words if ends[0].count(word) and ends[1].count(word))

    def cut(self, r: Record, p: Params, rng: random.Random) -> Iterator[str]:
        (a, b), (c, d) = r.sentence_spans[-2:]
        yield (r.text[:a] + r.text[c:d] + r.text[b:c] + r.text[a:b] + r.text[d:]).strip()

    def facts(self, p: Params, lang: str) -> Facts:
        return Facts(holds=[(p["word"], 2)], bounds={"sentences": (2, None)})
