"""The one way to run SQL: statements drained, SQLite's faults turned into our errors."""

from __future__ import annotations

import contextlib
import errno
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

import apsw

from shipdesk.domain.codec import from_plain, one_level
from shipdesk.errors import DatabaseDamagedError, DiskFullError, StorageError

Conn = apsw.Connection
"""What every storage function takes first."""

Row = tuple[Any, ...]
T = TypeVar("T")
BUSY_MS = 10_000
_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_NOT_ALLOWED = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def run(conn: Conn, sql: str, values: Sequence[object] | dict[str, object] = ()) -> list[Row]:
    """Run one or several statements to their end and return all rows.

    An undrained execute of several statements would silently stop after the first row.
    """
    return conn.execute(sql, values).fetchall()


def run_many(conn: Conn, sql: str, rows: Iterable[Sequence[object]]) -> None:
    """Run one statement for each row of values."""
    for _ in conn.executemany(sql, rows):
        pass


def one(conn: Conn, sql: str, values: Sequence[object] = ()) -> Row | None:
    """Return the first row, None where there is none."""
    rows = run(conn, sql, values)
    return rows[0] if rows else None


def marks(count: int) -> str:
    """Return `?, ?, ?` for that many bound values."""
    return ", ".join("?" * count)


def to_json(plain: object) -> str:
    """Return the text that bodies are kept as."""
    return _ENCODER.encode(plain)


def from_json(text: str) -> Any:  # noqa: ANN401 - JSON values
    """Return the plain values of `to_json`; DatabaseDamagedError for what is none of it."""
    try:
        return json.loads(text)
    except (TypeError, ValueError) as error:
        raise DatabaseDamagedError(reason="A record in it cannot be read.") from error


def to_object(kind: type[T], kept: str | bytes) -> T:
    """Return the object of a body, text or binary; DatabaseDamagedError for what is none."""
    try:
        return from_plain(kind, from_json(kept) if isinstance(kept, str) else from_body(kept))
    except (TypeError, ValueError, KeyError, AttributeError, apsw.Error) as error:
        reason = f"A record in it is no {kind.__name__}."
        raise DatabaseDamagedError(reason=reason) from error


def to_body(value: object) -> bytes:
    """Return a domain object in SQLite's own binary JSON: what the cache keeps objects as.

    Made in half the time of text; SQL reads both alike. Raises TypeError for what JSON cannot tell.
    """
    # Exact: it would ask of each object whether it is some kind of mapping.
    return apsw.jsonb_encode(value, default=_inside, check_circular=False, exact_types=True)


def from_body(body: bytes) -> Any:  # noqa: ANN401 - JSON values
    """Return the plain values of `to_body`."""
    return apsw.jsonb_decode(body)


def _inside(value: object) -> object:
    plain = one_level(value)
    if plain is value:
        raise TypeError(f"cannot keep {type(value).__name__}")
    return plain


@contextlib.contextmanager
def told_as_ours(path: str) -> Iterator[None]:
    """Turn the faults of the world into errors of ours; faults of the program stay as they are."""
    try:
        yield
    except apsw.FullError as error:
        raise DiskFullError(path=path) from error
    except (apsw.CorruptError, apsw.NotADBError) as error:
        raise DatabaseDamagedError(path=path, reason=str(error)) from error
    except UnicodeDecodeError as error:
        raise DatabaseDamagedError(path=path, reason="A text in it cannot be read.") from error
    except apsw.SQLError as error:
        # SQLite's own reading of a body that we wrote: the statement is not at fault.
        if "malformed JSON" not in str(error):
            raise
        raise DatabaseDamagedError(path=path, reason=str(error)) from error
    except (apsw.ReadOnlyError, apsw.PermissionsError) as error:
        raise StorageError("read_only", path=path, reason=str(error)) from error
    except (apsw.BusyError, apsw.LockedError) as error:
        raise StorageError("file_locked", path=path, reason=str(error)) from error
    except (apsw.IOError, apsw.CantOpenError, apsw.NoLFSError) as error:
        raise StorageError(path=path, reason=str(error)) from error
    except OSError as error:
        raise storage_error(error, path) from error


def storage_error(error: OSError, path: str) -> StorageError:
    """Return our error for one of the system's about a file or a folder."""
    reason = error.strerror or str(error)
    if error.errno in _NO_ROOM:
        return DiskFullError(path=path)
    if error.errno in _NOT_ALLOWED:
        return StorageError("read_only", path=path, reason=reason)
    return StorageError(path=path, reason=reason)


def connect(path: str, *, durable: bool, writable: bool = True, sealed: bool = False) -> Conn:
    """Open one connection with our settings; without `writable` it can only read.

    `durable` survives a power cut at each commit (the journal); otherwise a crash may lose the last
    commits but never the file. `sealed`: the WAL is moved into the main file by `seal` alone, never
    by the way. Raises StorageError.
    """
    with told_as_ours(path):
        flags = apsw.SQLITE_OPEN_READWRITE | (apsw.SQLITE_OPEN_CREATE if writable else 0)
        conn = apsw.Connection(path, flags)
        conn.set_busy_timeout(BUSY_MS)
        try:
            if writable:
                run(conn, "PRAGMA journal_mode = WAL")
                run(conn, f"PRAGMA synchronous = {'FULL' if durable else 'NORMAL'}")
                if sys.platform == "darwin":
                    # Elsewhere fsync reaches the disk; on macOS only this does.
                    run(conn, f"PRAGMA fullfsync = {int(durable)}")
            if sealed:
                conn.config(apsw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1)
                conn.wal_autocheckpoint(0)
            run(conn, "PRAGMA foreign_keys = ON")
            run(conn, "PRAGMA temp_store = MEMORY")
            if not writable:
                run(conn, "PRAGMA query_only = ON")
        except BaseException:
            conn.close()
            raise
        return conn


@contextlib.contextmanager
def transaction(conn: Conn) -> Iterator[None]:
    """One BEGIN IMMEDIATE transaction: all of it or nothing."""
    run(conn, "BEGIN IMMEDIATE")
    try:
        yield
        run(conn, "COMMIT")
    except BaseException:
        # A full disk may have rolled back already.
        if conn.in_transaction:
            run(conn, "ROLLBACK")
        raise


@contextlib.contextmanager
def snapshot(conn: Conn) -> Iterator[None]:
    """Reads that all see the same moment."""
    run(conn, "BEGIN")
    try:
        yield
    finally:
        if conn.in_transaction:
            run(conn, "COMMIT")


def file_identity(path: Path) -> tuple[int, int] | None:
    """Return what tells a file from another one of the same name; None where it is gone."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
