"""One process at a time has a profile open: a lock of the system, and a name to say whose it is."""

from __future__ import annotations

import contextlib
import json
import os
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from shipdesk.clock import from_millis, to_millis
from shipdesk.errors import StorageError
from shipdesk.storage.computer import host_name, machine
from shipdesk.storage.sql import told_as_ours

NAME = "in-use"
_FAR = 1 << 30
"""The byte that is locked: on Windows a locked one could not be read."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Who has a profile open."""

    host: str
    machine: str
    pid: int
    since: datetime


class ProfileLock:
    """Holds a profile for this process until `close`, or until the process ends."""

    def __init__(self, file: int, path: Path) -> None:
        self._file = file
        self._path = path

    @classmethod
    def take(cls, folder: Path, now: datetime, *, anyway: bool = False) -> ProfileLock:
        """Hold the profile whose data are in the folder.

        Raises StorageError: `in_use` where another process has it (`in_use_silent` where that tells
        nothing of itself), `in_use_elsewhere` where another computer opened it and did not close
        it (`anyway`: a person says that it is closed there).
        """
        path = folder / NAME
        with told_as_ours(str(path)):
            file = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)
        try:
            with told_as_ours(str(path)):
                _refuse_held(file, anyway=anyway)
                _write(file, Holder(host_name(), machine(), os.getpid(), now))
        except BaseException:
            os.close(file)
            raise
        return cls(file, path)

    def close(self) -> None:
        """Let the next one open the profile."""
        with contextlib.suppress(OSError):
            os.ftruncate(self._file, 0)
        with contextlib.suppress(OSError):
            os.close(self._file)


def _refuse_held(file: int, *, anyway: bool) -> None:
    holder = _read(file)
    if not _lock(file):
        raise _told("in_use", holder) if holder is not None else StorageError("in_use_silent")
    if holder is not None and holder.machine != machine() and not anyway:
        raise _told("in_use_elsewhere", holder)


def _told(key: str, holder: Holder) -> StorageError:
    since = f"{holder.since.astimezone():%Y-%m-%d %H:%M}"
    return StorageError(key, pid=holder.pid, host=holder.host, since=since)


def _read(file: int) -> Holder | None:
    os.lseek(file, 0, os.SEEK_SET)
    try:
        told = json.loads(os.read(file, 4_096).decode("utf-8"))
        since = from_millis(int(told["since_ms"]))
        return Holder(str(told["host"]), str(told["machine"]), int(told["pid"]), since)
    except (ValueError, KeyError, TypeError):
        return None


def _write(file: int, holder: Holder) -> None:
    told = {
        "host": holder.host,
        "machine": holder.machine,
        "pid": holder.pid,
        "since_ms": to_millis(holder.since),
    }
    os.lseek(file, 0, os.SEEK_SET)
    os.ftruncate(file, 0)
    os.write(file, json.dumps(told).encode("utf-8"))


def _lock(file: int) -> bool:
    """Lock without waiting; the system lets it go when the process ends."""
    try:
        if sys.platform == "win32":
            import msvcrt  # noqa: PLC0415 - on Windows only

            os.lseek(file, _FAR, os.SEEK_SET)
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl  # noqa: PLC0415 - not on Windows

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except PermissionError:
        if sys.platform == "win32":
            return False
        raise
    return True
