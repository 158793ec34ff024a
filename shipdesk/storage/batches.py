"""Purchases that were asked for at one go: which operation stands at which place of the list."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from shipdesk.clock import from_millis, to_millis
from shipdesk.domain.batch import Batch, BatchId, BatchRow
from shipdesk.domain.operation import PURCHASES, Operation, OperationId
from shipdesk.errors import GoneError
from shipdesk.storage.operation_rows import COLUMNS, from_row
from shipdesk.storage.sql import Conn, one, run, run_many

IN_ONE = "EXISTS (SELECT 1 FROM batch_row WHERE operation_id = operation.id)"
"""SQL: whether an operation stands in a batch."""

_ROWS = (
    f"SELECT {', '.join(f'o.{name.strip()}' for name in COLUMNS.split(','))},"  # noqa: S608
    " r.place, coalesce(h.state = 'stopped', 0)"
    " FROM batch_row r JOIN operation o ON o.id = r.operation_id"
    " LEFT JOIN hold h ON h.operation_id = o.id WHERE r.batch_id = ? ORDER BY r.place"
)


def create(conn: Conn, batch_id: BatchId, ids: Sequence[OperationId], now: datetime) -> None:
    """Write a batch down; its operations are written later in the same transaction."""
    run(conn, "INSERT INTO batch (id, created_ms) VALUES (?, ?)", (batch_id, to_millis(now)))
    run_many(
        conn,
        "INSERT INTO batch_row (batch_id, place, operation_id) VALUES (?, ?, ?)",
        [(batch_id, place, operation_id) for place, operation_id in enumerate(ids)],
    )


def take_place(conn: Conn, operation: Operation) -> None:
    """Put a purchase where its parent stood in a batch; does nothing where that stood in none."""
    if operation.parent_id and operation.kind in PURCHASES:
        run(
            conn,
            "UPDATE batch_row SET operation_id = ? WHERE operation_id = ?",
            (operation.id, operation.parent_id),
        )


def occupant(conn: Conn, batch_id: BatchId, place: int) -> OperationId | None:
    """Return the operation that stands at a place of a batch now."""
    row = one(
        conn,
        "SELECT operation_id FROM batch_row WHERE batch_id = ? AND place = ?",
        (batch_id, place),
    )
    return None if row is None else OperationId(row[0])


def read(conn: Conn, batch_id: BatchId) -> Batch:
    """Return a batch with its operations as they stand; raises GoneError where there is none."""
    row = one(conn, "SELECT created_ms FROM batch WHERE id = ?", (batch_id,))
    if row is None:
        raise GoneError(reason=f"There is no batch {batch_id}")
    return _batch(conn, batch_id, row[0])


def recent(conn: Conn, most: int) -> tuple[Batch, ...]:
    """Return the newest batches, newest first."""
    found = run(conn, "SELECT id, created_ms FROM batch ORDER BY seq DESC LIMIT ?", (most,))
    return tuple(_batch(conn, BatchId(batch_id), created) for batch_id, created in found)


def _batch(conn: Conn, batch_id: BatchId, created_ms: int) -> Batch:
    rows = tuple(
        BatchRow(place, from_row(tuple(columns)), bool(held))
        for *columns, place, held in run(conn, _ROWS, (batch_id,))
    )
    return Batch(batch_id, from_millis(created_ms), rows)
