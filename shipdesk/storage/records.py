"""Records as they were last listed, so that they are there offline, with their age."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from shipdesk.clock import from_millis, to_millis
from shipdesk.domain.codec import to_plain
from shipdesk.domain.record import Record, RecordPage
from shipdesk.storage.sql import Conn, run, to_json, to_object

MOST = 2_000
"""Records kept of one kind and account; what was listed longest ago goes first."""


def save_page(
    conn: Conn,
    account_id: str,
    kind: str,
    records: Sequence[Record],
    first: int,
    now: datetime,
    *,
    anew: bool,
) -> None:
    """Keep a page whose first record stands at place `first`; `anew` forgets what was kept."""
    if anew:
        run(conn, "DELETE FROM record WHERE account_id = ? AND kind = ?", (account_id, kind))
    for place, record in enumerate(records, first):
        run(
            conn,
            "INSERT OR REPLACE INTO record (account_id, kind, id, place, at_ms, body)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (account_id, kind, record.id, place, to_millis(now), to_json(to_plain(record))),
        )
    run(
        conn,
        "DELETE FROM record WHERE account_id = ?1 AND kind = ?2 AND id NOT IN"
        " (SELECT id FROM record WHERE account_id = ?1 AND kind = ?2"
        "  ORDER BY at_ms DESC, place LIMIT ?3)",
        (account_id, kind, MOST),
    )


def read_page(conn: Conn, account_id: str, kind: str) -> RecordPage | None:
    """Return what was last listed of a kind, with its age; None where nothing was."""
    rows = run(
        conn,
        "SELECT body, at_ms FROM record WHERE account_id = ? AND kind = ? ORDER BY place",
        (account_id, kind),
    )
    if not rows:
        return None
    records = tuple(to_object(Record, body) for body, _ in rows)
    return RecordPage(records, len(records), fetched_at=from_millis(min(at for _, at in rows)))


def forget_account(conn: Conn, account_id: str) -> None:
    """Drop what was listed for an account that is no more."""
    run(conn, "DELETE FROM record WHERE account_id = ?", (account_id,))
