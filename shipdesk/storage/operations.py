"""Intents and their attempts: written before anything is sent, so that nothing is done twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import apsw

from shipdesk.clock import from_millis, to_millis
from shipdesk.domain.account import AccountId
from shipdesk.domain.operation import (
    PURCHASES,
    Attempt,
    AttemptState,
    Operation,
    OperationId,
    OperationKind,
    OperationState,
)
from shipdesk.domain.rows import OperationRow
from shipdesk.errors import GoneError, OperationRefusedError
from shipdesk.storage import batches, changes, print_runs, refusals
from shipdesk.storage import purchases as purchases_flag
from shipdesk.storage.operation_rows import COLUMNS, from_row, moment, to_row
from shipdesk.storage.refusals import OPEN
from shipdesk.storage.search import fold
from shipdesk.storage.sql import Conn, Row, marks, one, run, to_json
from shipdesk.storage.turns import DUE, IN_TURN


def enqueue(conn: Conn, operation: Operation) -> None:
    """Write down a new intent; one that was asked for again takes its place in its batch or run.

    Raises OperationRefusedError as `refusals.refuse` does.
    """
    refusals.refuse(conn, operation)
    run(conn, f"INSERT INTO operation ({COLUMNS}) VALUES ({marks(20)})", to_row(operation))  # noqa: S608
    batches.take_place(conn, operation)
    print_runs.take_place(conn, operation)
    changes.note(conn, "operation", operation.id)


def claim(
    conn: Conn, account_id: AccountId, now: datetime, busy: frozenset[str], limit: int
) -> tuple[Operation, ...]:
    """Return open operations that are due, oldest first; never one that is sent or held.

    No purchase overtakes one that waits for the service to be reached. What is left of a batch
    comes last: a person who buys one parcel stands and waits for it.
    `busy` holds ids of operations, or subjects, that are being worked on.
    """
    rows = run(
        conn,
        f"SELECT {COLUMNS} FROM operation WHERE account_id = ?1 AND {DUE} AND {IN_TURN}"  # noqa: S608
        " AND (not_before_ms IS NULL OR not_before_ms <= ?2)"
        f" ORDER BY {batches.IN_ONE}, seq LIMIT ?3",
        (account_id, to_millis(now), limit + 2 * len(busy)),
    )
    found = (from_row(row) for row in rows)
    free = [item for item in found if item.id not in busy and item.subject not in busy]
    return tuple(free[:limit])


def next_due(conn: Conn, account_id: AccountId, busy: frozenset[str]) -> datetime | None:
    """Return when the account's next open operation is due; a moment past means now."""
    rows = run(
        conn,
        f"SELECT id, subject, coalesce(not_before_ms, created_ms) AS due FROM operation"  # noqa: S608
        f" WHERE account_id = ?1 AND {DUE} AND {IN_TURN} ORDER BY due",
        (account_id, 0),
    )
    for operation_id, subject, due in rows:
        if operation_id not in busy and subject not in busy:
            return from_millis(due)
    return None


def open_accounts(conn: Conn) -> tuple[AccountId, ...]:
    """Return the accounts that have anything open."""
    rows = run(conn, f"SELECT DISTINCT account_id FROM operation WHERE {OPEN} ORDER BY 1")  # noqa: S608
    return tuple(AccountId(row[0]) for row in rows)


def begin_attempt(
    conn: Conn, operation_id: OperationId, step: str, reference: str, now: datetime
) -> int:
    """Write down that a step is about to be sent; must be committed before the first byte leaves.

    Raises OperationRefusedError when the operation is sent already or settled.
    """
    run(
        conn,
        "UPDATE operation SET state = 'sent', step = ?, updated_ms = ?, not_before_ms = NULL"  # noqa: S608
        f" WHERE id = ? AND {OPEN} AND NOT EXISTS (SELECT 1 FROM attempt"
        f" WHERE operation_id = operation.id AND state = 'sent') AND {purchases_flag.MAY_GO_ON}",
        (step, to_millis(now), operation_id),
    )
    if conn.changes() != 1:
        raise OperationRefusedError(
            reason="It was settled or sent meanwhile.", hint="See Activity."
        )
    found = one(
        conn,
        "INSERT INTO attempt (operation_id, step, state, sent_ms, reference, answer)"
        " VALUES (?, ?, 'sent', ?, ?, '') RETURNING id",
        (operation_id, step, to_millis(now), reference),
    )
    changes.note(conn, "operation", operation_id)
    return int(found[0]) if found else 0


def settle_attempt(
    conn: Conn, attempt_id: int, state: AttemptState, answer: str, now: datetime
) -> None:
    """Write down what became of one request; `answer` is a redacted summary."""
    run(
        conn,
        "UPDATE attempt SET state = ?, answer = ?, ended_ms = ? WHERE id = ?",
        (state.value, answer, to_millis(now), attempt_id),
    )


def save(conn: Conn, operation: Operation) -> None:
    """Write the whole operation, new or known; raises OperationRefusedError as `enqueue` does."""
    names = [name.strip() for name in COLUMNS.split(",")][1:]
    updates = ", ".join(f"{name} = excluded.{name}" for name in names)
    try:
        run(
            conn,
            f"INSERT INTO operation ({COLUMNS}) VALUES ({marks(20)})"  # noqa: S608
            f" ON CONFLICT (id) DO UPDATE SET {updates}",
            to_row(operation),
        )
    except apsw.ConstraintError:
        refusals.refuse_open(conn, operation)
        raise
    changes.note(conn, "operation", operation.id)


def save_if(conn: Conn, before: Operation, after: Operation) -> bool:
    """Write `after` only where the operation still stands as `before` knew it; else do nothing.

    A look-up in flight must not undo what a person decided meanwhile, nor the other way round; nor
    a look before the purchase that it is held since.
    """
    current = read(conn, before.id)
    held = before.state is OperationState.QUEUED and current.reason_key != before.reason_key
    if held or (current.state, current.step) != (before.state, before.step):
        return False
    save(conn, after)
    return True


def recover(conn: Conn, now: datetime) -> tuple[Operation, ...]:
    """Make what was sent when the program died unknown, and return it: called once, at the start.

    Whether the request arrived cannot be told from here; the runner looks it up.
    """
    rows = run(conn, "SELECT id FROM operation WHERE state = 'sent' ORDER BY seq")
    ids = [OperationId(row[0]) for row in rows]
    if not ids:
        return ()
    run(
        conn,
        "UPDATE attempt SET state = 'ambiguous', ended_ms = ? WHERE state = 'sent'",
        (to_millis(now),),
    )
    run(
        conn,
        "UPDATE operation SET state = 'unknown', reason_key = 'no_answer', not_before_ms = NULL,"
        " waiting_ms = ?1, look_ups = 0, last_look_up_ms = NULL, updated_ms = ?1"
        " WHERE state = 'sent'",
        (to_millis(now),),
    )
    changes.note(conn, "operation", *ids)
    return tuple(read(conn, operation_id) for operation_id in ids)


def cancel(conn: Conn, operation_id: OperationId, now: datetime) -> bool:
    """Withdraw what was never sent or provably never left; return whether it could be done."""
    run(
        conn,
        "UPDATE operation SET state = 'cancelled', updated_ms = ? WHERE id = ?"
        " AND state IN ('queued', 'waiting') AND NOT EXISTS (SELECT 1 FROM attempt"
        " WHERE operation_id = operation.id AND state NOT IN ('refused', 'never_left'))",
        (to_millis(now), operation_id),
    )
    done = conn.changes() == 1
    if done:
        changes.note(conn, "operation", operation_id)
    return done


def move_attempts(conn: Conn, operation_id: OperationId, by: timedelta) -> None:
    """Move when the attempts of an operation were made, since the clock was wrong then."""
    millis = round(by.total_seconds() * 1000)
    run(
        conn,
        "UPDATE attempt SET sent_ms = sent_ms + ?1, ended_ms = ended_ms + ?1"
        " WHERE operation_id = ?2",
        (millis, operation_id),
    )


def is_taken(conn: Conn, operation: Operation) -> bool:
    """Return whether it was, or may have been, carried out in part: then it is not withdrawn."""
    sent = "SELECT 1 FROM attempt WHERE operation_id = ? AND state NOT IN ('refused', 'never_left')"
    return one(conn, sent, (operation.id,)) is not None


def read(conn: Conn, operation_id: OperationId) -> Operation:
    """Return one operation; raises GoneError where there is none."""
    row = one(conn, f"SELECT {COLUMNS} FROM operation WHERE id = ?", (operation_id,))  # noqa: S608
    if row is None:
        raise GoneError(reason=f"There is no operation {operation_id}")
    return from_row(row)


def attempts(conn: Conn, operation_id: OperationId) -> tuple[Attempt, ...]:
    """Return the operation's attempts, oldest first."""
    rows = run(
        conn,
        "SELECT id, step, state, sent_ms, ended_ms, reference, answer FROM attempt"
        " WHERE operation_id = ? ORDER BY id",
        (operation_id,),
    )
    return tuple(
        Attempt(
            id=number,
            operation_id=operation_id,
            step=step,
            state=AttemptState(state),
            sent_at=from_millis(sent_ms),
            ended_at=moment(ended_ms),
            reference=reference,
            answer=answer,
        )
        for number, step, state, sent_ms, ended_ms, reference, answer in rows
    )


def of_subject(conn: Conn, subject: str) -> tuple[Operation, ...]:
    """Return everything done to one order, shipment or dispatch order, newest first."""
    rows = run(
        conn,
        f"SELECT {COLUMNS} FROM operation WHERE subject = ? ORDER BY seq DESC",  # noqa: S608
        (subject,),
    )
    return tuple(from_row(row) for row in rows)


def open_of_kind(conn: Conn, kind: OperationKind) -> tuple[Operation, ...]:
    """Return the operations of a kind that are not settled yet, oldest first."""
    rows = run(
        conn,
        f"SELECT {COLUMNS} FROM operation WHERE kind = ? AND {OPEN} ORDER BY seq",  # noqa: S608
        (kind.value,),
    )
    return tuple(from_row(row) for row in rows)


def of_parent(conn: Conn, parent_id: str) -> tuple[Operation, ...]:
    """Return the operations that another one queued, oldest first."""
    rows = run(
        conn,
        f"SELECT {COLUMNS} FROM operation WHERE parent_id = ? ORDER BY seq",  # noqa: S608
        (parent_id,),
    )
    return tuple(from_row(row) for row in rows)


def unsettled(conn: Conn) -> tuple[Operation, ...]:
    """Return everything that is open, oldest first."""
    return tuple(
        from_row(row)
        for row in run(conn, f"SELECT {COLUMNS} FROM operation WHERE {OPEN} ORDER BY seq")  # noqa: S608
    )


def purchases(conn: Conn, subjects: Sequence[str]) -> dict[str, tuple[Operation, ...]]:
    """Return the purchases of each order that has any, newest first."""
    found: dict[str, list[Operation]] = {}
    rows = run(
        conn,
        f"SELECT {COLUMNS} FROM operation"  # noqa: S608
        " WHERE subject IN (SELECT value FROM json_each(?)) AND kind IN (?, ?) ORDER BY seq DESC",
        (to_json(list(subjects)), *(kind.value for kind in PURCHASES)),
    )
    for row in rows:
        operation = from_row(row)
        found.setdefault(operation.subject, []).append(operation)
    return {subject: tuple(items) for subject, items in found.items()}


_TABS = {
    "": "1",
    "unknown": "state = 'unknown'",
    "refused": "state IN ('refused', 'failed_after_acceptance')",
    "waiting": "state IN ('queued', 'sent', 'waiting')",
}
_LISTED = 2_000
_LINE = (
    "seq, id, kind, title, subject, state, reason, updated_ms, reason_key, reference,"
    " intent ->> '$.courier', intent ->> '$.service_title', intent ->> '$.parcel.size',"
    " coalesce(intent ->> '$.recipient.name', intent ->> '$.recipient.company'),"
    " intent ->> '$.quoted.minor', intent ->> '$.quoted.currency',"
    " json_array_length(intent, '$.shipment_ids'), intent ->> '$.document',"
    " state = 'unknown' AND not_before_ms > 250000000000000"
)
"""What a line of Activity shows; an unknown that waits for a person is due in the year 9999."""


def list_page(conn: Conn, tab: str, text: str) -> tuple[OperationRow, ...]:
    """Return the lines of Activity, newest first, at most 2,000; all words of `text` must occur."""
    words = fold(text).split()
    found: list[OperationRow] = []
    sql = f"SELECT {_LINE} FROM operation WHERE {_TABS[tab]} ORDER BY seq DESC"  # noqa: S608
    for row in conn.execute(sql):
        if words and not _has(words, row):
            continue
        found.append(_to_line(row))
        if len(found) == _LISTED:
            break
    return tuple(found)


def _to_line(row: Row) -> OperationRow:
    courier, service, size, who, minor, currency, parcels, document, decides = row[10:]
    line = OperationRow(*row[:8])
    return replace(
        line,
        reason_key=row[8],
        service=" ".join(part for part in (courier, service, size) if part),
        recipient=who or "",
        price_minor=minor,
        currency=currency or "",
        parcels=parcels or 0,
        document=document or "",
        decides=bool(decides),
    )


def _has(words: Sequence[str], row: Row) -> bool:
    told = fold(" ".join(str(row[place] or "") for place in (3, 4, 6, 9, 10, 11, 13)))
    return all(word in told for word in words)


def counts(conn: Conn) -> dict[str, int]:
    """Return how many operations each tab of Activity holds."""
    sums = ", ".join(f"sum({where})" for where in _TABS.values())
    row = one(conn, f"SELECT {sums} FROM operation")  # noqa: S608
    return {tab: int((row and row[place]) or 0) for place, tab in enumerate(_TABS)}
