"""Power lost at every write: what the journal's file holds then, opened again.

One life is written down write by write. Then each moment of it is played: all that was written,
only what was synced, the last write torn in half, and some of the unsynced writes without the
others. Each of these files must open, pass SQLite's check, and know whatever had been sent by then.
"""

from __future__ import annotations

import asyncio
import pickle
import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import apsw

from shipdesk.domain.operation import OPEN_STATES, OperationId
from shipdesk.errors import ShipDeskError
from shipdesk.printing.press import TARGET as PRINT
from shipdesk.storage import backup, operations
from tests.crash.books import reading
from tests.crash.person import Person, Wishes
from tests.crash.plan import dice
from tests.crash.prefork import prefork
from tests.crash.probe import NOTE, Probe, watch
from tests.crash.victim import INGEST, end, opened, settled, working
from tests.crash.world import WorldClock

ACTS = (
    "buy ShipX", "buy Dash101", "void ShipX", "void Dash101", "dispatch order ShipX",
    "withdraw ShipX",
)  # fmt: skip
_JOURNAL = "journal.sqlite"
_FILES = (_JOURNAL, f"{_JOURNAL}-wal")
_CHECKPOINT = 12
"""Pages after which the log is moved into the file: as often as there is something to see."""

_OFTEN = 100
"""Cuts after which it is told that there is no end yet."""


@dataclass(slots=True)
class Event:
    """One thing that happened: `write`, `truncate`, `sync`, `delete` of a file, or a `note`.

    A note is what has left or was told: kind and operation; it must be in any later journal.
    """

    what: str
    file: str = ""
    offset: int = 0
    data: bytes = b""
    note: tuple[str, str] = ("", "")


class _Tape:
    """Keeps the events of this process in their order; lists are appended to by one thread each."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self._files: apsw.VFS | None = None

    def begin(self) -> None:
        """Let the usual file system be one that writes down what it does, as long as this lives."""
        tape = self

        class File(apsw.VFSFile):  # type: ignore[misc, unused-ignore]
            def __init__(self, name: Any, flags: Any) -> None:
                full = name.filename() if isinstance(name, apsw.URIFilename) else name
                self._name = Path(full or "").name
                super().__init__("unix", name, flags)

            def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802 - SQLite's name
                super().xWrite(data, offset)
                self._keep(Event("write", self._name, offset, bytes(data)))

            def xTruncate(self, size: int) -> None:  # noqa: N802 - as above
                super().xTruncate(size)
                self._keep(Event("truncate", self._name, size))

            def xSync(self, flags: int) -> None:  # noqa: N802 - as above
                super().xSync(flags)
                self._keep(Event("sync", self._name))

            def _keep(self, event: Event) -> None:
                if self._name in _FILES:
                    tape.events.append(event)

        class Files(apsw.VFS):  # type: ignore[misc, unused-ignore]
            def xOpen(self, name: Any, flags: Any) -> Any:  # noqa: N802 - as above
                return File(name, flags)

            def xDelete(self, name: str, sync: bool) -> None:  # noqa: N802, FBT001 - as above
                super().xDelete(name, sync)
                if Path(name).name in _FILES:
                    tape.events.append(Event("delete", Path(name).name))

        self._files = Files("taped", "", True)  # noqa: FBT003 - apsw's own

    def note(self, kind: str, operation_id: str) -> None:
        """Write down what has left or was told just now."""
        self.events.append(Event("note", note=(kind, operation_id)))


def record(url: str, folder: Path, wishes: Wishes, to: Path, tell: Callable[[str], None]) -> None:
    """Live once in this process, which was just forked, and keep every write of the journal."""
    prefork((INGEST, PRINT))
    tape = _Tape()
    tape.begin()
    apsw.connection_hooks.append(lambda conn: conn.wal_autocheckpoint(_CHECKPOINT))

    def keep() -> None:
        to.write_bytes(pickle.dumps(tape.events))
        end(tell)

    asyncio.run(_record(url, folder, wishes, tape, keep))


async def _record(
    url: str, folder: Path, wishes: Wishes, tape: _Tape, keep: Callable[[], None]
) -> None:
    clock = WorldClock(url)
    program = await opened(url, folder, clock, fresh=False)
    NOTE.append(tape.note)
    watch(program, Probe(None, lambda _word: None))
    await program.prepare()
    person = Person(program, wishes)
    async with working(program, clock) as group:
        group.create_task(person.decide(), name="person")
        await person.work()
        await settled(program)
        keep()


@dataclass(slots=True)
class _Disk:
    """What is on the disk for certain, and what was written since and may be there or not."""

    sure: dict[str, bytearray]
    loose: list[Event] = field(default_factory=list)

    def take(self, event: Event) -> None:
        """Let one event happen."""
        if event.what == "sync":
            self.loose = self._settle(event.file)
        elif event.what != "note":
            self.loose.append(event)

    def _settle(self, name: str) -> list[Event]:
        for each in self.loose:
            if each.file == name:
                _apply(self.sure, each)
        return [each for each in self.loose if each.file != name]

    def after_write(self, random: Random) -> Iterator[tuple[str, dict[str, bytearray]]]:
        """Give what may be found after the power went just after a write, by its name."""
        yield "all that was written", self._with(self.loose)
        if not self.loose:
            return
        last = self.loose[-1]
        if last.what == "write":
            torn = Event("write", last.file, last.offset, last.data[: len(last.data) // 2])
            yield "the last write torn", self._with([*self.loose[:-1], torn])
        some = [each for each in self.loose if random.random() < 0.5]
        yield "some of the writes", self._with(some)

    def synced(self) -> tuple[str, dict[str, bytearray]]:
        """Return what is there for certain."""
        return "only what was synced", self._with([])

    def _with(self, events: list[Event]) -> dict[str, bytearray]:
        found = {name: bytearray(body) for name, body in self.sure.items()}
        for each in events:
            _apply(found, each)
        return found


def _apply(files: dict[str, bytearray], event: Event) -> None:
    if event.what == "delete":
        files.pop(event.file, None)
        return
    body = files.setdefault(event.file, bytearray())
    if event.what == "truncate":
        del body[event.offset :]
        return
    end = event.offset + len(event.data)
    body.extend(b"\0" * (end - len(body)))
    body[event.offset : end] = event.data


def replay(before: Path, tape: Path, folder: Path, every: int, tell: Callable[[str], None]) -> None:
    """Play every N-th write of a tape, and each note, over the files of `before`.

    Tells what is wrong and, while it plays and at the end, how many cuts there were.
    """
    random = dice(every)
    # What was written by this rig's own process a moment ago.
    events: list[Event] = pickle.loads(tape.read_bytes())  # noqa: S301
    disk = _Disk(
        {
            name: bytearray((before / name).read_bytes())
            for name in _FILES
            if (before / name).exists()
        }
    )
    noted: dict[str, set[str]] = {"sent": set(), "done": set()}
    cuts = 0
    for place, event in enumerate(events):
        disk.take(event)
        states: Iterable[tuple[str, dict[str, bytearray]]] = ()
        if event.what == "note":
            kind, operation_id = event.note
            noted[kind].add(operation_id)
            states = (disk.synced(),)
        elif event.what != "sync" and place % every == 0:
            states = disk.after_write(random)
        for name, files in states:
            cuts += 1
            if cuts % _OFTEN == 0:
                tell(f"by now {cuts}")
            wrong = _look(files, folder, noted)
            if wrong:
                tell(f"wrong {place} {name}: {wrong}")
    tell(f"cuts {cuts}")


def _look(files: dict[str, bytearray], folder: Path, noted: dict[str, set[str]]) -> str:
    """Return what is wrong with a journal as it was found, "" for a sound one that knows all."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name, body in files.items():
        (folder / name).write_bytes(body)
    journal = folder / _JOURNAL
    fault = backup.fault_of(journal)
    if fault:
        return f"damaged: {fault}"
    with reading(journal) as conn:
        for operation_id in noted["sent"] | noted["done"]:
            try:
                operation = operations.read(conn, OperationId(operation_id))
            except ShipDeskError as error:
                return f"sent and not there: {error}"
            if operation_id in noted["sent"] and not operations.attempts(conn, operation.id):
                return f"sent without an attempt: {operation.title}"
            if operation_id in noted["done"] and operation.state in OPEN_STATES:
                return f"told as settled and {operation.state} again: {operation.title}"
    return ""
