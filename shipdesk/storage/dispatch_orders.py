"""Collections that were booked here."""

from __future__ import annotations

from collections.abc import Sequence

from shipdesk.clock import to_millis
from shipdesk.domain.account import AccountId
from shipdesk.domain.codec import to_plain
from shipdesk.domain.dispatch_order import DispatchOrder, DispatchOrderId, DispatchOrderStatus
from shipdesk.errors import GoneError
from shipdesk.storage import changes
from shipdesk.storage.sql import Conn, Row, one, run, to_json, to_object

_CLOSED = frozenset(
    {
        DispatchOrderStatus.DONE,
        DispatchOrderStatus.REJECTED,
        DispatchOrderStatus.CANCELLED,
    }
)
_SELECT = "SELECT body FROM dispatch_order"


def save(conn: Conn, order: DispatchOrder) -> None:
    """Write the whole dispatch order, new or known."""
    run(
        conn,
        "INSERT INTO dispatch_order (id, account_id, remote_id, open, created_ms, body)"
        " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET"
        " account_id = excluded.account_id, remote_id = excluded.remote_id, open = excluded.open,"
        " created_ms = excluded.created_ms, body = excluded.body",
        (
            order.id,
            order.account_id,
            order.remote_id,
            int(order.status not in _CLOSED),
            to_millis(order.created_at),
            to_json(to_plain(order)),
        ),
    )
    changes.note(conn, "dispatch_order", order.id)


def read(conn: Conn, dispatch_order_id: DispatchOrderId) -> DispatchOrder:
    """Return one dispatch order; raises GoneError where there is none."""
    row = one(conn, f"{_SELECT} WHERE id = ?", (dispatch_order_id,))
    if row is None:
        raise GoneError(reason=f"There is no dispatch order {dispatch_order_id}")
    return _from_row(row)


def find(conn: Conn, dispatch_order_id: str) -> DispatchOrder | None:
    """Return one dispatch order, None where it was not booked here."""
    row = one(conn, f"{_SELECT} WHERE id = ?", (dispatch_order_id,))
    return None if row is None else _from_row(row)


def by_remote(conn: Conn, account_id: AccountId, remote_id: str) -> DispatchOrder | None:
    """Return the dispatch order that the courier knows under the id."""
    where = "WHERE account_id = ? AND remote_id = ? AND remote_id <> ''"
    row = one(conn, f"{_SELECT} {where}", (account_id, remote_id))
    return None if row is None else _from_row(row)


def open(conn: Conn, account_id: AccountId) -> tuple[DispatchOrder, ...]:  # noqa: A001
    """Return the account's collections that may still change, oldest first."""
    where = "WHERE account_id = ? AND open = 1 ORDER BY seq"
    return tuple(_from_row(row) for row in run(conn, f"{_SELECT} {where}", (account_id,)))


def rejected(conn: Conn) -> tuple[DispatchOrder, ...]:
    """Return collections booked here that the courier refused, newest last."""
    where = "WHERE json_extract(body, '$.status') = 'rejected' ORDER BY seq"
    return tuple(_from_row(row) for row in run(conn, f"{_SELECT} {where}"))


def all_of(conn: Conn, ids: Sequence[str]) -> tuple[DispatchOrder, ...]:
    """Return those of the ids that were booked here."""
    where = "WHERE id IN (SELECT value FROM json_each(?))"
    rows = run(conn, f"{_SELECT} {where}", (to_json(list(ids)),))
    return tuple(_from_row(row) for row in rows)


def _from_row(row: Row) -> DispatchOrder:
    return to_object(DispatchOrder, row[0])
