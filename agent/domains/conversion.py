"""Conversions: units, kitchen measures by ingredient, currencies by the table of the day, and alerts on a currency's price."""

from __future__ import annotations

import datetime
from fractions import Fraction
from typing import Annotated, Any, Literal, TypedDict

from agent.world import Add, Draw, F, Fact, Goal, Number, Remove, Slot, Text, World, intent, tool

Unit = Literal["km", "mi", "m", "ft", "cm", "in", "kg", "lb", "g", "oz", "l", "gal"]
Code = Literal["CNY", "USD", "EUR", "JPY", "GBP", "HKD", "THB", "CHF"]
Target = Annotated[float, F("number", port="target", schema=(("exclusiveMinimum", 0),))]
Cups = Annotated[float, F("number", port="cups", schema=(("exclusiveMinimum", 0),))]
# One unit in metres, kilograms or litres; exact by definition (the gallon is the US one).
SIZES = {
    "km": ("length", "1000"), "mi": ("length", "1609.344"), "m": ("length", "1"), "ft": ("length", "0.3048"), "cm": ("length", "0.01"),
    "in": ("length", "0.0254"), "kg": ("mass", "1"), "lb": ("mass", "0.45359237"), "g": ("mass", "0.001"), "oz": ("mass", "0.028349523125"),
    "l": ("volume", "1"), "gal": ("volume", "3.785411784"),
}  # fmt: skip
PAIRS = (("km", "mi"), ("m", "ft"), ("cm", "in"), ("kg", "lb"), ("g", "oz"), ("l", "gal"))
EURO = {"CNY": "7.8", "USD": "1.09", "EUR": "1", "JPY": "163", "GBP": "0.855", "HKD": "8.5", "THB": "38.2", "CHF": "0.951"}  # about


class Measure(TypedDict):
    """A measure in another unit."""

    result: float
    to_unit: str


class Rate(TypedDict):
    """How much of one currency a unit of another is worth."""

    base: str
    quote: str
    rate: float
    table_date: str


class Exchange(TypedDict):
    """An amount in another currency."""

    result: float
    quote: str
    table_date: str


class Weight(TypedDict):
    """What a kitchen measure weighs."""

    ingredient: str
    grams: int


class Alert(TypedDict):
    """A price at which the user wants to hear of a currency."""

    alert_id: str
    base: str
    target: float


def populate(d: Draw, now: datetime.datetime) -> dict[str, dict[str, dict[str, Any]]]:
    """The table of the day or of the day before, eight ingredients with the weight of a cup, three alerts."""
    day = (now.date() - datetime.timedelta(d.num(0, 1))).isoformat()
    rates = {}
    for code, about in EURO.items():
        per_euro = Fraction(about) * (1 if code == "EUR" else Fraction(d.num(940, 1060), 1000))
        rates[code] = {"code": code, "per_euro": float(round(per_euro, 4)), "date": day}
    foods = {f["name"]: {"ingredient": f["name"], "cup_grams": f["grams"] + d.num(-4, 4)} for f in d.some("ingredients", 8)}
    alerts, home = {}, "CNY" if d.lang == "zh" else "GBP"
    for code in d.rng.sample([c for c in EURO if c != home], 3):
        key = f"a{d.num(100, 999)}"
        alerts[key] = {"alert_id": key, "base": code, "target": _near(d, _rate(rates, code, home))}
    return {"rates": rates, "foods": foods, "alerts": alerts}


def _rate(rates: dict[str, dict[str, Any]], base: str, quote: str) -> float:
    return float(round(Fraction(str(rates[quote]["per_euro"])) / Fraction(str(rates[base]["per_euro"])), 4))


def _money(rates: dict[str, dict[str, Any]], value: float, base: str, quote: str) -> float:
    exact = Fraction(str(rates[quote]["per_euro"])) / Fraction(str(rates[base]["per_euro"]))
    return float(round(Fraction(str(value)) * exact, 0 if quote == "JPY" else 2))


def _grams(cups: float, cup_grams: int) -> int:
    return int(Fraction(str(cups)) * cup_grams + Fraction(1, 2))  # halves go up, as cooks expect


def _near(d: Draw, rate: float) -> float:
    """A price that somebody might wait for: near the present one, with few digits."""
    return round(rate * d.num(93, 107) / 100, 4 if rate < 0.1 else 2)


def _convert(value: float, unit: str, to_unit: str) -> float:
    return float(round(Fraction(str(value)) * Fraction(SIZES[unit][1]) / Fraction(SIZES[to_unit][1]), 2))


@tool()
def convert_units(w: World, value: Number, unit: Unit, to_unit: Unit) -> Measure:
    """Convert a length, weight or volume to another unit, rounded to two decimals.

    value: Amount in the source unit.
    unit: Source unit.
    to_unit: Target unit.
    """
    if SIZES[unit][0] != SIZES[to_unit][0]:
        w.fail("no_match", unit=unit, to_unit=to_unit)
    return {"result": _convert(value, unit, to_unit), "to_unit": to_unit}


@tool()
def exchange_rate(w: World, base: Code, quote: Code) -> Rate:
    """Get the latest exchange rate between two currencies.

    base: Currency being priced.
    quote: Currency the rate is given in.
    """
    return {"base": base, "quote": quote, "rate": _rate(w.state["rates"], base, quote), "table_date": w.state["rates"][base]["date"]}


@tool()
def convert_money(w: World, value: Number, base: Code, quote: Code) -> Exchange:
    """Convert an amount to another currency at the latest rate, fees not included.

    value: The amount.
    base: Source currency.
    quote: Target currency.
    """
    result = _money(w.state["rates"], value, base, quote)
    return {"result": result, "quote": quote, "table_date": w.state["rates"][base]["date"]}


@tool()
def weigh_ingredient(w: World, ingredient: Text, cups: Cups) -> Weight:
    """Convert cups of a baking ingredient to grams.

    ingredient: Ingredient name.
    cups: Number of level cups.
    """
    food = w.get("foods", ingredient, "no_ingredient")
    return {"ingredient": ingredient, "grams": _grams(cups, food["cup_grams"])}


@tool()
def list_alerts(w: World, base: Code) -> dict[str, list[Alert]]:
    """List the price alerts set on a currency.

    base: The watched currency.
    """
    return {"alerts": [a for a in w.state["alerts"].values() if a["base"] == base]}  # type: ignore[misc]


@tool(writes="alerts.add")
def add_alert(w: World, base: Code, target: Target) -> Alert:
    """Set an alert for when a currency reaches a price in the user's home currency; one per currency.

    base: Currency to watch.
    target: Target price of one unit.
    """
    for a in w.state["alerts"].values():
        if a["base"] == base:
            w.fail("alert_exists", target=a["target"])
    key = w.new_id("alerts", "a", 4)
    w.state["alerts"][key] = {"alert_id": key, "base": base, "target": target}
    return w.state["alerts"][key]  # type: ignore[return-value]


@tool(writes="alerts.remove")
def remove_alert(w: World, alert_id: Text) -> Alert:
    """Remove a price alert.

    alert_id: The alert, as list_alerts gives it.
    """
    alert = w.get("alerts", alert_id)
    del w.state["alerts"][alert_id]
    return alert  # type: ignore[return-value]


def _amount(d: Draw) -> float:
    return d.of([d.num(2, 95), d.num(110, 980, 10), d.num(15, 900) / 10])


@intent()
def want_unit(d: Draw, w: World) -> Goal:
    """A measure in another unit."""
    pair = d.of(PAIRS)
    unit, to_unit = pair if d.maybe(50) else pair[::-1]
    value = _amount(d)
    slots = {"value": Slot("number", value), "unit": Slot("choice:unit", unit), "to_unit": Slot("choice:unit", to_unit)}
    facts = {"result": Fact("result", "number", _convert(value, unit, to_unit)), "to_unit": Fact("to_unit", "choice:unit", to_unit)}
    return Goal(slots, facts=facts, also=("calculator.calculate",))


@intent()
def want_rate(d: Draw, w: World) -> Goal:
    """What a currency stands at."""
    base, quote = d.rng.sample(list(EURO), 2)
    slots = {"base": Slot("choice:code", base), "quote": Slot("choice:code", quote)}
    facts = {"base": Fact("base", "choice:code", base), "quote": Fact("quote", "choice:code", quote)}
    facts["rate"] = Fact("rate", "number", _rate(w.state["rates"], base, quote))
    return Goal(slots, facts=facts, also=("convert_money",))


@intent()
def want_money(d: Draw, w: World) -> Goal | None:
    """An amount in another currency."""
    base, quote = d.rng.sample(list(EURO), 2)
    small = base in ("JPY", "THB")  # nobody has cents of these
    value = (
        d.num(300, 96000, 100)
        if small
        else d.of([d.num(15, 950, 5), d.num(1200, 48000, 100), (d.num(11, 990) * 100 + d.of([25, 45, 49, 75, 95, 99])) / 100])
    )
    result = _money(w.state["rates"], value, base, quote)
    if not float(result).is_integer() and round(result * 100) % 10 == 0:
        return None  # "541.6 yuan": no sum of money is written with one decimal
    slots = {"value": Slot("number", value), "base": Slot("choice:code", base), "quote": Slot("choice:code", quote)}
    facts = {"result": Fact("result", "number", result), "quote": Fact("quote", "choice:code", quote)}
    return Goal(slots, facts=facts, also=("exchange_rate",))


@intent()
def want_grams(d: Draw, w: World) -> Goal:
    """What a few cups of something weigh."""
    food, cups = d.of(list(w.state["foods"].values())), d.of([2, 3, 4, 5, 1.5, 2.5, 0.5, 3.5])
    slots = {"ingredient": Slot("text", food["ingredient"]), "cups": Slot("number", cups)}
    return Goal(slots, facts={"grams": Fact("grams", "count", _grams(cups, food["cup_grams"]))})


@intent(writes=True)
def want_alert(d: Draw, w: World) -> Goal:
    """Word is wanted when a currency reaches a price; there may be an alert on it already."""
    home = "CNY" if d.lang == "zh" else "GBP"
    base = d.of([c for c in EURO if c != home])
    target = _near(d, _rate(w.state["rates"], base, home))
    slots = {"base": Slot("choice:code", base), "target": Slot("number", target)}
    edits = [Add("alerts", {"base": base, "target": target})]
    if any(a["base"] == base for a in w.state["alerts"].values()):
        return Goal(slots, edits, refused="alert_exists")
    return Goal(slots, edits, {"base": Fact("base", "choice:code", base), "target": Fact("target", "number", target)})


@intent(writes=True)
def want_drop_alert(d: Draw, w: World) -> Goal | None:
    """A currency need not be watched any more."""
    if not w.state["alerts"]:
        return None
    a = d.of(list(w.state["alerts"].values()))
    facts = {"base": Fact("base", "choice:code", a["base"]), "target": Fact("target", "number", a["target"])}
    return Goal({"base": Slot("choice:code", a["base"])}, [Remove("alerts", a["alert_id"])], facts, risky=True)
