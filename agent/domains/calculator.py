"""Exact calculator: decimal arithmetic over a checked syntax tree, with bounds on digits, depth and size."""

from __future__ import annotations

import ast
from decimal import Decimal, Inexact, localcontext
from fractions import Fraction
from typing import Annotated, TypedDict

from agent.world import Draw, F, Fact, Goal, Slot, World, intent, tool

Expression = Annotated[str, F("expr", schema=(("minLength", 1), ("maxLength", 200)))]
DIGITS, DEPTH, NODES = 40, 12, 60


class Result(TypedDict):
    """A figure, exact where it can be written out."""

    result: str


class Rounded(TypedDict):
    """A rounded figure."""

    rounded: str


def populate(d: Draw, now: object) -> dict[str, dict[str, dict[str, object]]]:
    """A calculator remembers nothing."""
    return {}


@tool()
def calculate(w: World, expression: Expression) -> Result:
    """Evaluate an arithmetic expression exactly and return the result as a decimal string.

    expression: Arithmetic expression with + - * / % ** and parentheses.
    """
    return {"result": written(w, evaluate(w, expression))}


@tool()
def round_number(w: World, value: Annotated[str, F("number", schema=(("pattern", r"^-?\d+(\.\d+)?$"),))], decimals: Annotated[int, F("count", schema=(("minimum", 0), ("maximum", 10)))] = 2) -> Rounded:  # fmt: skip
    """Round a decimal number, half up.

    value: The number, as a decimal string.
    decimals: How many decimal places to keep.
    """
    scale = 10**decimals
    exact = abs(Fraction(value)) * scale
    whole = int(exact + Fraction(1, 2))
    return {"rounded": written(w, Fraction(whole, scale) * (-1 if value.startswith("-") else 1))}


@tool()
def percent_change(w: World, before: Annotated[float, F("number")], after: Annotated[float, F("number")]) -> Result:
    """Change from one figure to another in percent, rounded to two decimals; negative for a fall.

    before: Original value.
    after: New value.
    """
    if not before:
        w.fail("division_by_zero")
    change = (Fraction(str(after)) - Fraction(str(before))) * 100 / Fraction(str(before))
    cents = int(abs(change) * 100 + Fraction(1, 2))
    return {"result": written(w, Fraction(cents if change >= 0 else -cents, 100))}


def evaluate(w: World, expression: str) -> Fraction:
    """The exact value, or a ToolError of this domain's table."""
    plain = expression.replace("×", "*").replace("÷", "/").replace("（", "(").replace("）", ")")
    try:
        tree = ast.parse(plain, mode="eval")
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        w.fail("syntax_error")
    if sum(1 for _ in ast.walk(tree)) > NODES:
        w.fail("too_large")
    return _value(w, tree.body, plain, 0)


def _value(w: World, node: ast.expr, source: str, depth: int) -> Fraction:
    if depth > DEPTH:
        w.fail("too_large")
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        text = ast.get_source_segment(source, node) or ""
        if len(text) > DIGITS:
            w.fail("too_large")
        return Fraction(text.replace("_", ""))
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub | ast.UAdd):
        value = _value(w, node.operand, source, depth + 1)
        return -value if isinstance(node.op, ast.USub) else value
    if isinstance(node, ast.BinOp):
        return _operation(w, node.op, _value(w, node.left, source, depth + 1), _value(w, node.right, source, depth + 1))
    w.fail("syntax_error")


def _operation(w: World, op: ast.operator, a: Fraction, b: Fraction) -> Fraction:
    if isinstance(op, ast.Div | ast.Mod) and not b:
        w.fail("division_by_zero")
    if isinstance(op, ast.Pow):
        if b.denominator != 1 or abs(b) > 64 or (b < 0 and not a):
            w.fail("too_large")
        return a**b.numerator
    if isinstance(op, ast.Add):
        return a + b
    if isinstance(op, ast.Sub):
        return a - b
    if isinstance(op, ast.Mult):
        return a * b
    if isinstance(op, ast.Div):
        return a / b
    if isinstance(op, ast.Mod):
        return a % b
    w.fail("syntax_error")


def written(w: World, value: Fraction) -> str:
    """A decimal string: exact where it ends within 40 digits, else 12 significant digits."""
    if len(str(abs(value.numerator))) > 400 or len(str(value.denominator)) > 400:
        w.fail("too_large")
    with localcontext() as context:
        context.prec = DIGITS
        context.traps[Inexact] = True
        try:
            exact = Decimal(value.numerator) / Decimal(value.denominator)
        except Inexact:
            context.traps[Inexact], context.prec = False, 12
            exact = Decimal(value.numerator) / Decimal(value.denominator)
    text = format(exact, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


@intent()
def want_calculation(d: Draw, w: World) -> Goal | None:
    """A sum with an exact result."""
    shape = d.rng.randrange(5)
    a, b, c = d.num(12, 980), d.num(3, 97), d.num(11, 890)
    if d.maybe(25):
        shape, a, b = 0, d.num(12, 99), d.num(3, 9)
    price = f"{d.num(3, 180)}.{d.of(['5', '8', '25', '75', '99', '60', '40'])}"
    text, value = {
        0: (f"{a}*{b}", Fraction(a * b)),
        1: (f"{a}*{b}-{c}", Fraction(a * b - c)),
        2: (f"{price}*{b}", Fraction(price) * b),
        3: (f"({a}+{c})*{b}", Fraction((a + c) * b)),
        4: (f"{a * b}/{b}+{c}", Fraction(a + c)),
    }[shape]
    if value <= 0:
        return None
    text_value = str(value.numerator) if value.denominator == 1 else f"{float(value):.2f}".rstrip("0")
    return Goal({"expression": Slot("expr", text)}, facts={"result": Fact("result", "number", text_value)}, also=("coderunner.run_python",))


@intent()
def want_problem(d: Draw, w: World) -> Goal | None:
    """A sum from everyday life, told with its story."""
    kind, text, fact = d.of(STORIES)(d)
    value = evaluate(w, text)
    if value <= 0 or (value * 100).denominator != 1 or (fact == "number" and kind == "pages" and value.denominator != 1):
        return None
    result = str(value.numerator) if value.denominator == 1 else f"{float(value):.2f}".rstrip("0")
    slots = {"expression": Slot(f"story:{kind}", text)}
    words = {"off": "split"}.get(kind, kind)
    return Goal(slots, facts={"result": Fact("result", fact, result)}, words=words, also=("coderunner.run_python",))


def _price(d: Draw, lo: int, hi: int) -> str:
    cents = ["50", "80", "99", "25", "75"] if d.lang == "en" else ["5", "8", "9", "25", "75"]
    return f"{d.num(lo, hi)}.{d.of(cents)}" if d.maybe(45) else str(d.num(lo, hi))


def _goods(d: Draw) -> tuple[str, str, str]:
    fee = f"+{d.num(6, 40)}" if d.maybe(45) else ""
    return "goods", f"{d.num(2, 14)}*{_price(d, 3, 48)}{fee}", "money"


def _split(d: Draw) -> tuple[str, str, str]:
    people, each = d.num(3, 9), d.num(80, 900)
    off = d.num(2, 12) * 5
    total = people * each // d.of([1, 2, 4])
    return ("off", f"({total + off}-{off})/{people}", "money") if d.maybe(50) else ("split", f"{total}/{people}", "money")


def _discount(d: Draw) -> tuple[str, str, str]:
    return "discount", f"{d.num(59, 1890)}*{d.of(['0.9', '0.85', '0.8', '0.75', '0.7', '0.6'])}", "money"


def _wage(d: Draw) -> tuple[str, str, str]:
    return "wage", f"{_price(d, 14, 48)}*{d.num(3, 9)}*{d.num(3, 26)}", "money"


def _area(d: Draw) -> tuple[str, str, str]:
    return "area", f"{d.num(2, 9)}.{d.num(1, 9)}*{d.num(2, 7)}.{d.num(1, 9)}", "number"


def _change(d: Draw) -> tuple[str, str, str]:
    a, b = _price(d, 11, 48), _price(d, 6, 40)
    return "change", f"{d.of([100, 200])}-{a}" + (f"-{b}" if d.maybe(55) else ""), "money"


def _instalments(d: Draw) -> tuple[str, str, str]:
    each = d.num(85, 960)
    return "instalments", f"{(each // 50 + d.num(2, 60)) * 50}+{d.of([6, 10, 12, 18, 24])}*{each}", "money"


def _fuel(d: Draw) -> tuple[str, str, str]:
    price = d.of(["1.40", "1.35", "1.50", "1.46"] if d.lang == "en" else ["7.5", "7.8", "8", "8.2"])
    return "fuel", f"{d.num(12, 98) * 10}*{d.num(5, 9)}.{d.of(['2', '5', '6', '8'])}/100*{price}", "money"


def _pages(d: Draw) -> tuple[str, str, str]:
    daily = d.of([12, 15, 18, 20, 24, 25, 30])
    return "pages", f"{daily * d.num(9, 32)}/{daily}", "number"


STORIES = (_goods, _goods, _split, _split, _discount, _wage, _area, _change, _instalments, _fuel, _pages)


@intent()
def want_change(d: Draw, w: World) -> Goal | None:
    """By how many percent something rose or fell."""
    before = d.num(40, 4000, 5)
    after = before + d.of([-1, 1]) * d.num(3, max(4, before // 2))
    cents = int(abs(Fraction((after - before) * 100, before)) * 100 + Fraction(1, 2))
    text = f"{cents / 100:.2f}".rstrip("0").rstrip(".")
    slots = {"before": Slot("number", before), "after": Slot("number", after)}
    fall = after < before
    return Goal(
        slots,
        facts={"result": Fact("result", "drop" if fall else "percent", f"-{text}" if fall else text)},
        words="fall" if fall else "rise",
    )
