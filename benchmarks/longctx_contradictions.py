"""A reader of generated books that looks for contradictions of state in the prose alone: `python -m benchmarks.longctx_contradictions zh|en [SEED...]`.

It knows who bears which name (as an alias file would say) and nothing else of the ledger: sexes by pronouns, kin and titles; who is old, young or a child; dates in order;
what goes from hand to hand; what somebody owes. Every finding is a place to look at, not a proof: pronouns may mean somebody else.
"""

from __future__ import annotations

import random
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from longctx.chapters import names_of
from longctx.world.book import make_book

WOMAN = {
    "en": re.compile(r"^(?:Mrs\.|Miss|Widow|Granny|Aunt|Nurse|Sister)\b"),
    "zh": re.compile(r"(?:太太|嫂|婶|姑娘|阿婆|娘|奶奶|大姐|小姐|师母|姨)$"),
}
MAN = {"en": re.compile(r"^(?:Mr\.|Captain|Father|Uncle|Farmer)(?= )"), "zh": re.compile(r"(?:先生|老爹|阿公|大爷|伯|叔|师傅|大哥)$")}
HER = {
    "en": re.compile(r"\b(?:herself|her (?:hat|apron|skirts?|bonnet|shawl|husband|knitting|hands?|head)|two husbands)\b"),
    "zh": re.compile(r"她自己|她(?:男人|丈夫|的手|的头|低|抬|把|没|不|说)"),
}
HIM = {
    "en": re.compile(r"\b(?:himself|his (?:hat|cap|wife|pipe|beard|waistcoat|hands?|head))\b"),
    "zh": re.compile(r"他自己|他(?:媳妇|老婆|的手|的头|低|抬|把|没|不|说)"),
}
_SENTENCE = {"en": re.compile(r"(?<!Mr)(?<!Mrs)(?<!Dr)(?<!St)[.!?][”’]?\s+|\n+"), "zh": re.compile(r"(?<=[。！？])[”’]?|\n+")}
_DATE = {
    "en": re.compile(
        r"\bthe (\d{1,2})(?:st|nd|rd|th) of (January|February|March|April|May|June|July|August|September|October|November|December)"
    ),
    "zh": re.compile(
        "(正月|[二三四五六七八九十]月|冬月|腊月)(初[一二三四五六七八九十]|十[一二三四五六七八九]?|二十[一二三四五六七八九]?|廿[一二三四五六七八九]|三十)"
    ),
}
_MONTHS = {
    "en": ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"],
    "zh": ["正月", "二月", "三月", "四月", "五月", "六月", "七月", "八月", "九月", "十月", "冬月", "腊月"],
}
_BACK = {
    "en": re.compile(r"\b(?:ago|since|last|had|dated|back in|of that)\b"),
    "zh": re.compile("前|上[次回月]|那[年天回]|当初|还是(?=[正二三四五六七八九十冬腊]月)|记得"),
}
_GAVE = {
    "en": re.compile(r"(?P<a>@\d+@) (?:gave|handed|passed|sold|lent|left) the (?P<thing>[a-z][a-z -]{3,30}?) to (?P<b>@\d+@)"),
    "zh": re.compile(
        "(?P<a>@\\d+@)[^，。@]{0,6}(?<!一)把(?P<thing>[\u4e00-\u9fff]{2,8}?)(?:交给了?|递给了?|送给了?|卖给了?|借给了?|给了)(?P<b>@\\d+@)(?![^，。]*的(?:事|那[天次回年]))"
    ),
}
_OWES = {
    "en": re.compile(r"(?P<a>@\d+@) ow(?:ed|es) (?P<b>@\d+@) (?P<sum>[a-z -]+? (?:pounds?|shillings?))"),
    "zh": re.compile("(?P<a>@\\d+@)[^，。@]{0,3}欠(?:了|着)?(?P<b>@\\d+@)(?P<sum>[一二三四五六七八九十百两零]+块)"),
}


@dataclass(frozen=True)
class Finding:
    """A contradiction: of what kind, of whom or what, and the sentences that show it."""

    kind: str
    what: str
    shown: tuple[str, ...]


class Reader:
    """Reads one text. `names`: per person the forms he or she is called by."""

    def __init__(self, text: str, lang: str, names: list[tuple[str, ...]]) -> None:
        self.lang, self.names = lang, names
        owner = {form: i for i, forms in enumerate(names) for form in forms}
        forms = sorted(owner, key=len, reverse=True)
        edge = r"\b" if lang == "en" else ""
        pattern = re.compile(edge + "(?:" + "|".join(map(re.escape, forms)) + ")" + edge)
        self.sentences = [s.strip() for s in _SENTENCE[lang].split(text) if s and s.strip()]
        self.marked = [pattern.sub(lambda m: f"@{owner[m[0]]}@", s) for s in self.sentences]

    def findings(self) -> Iterator[Finding]:
        """All contradictions."""
        yield from self._sexes()
        yield from self._dates()
        yield from self._hands()
        yield from self._debts()

    def _sexes(self) -> Iterator[Finding]:
        votes: dict[int, dict[str, list[str]]] = defaultdict(lambda: {"woman": [], "man": []})
        for plain, marked in zip(self.sentences, self.marked, strict=True):
            if "“" in plain or "”" in plain or marked.count("@") != 2:
                continue  # speech, or more people than one
            who = int(marked.split("@")[1])
            rest = marked.split("@")[2]
            for sex, signs in (("woman", HER), ("man", HIM)):
                if signs[self.lang].search(rest) and not (HIM if sex == "woman" else HER)[self.lang].search(rest):
                    votes[who][sex].append(plain)
        for who, found in sorted(votes.items()):
            titled = {s for s, p in (("woman", WOMAN), ("man", MAN)) if any(p[self.lang].search(n) for n in self.names[who])}
            few, many = sorted(found, key=lambda s: len(found[s]) + 3 * (s in titled))
            if found[few]:
                yield Finding(f"sex: {many}, and {few}", self.names[who][0], (found[few][0], *found[many][:1]))

    def _dates(self) -> Iterator[Finding]:
        last, shown = -1, ""
        for plain in self.sentences:
            m = _DATE[self.lang].search(plain)
            if not m or _BACK[self.lang].search(plain) or "“" in plain:
                continue
            month = _MONTHS[self.lang].index(m[2] if self.lang == "en" else m[1])
            day = month * 31 + (int(m[1]) if self.lang == "en" else _day(m[2]))
            # A year turns over; a step back of less than half a year is none.
            if last >= 0 and 0 < last - day < 186:
                yield Finding("date goes back", m[0], (shown, plain))
            else:
                last, shown = day, plain

    def _hands(self) -> Iterator[Finding]:
        holder: dict[str, tuple[str, str, str]] = {}
        for plain, marked in zip(self.sentences, self.marked, strict=True):
            if "“" in plain or "”" in plain:
                continue  # speech tells again what was given before
            for m in _GAVE[self.lang].finditer(marked):
                thing = m["thing"]
                if thing in holder and holder[thing][:2] == (m["a"], m["b"]):
                    continue  # the same gift told again
                if thing in holder and holder[thing][1] != m["a"]:
                    yield Finding("given by somebody who had it not", thing, (holder[thing][2], plain))
                holder[thing] = (m["a"], m["b"], plain)

    def _debts(self) -> Iterator[Finding]:
        owed: dict[tuple[str, str], tuple[str, str]] = {}
        for plain, marked in zip(self.sentences, self.marked, strict=True):
            for m in _OWES[self.lang].finditer(marked):
                key = m["a"], m["b"]
                if key in owed and owed[key][0] != m["sum"]:
                    yield Finding("another sum owed", m["sum"], (owed[key][1], plain))
                owed.setdefault(key, (m["sum"], plain))


def _day(text: str) -> int:
    digits = "一二三四五六七八九十"
    if text == "三十":
        return 30
    text = text.replace("二十", "廿")
    if text.startswith("初"):
        return digits.index(text[1]) + 1
    return (10 if text[0] == "十" else 20) + (digits.index(text[1]) + 1 if len(text) > 1 else 0)


def main() -> None:
    """Print what is found in books of 300,000 characters a seed."""
    lang, seeds = sys.argv[1], [int(s) for s in sys.argv[2:]] or [1, 2]
    for seed in seeds:
        book = make_book(lang, random.Random(seed), 300_000 if lang == "en" else 120_000)
        names = [p.names for p in names_of(book.ledger).people]
        found = list(Reader(book.text, lang, names).findings())
        print(f"{lang} {seed}: {len(book.text)} characters, {len(found)} findings", dict(Counter(f.kind.split(":")[0] for f in found)))
        for f in found:
            print(f"- {f.kind}: {f.what}")
            for s in f.shown:
                print(f"    {s[:260]}")


if __name__ == "__main__":
    main()
