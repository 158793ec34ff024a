"""Brings the journal to the version this program knows, each step in one transaction."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from shipdesk.errors import DatabaseTooNewError
from shipdesk.storage import backup
from shipdesk.storage.sql import Conn, one, run, transaction

_FOLDER = Path(__file__).resolve().parent / "migrations" / "journal"


def steps() -> tuple[tuple[int, Path], ...]:
    """Return the numbered migrations in order."""
    found = ((int(path.name[:4]), path) for path in _FOLDER.glob("[0-9][0-9][0-9][0-9]_*.sql"))
    return tuple(sorted(found))


def newest() -> int:
    """Return the version that this program makes."""
    return steps()[-1][0]


def version(conn: Conn) -> int:
    """Return the version of the file; 0 for a new one."""
    row = one(conn, "PRAGMA user_version")
    return int(row[0]) if row else 0


def migrate(conn: Conn, path: str, backups: Path, now: datetime) -> int:
    """Apply what is missing, after a backup where there is something to lose; return the version.

    Raises DatabaseTooNewError for a file of a newer program, which is left untouched.
    """
    known = newest()
    found = version(conn)
    if found > known:
        raise DatabaseTooNewError(path=path, found=found, known=known)
    missing = [step for step in steps() if step[0] > found]
    if missing and found:
        backup.backup(conn, backups, now)
    for number, file in missing:
        with transaction(conn):
            run(conn, file.read_text(encoding="utf-8"))
            run(conn, f"PRAGMA user_version = {number}")
    return known
