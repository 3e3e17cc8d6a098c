"""What rhymes: Chinese finals by the fourteen classes of the New Rhymes (中华新韵), English by the CMU dictionary from the last stressed vowel on."""

from __future__ import annotations

import re
from functools import lru_cache

# 中华新韵（十四韵）, by strict pinyin final. The -i of zhi, chi, shi, ri, zi, ci, si is a class of its own (支).
CLASSES = {
    "麻": ("a", "ia", "ua"), "波": ("e", "o", "uo"), "皆": ("ie", "ve", "ê"), "开": ("ai", "uai"), "微": ("ei", "uei"), "豪": ("ao", "iao"),
    "尤": ("ou", "iou"), "寒": ("an", "ian", "uan", "van"), "文": ("en", "in", "uen", "vn"), "唐": ("ang", "iang", "uang"),
    "庚": ("eng", "ing", "ueng", "ong", "iong"), "齐": ("i", "er", "v"), "支": (), "姑": ("u",),
}  # fmt: skip
_CLASS_OF = {final: name for name, finals in CLASSES.items() for final in finals}
_FLAT = ("zh", "ch", "sh", "r", "z", "c", "s")
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]+")
# Where the phrase table lets a heteronym down: 行 is a row behind a number, 着 an outcome behind 不 and 得.
_READ = (
    (re.compile("(?<!一言)[一两几三四六七八九十百千数]行+$"), "唐"), (re.compile("[不得]着$"), "豪"), (re.compile("(?<!仿)佛$"), "波"), (re.compile("(?:^|刀)削$"), "豪"),
)  # fmt: skip
_CHILD = "女幼婴孤胎男健宠少患小能"  # before 儿 a child, a syllable of its own
_WORD = re.compile(r"[A-Za-z]+(?:'[A-Za-z]+)*")


@lru_cache(maxsize=65536)
def _last_class(run: str) -> str:
    from pypinyin import Style, lazy_pinyin  # half a second to import: only where something has to rhyme

    if run.endswith("儿") and len(run) > 1 and run[-2] not in _CHILD:
        run = run[:-1]  # 儿化 colours the syllable before it; a child (女儿) is a syllable of its own
    for ending, name in _READ:
        if ending.search(run):
            return name
    final = lazy_pinyin(run, style=Style.FINALS, strict=True)[-1]
    initial = lazy_pinyin(run, style=Style.INITIALS, strict=True)[-1]
    return "支" if final == "i" and initial in _FLAT else _CLASS_OF.get(final, "")


def rhyme_class(line: str) -> str:
    """The class of a Chinese line's last syllable, read in its phrase (heteronyms); "" where it has none."""
    runs = _HAN.findall(line)
    return _last_class(runs[-1][-6:]) if runs else ""


@lru_cache(maxsize=65536)
def tone(line: str) -> int:
    """Tone 1..4 of a Chinese line's last syllable, 5 for neutral, 0 where there is none."""
    from pypinyin import Style, lazy_pinyin

    runs = _HAN.findall(line)
    if not runs:
        return 0
    last = lazy_pinyin(runs[-1][-6:], style=Style.TONE3, neutral_tone_with_five=True)[-1]
    return int(last[-1]) if last[-1].isdigit() else 0


@lru_cache(maxsize=1)
def _dictionary() -> dict[str, tuple[tuple[str, ...], ...]]:
    from importlib.resources import files

    found: dict[str, list[tuple[str, ...]]] = {}
    for line in (files("pronouncing") / "cmudict-0.7b").read_text("latin-1").splitlines():
        if line[:1].isalpha():
            word, _, phones = line.partition("  ")
            found.setdefault(re.sub(r"\(\d\)$", "", word).lower(), []).append(tuple(phones.split()))
    return {w: tuple(p) for w, p in found.items()}


def pronunciations(word: str) -> tuple[tuple[str, ...], ...]:
    """ARPAbet phones of an English word, one tuple per pronunciation; empty where the dictionary lacks it."""
    return _dictionary().get(word.lower(), ())


def _tail(phones: tuple[str, ...]) -> tuple[str, ...]:
    """From the last stressed vowel on, stress marks off."""
    stressed = [i for i, p in enumerate(phones) if p[-1] in "12"] or [i for i, p in enumerate(phones) if p[-1] == "0"]
    tail = tuple(p.rstrip("012") for p in phones[stressed[-1] :]) if stressed else phones
    return ("IY", *tail[1:]) if tail[:2] == ("IH", "R") else tail  # the dictionary writes the one vowel of near and hear in two ways


@lru_cache(maxsize=65536)
def rhyme_tails(line: str) -> frozenset[tuple[str, ...]]:
    """What an English line's last word sounds like from its last stressed vowel on; empty where the dictionary lacks the word."""
    words = _WORD.findall(line)
    return frozenset(_tail(p) for p in pronunciations(words[-1])) if words else frozenset()


def syllables(line: str) -> int:
    """Syllables of an English line by the first pronunciation of each word; -1 where the dictionary lacks one."""
    total = 0
    for word in _WORD.findall(line):
        found = pronunciations(word)
        if not found:
            return -1
        total += sum(p[-1].isdigit() for p in found[0])
    return total


def rhymes(a: str, b: str, lang: str) -> bool:
    """Whether two lines rhyme. A word does not rhyme with itself."""
    if lang == "zh":
        one, two = _HAN.findall(a), _HAN.findall(b)
        return bool(one and two) and one[-1][-1] != two[-1][-1] and rhyme_class(a) == rhyme_class(b) != ""
    first, second = _WORD.findall(a), _WORD.findall(b)
    return bool(first and second) and first[-1].lower() != second[-1].lower() and bool(rhyme_tails(a) & rhyme_tails(b))
