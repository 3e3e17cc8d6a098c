"""A shop's database behind a read-only SQL prompt, really run on sqlite in memory, with queries saved under names."""

from __future__ import annotations

import datetime
from fractions import Fraction
from typing import Annotated, Any, TypedDict

from agent.domains._database import STATUSES, Base, Rows, columns_of, run, tables_of, total, type_of
from agent.domains._database import populate as populate
from agent.world import Add, Draw, F, Fact, Goal, Remove, Slot, World, intent, tool

Query = Annotated[str, F("code", port="sql", schema=(("minLength", 8), ("maxLength", 2000)))]
TableName = Annotated[str, F("text", port="table", schema=(("minLength", 1),))]
SavedName = Annotated[str, F("text", port="label", schema=(("minLength", 1), ("maxLength", 60)))]


class Table(TypedDict):
    """A table and how many rows it has."""

    table: str
    row_count: int


class Column(TypedDict):
    """A column of a table."""

    column: str
    type: str


class Description(TypedDict):
    """What a table is made of."""

    table: str
    row_count: int
    columns: list[Column]


class Saved(TypedDict):
    """A query kept under a name."""

    label: str
    sql: str


@tool()
def list_tables(w: World) -> dict[str, list[Table]]:
    """List the tables in the database with their row counts."""
    return {"tables": [{"table": t, "row_count": len(w.state[t])} for t in sorted(tables_of(w))]}


@tool()
def describe_table(w: World, table: TableName) -> Description:
    """Describe a table: columns, SQL types and row count.

    table: Exact table name.
    """
    if table not in tables_of(w):
        w.fail("no_table", table=table)
    rows = list(w.state[table].values())
    return {"table": table, "row_count": len(rows), "columns": [{"column": c, "type": type_of(rows[0][c])} for c in columns_of(w, table)]}


@tool()
def run_query(w: World, sql: Query) -> Rows:
    """Execute a SELECT statement (SQLite dialect) and return up to 50 rows. The connection is read-only; other statements are rejected.

    sql: SQL statement to execute.
    """
    return run(w, sql)


@tool()
def list_saved_queries(w: World) -> dict[str, list[Saved]]:
    """List the saved queries with their names and SQL text."""
    return {"queries": list(w.state["saved_queries"].values())}  # type: ignore[arg-type]


@tool()
def run_saved_query(w: World, name: SavedName) -> Rows:
    """Run a saved query by name.

    name: Name of the saved query.
    """
    return run(w, w.get("saved_queries", name, "no_query")["sql"])


@tool(writes="saved_queries.add")
def save_query(
    w: World, name: Annotated[str, F("text", port="new_label", schema=(("minLength", 1), ("maxLength", 60)))], sql: Query
) -> Saved:
    """Save a statement under a new name for the team to reuse.

    name: New name; must be unique.
    sql: SQL statement to save.
    """
    if name in w.state["saved_queries"]:
        w.fail("name_taken", name=name)
    w.state["saved_queries"][name] = {"label": name, "sql": sql}
    return {"label": name, "sql": sql}


@tool(writes="saved_queries.remove")
def delete_saved_query(w: World, name: SavedName) -> Saved:
    """Delete a saved query. The data is not affected.

    name: Name as listed.
    """
    kept = w.get("saved_queries", name, "no_query")
    del w.state["saved_queries"][name]
    return kept  # type: ignore[return-value]


def _since(d: Draw, w: World) -> str:
    return (w.now.date() - datetime.timedelta(d.num(12, 80))).isoformat()


@intent()
def want_customer_orders(d: Draw, w: World) -> Goal | None:
    """How many orders a customer has placed, at times since a day."""
    b = Base(w)
    person = d.of(b.rows["customers"])
    since = _since(d, w) if d.maybe(50) else ""
    mine = [o for o in b.rows["orders"] if o["buyer"] == person["customer_id"] and o["ordered_on"] >= since]
    slots = {"customer": Slot("person", person["customer"]), **({"since": Slot("date", since)} if since else {})}
    text = "SELECT COUNT(*) AS n| FROM {orders} o JOIN {customers} k ON o.{c_buyer} = k.{c_customer_id}| WHERE k.{c_customer} = '" + person["customer"].replace("'", "''") + "'" + (f" AND o.{{c_ordered_on}} >= '{since}'" if since else "")  # fmt: skip
    names = ("buyer", "customer_id", "customer", *(("ordered_on",) if since else ()))
    composed = b.needs("orders", "customers", names=names, slots=tuple(slots), text=b.sql(d, text))
    return Goal(slots, facts={"n": Fact("n", "count", len(mine))}, words="since" if since else "", composed=composed) if mine else None


@intent()
def want_city_sales(d: Draw, w: World) -> Goal | None:
    """What the orders of the customers in one place come to, whatever became of them."""
    b = Base(w)
    city = d.of(b.rows["customers"])["city"]
    there = {k["customer_id"] for k in b.rows["customers"] if k["city"] == city}
    paid = [o["amount"] for o in b.rows["orders"] if o["buyer"] in there]
    text = f"SELECT ROUND(SUM(o.{{c_amount}}), 2) AS total| FROM {{orders}} o JOIN {{customers}} k ON k.{{c_customer_id}} = o.{{c_buyer}}| WHERE k.{{c_city}} = '{city}'"
    composed = b.needs("orders", "customers", names=("amount", "buyer", "customer_id", "city"), slots=("city",), text=b.sql(d, text))
    return Goal({"city": Slot("place", city)}, facts={"total": Fact("total", "money", total(paid))}, composed=composed) if paid else None


@intent()
def want_bestseller(d: Draw, w: World) -> Goal | None:
    """The product of which most pieces were sold since a day."""
    b, since = Base(w), _since(d, w)
    sold: dict[str, int] = {}
    for o in b.rows["orders"]:
        if o["ordered_on"] >= since:
            sold[o["article"]] = sold.get(o["article"], 0) + o["quantity"]
    order = sorted(sold.values(), reverse=True)
    if len(order) < 2 or order[0] == order[1]:
        return None
    best = next(p for p in b.rows["products"] if sold.get(p["product_id"]) == order[0])
    text = f"SELECT p.{{c_product}}, SUM(o.{{c_quantity}}) AS pieces| FROM {{orders}} o JOIN {{products}} p ON o.{{c_article}} = p.{{c_product_id}}| WHERE o.{{c_ordered_on}} >= '{since}'| GROUP BY p.{{c_product_id}} ORDER BY pieces DESC LIMIT 1"
    composed = b.needs("orders", "products", names=("product", "quantity", "article", "product_id", "ordered_on"), slots=("since",), text=b.sql(d, text))  # fmt: skip
    facts = {"product": Fact(b.c["product"], "text", best["product"]), "pieces": Fact("pieces", "count", order[0])}
    return Goal({"since": Slot("date", since)}, facts=facts, composed=composed)


@intent()
def want_low_stock(d: Draw, w: World) -> Goal | None:
    """What is running out: products with fewer pieces than so many."""
    b = Base(w)
    below = d.of([5, 10, 12, 15, 20, 25, 30])
    short = sorted((p for p in b.rows["products"] if p["stock"] < below), key=lambda p: (p["stock"], p["product"]))
    if not 1 <= len(short) <= 3 or len({p["stock"] for p in short}) < len(short):
        return None
    text = f"SELECT {{c_product}}, {{c_stock}}| FROM {{products}}| WHERE {{c_stock}} < {below}| ORDER BY {{c_stock}}"
    composed = b.needs("products", names=("product", "stock"), slots=("below",), text=b.sql(d, text))
    listed = [[p["product"], p["stock"]] for p in short]
    facts = {"short": Fact(f"{b.c['product']}+{b.c['stock']}", "list:text+pieces", listed)}
    return Goal({"below": Slot("number", below)}, facts=facts, composed=composed)


@intent()
def want_by_status(d: Draw, w: World) -> Goal | None:
    """How many orders are in some state."""
    b = Base(w)
    status = d.of(STATUSES)
    held = [o for o in b.rows["orders"] if o["status"] == status]
    text = f"SELECT COUNT(*) AS n FROM {{orders}}| WHERE {{c_status}} = '{status}'"
    composed = b.needs("orders", names=("status",), slots=("status",), text=b.sql(d, text))
    return Goal({"status": Slot("choice:status", status)}, facts={"n": Fact("n", "count", len(held))}, composed=composed) if held else None


@intent()
def want_biggest(d: Draw, w: World) -> Goal | None:
    """The largest order of a customer and its day."""
    b = Base(w)
    person = d.of(b.rows["customers"])
    mine = sorted((o for o in b.rows["orders"] if o["buyer"] == person["customer_id"]), key=lambda o: -o["amount"])
    if len(mine) < 2 or mine[0]["amount"] == mine[1]["amount"]:
        return None
    text = "SELECT o.{c_amount}, o.{c_ordered_on}| FROM {orders} o JOIN {customers} k ON k.{c_customer_id} = o.{c_buyer}| WHERE k.{c_customer} = '" + person["customer"].replace("'", "''") + "'| ORDER BY o.{c_amount} DESC LIMIT 1"  # fmt: skip
    composed = b.needs("orders", "customers", names=("amount", "ordered_on", "customer_id", "buyer", "customer"), slots=("customer",), text=b.sql(d, text))  # fmt: skip
    facts = {"amount": Fact(b.c["amount"], "money", mine[0]["amount"]), "day": Fact(b.c["ordered_on"], "date", mine[0]["ordered_on"])}
    return Goal({"customer": Slot("person", person["customer"])}, facts=facts, composed=composed)


@intent()
def want_newest(d: Draw, w: World) -> Goal | None:
    """Who joined a shop last."""
    b = Base(w)
    store = d.of(b.rows["staff"])["store"]
    here = sorted((s for s in b.rows["staff"] if s["store"] == store), key=lambda s: str(s["hired_on"]), reverse=True)
    if len(here) < 2 or here[0]["hired_on"] == here[1]["hired_on"]:
        return None
    text = f"SELECT {{c_name}}, {{c_hired_on}} FROM {{staff}}| WHERE {{c_store}} = '{store}'| ORDER BY {{c_hired_on}} DESC LIMIT 1"
    composed = b.needs("staff", names=("name", "hired_on", "store"), slots=("store",), text=b.sql(d, text))
    facts = {"name": Fact(b.c["name"], "person", here[0]["name"]), "day": Fact(b.c["hired_on"], "date", here[0]["hired_on"])}
    return Goal({"store": Slot("place", store)}, facts=facts, composed=composed)


@intent()
def want_pay(d: Draw, w: World) -> Goal | None:
    """What people earn on average in a shop."""
    b = Base(w)
    store = d.of(b.rows["staff"])["store"]
    pay = [s["pay"] for s in b.rows["staff"] if s["store"] == store]
    mean = Fraction(sum(map(int, pay)), len(pay))
    if (mean * 100).denominator != 1:
        return None
    text = f"SELECT ROUND(AVG({{c_pay}}), 2) AS average FROM {{staff}}| WHERE {{c_store}} = '{store}'"
    composed = b.needs("staff", names=("pay", "store"), slots=("store",), text=b.sql(d, text))
    return Goal({"store": Slot("place", store)}, facts={"average": Fact("average", "money", float(mean))}, composed=composed)


@intent()
def want_rows(d: Draw, w: World) -> Goal:
    """How many rows a table has."""
    table = d.of(tables_of(w))
    return Goal(
        {"table": Slot("text", table)},
        facts={"row_count": Fact("row_count", "count", len(w.state[table]))},
        also=("list_tables", "run_query"),
    )


@intent()
def want_rows_nowhere(d: Draw, w: World) -> Goal:
    """How many rows a table has that this database does not know."""
    table = d.of(["invoices", "payments", "refund_log", "visits", "suppliers", "coupons", "shipments"])
    return Goal({"table": Slot("text", table)}, facts={"columns": Fact("columns", "list:text")}, refused="no_table", asks="rows")


@intent()
def want_type(d: Draw, w: World) -> Goal:
    """The type of a column."""
    table = d.of(tables_of(w))
    column = d.of(columns_of(w, table))
    kind = type_of(next(iter(w.state[table].values()))[column])
    facts = {"column": Fact("column", "text", column), "type": Fact("type", "text", kind)}
    return Goal({"table": Slot("text", table), "column": Slot("code", column)}, facts=facts, also=("run_query",))


def _pasted(d: Draw, b: Base) -> tuple[str, int]:
    """A statement as a colleague pastes it, and the count it gives."""
    kind, column, value = d.of([("orders", "quantity", d.num(1, 5)), ("products", "stock", d.num(10, 60)), ("staff", "pay", d.num(2500, 8000, 100)), ("orders", "amount", d.num(40, 400, 10))])  # fmt: skip
    sign = d.of([">", ">=", "<"])
    figures = [r[column] for r in b.rows[kind]]
    found = sum(x > value if sign == ">" else x >= value if sign == ">=" else x < value for x in figures)
    forms = (
        "SELECT COUNT(*) AS n FROM {t} WHERE {c} {s} {v}",
        "select count(*) as n from {t} where {c} {s} {v}",
        "SELECT count(*) n FROM {t} WHERE {c}{s}{v}",
    )
    return d.of(forms).format(t=b.t[kind], c=b.c[column], s=sign, v=value), found


@intent()
def want_pasted(d: Draw, w: World) -> Goal | None:
    """A statement is to be run as it stands."""
    sql, found = _pasted(d, Base(w))
    return Goal({"sql": Slot("code", sql)}, facts={"n": Fact("n", "count", found)})


@intent()
def want_changing(d: Draw, w: World) -> Goal:
    """A statement that would change the data."""
    b = Base(w)
    order = d.of(b.rows["orders"])["order_id"]
    forms = (
        "DELETE FROM {t} WHERE {k} = {v}",
        "UPDATE {t} SET {c} = 'cancelled' WHERE {k} = {v}",
        "DROP TABLE {t}",
        "update {t} set {c}='paid' where {k}={v}",
        "delete from {t} where {k}={v}",
    )
    sql = d.of(forms).format(t=b.t["orders"], k=b.c["order_id"], c=b.c["status"], v=order)
    return Goal({"sql": Slot("code", sql)}, facts={"n": Fact("n", "count")}, refused="read_only", asks="pasted")


@intent()
def want_saved(d: Draw, w: World) -> Goal | None:
    """A stored query is to be run."""
    kept = d.of(list(w.state["saved_queries"].values()))
    value, kind, key = _saved_value(Base(w), kept["sql"])
    return Goal({"label": Slot("text", kept["label"])}, facts={"value": Fact(key, kind, value)})


def _saved_value(b: Base, sql: str) -> tuple[Any, str, str]:
    """What a stored query gives, reckoned without it: (value, kind, name of the column)."""
    if "AS total" in sql:
        return total([o["amount"] for o in b.rows["orders"]]), "money", "total"
    if "AS n" in sql:
        return len(b.rows["staff"]), "number", "n"
    kind, column = ("orders", "quantity") if f"FROM {b.t['orders']}" in sql else ("products", "stock")
    return sum(r[column] for r in b.rows[kind]), "number", "pieces"


@intent(writes=True)
def want_drop_saved(d: Draw, w: World) -> Goal:
    """A stored query is no longer wanted."""
    label = d.of(sorted(w.state["saved_queries"]))
    return Goal({"label": Slot("text", label)}, [Remove("saved_queries", label)], {"label": Fact("label", "text", label)}, risky=True)


@intent(writes=True)
def want_save(d: Draw, w: World) -> Goal | None:
    """A statement is stored under a name."""
    sql, _ = _pasted(d, Base(w))
    label = d.pick("new_names")
    slots = {"sql": Slot("code", sql), "new_label": Slot("text", label)}
    return Goal(slots, [Add("saved_queries", {"label": label, "sql": sql})], {"label": Fact("label", "text", label)})


@intent(writes=True)
def want_save_taken(d: Draw, w: World) -> Goal | None:
    """A statement is stored a second time, under the name that it already has."""
    label = d.of(sorted(w.state["saved_queries"]))
    sql = w.state["saved_queries"][label]["sql"]
    slots = {"sql": Slot("code", sql), "new_label": Slot("text", label)}
    return Goal(slots, [Add("saved_queries", {"label": label, "sql": sql})], refused="name_taken", asks="save")
