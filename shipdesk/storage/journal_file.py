"""The journal before it is open: looked at, restored where it is damaged, migrated, sealed."""

from __future__ import annotations

import contextlib
import logging
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import apsw

from shipdesk.errors import DatabaseDamagedError, DatabaseTooNewError
from shipdesk.storage import backup, changes, computer, identity, migrate, purchases, seal
from shipdesk.storage.backup import RestoreReport
from shipdesk.storage.purchases import Why
from shipdesk.storage.seal import Sealed
from shipdesk.storage.sql import Conn, connect, one, told_as_ours, transaction

log = logging.getLogger(__name__)

_NOT_OURS = "It is not as ShipDesk left it."
_KEPT = frozenset({Why.ALONE, Why.EXCHANGED})
"""What makes a whole journal doubtful: it stays in use."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong with a journal, and in whose words."""

    why: Why
    words: str = ""


@dataclass(frozen=True, slots=True)
class _Known:
    """What a file tells about itself."""

    version: int
    lineage: str
    seq: int
    marked: bool


def backups_of(journal: Path) -> Path:
    """Return the folder of the journal's copies."""
    return journal.parent / "backups"


def prepare(path: Path, now: datetime) -> RestoreReport | None:
    """Make the journal one that can be opened, and tell what had to be done about it.

    Where it may not know everything that was bought, purchases are closed in it. Raises
    DatabaseTooNewError, with the file untouched, DiskFullError and StorageError.
    """
    backups = backups_of(path)
    with told_as_ours(str(path)):
        path.parent.mkdir(parents=True, exist_ok=True)
        trouble = examine(path)
        report = None
        if trouble is not None:
            report = _mend(path, backups, trouble, now)
            log.error(
                "the journal was damaged (%s %s); copy of %s restored",
                trouble.why,
                trouble.words,
                report.taken_at,
            )
        conn = connect(str(path), durable=True, sealed=True)
        try:
            migrate.migrate(conn, str(path), backups, now)
            with transaction(conn):
                if not changes.lineage(conn):
                    backup.new_lineage(conn)
                changes.prune(conn)
                if trouble is not None and report is not None:
                    purchases.close(
                        conn, trouble.why, now, taken_at=report.taken_at, aside=report.damaged
                    )
            seal.write_mark(conn, path)
            with transaction(conn):
                # Only now: a journal that promises a mark must have one.
                seal.promise_marks(conn)
                _recognize(conn, now)
            seal.checkpoint(conn, path, last=True)
        finally:
            conn.close()
    return report


def _recognize(conn: Conn, now: datetime) -> None:
    """Close purchases in a profile whose folder was carried here from another computer."""
    known = identity.ensure(conn)
    if known.machine == computer.machine():
        return
    identity.save(conn, replace(known, host=computer.host_name(), machine=computer.machine()))
    if purchases.closure(conn) is None:
        purchases.close(conn, Why.MOVED, now, host=known.host)


def examine(path: Path) -> Trouble | None:
    """Return what is wrong with a journal that nobody has open; None where nothing is.

    Raises DatabaseTooNewError and StorageError: a file that is locked is not damaged.
    """
    mark = seal.read_mark(path)
    if not path.exists() or not path.stat().st_size:
        was_here = mark is not None or backup.copies(backups_of(path))
        return Trouble(Why.GONE) if was_here else None
    sealed, sealed_seq = seal.look(path)
    if sealed is Sealed.BROKEN and _last_in_main(path) <= sealed_seq:
        return Trouble(Why.DAMAGED, _NOT_OURS)
    try:
        known = _knowledge(path)
    except DatabaseDamagedError as error:
        return Trouble(Why.DAMAGED, str(error.params.get("reason", "")))
    if known.version > migrate.newest():
        raise DatabaseTooNewError(path=str(path), found=known.version, known=migrate.newest())
    if sealed is not Sealed.WHOLE and (fault := backup.fault_of(path, deep=True)):
        return Trouble(Why.DAMAGED, fault)
    if mark is None:
        return Trouble(Why.ALONE) if known.marked else None
    if known.seq < mark.seq:
        return Trouble(Why.SHORTENED)
    unused = not known.lineage and not known.seq
    return None if unused or mark.lineage == known.lineage else Trouble(Why.EXCHANGED)


def _last_in_main(path: Path) -> int:
    """Return the last change in the main file alone, without its WAL; -1 where it tells none.

    One behind the seal was written by SQLite without us: an older ShipDesk, or a person's tool.
    """
    uri = f"{path.resolve().as_uri()}?immutable=1"
    with contextlib.suppress(apsw.Error):
        conn = apsw.Connection(uri, apsw.SQLITE_OPEN_READONLY | apsw.SQLITE_OPEN_URI)
        try:
            return seal.last_change(conn)
        finally:
            conn.close()
    return -1


def _knowledge(path: Path) -> _Known:
    """Read what the file tells; DatabaseDamagedError for one that is no journal of ours."""
    conn = connect(str(path), durable=True, sealed=True)
    try:
        with told_as_ours(str(path)):
            version = migrate.version(conn)
            if not version and one(conn, "SELECT 1 FROM sqlite_schema") is None:
                return _Known(0, "", 0, marked=False)
            return _Known(version, *_meta(conn))
    except apsw.SQLError as error:
        raise DatabaseDamagedError(path=str(path), reason=str(error)) from error
    finally:
        conn.close()


def _meta(conn: Conn) -> tuple[str, int, bool]:
    return changes.lineage(conn), seal.last_change(conn), seal.keeps_marks(conn)


def _mend(path: Path, backups: Path, trouble: Trouble, now: datetime) -> RestoreReport:
    if trouble.why in _KEPT:
        _renew_lineage(path)
        return RestoreReport(trouble.words, "", None)
    if trouble.why is Why.SHORTENED and not backup.fault_of(path, deep=True):
        copy = backup.newest_sound(backups)
        ours = _knowledge(path).seq
        known = seal.read_seal(copy) if copy is not None else None
        if known is None or known.seq <= ours:
            # What is left of it knows more than any copy.
            _renew_lineage(path)
            return RestoreReport(trouble.words, "", None)
    return backup.restore(path, backups, trouble.words or trouble.why.value, now)


def _renew_lineage(path: Path) -> None:
    conn = connect(str(path), durable=True, sealed=True)
    try:
        with transaction(conn):
            backup.new_lineage(conn)
    finally:
        conn.close()
