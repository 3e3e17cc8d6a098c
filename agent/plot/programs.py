"""Small programs people ask for: their parameters, their code, slips that make them fail, and what they must print."""

from __future__ import annotations

import datetime
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Slip:
    """A mistake: `kind` of explanation, the right piece of code, the wrong one in its place."""

    kind: str
    right: str
    wrong: str


@dataclass(frozen=True)
class Program:
    """`draw(rng)` gives the texts that fill the code and the user's words, and what the program prints."""

    name: str
    code: str
    slips: tuple[Slip, ...]
    draw: Callable[[random.Random], tuple[dict[str, str], str]]


def _numbers(rng: random.Random, n: int, lo: int, hi: int) -> list[int]:
    return [rng.randint(lo, hi) for _ in range(n)]


def _average(rng: random.Random) -> tuple[dict[str, str], str]:
    v = _numbers(rng, rng.choice((4, 5, 8)), 41, 99)
    return {"list": ", ".join(map(str, v))}, str(round(sum(v) / len(v), 2))


def _second(rng: random.Random) -> tuple[dict[str, str], str]:
    v = rng.sample(range(100, 990), 6)
    return {"list": ", ".join(map(str, v))}, str(sorted(v)[-2])


def _spread(rng: random.Random) -> tuple[dict[str, str], str]:
    v = rng.sample(range(12, 480), 7)
    return {"list": ", ".join(map(str, v))}, str(max(v) - min(v))


def _days(rng: random.Random) -> tuple[dict[str, str], str]:
    a = datetime.date(2024, 1, 1) + datetime.timedelta(rng.randrange(700))
    b = a + datetime.timedelta(rng.randint(20, 400))
    return {"a": a.isoformat(), "b": b.isoformat()}, str((b - a).days)


def _primes(rng: random.Random) -> tuple[dict[str, str], str]:
    n = rng.randint(60, 900)
    return {"n": str(n)}, str(sum(all(k % p for p in range(2, int(k**0.5) + 1)) for k in range(2, n + 1)))


def _digits(rng: random.Random) -> tuple[dict[str, str], str]:
    n = rng.randint(10_000, 99_999_999)
    return {"n": str(n)}, str(sum(map(int, str(n))))


def _commonest(rng: random.Random) -> tuple[dict[str, str], str]:
    names = rng.sample(["plum", "pear", "fig", "lime", "kiwi", "melon"], 4)
    first = rng.randint(4, 6)
    words = [names[0]] * first + [n for n in names[1:] for _ in range(rng.randint(1, first - 1))]
    rng.shuffle(words)
    return {"words": " ".join(words)}, str(Counter(words)[names[0]])


def _total(rng: random.Random) -> tuple[dict[str, str], str]:
    pairs = [(rng.choice(("tea", "rice", "soap", "oil", "salt", "flour")), rng.randint(3, 60)) for _ in range(4)]
    pairs = list(dict(pairs).items())
    return {"orders": ", ".join(f'"{k}": {v}' for k, v in pairs), "said": ", ".join(f"{k} {v}" for k, v in pairs)}, str(
        sum(v for _, v in pairs)
    )


def _multiples(rng: random.Random) -> tuple[dict[str, str], str]:
    k, n = rng.randint(11, 19), rng.randint(300, 900)
    return {"k": str(k), "n": str(n)}, str(sum(x for x in range(1, n + 1) if x % k == 0))


def _compound(rng: random.Random) -> tuple[dict[str, str], str]:
    p, y = rng.randint(12, 90) * 100, rng.randint(11, 20)
    return {"p": str(p), "y": str(y)}, str(round(p * 1.03**y, 2))


PROGRAMS = (
    Program("average", "scores = [{list}]\ntotal = sum(scores)\nmean = total / len(scores)\nprint(round(mean, 2))\n", (
        Slip("name", "len(scores)", "len(score)"), Slip("name", "round(mean, 2)", "round(means, 2)"), Slip("type", "sum(scores)", "sum(str(scores))"), Slip("syntax", "print(round(mean, 2))", "print(round(mean, 2)"),
    ), _average),
    Program("second", "values = [{list}]\nordered = sorted(values, reverse=True)\nprint(ordered[1])\n", (
        Slip("attribute", "ordered = sorted(values, reverse=True)", "ordered = values.sorted(reverse=True)"), Slip("index", "ordered[1]", "ordered[10]"), Slip("name", "print(ordered[1])", "print(orderd[1])"), Slip("type", "sorted(values, reverse=True)", "sorted(values, True)"),
    ), _second),
    Program("spread", "readings = [{list}]\nlow, high = min(readings), max(readings)\nprint(high - low)\n", (
        Slip("name", "max(readings)", "max(reading)"), Slip("type", "print(high - low)", "print(str(high) - low)"), Slip("syntax", "readings = [{list}]", "readings = [{list}"), Slip("unpack", "low, high = min(readings), max(readings)", "low, high = min(readings)"),
    ), _spread),
    Program("days", "from datetime import date\n\nstart = date.fromisoformat(\"{a}\")\nend = date.fromisoformat(\"{b}\")\nprint((end - start).days)\n", (
        Slip("attribute", "(end - start).days", "(end - start).day"), Slip("import", "from datetime import date\n", "from datetimes import date\n"), Slip("name", "(end - start)", "(end - begin)"), Slip("attribute", "end = date.fromisoformat(", "end = date.parse("),
    ), _days),
    Program("primes", "def is_prime(n):\n    for k in range(2, n // 2 + 1):\n        if n % k == 0:\n            return False\n    return True\n\ncount = 0\nfor n in range(2, {n} + 1):\n    if is_prime(n):\n        count += 1\nprint(count)\n", (
        Slip("type", "range(2, n // 2 + 1)", "range(2, n / 2 + 1)"), Slip("zero", "for k in range(2,", "for k in range(0,"), Slip("name", "if is_prime(n):", "if isprime(n):"), Slip("name", "count = 0\n", "counter = 0\n"),
    ), _primes),
    Program("digits", "number = {n}\ntotal = 0\nfor digit in str(number):\n    total += int(digit)\nprint(total)\n", (
        Slip("type", "for digit in str(number):", "for digit in number:"), Slip("type", "total += int(digit)", "total += digit"), Slip("syntax", "for digit in str(number):", "for digit in str(number)"), Slip("name", "print(total)", "print(totals)"),
    ), _digits),
    Program("commonest", "from collections import Counter\n\nwords = \"{words}\".split()\ncounts = Counter(words)\nprint(counts.most_common(1)[0][1])\n", (
        Slip("import", "from collections import Counter\n", "from collection import Counter\n"), Slip("attribute", "counts.most_common(1)", "counts.mostcommon(1)"), Slip("index", "most_common(1)[0][1]", "most_common(1)[0][2]"), Slip("name", "Counter(words)", "Counter(word)"),
    ), _commonest),
    Program("total", "orders = {{{orders}}}\ntotal = 0\nfor item, amount in orders.items():\n    total += amount\nprint(total)\n", (
        Slip("unpack", "in orders.items():", "in orders:"), Slip("key", "    total += amount\n", "    total += orders[amount]\n"), Slip("attribute", "orders.items()", "orders.entries()"), Slip("name", "    total += amount\n", "    total += amout\n"),
    ), _total),
    Program("multiples", "found = [n for n in range(1, {n} + 1) if n % {k} == 0]\nprint(sum(found))\n", (
        Slip("zero", "n % {k} == 0", "{k} % (n - n) == 0"), Slip("type", "print(sum(found))", "print(sum(len(found)))"), Slip("name", "sum(found)", "sum(founds)"), Slip("syntax", "if n % {k} == 0]", "if n % {k} = 0]"),
    ), _multiples),
    Program("compound", "amount = {p}\nfor year in range({y}):\n    amount = amount * 1.03\nprint(round(amount, 2))\n", (
        Slip("type", "range({y})", "range(\"{y}\")"), Slip("name", "amount = amount * 1.03", "amount = amout * 1.03"), Slip("indent", "    amount = amount * 1.03", "amount = amount * 1.03"), Slip("attribute", "round(amount, 2)", "amount.round(2)"),
    ), _compound),
)  # fmt: skip
