"""What the finder keeps in the journal, and what it compares: the couriers' lists and our own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from shipdesk.clock import from_millis, to_millis
from shipdesk.domain.account import AccountId
from shipdesk.domain.codec import from_plain, to_plain
from shipdesk.domain.dispatch_order import CANCELLABLE, DispatchOrder, DispatchOrderStatus
from shipdesk.domain.found import Found, FoundKind, Look
from shipdesk.domain.operation import Operation, OperationKind
from shipdesk.domain.order import Order
from shipdesk.domain.shipment import Shipment
from shipdesk.storage import changes, operations, parcels
from shipdesk.storage.operation_rows import moment
from shipdesk.storage.row_writer import SEQUENCE_BITS
from shipdesk.storage.search import compact, fold_name
from shipdesk.storage.sql import Conn, Row, from_body, from_json, one, run, run_many, to_json

_KINDS: Mapping[FoundKind, type[Shipment | DispatchOrder]] = {
    FoundKind.SHIPMENT: Shipment,
    FoundKind.DISPATCH_ORDER: DispatchOrder,
}
_BOOKED = CANCELLABLE | {DispatchOrderStatus.ACCEPTED}
_IN = "IN (SELECT value FROM json_each(?))"
_CANDIDATES = 50


# When an account was asked


def looks(conn: Conn) -> dict[AccountId, Look]:
    """Return how each account was asked last."""
    rows = run(
        conn, "SELECT account_id, asked_ms, done_ms, since_ms, rows, whole, why FROM finder_look"
    )
    return {
        AccountId(account_id): Look(
            AccountId(account_id),
            from_millis(asked_ms),
            moment(done_ms),
            moment(since_ms),
            count,
            bool(whole),
            why,
        )
        for account_id, asked_ms, done_ms, since_ms, count, whole, why in rows
    }


def save_look(conn: Conn, look: Look) -> None:
    """Remember how an account was asked; one that failed keeps what the last good one told."""
    run(
        conn,
        "INSERT INTO finder_look (account_id, asked_ms, rows, whole, why) VALUES (?, ?, 0, 1, ?)"
        " ON CONFLICT (account_id) DO UPDATE SET asked_ms = excluded.asked_ms, why = excluded.why",
        (look.account_id, to_millis(look.asked_at), look.why),
    )
    if look.done_at is not None:
        since_ms = None if look.since is None else to_millis(look.since)
        run(
            conn,
            "UPDATE finder_look SET done_ms = ?, since_ms = ?, rows = ?, whole = ?"
            " WHERE account_id = ?",
            (to_millis(look.done_at), since_ms, look.rows, int(look.whole), look.account_id),
        )
    changes.note(conn, "found", look.account_id)


# What was found


def all_found(conn: Conn) -> tuple[Found, ...]:
    """Return everything that was found and neither adopted nor gone since, newest first."""
    rows = run(conn, "SELECT account_id, kind, remote_id, found_ms, left_ms, told, body FROM found")
    found = [_from_row(row) for row in rows]
    return tuple(sorted(found, key=lambda each: each.thing.created_at, reverse=True))


def read(conn: Conn, account_id: AccountId, kind: FoundKind, remote_id: str) -> Found | None:
    """Return one of them, None where it is adopted or gone."""
    row = one(
        conn,
        "SELECT account_id, kind, remote_id, found_ms, left_ms, told, body FROM found"
        " WHERE account_id = ? AND kind = ? AND remote_id = ?",
        (account_id, kind.value, remote_id),
    )
    return None if row is None else _from_row(row)


def keep(conn: Conn, account_id: AccountId, found: Sequence[Found]) -> None:
    """Keep what an account's look found in place of what was found there before.

    What was left stays left; what was seen before keeps the moment at which it was seen first.
    """
    before = run(conn, "SELECT kind, remote_id, found_ms, left_ms FROM found WHERE account_id = ?",
                 (account_id,))  # fmt: skip
    known = {(kind, remote_id): rest for kind, remote_id, *rest in before}
    run(conn, "DELETE FROM found WHERE account_id = ?", (account_id,))
    rows = []
    for each in found:
        first, left = known.get((each.kind.value, each.remote_id), (to_millis(each.found_at), None))
        body = to_json(to_plain(each.thing))
        place = (account_id, each.kind.value, each.remote_id)
        rows.append((*place, first, left, int(each.told), body))
    run_many(
        conn,
        "INSERT INTO found (account_id, kind, remote_id, found_ms, left_ms, told, body)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        rows,
    )
    changes.note(conn, "found", account_id)


def leave(conn: Conn, found: Found, at: datetime | None) -> None:
    """Note that a person left it as not ours, or, with None, took that back."""
    run(
        conn,
        "UPDATE found SET left_ms = ? WHERE account_id = ? AND kind = ? AND remote_id = ?",
        (None if at is None else to_millis(at), *_place(found)),
    )
    changes.note(conn, "found", found.account_id)
    if isinstance(found.thing, Shipment):
        changes.note(conn, "shipment", found.thing.id)  # whether it stops a purchase


def was_left(conn: Conn, shipment: Shipment) -> bool:
    """Return whether a person said of a parcel that it is not ours."""
    found = read(conn, shipment.account_id, FoundKind.SHIPMENT, shipment.remote_id)
    return found is not None and found.left_at is not None


def remove(conn: Conn, found: Found) -> None:
    """Forget one that has become ours."""
    run(
        conn,
        "DELETE FROM found WHERE account_id = ? AND kind = ? AND remote_id = ?",
        _place(found),
    )
    changes.note(conn, "found", found.account_id)


def forget_accounts(conn: Conn, kept: Sequence[AccountId]) -> None:
    """Forget what was found at accounts that are no more."""
    for table in ("found", "finder_look"):
        run(
            conn,
            f"DELETE FROM {table} WHERE account_id NOT IN (SELECT value FROM json_each(?))",  # noqa: S608
            (to_json(list(kept)),),
        )


def _place(found: Found) -> tuple[str, str, str]:
    return found.account_id, found.kind.value, found.remote_id


def _from_row(row: Row) -> Found:
    account_id, name, remote_id, found_ms, left_ms, told, body = row
    kind = FoundKind(name)
    thing = from_plain(_KINDS[kind], from_json(body))
    seen = from_millis(found_ms)
    return Found(
        AccountId(account_id), kind, remote_id, seen, thing, moment(left_ms), told=bool(told)
    )


# What is compared


@dataclass(frozen=True, slots=True)
class Ours:
    """What the journal knows of an account: remote ids, numbers, and what is still looked up.

    `pending` are references and remote ids of purchases and bookings that are not settled: those
    are left to their own look-up.
    """

    shipments: frozenset[str]
    numbers: frozenset[str]
    dispatch_orders: frozenset[str]
    pending: frozenset[str]

    def know(self, thing: Shipment | DispatchOrder) -> bool:
        """Return whether it is ours, or may turn out to be."""
        if isinstance(thing, DispatchOrder):
            parcels = {thing.remote_id, *thing.remote_shipments}
            return thing.remote_id in self.dispatch_orders or bool(parcels & self.pending)
        return (
            thing.remote_id in self.shipments
            or compact(thing.tracking_number) in self.numbers
            or bool({thing.remote_id, thing.reference} & (self.pending - {""}))
        )


def ours(conn: Conn, account_id: AccountId, numbers: Sequence[str]) -> Ours:
    """Return what the journal knows of an account, and which of the numbers any account knows."""

    def ids(sql: str, *values: str) -> frozenset[str]:
        return frozenset(str(row[0]) for row in run(conn, sql, values))

    compared = to_json([compact(each) for each in numbers])
    return Ours(
        ids("SELECT remote_id FROM shipment WHERE account_id = ?", account_id),
        ids(f"SELECT tracking_key FROM shipment WHERE tracking_key {_IN}", compared),  # noqa: S608
        ids("SELECT remote_id FROM dispatch_order WHERE account_id = ?", account_id),
        _pending(conn, account_id),
    )


def _pending(conn: Conn, account_id: AccountId) -> frozenset[str]:
    kinds = (OperationKind.SHIP, OperationKind.SHIP_ANOTHER, OperationKind.COMPARE,
             OperationKind.BOOK_DISPATCH_ORDER)  # fmt: skip
    found: set[str] = set()
    for kind in kinds:
        for each in operations.open_of_kind(conn, kind):
            if each.account_id == account_id:
                sent = each.intent.get("remote_ids")
                found.update(str(one_id) for one_id in (sent if isinstance(sent, list) else ()))
                found.update((each.reference, each.facts.get("remote_id", "")))
    return frozenset(found) - {""}


def listed(
    conn: Conn, account_id: AccountId, since: datetime
) -> tuple[Shipment | DispatchOrder, ...]:
    """Return what the account's lists told since then that is paid for and not over; the cache's.

    One without a number is no label yet; a collection costs while it is booked.
    """
    first = (to_millis(since) // 1000) << SEQUENCE_BITS
    place = (account_id, first)
    sql = "SELECT body FROM {}_object WHERE account_id = ? AND id >= ? ORDER BY id DESC"
    shipments = (
        from_plain(Shipment, from_body(body))
        for (body,) in run(conn, sql.format("shipment"), place)
    )
    orders = (
        from_plain(DispatchOrder, from_body(body))
        for (body,) in run(conn, sql.format("dispatch_order"), place)
    )
    return (
        *(each for each in shipments if parcels.is_paid(each) and not each.final),
        *(each for each in orders if each.status in _BOOKED),
    )


def in_order_books(conn: Conn, account_id: AccountId) -> frozenset[str]:
    """Return the numbers, as compared, that other accounts tell together with an order."""
    rows = run(
        conn,
        "SELECT tracking_key FROM shipment_object"
        " WHERE tracking_key <> '' AND order_key <> '' AND account_id <> ?",
        (account_id,),
    )
    return frozenset(row[0] for row in rows)


def unfinished(conn: Conn, account_id: AccountId, since: datetime) -> tuple[Operation, ...]:
    """Return purchases that were sent to an account and ended without a shipment, newest first."""
    rows = run(
        conn,
        "SELECT operation.id FROM operation WHERE account_id = ? AND created_ms >= ?"
        " AND kind IN ('ship', 'ship_another')"
        " AND state IN ('refused', 'cancelled', 'failed_after_acceptance')"
        " AND EXISTS (SELECT 1 FROM attempt WHERE operation_id = operation.id)"
        " ORDER BY seq DESC LIMIT ?",
        (account_id, to_millis(since), _CANDIDATES),
    )
    return tuple(operations.read(conn, row[0]) for row in rows)


def orders_like(conn: Conn, shipment: Shipment) -> tuple[Order, ...]:
    """Return orders of the cache that share number or recipient with a shipment, newest first."""
    numbers = [compact(each) for each in (shipment.order_number, shipment.reference) if each]
    rows = run(
        conn,
        "SELECT object.body FROM order_row AS shown"  # noqa: S608
        " JOIN order_object AS object ON object.id = shown.id"
        f" WHERE shown.number_key {_IN} OR (shown.recipient_key = ? AND shown.recipient_key <> '')"
        " ORDER BY shown.id DESC LIMIT ?",
        (to_json(numbers), fold_name(shipment.recipient.who), _CANDIDATES),
    )
    return tuple(from_plain(Order, from_body(row[0])) for row in rows)
