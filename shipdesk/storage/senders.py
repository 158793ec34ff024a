"""Sender profiles: stored once and sent byte-equal every time."""

from __future__ import annotations

from shipdesk.domain.codec import to_plain
from shipdesk.domain.sender import Sender, SenderId
from shipdesk.errors import GoneError
from shipdesk.storage import changes
from shipdesk.storage.sql import Conn, Row, one, run, to_json, to_object

_SELECT = "SELECT body FROM sender"


def save(conn: Conn, sender: Sender, *, is_default: bool = False) -> None:
    """Write a sender; the first one becomes the default, `is_default` takes that from another."""
    first = one(conn, "SELECT 1 FROM sender") is None
    run(
        conn,
        "INSERT INTO sender (id, position, is_default, body)"
        " VALUES (?, (SELECT coalesce(max(position), 0) + 1 FROM sender), ?, ?)"
        " ON CONFLICT (id) DO UPDATE SET body = excluded.body",
        (sender.id, int(first), to_json(to_plain(sender))),
    )
    if is_default:
        run(conn, "UPDATE sender SET is_default = (id = ?)", (sender.id,))
    changes.note(conn, "sender", sender.id)


def read(conn: Conn, sender_id: SenderId) -> Sender:
    """Return one sender; raises GoneError where there is none."""
    row = one(conn, f"{_SELECT} WHERE id = ?", (sender_id,))
    if row is None:
        raise GoneError(reason=f"There is no sender {sender_id}")
    return _from_row(row)


def all(conn: Conn) -> tuple[Sender, ...]:  # noqa: A001 - read as `senders.all`
    """Return the senders in the order in which they were added."""
    return tuple(_from_row(row) for row in run(conn, f"{_SELECT} ORDER BY position"))


def default(conn: Conn) -> Sender | None:
    """Return the sender that is taken when none is chosen."""
    row = one(conn, f"{_SELECT} ORDER BY is_default DESC, position LIMIT 1")
    return None if row is None else _from_row(row)


def remove(conn: Conn, sender_id: SenderId) -> None:
    """Forget a sender; what was bought with it keeps its own copy of the address."""
    run(conn, "DELETE FROM sender WHERE id = ?", (sender_id,))
    changes.note(conn, "sender", sender_id)


def _from_row(row: Row) -> Sender:
    return to_object(Sender, row[0])
