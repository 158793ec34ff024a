"""Copies of the journal, taken while it is in use, and the way back when it is damaged."""

from __future__ import annotations

import contextlib
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import apsw

from shipdesk.errors import DatabaseDamagedError
from shipdesk.storage.sql import BUSY_MS, Conn, connect, run, told_as_ours, transaction

KEPT = timedelta(days=7)
_NAME = "journal-{stamp}.sqlite"
_STAMP = "%Y%m%dT%H%M%S"


@dataclass(frozen=True, slots=True)
class RestoreReport:
    """What was done about a damaged journal; `taken_at` None means that there was no copy.

    Until the providers have been asked what happened since, nothing may be bought.
    """

    reason: str
    damaged: str
    taken_at: datetime | None


def backup(conn: Conn, folder: Path, now: datetime) -> Path:
    """Copy the open database into the folder and drop copies older than a week, but not the last.

    Raises DiskFullError or StorageError; a copy that was not finished leaves no file.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / _NAME.format(stamp=now.strftime(_STAMP))
    partial = path.with_suffix(".partial")
    partial.unlink(missing_ok=True)
    with told_as_ours(str(path)):
        target = apsw.Connection(str(partial))
        try:
            with target.backup("main", conn, "main") as copy:
                copy.step(-1)
            # One file, nothing beside it: a copy may be moved by hand.
            run(target, "PRAGMA journal_mode = DELETE")
        finally:
            target.close()
    partial.replace(path)
    limit = now - KEPT
    for old in copies(folder)[:-1]:
        if taken_at(old) < limit:
            old.unlink(missing_ok=True)
    return path


def copies(folder: Path) -> tuple[Path, ...]:
    """Return the copies in the folder, oldest first."""
    return tuple(sorted(folder.glob("journal-*.sqlite")))


def taken_at(path: Path) -> datetime:
    """Return when a copy was taken, from its name."""
    stamp = path.stem.removeprefix("journal-")
    return datetime.strptime(stamp, _STAMP).replace(tzinfo=UTC)


def fault_of(path: Path) -> str:
    """Return "" for a file that passes SQLite's check, else what is wrong with it.

    A file that is locked or cannot be read is not damaged: StorageError, and nothing is replaced.
    """
    try:
        with told_as_ours(str(path)):
            conn = apsw.Connection(str(path), apsw.SQLITE_OPEN_READWRITE)
            try:
                conn.set_busy_timeout(BUSY_MS)
                found = run(conn, "PRAGMA quick_check(1)")
            finally:
                conn.close()
    except DatabaseDamagedError as error:
        return str(error.params.get("reason", "")) or error.key
    words = str(found[0][0]) if found else "ok"
    return "" if words == "ok" else words


def restore(journal: Path, folder: Path, reason: str, now: datetime) -> RestoreReport:
    """Put the newest sound copy in the place of a damaged journal, which is kept beside it.

    The restored file gets a new lineage, so that the cache projects it from the beginning.
    """
    aside = journal.with_name(f"{journal.stem}-damaged-{now.strftime(_STAMP)}.sqlite")
    for suffix in ("", "-wal", "-shm"):
        with contextlib.suppress(FileNotFoundError):
            Path(f"{journal}{suffix}").replace(f"{aside}{suffix}")
    for copy in reversed(copies(folder)):
        if fault_of(copy):
            continue
        journal.write_bytes(copy.read_bytes())
        conn = connect(str(journal), durable=True)
        try:
            with transaction(conn):
                new_lineage(conn)
        finally:
            conn.close()
        return RestoreReport(reason, str(aside), taken_at(copy))
    return RestoreReport(reason, str(aside), None)


def new_lineage(conn: Conn) -> None:
    """Mark the journal as one whose numbered changes cannot be compared with any other's."""
    run(
        conn,
        "INSERT INTO meta (name, value) VALUES ('lineage', ?)"
        " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        (secrets.token_hex(8),),
    )
