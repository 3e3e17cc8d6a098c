"""A web shop's customer side: catalogue with stock, cart, orders, returns within a window, parcels."""

from __future__ import annotations

import datetime
from fractions import Fraction
from typing import Annotated, Any, Literal, TypedDict

from agent.world import Add, Change, Count, Draw, F, Fact, Goal, Remove, Slot, Text, World, intent, tool

Words = Annotated[str, F("text", port="product", schema=(("minLength", 1),))]
NewQuantity = Annotated[int, F("count", port="new_quantity", schema=(("minimum", 1), ("maximum", 99)))]
NewAddress = Annotated[str, F("text", port="new_address", schema=(("minLength", 1),))]
OrderNo = Annotated[str, F("code", port="order_no", schema=(("pattern", "^[0-9]{4}-[0-9]{5}$"),))]
Reason = Literal["faulty", "wrong_size", "not_as_described", "changed_mind"]


class Product(TypedDict):
    """One article of the catalogue."""

    sku: str
    product: str
    price: float
    stock: int
    category: str


class Line(TypedDict):
    """One line of the cart."""

    product: str
    quantity: int
    unit_price: float


class Cart(TypedDict):
    """The whole cart."""

    lines: list[Line]
    total: float


class Order(TypedDict):
    """One order of one article."""

    order_no: str
    product: str
    paid: float
    status: str
    ordered_on: str
    ship_to: str
    return_until: str


class Return(TypedDict):
    """A return that was opened."""

    return_no: str
    product: str
    reason: str
    refund: float
    send_by: str


class Parcel(TypedDict):
    """Where a parcel is."""

    carrier: str
    last_seen: str
    arrives_on: str


def populate(d: Draw, now: datetime.datetime) -> dict[str, dict[str, dict[str, Any]]]:
    """Eight articles, two of them in the cart, seven orders in every state, three saved addresses."""
    names = d.some("products", 15)
    products = {}
    for item in names[:8]:
        key = f"{d.of('ABCDEFGHKMPRTX')}{d.num(1000, 9999)}"
        stock = d.of([1, 2, 3, d.num(4, 60), d.num(4, 60)])
        products[key] = {"sku": key, "product": item["name"], "price": _price(d, item), "stock": stock, "category": item["category"]}  # fmt: skip
    cart = {}
    for p in d.rng.sample(list(products.values()), 2):
        cart[p["product"]] = {"product": p["product"], "sku": p["sku"], "quantity": d.num(1, min(3, p["stock"])), "unit_price": p["price"]}
    labels = d.some("addresses", 3)
    orders, ages = {}, iter([0, 1, d.num(2, 4), d.num(3, 6), d.num(6, 12), d.num(8, 15), d.num(38, 90)])
    for item, status in zip(names[8:], ("processing", "processing", "shipped", "shipped", "delivered", "delivered", "delivered"), strict=True):  # fmt: skip
        age = next(ages)
        key = f"{d.num(1000, 9999)}-{d.num(10000, 99999)}"
        orders[key] = _order(d, now.date(), key, item, status, age, d.of(labels))
    return {"products": products, "cart": cart, "orders": orders, "returns": {}, "addresses": {a: {"label": a} for a in labels}}


def _price(d: Draw, item: dict[str, Any]) -> float:
    return (int(item["price"]) * d.num(75, 135) // 100 * 100 + d.of([0, 50, 90, 90, 80] if d.lang == "zh" else [0, 49, 50, 95, 99])) / 100


def _order(d: Draw, today: datetime.date, key: str, item: dict[str, Any], status: str, age: int, label: str) -> dict[str, Any]:
    ordered = today - datetime.timedelta(age)
    got, sent = ordered + datetime.timedelta(d.num(2, 4)) if status == "delivered" else None, status != "processing"
    return {
        "order_no": key, "product": item["name"], "paid": _price(d, item), "status": status,
        "ordered_on": ordered.isoformat(), "ship_to": label, "return_until": (got + datetime.timedelta(d.of([14, 14, 30]))).isoformat() if got else "",
        "carrier": d.pick("carriers") if sent else "", "last_seen": d.pick("depots") if sent else "",
        "arrives_on": got.isoformat() if got else (today + datetime.timedelta(d.num(1, 4))).isoformat(),
    }  # fmt: skip


def _seen(order: dict[str, Any]) -> Order:
    return {k: order[k] for k in Order.__annotations__}  # type: ignore[return-value]


def _still_here(w: World, order: dict[str, Any]) -> None:
    if order["status"] == "cancelled_refunded":
        w.fail("already_cancelled", product=order["product"])
    if order["status"] != "processing":
        w.fail("already_shipped", product=order["product"], ordered_on=order["ordered_on"])


@tool()
def search_products(w: World, query: Words) -> dict[str, list[Product]]:
    """Search the catalogue by product name; returns price and stock.

    query: Words in the product name.
    """
    return {"products": [p for p in w.state["products"].values() if query.casefold() in p["product"].casefold()]}  # type: ignore[misc]


@tool(writes="cart.add")
def add_to_cart(w: World, sku: Text, quantity: Count = 1) -> Line:
    """Add a product to the cart. Fails if stock is insufficient or it is already in the cart.

    sku: SKU from the catalogue.
    quantity: Number of units.
    """
    article = w.get("products", sku, "no_product")
    if article["product"] in w.state["cart"]:
        w.fail("already_in_cart", product=article["product"])
    if quantity > article["stock"]:
        w.fail("out_of_stock", product=article["product"], stock=article["stock"])
    w.state["cart"][article["product"]] = {"product": article["product"], "sku": sku, "quantity": quantity, "unit_price": article["price"]}
    return _line(w.state["cart"][article["product"]])


@tool(writes="cart.change")
def change_quantity(w: World, product: Words, quantity: NewQuantity) -> Line:
    """Update the quantity of an item in the cart.

    product: Product name as shown in the cart.
    quantity: New quantity.
    """
    line = w.get("cart", product, "not_in_cart")
    stock = w.state["products"][line["sku"]]["stock"]
    if quantity > stock:
        w.fail("out_of_stock", product=product, stock=stock)
    line["quantity"] = quantity
    return _line(line)


@tool(writes="cart.remove")
def remove_from_cart(w: World, product: Words) -> Line:
    """Remove an item from the cart.

    product: Name of the item to remove.
    """
    line = w.get("cart", product, "not_in_cart")
    del w.state["cart"][product]
    return _line(line)


@tool()
def show_cart(w: World) -> Cart:
    """Show the items in the cart and the total."""
    lines = list(w.state["cart"].values())
    return {"lines": [_line(x) for x in lines], "total": _total(lines)}


def _line(x: dict[str, Any]) -> Line:
    return {"product": x["product"], "quantity": x["quantity"], "unit_price": x["unit_price"]}


def _total(lines: list[dict[str, Any]]) -> float:
    return float(sum(Fraction(str(x["unit_price"])) * x["quantity"] for x in lines))


@tool()
def find_orders(w: World, query: Words) -> dict[str, list[Order]]:
    """Search the customer's order history by product, latest first.

    query: Words in the name of the ordered product.
    """
    hits = [o for o in w.state["orders"].values() if query.casefold() in o["product"].casefold()]
    return {"orders": [_seen(o) for o in sorted(hits, key=lambda o: str(o["ordered_on"]), reverse=True)]}


@tool(writes="orders.change")
def cancel_order(w: World, order_no: OrderNo) -> Order:
    """Cancel and refund an order that has not been shipped yet.

    order_no: Order number.
    """
    order = w.get("orders", order_no, "no_order")
    _still_here(w, order)
    order["status"] = "cancelled_refunded"
    return _seen(order)


@tool(writes="orders.change")
def change_address(w: World, order_no: OrderNo, address: NewAddress) -> Order:
    """Change the delivery address of an order that has not been shipped.

    order_no: Order number.
    address: Label of a saved address.
    """
    order, _ = w.get("orders", order_no, "no_order"), w.get("addresses", address, "no_address")
    _still_here(w, order)
    order["ship_to"] = address
    return _seen(order)


@tool(writes="returns.add")
def open_return(w: World, order_no: OrderNo, reason: Reason) -> Return:
    """Open a return for a delivered order within its return window; the label is sent by email.

    order_no: Order number.
    reason: Reason for the return.
    """
    order, today, key = w.get("orders", order_no, "no_order"), w.now.date(), f"R{order_no}"
    if order["status"] != "delivered":
        w.fail("not_delivered", product=order["product"])
    if key in w.state["returns"]:
        w.fail("already_returned", product=order["product"])
    if today.isoformat() > order["return_until"]:
        w.fail("window_closed", product=order["product"], return_until=order["return_until"])
    send_by = (today + datetime.timedelta(7)).isoformat()
    back = {"return_no": key, "product": order["product"], "reason": reason, "refund": order["paid"], "send_by": send_by}
    w.state["returns"][key] = {**back, "order_no": order_no}
    return back  # type: ignore[return-value]


@tool()
def track_parcel(w: World, order_no: OrderNo) -> Parcel:
    """Track an order's parcel: last scan location and expected delivery date.

    order_no: Order number.
    """
    order = w.get("orders", order_no, "no_order")
    if not order["carrier"]:
        w.fail("not_shipped", product=order["product"])
    return {"carrier": order["carrier"], "last_seen": order["last_seen"], "arrives_on": order["arrives_on"]}


def _one(d: Draw, w: World, state: str) -> dict[str, Any] | None:
    found = [o for o in w.state["orders"].values() if o["status"] == state]
    return d.of(found) if found else None


def _named(d: Draw, order: dict[str, Any]) -> tuple[dict[str, Slot], str]:
    """How the customer speaks of an order: mostly by what it was, at times by the number on the receipt."""
    if d.maybe(25):
        return {"order_no": Slot("code", order["order_no"])}, "no"
    return {"product": Slot("text", order["product"])}, ""


@intent()
def want_price(d: Draw, w: World) -> Goal:
    """What something costs."""
    p = d.of([p for p in w.state["products"].values() if p["stock"]] or list(w.state["products"].values()))
    return Goal({"product": Slot("text", p["product"])}, facts={"price": Fact("price", "money", p["price"])}, also=("add_to_cart",))


@intent()
def want_stock(d: Draw, w: World) -> Goal | None:
    """How many are left."""
    p = d.of(list(w.state["products"].values()))
    return Goal({"product": Slot("text", p["product"])}, facts={"stock": Fact("stock", "count", p["stock"])})


@intent(writes=True)
def want_add(d: Draw, w: World) -> Goal | None:
    """Something goes into the cart."""
    free = [p for p in w.state["products"].values() if p["product"] not in w.state["cart"] and p["stock"]]
    if not free:
        return None
    p = d.of(free)
    quantity = d.num(1, min(5, p["stock"]))
    many = {"quantity": Slot("count", quantity, optional=True)} if quantity > 1 else {}
    slots = {"product": Slot("text", p["product"]), **many}
    edits = [Add("cart", {"product": p["product"], "sku": p["sku"], "quantity": quantity, "unit_price": p["price"]})]
    facts = {"product": Fact("product", "text", p["product"]), "quantity": Fact("quantity", "count", quantity), "unit_price": Fact("unit_price", "money", p["price"])}  # fmt: skip
    return Goal(slots, edits, facts)


@intent(writes=True)
def want_quantity(d: Draw, w: World) -> Goal | None:
    """Another number of pieces."""
    stock = {p["sku"]: min(p["stock"], 12) for p in w.state["products"].values()}
    pairs = [(x, n) for x in w.state["cart"].values() for n in range(1, stock[x["sku"]] + 1) if n != x["quantity"]]
    if not pairs:
        return None
    line, n = d.of(pairs)
    slots = {"product": Slot("text", line["product"]), "new_quantity": Slot("count", n)}
    facts = {"product": Fact("product", "text", line["product"]), "quantity": Fact("quantity", "count", n)}
    return Goal(slots, [Change("cart", line["product"], {"quantity": n})], facts, also=("remove_from_cart",))


@intent(writes=True)
def want_quantity_too_many(d: Draw, w: World) -> Goal | None:
    """More pieces than are in stock (the cart does not show how many there are)."""
    if not w.state["cart"]:
        return None
    line = d.of(list(w.state["cart"].values()))
    n = w.state["products"][line["sku"]]["stock"] + d.num(1, 3)
    slots = {"product": Slot("text", line["product"]), "new_quantity": Slot("count", n)}
    return Goal(slots, [Change("cart", line["product"], {"quantity": n})], refused="out_of_stock", asks="quantity")


@intent(writes=True)
def want_remove(d: Draw, w: World) -> Goal | None:
    """Something is not wanted after all."""
    if not w.state["cart"]:
        return None
    product = d.of(list(w.state["cart"]))
    return Goal({"product": Slot("text", product)}, [Remove("cart", product)], {"product": Fact("product", "text", product)}, also=("change_quantity",))  # fmt: skip


@intent()
def want_total(d: Draw, w: World) -> Goal | None:
    """What the cart comes to."""
    lines = list(w.state["cart"].values())
    return Goal({}, facts={"total": Fact("total", "money", _total(lines))}) if lines else None


def _cancel(d: Draw, w: World, state: str, refused: str = "") -> Goal | None:
    if (order := _one(d, w, state)) is None:
        return None
    slots, how = _named(d, order)
    edits = [Change("orders", order["order_no"], {"status": "cancelled_refunded"})]
    facts = {"product": Fact("product", "text", order["product"]), "paid": Fact("paid", "money", order["paid"])}
    return Goal(slots, edits, {} if refused else facts, words=how, risky=not refused, refused=refused, asks=refused and "cancel")


@intent(writes=True)
def want_cancel(d: Draw, w: World) -> Goal | None:
    """An order is called off in time."""
    return _cancel(d, w, "processing")


@intent(writes=True)
def want_cancel_late(d: Draw, w: World) -> Goal | None:
    """An order is called off when it has left the warehouse."""
    return _cancel(d, w, "shipped", "already_shipped")


@intent(writes=True)
def want_address(d: Draw, w: World) -> Goal | None:
    """An order goes somewhere else."""
    if (order := _one(d, w, "processing")) is None:
        return None
    label = d.of([a for a in w.state["addresses"] if a != order["ship_to"]])
    slots = {"product": Slot("text", order["product"]), "new_address": Slot("text", label)}
    facts = {"product": Fact("product", "text", order["product"]), "ship_to": Fact("ship_to", "text", label)}
    return Goal(slots, [Change("orders", order["order_no"], {"ship_to": label})], facts)


def _return(d: Draw, w: World, late: bool) -> Goal | None:
    today = w.now.date().isoformat()
    held = [o for o in w.state["orders"].values() if o["status"] == "delivered" and (o["return_until"] < today) == late]
    if not held:
        return None
    order, reason = d.of(held), d.of(["faulty", "wrong_size", "not_as_described", "changed_mind"])
    slots = {"product": Slot("text", order["product"]), "reason": Slot("choice:reason", reason)}
    edits = [Add("returns", {"order_no": order["order_no"], "reason": reason})]
    if late:
        return Goal(slots, edits, refused="window_closed", asks="return")
    send_by = (w.now.date() + datetime.timedelta(7)).isoformat()
    facts = {"product": Fact("product", "text", order["product"]), "refund": Fact("refund", "money", order["paid"]), "send_by": Fact("send_by", "date", send_by)}  # fmt: skip
    return Goal(slots, edits, facts, risky=True)


@intent(writes=True)
def want_return(d: Draw, w: World) -> Goal | None:
    """Something goes back in time."""
    return _return(d, w, late=False)


@intent(writes=True)
def want_return_late(d: Draw, w: World) -> Goal | None:
    """Something is to go back after the window has closed."""
    return _return(d, w, late=True)


@intent()
def want_track(d: Draw, w: World) -> Goal | None:
    """Where a parcel is."""
    if (order := _one(d, w, "shipped")) is None:
        return None
    slots, how = _named(d, order)
    facts = {"last_seen": Fact("last_seen", "text", order["last_seen"]), "arrives_on": Fact("arrives_on", "date", order["arrives_on"])}
    return Goal(slots, facts=facts, words=how)
