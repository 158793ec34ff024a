"""Walks through a service's lists: how far each came, what it saw, and what it should have seen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from shipdesk.clock import to_millis
from shipdesk.domain.changes import StreamMark
from shipdesk.storage.row_writer import SEQUENCE_BITS
from shipdesk.storage.sql import Conn, from_json, one, run, to_json

MOST_UNSEEN = 50
"""So many missing rows are looked after at a time: each costs a request."""

_OPEN = {
    "orders": (
        "SELECT object.id, object.key, object.remote_id FROM order_object AS object"
        " WHERE object.account_id = ? AND object.id > ? AND object.local = 0"
        # One that is known to be deleted has neither.
        " AND (object.list_digest <> '' OR object.detail_digest <> '') ORDER BY object.id DESC"
    ),
    "shipments": (
        "SELECT object.id, object.key, object.remote_id FROM shipment_row AS shown"
        " JOIN shipment_object AS object ON object.id = shown.id"
        " WHERE shown.account_id = ?1 AND shown.id > ?2 AND shown.is_open = 1"
        # Those that another account speaks for: a row that is deleted no longer knows the order.
        " UNION SELECT object.id, object.key, object.remote_id FROM shipment_row AS shown"
        " JOIN shipment_object AS object ON object.tracking_key = shown.tracking_key"
        " AND object.tracking_key <> '' WHERE object.account_id = ?1 AND object.id > ?2"
        " AND shown.is_open = 1 AND instr(shown.key, ':') > 0 ORDER BY 1 DESC"
    ),
    "dispatch_orders": (
        "SELECT object.id, object.key, object.remote_id FROM dispatch_order_row AS shown"
        " JOIN dispatch_order_object AS object ON object.id = shown.id"
        " WHERE shown.account_id = ? AND shown.id > ? AND shown.is_open = 1 ORDER BY shown.id DESC"
    ),
}

_OBJECTS = {
    "orders": "order_object",
    "shipments": "shipment_object",
    "dispatch_orders": "dispatch_order_object",
}


@dataclass(slots=True)
class Walk:
    """One reading of a list from its newest row on; `oldest_ms` is how far back it came.

    `newest` is the newest change that its first page told of: what happened later may be missing.
    """

    newest: datetime | None = None
    oldest_ms: int | None = None
    keys: set[str] = field(default_factory=set)

    def add(self, rows: Iterable[tuple[str, datetime]]) -> int:
        """Take note of a page's keys and times; return how many of them are new to the walk."""
        before = len(self.keys)
        for key, created_at in rows:
            self.keys.add(key)
            made = to_millis(created_at)
            self.oldest_ms = made if self.oldest_ms is None else min(made, self.oldest_ms)
        return len(self.keys) - before


def unseen(conn: Conn, account_id: str, stream: str, walk: Walk, *, whole: bool) -> tuple[str, ...]:
    """Return the remote ids of known open rows that the walk passed by without seeing them.

    `whole`: it came to the end of the list; otherwise only what is newer than its last row counts.
    """
    sql = _OPEN.get(stream)
    if sql is None or (walk.oldest_ms is None and not whole):
        return ()
    count = f"SELECT count(*) FROM {_OBJECTS[stream]} WHERE account_id = ?"  # noqa: S608
    if run(conn, count, (account_id,)) == [(len(walk.keys),)]:
        # What was seen is saved by now, so that there is nothing else.
        return ()
    # The last second may go on beyond the last row.
    after = -1 if whole else ((walk.oldest_ms or 0) // 1000 + 1) << SEQUENCE_BITS
    missing = (
        remote_id
        for _, key, remote_id in run(conn, sql, (account_id, after))
        if key not in walk.keys
    )
    return tuple(remote_id for remote_id, _ in zip(missing, range(MOST_UNSEEN), strict=False))


def save_cursor(
    conn: Conn,
    account_id: str,
    stream: str,
    cursor: str,
    next_cursor: str,
    total: int | None,
    rows: int,
    now: datetime,
) -> None:
    """Remember in the page's own transaction how far the stream was read."""
    found = one(
        conn,
        "SELECT cursor, done, synced_ms FROM sync_state WHERE account_id = ? AND stream = ?",
        (account_id, stream),
    )
    last, done, synced_ms = found or (None, 0, 0)
    if cursor == "":
        done = rows
    elif cursor != last:
        # The same cursor again: the page was sent twice, since the process died after saving it.
        done += rows
    run(
        conn,
        "INSERT OR REPLACE INTO sync_state"
        " (account_id, stream, cursor, next_cursor, total, done, synced_ms)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            account_id,
            stream,
            cursor,
            next_cursor,
            total,
            done,
            synced_ms if next_cursor else to_millis(now),
        ),
    )


def save_newest(conn: Conn, account_id: str, stream: str, newest: datetime) -> None:
    """Remember up to which change, by the service's clock, a stream is known."""
    run(
        conn,
        "INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)",
        (_mark(account_id, stream), to_json(newest.isoformat())),
    )


def save_around(conn: Conn, account_id: str, stream: str, raw: str) -> None:
    """Keep what stood around the rows of a list's last page and is not known, as it came."""
    run(
        conn,
        "INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)",
        (f"around:{account_id}:{stream}", raw),
    )


def marks(conn: Conn, account_id: str, streams: Sequence[str]) -> dict[str, StreamMark]:
    """Return how far each of the streams is known."""
    found: dict[str, StreamMark] = {}
    for stream in streams:
        walked = one(
            conn,
            "SELECT synced_ms FROM sync_state WHERE account_id = ? AND stream = ?",
            (account_id, stream),
        )
        mark = one(conn, "SELECT value FROM meta WHERE name = ?", (_mark(account_id, stream),))
        found[stream] = StreamMark(
            walked_ms=walked[0] if walked else 0,
            newest=datetime.fromisoformat(from_json(mark[0])) if mark else None,
            oldest_open_ms=_oldest_open(conn, account_id, stream),
        )
    return found


def _oldest_open(conn: Conn, account_id: str, stream: str) -> int | None:
    if stream != "shipments":
        return None
    oldest = one(
        conn,
        "SELECT created_ms FROM shipment_row WHERE account_id = ? AND is_open = 1"
        " ORDER BY id LIMIT 1",
        (account_id,),
    )
    return oldest[0] if oldest else None


def forget_account(conn: Conn, account_id: str) -> None:
    """Forget how far an account's lists were read."""
    run(conn, "DELETE FROM sync_state WHERE account_id = ?", (account_id,))
    for start in (_mark(account_id, ""), f"around:{account_id}:"):
        run(conn, "DELETE FROM meta WHERE substr(name, 1, ?) = ?", (len(start), start))


def _mark(account_id: str, stream: str) -> str:
    return f"newest:{account_id}:{stream}"
