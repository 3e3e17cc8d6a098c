"""A bank customer's accounts, payees, transfers, cards and standing orders, with daily limits."""

from __future__ import annotations

import datetime
from fractions import Fraction
from typing import Annotated, Any, TypedDict

from agent.world import Add, Change, Draw, F, Fact, Goal, Money, Remove, Slot, Text, World, intent, tool

AccountName = Annotated[str, F("text", port="account", schema=(("minLength", 1),))]
Payee = Annotated[str, F("person", port="payee", schema=(("minLength", 1),))]
LimitValue = Annotated[float, F("money", port="new_limit", schema=(("minimum", 0),))]


class Account(TypedDict):
    """One account."""

    account: str
    balance: float
    number_ends: str


class Transfer(TypedDict):
    """Money that left an account."""

    transfer_id: str
    account: str
    payee: str
    amount: float
    date: str
    note: str


class Moved(TypedDict):
    """Money moved between the customer's own accounts."""

    from_account: str
    to_account: str
    amount: float
    from_balance: float
    to_balance: float


class Spending(TypedDict):
    """What was spent on something."""

    category: str
    spent: float
    entries: int


class Entries(TypedDict):
    """Entries of a statement, latest first."""

    entries: list[dict[str, Any]]


class Card(TypedDict):
    """A payment card."""

    card: str
    state: str
    daily_limit: float


class Order(TypedDict):
    """A standing order."""

    order_id: str
    payee: str
    monthly: float
    day_of_month: int


class Orders(TypedDict):
    """All standing orders."""

    orders: list[Order]


def populate(d: Draw, now: datetime.datetime) -> dict[str, dict[str, dict[str, Any]]]:
    """Two or three accounts, four payees, two cards, a dozen card payments of the last four weeks, two standing orders."""
    accounts = {
        n: {"account": n, "balance": d.num(31200, 4860000) / 100, "number_ends": str(d.num(1000, 9999))}
        for n in d.some("accounts", d.num(2, 3))
    }
    payees = {n: {"payee": n} for n in dict.fromkeys(d.name("person") for _ in range(5))}
    cards = {
        n: {"card": n, "state": "active", "daily_limit": float(d.of([1000, 2000, 3000, 5000] if d.lang == "zh" else [100, 200, 300, 1000]))}
        for n in d.some("cards", 2)
    }
    spent = {}
    for i in range(d.num(9, 13)):
        day = (now.date() - datetime.timedelta(d.num(0, 27))).isoformat()
        key = f"p{i:02d}"
        spent[key] = {
            "entry_id": key,
            "category": d.pick("categories"),
            "shop": d.pick("shops"),
            "amount": d.num(390, 48000 if d.lang == "zh" else 9000) / 100,
            "date": day,
        }
    orders = {}
    for n in list(payees)[:2]:
        key = f"so{d.num(100, 999)}"
        orders[key] = {"order_id": key, "payee": n, "monthly": float(d.num(80, 2600, 5)), "day_of_month": d.num(1, 28)}
    return {"accounts": accounts, "payees": payees, "cards": cards, "entries": spent, "transfers": {}, "orders": orders}


def _less(w: World, account: dict[str, Any], amount: float) -> None:
    if Fraction(str(account["balance"])) < Fraction(str(amount)):
        w.fail("insufficient_funds", account=account["account"], balance=account["balance"])
    account["balance"] = _sum(account["balance"], -amount)


def _sum(*figures: float) -> float:
    return float(sum(Fraction(str(f)) for f in figures))


@tool()
def get_account(w: World, account: AccountName) -> Account:
    """Get the balance and the last digits of one of the customer's accounts.

    account: Account name.
    """
    return w.get("accounts", account, "no_account")  # type: ignore[return-value]


@tool(writes="transfers.add")
def send_money(w: World, account: AccountName, payee: Payee, amount: Money, note: Text = "") -> Transfer:
    """Transfer money from an account to a saved payee; up to 20,000 a day.

    account: Account to pay from.
    payee: Name of a saved payee.
    amount: Amount to transfer.
    note: Reference shown on the statement.
    """
    source = w.get("accounts", account, "no_account")
    w.get("payees", payee, "no_payee")
    today = w.now.date().isoformat()
    sent = _sum(*(t["amount"] for t in w.state["transfers"].values() if t["date"] == today), 0)
    if Fraction(str(sent)) + Fraction(str(amount)) > 20000:
        w.fail("over_daily_limit", limit=20000)
    _less(w, source, amount)
    key = w.new_id("transfers", "TR")
    w.state["transfers"][key] = {"transfer_id": key, "account": account, "payee": payee, "amount": amount, "date": today, "note": note}
    return w.state["transfers"][key]  # type: ignore[return-value]


@tool(writes="accounts.change")
def move_between_accounts(
    w: World,
    from_account: Annotated[str, F("text", port="from_account")],
    to_account: Annotated[str, F("text", port="to_account")],
    amount: Money,
) -> Moved:
    """Move money between two of the customer's own accounts; no limit, no fee.

    from_account: Account to debit.
    to_account: Account to credit.
    amount: Amount to transfer.
    """
    source, target = w.get("accounts", from_account, "no_account"), w.get("accounts", to_account, "no_account")
    _less(w, source, amount)
    target["balance"] = _sum(target["balance"], amount)
    return {
        "from_account": from_account,
        "to_account": to_account,
        "amount": amount,
        "from_balance": source["balance"],
        "to_balance": target["balance"],
    }


@tool()
def spending_by_category(w: World, category: Text, days: Annotated[int, F("count", port="days", schema=(("minimum", 1), ("maximum", 90)))] = 30) -> Spending:  # fmt: skip
    """Total the card payments in one category over the last days.

    category: Category name as on the statement.
    days: Number of days to look back.
    """
    since = (w.now.date() - datetime.timedelta(days)).isoformat()
    hits = [e for e in w.state["entries"].values() if e["category"] == category and e["date"] >= since]
    return {"category": category, "spent": _sum(*(e["amount"] for e in hits), 0), "entries": len(hits)}


@tool()
def list_entries(w: World, shop: Text = "") -> Entries:
    """List card payments, latest first; optionally for one shop.

    shop: Filter by shop.
    """
    hits = [e for e in w.state["entries"].values() if not shop or e["shop"] == shop]
    return {"entries": sorted(hits, key=lambda e: (e["date"], e["entry_id"]), reverse=True)}


@tool(writes="cards.change")
def freeze_card(w: World, card: Text) -> Card:
    """Freeze a card immediately; payments are declined until it is unfrozen.

    card: Card name.
    """
    item = w.get("cards", card, "no_card")
    if item["state"] == "frozen":
        w.fail("already_frozen", card=card)
    item["state"] = "frozen"
    return item  # type: ignore[return-value]


@tool(writes="cards.change")
def set_card_limit(w: World, card: Text, daily_limit: LimitValue) -> Card:
    """Set a card's daily spending limit, up to 50,000.

    card: Card name.
    daily_limit: New limit per day.
    """
    item = w.get("cards", card, "no_card")
    if daily_limit > 50000:
        w.fail("limit_too_high", limit=50000)
    item["daily_limit"] = daily_limit
    return item  # type: ignore[return-value]


@tool()
def list_standing_orders(w: World, payee: Payee = "") -> Orders:
    """List the standing orders (automatic monthly payments).

    payee: Filter by payee.
    """
    return {"orders": [o for o in w.state["orders"].values() if not payee or o["payee"] == payee]}  # type: ignore[misc]


@tool(writes="orders.remove")
def stop_standing_order(w: World, order_id: Text) -> Order:
    """Cancel a standing order permanently.

    order_id: Standing order id from the list.
    """
    item = w.get("orders", order_id, "no_order")
    del w.state["orders"][order_id]
    return item  # type: ignore[return-value]


@tool(writes="payees.add")
def add_payee(w: World, payee: Payee, account_number: Annotated[str, F("code", schema=(("pattern", "^[0-9]{8,19}$"),))]) -> dict[str, str]:
    """Save a new payee for transfers.

    payee: Payee name.
    account_number: Account number, digits only.
    """
    if payee in w.state["payees"]:
        w.fail("payee_exists", payee=payee)
    w.state["payees"][payee] = {"payee": payee, "account_number": account_number}
    return {"payee": payee, "account_number": account_number}


@intent()
def want_balance(d: Draw, w: World) -> Goal | None:
    """How much is in an account."""
    account = d.of(list(w.state["accounts"].values()))
    return Goal({"account": Slot("text", account["account"])}, facts={"balance": Fact("balance", "money", account["balance"])})


@intent(writes=True)
def want_send(d: Draw, w: World) -> Goal | None:
    """Money to a payee."""
    account, payee = d.of(list(w.state["accounts"].values())), d.of(list(w.state["payees"]))
    amount = d.of([d.num(20, 900, 5), d.num(1000, 6000, 50), d.num(1050, 38000) / 100])
    note = d.pick("notes") if d.maybe(40) else ""
    if amount > account["balance"]:
        return None
    slots = {"account": Slot("text", account["account"]), "payee": Slot("person", payee), "amount": Slot("money", amount)}
    if note:
        slots["note"] = Slot("text", note, optional=True)
    sent = {"account": account["account"], "payee": payee, "amount": amount, "date": w.now.date().isoformat(), "note": note}
    left = {"balance": _sum(account["balance"], -amount)}
    facts = {
        "payee": Fact("payee", "person", payee),
        "amount": Fact("amount", "money", amount),
        "account": Fact("account", "text", account["account"]),
    }
    return Goal(slots, [Add("transfers", sent), Change("accounts", account["account"], left)], facts, risky=True)


@intent(writes=True)
def want_send_too_much(d: Draw, w: World) -> Goal | None:
    """Money to a payee, more than there is."""
    account, payee = d.of(list(w.state["accounts"].values())), d.of(list(w.state["payees"]))
    amount = int(account["balance"]) + d.num(50, 900, 50)
    if amount > 20000:
        return None
    slots = {"account": Slot("text", account["account"]), "payee": Slot("person", payee), "amount": Slot("money", amount)}
    return Goal(slots, [Add("transfers", {"payee": payee, "amount": amount})], refused="insufficient_funds", asks="send")


@intent(writes=True)
def want_send_over_limit(d: Draw, w: World) -> Goal | None:
    """Money to a payee, more than a day allows."""
    account, payee, amount = d.of(list(w.state["accounts"].values())), d.of(list(w.state["payees"])), d.num(20500, 36000, 500)
    slots = {"account": Slot("text", account["account"]), "payee": Slot("person", payee), "amount": Slot("money", amount)}
    return Goal(slots, [Add("transfers", {"payee": payee, "amount": amount})], refused="over_daily_limit", asks="send")


@intent(writes=True)
def want_shift(d: Draw, w: World) -> Goal | None:
    """Money from one own account to another."""
    a, b = d.rng.sample(list(w.state["accounts"].values()), 2)
    amount = d.of([d.num(50, 950, 50), d.num(1000, 9000, 500)])
    if amount > a["balance"]:
        return None
    slots = {"from_account": Slot("text", a["account"]), "to_account": Slot("text", b["account"]), "amount": Slot("money", amount)}
    left, now_there = _sum(a["balance"], -amount), _sum(b["balance"], amount)
    edits = [Change("accounts", a["account"], {"balance": left}), Change("accounts", b["account"], {"balance": now_there})]
    facts = {"amount": Fact("amount", "money", amount), "to_account": Fact("to_account", "text", b["account"]), "from_account": Fact("from_account", "text", a["account"]), "from_balance": Fact("from_balance", "money", left)}  # fmt: skip
    return Goal(slots, edits, facts, risky=True, also=("send_money",))


@intent()
def want_spent(d: Draw, w: World) -> Goal | None:
    """What went on one kind of thing in the last thirty days."""
    category = d.of(list(w.state["entries"].values()))["category"]
    since = (w.now.date() - datetime.timedelta(30)).isoformat()
    spent = _sum(*(e["amount"] for e in w.state["entries"].values() if e["category"] == category and e["date"] >= since), 0)
    return Goal({"category": Slot("text", category)}, facts={"spent": Fact("spent", "money", spent)}, also=("list_entries",))


@intent(writes=True)
def want_freeze(d: Draw, w: World) -> Goal | None:
    """A card is lost."""
    card = d.of(list(w.state["cards"].values()))
    if card["state"] == "frozen":
        return None
    return Goal({"card": Slot("text", card["card"])}, [Change("cards", card["card"], {"state": "frozen"})], {"card": Fact("card", "text", card["card"])}, risky=True, also=("set_card_limit",))  # fmt: skip


@intent(writes=True)
def want_limit(d: Draw, w: World) -> Goal | None:
    """A card may spend more or less a day."""
    card, limit = (
        d.of(list(w.state["cards"].values())),
        float(d.of([500, 800, 1500, 2500, 4000, 6000, 8000] if d.lang == "zh" else [50, 80, 120, 150, 250, 400, 500, 750])),
    )
    if card["daily_limit"] == limit:
        return None
    slots = {"card": Slot("text", card["card"]), "new_limit": Slot("money", limit)}
    facts = {"card": Fact("card", "text", card["card"]), "limit": Fact("daily_limit", "money", limit)}
    return Goal(slots, [Change("cards", card["card"], {"daily_limit": limit})], facts)


@intent(writes=True)
def want_stop_order(d: Draw, w: World) -> Goal | None:
    """A monthly payment is to end."""
    if not w.state["orders"]:
        return None
    order = d.of(list(w.state["orders"].values()))
    facts = {"payee": Fact("payee", "person", order["payee"]), "monthly": Fact("monthly", "money", order["monthly"])}
    return Goal({"payee": Slot("person", order["payee"])}, [Remove("orders", order["order_id"])], facts, risky=True)


@intent()
def want_monthly(d: Draw, w: World) -> Goal | None:
    """How much goes to somebody every month."""
    if not w.state["orders"]:
        return None
    order = d.of(list(w.state["orders"].values()))
    return Goal({"payee": Slot("person", order["payee"])}, facts={"monthly": Fact("monthly", "money", order["monthly"])})
