"""A profile's files, opened: its lock, the journal, the cache; refused in words where they cannot.

Blocks for the disk, for as long as a large journal has to be checked: called off the UI thread.
"""

from __future__ import annotations

from dataclasses import dataclass

from shipdesk.clock import SystemClock
from shipdesk.errors import StorageError
from shipdesk.paths import ProfilePaths
from shipdesk.storage import archive_in, cache, file_system
from shipdesk.storage.database import Database
from shipdesk.storage.profile_lock import ProfileLock
from shipdesk.storage.sql import told_as_ours

_READERS = 2


@dataclass(frozen=True, slots=True)
class ProfileFiles:
    """The open files of a profile; whoever opened them closes them, the lock last."""

    lock: ProfileLock
    journal: Database
    cache: Database

    async def aclose(self) -> None:
        """Close the databases, then let the next one in."""
        try:
            await self.cache.aclose()
            await self.journal.aclose()
        finally:
            self.lock.close()

    def close_now(self) -> None:
        """The same, waiting here."""
        self.cache.close_now()
        self.journal.close_now()
        self.lock.close()


def open_files(paths: ProfilePaths, *, anyway: bool = False) -> ProfileFiles:
    """Open a profile; what was brought for it from another computer takes its place first.

    Raises StorageError and its kinds, each with what to do. `anyway`: a person says that no other
    computer has it open.
    """
    for folder in (paths.data, paths.cache):
        if kind := file_system.share_of(folder):
            raise StorageError("network_share", path=str(folder), kind=kind)
    now = SystemClock().now()
    with told_as_ours(str(paths.data)):
        paths.make()
    lock = ProfileLock.take(paths.data, now, anyway=anyway)
    try:
        with told_as_ours(str(paths.data)):
            archive_in.settle(paths, now)
        journal = Database.open(paths.journal, writable=True, readers=_READERS)
        try:
            made = cache.prepare(paths.cache)
            opened = Database.open(made, writable=False, readers=_READERS)
        except BaseException:
            journal.close_now()
            raise
    except BaseException:
        lock.close()
        raise
    return ProfileFiles(lock, journal, opened)
