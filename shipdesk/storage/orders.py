"""Orders typed here, and what a person added to any order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from shipdesk.clock import to_millis
from shipdesk.domain.codec import to_plain
from shipdesk.domain.order import Additions, Order, OrderKey
from shipdesk.storage import changes
from shipdesk.storage.sql import Conn, one, run, to_json, to_object


def save_local(conn: Conn, order: Order) -> None:
    """Write an order that was typed, imported or added by its number."""
    run(
        conn,
        "INSERT INTO local_order (key, created_ms, body) VALUES (?, ?, ?)"
        " ON CONFLICT (key) DO UPDATE SET created_ms = excluded.created_ms, body = excluded.body",
        (order.key, to_millis(order.created_at), to_json(to_plain(order))),
    )
    changes.note(conn, "order", order.key)


def read_local(conn: Conn, key: OrderKey) -> Order | None:
    """Return an order that was typed here, None where it was fetched or is not known."""
    row = one(conn, "SELECT body FROM local_order WHERE key = ?", (key,))
    return None if row is None else to_object(Order, row[0])


def locals(conn: Conn) -> tuple[Order, ...]:  # noqa: A001 - read as `orders.locals`
    """Return all orders that were typed here, newest first."""
    rows = run(conn, "SELECT body FROM local_order ORDER BY created_ms DESC, key")
    return tuple(to_object(Order, body) for (body,) in rows)


def locals_of(conn: Conn, keys: Sequence[str]) -> dict[str, Order]:
    """Return those of the keys that were typed here."""
    rows = run(
        conn,
        "SELECT key, body FROM local_order WHERE key IN (SELECT value FROM json_each(?))",
        (to_json(list(keys)),),
    )
    return {key: to_object(Order, body) for key, body in rows}


def read_additions(conn: Conn, key: OrderKey) -> Additions:
    """Return what was added to an order; nothing where nothing was."""
    return additions_of(conn, (key,)).get(key, Additions())


def additions_of(conn: Conn, keys: Sequence[str]) -> dict[str, Additions]:
    """Return what was added to each of the orders that have anything added."""
    rows = run(
        conn,
        "SELECT key, body FROM addition WHERE key IN (SELECT value FROM json_each(?))",
        (to_json(list(keys)),),
    )
    return {key: to_object(Additions, body) for key, body in rows}


def save_additions(conn: Conn, key: OrderKey, additions: Additions, now: datetime) -> None:
    """Write what is added to an order, whole, and when."""
    save_additions_many(conn, {key: additions}, now)


def save_additions_many(conn: Conn, additions: Mapping[OrderKey, Additions], now: datetime) -> None:
    """Write what is added to each of the orders, whole, and when."""
    for key, added in additions.items():
        run(
            conn,
            "INSERT INTO addition (key, touched_ms, body) VALUES (?, ?, ?)"
            " ON CONFLICT (key) DO UPDATE SET touched_ms = excluded.touched_ms,"
            " body = excluded.body",
            (key, to_millis(now), to_json(to_plain(replace(added, touched_at=now)))),
        )
    changes.note(conn, "order", *additions)
