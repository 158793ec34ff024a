"""The last quotes of each order, so that they are there at once and offline, with their age."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from shipdesk.clock import from_millis, to_millis
from shipdesk.domain.codec import to_plain
from shipdesk.domain.money import Money
from shipdesk.domain.order import OrderKey
from shipdesk.domain.quote import QuoteSheet
from shipdesk.storage import changes
from shipdesk.storage.sql import Conn, one, run, to_json, to_object


def save_sheet(conn: Conn, order_key: OrderKey, sheet: QuoteSheet, now: datetime) -> None:
    """Keep the sheet in the place of the order's last one."""
    run(
        conn,
        "INSERT OR REPLACE INTO quote_sheet (order_key, at_ms, body) VALUES (?, ?, ?)",
        (order_key, to_millis(now), to_json(to_plain(sheet))),
    )
    changes.note(conn, "quotes", order_key)


def read_sheet(conn: Conn, order_key: OrderKey) -> QuoteSheet | None:
    """Return the order's last sheet; its age is that of its quotes."""
    row = one(conn, "SELECT body FROM quote_sheet WHERE order_key = ?", (order_key,))
    return None if row is None else to_object(QuoteSheet, row[0])


def read_age(conn: Conn, order_key: OrderKey) -> datetime | None:
    """Return when the order's last sheet was kept, which also tells the age of an empty one."""
    row = one(conn, "SELECT at_ms FROM quote_sheet WHERE order_key = ?", (order_key,))
    return None if row is None else from_millis(row[0])


def best_of(conn: Conn, keys: Sequence[str]) -> dict[str, Money]:
    """Return the lowest price on the last sheet of each order that has one.

    Sheets are ranked when they are kept; prices of several currencies are not compared: first wins.
    """
    rows = run(
        conn,
        "SELECT order_key, body FROM quote_sheet"
        " WHERE order_key IN (SELECT value FROM json_each(?))",
        (to_json(list(keys)),),
    )
    found: dict[str, Money] = {}
    for key, body in rows:
        sheet = to_object(QuoteSheet, body)
        priced = [quote.total for quote in sheet.quotes if quote.total is not None]
        same = [total for total in priced if total.currency == priced[0].currency]
        if same:
            found[key] = min(same, key=lambda total: total.minor)
    return found


def couriers(conn: Conn, newest: int) -> tuple[str, ...]:
    """Return whose prices stand on the newest sheets, each courier once."""
    rows = run(
        conn,
        "SELECT DISTINCT quote.value ->> '$.courier' FROM"
        " (SELECT body FROM quote_sheet ORDER BY at_ms DESC LIMIT ?) sheet,"
        " json_each(sheet.body, '$.quotes') quote",
        (newest,),
    )
    return tuple(courier for (courier,) in rows if courier)
