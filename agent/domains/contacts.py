"""An address book with messages: numbers, two people of one name told apart by their company, blocked senders, messages for later."""

from __future__ import annotations

import datetime
from typing import Annotated, Any, TypedDict

from agent.world import Add, Change, Date, Draw, F, Fact, Goal, Remove, Slot, Text, Time, World, intent, tool

Who = Annotated[str, F("person", port="name", schema=(("minLength", 1),))]
NewPhone = Annotated[str, F("phone", port="new_phone", schema=(("pattern", "^[0-9]{10,11}$"),))]
Words = Annotated[str, F("text", port="text", schema=(("minLength", 1), ("maxLength", 500)))]


class Contact(TypedDict):
    """One person of the address book."""

    contact_id: str
    name: str
    company: str
    phone: str
    email: str
    blocked: bool


class Contacts(TypedDict):
    """People found."""

    contacts: list[Contact]


class Message(TypedDict):
    """A message that came in."""

    name: str
    company: str
    text: str
    received_on: str
    received_at: str


class Messages(TypedDict):
    """Messages found, latest first."""

    messages: list[Message]


class Sent(TypedDict):
    """A message that went out."""

    message_id: str
    name: str
    text: str


class Waiting(TypedDict):
    """A message that goes out by itself later."""

    schedule_id: str
    name: str
    text: str
    date: str
    at: str


def populate(d: Draw, now: datetime.datetime) -> dict[str, dict[str, dict[str, Any]]]:
    """Nine people, at times two of one name, one or two of them blocked; the last message of six of them."""
    names = list(dict.fromkeys(d.name("person") for _ in range(12)))[:9]
    if d.maybe(60):
        names[-1] = names[0]
    firms = d.some("companies", len(names))
    contacts, messages = {}, {}
    barred = set(d.rng.sample(range(1, len(names) - 1), d.num(1, 2)))
    for n, (name, firm) in enumerate(zip(names, firms, strict=True)):
        key = f"c{d.num(1000, 9999)}{n}"
        mail = f"{d.pick('mail_names')}{d.num(3, 98)}@{d.pick('mail_hosts')}"
        contacts[key] = {"contact_id": key, "name": name, "company": firm, "phone": _phone(d), "email": mail, "blocked": n in barred}
    for n, (person, text) in enumerate(zip(d.rng.sample(list(contacts.values()), 6), d.some("received", 6), strict=True)):
        sent = now - datetime.timedelta(minutes=d.num(8, 9000))
        key = f"m{n}{d.num(100, 999)}"
        messages[key] = {
            "message_id": key, "name": person["name"], "company": person["company"], "text": text,
            "received_on": sent.date().isoformat(), "received_at": f"{sent:%H:%M}",
        }  # fmt: skip
    return {"contacts": contacts, "messages": messages, "sent": {}, "waiting": {}}


def _phone(d: Draw) -> str:
    """A number: in English one of those that are kept free for fiction in Britain."""
    if d.lang == "zh":
        return f"1{d.of('35789')}{d.num(100000000, 999999999)}"
    return f"{d.of(['07700900', '01632960', '02079460'])}{d.num(100, 999)}"


def _fits(record: dict[str, Any], name: str, company: str) -> bool:
    return name.casefold() in record["name"].casefold() and company.casefold() in record["company"].casefold()


def _check_number(w: World, phone: str, but: str = "") -> None:
    for c in w.state["contacts"].values():
        if c["phone"] == phone and c["contact_id"] != but:
            w.fail("number_taken", name=c["name"], company=c["company"])


def _reachable(w: World, contact_id: str) -> dict[str, Any]:
    person = w.get("contacts", contact_id)
    if person["blocked"]:
        w.fail("blocked", name=person["name"])
    return person


@tool()
def find_contacts(w: World, query: Who, company: Text = "") -> Contacts:
    """Search the address book by name; returns phone number and email.

    query: Full or partial name.
    company: Restrict to this company.
    """
    return {"contacts": [c for c in w.state["contacts"].values() if _fits(c, query, company)]}  # type: ignore[misc]


@tool(writes="contacts.add")
def add_contact(w: World, name: Who, phone: NewPhone, company: Text = "") -> Contact:
    """Add a contact. A number can belong to one contact only.

    name: Full name.
    phone: Phone number, digits only.
    company: Employer.
    """
    _check_number(w, phone)
    key = w.new_id("contacts", "c", 5)
    w.state["contacts"][key] = {"contact_id": key, "name": name, "company": company, "phone": phone, "email": "", "blocked": False}
    return w.state["contacts"][key]  # type: ignore[return-value]


@tool(writes="contacts.change")
def change_number(w: World, contact_id: Text, phone: NewPhone) -> Contact:
    """Change a contact's phone number.

    contact_id: Contact id from find_contacts.
    phone: New number, digits only; must not belong to another contact.
    """
    person = w.get("contacts", contact_id)
    _check_number(w, phone, contact_id)
    person["phone"] = phone
    return person  # type: ignore[return-value]


@tool(writes="contacts.remove")
def delete_contact(w: World, contact_id: Text) -> Contact:
    """Delete a contact from the address book; this cannot be undone.

    contact_id: Contact id from find_contacts.
    """
    person = w.get("contacts", contact_id)
    del w.state["contacts"][contact_id]
    return person  # type: ignore[return-value]


@tool(writes="contacts.change")
def block_contact(w: World, contact_id: Text) -> Contact:
    """Block a contact: no calls or messages either way.

    contact_id: Id of the contact to block.
    """
    person = w.get("contacts", contact_id)
    if person["blocked"]:
        w.fail("already_blocked", name=person["name"])
    person["blocked"] = True
    return person  # type: ignore[return-value]


@tool()
def read_messages(w: World, query: Who, company: Text = "") -> Messages:
    """Read the messages received from a person, latest first.

    query: Sender's name.
    company: Restrict to senders from this company.
    """
    hits = [m for m in w.state["messages"].values() if _fits(m, query, company)]
    shown: list[Message] = [{k: m[k] for k in Message.__annotations__} for m in hits]  # type: ignore[misc]
    return {"messages": sorted(shown, key=lambda m: (m["received_on"], m["received_at"]), reverse=True)}


@tool(writes="sent.add")
def send_message(w: World, contact_id: Text, text: Words) -> Sent:
    """Send a text message right away. Refused for people who are blocked.

    contact_id: Recipient's id from find_contacts.
    text: Message text, sent verbatim.
    """
    person, key = _reachable(w, contact_id), w.new_id("sent", "s")
    sent: Sent = {"message_id": key, "name": person["name"], "text": text}
    w.state["sent"][key] = {**sent, "contact_id": contact_id}
    return sent


@tool(writes="waiting.add")
def schedule_message(w: World, contact_id: Text, text: Words, date: Date, at: Time) -> Waiting:
    """Schedule a message to be sent at a later time.

    contact_id: Recipient's id from find_contacts.
    text: Message text.
    date: Date of sending.
    at: Time of sending, 24-hour clock.
    """
    person, key = _reachable(w, contact_id), w.new_id("waiting", "w")
    if f"{date}T{at}" <= w.now.isoformat()[:16]:
        w.fail("in_the_past")
    waiting: Waiting = {"schedule_id": key, "name": person["name"], "text": text, "date": date, "at": at}
    w.state["waiting"][key] = {**waiting, "contact_id": contact_id}
    return waiting


def _person(d: Draw, w: World, blocked: bool = False) -> tuple[dict[str, Any], dict[str, Slot]] | None:
    """Somebody, and how the user speaks of them: with the company where two have the name, else seldom."""
    people = [c for c in w.state["contacts"].values() if c["blocked"] == blocked]
    if not people:
        return None
    names = [c["name"] for c in w.state["contacts"].values()]
    twins = [c for c in people if names.count(c["name"]) > 1]
    person = d.of(twins if twins and d.maybe(30) else people)
    slots = {"name": Slot("person", person["name"])}
    if person["company"] and (names.count(person["name"]) > 1 or d.maybe(15)):
        slots["company"] = Slot("text", person["company"])
    return person, slots


def _name(person: dict[str, Any]) -> dict[str, Fact]:
    return {"name": Fact("name", "person", person["name"])}


@intent()
def want_phone(d: Draw, w: World) -> Goal | None:
    """Somebody's number."""
    if (found := _person(d, w)) is None:
        return None
    return Goal(found[1], facts={"phone": Fact("phone", "phone", found[0]["phone"])})


@intent()
def want_email(d: Draw, w: World) -> Goal | None:
    """Somebody's e-mail address."""
    if (found := _person(d, w)) is None or not found[0]["email"]:
        return None
    return Goal(found[1], facts={"email": Fact("email", "email", found[0]["email"])})


@intent()
def want_last(d: Draw, w: World) -> Goal | None:
    """What somebody wrote."""
    m = d.of(list(w.state["messages"].values()))
    same = [x for x in w.state["messages"].values() if x["name"] == m["name"]]
    slots = {"name": Slot("person", m["name"])}
    if len(same) > 1:
        slots["company"] = Slot("text", m["company"])
    return Goal(slots, facts={"text": Fact("text", "text", m["text"]), "received_on": Fact("received_on", "date", m["received_on"])})


def _send(d: Draw, w: World, blocked: bool) -> Goal | None:
    if (found := _person(d, w, blocked)) is None:
        return None
    person, slots = found
    text = d.pick("texts")
    edits = [Add("sent", {"contact_id": person["contact_id"], "text": text})]
    slots["text"] = Slot("text", text)
    if blocked:
        return Goal(slots, edits, refused="blocked", asks="send")
    return Goal(slots, edits, _name(person), risky=True, also=("schedule_message",))


@intent(writes=True)
def want_send(d: Draw, w: World) -> Goal | None:
    """A message goes out now."""
    return _send(d, w, blocked=False)


@intent(writes=True)
def want_send_blocked(d: Draw, w: World) -> Goal | None:
    """A message to somebody who is blocked."""
    return _send(d, w, blocked=True)


@intent(writes=True)
def want_later(d: Draw, w: World) -> Goal | None:
    """A message goes out at another time."""
    if (found := _person(d, w)) is None:
        return None
    person, slots = found
    day = (w.now.date() + datetime.timedelta(d.num(1, 9))).isoformat()
    at, text = f"{d.num(7, 21):02d}:{d.of([0, 0, 15, 30, 45]):02d}", d.pick("later_texts")
    slots |= {"text": Slot("text", text), "date": Slot("date", day), "at": Slot("time", at)}
    fields = {"contact_id": person["contact_id"], "text": text, "date": day, "at": at}
    facts = {**_name(person), "date": Fact("date", "date", day), "at": Fact("at", "time", at)}
    gone = (w.now.date() - datetime.timedelta(d.num(3, 9))).isoformat()
    return Goal(slots, [Add("waiting", fields)], facts, bad={"date": [(gone, "past")]})


def _add(d: Draw, w: World, taken: bool) -> Goal | None:
    name = d.name("person")
    if any(c["name"] == name for c in w.state["contacts"].values()):
        return None
    phone = d.of([c["phone"] for c in w.state["contacts"].values()]) if taken else _phone(d)
    slots, firm = {"name": Slot("person", name), "new_phone": Slot("phone", phone)}, d.pick("companies") if d.maybe(40) else ""
    if firm:
        slots["company"] = Slot("text", firm, optional=True)
    edits = [Add("contacts", {"name": name, "phone": phone, "company": firm})]
    if taken:
        return Goal(slots, edits, refused="number_taken", asks="add")
    return Goal(slots, edits, {**_name({"name": name}), "phone": Fact("phone", "phone", phone)})


@intent(writes=True)
def want_add(d: Draw, w: World) -> Goal | None:
    """A new person."""
    return _add(d, w, taken=False)


@intent(writes=True)
def want_add_taken(d: Draw, w: World) -> Goal | None:
    """A new person with a number that is somebody else's."""
    return _add(d, w, taken=True)


@intent(writes=True)
def want_number(d: Draw, w: World) -> Goal | None:
    """Somebody has another number now."""
    if (found := _person(d, w)) is None:
        return None
    person, slots = found
    phone = _phone(d)
    slots["new_phone"] = Slot("phone", phone)
    facts = {**_name(person), "phone": Fact("phone", "phone", phone)}
    return Goal(slots, [Change("contacts", person["contact_id"], {"phone": phone})], facts, also=("add_contact",))


@intent(writes=True)
def want_delete(d: Draw, w: World) -> Goal | None:
    """Somebody goes out of the address book."""
    if (found := _person(d, w)) is None:
        return None
    return Goal(found[1], [Remove("contacts", found[0]["contact_id"])], _name(found[0]), risky=True)


@intent(writes=True)
def want_block(d: Draw, w: World) -> Goal | None:
    """Somebody is not to reach the user any more."""
    if (found := _person(d, w)) is None:
        return None
    edits = [Change("contacts", found[0]["contact_id"], {"blocked": True})]
    return Goal(found[1], edits, _name(found[0]), risky=True, also=("delete_contact",))
