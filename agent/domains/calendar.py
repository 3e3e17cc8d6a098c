"""Calendar: one person's appointments, with reminders and guests."""

from __future__ import annotations

import datetime
from typing import Annotated, Any, TypedDict

from agent.world import Add, Change, Date, Draw, F, Fact, Goal, Minutes, Remove, Slot, Text, Time, World, intent, tool

Query = Annotated[str, F("text", port="title")]
Title = Annotated[str, F("text", schema=(("minLength", 1), ("maxLength", 80)))]
NewDate = Annotated[str, F("date", port="new_date", schema=(("format", "date"),))]
NewTime = Annotated[str, F("time", port="new_start", schema=(("pattern", "^([01][0-9]|2[0-3]):[0-5][0-9]$"),))]
OFFICE, EVENING = (9, 17), 18  # hours between which an appointment begins; what may begin so late may be on a weekend


class Event(TypedDict):
    """One appointment."""

    event_id: str
    title: str
    date: str
    start: str
    end: str
    place: str
    guests: list[str]
    remind_before: int


class Found(TypedDict):
    """Appointments in order of time."""

    events: list[Event]


class Free(TypedDict):
    """Whether a stretch of time is free, and what stands in it."""

    free: bool
    busy_with: list[str]


class Gap(TypedDict):
    """The first free stretch of a day."""

    date: str
    free_from: str
    free_until: str


def populate(d: Draw, now: datetime.datetime) -> dict[str, dict[str, dict[str, Any]]]:
    """A dozen appointments from two days ago to three weeks ahead, none overlapping another."""
    events: dict[str, dict[str, Any]] = {}
    taken: dict[str, list[tuple[int, int]]] = {}
    for item in d.some("titles", d.num(9, 14)):
        begins, date = item.get("at", OFFICE), now.date() + datetime.timedelta(d.num(-2, 20))
        day = (date + datetime.timedelta(2 if date.weekday() > 4 and begins[1] < EVENING else 0)).isoformat()
        start, length = d.num(begins[0] * 60, begins[1] * 60, 15), d.of([30, 30, 45, 60, 60, 90])
        if any(a < start + length and start < b for a, b in taken.get(day, [])):
            continue
        taken.setdefault(day, []).append((start, start + length))
        key = f"ev_{d.num(10000, 99999)}"
        guests = [d.name("person") for _ in range(0 if item.get("alone") else d.of([0, 0, 1, 2]))]
        events[key] = {
            "event_id": key, "title": item["title"], "date": day, "start": _hhmm(start), "end": _hhmm(start + length),
            "place": d.of(item.get("places", [""])) if d.maybe(80) else "", "guests": guests, "remind_before": d.of([0, 10, 15, 30]),
        }  # fmt: skip
    return {"events": events}


def _hhmm(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def _minute(hhmm: str) -> int:
    return int(hhmm[:2]) * 60 + int(hhmm[3:])


def _day(w: World, date: str) -> list[dict[str, Any]]:
    return sorted((e for e in w.state["events"].values() if e["date"] == date), key=lambda e: e["start"])


def _check_room(w: World, date: str, start: int, length: int, but: str = "") -> None:
    if f"{date}T{_hhmm(start % 1440)}" < w.now.isoformat()[:16]:
        w.fail("in_the_past")
    if start + length > 1440:
        w.fail("past_midnight")
    for e in _day(w, date):
        if e["event_id"] != but and _minute(e["start"]) < start + length and start < _minute(e["end"]):
            w.fail("conflict", title=e["title"], start=e["start"], end=e["end"])


def _date(w: World, date: str) -> str:
    try:
        return datetime.date.fromisoformat(date).isoformat()
    except ValueError:
        w.fail("bad_date", date=date)


@tool()
def find_events(w: World, query: Query = "", date: Date = "", limit: Annotated[int, F("count", port="limit", schema=(("minimum", 1), ("maximum", 50)))] = 20) -> Found:  # fmt: skip
    """Search calendar events by title and/or date, in chronological order.

    query: Words in the title; omit to list everything.
    date: Filter by date.
    limit: Maximum number of results.
    """
    day = _date(w, date) if date else ""
    hits = [e for e in w.state["events"].values() if query.casefold() in e["title"].casefold() and (not day or e["date"] == day)]
    return {"events": sorted(hits, key=lambda e: (e["date"], e["start"]))[:limit]}  # type: ignore[typeddict-item]


@tool(writes="events.add")
def create_event(w: World, title: Title, date: Date, start: Time, duration: Minutes = 60, place: Text = "") -> Event:
    """Create an appointment. Fails if it overlaps another one or starts in the past.

    title: Title of the appointment.
    date: Date of the appointment.
    start: Start time, 24-hour clock.
    duration: Length in minutes.
    place: Location.
    """
    day, begin = _date(w, date), _minute(start)
    _check_room(w, day, begin, duration)
    key = w.new_id("events", "ev_", 5)
    event = {
        "event_id": key, "title": title, "date": day, "start": start, "end": _hhmm(begin + duration), "place": place, "guests": [], "remind_before": 10,
    }  # fmt: skip
    w.state["events"][key] = event
    return event  # type: ignore[return-value]


@tool(writes="events.change")
def move_event(w: World, event_id: str, new_date: NewDate = "", new_start: NewTime = "") -> Event:
    """Reschedule an appointment to another date and/or time; its duration is kept.

    event_id: The appointment, as find_events gives it.
    new_date: New date; omit to keep the date.
    new_start: New start time, 24-hour clock; omit to keep the time.
    """
    event = w.get("events", event_id)
    day = _date(w, new_date or event["date"])
    begin, length = _minute(new_start or event["start"]), _minute(event["end"]) - _minute(event["start"])
    _check_room(w, day, begin, length, event_id)
    event |= {"date": day, "start": _hhmm(begin), "end": _hhmm(begin + length)}
    return event  # type: ignore[return-value]


@tool(writes="events.remove")
def cancel_event(w: World, event_id: str) -> Event:
    """Delete an appointment permanently.

    event_id: The appointment, as find_events gives it.
    """
    event = w.get("events", event_id)
    del w.state["events"][event_id]
    return event  # type: ignore[return-value]


@tool()
def check_free(w: World, date: Date, start: Time, duration: Minutes = 60) -> Free:
    """Check whether a time slot is free; if not, return the appointments in it.

    date: The day.
    start: Start of the slot, 24-hour clock.
    duration: Its length in minutes.
    """
    begin = _minute(start)
    busy = [e["title"] for e in _day(w, _date(w, date)) if _minute(e["start"]) < begin + duration and begin < _minute(e["end"])]
    return {"free": not busy, "busy_with": busy}


@tool()
def find_gap(w: World, date: Date, duration: Minutes, after: Annotated[str, F("time", port="after")] = "08:00") -> Gap:
    """Find the first free slot on a day that is long enough.

    date: The day.
    duration: Needed length in minutes.
    after: Not before this time, 24-hour clock.
    """
    at = _minute(after)
    until = 1260
    for e in _day(w, _date(w, date)):
        if _minute(e["start"]) - at >= duration:
            until = _minute(e["start"])
            break
        at = max(at, _minute(e["end"]))
    if until - at < duration:
        w.fail("no_gap", duration=duration)
    return {"date": date, "free_from": _hhmm(at), "free_until": _hhmm(until)}


@tool(writes="events.change")
def set_reminder(w: World, event_id: str, remind_before: Annotated[int, F("minutes", schema=(("minimum", 0), ("maximum", 10080)))]) -> Event:  # fmt: skip
    """Set how long before an appointment its reminder goes off.

    event_id: The appointment, as find_events gives it.
    remind_before: Minutes before the start; 0 switches the reminder off.
    """
    event = w.get("events", event_id)
    event["remind_before"] = remind_before
    return event  # type: ignore[return-value]


@tool(writes="events.change")
def add_guest(w: World, event_id: str, guest: Annotated[str, F("person")]) -> Event:
    """Add a guest to an appointment.

    event_id: The appointment, as find_events gives it.
    guest: Guest's name.
    """
    event = w.get("events", event_id)
    if guest in event["guests"]:
        w.fail("already_guest", guest=guest)
    event["guests"] = [*event["guests"], guest]
    return event  # type: ignore[return-value]


def _ahead(d: Draw, w: World) -> dict[str, Any] | None:
    """An appointment still to come."""
    later = [e for e in w.state["events"].values() if f"{e['date']}T{e['start']}" > w.now.isoformat()[:16]]
    return d.of(later) if later else None


def _open(d: Draw, w: World, length: int, but: str = "", title: str = "") -> tuple[str, str] | None:
    """A day and time at which a stretch of this length is free, and at which an appointment of this title may be."""
    for _ in range(20):
        day = (w.now.date() + datetime.timedelta(d.num(1, 16))).isoformat()
        start = d.of([540, 570, 600, 615, 660, 840, 870, 900, 930, 960, 1005, 1020, 1110, 1140, 1200])
        fits = not title or _fits(day, start, title, d)
        if fits and all(e["event_id"] == but or _minute(e["end"]) <= start or start + length <= _minute(e["start"]) for e in _day(w, day)):
            return day, _hhmm(start)
    return None


def _fits(day: str, start: int, title: str, d: Draw) -> bool:
    """Whether such an appointment may be on that day, and begin then."""
    least, most = next((i.get("at", OFFICE) for key in ("titles", "new_titles") for i in d.lists[key] if i["title"] == title), OFFICE)
    weekend = datetime.date.fromisoformat(day).weekday() > 4
    return int(least) * 60 <= start <= int(most) * 60 and not (weekend and most < EVENING)


def _when(event: dict[str, Any]) -> dict[str, Fact]:
    told = (("title", "text"), ("date", "date"), ("start", "time"))
    return {key: Fact(key, kind, event[key]) for key, kind in told}


def _described(d: Draw, event: dict[str, Any]) -> dict[str, Slot]:
    slots = {"title": Slot("text", event["title"])}
    if d.maybe(35):
        slots["date"] = Slot("date", event["date"])
    return slots


@intent(writes=True)
def want_create_event(d: Draw, w: World) -> Goal | None:
    """A new appointment."""
    item, length = d.of(d.lists["new_titles"]), d.of([30, 45, 60, 90, 120])
    title, place = item["title"], d.of(item.get("places", [""])) if d.maybe(45) else ""
    found = _open(d, w, length, title=title)
    if found is None or any(e["title"] == title for e in w.state["events"].values()):
        return None
    day, start = found
    slots = {"title": Slot("text", title), "date": Slot("date", day), "start": Slot("time", start)}
    if length != 60:
        slots["duration"] = Slot("minutes", length, optional=True)
    if place:
        slots["place"] = Slot("text", place, optional=True)
    own = {"title": title, "date": day, "start": start, "end": _hhmm(_minute(start) + length)}
    fields = {**own, "place": place, "guests": [], "remind_before": 10}
    facts = {**_when(own), "end": Fact("end", "time", own["end"])}
    gone = (w.now.date() - datetime.timedelta(d.num(1, 6))).isoformat()
    return Goal(slots, [Add("events", fields)], facts, bad={"date": [(gone, "past")]})


@intent(writes=True)
def want_create_busy(d: Draw, w: World) -> Goal | None:
    """A new appointment for a time that is taken."""
    event = _ahead(d, w)
    if event is None:
        return None
    title = d.of(d.lists["new_titles"])["title"]
    slots = {"title": Slot("text", title), "date": Slot("date", event["date"]), "start": Slot("time", event["start"])}
    fields = {"title": title, "date": event["date"], "start": event["start"]}
    return Goal(slots, [Add("events", fields)], refused="conflict", asks="create_event")


@intent(writes=True)
def want_move_event(d: Draw, w: World) -> Goal | None:
    """An appointment goes to another day or time."""
    event = _ahead(d, w)
    if event is None:
        return None
    found = _open(d, w, _minute(event["end"]) - _minute(event["start"]), event["event_id"], event["title"])
    if found is None or found == (event["date"], event["start"]):
        return None
    day, start = found
    slots = _described(d, event)
    how = d.of(["day", "both", "both"])
    slots["new_date"] = Slot("date", day)
    if how == "both":
        slots["new_start"] = Slot("time", start)
    else:
        start = event["start"]
        if any(_minute(e["start"]) < _minute(event["end"]) and _minute(start) < _minute(e["end"]) for e in _day(w, day)):
            return None
    if day == event["date"]:
        return None
    end = _hhmm(_minute(start) + _minute(event["end"]) - _minute(event["start"]))
    before = {"date": event["date"], "start": event["start"], "end": event["end"]}
    changed = {k: v for k, v in {"date": day, "start": start, "end": end}.items() if v != before[k]}
    facts = {"title": Fact("title", "text", event["title"]), "date": Fact("date", "date", day), "start": Fact("start", "time", start)}
    return Goal(
        slots,
        [Change("events", event["event_id"], changed)],
        facts,
        words="" if how == "both" else "day",
        risky=True,
        also=("create_event",),
    )


@intent(writes=True)
def want_cancel_event(d: Draw, w: World) -> Goal | None:
    """An appointment is called off."""
    event = _ahead(d, w)
    if event is None:
        return None
    facts = _when(event)
    return Goal(_described(d, event), [Remove("events", event["event_id"])], facts, risky=True)


@intent()
def want_when(d: Draw, w: World) -> Goal | None:
    """When and where an appointment is."""
    event = _ahead(d, w)
    if event is None:
        return None
    facts = _when(event)
    return Goal({"title": Slot("text", event["title"])}, facts=facts)


@intent()
def want_free(d: Draw, w: World) -> Goal | None:
    """Whether a time is still free."""
    length = d.of([60, 60, 90, 30])
    event = _ahead(d, w) if d.maybe(50) else None
    found = (event["date"], event["start"]) if event else _open(d, w, length)
    if found is None:
        return None
    day, start = found
    slots = {"date": Slot("date", day), "start": Slot("time", start)}
    if length != 60:
        slots["duration"] = Slot("minutes", length, optional=True)
    busy = [e["title"] for e in _day(w, day) if _minute(e["start"]) < _minute(start) + length and _minute(start) < _minute(e["end"])]
    facts = {"busy": Fact("busy_with", "list:text", busy)} if busy else {"free": Fact("free", "bool", True)}
    return Goal(slots, facts=facts, words="busy" if busy else "free", also=("find_events", "find_gap"))


@intent(writes=True)
def want_reminder(d: Draw, w: World) -> Goal | None:
    """The phone should ring some time before an appointment."""
    event = _ahead(d, w)
    lead = d.of([5, 15, 20, 30, 45, 60, 90, 120])
    if event is None or event["remind_before"] == lead:
        return None
    slots = {**_described(d, event), "remind_before": Slot("minutes", lead)}
    facts = {"title": Fact("title", "text", event["title"]), "remind_before": Fact("remind_before", "minutes", lead)}
    return Goal(slots, [Change("events", event["event_id"], {"remind_before": lead})], facts)


@intent(writes=True)
def want_add_guest(d: Draw, w: World) -> Goal | None:
    """Somebody else should come along."""
    event, guest = _ahead(d, w), d.name("person")
    if event is None or guest in event["guests"] or any(t["title"] == event["title"] and t.get("alone") for t in d.lists["titles"]):
        return None
    slots = {**_described(d, event), "guest": Slot("person", guest)}
    facts = {"title": Fact("title", "text", event["title"]), "guest": Fact("guests", "list:person", [*event["guests"], guest])}
    return Goal(slots, [Change("events", event["event_id"], {"guests": [*event["guests"], guest]})], facts)


@intent()
def want_gap(d: Draw, w: World) -> Goal | None:
    """The first stretch of a day that is long enough."""
    day = (w.now.date() + datetime.timedelta(d.num(1, 10))).isoformat()
    length, at, until = d.of([30, 60, 90, 120]), 480, 1260
    for e in _day(w, day):
        if _minute(e["start"]) - at >= length:
            until = _minute(e["start"])
            break
        at = max(at, _minute(e["end"]))
    if until - at < length:
        return None
    facts = {
        "free_from": Fact("free_from", "time", _hhmm(at)),
        "free_until": Fact("free_until", "time", _hhmm(until)),
        "date": Fact("date", "date", day),
    }
    return Goal({"date": Slot("date", day), "duration": Slot("minutes", length)}, facts=facts, also=("find_events", "check_free"))
