"""Small programs people ask for: their parameters, their code, slips that make them fail, and what they must print."""

from __future__ import annotations

import datetime
import math
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from agent.words.names import draw_name
from agent.world.domain import material


@dataclass(frozen=True)
class Slip:
    """A mistake: `kind` of explanation, the right piece of code, the wrong one in its place. `old`, `new`: how the explanation names the two, with the
    program's values filled in (`-`: not at all); worked out from the code where they are left empty."""

    kind: str
    right: str
    wrong: str
    old: str = ""
    new: str = ""


@dataclass(frozen=True)
class Drawn:
    """What fills the code, what fills the user's words, what the program prints and whether that is a figure."""

    code: Mapping[str, str]
    said: Mapping[str, str]
    prints: str
    figure: bool = True


@dataclass(frozen=True)
class Stock:
    """Randomness and native words for a program's parameters."""

    rng: random.Random
    lang: str

    def some(self, key: str, n: int) -> list[Any]:
        """n different entries of a list of the code runner's material."""
        return self.rng.sample(material(self.lang, "coderunner")["lists"][key], n)

    def names(self, n: int) -> list[str]:
        """n different people: full names in Chinese, first names in English."""
        found: dict[str, None] = {}
        while len(found) < n:
            name = draw_name("person", self.lang, self.rng)
            found[name if self.lang == "zh" else name.split()[0]] = None
        return list(found)

    def listed(self, items: list[Any]) -> str:
        """A series as it is typed: with the language's own comma."""
        return ("、" if self.lang == "zh" else ", ").join(map(str, items))


@dataclass(frozen=True)
class Program:
    """`draw` gives what fills the code and the user's words, and what must come out."""

    name: str
    code: str
    slips: tuple[Slip, ...]
    draw: Callable[[Stock], Drawn]


def _ints(s: Stock, n: int, lo: int, hi: int) -> list[int]:
    return [s.rng.randint(lo, hi) for _ in range(n)]


def _series(values: list[int], prints: str) -> Drawn:
    text = ", ".join(map(str, values))
    return Drawn({"list": text}, {"list": text}, prints)


def _pairs(s: Stock, pairs: list[tuple[str, Any]], prints: str, figure: bool = True) -> Drawn:
    """A dict in the code, `milk 12, eggs 30` in the words."""
    code = ", ".join(f'"{k}": {v}' for k, v in pairs)
    return Drawn({"pairs": code}, {"pairs": s.listed([f"{k} {v}" for k, v in pairs])}, prints, figure)


def _words(s: Stock, items: list[str], prints: str, figure: bool = True) -> Drawn:
    return Drawn({"words": ", ".join(f'"{i}"' for i in items)}, {"words": s.listed(items)}, prints, figure)


def _average(s: Stock) -> Drawn:
    v = _ints(s, s.rng.choice((4, 5, 8)), 41, 99)
    return _series(v, str(round(sum(v) / len(v), 2)))


def _second(s: Stock) -> Drawn:
    v = s.rng.sample(range(100, 990), 6)
    return _series(v, str(sorted(v)[-2]))


def _spread(s: Stock) -> Drawn:
    v = s.rng.sample(range(12, 480), 7)
    return _series(v, str(max(v) - min(v)))


def _day(s: Stock) -> datetime.date:
    return datetime.date(2024, 1, 1) + datetime.timedelta(s.rng.randrange(1300))


def _days(s: Stock) -> Drawn:
    a = _day(s)
    b = a + datetime.timedelta(s.rng.randint(20, 400))
    both = {"a": a.isoformat(), "b": b.isoformat()}
    return Drawn(both, both, str((b - a).days))


def _yearday(s: Stock) -> Drawn:
    a = _day(s)
    one = {"a": a.isoformat()}
    return Drawn(one, one, str(a.timetuple().tm_yday))


def _due(s: Stock) -> Drawn:
    a, n = _day(s), s.rng.choice((15, 20, 28, 30, 45, 60, 90, 120))
    both = {"a": a.isoformat(), "n": str(n)}
    return Drawn(both, both, (a + datetime.timedelta(n)).isoformat(), False)


def _primes(s: Stock) -> Drawn:
    n = s.rng.randint(60, 900)
    one = {"n": str(n)}
    return Drawn(one, one, str(sum(all(k % p for p in range(2, int(k**0.5) + 1)) for k in range(2, n + 1))))


def _digits(s: Stock) -> Drawn:
    n = s.rng.randint(10_000, 99_999_999)
    return Drawn({"n": str(n)}, {"n": str(n)}, str(sum(map(int, str(n)))))


def _votes(s: Stock) -> Drawn:
    names = s.some("dishes", 4)
    first = s.rng.randint(3, 5)
    votes = [names[0]] * first + [n for n in names[1:] for _ in range(s.rng.randint(1, first - 1))]
    s.rng.shuffle(votes)
    return _words(s, votes, names[0], False)


def _repeats(s: Stock) -> Drawn:
    names = s.names(s.rng.randint(5, 7))
    twice = s.rng.sample(names, s.rng.randint(1, 3))
    signed = names + twice
    s.rng.shuffle(signed)
    return _words(s, signed, str(len(names)))


def _longest(s: Stock) -> Drawn:
    titles = s.some("titles", 6)
    longest = max(titles, key=len)
    kept = [t for t in titles if t == longest or len(t) < len(longest)]
    return _words(s, kept, longest, False)


def _rota(s: Stock) -> Drawn:
    names, n = s.names(s.rng.randint(3, 6)), s.rng.randint(13, 90)
    made = _words(s, names, names[(n - 1) % len(names)], False)
    return Drawn({**made.code, "n": str(n)}, {**made.said, "n": str(n)}, made.prints, False)


def _total(s: Stock) -> Drawn:
    pairs = [(g, s.rng.randint(3, 60)) for g in s.some("goods", s.rng.randint(3, 5))]
    return _pairs(s, pairs, str(sum(v for _, v in pairs)))


def _cheapest(s: Stock) -> Drawn:
    pairs = list(zip(s.some("shops", 4), s.rng.sample(range(180, 990), 4), strict=True))
    return _pairs(s, pairs, min(pairs, key=lambda p: p[1])[0], False)


def _spent(s: Stock) -> Drawn:
    kinds = s.some("outlays", 3)
    lines = [(k, s.rng.randint(11, 68)) for k in [kinds[0], *kinds, kinds[0]][: s.rng.randint(4, 5)]]
    s.rng.shuffle(lines)
    code = ", ".join(f'"{k} {v}"' for k, v in lines)
    words = {"pairs": s.listed([f"{k} {v}" for k, v in lines]), "kind": kinds[0]}
    return Drawn({"pairs": code, "kind": kinds[0]}, words, str(sum(v for k, v in lines if k == kinds[0])))


def _bill(s: Stock) -> Drawn:
    goods = [(g, s.rng.randint(4, 49), s.rng.randint(2, 6)) for g in s.some("goods", 3)]
    code = ", ".join(f'("{g}", {p}, {n})' for g, p, n in goods)
    times = "×" if s.lang == "zh" else " x "
    return Drawn({"cart": code}, {"cart": s.listed([f"{g} {p}{times}{n}" for g, p, n in goods])}, str(sum(p * n for _, p, n in goods)))


def _share(s: Stock) -> Drawn:
    bill, rate, people = s.rng.randint(18, 160) * 5, s.rng.choice((10, 12, 15)), s.rng.randint(3, 8)
    values = {"bill": str(bill), "rate": str(rate), "people": str(people)}
    return Drawn(values, values, str(round((bill + bill * rate / 100) / people, 2)))


def _hours(s: Stock) -> Drawn:
    shifts, total = [], 0
    for _ in range(s.rng.randint(3, 5)):
        start, length = s.rng.randrange(28, 44), s.rng.randrange(18, 38)
        total += length
        a, b = start * 15, (start + length) * 15
        shifts.append(f"{a // 60:02d}:{a % 60:02d}-{b // 60:02d}:{b % 60:02d}")
    if total % 4 == 0:  # "19.0 hours" is nobody's answer
        return _hours(s)
    return _words(s, shifts, str(total * 15 / 60))


def _playtime(s: Stock) -> Drawn:
    tracks = [(s.rng.randint(2, 5), s.rng.randint(10, 59)) for _ in range(s.rng.randint(4, 6))]
    total = sum(m * 60 + x for m, x in tracks)
    return _words(s, [f"{m}:{x}" for m, x in tracks], f"{total // 60}:{total % 60:02d}", False)


def _absent(s: Stock) -> Drawn:
    top = s.rng.randint(12, 18)
    gone = s.rng.randint(2, top - 1)
    came = [n for n in range(1, top + 1) if n != gone]
    s.rng.shuffle(came)
    made = _series(came, str(gone))
    return Drawn({**made.code, "top": str(top)}, {**made.said, "top": str(top)}, str(gone))


def _saving(s: Stock) -> Drawn:
    monthly, goal = s.rng.randint(11, 48) * 50, s.rng.randint(9, 60) * 1000
    values = {"monthly": str(monthly), "goal": str(goal)}
    return Drawn(values, values, str(math.ceil(goal / monthly)))


def _hot(s: Stock) -> Drawn:
    limit = s.rng.choice((28, 30, 32, 35))
    v = _ints(s, s.rng.choice((7, 10)), limit - 7, limit + 5)
    made = _series(v, str(sum(x > limit for x in v)))
    return Drawn({**made.code, "limit": str(limit)}, {**made.said, "limit": str(limit)}, made.prints)


def _voucher(s: Stock) -> Drawn:
    least, off = s.rng.choice(((200, 30), (300, 40), (300, 50), (150, 20), (100, 15)))
    v = _ints(s, s.rng.choice((4, 5)), 24, 119)
    while sum(v) < least:
        v.append(s.rng.randint(24, 119))
    made = _series(v, str(sum(v) - off))
    more = {"least": str(least), "off": str(off)}
    return Drawn({**made.code, **more}, {**made.said, **more}, made.prints)


def _tiles(s: Stock) -> Drawn:
    side = s.rng.choice((12, 15, 18, 20, 24, 30, 40, 45))
    a, b = (side * n for n in s.rng.choice(((8, 13), (9, 14), (11, 16), (12, 17), (7, 15), (10, 13))))
    both = {"a": str(a), "b": str(b)}
    return Drawn(both, both, str(side))


def _fuel(s: Stock) -> Drawn:
    litres, km = s.rng.randint(21, 58), s.rng.randint(280, 890)
    both = {"litres": str(litres), "km": str(km)}
    return Drawn(both, both, str(round(litres / km * 100, 2)))


def _compound(s: Stock) -> Drawn:
    p, y = s.rng.randint(12, 90) * 100, s.rng.randint(11, 20)
    both = {"p": str(p), "y": str(y)}
    return Drawn(both, both, str(round(p * 1.03**y, 2)))


PROGRAMS = (
    Program("average", "scores = [{list}]\ntotal = sum(scores)\nmean = total / len(scores)\nprint(round(mean, 2))\n", (
        Slip("name", "len(scores)", "len(score)"), Slip("name", "round(mean, 2)", "round(means, 2)"), Slip("stringed", "sum(scores)", "sum(str(scores))", "sum(str(scores))", "sum(scores)"), Slip("syntax", "print(round(mean, 2))", "print(round(mean, 2)"),
    ), _average),
    Program("second", "values = [{list}]\nordered = sorted(values, reverse=True)\nprint(ordered[1])\n", (
        Slip("attribute", "ordered = sorted(values, reverse=True)", "ordered = values.sorted(reverse=True)", "values.sorted", "sorted(values, reverse=True)"), Slip("name", "print(ordered[1])", "print(orderd[1])"), Slip("named", "sorted(values, reverse=True)", "sorted(values, True)"),
    ), _second),
    Program("spread", "readings = [{list}]\nlow, high = min(readings), max(readings)\nprint(high - low)\n", (
        Slip("name", "max(readings)", "max(reading)"), Slip("stringed", "print(high - low)", "print(str(high) - low)", "str(high) - low", "high - low"), Slip("syntax", "readings = [{list}]", "readings = [{list}"), Slip("unpack", "low, high = min(readings), max(readings)", "low, high = min(readings)", "min(readings)", "min(readings), max(readings)"),
    ), _spread),
    Program("days", "from datetime import date\n\nstart = date.fromisoformat(\"{a}\")\nend = date.fromisoformat(\"{b}\")\nprint((end - start).days)\n", (
        Slip("attribute", "(end - start).days", "(end - start).day", "(end - start).day", "(end - start).days"), Slip("import", "from datetime import date\n", "from datetimes import date\n", "datetimes", "datetime"), Slip("name", "(end - start)", "(end - begin)"), Slip("attribute", "end = date.fromisoformat(", "end = date.parse(", "date.parse", "date.fromisoformat"),
    ), _days),
    Program("yearday", "from datetime import date\n\nday = date.fromisoformat(\"{a}\")\nstart = date(day.year, 1, 1)\nprint((day - start).days + 1)\n", (
        Slip("attribute", "date(day.year, 1, 1)", "date(day.years, 1, 1)", "day.years", "day.year"), Slip("import", "from datetime import date\n", "from date import date\n", "date", "datetime"), Slip("name", "(day - start)", "(today - start)"), Slip("syntax", "print((day - start).days + 1)", "print((day - start).days + 1"),
    ), _yearday),
    Program("due", "from datetime import date, timedelta\n\nstart = date.fromisoformat(\"{a}\")\nend = start + timedelta(days={n})\nprint(end)\n", (
        Slip("timedelta", "start + timedelta(days={n})", "start + {n}"), Slip("unimported", "from datetime import date, timedelta\n", "from datetime import date\n"), Slip("keyword", "timedelta(days={n})", "timedelta(day={n})", "day", "days"), Slip("attribute", "date.fromisoformat(", "date.read(", "date.read", "date.fromisoformat"),
    ), _due),
    Program("primes", "def prime(n):\n    for k in range(2, n // 2 + 1):\n        if n % k == 0:\n            return False\n    return True\n\ncount = 0\nfor n in range(2, {n} + 1):\n    if prime(n):\n        count += 1\nprint(count)\n", (
        Slip("floor", "range(2, n // 2 + 1)", "range(2, n / 2 + 1)"), Slip("zero", "for k in range(2,", "for k in range(0,"), Slip("name", "if prime(n):", "if primes(n):"), Slip("name", "print(count)", "print(counts)"),
    ), _primes),
    Program("digits", "number = {n}\ntotal = 0\nfor digit in str(number):\n    total += int(digit)\nprint(total)\n", (
        Slip("iterate", "for digit in str(number):", "for digit in number:", "number", "str(number)"), Slip("convert", "total += int(digit)", "total += digit", "digit", "int(digit)"), Slip("syntax", "for digit in str(number):", "for digit in str(number)"), Slip("name", "print(total)", "print(totals)"),
    ), _digits),
    Program("votes", "from collections import Counter\n\nvotes = [{words}]\ntally = Counter(votes)\nwinner = max(tally, key=tally.get)\nprint(winner)\n", (
        Slip("import", "from collections import Counter\n", "from collection import Counter\n", "collection", "collections"), Slip("attribute", "key=tally.get)", "key=tally.count)", "tally.count", "tally.get"), Slip("called", "key=tally.get)", "key=tally.get())", "tally.get()", "tally.get"), Slip("name", "Counter(votes)", "Counter(vote)"),
    ), _votes),
    Program("repeats", "signed = [{words}]\npeople = set(signed)\nprint(len(people))\n", (
        Slip("attribute", "people = set(signed)", "people = signed.unique()", "signed.unique", "set(signed)"), Slip("attribute", "len(people)", "people.size", "people.size", "len(people)"), Slip("name", "len(people)", "len(peoples)"), Slip("syntax", "people = set(signed)", "people = set(signed"),
    ), _repeats),
    Program("longest", "titles = [{words}]\nlongest = max(titles, key=len)\nprint(longest)\n", (
        Slip("called", "key=len)", "key=len())", "len()", "len"), Slip("attribute", "max(titles, key=len)", "titles.max(key=len)", "titles.max", "max(titles, key=len)"), Slip("name", "print(longest)", "print(longst)"), Slip("syntax", "titles = [{words}]", "titles = [{words}"),
    ), _longest),
    Program("rota", "names = [{words}]\nturn = ({n} - 1) % len(names)\nprint(names[turn])\n", (
        Slip("index", "turn = ({n} - 1) % len(names)", "turn = {n} - 1", "{n} - 1", "({n} - 1) % len(names)"), Slip("name", "names[turn]", "names[turns]"), Slip("attribute", "len(names)", "names.length", "names.length", "len(names)"), Slip("brackets", "names[turn]", "names(turn)", "names(turn)", "names[turn]"),
    ), _rota),
    Program("total", "spent = {{{pairs}}}\ntotal = 0\nfor item, amount in spent.items():\n    total += amount\nprint(total)\n", (
        Slip("unpack", "in spent.items():", "in spent:", "in spent", "in spent.items()"), Slip("key", "    total += amount\n", "    total += spent[amount]\n", "spent[amount]", "amount"), Slip("attribute", "spent.items()", "spent.entries()", "spent.entries", "spent.items"), Slip("name", "    total += amount\n", "    total += amout\n"),
    ), _total),
    Program("cheapest", "quotes = {{{pairs}}}\nbest = min(quotes, key=quotes.get)\nprint(best)\n", (
        Slip("called", "key=quotes.get)", "key=quotes.get())", "quotes.get()", "quotes.get"), Slip("attribute", "key=quotes.get)", "key=quotes.price)", "quotes.price", "quotes.get"), Slip("name", "print(best)", "print(cheapest)"), Slip("syntax", "min(quotes, key=quotes.get)", "min(quotes, key=quotes.get"),
    ), _cheapest),
    Program("spent", "lines = [{pairs}]\ntotal = 0\nfor line in lines:\n    kind, amount = line.split()\n    if kind == \"{kind}\":\n        total += int(amount)\nprint(total)\n", (
        Slip("convert", "total += int(amount)", "total += amount", "amount", "int(amount)"), Slip("split", "line.split()", "line.split(\",\")", "line.split(\",\")", "line.split()"), Slip("attribute", "line.split()", "line.cut()", "line.cut", "line.split"), Slip("name", "for line in lines:", "for line in rows:"),
    ), _spent),
    Program("bill", "cart = [{cart}]\ntotal = 0\nfor name, price, count in cart:\n    total += price * count\nprint(total)\n", (
        Slip("unpack", "for name, price, count in cart:", "for name, price in cart:", "name, price", "name, price, count"), Slip("name", "price * count", "price * number"), Slip("indent", "    total += price * count", "total += price * count"), Slip("syntax", "for name, price, count in cart:", "for name, price, count in cart"),
    ), _bill),
    Program("share", "bill = {bill}\ntip = bill * {rate} / 100\npeople = {people}\nprint(round((bill + tip) / people, 2))\n", (
        Slip("quoted", "people = {people}", "people = \"{people}\"", "-", "{people}"), Slip("name", "(bill + tip)", "(bill + tips)"), Slip("syntax", "print(round((bill + tip) / people, 2))", "print(round((bill + tip / people, 2))"), Slip("attribute", "round((bill + tip) / people, 2)", "((bill + tip) / people).round(2)", ".round", "round()"),
    ), _share),
    Program("hours", "shifts = [{words}]\nminutes = 0\nfor shift in shifts:\n    start, end = shift.split(\"-\")\n    h1, m1 = start.split(\":\")\n    h2, m2 = end.split(\":\")\n    minutes += (int(h2) - int(h1)) * 60 + int(m2) - int(m1)\nprint(minutes / 60)\n", (
        Slip("converts", "(int(h2) - int(h1)) * 60", "(h2 - h1) * 60", "h1", "h2"), Slip("split", "shift.split(\"-\")", "shift.split()", "shift.split()", "shift.split(\"-\")"), Slip("name", "for shift in shifts:", "for shift in shift:"), Slip("attribute", "start.split(\":\")", "start.divide(\":\")", "start.divide", "start.split"),
    ), _hours),
    Program("playtime", "tracks = [{words}]\nseconds = 0\nfor track in tracks:\n    m, s = track.split(\":\")\n    seconds += int(m) * 60 + int(s)\nprint(f\"{{seconds // 60}}:{{seconds % 60:02d}}\")\n", (
        Slip("converts", "int(m) * 60 + int(s)", "m * 60 + s", "m", "s"), Slip("split", "track.split(\":\")", "track.split()", "track.split()", "track.split(\":\")"), Slip("name", "for track in tracks:", "for track in songs:"), Slip("attribute", "track.split(\":\")", "track.splits(\":\")", "track.splits", "track.split"),
    ), _playtime),
    Program("absent", "came = [{list}]\nmissing = [n for n in range(1, {top} + 1) if n not in came]\nprint(missing[0])\n", (
        Slip("index", "missing[0]", "missing[1]", "missing[1]", "missing[0]"), Slip("name", "if n not in came]", "if n not in names]"), Slip("quoted", "range(1, {top} + 1)", "range(1, \"{top}\" + 1)", "-", "{top}"), Slip("syntax", "if n not in came]", "if n not in came"),
    ), _absent),
    Program("saving", "saved = 0\nmonths = 0\nwhile saved < {goal}:\n    saved += {monthly}\n    months += 1\nprint(months)\n", (
        Slip("syntax", "while saved < {goal}:", "while saved < {goal}"), Slip("name", "    months += 1\n", "    month += 1\n"), Slip("quoted", "    saved += {monthly}\n", "    saved += \"{monthly}\"\n", "-", "{monthly}"), Slip("indent", "    saved += {monthly}\n    months += 1\n", "saved += {monthly}\nmonths += 1\n"),
    ), _saving),
    Program("hot", "temps = [{list}]\nhot = [t for t in temps if t > {limit}]\nprint(len(hot))\n", (
        Slip("attribute", "len(hot)", "hot.length", "hot.length", "len(hot)"), Slip("name", "for t in temps if", "for t in temp if"), Slip("quoted", "if t > {limit}]", "if t > \"{limit}\"]", "-", "{limit}"), Slip("syntax", "if t > {limit}]", "if t > {limit}"),
    ), _hot),
    Program("voucher", "prices = [{list}]\ntotal = sum(prices)\nif total >= {least}:\n    total -= {off}\nprint(total)\n", (
        Slip("syntax", "if total >= {least}:", "if total >= {least}"), Slip("stringed", "sum(prices)", "sum(str(prices))", "sum(str(prices))", "sum(prices)"), Slip("name", "sum(prices)", "sum(price)"), Slip("indent", "    total -= {off}", "total -= {off}"),
    ), _voucher),
    Program("tiles", "import math\n\nlong, wide = {a}, {b}\nprint(math.gcd(long, wide))\n", (
        Slip("import", "import math\n", "import maths\n", "maths", "math"), Slip("attribute", "math.gcd", "math.gdc", "math.gdc", "math.gcd"), Slip("name", "gcd(long, wide)", "gcd(long, width)"), Slip("quoted", "long, wide = {a}, {b}", "long, wide = \"{a}\", {b}", "-", "{a}"),
    ), _tiles),
    Program("fuel", "litres = {litres}\ndistance = {km}\nused = litres / distance * 100\nprint(round(used, 2))\n", (
        Slip("quoted", "litres = {litres}", "litres = \"{litres}\"", "-", "{litres}"), Slip("name", "litres / distance", "litres / km"), Slip("attribute", "round(used, 2)", "used.round(2)", "used.round", "round()"), Slip("syntax", "print(round(used, 2))", "print(round(used, 2)"),
    ), _fuel),
    Program("compound", "amount = {p}\nfor year in range({y}):\n    amount = amount * 1.03\nprint(round(amount, 2))\n", (
        Slip("quoted", "range({y})", "range(\"{y}\")", "-", "{y}"), Slip("name", "amount = amount * 1.03", "amount = amout * 1.03"), Slip("indent", "    amount = amount * 1.03", "amount = amount * 1.03"), Slip("attribute", "round(amount, 2)", "amount.round(2)", "amount.round", "round()"),
    ), _compound),
)  # fmt: skip
