"""The shop's database: its tables under names of their own, and SELECT statements really run on them by sqlite in memory."""

from __future__ import annotations

import datetime
import json
import sqlite3
from functools import lru_cache
from typing import Any, TypedDict

from agent.world import Composed, Draw, World

# Each database calls its tables and columns in its own way: (table names, {column: names}). A column that points elsewhere is named after it.
SCHEMA: dict[str, tuple[tuple[str, ...], dict[str, tuple[str, ...]]]] = {
    "customers": (("customers", "clients", "buyers"), {"customer_id": ("customer_id", "cid"), "customer": ("customer", "full_name", "client_name"), "city": ("city", "town"), "level": ("level", "tier")}),
    "products": (("products", "items", "catalogue"), {"product_id": ("product_id", "sku"), "product": ("product", "title", "item_name"), "price": ("price", "unit_price", "list_price"), "stock": ("stock", "on_hand", "qty_left")}),
    "orders": (("orders", "sales", "purchases"), {"order_id": ("order_id", "oid"), "buyer": ("buyer_ref", "ordered_by"), "article": ("article_ref", "what"), "quantity": ("quantity", "units", "qty"), "amount": ("amount", "total_paid", "revenue"), "ordered_on": ("ordered_on", "order_date", "placed"), "status": ("status", "state")}),
    "staff": (("staff", "employees", "crew"), {"staff_id": ("staff_id", "eid"), "name": ("name", "employee"), "store": ("store", "branch"), "hired_on": ("hired_on", "start_date"), "pay": ("monthly_pay", "pay_per_month", "monthly_salary")}),
}  # fmt: skip
_NAMES = {n for _, columns in SCHEMA.values() for names in columns.values() for n in names}
Row = TypedDict("Row", {n: Any for n in sorted(_NAMES | {"n", "total", "average", "pieces", "best"})}, total=False)  # type: ignore[misc]
STATUSES = ("paid", "shipped", "refunded", "cancelled")
MOST = 50


class Rows(TypedDict):
    """The rows of a query; at most fifty are returned."""

    rows: list[Row]
    more: bool


def populate(d: Draw, now: datetime.datetime) -> dict[str, dict[str, dict[str, Any]]]:
    """Seven customers, eight products, eighteen orders of the last three months, eight employees, three saved queries."""
    t, c = _drawn(d)
    people, goods = list(dict.fromkeys(d.name("person") for _ in range(8)))[:7], d.some("products", 8)
    cities, stores = d.some("cities", 4), d.some("stores", 3)
    customers = [
        {"customer_id": 100 + i * 7, "customer": n, "city": d.of(cities), "level": d.of(["A", "B", "C"])} for i, n in enumerate(people)
    ]
    products = [
        {"product_id": f"P{d.num(10, 99)}{i}", "product": p["name"], "price": _price(d, p), "stock": d.num(0, 90)}
        for i, p in enumerate(goods)
    ]
    orders, staff = [], []
    for i in range(18):
        p, quantity, day = d.of(products), d.of([1, 1, 2, 3, 4, 6, d.num(5, 14)]), now.date() - datetime.timedelta(d.num(1, 95))
        amount = _cents(p["price"]) * quantity / 100
        orders.append({"order_id": 2301 + i, "buyer": d.of(customers)["customer_id"], "article": p["product_id"], "quantity": quantity, "amount": amount, "ordered_on": day.isoformat(), "status": d.of(["paid", "shipped", "shipped", *STATUSES])})  # fmt: skip
    for i, name in enumerate(dict.fromkeys(d.name("person") for _ in range(8))):
        hired = now.date() - datetime.timedelta(d.num(40, 2200))
        pay = float(d.num(4300, 12800, 50) if d.lang == "zh" else d.num(1900, 5200, 50))
        staff.append({"staff_id": 11 + i, "name": name, "store": d.of(stores), "hired_on": hired.isoformat(), "pay": pay})
    state = {}
    for kind, rows in (("customers", customers), ("products", products), ("orders", orders), ("staff", staff)):
        first = next(iter(rows[0]))
        state[t[kind]] = {str(r[first]): {c[k]: v for k, v in r.items()} for r in rows}
    saved = {
        "revenue": f"SELECT ROUND(SUM({c['amount']}), 2) AS total FROM {t['orders']}",
        "headcount": f"SELECT COUNT(*) AS n FROM {t['staff']}",
        "units": f"SELECT SUM({c['quantity']}) AS pieces FROM {t['orders']}",
        "stock": f"SELECT SUM({c['stock']}) AS pieces FROM {t['products']}",
    }
    kept = {}
    for key in d.rng.sample(sorted(saved), 3):
        name = d.of(d.lists["saved"][key])
        kept[name] = {"label": name, "sql": saved[key]}
    return {**state, "saved_queries": kept}


def _drawn(d: Draw) -> tuple[dict[str, str], dict[str, str]]:
    """Names of tables and columns for one database."""
    return {k: d.of(v[0]) for k, v in SCHEMA.items()}, {c: d.of(names) for _, columns in SCHEMA.values() for c, names in columns.items()}


def _price(d: Draw, item: dict[str, Any]) -> float:
    return (int(item["price"]) * d.num(80, 125) // 100 * 100 + d.of([0, 50, 80, 90, 95])) / 100


def kind_of(table: str) -> str:
    return next((k for k, (names, _) in SCHEMA.items() if table in names), "")


def columns_of(w: World, table: str) -> list[str]:
    """The columns in the order of the schema, whatever order the records keep."""
    record = next(iter(w.state[table].values()))
    return [n for names in SCHEMA[kind_of(table)][1].values() for n in names if n in record]


def tables_of(w: World) -> list[str]:
    return [n for names, _ in SCHEMA.values() for n in names if w.state.get(n)]


def type_of(value: Any) -> str:
    return "INTEGER" if isinstance(value, int) else "REAL" if isinstance(value, float) else "TEXT"


def _open(w: World) -> sqlite3.Connection:
    """The tables in memory."""
    import orjson  # not paid at import: a reward function carries this file

    return _opened(orjson.dumps([(t, columns_of(w, t), list(w.state[t].values())) for t in tables_of(w)]))


@lru_cache(maxsize=64)  # one row asks the same tables several things; nothing that it asks can change them
def _opened(tables: bytes) -> sqlite3.Connection:
    """(name, columns, records) of each table, as JSON, in a database; whatever is not reading is refused by sqlite itself."""
    db = sqlite3.connect(":memory:")
    for table, columns, rows in json.loads(tables):
        db.execute(f"CREATE TABLE {table} ({', '.join(f'{c} {type_of(rows[0][c])}' for c in columns)})")
        db.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(columns))})", [[r[c] for c in columns] for r in rows])
    allowed = (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION)
    db.set_authorizer(lambda action, *_: sqlite3.SQLITE_OK if action in allowed else sqlite3.SQLITE_DENY)
    db.set_progress_handler(lambda: 1, 2_000_000)
    return db


def run(w: World, sql: str) -> Rows:
    if sql.split(None, 1)[0].upper() not in ("SELECT", "WITH"):
        w.fail("read_only", verb=sql.split(None, 1)[0].upper())
    try:
        cursor = _open(w).execute(sql)
        found = cursor.fetchmany(MOST + 1)
        names = [x[0] for x in cursor.description]
    except (sqlite3.Error, sqlite3.Warning) as error:
        w.fail("sql_error", message=str(error))
    return {"rows": [dict(zip(names, r, strict=True)) for r in found[:MOST]], "more": len(found) > MOST}  # type: ignore[misc]


class Base:
    """The database as an intent sees it: records under the schema's own names, and how this database calls them."""

    def __init__(self, w: World) -> None:
        self.t = {k: next(n for n in names if n in w.state) for k, (names, _) in SCHEMA.items()}
        self.c: dict[str, str] = {}
        self.rows: dict[str, list[dict[str, Any]]] = {}
        for kind, (_, columns) in SCHEMA.items():
            records = list(w.state[self.t[kind]].values())
            own = {c: next(n for n in names if n in records[0]) for c, names in columns.items()}
            self.c |= own
            self.rows[kind] = [{c: r[n] for c, n in own.items()} for r in records]

    def sql(self, d: Draw, text: str) -> str:
        """A query over `{table}` and `{column}`, in one line or several."""
        out = text.format(**self.t, **{f"c_{k}": v for k, v in self.c.items()})
        return out.replace("| ", "\n" if d.maybe(35) else " ").replace("|", "")

    def needs(
        self, *tables: str, names: tuple[str, ...], slots: tuple[str, ...] = (), text: str = "", said: str = ""
    ) -> dict[str, Composed]:
        """The query as an argument: the tables are listed (unless the user names one), each is described."""
        looks: list[tuple[str, dict[str, Any]]] = [] if said else [("list_tables", {})]
        looks += [("describe_table", {"table": self.t[t]}) for t in tables]
        shown = dict.fromkeys([*(self.t[t] for t in tables), *(self.c[n] for n in names)])
        return {"sql": Composed("sql", text, slots, looks, tuple(shown))}


def total(figures: list[float]) -> float:
    return sum(map(_cents, figures)) / 100


def _cents(amount: float) -> int:
    """An amount of two decimals as a whole number, which is exact at a tenth of a fraction's cost."""
    return int(f"{amount:.2f}".replace(".", ""))
