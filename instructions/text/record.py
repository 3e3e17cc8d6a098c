"""The parsed text: everything a constraint may ask of an answer, found once, each span exact in code points."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from instructions.text import units
from instructions.text.emoji import EMOJI, emoji_spans, may_hold
from instructions.text.lines import Line, lines_of
from instructions.text.sentence import sentences_of

if TYPE_CHECKING:
    from functools import cached_property
else:

    class cached_property:
        """An attribute found when first read, then kept."""

        def __init__(self, find: Any) -> None:
            self.find, self.__doc__ = find, find.__doc__

        def __set_name__(self, owner: type, name: str) -> None:
            self.name = name

        def __get__(self, it: Any, owner: type | None = None) -> Any:
            if it is None:
                return self
            found = it.__dict__[self.name] = self.find(it)
            return found


_BOLD = re.compile(r"\*\*(?=\S)([^*\n]+?)(?<=\S)\*\*")
_JOINTS = re.compile("[./:,_]")
_TEXTUAL = ("text", "bullet", "number", "quote")
_NUMBERS = re.compile(
    r"(?<![A-Za-z0-9_.])(?:0\d{2,4}[- ]\d{6,8}\b|\d{4}-\d\d?-\d\d?\b|[-−]?\d+(?:,\d{3})*(?:\.\d+)?(?:[/:]\d+)*%?)"
)  # a telephone number is one
_TRAIL = " \n。.!?！？…”\"'’」）)*"
_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789")
_PLAIN, _JOINS = frozenset(["", *' \n\t"“”()[]*!?;#|<>—–…']), frozenset("'’.,:/_-")  # signs that no word holds, and those that join two
_OPENERS = " \t\"'“‘「『（(《<[*_"
Span = tuple[int, int]


class Record:
    """A text and its parts. Rules: headings, titles, greetings, signatures, rules, tables, code and lone tokens are no sentences and no paragraphs; a list item is
    read without its marker. Paragraphs are parted by blank lines, or by line breaks where there is no blank line between two of them;
    one without a letter or digit is none."""

    def __init__(self, text: str, lang: str) -> None:
        self.text, self.lang = text, lang

    @cached_property
    def within(self) -> dict[tuple[Any, ...], Any]:
        """Parts that scopes name by an anchor, kept by whoever reads them (see `leaf.scoped`)."""
        return {}

    # -- units -------------------------------------------------------------------------------------------------------------------------
    @cached_property
    def zi(self) -> int:
        """字数."""
        return units.zi(self.text)

    @cached_property
    def han(self) -> int:
        """Han characters."""
        return units.han(self.text)

    @cached_property
    def chars(self) -> int:
        """Visible characters."""
        return units.chars(self.text)

    @cached_property
    def words(self) -> int:
        """English words."""
        return len(self.tokens) if "<" not in self.text and self.text.isascii() else units.words(self.text)

    @cached_property
    def readings(self) -> tuple[int, int]:
        """Least and greatest fair reading of the length."""
        if self.lang == "zh":
            return self.han, self.chars
        low, high = units.spread(self.text, self.words)
        return low - sum(x.marker[0].isdigit() for x in self.numbered), high  # the 1. of an item is no word to a reader

    # -- parts -------------------------------------------------------------------------------------------------------------------------
    @cached_property
    def all_lines(self) -> list[Line]:
        """All lines with their kinds."""
        return lines_of(self.text)

    @cached_property
    def lines(self) -> list[str]:
        """Lines that hold something."""
        return [self.text[x.start : x.end] for x in self.all_lines if x.kind != "blank"]

    @cached_property
    def verse(self) -> list[str]:
        """Lines of running text only: no title, no rule."""
        return [self.text[x.body : x.end] for x in self.all_lines if x.kind in _TEXTUAL]

    @cached_property
    def versed(self) -> bool:
        """Whether a reader would count lines here: two or more short ones, one under the other, none of them holding two sentences."""
        lines = self.verse
        kinds = {x.kind for x in self.all_lines}
        return (
            1 < len(lines) <= 24
            and not kinds & {"bullet", "number", "table", "code"}
            and not self.headings
            and all(len(x) < (30 if self.lang == "zh" else 70) for x in lines)
            and len(self.paragraph_spans) <= len(lines)
            and (f"{lines[0]}\n{lines[1]}" in self.text)
            and len(self.sentence_spans) <= len(lines)
        )

    @cached_property
    def sentence_spans(self) -> list[Span]:
        """Sentences."""
        text, lang = self.text, self.lang
        return [
            (at + a, at + b)
            for at, end in ((x.body, x.end) for x in self.all_lines if x.kind in _TEXTUAL)
            for a, b in sentences_of(text[at:end], lang)
        ]

    @cached_property
    def sentences(self) -> list[str]:
        """Sentences as text."""
        return [self.text[a:b] for a, b in self.sentence_spans]

    @cached_property
    def paragraph_spans(self) -> list[Span]:
        """Paragraphs of running text; a list counts as one paragraph."""
        blocks: list[list[Line]] = [[]]
        for x in self.all_lines:
            if x.kind in _TEXTUAL:
                blocks[-1].append(x)
            elif blocks[-1]:
                blocks.append([])
        blocks = [b for b in blocks if b]
        if len(blocks) == 1 and all(x.kind == "text" for x in blocks[0]):
            blocks = [[x] for x in blocks[0]]
        spans = [(b[0].start, b[-1].end) for b in blocks]
        return [(a, b) for a, b in spans if any(c.isalnum() for c in self.text[a:b])]

    @cached_property
    def paragraphs(self) -> list[str]:
        """Paragraphs as text."""
        return [self.text[a:b] for a, b in self.paragraph_spans]

    def _items(self, kind: str) -> list[Line]:
        return [x for x in self.all_lines if x.kind == kind]

    @cached_property
    def bullets(self) -> list[Line]:
        """Bulleted items, nested ones too. `---` is a rule and `-5` a number: neither is an item."""
        return self._items("bullet")

    @cached_property
    def numbered(self) -> list[Line]:
        """Numbered items: 1. 1) 1、 （一） 一、 ① ..."""
        return self._items("number")

    @cached_property
    def items(self) -> list[str]:
        """Top-level items of either sort, without markers."""
        found = [x for x in self.all_lines if x.kind in ("bullet", "number") and not x.level]
        return [self.text[x.body : x.end] for x in found]

    @cached_property
    def headings(self) -> list[Line]:
        """Headings below the title."""
        return [x for x in self.all_lines if x.kind == "heading" and not (x.marker == "#" and x.level == 1)]

    @cached_property
    def lettered(self) -> bool:
        """Whether a greeting stands above the text: a reader might take that for its beginning, and the signature for its end."""
        return any(x.kind == "greeting" for x in self.all_lines)

    @cached_property
    def title(self) -> str:
        """The title: a first line written as # T, <<T>>, 《T》 or 【T】, without its signs; "" where there is none."""
        first = next((x for x in self.all_lines if x.kind not in ("blank", "token")), None)
        if first is None or not (first.kind == "title" or (first.kind == "heading" and first.marker == "#")):
            return ""
        return self.text[first.body : first.end].strip("<>《》【】# ")

    @cached_property
    def prose(self) -> str:
        """The running text alone, one line a line."""
        return "\n".join(self.text[x.body : x.end] for x in self.all_lines if x.kind in _TEXTUAL)

    # -- marks and words ---------------------------------------------------------------------------------------------------------------
    @cached_property
    def lower(self) -> str:
        """The text in lower case."""
        return self.text.lower()

    @cached_property
    def tokens(self) -> list[str]:
        """English words in lower case."""
        return units.tokens(self.lower)

    @cached_property
    def word_counts(self) -> Counter[str]:
        """How often each English word stands."""
        return Counter(self.tokens)

    @cached_property
    def whole_counts(self) -> Counter[str]:
        """The same, where `tyre's` and `tyre/tube` hold `tyre` too."""
        joined = [w for w in self.word_counts if not w.isalnum()]
        if not joined:
            return self.word_counts
        found = self.word_counts.copy()
        for word in joined:
            n = self.word_counts[word]
            for part in {p.removesuffix("'s") for p in _JOINTS.split(word)} - {word}:
                found[part] += n
        return found

    @cached_property
    def sentence_sizes(self) -> list[int]:
        """字 (zh) or words (en) of each sentence."""
        return [sized(s, self.lang) for s in self.sentences]

    @cached_property
    def end_marks(self) -> list[str]:
        """The last character of each sentence, closing quotes and emoji apart."""
        bare = [EMOJI.sub("", s) for s in self.sentences] if self.emoji_spans else self.sentences
        return [s.rstrip(" ”\"'’」）)*")[-1:] for s in bare]

    @cached_property
    def sentence_readings(self) -> list[tuple[int, int]]:
        """Least and greatest reading of each sentence."""
        return [read_as(s, self.lang) for s in self.sentences]

    @cached_property
    def paragraph_records(self) -> list[Record]:
        """Paragraphs as records."""
        return [piece(p, self.lang) for p in self.paragraphs]

    @cached_property
    def item_records(self) -> list[Record]:
        """Top-level items as records."""
        return [piece(x, self.lang) for x in self.items]

    @cached_property
    def sentence_records(self) -> list[Record]:
        """Sentences as records."""
        return [piece(s, self.lang) for s in self.sentences]

    def count(self, word: str) -> int:
        """How often a word stands: zh as a substring that does not overlap itself, en as whole words, case aside."""
        low = word.lower()
        if self.lang == "zh" or low not in self.lower or not word.isascii():
            return self.lower.count(low)
        if word.isalnum():
            return self._times(low)
        return len(_pattern(word).findall(self.lower))

    def _times(self, word: str) -> int:
        """What `whole_counts` says of a plain word, told by what stands beside it; the words of the text are counted only where that does not settle it."""
        text, n = self.lower, 0
        if "whole_counts" in self.__dict__ or "://" in text:
            return self.whole_counts[word]
        at = text.find(word)
        while at >= 0:
            end = at + len(word)
            before, after = text[at - 1 : at], text[end : end + 1]
            free = before in _PLAIN or (before in _JOINS and text[at - 2 : at - 1] in _PLAIN)
            if free and (after in _PLAIN or (after in _JOINS and text[end + 1 : end + 2] in _PLAIN)):
                n += 1
            elif before not in _LETTERS and after not in _LETTERS:
                return self.whole_counts[word]
            at = text.find(word, end)
        return n

    @cached_property
    def ending(self) -> str:
        """The running text without emoji and without the marks at its end."""
        text = self.prose
        return (EMOJI.sub("", text) if may_hold(text) else text).rstrip(_TRAIL)

    def find(self, word: str) -> int:
        """Where a word first stands, or -1."""
        if self.lang == "zh" or not word.isascii():
            return self.lower.find(word.lower())
        if word.isalnum():
            return self._whole(word.lower())
        match = _pattern(word).search(self.lower)
        return match.start() if match else -1

    def _whole(self, word: str) -> int:
        """Where a plain word first stands by itself, or -1."""
        text, at = self.lower, self.lower.find(word)
        while at >= 0:
            before, after, then = (
                text[at - 1 : at],
                text[at + len(word) : at + len(word) + 1],
                text[at + len(word) + 1 : at + len(word) + 2],
            )
            joined = after == "-" or after == "_" or after.isalnum() or (after == "'" and (then.isalnum() or then == "_"))
            if not (before and (before in "'-_" or before.isalnum())) and not joined:
                return at
            at = text.find(word, at + 1)
        return -1

    @cached_property
    def emoji_spans(self) -> list[Span]:
        """Emoji clusters."""
        return emoji_spans(self.text)

    @cached_property
    def emojis(self) -> list[str]:
        """Emoji clusters as text."""
        return [self.text[a:b] for a, b in self.emoji_spans]

    @cached_property
    def bold(self) -> list[str]:
        """**Bold** pieces inside running text."""
        return [m[1] for x in self.all_lines if x.kind in _TEXTUAL for m in _BOLD.finditer(self.text, x.body, x.end)]

    @cached_property
    def numbers(self) -> list[str]:
        """Numbers in digits, list markers apart."""
        return _NUMBERS.findall(self.prose)

    @cached_property
    def first(self) -> str:
        """The running text from its first letter on."""
        return self.prose.lstrip(_OPENERS + "\n")

    def start_of(self, sentence: str) -> str:
        """The first word (en, lower case) or character (zh) of a sentence."""
        bare = sentence.lstrip(_OPENERS)
        if self.lang == "zh":
            return bare[:1]
        match = units.WORD.search(bare)
        return match[0].lower() if match else ""

    def part(self, name: str, n: int) -> Record | None:
        """A part as a record of its own: paragraph, sentence, item or line number n (1-based, -1 the last); None where there is none."""
        parts = self._parts(name)
        at = n - 1 if n > 0 else n
        return parts[at] if -len(parts) <= at < len(parts) else None

    def _parts(self, name: str) -> list[Record]:
        if name == "paragraph":
            return self.paragraph_records
        if name == "sentence":
            return self.sentence_records
        return self.item_records if name == "item" else [Record(x, self.lang) for x in self.verse]


@lru_cache(maxsize=4096)
def _pattern(word: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w'-]){re.escape(word.lower())}(?![\w-]|'\w)")


@lru_cache(maxsize=1 << 14)
def sized(sentence: str, lang: str) -> int:
    """字 (zh) or words (en) of a sentence or an item. Kept, like the rest here: texts share their sentences."""
    return (units.zi if lang == "zh" else units.words)(sentence)


@lru_cache(maxsize=1 << 14)
def read_as(sentence: str, lang: str) -> tuple[int, int]:
    """Least and greatest reading of its length."""
    return units.readings(sentence, lang)


@lru_cache(maxsize=1 << 12)
def piece(text: str, lang: str) -> Record:
    """The record of a paragraph, an item or a sentence."""
    return Record(text, lang)


@lru_cache(maxsize=512)
def record(text: str, lang: str) -> Record:
    """The record of a text; the last few are kept, so that many checks of one answer parse it once."""
    return Record(text, lang)
