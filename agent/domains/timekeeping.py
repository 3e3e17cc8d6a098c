"""Days, workdays and time zones on the simulated clock, with the days off of one firm."""

from __future__ import annotations

import datetime
from typing import Annotated, Any, Literal, TypedDict
from zoneinfo import ZoneInfo

from agent.world import Add, Date, Draw, F, Fact, Goal, Slot, Text, Time, World, intent, tool

Zone = Literal[
    "Asia/Shanghai",
    "Asia/Tokyo",
    "Asia/Dubai",
    "Europe/London",
    "Europe/Berlin",
    "America/New_York",
    "America/Los_Angeles",
    "Australia/Sydney",
]
ZONES = (
    "Asia/Shanghai",
    "Asia/Tokyo",
    "Asia/Dubai",
    "Europe/London",
    "Europe/Berlin",
    "America/New_York",
    "America/Los_Angeles",
    "Australia/Sydney",
)
HOME = {"zh": "Asia/Shanghai", "en": "Europe/London"}
WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
End = Annotated[str, F("date", port="end_date", schema=(("format", "date"),))]
WorkDays = Annotated[int, F("count", port="workdays", schema=(("minimum", 1), ("maximum", 250)))]


class Weekday(TypedDict):
    """A day and its name."""

    date: str
    weekday: str
    day_off: bool
    occasion: str


class Span(TypedDict):
    """The distance of two days."""

    days: int
    days_worked: int


class Due(TypedDict):
    """The day that is reached."""

    due_date: str
    days_off: list[str]


class Converted(TypedDict):
    """A time elsewhere."""

    zone: str
    there_date: str
    there_time: str


class Countdown(TypedDict):
    """A day that is waited for."""

    countdown_id: str
    label: str
    date: str
    days_left: int


def populate(d: Draw, now: datetime.datetime) -> dict[str, dict[str, dict[str, Any]]]:
    """Five days off within the next half year, two countdowns."""
    off: dict[str, dict[str, Any]] = {}
    for name in d.some("occasions", 5):
        day = now.date() + datetime.timedelta(d.num(2, 170))
        off.setdefault(day.isoformat(), {"date": day.isoformat(), "occasion": name})
    counts = {}
    for name in d.some("labels", 2):
        key, day = f"cd{d.num(100, 999)}", now.date() + datetime.timedelta(d.num(4, 90))
        counts[key] = {"countdown_id": key, "label": name, "date": day.isoformat(), "days_left": (day - now.date()).days}
    return {"days_off": off, "countdowns": counts}


def _date(w: World, text: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        w.fail("bad_date", date=text)


def _works(w: World, day: datetime.date) -> bool:
    return day.weekday() < 5 and day.isoformat() not in w.state["days_off"]


@tool()
def describe_day(w: World, date: Date) -> Weekday:
    """Get the weekday of a date and whether the company is closed that day.

    date: Date to look up.
    """
    day = _date(w, date)
    occasion = w.state["days_off"].get(date, {}).get("occasion", "")
    return {"date": date, "weekday": WEEK[day.weekday()], "day_off": not _works(w, day), "occasion": occasion}


@tool()
def days_between(w: World, date: Date, end_date: End) -> Span:
    """Count calendar days and working days between two dates, end date included.

    date: Start date.
    end_date: End date.
    """
    a, b = _date(w, date), _date(w, end_date)
    if b < a:
        w.fail("end_before_start")
    days = (b - a).days
    return {"days": days, "days_worked": sum(_works(w, a + datetime.timedelta(n)) for n in range(1, days + 1))}


@tool()
def add_workdays(w: World, date: Date, workdays: WorkDays) -> Due:
    """Add working days to a date, skipping weekends and company holidays; the holidays skipped are listed.

    date: Date to count from (not counted itself).
    workdays: Number of working days to add.
    """
    day, left, off = _date(w, date), workdays, list[str]()
    while left:
        day += datetime.timedelta(1)
        left -= _works(w, day)
        off += [day.isoformat()] if day.isoformat() in w.state["days_off"] else []
    return {"due_date": day.isoformat(), "days_off": off}


@tool()
def time_in_zone(w: World, zone: Zone) -> Converted:
    """Get the current local time in another time zone.

    zone: IANA time zone.
    """
    return _elsewhere(w, w.now.date().isoformat(), f"{w.now.hour:02d}:{w.now.minute:02d}", zone)


@tool()
def convert_time(w: World, date: Date, start: Time, zone: Zone) -> Converted:
    """Convert a local date and time to another time zone.

    date: Local date.
    start: Local time, 24-hour clock.
    zone: Target IANA time zone.
    """
    return _elsewhere(w, date, start, zone)


def _elsewhere(w: World, date: str, time: str, zone: str) -> Converted:
    _date(w, date)
    here = datetime.datetime.fromisoformat(f"{date}T{time}").replace(tzinfo=ZoneInfo(HOME[w.lang]))
    there = here.astimezone(ZoneInfo(zone))
    return {"zone": zone, "there_date": there.date().isoformat(), "there_time": f"{there.hour:02d}:{there.minute:02d}"}


@tool(writes="countdowns.add")
def start_countdown(w: World, label: Text, date: Date) -> Countdown:
    """Create a countdown to a date.

    label: Name of the event.
    date: Date of the event.
    """
    day = _date(w, date)
    if day <= w.now.date():
        w.fail("not_ahead", date=date)
    key = w.new_id("countdowns", "cd", 3)
    w.state["countdowns"][key] = {"countdown_id": key, "label": label, "date": date, "days_left": (day - w.now.date()).days}
    return w.state["countdowns"][key]  # type: ignore[return-value]


# Stretches of the Chinese year with public holidays or the weekends worked for them, generously: (month, day) of first and last.
HOLIDAYS = (
    ((1, 1), (1, 4)),
    ((1, 18), (2, 28)),
    ((4, 2), (4, 10)),
    ((4, 25), (5, 12)),
    ((5, 29), (6, 24)),
    ((9, 12), (10, 13)),
    ((12, 28), (12, 31)),
)


def _public(day: datetime.date) -> bool:
    """Whether a working day may really be a holiday in China, or a weekend be worked."""
    return any(a <= (day.month, day.day) <= b for a, b in HOLIDAYS)


def _ahead(d: Draw, w: World, lo: int = 2, hi: int = 120) -> datetime.date:
    return w.now.date() + datetime.timedelta(d.num(lo, hi))


@intent()
def want_weekday(d: Draw, w: World) -> Goal | None:
    """What day of the week a date is."""
    day = _ahead(d, w, 12)
    return Goal({"date": Slot("date", day.isoformat())}, facts={"weekday": Fact("weekday", "choice:weekday", WEEK[day.weekday()])})


@intent()
def want_days_left(d: Draw, w: World) -> Goal | None:
    """How many days from one date to another."""
    a = _ahead(d, w, 0, 30)
    b = a + datetime.timedelta(d.num(15, 200))
    slots = {"date": Slot("date", a.isoformat()), "end_date": Slot("date", b.isoformat())}
    return Goal(slots, facts={"days": Fact("days", "count", (b - a).days)}, also=("coderunner.run_python",))


@intent()
def want_deadline(d: Draw, w: World) -> Goal | None:
    """On what day so many working days are over."""
    a, n = _ahead(d, w, 0, 20), d.of([3, 5, 7, 10, 12, 15, 20])
    day, left = a, n
    while left:
        day += datetime.timedelta(1)
        if day.weekday() < 5 and day.isoformat() not in w.state["days_off"]:
            left -= 1
    if w.lang == "zh" and any(_public(a + datetime.timedelta(k)) for k in range((day - a).days + 1)):
        return None
    slots = {"date": Slot("date", a.isoformat()), "workdays": Slot("count", n)}
    return Goal(slots, facts={"due_date": Fact("due_date", "date", day.isoformat())}, also=("days_between", "describe_day"))


@intent()
def want_elsewhere(d: Draw, w: World) -> Goal | None:
    """How late it is somewhere else."""
    zone = d.of([z for z in ZONES if z != HOME[w.lang]])
    there = w.now.replace(tzinfo=ZoneInfo(HOME[w.lang])).astimezone(ZoneInfo(zone))
    facts = {"there_time": Fact("there_time", "time", f"{there.hour:02d}:{there.minute:02d}")}
    away = there.date() != w.now.date()  # another day there is told
    if away:
        facts["there_date"] = Fact("there_date", "date", there.date().isoformat())
    return Goal({"zone": Slot("choice:zone", zone)}, facts=facts, also=("convert_time",), words="away" if away else "")


@intent()
def want_convert(d: Draw, w: World) -> Goal | None:
    """What a time here is somewhere else."""
    zone, day, time = d.of([z for z in ZONES if z != HOME[w.lang]]), _ahead(d, w, 1, 40), f"{d.num(8, 21):02d}:{d.of(['00', '30', '15'])}"
    there = datetime.datetime.fromisoformat(f"{day.isoformat()}T{time}").replace(tzinfo=ZoneInfo(HOME[w.lang])).astimezone(ZoneInfo(zone))
    slots = {"date": Slot("date", day.isoformat()), "start": Slot("time", time), "zone": Slot("choice:zone", zone)}
    facts = {
        "there_date": Fact("there_date", "date", there.date().isoformat()),
        "there_time": Fact("there_time", "time", f"{there.hour:02d}:{there.minute:02d}"),
    }
    return Goal(slots, facts=facts, also=("time_in_zone",))


@intent(writes=True)
def want_countdown(d: Draw, w: World) -> Goal | None:
    """A day to look forward to, counted."""
    label, day = d.pick("new_labels"), _ahead(d, w, 6, 150)
    left = (day - w.now.date()).days
    slots = {"label": Slot("text", label), "date": Slot("date", day.isoformat())}
    facts = {"label": Fact("label", "text", label), "days_left": Fact("days_left", "count", left)}
    return Goal(slots, [Add("countdowns", {"label": label, "date": day.isoformat(), "days_left": left})], facts)
