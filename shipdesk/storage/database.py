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
from pathlib import Path
from typing import TypeVar

import apsw

from shipdesk.clock import SystemClock
from shipdesk.errors import DatabaseDamagedError, StorageError
from shipdesk.storage import backup, journal_file, seal
from shipdesk.storage.backup import RestoreReport
from shipdesk.storage.sql import (
    Conn,
    connect,
    file_identity,
    run,
    snapshot,
    told_as_ours,
    transaction,
)

__all__ = ["Conn", "Database", "RestoreReport", "run"]

T = TypeVar("T")
log = logging.getLogger(__name__)
_EACH_LOOK = 900.0
"""Seconds between two looks whether a copy is due."""
_LOOKS, _LOOK_AGAIN = 200, 0.02
"""How often, and after how many seconds, the tables of a cache are looked for that has none."""


def _nothing() -> None:
    """Nobody wants to hear of it."""


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
        self.on_damaged: Callable[[], None] = _nothing
        """Called on the loop when a file that is only read turns out to be damaged."""
        self.copy_fault: StorageError | None = None
        """Why the last copy of the journal failed; None where it did not."""
        self._writes: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._reads: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._threads: list[threading.Thread] = []
        self._readers = 0
        self._writable = False
        self._closed = False
        self._here: Conn | None = None
        self._damaged: DatabaseDamagedError | None = None
        self._stop_copies = threading.Event()

    @classmethod
    def open(cls, path: Path | str, *, writable: bool, readers: int) -> Database:
        """Open the file and start its threads; a writable one is the journal: checked and migrated.

        A damaged journal is replaced by its newest sound copy, told in `restored`. Raises
        DatabaseTooNewError, DiskFullError, StorageError.
        """
        file = Path(path)
        report = journal_file.prepare(file, SystemClock().now()) if writable else None
        database = cls(file, report)
        database._start(readers, writable=writable)
        return database

    def _start(self, readers: int, *, writable: bool) -> None:
        self._writable = writable
        first = [self._reader() for _ in range(readers)]
        if writable:
            self._thread(
                "writer", self._write_all, connect(str(self.path), durable=True, sealed=True)
            )
            self._thread("copies", self._copy_all)
        for number, connection in enumerate(first):
            self._thread(f"reader-{number}", self._read_all, connection)
        self._readers = readers

    def _reader(self) -> Conn:
        return connect(str(self.path), durable=False, writable=False, sealed=self._writable)

    def _thread(self, name: str, work: Callable[..., None], *arguments: object) -> None:
        title = f"{self.path.stem}-{name}"
        thread = threading.Thread(target=work, args=arguments, name=title, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _write_all(self, connection: Conn) -> None:
        """Thread: one transaction after the other; between two of them the WAL is moved."""
        pages = 0

        def note(_conn: Conn, _name: str, waiting: int) -> int:
            nonlocal pages
            pages = waiting
            return apsw.SQLITE_OK

        connection.set_wal_hook(note)
        mark = seal.MarkWriter(self.path)

        def write(conn: Conn, work: Callable[[Conn], object]) -> object:
            result = self._write_one(conn, work)
            mark.tell(conn)
            return result

        while (job := self._writes.get()) is not None:
            _do(connection, job, write)
            if pages >= seal.PAGES:
                pages = 0
                self._seal(connection, last=False)
        if self._damaged is None:
            self._seal(connection, last=True)
        mark.close()
        connection.close()

    def _seal(self, connection: Conn, *, last: bool) -> None:
        try:
            with told_as_ours(str(self.path)):
                seal.checkpoint(connection, self.path, last=last)
        except StorageError as error:
            # A full disk: nothing is lost, the WAL stays, and it is tried again.
            log.warning("the journal could not be sealed: %s", error)

    def _copy_all(self) -> None:
        """Thread: copies of the journal when they are due, beside those who use it."""
        pause = 0.0
        while not self._stop_copies.wait(pause):
            pause = _EACH_LOOK
            try:
                backup.copy_if_due(
                    self.path, journal_file.backups_of(self.path), SystemClock().now()
                )
                self.copy_fault = None
            except StorageError as error:
                log.warning("the journal could not be copied: %s", error)
                self.copy_fault = error

    def _read_all(self, connection: Conn) -> None:
        """Thread: one snapshot after the other; a cache that was made anew is opened anew."""
        mine = file_identity(self.path)
        while (job := self._reads.get()) is not None:
            if not self._writable and (now := file_identity(self.path)) not in {mine, None}:
                with contextlib.suppress(StorageError):
                    fresh = self._reader()
                    connection.close()
                    connection, mine = fresh, now
            _do(connection, job, self._read_one)
        connection.close()

    async def write(self, work: Callable[[Conn], T]) -> T:
        """Run the work as one transaction on the writing thread; all of it or nothing.

        Raises what the work raises, and DiskFullError, DatabaseDamagedError, StorageError.
        """
        if not self._writable:
            raise StorageError(path=str(self.path), reason="opened for reading only")
        return await self._hand_over(self._writes, work, needed=True)

    async def read(self, work: Callable[[Conn], T]) -> T:
        """Run the work over one snapshot on a reading thread.

        A cache that turns out to be damaged is told to `on_damaged`, which has it made anew.
        """
        try:
            return await self._hand_over(self._reads, work, needed=False)
        except DatabaseDamagedError:
            self.on_damaged()
            raise

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
            self._here = self._reader()
        with told_as_ours(str(self.path)), snapshot(self._here):
            return work(self._here)

    async def aclose(self) -> None:
        """Finish what was handed over, then close; later calls raise StorageError."""
        if self._ask_to_end():
            await asyncio.get_running_loop().run_in_executor(None, self._wait_for_end)

    def close_now(self) -> None:
        """The same, waiting here: for an opening that failed half-way."""
        if self._ask_to_end():
            self._wait_for_end()

    def _ask_to_end(self) -> bool:
        if self._closed:
            return False
        self._closed = True
        self._writes.put(None)
        self._stop_copies.set()
        for _ in range(self._readers):
            self._reads.put(None)
        if self._here is not None:
            self._here.close()
            self._here = None
        return True

    def _wait_for_end(self) -> None:
        for thread in self._threads:
            thread.join()

    def _write_one(self, connection: Conn, work: Callable[[Conn], object]) -> object:
        if self._damaged is not None:
            raise DatabaseDamagedError(**self._damaged.params)
        try:
            with told_as_ours(str(self.path)), transaction(connection):
                return work(connection)
        except DatabaseDamagedError as error:
            self._stop_writing(error)
            raise

    def _read_one(self, connection: Conn, work: Callable[[Conn], object]) -> object:
        for _ in range(_LOOKS):
            try:
                return self._read_once(connection, work)
            except apsw.SQLError as error:
                # The cache's writer, in a process of its own, empties it in its place: for a moment
                # it has no tables.
                emptied = not self._writable and "no such table" in str(error)
                if not emptied or self._stop_copies.wait(_LOOK_AGAIN):
                    raise
        return self._read_once(connection, work)

    def _read_once(self, connection: Conn, work: Callable[[Conn], object]) -> object:
        try:
            with told_as_ours(str(self.path)), snapshot(connection):
                return work(connection)
        except DatabaseDamagedError as error:
            self._stop_writing(error)
            raise

    def _stop_writing(self, error: DatabaseDamagedError) -> None:
        """Nothing is bought with a journal that is damaged; the next start restores it."""
        if self._writable and self._damaged is None:
            log.error("the journal is damaged: %s", error)
            self._damaged = error
            with contextlib.suppress(OSError):
                seal.break_seal(self.path)


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
                log.error("work that nobody waited for failed: %r", error, exc_info=error)
        elif error is not None:
            job.answer.set_exception(error)
        else:
            job.answer.set_result(result)

    # A loop that ended has nobody left to tell.
    with contextlib.suppress(RuntimeError):
        job.loop.call_soon_threadsafe(answer)
