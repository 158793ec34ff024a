"""What is asked about again before it is sent, decided in the transaction of the attempt."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from shipdesk import wording
from shipdesk.clock import from_millis, to_millis
from shipdesk.domain.account import AccountId
from shipdesk.domain.codec import from_plain, to_plain
from shipdesk.domain.held import (
    ASK_AGAIN,
    ASK_FIRST,
    FUNDS,
    HELD_KINDS,
    KEPT_BACK,
    LONGEST,
    REREAD,
    Change,
    Held,
)
from shipdesk.domain.operation import ASKED, PURCHASES, Operation, OperationId
from shipdesk.storage import changes, operations
from shipdesk.storage.operation_rows import moment
from shipdesk.storage.sql import Conn, from_json, one, run, to_json

_CLOCK_BACK = timedelta(minutes=5)
"""A moment that lies further ahead is of a clock that was set: how long ago it was is not known."""

_KINDS = to_json(sorted(kind.value for kind in HELD_KINDS))
_SINCE = (
    "SELECT o.id, o.state, coalesce(h.released_ms, o.created_ms), coalesce(s.at_ms, 0),"
    " h.state = 'stopped'"
    " FROM operation o LEFT JOIN account_served s USING (account_id)"
    " LEFT JOIN hold h ON h.operation_id = o.id"
    " WHERE o.state IN ('queued', 'sent', 'waiting', 'unknown')"
    " AND o.kind IN (SELECT value FROM json_each(?1))"
    " AND (?2 IS NULL OR o.account_id = ?2)"
    " AND (h.state IS NULL OR h.state = 'released'"
    " OR (h.state = 'stopped' AND o.reason_key = 'reread'))"
)
_UNSENT = (
    "SELECT id, reason_key FROM operation WHERE account_id = ? AND state = 'queued'"
    " AND kind IN ('ship', 'ship_another') ORDER BY seq"
)
_STANDING = (
    "SELECT o.id, h.since_ms, h.held_ms, h.looked_ms, h.unread, h.changes"
    " FROM hold h JOIN operation o ON o.id = h.operation_id"
    " WHERE h.state = 'stopped' AND o.state = 'queued'"
    " AND (?1 IS NULL OR o.id IN (SELECT value FROM json_each(?1))) ORDER BY o.seq"
)


def begin(
    conn: Conn, operation: Operation, step: str, now: datetime, away_at: datetime | None = None
) -> int | None:
    """Write down an attempt, unless the operation moved meanwhile or has to wait: then None.

    Whoever of the account waited too long is held in the same transaction, before this request
    could show that the account can be reached again. A purchase that was asked for before the
    account was last out of reach, `away_at`, waits until its order was read again; one of which it
    was asked long ago whether somebody else bought it asks for that again.
    """
    current = operations.read(conn, operation.id)
    if (current.state, current.step) != (operation.state, operation.step):
        return None
    hold_late(conn, now, operation.account_id)
    if _stop(conn, operation.id) or _looks_again(conn, current, now, away_at):
        return None
    return operations.begin_attempt(conn, operation.id, step, operation.reference, now)


def _looks_again(conn: Conn, operation: Operation, now: datetime, away_at: datetime | None) -> bool:
    """Send a purchase back to a look that has become old; False where there is none."""
    if operation.kind not in PURCHASES:
        return False
    # A time that was kept has whole milliseconds only.
    asked_at = to_millis(operation.created_at)
    if away_at is not None and asked_at < to_millis(away_at) <= to_millis(now):
        row = one(conn, "SELECT looked_ms FROM hold WHERE operation_id = ?", (operation.id,))
        if row is None or (row[0] or 0) < to_millis(away_at):
            _reread(conn, operation, now)
            return True
    asked = operation.facts.get(ASKED, "")
    if not asked or timedelta() <= now - datetime.fromisoformat(asked) <= ASK_AGAIN:
        return False
    if _begun(conn, operation.id):
        return False
    run(conn, "UPDATE operation SET step = ? WHERE id = ?", (ASK_FIRST, operation.id))
    return True


def _reread(conn: Conn, operation: Operation, now: datetime) -> None:
    """Keep a purchase back until its order was read again; for how long it waits still counts."""
    _keep_back(conn, operation.id, operation.created_at, now)
    _tell(conn, operation.id, REREAD, wording.phrase(REREAD))


def _keep_back(conn: Conn, operation_id: OperationId, since: datetime, now: datetime) -> None:
    run(
        conn,
        "INSERT INTO hold VALUES (?1, 'stopped', ?2, ?3, NULL, '', '[]', NULL)"
        " ON CONFLICT (operation_id) DO UPDATE SET state = excluded.state,"
        " since_ms = excluded.since_ms, held_ms = excluded.held_ms, looked_ms = NULL,"
        " unread = '', changes = '[]'",
        (operation_id, to_millis(since), to_millis(now)),
    )


def hold_unfunded(conn: Conn, unpaid: Operation, now: datetime) -> None:
    """Hold the other purchases of an account that took no payment, as far as nothing was sent."""
    words = wording.phrase(FUNDS, number=unpaid.title)
    for operation_id, key in run(conn, _UNSENT, (unpaid.account_id,)):
        if key not in KEPT_BACK and not _begun(conn, operation_id):
            _keep_back(conn, operation_id, now, now)
            _tell(conn, operation_id, FUNDS, words)


def served(conn: Conn, account_id: AccountId, now: datetime) -> None:
    """Note that the account takes work; whoever waited too long until now is held first."""
    hold_late(conn, now, account_id)
    run(
        conn,
        "INSERT INTO account_served (account_id, at_ms) VALUES (?, ?)"
        " ON CONFLICT (account_id) DO UPDATE SET at_ms = excluded.at_ms",
        (account_id, to_millis(now)),
    )


def late(conn: Conn, now: datetime) -> bool:
    """Return whether anything waited too long that is not held yet."""
    return bool(_late(conn, now, None))


def hold_late(
    conn: Conn, now: datetime, account_id: AccountId | None = None
) -> tuple[OperationId, ...]:
    """Hold what could not be sent for too long, of one account or of all, and return it."""
    found = _late(conn, now, account_id)
    for operation_id, state, since, stopped in found:
        run(
            conn,
            "INSERT INTO hold VALUES (?1, ?2, ?3, ?4, NULL, '', '[]', NULL)"
            " ON CONFLICT (operation_id) DO UPDATE SET state = excluded.state,"
            " since_ms = excluded.since_ms, held_ms = excluded.held_ms, looked_ms = NULL,"
            " unread = '', changes = '[]', released_ms = NULL",
            (operation_id, "noted", since, to_millis(now)),
        )
        if stopped or (state == "queued" and not _begun(conn, operation_id)):
            _stop(conn, operation_id)
    return tuple(operation_id for operation_id, *_ in found)


def _late(
    conn: Conn, now: datetime, account_id: AccountId | None
) -> list[tuple[OperationId, str, int, bool]]:
    this = to_millis(now)
    longest, back = (round(each.total_seconds() * 1000) for each in (LONGEST, _CLOCK_BACK))
    found = []
    for operation_id, state, asked, answered, stopped in run(conn, _SINCE, (_KINDS, account_id)):
        since = max(asked, answered) if answered <= this else asked
        if since > this + back or this - since > longest:
            found.append((OperationId(operation_id), state, min(since, this), bool(stopped)))
    return found


def _begun(conn: Conn, operation_id: OperationId) -> bool:
    sent = "SELECT 1 FROM attempt WHERE operation_id = ? AND state NOT IN ('refused', 'never_left')"
    return one(conn, sent, (operation_id,)) is not None


def _stop(conn: Conn, operation_id: OperationId) -> bool:
    """Keep a held operation back; False where it is not held."""
    row = one(conn, "SELECT state FROM hold WHERE operation_id = ?", (operation_id,))
    if row is None or row[0] == "released":
        return False
    if row[0] == "stopped":
        return True
    run(conn, "UPDATE hold SET state = 'stopped' WHERE operation_id = ?", (operation_id,))
    _tell(conn, operation_id, "held", wording.phrase("held"))
    return True


def _tell(conn: Conn, operation_id: OperationId, key: str, words: str) -> None:
    run(
        conn,
        "UPDATE operation SET reason_key = ?, reason = ?, not_before_ms = NULL WHERE id = ?",
        (key, words, operation_id),
    )
    changes.note(conn, "operation", operation_id)


def standing(conn: Conn, ids: Sequence[str] | None = None) -> tuple[Held, ...]:
    """Return what is held, or those of it that are named, oldest first."""
    rows = run(conn, _STANDING, (None if ids is None else to_json(list(ids)),))
    return tuple(
        Held(
            operations.read(conn, OperationId(operation_id)),
            from_millis(since),
            from_millis(held),
            moment(looked),
            unread,
            tuple(from_plain(Change, plain) for plain in from_json(told)),
        )
        for operation_id, since, held, looked, unread, told in rows
    )


def queued_by_account(conn: Conn) -> dict[str, tuple[int, int]]:
    """Return how many purchases, and how many other acts, of each account wait to be sent."""
    rows = run(
        conn,
        "SELECT account_id, sum(kind IN ('ship', 'ship_another')), count(*) FROM operation"
        " WHERE state = 'queued' GROUP BY account_id",
    )
    return {account_id: (int(bought), int(all_) - int(bought)) for account_id, bought, all_ in rows}


def looked(conn: Conn, operation_id: OperationId, found: tuple[Change, ...], now: datetime) -> None:
    """Write down what was found when order and quote of a held operation were read again.

    One that waits for nothing else goes on where nothing changed.
    """
    run(
        conn,
        "UPDATE hold SET looked_ms = ?, unread = '', changes = ?"
        " WHERE operation_id = ? AND state = 'stopped'",
        (to_millis(now), to_json(to_plain(list(found))), operation_id),
    )
    if not conn.changes():
        return
    if not found and operations.read(conn, operation_id).reason_key == REREAD:
        run(conn, "UPDATE hold SET state = 'released' WHERE operation_id = ?", (operation_id,))
        _tell(conn, operation_id, "", "")
        return
    if found:
        _tell(conn, operation_id, "changed", wording.phrase("changed"))
    elif operations.read(conn, operation_id).reason_key == FUNDS:
        changes.note(conn, "operation", operation_id)
    else:
        _tell(conn, operation_id, "held", wording.phrase("held"))


def not_read(conn: Conn, operation_id: OperationId, why: str) -> bool:
    """Write down why order and quote cannot be read; return whether that is new."""
    run(
        conn,
        "UPDATE hold SET looked_ms = NULL, unread = ?1"
        " WHERE operation_id = ?2 AND state = 'stopped' AND (unread <> ?1 OR looked_ms NOTNULL)",
        (why, operation_id),
    )
    new = bool(conn.changes())
    if new and operations.read(conn, operation_id).reason_key == REREAD:
        _tell(conn, operation_id, REREAD, f"{wording.phrase(REREAD)} {why}")
    elif new:
        changes.note(conn, "operation", operation_id)
    return new


def release(conn: Conn, ids: Iterable[str], now: datetime) -> tuple[OperationId, ...]:
    """Let those of the named that may go on go on, and return them; nothing else moves.

    What has to be read again goes only as it was found within the last quarter of an hour.
    """
    gone: list[OperationId] = []
    for held in standing(conn, list(ids)):
        old = held.looked_at is not None and not timedelta(0) <= now - held.looked_at <= LONGEST
        if not held.ready or (held.to_be_read and old):
            continue
        run(
            conn,
            "UPDATE hold SET state = 'released', released_ms = ? WHERE operation_id = ?",
            (to_millis(now), held.operation.id),
        )
        _tell(conn, held.operation.id, "", "")
        gone.append(held.operation.id)
    return tuple(gone)
