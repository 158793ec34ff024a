"""What a person set: plain values under a name."""

from __future__ import annotations

from typing import Any

from shipdesk.storage import changes
from shipdesk.storage.sql import Conn, from_json, one, run, to_json


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


def all(conn: Conn) -> dict[str, Any]:  # noqa: A001 - read as `preferences.all`
    """Return everything that is set."""
    return {name: from_json(value) for name, value in run(conn, "SELECT * FROM preference")}
