"""The numbered list of what was written to the journal, for the ingest process to project."""

from __future__ import annotations

from shipdesk.storage.sql import Conn, one, run, run_many

KEPT = 50_000
"""Older numbers are dropped; who is further behind projects everything."""


def note(conn: Conn, kind: str, *keys: str) -> None:
    """Say inside the writing transaction what it changed.

    Kinds: operation, shipment, order, dispatch_order, label, print, quotes, account, sender,
    preference.
    """
    run_many(conn, "INSERT INTO change (kind, key) VALUES (?, ?)", [(kind, key) for key in keys])


def since(conn: Conn, seq: int) -> tuple[tuple[str, str], ...]:
    """Return (kind, key) of every change after the number, each once, oldest first."""
    found = run(
        conn,
        "SELECT kind, key, min(seq) AS first FROM change WHERE seq > ?"
        " GROUP BY kind, key ORDER BY first",
        (seq,),
    )
    return tuple((str(kind), str(key)) for kind, key, _ in found)


def bounds(conn: Conn) -> tuple[int, int]:
    """Return the lowest and the highest number kept; (0, 0) where there is none."""
    row = one(conn, "SELECT coalesce(min(seq), 0), coalesce(max(seq), 0) FROM change")
    return (int(row[0]), int(row[1])) if row else (0, 0)


def lineage(conn: Conn) -> str:
    """Return what tells this journal from a restored or another one."""
    row = one(conn, "SELECT value FROM meta WHERE name = 'lineage'")
    return str(row[0]) if row else ""


def prune(conn: Conn) -> None:
    """Drop numbers that are too old to be worth keeping."""
    run(conn, "DELETE FROM change WHERE seq <= (SELECT max(seq) FROM change) - ?", (KEPT,))
