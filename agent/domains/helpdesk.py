"""A help desk: tickets in queues with priorities and promised times, agents on duty, a policy of what may be closed, merged or raised."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Annotated, Any, Literal, TypedDict

from agent.world import Add, Change, Draw, F, Fact, Goal, Slot, World, intent, tool

Queue = Literal["accounts", "hardware", "network", "software"]
Priority = Literal["low", "normal", "high", "urgent"]
HOURS = {"low": 72, "normal": 24, "high": 8, "urgent": 2}
TicketNo = Annotated[str, F("code", port="ticket_no", schema=(("pattern", "^HD-[0-9]{5}$"),))]
Words = Annotated[str, F("text", port="subject", schema=(("minLength", 1),))]
PRIORITIES = ("low", "normal", "high", "urgent")
QUEUES = ("accounts", "hardware", "network", "software")


class Ticket(TypedDict):
    """One ticket."""

    ticket_no: str
    subject: str
    requester: str
    queue: str
    priority: str
    status: str
    assignee: str
    opened_at: str
    due_at: str


class Load(TypedDict):
    """What lies in a queue."""

    queue: str
    open_tickets: int
    overdue: int
    oldest: str


class Agent(TypedDict):
    """Somebody of the desk."""

    agent: str
    on_duty: bool
    assigned: int
    back_on: str


class Note(TypedDict):
    """A remark on a ticket that only the desk sees."""

    note_id: str
    ticket_no: str
    text: str


def populate(d: Draw, now: datetime.datetime) -> dict[str, dict[str, dict[str, Any]]]:
    """Eleven tickets of the last ten days, three of them solved; five agents, one of them away."""
    people = list(dict.fromkeys(d.name("person") for _ in range(7)))
    agents = {}
    for n, name in enumerate(people[:5]):
        back = "" if n else (now.date() + datetime.timedelta(d.num(1, 9))).isoformat()
        agents[name] = {"agent": name, "on_duty": bool(n), "back_on": back}
    tickets: dict[str, dict[str, Any]] = {}
    for n, item in enumerate(d.some("subjects", 11)):
        key, priority = f"HD-{d.num(10000, 99999)}", d.of(PRIORITIES)
        opened = now - datetime.timedelta(minutes=d.num(25, 14000))
        status = "solved" if n < 3 else d.of(["open", "open", "waiting"])
        assignee = d.of(people[1:5]) if status != "open" or d.maybe(40) else ""
        tickets[key] = {
            "ticket_no": key, "subject": item["subject"], "requester": d.name("person"), "queue": d.of(QUEUES) if d.maybe(40) else item["queue"], "priority": priority,
            "status": status, "assignee": assignee, "opened_at": opened.isoformat()[:16], "due_at": _due(opened, priority),
        }  # fmt: skip
    return {"tickets": tickets, "agents": agents, "notes": {}}


def _due(opened: datetime.datetime, priority: str) -> str:
    return (opened + datetime.timedelta(hours=HOURS[priority])).isoformat()[:16]


def _seen(ticket: dict[str, Any]) -> Ticket:
    return {k: ticket[k] for k in Ticket.__annotations__}  # type: ignore[return-value]


def _open(w: World, ticket_no: str) -> dict[str, Any]:
    ticket = w.get("tickets", ticket_no, "no_ticket")
    if ticket["status"] == "solved":
        w.fail("already_solved", subject=ticket["subject"])
    return ticket


@tool()
def search_tickets(w: World, subject: Words) -> dict[str, list[Ticket]]:
    """Search tickets by subject, including solved ones; oldest first.

    subject: Words in the subject line.
    """
    hits = [t for t in w.state["tickets"].values() if subject.casefold() in t["subject"].casefold()]
    return {"tickets": [_seen(t) for t in sorted(hits, key=lambda t: str(t["opened_at"]))]}


@tool()
def get_ticket(w: World, ticket_no: TicketNo) -> Ticket:
    """Get all details of a ticket, including its promised response time.

    ticket_no: Ticket number from the confirmation email.
    """
    return _seen(w.get("tickets", ticket_no, "no_ticket"))


@tool()
def queue_load(w: World, queue: Queue) -> Load:
    """Count the unsolved and overdue tickets in a team's queue.

    queue: Queue to count.
    """
    held = [t for t in w.state["tickets"].values() if t["queue"] == queue and t["status"] != "solved"]
    late = [t for t in held if t["due_at"] < w.now.isoformat()[:16]]
    oldest = min(held, key=lambda t: str(t["opened_at"]), default=None)
    return {"queue": queue, "open_tickets": len(held), "overdue": len(late), "oldest": oldest["subject"] if oldest else ""}


@tool()
def agent_status(w: World, agent: Annotated[str, F("person", port="agent")]) -> Agent:
    """Check whether an agent is on duty and how many unsolved tickets they hold.

    agent: Full name of the agent.
    """
    found = w.get("agents", agent, "no_agent")
    mine = sum(t["assignee"] == agent and t["status"] != "solved" for t in w.state["tickets"].values())
    return {"agent": agent, "on_duty": found["on_duty"], "assigned": mine, "back_on": found["back_on"]}


@tool(writes="tickets.add")
def open_ticket(w: World, subject: Annotated[str, F("text", port="new_subject", schema=(("minLength", 3), ("maxLength", 120)))], requester: Annotated[str, F("person", port="requester")], queue: Queue, priority: Priority = "normal") -> Ticket:  # fmt: skip
    """Open a ticket on behalf of an employee. The response time depends on the priority.

    subject: One-line summary of the problem.
    requester: Employee who has the problem.
    queue: Team to handle it.
    priority: Priority level.
    """
    key = f"HD-{int(w.new_id('tickets', '', 8), 36) % 90000 + 10000}"
    w.state["tickets"][key] = {
        "ticket_no": key, "subject": subject, "requester": requester, "queue": queue, "priority": priority, "status": "open", "assignee": "",
        "opened_at": w.now.isoformat()[:16], "due_at": _due(w.now, priority),
    }  # fmt: skip
    return _seen(w.state["tickets"][key])


@tool(writes="tickets.change")
def assign_ticket(w: World, ticket_no: TicketNo, agent: Annotated[str, F("person", port="agent")]) -> Ticket:
    """Assign an unsolved ticket to an agent; fails if the agent is away.

    ticket_no: Ticket to assign.
    agent: Agent who takes it over.
    """
    ticket, found = _open(w, ticket_no), w.get("agents", agent, "no_agent")
    if not found["on_duty"]:
        w.fail("agent_away", agent=agent, back_on=found["back_on"])
    ticket["assignee"] = agent
    return _seen(ticket)


@tool(writes="tickets.change")
def set_priority(w: World, ticket_no: TicketNo, priority: Annotated[Priority, F(port="new_priority")]) -> Ticket:
    """Change a ticket's priority; its due time is recalculated from the time it was opened.

    ticket_no: Ticket to change.
    priority: New priority level.
    """
    ticket = _open(w, ticket_no)
    ticket |= {"priority": priority, "due_at": _due(datetime.datetime.fromisoformat(ticket["opened_at"]), priority)}
    return _seen(ticket)


@tool(writes="tickets.change")
def move_ticket(w: World, ticket_no: TicketNo, queue: Annotated[Queue, F(port="new_queue")]) -> Ticket:
    """Move a ticket to another team's queue; the current assignee is removed.

    ticket_no: Ticket to move.
    queue: Destination queue.
    """
    ticket = _open(w, ticket_no)
    if ticket["queue"] == queue:
        w.fail("same_queue", subject=ticket["subject"])
    ticket |= {"queue": queue, "assignee": ""}
    return _seen(ticket)


@tool(writes="tickets.change")
def solve_ticket(w: World, ticket_no: TicketNo) -> Ticket:
    """Mark a ticket as solved and email the requester. By policy, unassigned tickets cannot be closed.

    ticket_no: Ticket to close.
    """
    ticket = _open(w, ticket_no)
    if not ticket["assignee"]:
        w.fail("nobody_assigned", subject=ticket["subject"])
    ticket["status"] = "solved"
    return _seen(ticket)


@tool(writes="tickets.change")
def reopen_ticket(w: World, ticket_no: TicketNo) -> Ticket:
    """Reopen a solved ticket when the problem has come back.

    ticket_no: Solved ticket.
    """
    ticket = w.get("tickets", ticket_no, "no_ticket")
    if ticket["status"] != "solved":
        w.fail("not_solved", subject=ticket["subject"])
    ticket["status"] = "open"
    return _seen(ticket)


@tool(writes="notes.add")
def add_note(
    w: World, ticket_no: TicketNo, text: Annotated[str, F("text", port="note", schema=(("minLength", 1), ("maxLength", 500)))]
) -> Note:
    """Add an internal note to a ticket; not visible to the requester.

    ticket_no: Ticket to annotate.
    text: Text of the note, verbatim.
    """
    w.get("tickets", ticket_no, "no_ticket")
    key = w.new_id("notes", "n", 5)
    w.state["notes"][key] = {"note_id": key, "ticket_no": ticket_no, "text": text}
    return w.state["notes"][key]  # type: ignore[return-value]


def _one(d: Draw, w: World, fits: Callable[[dict[str, Any]], bool] = bool, solved: bool = False) -> dict[str, Any] | None:
    found = [t for t in w.state["tickets"].values() if (t["status"] == "solved") == solved and fits(t)]
    return d.of(found) if found else None


def _named(d: Draw, ticket: dict[str, Any]) -> tuple[dict[str, Slot], str]:
    """How people speak of a ticket: by what it is about, at times by its number."""
    if d.maybe(35):
        return {"ticket_no": Slot("code", ticket["ticket_no"])}, "no"
    return {"subject": Slot("text", ticket["subject"])}, ""


_BAD = {"ticket_no": [("HD-4821", "no_number"), ("HD-730", "no_number"), ("HD-660412", "no_number"), ("HD-91", "no_number")]}


def _subject(ticket: dict[str, Any]) -> Fact:
    return Fact("subject", "text", ticket["subject"])


@intent()
def want_due(d: Draw, w: World) -> Goal | None:
    """By when an answer was promised, which is not past yet, and who works on it."""
    if (ticket := _one(d, w, lambda t: t["assignee"] and t["due_at"] > w.now.isoformat()[:16])) is None:
        return None
    slots, how = _named(d, ticket)
    facts = {"due": Fact("due_at", "datetime", ticket["due_at"]), "assignee": Fact("assignee", "person", ticket["assignee"])}
    return Goal(slots, facts=facts, words=how, bad=_BAD if how else {})


@intent()
def want_load(d: Draw, w: World) -> Goal | None:
    """How much a team has before it."""
    now, held = w.now.isoformat()[:16], [t for t in w.state["tickets"].values() if t["status"] != "solved"]
    load = {q: [t["due_at"] < now for t in held if t["queue"] == q] for q in QUEUES}
    mixed = [q for q in QUEUES if not all(load[q])]  # where one figure would do for both, the answer is odd
    if not mixed:
        return None
    queue = d.of(mixed)
    late = sum(load[queue])
    facts = {"n": Fact("open_tickets", "count", len(load[queue])), **({"late": Fact("overdue", "count", late)} if late else {})}
    return Goal({"queue": Slot("choice:queue", queue)}, facts=facts, words="late" if late else "ontime")


@intent()
def want_busy(d: Draw, w: World) -> Goal | None:
    """How many tickets somebody has."""
    agent = d.of([a for a in w.state["agents"].values() if a["on_duty"]])["agent"]
    mine = sum(t["assignee"] == agent and t["status"] != "solved" for t in w.state["tickets"].values())
    return Goal({"agent": Slot("person", agent)}, facts={"n": Fact("assigned", "count", mine)}) if mine else None


@intent()
def want_back(d: Draw, w: World) -> Goal:
    """When a colleague is back."""
    away = next(a for a in w.state["agents"].values() if not a["on_duty"])
    return Goal({"agent": Slot("person", away["agent"])}, facts={"back_on": Fact("back_on", "date", away["back_on"])})


@intent(writes=True)
def want_open(d: Draw, w: World) -> Goal:
    """Somebody has a new problem."""
    item, who = d.pick("problems"), d.name("person")
    priority = d.of(["normal", "normal", "high", "urgent", "low"])
    slots = {"new_subject": Slot("text", item["subject"]), "requester": Slot("person", who), "queue": Slot("choice:queue", item["queue"])}
    if priority != "normal":
        slots["priority"] = Slot("choice:priority", priority, optional=True)
    due = _due(w.now, priority)
    fields = {"subject": item["subject"], "requester": who, "queue": item["queue"], "priority": priority, "status": "open", "due_at": due}
    facts = {"ticket_no": Fact("ticket_no", "code"), "requester": Fact("requester", "person", who), "due": Fact("due_at", "datetime", due)}
    facts["queue"] = Fact("queue", "choice:queue", item["queue"])
    return Goal(slots, [Add("tickets", fields)], facts)


def _assign(d: Draw, w: World, away: bool) -> Goal | None:
    if (ticket := _one(d, w)) is None:
        return None
    agent = d.of([a for a in w.state["agents"].values() if a["on_duty"] != away])["agent"]
    if agent == ticket["assignee"]:
        return None
    slots = {"subject": Slot("text", ticket["subject"]), "agent": Slot("person", agent)}
    edits = [Change("tickets", ticket["ticket_no"], {"assignee": agent})]
    if away:
        return Goal(slots, edits, refused="agent_away", asks="assign")
    return Goal(slots, edits, {"subject": _subject(ticket), "agent": Fact("assignee", "person", agent)})


@intent(writes=True)
def want_assign(d: Draw, w: World) -> Goal | None:
    """A ticket goes to a colleague."""
    return _assign(d, w, away=False)


@intent(writes=True)
def want_assign_away(d: Draw, w: World) -> Goal | None:
    """A ticket goes to a colleague who is away."""
    return _assign(d, w, away=True)


@intent(writes=True)
def want_priority(d: Draw, w: World) -> Goal | None:
    """A ticket is more pressing than it was, or less, and still in time."""
    held = [(t, p, _due(datetime.datetime.fromisoformat(t["opened_at"]), p)) for t in w.state["tickets"].values() for p in PRIORITIES]
    held = [(t, p, due) for t, p, due in held if t["status"] != "solved" and p != t["priority"] and due > w.now.isoformat()[:16]]
    if not held:
        return None
    ticket, level, due = d.of(held)
    slots = {"subject": Slot("text", ticket["subject"]), "new_priority": Slot("choice:priority", level)}
    facts = {"subject": _subject(ticket), "level": Fact("priority", "choice:priority", level), "due": Fact("due_at", "datetime", due)}
    return Goal(slots, [Change("tickets", ticket["ticket_no"], {"priority": level, "due_at": due})], facts)


@intent(writes=True)
def want_move(d: Draw, w: World) -> Goal | None:
    """A ticket belongs to another team: the one whose work its trouble is."""
    homes = {item["subject"]: item["queue"] for item in d.lists["subjects"]}
    if (ticket := _one(d, w, lambda t: homes.get(t["subject"], t["queue"]) != t["queue"])) is None:
        return None
    queue = homes[ticket["subject"]]
    slots = {"subject": Slot("text", ticket["subject"]), "new_queue": Slot("choice:queue", queue)}
    fields = {"queue": queue, **({"assignee": ""} if ticket["assignee"] else {})}
    facts = {"subject": _subject(ticket), "queue": Fact("queue", "choice:queue", queue)}
    return Goal(slots, [Change("tickets", ticket["ticket_no"], fields)], facts)


def _solve(d: Draw, w: World, free: bool) -> Goal | None:
    if (ticket := _one(d, w, lambda t: bool(t["assignee"]) != free)) is None:
        return None
    slots, how = _named(d, ticket)
    edits = [Change("tickets", ticket["ticket_no"], {"status": "solved"})]
    if free:
        return Goal(slots, edits, words=how, refused="nobody_assigned", asks="solve")
    return Goal(slots, edits, {"subject": _subject(ticket)}, words=how, risky=True, bad=_BAD if how else {})


@intent(writes=True)
def want_solve(d: Draw, w: World) -> Goal | None:
    """A ticket is done."""
    return _solve(d, w, free=False)


@intent(writes=True)
def want_solve_free(d: Draw, w: World) -> Goal | None:
    """A ticket is to be closed that nobody has worked on."""
    return _solve(d, w, free=True)


@intent(writes=True)
def want_reopen(d: Draw, w: World) -> Goal | None:
    """The trouble is back."""
    if (ticket := _one(d, w, solved=True)) is None:
        return None
    return Goal(
        {"subject": Slot("text", ticket["subject"])},
        [Change("tickets", ticket["ticket_no"], {"status": "open"})],
        {"subject": _subject(ticket)},
    )


@intent(writes=True)
def want_note(d: Draw, w: World) -> Goal | None:
    """Something is to be remembered about a ticket."""
    if (ticket := _one(d, w)) is None:
        return None
    text = d.pick("notes")
    slots = {"subject": Slot("text", ticket["subject"]), "note": Slot("text", text)}
    return Goal(slots, [Add("notes", {"ticket_no": ticket["ticket_no"], "text": text})], {"note": Fact("text", "text", text)})
