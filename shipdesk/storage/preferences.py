"""What a person set: plain values under a name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import apsw

from shipdesk.errors import StorageError
from shipdesk.storage import changes
from shipdesk.storage.sql import (
    Conn,
    connect,
    from_json,
    one,
    run,
    to_json,
    told_as_ours,
)


def get(conn: Conn, key: str, default: Any = None) -> Any:  # noqa: ANN401 - JSON values
    """Return the value set under the key, else the default."""
    row = one(conn, "SELECT value FROM preference WHERE name = ?", (key,))
    return default if row is None else from_json(row[0])


def put(conn: Conn, key: str, value: object) -> None:
    """Set a plain JSON value."""
    run(
        conn,
        "INSERT INTO preference (name, value) VALUES (?, ?)"
        " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        (key, to_json(value)),
    )
    changes.note(conn, "preference", key)


def remove(conn: Conn, key: str) -> None:
    """Set nothing under the key any more."""
    run(conn, "DELETE FROM preference WHERE name = ?", (key,))
    changes.note(conn, "preference", key)


def all(conn: Conn) -> dict[str, Any]:  # noqa: A001 - read as `preferences.all`
    """Return everything that is set."""
    return {name: from_json(value) for name, value in run(conn, "SELECT * FROM preference")}


def peek(journal: Path) -> dict[str, Any]:
    """Return everything that is set, read from a journal that is not open yet; {} where none is.

    For the first paint: a file that cannot be read is looked at properly when it is opened.
    """
    if not journal.exists():
        return {}
    try:
        conn = connect(str(journal), durable=False, writable=False, sealed=True)
    except (StorageError, apsw.Error):
        return {}
    try:
        with told_as_ours(str(journal)):
            return all(conn)
    except (StorageError, apsw.Error):
        return {}
    finally:
        conn.close()
