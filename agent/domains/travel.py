"""Trains from the home station and hotels: seats and rooms that run out, refunds with a fee that grows towards departure."""

from __future__ import annotations

import datetime
from fractions import Fraction
from typing import Annotated, Any, Literal, TypedDict

from agent.world import Add, Change, Date, Draw, F, Fact, Goal, Remove, Slot, Text, World, intent, tool

Town = Annotated[str, F("text", port="destination", schema=(("minLength", 1),))]
Seat = Literal["second", "first"]
Passenger = Annotated[str, F("person", port="passenger", schema=(("minLength", 1),))]
Hotel = Annotated[str, F("text", port="hotel", schema=(("minLength", 1),))]
CheckIn = Annotated[str, F("date", port="check_in", schema=(("format", "date"),))]
Nights = Annotated[int, F("count", port="nights", schema=(("minimum", 1), ("maximum", 30)))]
FEES = ((192, 0), (48, 5), (24, 10), (0, 20))  # at least so many hours before departure, so many per cent


class Train(TypedDict):
    """One train of one day."""

    train_id: str
    train_no: str
    destination: str
    date: str
    departs: str
    arrives: str
    second_price: float
    first_price: float


class Ticket(TypedDict):
    """A ticket of one passenger."""

    ticket_no: str
    train_no: str
    destination: str
    date: str
    departs: str
    passenger: str
    seat: str
    price: float


class Refund(TypedDict):
    """What comes back for a ticket."""

    ticket_no: str
    destination: str
    refund: float
    fee: float


class Room(TypedDict):
    """A hotel with its price a night."""

    hotel: str
    destination: str
    night_price: float


class Stay(TypedDict):
    """A booked hotel stay."""

    booking_no: str
    hotel: str
    check_in: str
    nights: int
    total: float
    cancel_until: str


def populate(d: Draw, now: datetime.datetime) -> dict[str, dict[str, dict[str, Any]]]:
    """Seven trains to four towns, four tickets to other towns (one of them used), five hotels, three stays."""
    towns, trains, tickets = d.some("towns", 8), {}, {}
    for n in range(7):
        town = towns[min(n, d.num(0, 3)) if n > 3 else n]
        t = _train(d, now.date() + datetime.timedelta(d.num(1, 7)), town)
        trains[t["train_id"]] = t
    for town, away in zip(towns[4:], (d.num(-9, -1), d.num(1, 2), d.num(2, 7), d.num(8, 14)), strict=True):
        t, seat = _train(d, now.date() + datetime.timedelta(away), town), d.of(["second", "second", "first"])
        key = f"E{d.num(10000000, 99999999)}"
        tickets[key] = {
            "ticket_no": key, "train_no": t["train_no"], "destination": town, "date": t["date"], "departs": t["departs"],
            "passenger": d.name("person"), "seat": seat, "price": t[f"{seat}_price"],
        }  # fmt: skip
    hotels, stays = {}, {}
    for n, name in enumerate(d.some("hotels", 5)):
        night = d.num(17800, 72900, 100) / 100 if d.lang == "zh" else d.num(6450, 23900, 50) / 100
        hotels[name] = {"hotel": name, "destination": towns[n % 4], "night_price": night, "rooms_left": d.of([0, 1, 2, d.num(3, 20)])}
    for n, h in enumerate(d.rng.sample(list(hotels.values()), 3)):
        start = now.date() + datetime.timedelta(d.num(1, 3) if n == 0 else d.num(6, 20))
        key, nights = f"H{d.num(100000, 999999)}", d.num(1, 4)
        stays[key] = _stay(key, h, start, nights, d.num(4, 5) if n == 0 else d.num(1, 3))
    return {"trains": trains, "tickets": tickets, "hotels": hotels, "stays": stays}


def _train(d: Draw, day: datetime.date, town: str) -> dict[str, Any]:
    leaves, takes = d.num(6 * 60 + 3, 18 * 60 + 40), d.num(42, 285)
    number = f"{d.of('GGD')}{d.num(101, 7999)}" if d.lang == "zh" else f"{d.of(['IC', 'RE', 'EX'])} {d.num(103, 989)}"
    halves = takes * (d.num(62, 96) if d.lang == "zh" else d.num(22, 47)) // 50
    return {
        "train_id": f"{day:%m%d}-{number.replace(' ', '')}-{d.num(10, 99)}", "train_no": number, "destination": town, "date": day.isoformat(),
        "departs": _hhmm(leaves), "arrives": _hhmm(leaves + takes), "second_price": halves / 2, "second_left": d.of([0, 0, 1, d.num(2, 9), d.num(10, 240)]),
        "first_price": halves * 8 // 5 / 2, "first_left": d.of([0, 0, d.num(1, 28)]),
    }  # fmt: skip


def _shown(record: dict[str, Any], kind: Any) -> Any:
    """A train or a hotel as a search shows it: what is left of it is known when it is booked."""
    return {k: record[k] for k in kind.__annotations__}


def _hhmm(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def _stay(key: str, hotel: dict[str, Any], start: datetime.date, nights: int, before: int) -> dict[str, Any]:
    total = float(Fraction(str(hotel["night_price"])) * nights)
    until = (start - datetime.timedelta(before)).isoformat()
    return {"booking_no": key, "hotel": hotel["hotel"], "check_in": start.isoformat(), "nights": nights, "total": total, "cancel_until": until}  # fmt: skip


def _back(price: float, leaves: str, now: datetime.datetime) -> float:
    """What is refunded of a ticket; less the nearer its departure."""
    hours = (datetime.datetime.fromisoformat(leaves) - now).total_seconds() / 3600
    percent = next(p for h, p in FEES if hours >= h)
    return float(round(Fraction(str(price)) * (100 - percent) / 100, 2))


@tool()
def search_trains(w: World, destination: Town, date: Date) -> dict[str, list[Train]]:
    """Search trains from the home station to a town on a date, with the fare of each class.

    destination: Destination town.
    date: Travel date.
    """
    hits = [t for t in w.state["trains"].values() if t["destination"] == destination and t["date"] == date]
    if not hits:
        w.fail("no_train", destination=destination, date=date)
    return {"trains": [_shown(t, Train) for t in sorted(hits, key=lambda t: str(t["departs"]))]}


@tool(writes="tickets.add")
def book_ticket(w: World, train_id: Text, passenger: Passenger, seat: Seat = "second") -> Ticket:
    """Book a train ticket for one passenger, subject to seats left in that class.

    train_id: Train id from search_trains.
    passenger: Passenger name as printed on the ticket.
    seat: Seat class.
    """
    t = w.get("trains", train_id, "no_such_train")
    if not t[f"{seat}_left"]:
        w.fail("sold_out", train_no=t["train_no"], date=t["date"], seat=seat)
    t[f"{seat}_left"] -= 1
    key = w.new_id("tickets", "E", 8)
    w.state["tickets"][key] = {
        "ticket_no": key, "train_no": t["train_no"], "destination": t["destination"], "date": t["date"], "departs": t["departs"],
        "passenger": passenger, "seat": seat, "price": t[f"{seat}_price"],
    }  # fmt: skip
    return w.state["tickets"][key]  # type: ignore[return-value]


@tool()
def list_tickets(w: World, destination: Town) -> dict[str, list[Ticket]]:
    """List the user's tickets to a town, including used ones.

    destination: Destination of the tickets.
    """
    return {"tickets": [t for t in w.state["tickets"].values() if t["destination"] == destination]}  # type: ignore[misc]


@tool(writes="tickets.remove")
def refund_ticket(w: World, ticket_no: Text) -> Refund:
    """Refund a ticket before departure. Fee: none up to eight days ahead, then 5%; 10% under 48 hours, 20% under 24 hours.

    ticket_no: Ticket number.
    """
    t = w.get("tickets", ticket_no, "no_ticket")
    leaves = f"{t['date']}T{t['departs']}"
    if leaves <= w.now.isoformat()[:16]:
        w.fail("departed", train_no=t["train_no"], date=t["date"])
    del w.state["tickets"][ticket_no]
    refund = _back(t["price"], leaves, w.now)
    fee = float(Fraction(str(t["price"])) - Fraction(str(refund)))
    return {"ticket_no": ticket_no, "destination": t["destination"], "refund": refund, "fee": fee}


@tool()
def search_hotels(w: World, destination: Town) -> dict[str, list[Room]]:
    """List hotels in a town with nightly rates.

    destination: Town to search in.
    """
    return {"hotels": [_shown(h, Room) for h in w.state["hotels"].values() if h["destination"] == destination]}


@tool(writes="stays.add")
def book_room(w: World, hotel: Hotel, check_in: CheckIn, nights: Nights) -> Stay:
    """Book one hotel room; free cancellation until two days before arrival.

    hotel: Name of the hotel.
    check_in: Date of arrival.
    nights: Number of nights.
    """
    house = w.get("hotels", hotel, "no_hotel")
    if check_in < w.now.date().isoformat():
        w.fail("in_the_past")
    if not house["rooms_left"]:
        w.fail("fully_booked", hotel=hotel)
    house["rooms_left"] -= 1
    key = w.new_id("stays", "H")
    w.state["stays"][key] = _stay(key, house, datetime.date.fromisoformat(check_in), nights, 2)
    return w.state["stays"][key]  # type: ignore[return-value]


@tool()
def list_stays(w: World, hotel: Hotel) -> dict[str, list[Stay]]:
    """List the user's reservations at a hotel, with the free-cancellation deadline.

    hotel: Name of the hotel.
    """
    return {"stays": [s for s in w.state["stays"].values() if s["hotel"] == hotel]}  # type: ignore[misc]


@tool(writes="stays.remove")
def cancel_stay(w: World, booking_no: Text) -> Stay:
    """Cancel a reservation; only possible until its free-cancellation deadline.

    booking_no: Booking number from list_stays.
    """
    s = w.get("stays", booking_no, "no_stay")
    if w.now.date().isoformat() > s["cancel_until"]:
        w.fail("past_deadline", hotel=s["hotel"], cancel_until=s["cancel_until"])
    del w.state["stays"][booking_no]
    return s  # type: ignore[return-value]


def _twins(w: World, t: dict[str, Any]) -> bool:
    return len([x for x in w.state["trains"].values() if (x["destination"], x["date"]) == (t["destination"], t["date"])]) > 1


@intent()
def want_times(d: Draw, w: World) -> Goal | None:
    """When a train goes, and when it is there."""
    t = d.of(list(w.state["trains"].values()))
    if _twins(w, t):
        return None
    slots = {"destination": Slot("text", t["destination"]), "date": Slot("date", t["date"])}
    return Goal(slots, facts={"departs": Fact("departs", "time", t["departs"]), "arrives": Fact("arrives", "time", t["arrives"])})


def _ticket(d: Draw, w: World, gone: bool) -> Goal | None:
    seat = d.of(["second", "second", "first"])
    fit = [t for t in w.state["trains"].values() if (t[f"{seat}_left"] == 0) == gone]
    if not fit:
        return None
    t, passenger = d.of(fit), d.name("person")
    slots = {"destination": Slot("text", t["destination"]), "date": Slot("date", t["date"]), "passenger": Slot("person", passenger)}
    if _twins(w, t) or d.maybe(30):
        slots["departs"] = Slot("time", t["departs"])
    if seat == "first":
        slots["seat"] = Slot("choice:seat", seat, optional=True)
    bought = {"train_no": t["train_no"], "date": t["date"], "passenger": passenger, "seat": seat, "price": t[f"{seat}_price"]}
    added, taken = Add("tickets", bought), Change("trains", t["train_id"], {f"{seat}_left": t[f"{seat}_left"] - 1})
    if gone:
        return Goal(slots, [added], refused="sold_out", asks="ticket")
    told = (("train_no", "text"), ("departs", "time"), ("date", "date"), ("destination", "text"), ("passenger", "person"))
    facts = {k: Fact(k, kind, passenger if k == "passenger" else t[k]) for k, kind in told}
    facts |= {"seat": Fact("seat", "choice:seat", seat), "price": Fact("price", "money", t[f"{seat}_price"])}
    return Goal(slots, [added, taken], facts, risky=True)


@intent(writes=True)
def want_ticket(d: Draw, w: World) -> Goal | None:
    """A ticket for somebody."""
    return _ticket(d, w, gone=False)


@intent(writes=True)
def want_ticket_sold_out(d: Draw, w: World) -> Goal | None:
    """A ticket for a train that has no seats left."""
    return _ticket(d, w, gone=True)


@intent()
def want_when(d: Draw, w: World) -> Goal | None:
    """When the train one has a ticket for leaves."""
    t = d.of(list(w.state["tickets"].values()))
    same = sum(x["destination"] == t["destination"] for x in w.state["tickets"].values())
    if same > 1 or t["date"] <= w.now.date().isoformat():
        return None
    facts = {"date": Fact("date", "date", t["date"]), "departs": Fact("departs", "time", t["departs"])}
    return Goal({"destination": Slot("text", t["destination"])}, facts=facts)


def _give_back(d: Draw, w: World, gone: bool) -> Goal | None:
    fit = [t for t in w.state["tickets"].values() if (f"{t['date']}T{t['departs']}" <= w.now.isoformat()[:16]) == gone]
    if not fit:
        return None
    t = d.of(fit)
    edits, slots = [Remove("tickets", t["ticket_no"])], {"destination": Slot("text", t["destination"])}
    if gone:
        return Goal(slots, edits, refused="departed", asks="refund")
    back = _back(t["price"], f"{t['date']}T{t['departs']}", w.now)
    facts = {"destination": Fact("destination", "text", t["destination"]), "refund": Fact("refund", "money", back)}
    return Goal(slots, edits, facts, risky=True)


@intent(writes=True)
def want_refund(d: Draw, w: World) -> Goal | None:
    """A ticket is given back."""
    return _give_back(d, w, gone=False)


@intent(writes=True)
def want_refund_gone(d: Draw, w: World) -> Goal | None:
    """A ticket is to be given back when the train has left."""
    return _give_back(d, w, gone=True)


@intent()
def want_night(d: Draw, w: World) -> Goal:
    """What a night costs in a hotel of a town."""
    h = d.of(list(w.state["hotels"].values()))
    slots = {"destination": Slot("text", h["destination"]), "hotel": Slot("text", h["hotel"])}
    return Goal(slots, facts={"night_price": Fact("night_price", "money", h["night_price"])})


@intent(writes=True)
def want_room(d: Draw, w: World) -> Goal:
    """A room, in a house that has one or has none left."""
    h, nights = d.of(list(w.state["hotels"].values())), d.num(1, 5)
    day = (w.now.date() + datetime.timedelta(d.num(3, 18))).isoformat()
    slots = {"hotel": Slot("text", h["hotel"]), "check_in": Slot("date", day), "nights": Slot("count", nights)}
    total = float(Fraction(str(h["night_price"])) * nights)
    added = Add("stays", {"hotel": h["hotel"], "check_in": day, "nights": nights, "total": total})
    if not h["rooms_left"]:
        return Goal(slots, [added], refused="fully_booked")
    facts = {"hotel": Fact("hotel", "text", h["hotel"]), "check_in": Fact("check_in", "date", day)}
    facts |= {"nights": Fact("nights", "count", nights), "total": Fact("total", "money", total)}
    gone = (w.now.date() - datetime.timedelta(d.num(3, 9))).isoformat()
    taken = Change("hotels", h["hotel"], {"rooms_left": h["rooms_left"] - 1})
    return Goal(slots, [added, taken], facts, risky=True, bad={"check_in": [(gone, "past")]})


@intent(writes=True)
def want_unbook(d: Draw, w: World) -> Goal | None:
    """A stay is called off, in time or too late."""
    s = d.of(list(w.state["stays"].values())) if w.state["stays"] else None
    if s is None or sum(x["hotel"] == s["hotel"] for x in w.state["stays"].values()) > 1:
        return None
    edits, slots = [Remove("stays", s["booking_no"])], {"hotel": Slot("text", s["hotel"])}
    if w.now.date().isoformat() > s["cancel_until"]:
        return Goal(slots, edits, refused="past_deadline")
    facts = {"hotel": Fact("hotel", "text", s["hotel"]), "check_in": Fact("check_in", "date", s["check_in"])}
    return Goal(slots, edits, facts, risky=True)
