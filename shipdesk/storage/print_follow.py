"""What the queues tell of jobs after their hand-over, kept beside the ledger of hand-overs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from shipdesk.clock import from_millis, to_millis
from shipdesk.domain.printer_state import JobState
from shipdesk.storage import changes
from shipdesk.storage.sql import Conn, run

_COLUMNS = "record_id, shipment_id, job, state, words, begun_ms, told_ms"
_NUMBERED = re.compile(r".+-\d+")


@dataclass(frozen=True, slots=True)
class Followed:
    """A job of a hand-over, as its queue last told it; `words` are the queue's own."""

    record_id: str
    shipment_id: str
    job: str
    state: JobState
    words: str
    begun_at: datetime
    told_at: datetime


def begin(conn: Conn, record_id: str, shipment_id: str, job: str, now: datetime) -> None:
    """Follow the job of a hand-over, where it has a number in a queue.

    An earlier job with the same number is lost: a printing system that died gives it out again.
    """
    if _NUMBERED.fullmatch(job) and "/" not in job:
        run(
            conn,
            "UPDATE print_follow SET state = 'gone', told_ms = ?2 WHERE job = ?1 AND begun_ms < ?2"
            " AND state IN ('queued', 'held', 'printing', 'stopped')",
            (job, to_millis(now)),
        )
        run(
            conn,
            f"INSERT OR IGNORE INTO print_follow ({_COLUMNS})"  # noqa: S608
            " VALUES (?1, ?2, ?3, 'queued', '', ?4, ?4)",
            (record_id, shipment_id, job, to_millis(now)),
        )


def open_jobs(conn: Conn) -> tuple[Followed, ...]:
    """Return the jobs of which something may still become, oldest first."""
    rows = run(
        conn,
        f"SELECT {_COLUMNS} FROM print_follow"  # noqa: S608
        " WHERE state IN ('queued', 'held', 'printing', 'stopped') ORDER BY begun_ms",
    )
    return tuple(_from_row(*row) for row in rows)


def of_shipment(conn: Conn, shipment_id: str) -> dict[str, Followed]:
    """Return what is known of a shipment's jobs, by the id of their hand-over."""
    rows = run(
        conn,
        f"SELECT {_COLUMNS} FROM print_follow WHERE shipment_id = ?",  # noqa: S608
        (shipment_id,),
    )
    found = (_from_row(*row) for row in rows)
    return {followed.record_id: followed for followed in found}


def tell(conn: Conn, followed: Followed, state: JobState, words: str, now: datetime) -> None:
    """Write down what the queue tells of a job now; what it came to once, it stays."""
    run(
        conn,
        "UPDATE print_follow SET state = ?, words = ?, told_ms = ? WHERE record_id = ?"
        " AND state IN ('queued', 'held', 'printing', 'stopped')",
        (state.value, words, to_millis(now), followed.record_id),
    )
    changes.note(conn, "print", followed.shipment_id)


def _from_row(
    record_id: str,
    shipment_id: str,
    job: str,
    state: str,
    words: str,
    begun_ms: int,
    told_ms: int,
) -> Followed:
    return Followed(
        record_id,
        shipment_id,
        job,
        JobState(state),
        words,
        from_millis(begun_ms),
        from_millis(told_ms),
    )
