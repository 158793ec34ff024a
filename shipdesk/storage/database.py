"""One SQLite file with one writing thread and a few reading ones; whole transactions cross threads.

A cancelled caller never cancels a write: what was handed over is committed, its answer is dropped.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

from shipdesk.clock import SystemClock
from shipdesk.errors import StorageError
from shipdesk.storage import backup, changes, migrate
from shipdesk.storage.backup import RestoreReport
from shipdesk.storage.sql import Conn, connect, one, run, snapshot, told_as_ours, transaction

__all__ = ["Conn", "Database", "RestoreReport", "run"]

T = TypeVar("T")
log = logging.getLogger(__name__)
_EACH_COPY = timedelta(hours=20)


@dataclass(frozen=True, slots=True)
class _Job:
    """Work for a thread, and the loop that waits for its answer."""

    work: Callable[[Conn], object]
    answer: asyncio.Future[object]
    loop: asyncio.AbstractEventLoop
    needed: bool


class Database:
    """A journal (writable) or the cache (read by us, written by the ingest process).

    Whoever opens it closes it by `aclose`. Not to be shared between loops.
    """

    def __init__(self, path: Path, report: RestoreReport | None) -> None:
        self.path = path
        self.restored = report
        """What was done at opening about a damaged journal; None when it was sound."""
        self._writes: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._reads: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._threads: list[threading.Thread] = []
        self._readers = 0
        self._writable = False
        self._closed = False
        self._here: Conn | None = None

    @classmethod
    def open(cls, path: Path | str, *, writable: bool, readers: int) -> Database:
        """Open the file and start its threads; a writable one is the journal: checked and migrated.

        A damaged journal is replaced by its newest sound copy, told in `restored`. Raises
        DatabaseTooNewError, DiskFullError, StorageError.
        """
        file = Path(path)
        report = _prepare_journal(file) if writable else None
        database = cls(file, report)
        database._start(readers, writable=writable)
        return database

    def _start(self, readers: int, *, writable: bool) -> None:
        path = str(self.path)
        connections = [connect(path, durable=False, writable=False) for _ in range(readers)]
        if writable:
            self._writable = True
            writer = connect(path, durable=True)
            self._thread("writer", writer, self._writes, self._write_one, _copy_if_due(self.path))
        for number, connection in enumerate(connections):
            self._thread(f"reader-{number}", connection, self._reads, self._read_one, None)
        self._readers = readers

    def _thread(
        self,
        name: str,
        connection: Conn,
        jobs: queue.SimpleQueue[_Job | None],
        act: Callable[[Conn, Callable[[Conn], object]], object],
        first: Callable[[Conn], None] | None,
    ) -> None:
        def loop() -> None:
            if first is not None:
                first(connection)
            while (job := jobs.get()) is not None:
                _do(connection, job, act)
            connection.close()

        thread = threading.Thread(target=loop, name=f"{self.path.stem}-{name}", daemon=True)
        self._threads.append(thread)
        thread.start()

    async def write(self, work: Callable[[Conn], T]) -> T:
        """Run the work as one transaction on the writing thread; all of it or nothing.

        Raises what the work raises, and DiskFullError, DatabaseDamagedError, StorageError.
        """
        if not self._writable:
            raise StorageError(path=str(self.path), reason="opened for reading only")
        return await self._hand_over(self._writes, work, needed=True)

    async def read(self, work: Callable[[Conn], T]) -> T:
        """Run the work over one snapshot on a reading thread."""
        return await self._hand_over(self._reads, work, needed=False)

    async def _hand_over(
        self, jobs: queue.SimpleQueue[_Job | None], work: Callable[[Conn], T], *, needed: bool
    ) -> T:
        if self._closed:
            raise StorageError(path=str(self.path), reason="closed")
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[object] = loop.create_future()
        jobs.put(_Job(work, answer, loop, needed))
        return await answer  # type: ignore[return-value]  # what `work` returned

    def read_now(self, work: Callable[[Conn], T]) -> T:
        """Run the work over one snapshot on the calling thread: for the first paint only."""
        if self._here is None:
            self._here = connect(str(self.path), durable=False, writable=False)
        with told_as_ours(str(self.path)), snapshot(self._here):
            return work(self._here)

    async def aclose(self) -> None:
        """Finish what was handed over, then close; later calls raise StorageError."""
        if self._closed:
            return
        self._closed = True
        self._writes.put(None)
        for _ in range(self._readers):
            self._reads.put(None)
        loop = asyncio.get_running_loop()
        for thread in self._threads:
            await loop.run_in_executor(None, thread.join)
        if self._here is not None:
            self._here.close()
            self._here = None

    def _write_one(self, connection: Conn, work: Callable[[Conn], object]) -> object:
        with told_as_ours(str(self.path)), transaction(connection):
            return work(connection)

    def _read_one(self, connection: Conn, work: Callable[[Conn], object]) -> object:
        with told_as_ours(str(self.path)), snapshot(connection):
            return work(connection)


def _do(
    connection: Conn, job: _Job, act: Callable[[Conn, Callable[[Conn], object]], object]
) -> None:
    if not job.needed and job.answer.cancelled():
        return
    result: object = None
    error: BaseException | None = None
    try:
        result = act(connection, job.work)
    except BaseException as caught:  # noqa: BLE001 - handed to whoever awaits it
        error = caught

    def answer() -> None:
        if job.answer.done():
            if error is not None:
                log.error("work that nobody waited for failed: %r", error)
        elif error is not None:
            job.answer.set_exception(error)
        else:
            job.answer.set_result(result)

    # A loop that ended has nobody left to tell.
    with contextlib.suppress(RuntimeError):
        job.loop.call_soon_threadsafe(answer)


def _prepare_journal(path: Path) -> RestoreReport | None:
    now = SystemClock().now()
    path.parent.mkdir(parents=True, exist_ok=True)
    backups = path.parent / "backups"
    report = None
    if path.exists() and (reason := backup.fault_of(path)):
        report = backup.restore(path, backups, reason, now)
        log.error("the journal was damaged (%s); copy of %s restored", reason, report.taken_at)
    conn = connect(str(path), durable=True)
    try:
        with told_as_ours(str(path)):
            migrate.migrate(conn, str(path), backups, now)
            with transaction(conn):
                if not changes.lineage(conn):
                    backup.new_lineage(conn)
                changes.prune(conn)
    finally:
        conn.close()
    return report


def _copy_if_due(path: Path) -> Callable[[Conn], None]:
    """A daily copy, made on the writing thread before its first job, off the window's way."""

    def copy(conn: Conn) -> None:
        now = SystemClock().now()
        backups = path.parent / "backups"
        kept = backup.copies(backups)
        if kept and now - backup.taken_at(kept[-1]) < _EACH_COPY:
            return
        if not kept and one(conn, "SELECT 1 FROM change LIMIT 1") is None:
            return
        try:
            backup.backup(conn, backups, now)
        except (StorageError, OSError) as error:
            log.warning("the journal could not be copied: %s", error)

    return copy
