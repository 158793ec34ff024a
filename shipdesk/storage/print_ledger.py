"""Every hand-over to a printer: which document, which copy, when, by which job."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from shipdesk.clock import from_millis, to_millis
from shipdesk.storage import changes
from shipdesk.storage.sql import Conn, Row, run, to_json

_COLUMNS = (
    "id, shipment_id, kind, sha256, printer, profile, copy, reason, operation_id, state, job,"
    " words, dpi, verdict, begun_ms, settled_ms"
)


class PrintState(StrEnum):
    """What became of a hand-over; `unknown` after a crash is never sent again by itself."""

    BEGUN = "begun"
    HANDED_OVER = "handed_over"
    FAILED = "failed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class PrintRecord:
    """One run of paper; `job` is the queue's own number or the path of a file.

    `dpi` is 0 and `verdict` (of the check of its bar codes) empty where nobody knew.
    """

    id: str
    shipment_id: str
    kind: str
    sha256: str
    printer: str
    profile: str
    copy: int
    reason: str
    operation_id: str
    state: PrintState
    job: str
    words: str
    dpi: int
    verdict: str
    begun_at: datetime
    settled_at: datetime | None


def begin(
    conn: Conn,
    shipment_id: str,
    *,
    sha256: str,
    printer: str,
    now: datetime,
    kind: str = "label",
    profile: str = "",
    copy: int = 0,
    reason: str = "",
    operation_id: str = "",
    dpi: int = 0,
) -> str:
    """Write down that a document is about to be handed over, and return the record's id.

    `copy` 0 counts by itself: one more than what was handed over or may have been.
    """
    if not copy:
        copy = 1 + sum(
            record.kind == kind and record.state is not PrintState.FAILED
            for record in of_shipment(conn, shipment_id)
        )
    record_id = secrets.token_hex(16)
    run(
        conn,
        f"INSERT INTO print_job ({_COLUMNS})"  # noqa: S608
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'begun', '', '', ?, '', ?, NULL)",
        (
            record_id,
            shipment_id,
            kind,
            sha256,
            printer,
            profile,
            copy,
            reason,
            operation_id,
            dpi,
            to_millis(now),
        ),
    )
    changes.note(conn, "print", shipment_id)
    return record_id


def settle(
    conn: Conn,
    record_id: str,
    state: PrintState | str,
    job: str = "",
    *,
    now: datetime,
    words: str = "",
    verdict: str = "",
) -> None:
    """Write down what became of a hand-over."""
    rows = run(
        conn,
        "UPDATE print_job SET state = ?, job = ?, words = ?, verdict = ?, settled_ms = ?"
        " WHERE id = ? RETURNING shipment_id",
        (PrintState(state).value, job, words, verdict, to_millis(now), record_id),
    )
    changes.note(conn, "print", *(str(row[0]) for row in rows))


def hand_to(conn: Conn, record_id: str, operation_id: str) -> None:
    """Let a record belong to the operation that tells what became of its label alone."""
    run(conn, "UPDATE print_job SET operation_id = ? WHERE id = ?", (operation_id, record_id))


def of_shipment(conn: Conn, shipment_id: str) -> tuple[PrintRecord, ...]:
    """Return the shipment's hand-overs, newest first."""
    rows = run(
        conn,
        f"SELECT {_COLUMNS} FROM print_job WHERE shipment_id = ? ORDER BY seq DESC",  # noqa: S608
        (shipment_id,),
    )
    return tuple(_from_row(row) for row in rows)


def handed_over(conn: Conn, ids: Sequence[str]) -> dict[str, int]:
    """Return how often the label of each shipment was handed over."""
    rows = run(
        conn,
        "SELECT shipment_id, count(*) FROM print_job WHERE kind = 'label'"
        " AND state = 'handed_over' AND shipment_id IN (SELECT value FROM json_each(?))"
        " GROUP BY shipment_id",
        (to_json(list(ids)),),
    )
    return {shipment_id: int(count) for shipment_id, count in rows}


def recover(conn: Conn) -> tuple[PrintRecord, ...]:
    """Make what was begun when the program died unknown, and return it."""
    rows = run(
        conn,
        f"UPDATE print_job SET state = 'unknown' WHERE state = 'begun' RETURNING {_COLUMNS}",  # noqa: S608
    )
    records = tuple(_from_row(row) for row in rows)
    changes.note(conn, "print", *(record.shipment_id for record in records))
    return records


def _from_row(row: Row) -> PrintRecord:
    *told, state, job, words, dpi, verdict, begun_ms, settled_ms = row
    settled_at = None if settled_ms is None else from_millis(settled_ms)
    begun_at = from_millis(begun_ms)
    values: Row = (*told, PrintState(state), job, words, dpi, verdict, begun_at, settled_at)
    return PrintRecord(*values)
