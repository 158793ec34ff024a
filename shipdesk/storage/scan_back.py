"""Parcels that were closed by scanning the label on them, and which parcel a scanned code names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from shipdesk.clock import from_millis, to_millis
from shipdesk.domain.shipment import Shipment
from shipdesk.storage import changes
from shipdesk.storage.search import compact
from shipdesk.storage.sql import Conn, one, run, to_json, to_object

_SHORTEST = 6
"""A shorter number is found inside longer ones by chance: such a code has to be all of it."""
_LONGEST = 120
_WAITS = "s.final = 0 AND s.payable = 'paid' AND s.status IN ('bought', 'pickup_booked')"


@dataclass(frozen=True, slots=True)
class Tally:
    """How many of the printed parcels that still stand here were scanned."""

    scanned: int = 0
    printed: int = 0


def close(conn: Conn, shipment_id: str, code: str, now: datetime) -> None:
    """Note that a parcel's label was scanned; nothing where that stands there already."""
    rows = run(
        conn,
        "INSERT OR IGNORE INTO scan_back (shipment_id, code, at_ms, undone_ms)"
        " VALUES (?, ?, ?, NULL) RETURNING shipment_id",
        (shipment_id, code[:_LONGEST], to_millis(now)),
    )
    changes.note(conn, "scan", *(str(row[0]) for row in rows))


def take_back(conn: Conn, shipment_id: str, now: datetime) -> bool:
    """Note that a parcel is not closed after all; False where it was not."""
    rows = run(
        conn,
        "UPDATE scan_back SET undone_ms = ? WHERE shipment_id = ? AND undone_ms IS NULL"
        " RETURNING shipment_id",
        (to_millis(now), shipment_id),
    )
    changes.note(conn, "scan", *(str(row[0]) for row in rows))
    return bool(rows)


def scanned(conn: Conn, ids: Sequence[str]) -> dict[str, datetime]:
    """Return when each of the shipments was scanned that was."""
    rows = run(
        conn,
        "SELECT shipment_id, at_ms FROM scan_back WHERE undone_ms IS NULL"
        " AND shipment_id IN (SELECT value FROM json_each(?))",
        (to_json(list(ids)),),
    )
    return {shipment_id: from_millis(at_ms) for shipment_id, at_ms in rows}


def tally(conn: Conn) -> Tally:
    """Count the printed parcels that no courier has yet, and those of them that were scanned."""
    rows = run(
        conn,
        "SELECT count(*), count(b.seq) FROM shipment AS s LEFT JOIN scan_back AS b"  # noqa: S608
        f" ON b.shipment_id = s.id AND b.undone_ms IS NULL WHERE {_WAITS} AND EXISTS"
        " (SELECT 1 FROM print_job AS p WHERE p.shipment_id = s.id AND p.kind = 'label'"
        " AND p.state = 'handed_over')",
    )
    return Tally(scanned=int(rows[0][1]), printed=int(rows[0][0]))


def find(conn: Conn, code: str) -> tuple[Shipment, ...]:
    """Return the shipments bought here whose tracking number a bar code holds.

    The longest number wins; a number that was bought twice gives the newest one only. Application
    identifiers and a courier's prefixes may stand before it, as the label's check has it too.
    """
    rows = run(
        conn,
        "SELECT body, max(seq) FROM shipment WHERE tracking_key <> ''"
        " AND tracking_key IN (SELECT value FROM json_each(?))"
        " GROUP BY tracking_key ORDER BY length(tracking_key) DESC",
        (to_json(_numbers_in(code)),),
    )
    found = [to_object(Shipment, row[0]) for row in rows]
    longest = max((len(compact(each.tracking_number)) for each in found), default=0)
    return tuple(each for each in found if len(compact(each.tracking_number)) == longest)


def find_fetched(cache: Conn, code: str) -> str:
    """Return the number of a parcel bought elsewhere that a bar code holds, "" for none."""
    row = one(
        cache,
        "SELECT tracking_number FROM shipment_row WHERE tracking_key <> ''"
        " AND tracking_key IN (SELECT value FROM json_each(?))"
        " ORDER BY length(tracking_key) DESC LIMIT 1",
        (to_json(_numbers_in(code)),),
    )
    return str(row[0]) if row else ""


def _numbers_in(code: str) -> list[str]:
    """Every number that a code may hold: itself, and each part of it that is long enough."""
    text = compact(code)[:_LONGEST]
    parts = {
        text[start:end]
        for start in range(len(text))
        for end in range(start + _SHORTEST, len(text) + 1)
    }
    return [text, *parts]
