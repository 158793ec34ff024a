"""Saves what a page held: only what differs from what is known, merged, never blanked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import itemgetter
from typing import TypeVar

from shipdesk.clock import to_millis
from shipdesk.domain.dispatch_order import DispatchOrder
from shipdesk.domain.order import Order, OrderKey, Stage
from shipdesk.domain.shipment import Shipment
from shipdesk.storage import walks
from shipdesk.storage.merging import digest, with_details, with_list_row
from shipdesk.storage.row_writer import RowIds
from shipdesk.storage.search import compact
from shipdesk.storage.sql import Conn, Row, run, run_many, to_body, to_json, to_object

ObjectT = TypeVar("ObjectT", Shipment, DispatchOrder)

UNSETTLED = (Stage.NEW, Stage.READY, Stage.PROBLEM, Stage.ON_HOLD)
"""Where an order still needs something from us, and details are worth reading."""

_IN = "IN (SELECT value FROM json_each(?))"
_ROW_ID = itemgetter(0)
_UPSERT_ORDER = (
    "INSERT INTO order_object (id, key, account_id, remote_id, local, detailed, list_digest,"
    " detail_digest, body, listed) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    " ON CONFLICT (id) DO UPDATE SET detailed = excluded.detailed, local = excluded.local,"
    " list_digest = excluded.list_digest, detail_digest = excluded.detail_digest,"
    " body = excluded.body, listed = excluded.listed"
)


def save_orders(conn: Conn, orders: Sequence[Order]) -> dict[str, tuple[int, Order]]:
    """Save fetched orders; return those that changed, merged, with their row ids.

    Typed ones are left alone.
    """
    known = _known_orders(conn, [order.key for order in orders])
    ids = RowIds(conn, "order_object")
    ids.expect(to_millis(order.created_at) for order in orders if order.key not in known)
    rows: dict[str, Row] = {}
    changed: dict[str, tuple[int, Order]] = {}
    for order in orders:
        saved = _merge(rows.get(order.key) or known.get(order.key), order, ids)
        if saved is not None:
            row, merged = saved
            rows[order.key], changed[order.key] = row, (row[0], merged)
    # Lists come newest first; from below the file's pages fill up, from above half of each is lost.
    run_many(conn, _UPSERT_ORDER, sorted(rows.values(), key=_ROW_ID))
    return changed


def mark_gone(conn: Conn, account_id: str, remote_ids: Sequence[str]) -> tuple[str, ...]:
    """Note of fetched orders that their source has deleted them; return the keys.

    They stay, since parcels and notes may hang on them; one that is listed again is as before.
    """
    rows = run(
        conn,
        "SELECT key, body FROM order_object"  # noqa: S608
        f" WHERE local = 0 AND account_id = ? AND remote_id {_IN}",
        (account_id, to_json(list(remote_ids))),
    )
    for key, body in rows:
        gone = replace(_order(body), gone=True, closed=Stage.CANCELLED)
        run(
            conn,
            "UPDATE order_object SET body = ?, list_digest = '', detail_digest = '', listed = NULL,"
            " detailed = 1 WHERE key = ?",
            (to_body(gone), key),
        )
    return tuple(key for key, _ in rows)


def undetailed(conn: Conn, account_id: str, limit: int) -> tuple[str, ...]:
    """Return the remote ids of open orders of which only the list was read, newest first."""
    stages = to_json([stage.value for stage in UNSETTLED])
    rows = run(
        conn,
        "SELECT object.remote_id FROM order_row AS shown JOIN order_object AS object"  # noqa: S608
        f" ON object.id = shown.id WHERE shown.account_id = ? AND shown.stage {_IN}"
        " AND object.detailed = 0 AND object.local = 0 ORDER BY shown.id DESC LIMIT ?",
        (account_id, stages, limit),
    )
    return tuple(row[0] for row in rows)


def save_typed(conn: Conn, orders: Sequence[Order]) -> None:
    """Save orders that the journal holds, so that lists and details find all orders here."""
    known = _known_orders(conn, [order.key for order in orders])
    ids = RowIds(conn, "order_object")
    rows = []
    for order in orders:
        row = known.get(order.key)
        row_id = row[0] if row else ids.take(to_millis(order.created_at))
        body = to_body(order)
        told = (order.key, order.account_id, order.remote_id)
        rows.append((row_id, *told, 1, int(order.detailed), "", "", body, None))
    run_many(conn, _UPSERT_ORDER, rows)


def remove_typed(conn: Conn, keys: Sequence[str]) -> None:
    """Forget orders that the journal holds no more."""
    run(conn, f"DELETE FROM order_object WHERE local = 1 AND key {_IN}", (to_json(list(keys)),))  # noqa: S608


def _known_orders(conn: Conn, keys: Sequence[OrderKey]) -> dict[str, Row]:
    rows = run(
        conn,
        "SELECT id, key, account_id, remote_id, local, detailed, list_digest, detail_digest, body,"  # noqa: S608
        f" listed FROM order_object WHERE key {_IN}",
        (to_json(list(keys)),),
    )
    return {row[1]: row for row in rows}


def _merge(row: Row | None, order: Order, ids: RowIds) -> tuple[Row, Order] | None:
    """Return the row to save and its order, None where nothing is new."""
    body = to_body(order)
    told = digest(body)
    head = (order.key, order.account_id, order.remote_id, 0)
    if row is None:
        digests = ("", told) if order.detailed else (told, "")
        row_id = ids.take(to_millis(order.created_at))
        return (row_id, *head, int(order.detailed), *digests, body, None), order
    row_id, _, _, _, local, detailed, list_digest, detail_digest, known, listed = row
    last = detail_digest if order.detailed else list_digest
    # Details read again after the list changed settle it, also when they are as before.
    if local or (told == last and (detailed or not order.detailed)):
        return None
    if order.detailed:
        if listed is None and list_digest and not detail_digest:
            listed = known
        merged = with_details(_order(listed), order) if listed else order
        return (row_id, *head, 1, list_digest, told, to_body(merged), listed), merged
    if not detail_digest:
        return (row_id, *head, 0, told, "", body, None), order
    if listed is None:
        # The details came first: the list only adds to them.
        merged = with_details(order, _order(known))
        merged = replace(merged, status=order.status, closed=order.closed)
    else:
        merged = with_list_row(_order(known), _order(listed), order)
    flags = (int(merged.detailed), told, detail_digest)
    return (row_id, *head, *flags, to_body(merged), body), merged


def _order(body: bytes) -> Order:
    return to_object(Order, body)


def _changed(
    items: Sequence[ObjectT], known: Mapping[str, tuple[int | None, str]], ids: RowIds
) -> Iterator[tuple[ObjectT, Row, Row]]:
    """Tell what differs from what is `known`: (row id, id, account, remote id), (digest, body).

    One that a page holds twice keeps the row id that it got first.
    """
    made: dict[str, int] = {}
    for item in items:
        row_id, before = known.get(item.id, (made.get(item.id), ""))
        body = to_body(item)
        told = digest(body)
        if told == before:
            continue
        if row_id is None:
            row_id = made[item.id] = ids.take(to_millis(item.created_at))
        yield item, (row_id, item.id, item.account_id, item.remote_id), (told, body)


def save_shipments(conn: Conn, shipments: Sequence[Shipment]) -> dict[str, str]:
    """Save fetched shipments; return those that changed with the number each had, as compared."""
    keys = [item.id for item in shipments]
    known = _digests(conn, "shipment_object", keys)
    numbers: dict[str, str] = dict(
        run(
            conn,
            f"SELECT key, tracking_key FROM shipment_object WHERE key {_IN}",  # noqa: S608
            (to_json(keys),),
        )
    )
    ids = RowIds(conn, "shipment_object", "shipment_row")
    ids.expect(to_millis(item.created_at) for item in shipments if item.id not in known)
    rows = {
        item.id: (*head, item.order_key, compact(item.tracking_number), *tail)
        for item, head, tail in _changed(shipments, known, ids)
    }
    run_many(
        conn,
        "INSERT INTO shipment_object (id, key, account_id, remote_id, order_key, tracking_key,"
        " digest, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET"
        " order_key = excluded.order_key, tracking_key = excluded.tracking_key,"
        " digest = excluded.digest, body = excluded.body",
        rows.values(),
    )
    return {key: numbers.get(key, "") for key in rows}


def save_dispatch_orders(conn: Conn, orders: Sequence[DispatchOrder]) -> tuple[str, ...]:
    """Save fetched dispatch orders; return the ids of those that changed."""
    known = _digests(conn, "dispatch_order_object", [item.id for item in orders])
    ids = RowIds(conn, "dispatch_order_object", "dispatch_order_row")
    rows = {item.id: (*head, *tail) for item, head, tail in _changed(orders, known, ids)}
    run_many(
        conn,
        "INSERT INTO dispatch_order_object (id, key, account_id, remote_id, digest, body)"
        " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET digest = excluded.digest,"
        " body = excluded.body",
        rows.values(),
    )
    return tuple(rows)


def _digests(conn: Conn, table: str, keys: Sequence[str]) -> dict[str, tuple[int | None, str]]:
    rows = run(
        conn,
        f"SELECT key, id, digest FROM {table} WHERE key {_IN}",  # noqa: S608
        (to_json(list(keys)),),
    )
    return {key: (row_id, told) for key, row_id, told in rows}


def drop_shipments(
    conn: Conn, account_id: str, remote_ids: Sequence[str]
) -> tuple[tuple[str, str], ...]:
    """Forget fetched shipments that their source knows no more; return ids and tracking keys."""
    rows = run(
        conn,
        f"DELETE FROM shipment_object WHERE account_id = ? AND remote_id {_IN}"  # noqa: S608
        " RETURNING key, tracking_key",
        (account_id, to_json(list(remote_ids))),
    )
    return tuple((key, number) for key, number in rows)


def drop_dispatch_orders(conn: Conn, account_id: str, remote_ids: Sequence[str]) -> tuple[str, ...]:
    """Forget fetched dispatch orders that their source knows no more; return their ids."""
    rows = run(
        conn,
        f"DELETE FROM dispatch_order_object WHERE account_id = ? AND remote_id {_IN} RETURNING key",  # noqa: S608
        (account_id, to_json(list(remote_ids))),
    )
    return tuple(row[0] for row in rows)


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What was known of an account: keys, of shipments with the tracking number as compared."""

    orders: tuple[str, ...]
    shipments: Mapping[str, str]
    dispatch_orders: tuple[str, ...]


def forget_account(conn: Conn, account_id: str) -> Forgotten:
    """Drop what was fetched for an account."""
    walks.forget_account(conn, account_id)

    def drop(table: str, where: str, columns: str) -> list[Row]:
        sql = f"DELETE FROM {table} WHERE account_id = ?{where} RETURNING {columns}"  # noqa: S608
        return run(conn, sql, (account_id,))

    return Forgotten(
        tuple(row[0] for row in drop("order_object", " AND local = 0", "key")),
        dict(drop("shipment_object", "", "key, tracking_key")),
        tuple(row[0] for row in drop("dispatch_order_object", "", "key")),
    )
