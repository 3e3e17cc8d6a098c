"""The weather of a simulated country: forecasts by place and day, what it is like now, sun, air, and alerts."""

from __future__ import annotations

import datetime
import math
from collections.abc import Sequence
from functools import lru_cache
from typing import Annotated, Any, Literal, TypedDict

from agent.world import Add, Date, Draw, F, Fact, Goal, Remove, Slot, World, intent, tool

Place = Annotated[str, F("place", schema=(("minLength", 1),))]
Kind = Literal["rain", "frost", "storm", "heat"]
DAYS = 9
# By month, so that no August has frost: degrees at noon.
WARMTH = {"en": (5, 6, 9, 12, 15, 18, 20, 20, 17, 13, 9, 6), "zh": (3, 6, 12, 18, 23, 27, 29, 28, 24, 18, 11, 5)}
# Degrees colder per degree of latitude beyond the middle of the country, by month.
NORTHERN = {"en": (33.0, (0.0,) * 12), "zh": (33.0, (1.5, 1.4, 1.0, 0.7, 0.4, 0.2, 0.1, 0.1, 0.3, 0.6, 1.0, 1.4))}
ZONE = {"en": 0, "zh": 8}  # hours east of Greenwich, summer time apart


class Day(TypedDict):
    """The forecast of one day."""

    place: str
    date: str
    sky: str
    high: int
    low: int
    rain_chance: int
    wind: int


class Now(TypedDict):
    """What a station measures."""

    place: str
    temperature: float
    humidity: int
    pressure: int


class Wet(TypedDict):
    """The next day with rain."""

    place: str
    rain_date: str
    rain_chance: int


class Sun(TypedDict):
    """When the sun rises and sets."""

    place: str
    date: str
    sunrise: str
    sunset: str


class Air(TypedDict):
    """How clean the air is."""

    place: str
    index: int
    fine_dust: int


class Alert(TypedDict):
    """A subscription to warnings."""

    alert_id: str
    place: str
    alert_kind: str


class Alerts(TypedDict):
    """Subscriptions."""

    alerts: list[Alert]


def populate(d: Draw, now: datetime.datetime) -> dict[str, dict[str, dict[str, Any]]]:
    """Four places with nine days each, and two or three alerts."""
    places: dict[str, dict[str, Any]] = {}
    days: dict[str, dict[str, Any]] = {}
    for name in d.some("places", 4):
        middle, colder = NORTHERN[d.lang]
        base = WARMTH[d.lang][now.month - 1] + d.num(-3, 3) - round((d.lists["position"][name][0] - middle) * colder[now.month - 1])
        dust = d.num(9, 112)
        places[name] = {
            "place": name, "temperature": base + d.num(1, 9) / 10, "humidity": d.num(31, 94), "pressure": d.num(987, 1031), "index": _index(dust), "fine_dust": dust,
        }  # fmt: skip
        for n in range(DAYS):
            date = now.date() + datetime.timedelta(n)
            day, (rise, set_) = date.isoformat(), _sun(date, d.lists["position"][name], d.lang)
            high, wet = base + d.num(-2, 5), d.of([5, 5, 10, 15, 20, 30, 60, 75, 90])
            wet = wet if high > 4 else min(wet, 20)  # no umbrella for snow
            sky = d.of(["rain", "showers"]) if wet >= 60 else d.of(["clear", "cloudy", "overcast", "fog"])
            days[f"{name}|{day}"] = {
                "place": name, "date": day, "sky": sky, "high": high, "low": high - d.num(4, 11), "rain_chance": wet, "wind": d.num(4, 16 if sky == "fog" else 48),
                "sunrise": _hhmm(rise), "sunset": _hhmm(set_),
            }  # fmt: skip
    alerts = {}
    for name in list(places)[: d.num(2, 3)]:
        key = f"al{d.num(1000, 9999)}"
        alerts[key] = {"alert_id": key, "place": name, "alert_kind": d.of(_dangers(places[name]))}
    return {"places": places, "days": days, "alerts": alerts}


def _dangers(place: dict[str, Any]) -> list[str]:
    """What one wants to be warned of there at this time of the year."""
    warmth = place["temperature"]
    return ["storm", *(["rain"] if warmth > 4 else []), *(["frost"] if warmth < 15 else []), *(["heat"] if warmth > 18 else [])]


def _sun(date: datetime.date, at: Sequence[float], lang: str) -> tuple[int, int]:
    """The minutes of the day at which the sun rises and sets, by the usual formulas (declination, equation of time, 0.833° for refraction)."""
    north, east = at
    tilt, late, summer = _season(date)
    phi = math.radians(north)
    noon = 720 + 4 * (15 * ZONE[lang] - east) - late + 60 * (lang == "en" and summer)
    half = 4 * math.degrees(math.acos((math.sin(math.radians(-0.833)) - math.sin(phi) * math.sin(tilt)) / (math.cos(phi) * math.cos(tilt))))
    return round(noon - half), round(noon + half)


@lru_cache(maxsize=2048)  # the clocks of all worlds lie within some 1,460 days
def _season(date: datetime.date) -> tuple[float, float, bool]:
    """(declination, equation of time in minutes, whether it is summer time) of a day."""
    turn = 2 * math.pi * (date.timetuple().tm_yday - 81) / 365
    late = 9.87 * math.sin(2 * turn) - 7.53 * math.cos(turn) - 1.5 * math.sin(turn)
    return math.radians(23.44) * math.sin(turn), late, _summer_time(date)


def _summer_time(date: datetime.date) -> bool:
    """British summer time: from the last Sunday of March until the last of October."""
    first, last = (datetime.date(date.year, m, 31) for m in (3, 10))
    first, last = (d - datetime.timedelta((d.weekday() + 1) % 7) for d in (first, last))
    return first <= date < last


def _index(dust: int) -> int:
    """The air quality index that so much fine dust alone makes: 50 at 35 µg/m³, 100 at 75, 150 at 115."""
    return round(dust / 35 * 50) if dust <= 35 else round(50 + (dust - 35) / 40 * 50)


def _hhmm(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def _day(w: World, place: str, date: str) -> dict[str, Any]:
    w.get("places", place, "unknown_place")
    found = w.state["days"].get(f"{place}|{date}")
    if found is None:
        w.fail("out_of_range", days=DAYS)
    return found


@tool()
def get_forecast(w: World, place: Place, date: Date) -> Day:
    """Get the forecast for a place on one of the next nine days: sky, temperatures (°C), chance of rain (%), wind (km/h).

    place: Town or city name.
    date: Forecast date.
    """
    day = _day(w, place, date)
    return {k: day[k] for k in ("place", "date", "sky", "high", "low", "rain_chance", "wind")}  # type: ignore[return-value]


@tool()
def current_conditions(w: World, place: Place) -> Now:
    """Get current readings from a place's weather station.

    place: Location of the station.
    """
    p = w.get("places", place, "unknown_place")
    return {"place": place, "temperature": p["temperature"], "humidity": p["humidity"], "pressure": p["pressure"]}


@tool()
def next_rain(w: World, place: Place) -> Wet:
    """Find the next day with at least a 50% chance of rain.

    place: Town to check.
    """
    w.get("places", place, "unknown_place")
    for day in sorted((d for d in w.state["days"].values() if d["place"] == place), key=lambda d: d["date"]):
        if day["rain_chance"] >= 50:
            return {"place": place, "rain_date": day["date"], "rain_chance": day["rain_chance"]}
    w.fail("no_rain", days=DAYS)


@tool()
def sun_times(w: World, place: Place, date: Date) -> Sun:
    """Get sunrise and sunset in local time.

    place: Town.
    date: Day of interest.
    """
    day = _day(w, place, date)
    return {"place": place, "date": date, "sunrise": day["sunrise"], "sunset": day["sunset"]}


@tool()
def air_quality(w: World, place: Place) -> Air:
    """Get the air quality index and PM2.5 (µg/m³) for the latest hour.

    place: Town to query.
    """
    p = w.get("places", place, "unknown_place")
    return {"place": place, "index": p["index"], "fine_dust": p["fine_dust"]}


@tool(writes="alerts.add")
def subscribe_alert(w: World, place: Place, kind: Annotated[Kind, F(port="alert_kind")]) -> Alert:
    """Subscribe to weather warnings of one type for a place, sent to the phone.

    place: Place to cover.
    kind: Type of warning.
    """
    w.get("places", place, "unknown_place")
    if any(a["place"] == place and a["alert_kind"] == kind for a in w.state["alerts"].values()):
        w.fail("already_subscribed", place=place)
    key = w.new_id("alerts", "al", 4)
    w.state["alerts"][key] = {"alert_id": key, "place": place, "alert_kind": kind}
    return w.state["alerts"][key]  # type: ignore[return-value]


@tool()
def list_alerts(w: World, place: Place = "") -> Alerts:
    """List the user's warning subscriptions.

    place: Filter by place.
    """
    return {"alerts": [a for a in w.state["alerts"].values() if not place or a["place"] == place]}  # type: ignore[misc]


@tool(writes="alerts.remove")
def cancel_alert(w: World, alert_id: str) -> Alert:
    """Cancel a warning subscription.

    alert_id: Subscription id from list_alerts.
    """
    found = w.get("alerts", alert_id, "no_alert")
    del w.state["alerts"][alert_id]
    return found  # type: ignore[return-value]


def _some_day(d: Draw, w: World) -> dict[str, Any]:
    return d.of(list(w.state["days"].values()))


@intent()
def want_forecast(d: Draw, w: World) -> Goal | None:
    """What the weather will be."""
    day = _some_day(d, w)
    slots = {"place": Slot("place", day["place"]), "date": Slot("date", day["date"])}
    return Goal(
        slots,
        facts={
            "sky": Fact("sky", "choice:sky", day["sky"]),
            "high": Fact("high", "number", day["high"]),
            "low": Fact("low", "number", day["low"]),
        },
    )


@intent()
def want_umbrella(d: Draw, w: World) -> Goal | None:
    """Whether it will rain."""
    day = _some_day(d, w)
    slots = {"place": Slot("place", day["place"]), "date": Slot("date", day["date"])}
    return Goal(
        slots, facts={"rain_chance": Fact("rain_chance", "percent", day["rain_chance"])}, words="wet" if day["rain_chance"] >= 50 else "dry"
    )


@intent()
def want_wind(d: Draw, w: World) -> Goal | None:
    """How windy it will be."""
    day = _some_day(d, w)
    slots = {"place": Slot("place", day["place"]), "date": Slot("date", day["date"])}
    return Goal(slots, facts={"wind": Fact("wind", "number", day["wind"])})


@intent()
def want_now(d: Draw, w: World) -> Goal | None:
    """How warm it is."""
    p = d.of(list(w.state["places"].values()))
    return Goal({"place": Slot("place", p["place"])}, facts={"temperature": Fact("temperature", "number", p["temperature"])})


@intent()
def want_next_rain(d: Draw, w: World) -> Goal | None:
    """When it rains next."""
    place = d.of(list(w.state["places"]))
    wet = sorted((x["date"], x["rain_chance"]) for x in w.state["days"].values() if x["place"] == place and x["rain_chance"] >= 50)
    if not wet or wet[0][0] == min(x["date"] for x in w.state["days"].values()):  # today is no "next day"
        return None
    facts = {"rain_date": Fact("rain_date", "date", wet[0][0]), "rain_chance": Fact("rain_chance", "percent", wet[0][1])}
    return Goal({"place": Slot("place", place)}, facts=facts, also=("get_forecast",))


@intent()
def want_sun(d: Draw, w: World) -> Goal | None:
    """When the sun rises and sets."""
    day = _some_day(d, w)
    slots = {"place": Slot("place", day["place"]), "date": Slot("date", day["date"])}
    return Goal(slots, facts={"sunrise": Fact("sunrise", "time", day["sunrise"]), "sunset": Fact("sunset", "time", day["sunset"])})


@intent()
def want_air(d: Draw, w: World) -> Goal | None:
    """How the air is."""
    p = d.of(list(w.state["places"].values()))
    return Goal({"place": Slot("place", p["place"])}, facts={"index": Fact("index", "number", p["index"])})


@intent(writes=True)
def want_alert(d: Draw, w: World) -> Goal | None:
    """Warnings are wanted."""
    place = d.of(list(w.state["places"]))
    kind = d.of(_dangers(w.state["places"][place]))
    if any(a["place"] == place and a["alert_kind"] == kind for a in w.state["alerts"].values()):
        return None
    slots = {"place": Slot("place", place), "alert_kind": Slot("choice:kind", kind)}
    facts = {"place": Fact("place", "place", place), "alert_kind": Fact("alert_kind", "choice:kind", kind)}
    return Goal(slots, [Add("alerts", {"place": place, "alert_kind": kind})], facts)


@intent(writes=True)
def want_alert_again(d: Draw, w: World) -> Goal | None:
    """Warnings that are subscribed to already."""
    if not w.state["alerts"]:
        return None
    a = d.of(list(w.state["alerts"].values()))
    slots = {"place": Slot("place", a["place"]), "alert_kind": Slot("choice:kind", a["alert_kind"])}
    return Goal(slots, [Add("alerts", {"place": a["place"]})], refused="already_subscribed", asks="alert")


@intent(writes=True)
def want_alert_off(d: Draw, w: World) -> Goal | None:
    """Warnings are not wanted any more."""
    if not w.state["alerts"]:
        return None
    a = d.of(list(w.state["alerts"].values()))
    facts = {"place": Fact("place", "place", a["place"]), "alert_kind": Fact("alert_kind", "choice:kind", a["alert_kind"])}
    return Goal({"place": Slot("place", a["place"])}, [Remove("alerts", a["alert_id"])], facts, risky=True)


@intent()
def want_far_forecast(d: Draw, w: World) -> Goal | None:
    """A day that no forecast reaches."""
    place, day = d.of(list(w.state["places"])), (w.now.date() + datetime.timedelta(d.num(12, 26))).isoformat()
    slots = {"place": Slot("place", place), "date": Slot("date", day)}
    return Goal(slots, facts={"sky": Fact("sky", "choice:sky"), "high": Fact("high", "number")}, refused="out_of_range", asks="forecast")
