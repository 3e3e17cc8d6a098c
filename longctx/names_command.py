"""`gen longctx names PATH`: the chapters of a book and the names that are likely its characters', as a file for --aliases."""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter

from generators.errors import UserError
from longctx.haystack.book import Book
from longctx.shelf import read_haystack

_SPEECH = re.compile(
    r"(?:^|[，。！？”、\s])([\u4e00-\u9fff]{2,3}?)(?=(?:又|便|也|忙|因|听了|见了|冷|微|陪|含|只得)?(?:笑道|说道|问道|答道|回道|骂道|叹道|哭道|喊道|道：|说：|笑说))",
    re.M,
)
_NO_NAME = set("他她我你它众人的了是不在这那又便也忙因听见笑说问答回都就只却才还一二三两几个谁什么自己大家")
_CAPITAL = re.compile(
    r"(?<![.!?“\"‘'\n] )(?<!^)\b(?:(?:Mr|Mrs|Miss|Dr|Lady|Sir|Captain|Colonel|Aunt|Uncle)\.? )?[A-Z][a-z]+(?: [A-Z][a-z]+)?\b", re.M
)
_COMMON = frozenset(
    [
        "I",
        "The",
        "A",
        "And",
        "But",
        "He",
        "She",
        "It",
        "They",
        "We",
        "You",
        "Mr",
        "Mrs",
        "Miss",
        "Dr",
        "Sir",
        "Lady",
        "Chapter",
        "God",
        "Lord",
        "Oh",
        "Ah",
        "Yes",
        "No",
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
        "Saturday",
        "Sunday",
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
        "English",
        "French",
        "London",
        "England",
    ]
)


def main(args: list[str]) -> int:
    """Print a report to stderr and the alias file to stdout."""
    parser = argparse.ArgumentParser(prog="gen longctx names")
    parser.add_argument("path", help="a book: txt, md, html, jsonl")
    parser.add_argument("--most", type=int, default=40, help="how many candidates (default 40)")
    given = parser.parse_args(args)
    if given.most < 1:
        raise UserError(f"--most {given.most}: expected at least 1")
    for books in read_haystack(given.path).values():
        for book in books:
            _report(book)
            print(alias_file(book, given.most))
    return 0


def _report(book: Book) -> None:
    chapters = book.chapters
    print(f"{book.name}: {len(book.text):,} characters, {book.lang}, {len(chapters)} chapters", file=sys.stderr)
    if chapters:
        print(f"  first {chapters[0].label} {chapters[0].title}, last {chapters[-1].label} {chapters[-1].title}", file=sys.stderr)
    for note in book.notes:
        print(f"  {note}", file=sys.stderr)


def candidates(book: Book, most: int) -> list[tuple[str, int]]:
    """(name, occurrences) of strings that speak or are written like names, the commonest first."""
    if book.lang == "zh":
        found = Counter(m[1] for m in _SPEECH.finditer(book.text) if not set(m[1]) & _NO_NAME)
        names = [n for n, c in found.items() if c >= 3]
    else:
        found = Counter(m[0] for m in _CAPITAL.finditer(book.text) if m[0].split()[0] not in _COMMON)
        names = [n for n, c in found.items() if c >= 5 and book.text.count(n.lower()) < c / 5]
    counted = sorted(((n, book.text.count(n)) for n in names), key=lambda p: (-p[1], p[0]))
    return counted[:most]


def alias_file(book: Book, most: int) -> str:
    """A start for --aliases: every candidate a person of its own; the user joins, drops and adds."""
    lines = [
        f"# {book.name}. Join the names of one person in one list, the one used in questions first; delete what is none.",
        "# Names borne by several people go under shared; strings that hold a name but mean something else under blockers.",
        "blockers = []",
        "",
    ]
    for name, count in candidates(book, most):
        lines += ["[[person]]", f'names = ["{name}"]  # {count}', ""]
    return "\n".join(lines)
