"""The file of fetched things: made, checked and made anew; never worth repairing."""

from __future__ import annotations

import contextlib
from pathlib import Path

import apsw

from shipdesk.errors import DatabaseDamagedError, StorageError
from shipdesk.storage.sql import Conn, connect, one, run, told_as_ours, transaction

SCHEMA = 5
"""Part of the file's name: a change of cache_schema.sql or of what a row is is another file."""

_SQL = Path(__file__).resolve().parent / "cache_schema.sql"
_DAMAGED = ".damaged"
_CHECKPOINT_PAGES = 2_000
_PAGE_BYTES = 8_192


def prepare(folder: Path) -> Path:
    """Return the cache's path, made empty where it is absent, damaged or of another schema.

    Called once at the start, before anything has the file open; deletes what earlier programs left.
    Raises DiskFullError, StorageError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"cache-{SCHEMA}.sqlite"
    for old in folder.glob("cache-*.sqlite"):
        if old != path or _marker(old).exists():
            _delete(old)
    try:
        _make_if_empty(path)
    except DatabaseDamagedError:
        _delete(path)
        _make_if_empty(path)
    return path


def open_writer(path: str) -> Conn:
    """Open the cache for its only writer, the ingest process, which closes it.

    One that is too damaged to be opened is emptied first.
    """
    try:
        conn = connect(path, durable=False)
    except DatabaseDamagedError:
        bare = apsw.Connection(path)
        try:
            reset(bare, path)
        finally:
            bare.close()
        conn = connect(path, durable=False)
    run(conn, "PRAGMA cache_size = -65536")
    # A page of a list is one commit: copying each of them into the file at once costs a third.
    run(conn, f"PRAGMA wal_autocheckpoint = {_CHECKPOINT_PAGES}")
    return conn


def reset(conn: Conn, path: str) -> None:
    """Empty a damaged cache in its place: those who have it open go on reading, an empty one.

    Where even that fails the file is marked, and made anew at the next start: DatabaseDamagedError.
    """
    try:
        with told_as_ours(path):
            with contextlib.suppress(apsw.Error):
                # Once read, a file in WAL mode stays in it, and nobody's lock is in the way.
                run(conn, "SELECT * FROM sqlite_schema")
            conn.config(apsw.SQLITE_DBCONFIG_RESET_DATABASE, 1)
            try:
                run(conn, "VACUUM")
            finally:
                conn.config(apsw.SQLITE_DBCONFIG_RESET_DATABASE, 0)
            run(conn, "PRAGMA journal_mode = WAL")
            _make(conn)
    except StorageError as error:
        _marker(Path(path)).touch()
        raise DatabaseDamagedError(path=path, reason=str(error)) from error


def remake(path: Path) -> None:
    """Make a cache that was deleted under its writer. Raises DiskFullError, StorageError."""
    with told_as_ours(str(path)):
        path.parent.mkdir(parents=True, exist_ok=True)
        for suffix in ("-wal", "-shm"):
            Path(f"{path}{suffix}").unlink(missing_ok=True)
    _make_if_empty(path)


def _make_if_empty(path: Path) -> None:
    with told_as_ours(str(path)):
        if not path.exists():
            _set_page_size(path)
        conn = connect(str(path), durable=False)
        try:
            if one(conn, "SELECT 1 FROM sqlite_schema") is None:
                _make(conn)
            run(conn, "SELECT * FROM order_row ORDER BY id DESC LIMIT 1")
            run(conn, "SELECT count(*) FROM counter")
        except apsw.SQLError as error:
            # Ours by name, but without our tables.
            raise DatabaseDamagedError(path=str(path), reason=str(error)) from error
        finally:
            conn.close()


def _set_page_size(path: Path) -> None:
    """Only before anything is written: an order takes two thirds of a usual page, alone."""
    bare = apsw.Connection(str(path))
    try:
        run(bare, f"PRAGMA page_size = {_PAGE_BYTES}")
        run(bare, "PRAGMA journal_mode = WAL")
    finally:
        bare.close()


def _make(conn: Conn) -> None:
    with transaction(conn):
        run(conn, _SQL.read_text(encoding="utf-8"))
        run(conn, f"PRAGMA user_version = {SCHEMA}")


def _marker(path: Path) -> Path:
    return Path(f"{path}{_DAMAGED}")


def _delete(path: Path) -> None:
    for suffix in ("", "-wal", "-shm", _DAMAGED):
        # Windows: another program of ours has it open; it is deleted at the next start.
        with contextlib.suppress(OSError):
            Path(f"{path}{suffix}").unlink(missing_ok=True)
