"""What stands beside the journal and tells whether it is whole: a seal and a mark.

SQLite notices neither a changed digit in a page nor a missing `-wal`. The *seal* is the hash of the
main file as our last checkpoint left it: nobody else moves the WAL into it, so that it is true
between checkpoints, after a crash, too; the WAL has checksums of its own. The *mark* is the number
of the last change that was committed: a journal that knows less has lost it.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import apsw

from shipdesk.storage import changes
from shipdesk.storage.sql import Conn, one, run

PAGES = 1_000
"""Pages in the WAL after which it is moved into the main file."""

_SEAL, _MARK = ".seal", ".mark"
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Seal:
    """The main file at a checkpoint, and the last change that was in it or in the WAL then."""

    sha256: str
    seq: int


@dataclass(frozen=True, slots=True)
class Mark:
    """The journal's lineage and the number of its last committed change."""

    lineage: str
    seq: int


class Sealed(StrEnum):
    """What the seal says about the main file."""

    WHOLE = "whole"
    BROKEN = "broken"
    NONE = "none"


def hash_of(path: Path) -> str:
    """Return the SHA-256 of a file; raises OSError."""
    found = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            found.update(chunk)
    return found.hexdigest()


def read_seal(journal: Path) -> Seal | None:
    """Return the seal; None where there is none that can be read."""
    try:
        told = json.loads(_beside(journal, _SEAL).read_text(encoding="ascii"))
        return Seal(str(told["sha256"]), int(told["seq"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def look(journal: Path) -> tuple[Sealed, int]:
    """Compare the main file with its seal; the number is that of the sealed change."""
    seal = read_seal(journal)
    if seal is None:
        return Sealed.NONE, 0
    return (Sealed.WHOLE if hash_of(journal) == seal.sha256 else Sealed.BROKEN), seal.seq


def checkpoint(conn: Conn, journal: Path, *, last: bool = False) -> None:
    """Move the WAL into the main file and seal it; `last`: the journal is being closed.

    A power cut in the middle leaves no seal: then the whole file is checked at the next start.
    Raises OSError and apsw's errors.
    """
    with _beside(journal, _SEAL).open("wb") as file:
        # On the disk before a page of the main file is touched.
        file.write(b"moving")
        file.flush()
        os.fsync(file.fileno())
    mode = apsw.SQLITE_CHECKPOINT_TRUNCATE if last else apsw.SQLITE_CHECKPOINT_PASSIVE
    # A reader in the middle of something leaves a rest in the WAL, which the next one takes.
    with contextlib.suppress(apsw.BusyError, apsw.LockedError):
        conn.wal_checkpoint(mode=mode)
    write_seal(journal, last_change(conn))


def write_seal(journal: Path, seq: int) -> None:
    """Seal a file that nobody writes to now."""
    told = json.dumps({"sha256": hash_of(journal), "seq": seq})
    _beside(journal, _SEAL).write_text(told, encoding="ascii")


def break_seal(journal: Path) -> None:
    """Have the file taken for damaged at the next start, whatever SQLite says then.

    No change is newer than its seal, so that it counts as one that was changed behind our back.
    """
    told = json.dumps({"sha256": "", "seq": 2**62})
    _beside(journal, _SEAL).write_text(told, encoding="ascii")


def last_change(conn: Conn) -> int:
    """Return the number of the last change that was ever committed here."""
    row = one(conn, "SELECT seq FROM sqlite_sequence WHERE name = 'change'")
    return int(row[0]) if row else 0


def read_mark(journal: Path) -> Mark | None:
    """Return the mark; None where there is none that can be read."""
    try:
        lineage, seq = _beside(journal, _MARK).read_text(encoding="ascii").split()
        return Mark(lineage, int(seq))
    except (OSError, ValueError):
        return None


class MarkWriter:
    """Writes the mark after each commit; used by the journal's writing thread, which closes it.

    Not synced to the disk: after a power cut it may be behind the journal, never ahead of it.
    """

    def __init__(self, journal: Path) -> None:
        flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0)
        self._file = os.open(_beside(journal, _MARK), flags, 0o600)
        self._told = Mark("", -1)

    def tell(self, conn: Conn) -> None:
        """Write down how far the journal is, where it moved."""
        seq = last_change(conn)
        if seq == self._told.seq:
            return
        lineage = self._told.lineage or changes.lineage(conn)
        self._told = Mark(lineage, seq)
        line = f"{lineage or '-'} {seq:020}\n".encode("ascii")
        os.lseek(self._file, 0, os.SEEK_SET)
        os.write(self._file, line)
        os.ftruncate(self._file, len(line))

    def close(self) -> None:
        """Close the file."""
        os.close(self._file)


def write_mark(conn: Conn, journal: Path) -> None:
    """Write the mark anew, for a journal that has just been made or put in place."""
    writer = MarkWriter(journal)
    try:
        writer.tell(conn)
    finally:
        writer.close()


def forget(journal: Path) -> None:
    """Drop seal and mark of a file that is no more, or is another one now."""
    for suffix in (_SEAL, _MARK):
        _beside(journal, suffix).unlink(missing_ok=True)


def keeps_marks(conn: Conn) -> bool:
    """Return whether the journal was ever marked: then a missing mark tells something."""
    return one(conn, "SELECT 1 FROM meta WHERE name = 'marked'") is not None


def promise_marks(conn: Conn) -> None:
    """Write inside a transaction that there is a mark from now on."""
    run(conn, "INSERT OR IGNORE INTO meta (name, value) VALUES ('marked', '1')")


def _beside(journal: Path, suffix: str) -> Path:
    return journal.with_name(journal.stem + suffix)
