"""What the window reads of the cache: ids of a view, rows of ids, counts of tabs."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import replace

from shipdesk.domain.account import AccountId
from shipdesk.domain.codec import from_plain
from shipdesk.domain.dispatch_order import DispatchOrder
from shipdesk.domain.order import Order, OrderKey, Payment, PaymentKind
from shipdesk.domain.query import ListQuery
from shipdesk.domain.rows import DispatchOrderRow, OrderRow, ShipmentRow
from shipdesk.domain.rules import RuleProblem
from shipdesk.domain.shipment import Shipment
from shipdesk.storage import parcels
from shipdesk.storage.order_rows import ACCOUNT_DEFAULT
from shipdesk.storage.row_writer import KINDS
from shipdesk.storage.search import compact, match_of
from shipdesk.storage.sql import Conn, Row, from_json, marks, one, run, to_json, to_object

_IN = "IN (SELECT value FROM json_each(?))"
_ORDER_ROW = (
    "id, key, account_id, number, created_ms, recipient, place, country, country_guessed,"
    " to_locker, quantity, total_minor, currency, payment, cod_minor, parcel_size, weight_g,"
    " parcel_assumed, stage, state_key, state_words, source, best_minor, best_currency"
)
_SHIPMENT_ROW = (
    "id, key, account_id, order_key, order_number, tracking_number, courier, service_title,"
    " recipient, place, status, words, label, prints, handing_in, pickup, price_minor, cod_minor,"
    " currency, created_ms, updated_ms, scanned_ms"
)
_DISPATCH_ORDER_ROW = (
    "id, key, account_id, number, status, words, place, office_hours, parcels, comments, created_ms"
)
_TO_SCAN = "is_open = 1 AND prints > 0 AND scanned_ms = 0 AND status IN ('bought', 'pickup_booked')"
_BOOLEANS = (8, 9, 17)

_SORTS: dict[str, dict[str, str]] = {
    "orders": {
        "number": "number_key",
        "recipient": "recipient_key",
        "place": "place_key",
        "country": "country",
        "quantity": "quantity",
        "total_minor": "total_minor",
        "payment": "payment",
        "cod_minor": "cod_minor",
        "weight_g": "weight_g",
        "parcel_size": "parcel_size",
        "stage": "stage",
        "source": "source",
        "best_minor": "best_minor",
    },
    "shipments": {
        "tracking_number": "tracking_key",
        "order_number": "order_number_key",
        "courier": "courier",
        "service_title": "service_title",
        "recipient": "recipient_key",
        "place": "place_key",
        "status": "status",
        "prints": "prints",
        "label": "label",
        "pickup": "pickup",
        "price_minor": "price_minor",
        "cod_minor": "cod_minor",
        "updated_ms": "updated_ms",
        "scanned_ms": "scanned_ms",
    },
    "dispatch_orders": {
        "number": "number_key",
        "status": "status",
        "place": "place_key",
        "parcels": "parcels",
        "comments": "comments",
    },
}
_TABS: dict[str, dict[str, str]] = {
    "shipments": {
        "open": "is_open = 1",
        "to_print": "to_print = 1",
        "to_scan": _TO_SCAN,
        "no_pickup": "no_pickup = 1",
        "in_transit": "in_transit = 1",
        "failed": "failed = 1",
        "done": "done = 1",
    },
    "dispatch_orders": {
        "open": "is_open = 1",
        "rejected": "rejected = 1",
        "collected": "collected = 1",
    },
}


def ids(conn: Conn, kind: str, query: ListQuery) -> array[int]:
    """Return the row ids of a view, newest first or by the sort key, exact finds at the top.

    `kind` is orders, shipments or dispatch_orders. An unknown tab or sort key raises KeyError.
    """
    where, values = _where(kind, query)
    order = _order(kind, query)
    if not query.text.strip():
        sql = f"SELECT id FROM {KINDS[kind].prefix}_row{_and(where)}{order}"  # noqa: S608
        return _ids(conn, sql, values)
    exact = _exact(conn, kind, query.text, where, values)
    found = _matching(conn, kind, query, where, values, order)
    if not exact:
        return found
    first = set(exact)
    return array("q", [*exact, *(row_id for row_id in found if row_id not in first)])


def _ids(conn: Conn, sql: str, values: Sequence[object]) -> array[int]:
    return array("q", [row[0] for row in conn.execute(sql, tuple(values))])


def _where(kind: str, query: ListQuery) -> tuple[list[str], list[object]]:
    where: list[str] = []
    values: list[object] = []
    if query.account_id:
        where.append("account_id = ?")
        values.append(query.account_id)
    if query.tab:
        if kind == "orders":
            where.append("stage = ?")
            values.append(query.tab)
        else:
            where.append(_TABS[kind][query.tab])
    return where, values


def _and(where: Iterable[str]) -> str:
    return "".join(f" {'AND' if place else 'WHERE'} {one_}" for place, one_ in enumerate(where))


def _order(kind: str, query: ListQuery) -> str:
    direction = "DESC" if query.descending else "ASC"
    if query.sort in {"", "created_ms", "id"}:
        return f" ORDER BY id {direction}"
    column = _SORTS[kind][query.sort]
    # Rows without a value stand last either way: "not known" is neither the least nor the most.
    return f" ORDER BY {column} IS NULL, {column} {direction}, id DESC"


def _exact(
    conn: Conn, kind: str, text: str, where: Sequence[str], values: Sequence[object]
) -> list[int]:
    """Rows of which the text is the number, however it is written: what a scanner types."""
    key = compact(text)
    if not key:
        return []
    if kind == "orders":
        of_shipment = "SELECT order_key FROM shipment_row WHERE {} = ? AND order_key <> ''"
        told = [
            "number_key = ?",
            f"key IN ({of_shipment.format('tracking_key')})",
            f"key IN ({of_shipment.format('reference_key')})",
        ]
    elif kind == "shipments":
        told = ["tracking_key = ?", "reference_key = ?", "order_number_key = ?"]
    else:
        told = ["number_key = ?"]
    prefix = KINDS[kind].prefix
    found: dict[int, None] = {}
    for condition in told:
        sql = f"SELECT id FROM {prefix}_row{_and([condition, *where])} ORDER BY id DESC"  # noqa: S608
        found.update(dict.fromkeys(row[0] for row in run(conn, sql, (key, *values))))
    return list(found)


def _matching(
    conn: Conn,
    kind: str,
    query: ListQuery,
    where: Sequence[str],
    values: Sequence[object],
    order: str,
) -> array[int]:
    match = match_of(query.text)
    if not match:
        return array("q")
    prefix = KINDS[kind].prefix
    if not where and order.startswith(" ORDER BY id "):
        direction = order.removeprefix(" ORDER BY id ")
        sql = (
            f"SELECT rowid FROM {prefix}_fts WHERE {prefix}_fts MATCH ? ORDER BY rowid {direction}"  # noqa: S608
        )
        return _ids(conn, sql, (match,))
    inside = f"id IN (SELECT rowid FROM {prefix}_fts WHERE {prefix}_fts MATCH ?)"  # noqa: S608
    sql = f"SELECT id FROM {prefix}_row{_and([inside, *where])}{order}"  # noqa: S608
    return _ids(conn, sql, (match, *values))


def order_rows(conn: Conn, ids: Sequence[int]) -> dict[int, OrderRow]:
    """Return the rows that there are."""
    found: dict[int, OrderRow] = {}
    for row in _rows(conn, "order", _ORDER_ROW, ids):
        told = list(row)
        for place in _BOOLEANS:
            told[place] = bool(told[place])
        found[told[0]] = OrderRow(*told)
    return found


def shipment_rows(conn: Conn, ids: Sequence[int]) -> dict[int, ShipmentRow]:
    """Return the rows that there are."""
    return {row[0]: ShipmentRow(*row) for row in _rows(conn, "shipment", _SHIPMENT_ROW, ids)}


def dispatch_order_rows(conn: Conn, ids: Sequence[int]) -> dict[int, DispatchOrderRow]:
    """Return the rows that there are."""
    rows = _rows(conn, "dispatch_order", _DISPATCH_ORDER_ROW, ids)
    return {row[0]: DispatchOrderRow(*row) for row in rows}


def _rows(conn: Conn, prefix: str, columns: str, ids: Sequence[int]) -> list[Row]:
    wanted = list(ids)
    found: list[Row] = []
    for start in range(0, len(wanted), 500):
        some = wanted[start : start + 500]
        sql = f"SELECT {columns} FROM {prefix}_row WHERE id IN ({marks(len(some))})"  # noqa: S608
        found.extend(run(conn, sql, some))
    return found


def counts(conn: Conn, kind: str) -> dict[str, int]:
    """Return how many rows each tab holds; a tab without any may be absent, "" is all."""
    rows = run(conn, "SELECT tab, n FROM counter WHERE kind = ?", (kind,))
    return {tab: int(n) for tab, n in rows}


def row_ids(conn: Conn, kind: str, keys: Sequence[str]) -> dict[str, int]:
    """Return the row id of each key that has a row."""
    sql = f"SELECT key, id FROM {KINDS[kind].prefix}_row WHERE key {_IN}"  # noqa: S608
    return dict(run(conn, sql, (to_json(list(keys)),)))


def keys(conn: Conn, kind: str, ids: Sequence[int]) -> dict[int, str]:
    """Return the key (order key, shipment id, dispatch order id) of each row id that has a row."""
    sql = f"SELECT id, key FROM {KINDS[kind].prefix}_row WHERE id {_IN}"  # noqa: S608
    return dict(run(conn, sql, (to_json(list(ids)),)))


def order(conn: Conn, key: OrderKey) -> Order | None:
    """Return the order as fetched or typed, without what was added to it here.

    Where its account says that unknown payments are paid, that is what its payment says.
    """
    row = one(
        conn,
        "SELECT object.body, shown.payment_source FROM order_object AS object"
        " LEFT JOIN order_row AS shown ON shown.id = object.id WHERE object.key = ?",
        (key,),
    )
    if row is None:
        return None
    found = to_object(Order, row[0])
    if row[1] == ACCOUNT_DEFAULT and found.payment.kind is PaymentKind.UNKNOWN:
        return replace(found, payment=Payment(PaymentKind.PAID, source=ACCOUNT_DEFAULT))
    return found


def problems(conn: Conn, key: OrderKey) -> tuple[RuleProblem, ...]:
    """Return what stands in the way of the order, per field."""
    row = one(conn, "SELECT problems FROM order_row WHERE key = ?", (key,))
    if row is None or not row[0]:
        return ()
    return tuple(from_plain(RuleProblem, item) for item in from_json(row[0]))


def fetched_shipment(conn: Conn, shipment_id: str) -> Shipment | None:
    """Return a shipment that was fetched and not bought here, with its order as the list has it."""
    row = one(
        conn,
        "SELECT object.body, shown.order_key, shown.order_number FROM shipment_object AS object"
        " LEFT JOIN shipment_row AS shown ON shown.key = object.key WHERE object.key = ?",
        (shipment_id,),
    )
    if row is None:
        return None
    found = to_object(Shipment, row[0])
    if not row[1] or row[1] == found.order_key:
        return found
    return replace(found, order_key=OrderKey(row[1]), order_number=row[2])


def fetched_of_order(conn: Conn, key: OrderKey) -> tuple[Shipment, ...]:
    """Return the order's parcels that were fetched and are not ours for it, newest first."""
    found = parcels.of_orders(conn, [key])
    told = (
        each.own if each.shipment is None and each.shown_order != key else each.shipment
        for each in found
    )
    return tuple(each for each in told if each is not None)


def fetched_dispatch_order(conn: Conn, dispatch_order_id: str) -> DispatchOrder | None:
    """Return a dispatch order that was fetched and not booked here."""
    row = one(conn, "SELECT body FROM dispatch_order_object WHERE key = ?", (dispatch_order_id,))
    return None if row is None else to_object(DispatchOrder, row[0])


def sync_state(conn: Conn) -> dict[tuple[AccountId, str], tuple[int, int | None, int]]:
    """Return per account and stream: when it was last read to its end (ms), total, rows so far."""
    rows = run(conn, "SELECT account_id, stream, synced_ms, total, done FROM sync_state")
    return {
        (AccountId(account_id), stream): (synced_ms, total, done)
        for account_id, stream, synced_ms, total, done in rows
    }


def next_cursor(conn: Conn, account_id: AccountId, stream: str) -> str:
    """Return where the reading of a stream goes on; "" from the beginning."""
    row = one(
        conn,
        "SELECT next_cursor FROM sync_state WHERE account_id = ? AND stream = ?",
        (account_id, stream),
    )
    return str(row[0]) if row else ""
