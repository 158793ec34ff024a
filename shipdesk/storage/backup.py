"""Copies of the journal, taken while it is in use, and the way back when it is damaged."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import apsw

from shipdesk.errors import DatabaseDamagedError, StorageError
from shipdesk.storage import seal
from shipdesk.storage.sql import BUSY_MS, Conn, connect, run, told_as_ours, transaction

KEPT = timedelta(days=7)
EACH = timedelta(hours=4)
"""A copy is due when the last one is older and something was written since."""

_CLOSE = timedelta(days=1)
"""So far back every copy is kept; before that the last one of a day."""
_NAME = "journal-{stamp}.sqlite"
_STAMP = "%Y%m%dT%H%M%S"


@dataclass(frozen=True, slots=True)
class RestoreReport:
    """What was done about a damaged journal; `taken_at` None means that there was no copy.

    Until the providers have been asked what happened since, nothing may be bought. `damaged` is
    where the damaged file is kept; "" where there was none.
    """

    reason: str
    damaged: str
    taken_at: datetime | None


def backup(conn: Conn, folder: Path, now: datetime) -> Path:
    """Copy the open database into the folder and drop copies older than a week, but not the last.

    Raises DiskFullError or StorageError; a copy that was not finished leaves no file.
    """
    path = folder / _NAME.format(stamp=now.strftime(_STAMP))
    with told_as_ours(str(path)):
        folder.mkdir(parents=True, exist_ok=True)
        copy_into(conn, path)
        _thin(folder, now)
    return path


def copy_into(conn: Conn, path: Path) -> None:
    """Copy the open database to one sealed file; nothing is left of a copy that fails.

    Raises apsw's errors and OSError.
    """
    partial = path.with_suffix(".partial")
    partial.unlink(missing_ok=True)
    try:
        target = apsw.Connection(str(partial))
        try:
            with target.backup("main", conn, "main") as copy:
                copy.step(-1)
            # One file, nothing beside it: a copy may be moved by hand.
            run(target, "PRAGMA journal_mode = DELETE")
            seq = seal.last_change(target)
        finally:
            target.close()
        seal.forget(path)
        partial.replace(path)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
    seal.write_seal(path, seq)


def copy_if_due(journal: Path, folder: Path, now: datetime) -> Path | None:
    """Copy the journal where it is time, beside whoever writes it; blocks for the disk.

    Raises DiskFullError or StorageError.
    """
    kept = copies(folder)
    # A clock that was set back makes the last copy one of the future: then one more is made.
    age = abs(now - taken_at(kept[-1])) if kept else EACH
    if age < EACH:
        return None
    conn = connect(str(journal), durable=False, writable=False, sealed=True)
    try:
        with told_as_ours(str(journal)):
            known = seal.read_seal(kept[-1]) if kept else None
            if seal.last_change(conn) <= (known.seq if known else 0):
                return None
        return backup(conn, folder, now)
    finally:
        conn.close()


def copies(folder: Path) -> tuple[Path, ...]:
    """Return the copies in the folder, oldest first."""
    return tuple(sorted(folder.glob("journal-????????T??????.sqlite")))


def taken_at(path: Path) -> datetime:
    """Return when a copy was taken, from its name."""
    stamp = path.stem.removeprefix("journal-")
    return datetime.strptime(stamp, _STAMP).replace(tzinfo=UTC)


def _thin(folder: Path, now: datetime) -> None:
    kept = copies(folder)
    days = {taken_at(each).date(): each for each in kept}
    for old in kept[:-1]:
        taken = taken_at(old)
        spare = now - taken > _CLOSE and days[taken.date()] != old
        if spare or taken < now - KEPT:
            old.unlink(missing_ok=True)
            seal.forget(old)


def fault_of(path: Path, *, deep: bool = False) -> str:
    """Return "" for a file that passes SQLite's check, else what is wrong with it.

    `deep` compares indexes with their tables, too. A file that is locked or cannot be read is not
    damaged: StorageError, and nothing is replaced.
    """
    try:
        with told_as_ours(str(path)):
            conn = apsw.Connection(str(path), apsw.SQLITE_OPEN_READWRITE)
            try:
                conn.set_busy_timeout(BUSY_MS)
                conn.config(apsw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1)
                check = "integrity_check" if deep else "quick_check"
                found = run(conn, f"PRAGMA {check}(1)")
            finally:
                conn.close()
    except DatabaseDamagedError as error:
        return str(error.params.get("reason", "")) or error.key
    except apsw.Error as error:
        # Tables that contradict themselves are told as an error of the statement.
        return str(error)
    words = str(found[0][0]) if found else "ok"
    return "" if words == "ok" else words


def newest_sound(folder: Path) -> Path | None:
    """Return the newest copy that is as it was written; None where there is none."""
    for copy in reversed(copies(folder)):
        with contextlib.suppress(OSError, StorageError):
            sealed, _ = seal.look(copy)
            if sealed is not seal.Sealed.BROKEN and not fault_of(copy, deep=True):
                return copy
    return None


def put_aside(journal: Path, now: datetime) -> str:
    """Move a damaged journal and what belongs to it beside; return where to, "" for nothing."""
    aside = journal.with_name(f"{journal.stem}-damaged-{now.strftime(_STAMP)}.sqlite")
    found = journal.exists()
    for suffix in ("", "-wal", "-shm"):
        with contextlib.suppress(FileNotFoundError):
            Path(f"{journal}{suffix}").replace(f"{aside}{suffix}")
    seal.forget(journal)
    return str(aside) if found else ""


def put_in_place(copy: Path, journal: Path) -> None:
    """Make a copy the journal; whatever stood there was put aside before. Raises OSError."""
    fresh = journal.with_suffix(".restoring")
    shutil.copyfile(copy, fresh)
    with fresh.open("rb+") as file:
        os.fsync(file.fileno())
    fresh.replace(journal)


def restore(journal: Path, folder: Path, reason: str, now: datetime) -> RestoreReport:
    """Put the newest sound copy in the place of a damaged journal, which is kept beside it.

    The restored file gets a new lineage, so that the cache projects it from the beginning. Raises
    DiskFullError or StorageError; then the damaged file is still where it was, or was put aside.
    """
    with told_as_ours(str(journal)):
        copy = newest_sound(folder)
        aside = put_aside(journal, now)
        if copy is None:
            return RestoreReport(reason, aside, None)
        put_in_place(copy, journal)
    conn = connect(str(journal), durable=True)
    try:
        with told_as_ours(str(journal)), transaction(conn):
            new_lineage(conn)
    finally:
        conn.close()
    return RestoreReport(reason, aside, taken_at(copy))


def new_lineage(conn: Conn) -> None:
    """Mark the journal as one whose numbered changes cannot be compared with any other's."""
    run(
        conn,
        "INSERT INTO meta (name, value) VALUES ('lineage', ?)"
        " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        (secrets.token_hex(8),),
    )
