"""Prints that wait for a printer, woken when one is chosen or comes back."""

from __future__ import annotations

from datetime import datetime

from shipdesk.clock import to_millis
from shipdesk.domain.operation import Operation
from shipdesk.storage import changes
from shipdesk.storage.operation_rows import COLUMNS, from_row
from shipdesk.storage.sql import Conn, one, run


def hurry(conn: Conn, now: datetime) -> None:
    """Make every waiting print due now, in the order in which it was asked for."""
    rows = run(
        conn,
        "UPDATE operation SET not_before_ms = ?1 WHERE kind = 'print' AND state = 'waiting'"
        " AND not_before_ms > ?1 RETURNING id",
        (to_millis(now),),
    )
    changes.note(conn, "operation", *(str(row[0]) for row in rows))


def is_waiting(conn: Conn, operation_id: str) -> bool:
    """Return whether a print waits for its printer."""
    found = one(conn, "SELECT state FROM operation WHERE id = ?", (operation_id,))
    return found is not None and found[0] == "waiting"


def of_shipment(conn: Conn, shipment_id: str) -> dict[str, Operation]:
    """Return the prints of a shipment that wait for their printer, by the kind of document."""
    rows = run(
        conn,
        f"SELECT {COLUMNS} FROM operation WHERE kind = 'print' AND state = 'waiting'"  # noqa: S608
        " AND subject BETWEEN ?1 || ':' AND ?1 || ';'",
        (shipment_id,),
    )
    found = (from_row(row) for row in rows)
    return {operation.subject.rpartition(":")[2]: operation for operation in found}
