"""Labels printed at one go: which shipment stands at which place, and which operation prints it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from shipdesk.clock import from_millis, to_millis
from shipdesk.domain.codec import from_plain
from shipdesk.domain.operation import Operation, OperationId, OperationKind, PrintIntent
from shipdesk.domain.print_run import PrintRow, PrintRun, PrintRunId, RowState, RunState, Why
from shipdesk.domain.shipment import ShipmentId
from shipdesk.errors import GoneError
from shipdesk.storage.operation_rows import COLUMNS, from_row
from shipdesk.storage.sql import Conn, Row, one, run, run_many, to_json

_RUN = "id, state, why, words, created_ms"
_OPERATION = ", ".join(f"o.{name.strip()}" for name in COLUMNS.split(","))
_ROWS = (
    f"SELECT {_OPERATION}, r.place, r.shipment_id, r.state, r.reason_key, r.reason,"  # noqa: S608
    " EXISTS (SELECT 1 FROM label WHERE shipment_id = r.shipment_id AND kind = 'label'),"
    " coalesce(h.state = 'stopped', 0),"
    " (SELECT count(*) FROM print_job p WHERE p.shipment_id = r.shipment_id AND p.kind = 'label'"
    " AND p.state = 'handed_over'),"
    " (SELECT p.profile FROM print_job p WHERE p.shipment_id = r.shipment_id AND p.kind = 'label'"
    " AND p.operation_id = r.operation_id AND p.operation_id <> '' ORDER BY p.seq DESC LIMIT 1)"
    " FROM print_run_row r LEFT JOIN operation o ON o.id = r.operation_id"
    " LEFT JOIN hold h ON h.operation_id = o.id WHERE r.run_id = ? ORDER BY r.place"
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A row whose print is to be asked for: why once more, and whether the check is overruled."""

    place: int
    shipment_id: ShipmentId
    operation_id: str
    reason: str
    forced: bool


def create(
    conn: Conn, run_id: PrintRunId, rows: Sequence[tuple[ShipmentId, str]], now: datetime
) -> None:
    """Write a run down: each shipment with the reason of its second copy, "" for a first one."""
    run(
        conn,
        "INSERT INTO print_run (id, state, why, words, created_ms, moved_ms)"
        " VALUES (?1, 'running', '', '', ?2, ?2)",
        (run_id, to_millis(now)),
    )
    run_many(
        conn,
        "INSERT INTO print_run_row (run_id, place, shipment_id, state, operation_id, copy_reason,"
        " forced, reason_key, reason) VALUES (?, ?, ?, 'open', '', ?, 0, '', '')",
        [(run_id, place, *row) for place, row in enumerate(rows)],
    )


def running(conn: Conn) -> PrintRunId | None:
    """Return the run that goes on by itself: the oldest, the others wait for its end."""
    found = one(conn, "SELECT id FROM print_run WHERE state = 'running' ORDER BY seq LIMIT 1")
    return None if found is None else PrintRunId(found[0])


def moved_at(conn: Conn, run_id: PrintRunId) -> datetime:
    """Return when anything of the run was last printed, or a person last said that it goes on."""
    found = one(conn, "SELECT moved_ms FROM print_run WHERE id = ?", (run_id,))
    if found is None:
        raise GoneError(reason=f"There is no print run {run_id}")
    return from_millis(found[0])


def moved(conn: Conn, run_id: PrintRunId, now: datetime) -> None:
    """Note that the run moves."""
    run(conn, "UPDATE print_run SET moved_ms = ? WHERE id = ?", (to_millis(now), run_id))


def set_state(
    conn: Conn, run_id: PrintRunId, state: RunState, why: Why = Why.NONE, words: str = ""
) -> None:
    """Let a run go on, stop it for a reason, or end it."""
    run(
        conn,
        "UPDATE print_run SET state = ?, why = ?, words = ? WHERE id = ?",
        (state.value, why.value, words, run_id),
    )


def asked(conn: Conn, run_id: PrintRunId) -> tuple[tuple[int, Operation], ...]:
    """Return the rows whose print was asked for and whose end was not noted yet."""
    rows = run(
        conn,
        f"SELECT {_OPERATION}, r.place FROM print_run_row r"  # noqa: S608
        " JOIN operation o ON o.id = r.operation_id"
        " WHERE r.run_id = ? AND r.state = 'asked' ORDER BY r.place",
        (run_id,),
    )
    return tuple((place, from_row(tuple(columns))) for *columns, place in rows)


def next_open(conn: Conn, run_id: PrintRunId, after: int = -1) -> Wanted | None:
    """Return the first row of the list, after a place, that was not asked for yet."""
    found = one(
        conn,
        "SELECT place, shipment_id, operation_id, copy_reason, forced FROM print_run_row"
        " WHERE run_id = ? AND place > ? AND state = 'open' ORDER BY place LIMIT 1",
        (run_id, after),
    )
    if found is None:
        return None
    place, shipment_id, operation_id, reason, forced = found
    return Wanted(place, ShipmentId(shipment_id), operation_id, reason, bool(forced))


def put(
    conn: Conn,
    run_id: PrintRunId,
    place: int,
    state: RowState,
    *,
    operation_id: str | None = None,
    told: tuple[str, str] = ("", ""),
) -> None:
    """Put a row where it stands now; `told` are key and words of why nothing was asked for."""
    run(
        conn,
        "UPDATE print_run_row SET state = ?, operation_id = coalesce(?, operation_id),"
        " reason_key = ?, reason = ? WHERE run_id = ? AND place = ?",
        (state.value, operation_id, *told, run_id, place),
    )


def open_again(
    conn: Conn, run_id: PrintRunId, places: Iterable[int], reason: str, *, forced: bool
) -> None:
    """Have rows asked for once more; an empty reason leaves the one that they have."""
    run(
        conn,
        "UPDATE print_run_row SET state = 'open', reason_key = '', reason = '', forced = ?1,"
        " copy_reason = CASE WHEN ?2 = '' THEN copy_reason ELSE ?2 END"
        " WHERE run_id = ?3 AND place IN (SELECT value FROM json_each(?4))",
        (int(forced), reason, run_id, to_json(list(places))),
    )


def take_place(conn: Conn, operation: Operation) -> None:
    """Put a print where its parent stood in a run, for the labels that it prints.

    Does nothing where its parent stood in none.
    """
    if not operation.parent_id or operation.kind is not OperationKind.PRINT:
        return
    parts = from_plain(PrintIntent, operation.intent).parts
    run(
        conn,
        "UPDATE print_run_row SET operation_id = ? WHERE operation_id = ?"
        " AND shipment_id IN (SELECT value FROM json_each(?))",
        (operation.id, operation.parent_id, to_json([each.shipment_id for each in parts])),
    )


def run_of(conn: Conn, operation_id: OperationId) -> PrintRunId | None:
    """Return the run in which an operation stands."""
    found = one(
        conn,
        "SELECT run_id FROM print_run_row WHERE operation_id = ? AND operation_id <> ''",
        (operation_id,),
    )
    return None if found is None else PrintRunId(found[0])


def read(conn: Conn, run_id: PrintRunId) -> PrintRun:
    """Return a run with its rows as they stand; raises GoneError where there is none."""
    found = one(conn, f"SELECT {_RUN} FROM print_run WHERE id = ?", (run_id,))  # noqa: S608
    if found is None:
        raise GoneError(reason=f"There is no print run {run_id}")
    return _run(conn, found)


def recent(conn: Conn, most: int) -> tuple[PrintRun, ...]:
    """Return the newest runs, newest first."""
    found = run(conn, f"SELECT {_RUN} FROM print_run ORDER BY seq DESC LIMIT ?", (most,))  # noqa: S608
    return tuple(_run(conn, row) for row in found)


def _run(conn: Conn, found: Row) -> PrintRun:
    run_id, state, why, words, created_ms = found
    rows = tuple(_row(row) for row in run(conn, _ROWS, (run_id,)))
    return PrintRun(
        PrintRunId(run_id), RunState(state), Why(why), words, from_millis(created_ms), rows
    )


def _row(row: Row) -> PrintRow:
    *columns, place, shipment_id, state, key, reason, kept, held, copies, printer = row
    return PrintRow(
        place,
        ShipmentId(shipment_id),
        RowState(state),
        None if columns[0] is None else from_row(tuple(columns)),
        int(copies),
        bool(kept),
        bool(held),
        key,
        reason,
        printer or "",
    )
