"""The linter of topics and verse: what instructions/library/README.md asks, as far as a machine can see it."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from generators.errors import UserError
from generators.library.lint import Finding
from generators.text.measure import length
from generators.text.punctuation import punctuation_fault
from generators.text.sentences import sentences
from instructions.passages.load import load_topic, load_verse
from instructions.passages.model import Line, Point, Topic, Verse
from instructions.text.emoji import EMOJI
from instructions.text.sounds import rhymes, syllables, tone

KINDS = ("explain", "how-to", "notice", "letter", "invitation", "speech", "story", "description", "review", "advice", "product")
FORMS, OVERLAP = 3, 0.30
LEAST = {"subject": 3, "ask": 8, "purpose": 5, "titles": 5, "keywords": 10}
# (shortest answer possible at most, everything at least), in 字 or words.
REACH = {("zh", False): (45, 420), ("en", False): (32, 290), ("zh", True): (45, 2100), ("en", True): (32, 1550)}
CORE_REACH = {"zh": 160, "en": 125}  # the shortest forms of the core together, at most
_BANNED = {
    "zh": ("张三", "李明", "李四", "王五", "小明", "星辰", "云帆", "此外", "总之", "总而言之", "值得注意的是", "综上所述", "不仅", "赋能", "一系列", "至关重要", "扮演着", "不可或缺", "让我们", "在当今", "随着", "众所周知"),
    "en": ("Acme", "Emily Chen", "delve", "seamless", "robust", "important to note", "plethora", "testament to", "n conclusion", "dditionally", "urthermore", "oreover", "—", "vibrant", "crucial", "In today's", "Let's", "tapestry", "whether you're"),
}  # fmt: skip
# An `ask` leaves form and length open: the program sets those.
_LIMIT = {
    "zh": re.compile(r"\d|[一二两三四五六七八九十百]+(?:个)?(?:字|句|点)|段|短文|长文|简短|详细|清单|列出|几句|几条|一句"),
    "en": re.compile(
        r"\d|paragraph|sentence|\blists?\b|\bwords?\b|bullet|\bshort\b|\blong\b|\bbrief|\bdetailed|in one\b|a few lines", re.I
    ),
}
_EMOJI = re.compile("[\u2600-\u27bf\U0001f000-\U0001faff]")


def _style(text: str, lang: str) -> str:
    """The first fault of a sentence's looks, or an empty string."""
    if fault := punctuation_fault(text, lang):
        return fault
    if lang == "en" and re.search(r"[^\x00-\x7f£€°é]", text):
        return f"a character that is not plain: {re.search(r'[^ -~£€°é]', text)[0]!r}"  # type: ignore[index]
    if lang == "zh" and re.search(r"[‘’『』]", text):
        return "only “ ” and 《》 here: a quotation in a quotation is too much for one sentence"
    for word in _BANNED[lang]:
        if word in text:
            return f"banned {word!r}"
    if _EMOJI.search(text):
        return "an emoji: emoji are added by the program"
    return ""


def _sentence(text: str, lang: str) -> str:
    if not re.search(r"[。！？](?:”)?$|……$" if lang == "zh" else r"[.!?]\"?$", text):
        return "must end like a sentence"
    if re.match(r"[,，.。、]", text) or (lang == "en" and re.match(r"[a-z]", text)):
        return "a bracket leaves a stump at the start"
    if len(sentences(text, lang)) != 1 or "\n" in text:
        return "must be exactly one sentence"
    if lang == "zh" and re.search(r"[；：;:].*[；：;:]", text):
        return "two colons or semicolons in one sentence"
    if lang == "en" and re.search(r'[?!]"? [a-z]', text):
        return "a question inside the sentence: some readers count two"
    return _style(text, lang)


def _line(line: Line, lang: str, at: str) -> Iterable[tuple[str, str]]:
    for form in (*line.forms, *line.linked):
        if fault := _sentence(form, lang):
            yield at, f"{fault}: {form!r}"
        if line.about and form not in line.linked and line.about.lower() not in form.lower():
            yield at, f"lacks its own `about` {line.about!r}: {form!r}"
    if any(not EMOJI.fullmatch(e) for e in line.emoji):
        yield at, "a sign among the emoji that is none"
    if bool(line.about) != bool(line.emoji):
        yield at, "`about` and `emoji` go together"
    if both := set(line.forms) & set(line.linked):
        yield at, f"stands in `text` and in `then`: {sorted(both)[0]!r}"
    if len(set(line.forms)) < len(line.forms):
        yield at, "the same form twice"


def _point(p: Point, lang: str) -> Iterable[tuple[str, str]]:
    at = f"point {p.id}"
    if len(p.lines) < 3:
        yield at, f"{len(p.lines)} lines, at least 3 are needed"
    if len(p.heading) < 2:
        yield at, "at least 2 headings are needed"
    for h in p.heading:
        if re.search(r"[。！.!]$", h) or length(h, lang) > (12 if lang == "zh" else 8):
            yield at, f"a heading is short and has no end mark: {h!r}"
    if len(p.items) < 3:
        yield at, f"{len(p.items)} forms of list items, at least 3 are needed"
    for item in p.items:
        if fault := _style(item, lang):
            yield at, f"{fault}: {item!r}"
        if re.search(r"[。.；;]$", item):
            yield at, f"a list item has no end mark: {item!r}"
    if p.lines[0].optional:
        yield at, "its first line must not be optional"
    for n, line in enumerate(p.lines, 1):
        yield from _line(line, lang, f"{at} line {n}")


def _whole(t: Topic) -> Iterable[tuple[str, str]]:
    if t.kind not in KINDS:
        yield "kind", f"must be one of {', '.join(KINDS)}"
    for key, least in LEAST.items():
        found = getattr(t, key)
        if len(set(found)) < least:
            yield key, f"{len(set(found))}, at least {least} are needed"
        for text in found:
            if fault := _style(text, t.lang):
                yield key, f"{fault}: {text!r}"
    for text in t.ask:
        if re.search(_LIMIT[t.lang], text):
            yield "ask", f"holds a limit or a number; the program adds those: {text!r}"
    if t.kind == "letter" and not (t.greetings and t.signoffs):
        yield "greetings", "a letter needs `greetings` and `signoffs`"
    for text in t.greetings:
        if not text.endswith("：" if t.lang == "zh" else ",") or length(text, t.lang) > 16:
            yield "greetings", f"a greeting is short and ends with {'：' if t.lang == 'zh' else 'a comma'}: {text!r}"
    for text in t.signoffs:
        if any(re.search(r"[.?。？]$", part) or length(part, t.lang) > 12 for part in text.split("\n")) or text.count("\n") > 3:
            yield "signoffs", f"up to four short lines without a full stop: {text!r}"
    for text in t.titles:
        if re.search(r"[。！.!，,]", text):
            yield "titles", f"a title has no such marks: {text!r}"
    if len(t.points) < (12 if t.long else 5):
        yield "point", f"{len(t.points)} points, at least {12 if t.long else 5} are needed"
    for name, line in (("openings", t.openings), ("closings", t.closings)):
        yield from _line(line, t.lang, name)
        if len(line.forms) < FORMS:
            yield name, f"{len(line.forms)}, at least {FORMS} are needed"
    for p in t.points:
        yield from _point(p, t.lang)
    lines = [line for p in t.points for line in p.lines]
    if sum(bool(line.emoji) for line in lines) < 3:
        yield "emoji", "at least 3 lines with `about` and `emoji` are needed"
    body = "\n".join(f for line in t.lines() for f in line.forms)
    for word in t.keywords:
        if word.lower() not in body.lower():
            yield "keywords", f"{word!r} stands in no sentence"
    yield from _answering(t)
    shortest = _core_size(t) if t.core else min(min(length(f, t.lang) for f in p.lines[0].forms) for p in t.points)
    longest = sum(max(length(f, t.lang) for f in line.forms) for line in t.lines())
    most, least = REACH[t.lang, t.long]
    most = CORE_REACH[t.lang] if t.core else most
    if shortest > most:
        yield "reach", f"the shortest answer has {shortest}, at most {most}"
    if longest < least:
        yield "reach", f"everything together has {longest}, at least {least} are needed"
    starts = Counter(f[:2] if t.lang == "zh" else f.split()[0].lower() for line in lines for f in line.forms[:1])
    for start, count in starts.items():
        if count > max(4, len(lines) // 4) and start not in ("a", "the"):
            yield "openings of sentences", f"{count} of {len(lines)} lines start with {start!r}"
    yield from _table(t)


def _core_size(t: Topic) -> int:
    return sum(min(length(f, t.lang) for f in t.by_id[one].forms) for one in t.always)


def _answering(t: Topic) -> Iterable[tuple[str, str]]:
    """What keeps a text from answering its request: lines that clash, lines that lean on what comes later, requests that are all hard to serve."""
    at = {line.id: (n, k) for n, p in enumerate(t.points) for k, line in enumerate(p.lines)}
    for p in t.points:
        for line in p.lines:
            for other in line.need:
                # In a topic of fixed order a later line cannot stand before it; within a point no line can.
                if at[other] >= at[line.id]:
                    yield f"point {p.id}", f"{line.id} needs {other}, which stands behind it"
            if line.clash & t.closed(line.need):
                yield f"point {p.id}", f"{line.id} clashes with what it needs: {', '.join(sorted(line.clash & t.closed(line.need)))}"
    sets = [("core", t.core)] + [(f"ask {n}", (*t.core, *r.needs)) for n, r in enumerate(t.asks, 1) if r.needs]
    for key, ids in sets:
        whole = t.closed(ids)
        for one in sorted(whole):
            if both := sorted(t.by_id[one].clash & whole):
                yield key, f"{one} and {both[0]} clash, so no text can have both"
    if t.core or any(r.needs for r in t.asks):
        more = [len(t.closed(r.needs) - t.always) for r in t.asks]
        if more.count(0) < 2:
            yield "ask", f"{more.count(0)} are answered by the core alone, at least 2 are needed"
        if sum(n <= 2 for n in more) < 4:
            yield "ask", f"{sum(n <= 2 for n in more)} need at most 2 lines besides the core, at least 4 must"
    if t.checklist:
        if len(t.checklist) < 2:
            yield "checklist", "1, at least 2 are needed"
        for text in t.checklist:
            if fault := _style(text, t.lang):
                yield "checklist", f"{fault}: {text!r}"


def _table(t: Topic) -> Iterable[tuple[str, str]]:
    if t.table is None:
        yield "table", "missing: 3-4 columns, 5-8 rows"
        return
    if not 3 <= len(t.table.columns) <= 4 or not 5 <= len(t.table.rows) <= 8:
        yield "table", f"{len(t.table.columns)} columns, {len(t.table.rows)} rows; 3-4 and 5-8 are needed"
    if not t.table.about:
        yield "table.about", "missing: what the table as a whole tells"
    if not t.table.what:
        yield "table.what", "missing: what a row is"
    for row in (t.table.columns, *t.table.rows):
        for cell in row:
            if not cell or re.search(r"[,|\"\n，。]", cell):
                yield "table", f"a cell holds no comma, bar, quote or full stop: {cell!r}"
    if len({row[0] for row in t.table.rows}) < len(t.table.rows):
        yield "table", "the first column must tell the rows apart"


def _verse(v: Verse) -> Iterable[tuple[str, str]]:
    for key in ("ask", "titles"):
        if len(getattr(v, key)) < 4:
            yield key, "at least 4 are needed"
    least = {"couplets": 12, "lines": 40, "slogans": 8} | ({"pairs": 4} if v.lang == "zh" else {"haiku": 4})
    for key, n in least.items():
        if 0 < len(getattr(v, key)) < n or (key in ("couplets", "lines") and not getattr(v, key)):
            yield key, f"{len(getattr(v, key))}, at least {n} are needed"
    for a, b in v.couplets:
        if not rhymes(a, b, v.lang):
            yield "couplets", f"does not rhyme: {a!r} / {b!r}"
        if v.lang == "zh" and len(a) != len(b):
            yield "couplets", f"unequal lines: {a!r} / {b!r}"
        if v.lang == "en" and abs(syllables(a) - syllables(b)) > 2:
            yield "couplets", f"{syllables(a)} and {syllables(b)} syllables (-1: a word the dictionary lacks): {a!r} / {b!r}"
    for q in v.quatrains:
        for i, j in ((0, 1), (1, 3)) if v.lang == "zh" else ((0, 2), (1, 3)):
            if not rhymes(q[i], q[j], v.lang):
                yield "quatrains", f"lines {i + 1} and {j + 1} do not rhyme: {q[i]!r} / {q[j]!r}"
        if v.lang == "zh" and len({len(x) for x in q}) > 1:
            yield "quatrains", f"unequal lines: {' / '.join(q)}"
    for q in v.chains:
        for a, b in itertools.pairwise(q):
            last, first = (a[-1], b[0]) if v.lang == "zh" else (a.split()[-1].lower(), re.split(r"[ ,]", b)[0].lower())
            if last != first:
                yield "chains", f"{b!r} does not begin with {last!r}"
    for text in (
        *(x for q in (*v.quatrains, *v.chains) for x in q),
        *v.tails,
        *(x for c in v.couplets for x in c),
        *v.lines,
        *(x for p in v.pairs for x in p),
        *(x for h in v.haiku for x in h),
    ):
        if v.lang == "zh" and re.search(r"[^\u4e00-\u9fff]", text):
            yield "lines", f"a Chinese line is Han characters only; the program sets the marks: {text!r}"
        if fault := _style(text, v.lang):
            yield "lines", f"{fault}: {text!r}"
        if v.lang == "en" and re.search(r"[.;:,]$", text):
            yield "lines", f"no mark at the end; the program sets it: {text!r}"
    if v.lang == "zh" and {len(x) for x in v.lines} - {5, 7}:
        yield "lines", "single lines have 5 or 7 characters"
    starts = {x[0].lower() for x in v.lines}
    if v.lines and len(starts) < (24 if v.lang == "zh" else 16):
        yield "lines", f"{len(starts)} different first {'characters' if v.lang == 'zh' else 'letters'}; more are needed for acrostics"
    for upper, lower, banner in v.pairs:
        if len(upper) != len(lower) or len(banner) != 4:
            yield "pairs", f"unequal halves, or a banner that is not four characters: {upper} / {lower} / {banner}"
        if any(a == b for a, b in zip(upper, lower, strict=False)):
            yield "pairs", f"the same character in the same place: {upper} / {lower}"
        if tone(upper) not in (3, 4) or tone(lower) not in (1, 2):
            yield "pairs", f"the upper line ends on tone 3 or 4, the lower on 1 or 2: {upper} / {lower}"
    for h in v.haiku:
        if [syllables(x) for x in h] != [5, 7, 5]:
            yield "haiku", f"{[syllables(x) for x in h]} syllables, not 5 7 5: {' / '.join(h)}"


def _grams(t: Topic) -> set[tuple[str, ...]]:
    out: set[tuple[str, ...]] = set()
    for line in t.lines():
        for group in line.wordings:
            tokens = re.findall(r"[\u4e00-\u9fff]|\w+", group[-1].lower())
            out.update(tuple(tokens[i : i + 8]) for i in range(len(tokens) - 7))
    return out


def _between(found: list[Topic]) -> Iterable[Finding]:
    grams = [(t, _grams(t)) for t in found]
    for i, (a, ga) in enumerate(grams):
        for b, gb in grams[i + 1 :]:
            least = min(len(ga), len(gb))
            if a.lang == b.lang and least and len(ga & gb) > OVERLAP * least:
                yield Finding(a.path, "body", f"shares {len(ga & gb) / least:.0%} of its 8-grams with {b.path}")


def lint(paths: Iterable[Path]) -> tuple[list[Finding], int]:
    """Findings over files and folders, and how many texts were read. A file's language and sort are its folders: zh/topics, en/verse, ..."""
    found: list[Finding] = []
    read: list[Topic] = []
    count = 0
    for path in paths:
        for file in sorted(path.rglob("*.toml")) if path.is_dir() else [path]:
            sort, lang = file.parent.name, file.parent.parent.name
            if lang not in ("zh", "en") or sort not in ("topics", "verse"):
                found.append(Finding(str(file), "path", "must lie in zh/topics, zh/verse, en/topics or en/verse"))
                continue
            count += 1
            try:
                if sort == "topics":
                    topic = load_topic(file, lang)
                    read.append(topic)
                    faults = _whole(topic)
                else:
                    faults = _verse(load_verse(file, lang))
                found += [Finding(str(file), key, message) for key, message in dict.fromkeys(faults)]
            except UserError as error:
                found.append(Finding(str(file), "load", str(error)))
    return [*found, *_between(read)], count
