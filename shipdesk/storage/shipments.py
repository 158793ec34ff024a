"""Shipments bought here, and what tracking told about them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from shipdesk.clock import from_millis, to_millis
from shipdesk.domain.account import AccountId
from shipdesk.domain.codec import to_plain
from shipdesk.domain.order import OrderKey
from shipdesk.domain.shipment import (
    Shipment,
    ShipmentId,
    ShipmentStatus,
    TrackingEvent,
)
from shipdesk.errors import GoneError
from shipdesk.storage import changes
from shipdesk.storage.search import compact
from shipdesk.storage.sql import Conn, Row, one, run, run_many, to_json, to_object

_SELECT = "SELECT body FROM shipment"


def save(conn: Conn, shipment: Shipment) -> None:
    """Write the whole shipment, new or known."""
    run(
        conn,
        "INSERT INTO shipment (id, account_id, remote_id, reference, order_key, tracking_key,"
        " status, payable, live, final, handing_in, dispatch_order_id, created_ms, body)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (id) DO UPDATE SET account_id = excluded.account_id,"
        " remote_id = excluded.remote_id, reference = excluded.reference,"
        " order_key = excluded.order_key, tracking_key = excluded.tracking_key,"
        " status = excluded.status, payable = excluded.payable, live = excluded.live,"
        " final = excluded.final, handing_in = excluded.handing_in,"
        " dispatch_order_id = excluded.dispatch_order_id, created_ms = excluded.created_ms,"
        " body = excluded.body",
        (
            shipment.id,
            shipment.account_id,
            shipment.remote_id,
            shipment.reference,
            shipment.order_key,
            compact(shipment.tracking_number),
            shipment.status.value,
            shipment.payable.value,
            int(shipment.live),
            int(shipment.final),
            shipment.handing_in.value,
            shipment.dispatch_order_id,
            to_millis(shipment.created_at),
            to_json(to_plain(shipment)),
        ),
    )
    changes.note(conn, "shipment", shipment.id)


def read(conn: Conn, shipment_id: ShipmentId) -> Shipment:
    """Return one shipment; raises GoneError where there is none."""
    row = one(conn, f"{_SELECT} WHERE id = ?", (shipment_id,))
    if row is None:
        raise GoneError(reason=f"There is no shipment {shipment_id}")
    return _from_row(row)


def find(conn: Conn, shipment_id: str) -> Shipment | None:
    """Return one shipment, None where it was not bought here."""
    return _maybe(one(conn, f"{_SELECT} WHERE id = ?", (shipment_id,)))


def of_order(conn: Conn, key: OrderKey) -> tuple[Shipment, ...]:
    """Return the order's shipments, newest first."""
    if not key:
        return ()
    return _all(run(conn, f"{_SELECT} WHERE order_key = ? ORDER BY seq DESC", (key,)))


def of_orders(conn: Conn, keys: Sequence[str]) -> dict[str, tuple[Shipment, ...]]:
    """Return the shipments of each order that has any, newest first."""
    found: dict[str, list[Shipment]] = {}
    rows = run(
        conn,
        f"{_SELECT} WHERE order_key IN (SELECT value FROM json_each(?)) AND order_key <> ''"  # noqa: S608
        " ORDER BY seq DESC",
        (to_json(list(keys)),),
    )
    for shipment in _all(rows):
        found.setdefault(shipment.order_key, []).append(shipment)
    return {key: tuple(items) for key, items in found.items()}


def by_remote(conn: Conn, account_id: AccountId, remote_id: str) -> Shipment | None:
    """Return the shipment that the courier knows under the id."""
    if not remote_id:
        return None
    where = "WHERE account_id = ? AND remote_id = ? AND remote_id <> ''"
    return _maybe(one(conn, f"{_SELECT} {where}", (account_id, remote_id)))


def by_tracking(conn: Conn, number: str) -> Shipment | None:
    """Return the newest shipment of a tracking number, written with or without separators."""
    key = compact(number)
    if not key:
        return None
    where = "WHERE tracking_key = ? AND tracking_key <> '' ORDER BY seq DESC"
    return _maybe(one(conn, f"{_SELECT} {where}", (key,)))


def to_track(conn: Conn, account_id: AccountId, limit: int) -> tuple[Shipment, ...]:
    """Return the account's shipments that are not final, least recently asked first."""
    rows = run(
        conn,
        f"{_SELECT} WHERE account_id = ? AND final = 0 AND remote_id <> ''"
        " ORDER BY asked_ms, seq LIMIT ?",
        (account_id, limit),
    )
    return _all(rows)


def asked(conn: Conn, ids: Sequence[ShipmentId], now: datetime) -> None:
    """Remember that tracking was asked for these, so that the others come first next time."""
    run_many(
        conn,
        "UPDATE shipment SET asked_ms = ? WHERE id = ?",
        [(to_millis(now), shipment_id) for shipment_id in ids],
    )


def save_events(conn: Conn, shipment_id: ShipmentId, events: Sequence[TrackingEvent]) -> int:
    """Add what tracking told to what is known; return how many events are new."""
    new = 0
    for event in events:
        run(
            conn,
            "INSERT OR IGNORE INTO tracking_event (shipment_id, at_ms, code, words, status, place)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (
                shipment_id,
                to_millis(event.at),
                event.code,
                event.words,
                event.status.value,
                event.place,
            ),
        )
        new += conn.changes()
    if new:
        changes.note(conn, "shipment", shipment_id)
    return new


def events(conn: Conn, shipment_id: ShipmentId) -> tuple[TrackingEvent, ...]:
    """Return what happened to the parcel, oldest first."""
    rows = run(
        conn,
        "SELECT at_ms, status, code, words, place FROM tracking_event WHERE shipment_id = ?"
        " ORDER BY at_ms, code, words",
        (shipment_id,),
    )
    return tuple(
        TrackingEvent(from_millis(at_ms), ShipmentStatus(status), code, words, place)
        for at_ms, status, code, words, place in rows
    )


def last_events(conn: Conn, ids: Sequence[str]) -> dict[str, datetime]:
    """Return when something last happened to each shipment that has events."""
    rows = run(
        conn,
        "SELECT shipment_id, max(at_ms) FROM tracking_event"
        " WHERE shipment_id IN (SELECT value FROM json_each(?)) GROUP BY shipment_id",
        (to_json(list(ids)),),
    )
    return {shipment_id: from_millis(at_ms) for shipment_id, at_ms in rows}


def of_dispatch_order(conn: Conn, dispatch_order_id: str) -> tuple[Shipment, ...]:
    """Return the shipments that a collection holds, oldest first."""
    where = "WHERE dispatch_order_id = ? AND dispatch_order_id <> '' ORDER BY seq"
    return _all(run(conn, f"{_SELECT} {where}", (dispatch_order_id,)))


def all_of(conn: Conn, ids: Sequence[str]) -> tuple[Shipment, ...]:
    """Return those of the ids that were bought here."""
    where = "WHERE id IN (SELECT value FROM json_each(?))"
    return _all(run(conn, f"{_SELECT} {where}", (to_json(list(ids)),)))


def couriers_of(conn: Conn, ids: Sequence[str]) -> dict[str, str]:
    """Return who carries those of the ids that were bought here."""
    rows = run(
        conn,
        "SELECT id, body ->> '$.courier' FROM shipment"
        " WHERE id IN (SELECT value FROM json_each(?))",
        (to_json(list(ids)),),
    )
    return {shipment_id: courier or "" for shipment_id, courier in rows}


def couriers(conn: Conn, newest: int) -> tuple[str, ...]:
    """Return who carries the newest shipments, each courier once."""
    rows = run(
        conn,
        "SELECT DISTINCT body ->> '$.courier' FROM"
        " (SELECT body FROM shipment ORDER BY seq DESC LIMIT ?)",
        (newest,),
    )
    return tuple(courier for (courier,) in rows if courier)


def not_handed_in(conn: Conn) -> tuple[Shipment, ...]:
    """Return paid shipments that no dispatch order holds, whichever way they are handed in."""
    rows = run(
        conn,
        f"{_SELECT} WHERE status = 'bought' AND dispatch_order_id = '' AND payable = 'paid'"
        " ORDER BY created_ms, seq",
    )
    return _all(rows)


def numbers_in(conn: Conn, codes: Sequence[str]) -> tuple[str, ...]:
    """Return the tracking numbers, as compared, of parcels under way that a bar code holds.

    A code may be longer than any number, so that numbers are looked for in it, not it in numbers.
    """
    rows = run(
        conn,
        "SELECT DISTINCT tracking_key FROM shipment, json_each(?) AS code"
        " WHERE final = 0 AND tracking_key <> '' AND instr(code.value, tracking_key)",
        (to_json([compact(code) for code in codes]),),
    )
    return tuple(str(row[0]) for row in rows)


def _from_row(row: Row) -> Shipment:
    return to_object(Shipment, row[0])


def _maybe(row: Row | None) -> Shipment | None:
    return None if row is None else _from_row(row)


def _all(rows: Sequence[Row]) -> tuple[Shipment, ...]:
    return tuple(_from_row(row) for row in rows)
