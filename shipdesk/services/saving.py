"""Everything in one file: saved by hand or daily, and brought here from another computer."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from shipdesk.clock import Clock, from_millis, to_millis
from shipdesk.domain.account import Environment
from shipdesk.domain.changes import Changes
from shipdesk.errors import StorageError
from shipdesk.paths import ProfilePaths
from shipdesk.services.changes import ChangeBus
from shipdesk.services.purchases import Purchases, Why
from shipdesk.services.settings import Settings
from shipdesk.storage import archive, archive_in, backup, identity, journal_file
from shipdesk.storage.archive import Manifest
from shipdesk.storage.database import Database
from shipdesk.storage.identity import Identity

__all__ = ["Manifest", "Plan", "Saving", "SavingState"]

logger = logging.getLogger(__name__)

MOST_KEPT = (7, 14, 30, 90)
"""How many of the daily files may be kept."""

_SETTING = "saving"
_EACH = timedelta(hours=23)
_LOOK = 900.0
_AGAIN = 3_600.0


@dataclass(frozen=True, slots=True)
class Plan:
    """Where everything is saved to, whether daily, and how many files of it are kept."""

    folder: str = ""
    daily: bool = False
    keep: int = 14


@dataclass(frozen=True, slots=True)
class SavingState:
    """What Settings shows of the copies."""

    plan: Plan
    saved_at: datetime | None
    copies: int
    copied_at: datetime | None


class Saving:
    """Saves the profile to one file, daily if wished, and takes one that was saved elsewhere."""

    def __init__(
        self,
        paths: ProfilePaths,
        journal: Database,
        environment: Environment,
        settings: Settings,
        purchases: Purchases,
        bus: ChangeBus,
        clock: Clock,
    ) -> None:
        self._paths = paths
        self._journal = journal
        self._environment = environment
        self._settings = settings
        self._purchases = purchases
        self._bus = bus
        self._clock = clock
        self._writing = asyncio.Lock()
        self._changed = asyncio.Event()
        self._fault: StorageError | None = None

    @property
    def plan(self) -> Plan:
        """Return what a person chose."""
        told = self._settings.get(_SETTING, {})
        folder, daily, keep = told.get("folder", ""), told.get("daily", False), told.get("keep", 14)
        return Plan(str(folder), bool(daily), keep if keep in MOST_KEPT else 14)

    @property
    def fault(self) -> StorageError | None:
        """Why the last daily file, or the last copy of the journal, could not be written."""
        return self._fault or self._journal.copy_fault

    async def choose(self, plan: Plan) -> None:
        """Keep what a person chose; a daily file that is due is saved soon."""
        told = {"folder": plan.folder, "daily": plan.daily, "keep": plan.keep}
        await self._settings.put(_SETTING, {**self._settings.get(_SETTING, {}), **told})
        self._fault = None
        self._bus.publish(Changes(accounts=True))
        self._changed.set()

    async def state(self) -> SavingState:
        """Return what there is of copies."""
        kept = await asyncio.to_thread(backup.copies, journal_file.backups_of(self._paths.journal))
        at = self._settings.get(_SETTING, {}).get("saved_ms")
        return SavingState(
            self.plan,
            from_millis(at) if isinstance(at, int) else None,
            len(kept),
            backup.taken_at(kept[-1]) if kept else None,
        )

    async def save(self, folder: str) -> Path:
        """Save everything to one file in the folder and return its path.

        Raises StorageError and its kinds. What the folder tells of another live copy of this
        profile is taken note of.
        """
        async with self._writing:
            now = self._clock.now()
            where = Path(folder)
            mine = await self._journal.read(identity.read)
            path = await asyncio.to_thread(
                archive.save, self._paths, where, self._environment.value, _program(), now
            )
            await self._look_at_card(where, mine)
            if self._purchases.closure is None or self._purchases.closure.by_finder:
                await asyncio.to_thread(archive.write_card, where, mine, now)
            kept = {**self._settings.get(_SETTING, {}), "saved_ms": to_millis(now)}
            await self._settings.put(_SETTING, kept)
        return path

    async def retire(self, folder: str) -> Path:
        """Save everything for another computer and refuse purchases here from now on.

        Where the file cannot be written nothing is retired.
        """
        before = self._purchases.closure
        await self._purchases.close(Why.RETIRED)
        try:
            return await self.save(folder)
        except StorageError:
            await self._purchases.restore(before)
            raise

    async def look_at(self, path: str) -> Manifest:
        """Return what a file says about itself; raises StorageError for what is none of ours."""
        return await asyncio.to_thread(archive_in.read_manifest, Path(path))

    async def bring(self, path: str) -> Manifest:
        """Check a file whole and lay it beside this profile, whose place it takes when it reopens.

        The card beside it tells the computer that it came from. Raises StorageError and its kinds;
        then everything is as it was.
        """
        now = self._clock.now()
        file = Path(path)
        told = await asyncio.to_thread(
            archive_in.stage, file, self._paths, self._environment.value, now
        )
        try:
            mine = archive_in.next_identity(told)
            await asyncio.to_thread(archive.write_card, file.parent, mine, now)
        except StorageError as error:
            # A stick that is write-protected: then the old copy has to be retired by hand.
            logger.info("no card could be left beside the file: %s", error)
        return told

    async def run(self) -> None:
        """Save daily while it is wished: a root task."""
        await self._meet_others()
        while True:
            self._changed.clear()
            pause = await self.save_if_due()
            with suppress(TimeoutError):
                async with asyncio.timeout(pause):
                    await self._changed.wait()

    async def save_if_due(self) -> float:
        """Save where a daily file is due; return seconds until it is to be looked at again."""
        plan = self.plan
        if not plan.daily or not plan.folder or self._is_retired():
            return _LOOK
        at = self._settings.get(_SETTING, {}).get("saved_ms")
        # A clock that was set back must not make the last file one that lasts for ever.
        if isinstance(at, int) and abs(self._clock.now() - from_millis(at)) < _EACH:
            return _LOOK
        try:
            await self.save(plan.folder)
            mine = await self._journal.read(identity.read)
            await asyncio.to_thread(archive.thin, Path(plan.folder), mine.profile, plan.keep)
        except StorageError as error:
            logger.warning("everything could not be saved to one file: %s", error)
            self._fault = error
            self._bus.publish(Changes(accounts=True))
            return _AGAIN
        if self._fault is not None:
            self._fault = None
            self._bus.publish(Changes(accounts=True))
        return _LOOK

    def _is_retired(self) -> bool:
        closure = self._purchases.closure
        return closure is not None and closure.why is Why.RETIRED

    async def _meet_others(self) -> None:
        folder = self.plan.folder
        if folder:
            await self._look_at_card(Path(folder), await self._journal.read(identity.read))

    async def _look_at_card(self, folder: Path, mine: Identity) -> None:
        """Refuse purchases where the folder tells of another live copy of this profile."""
        card = await asyncio.to_thread(archive.read_card, folder, mine.profile)
        if card is None or card.machine == mine.machine or self._is_retired():
            return
        if card.generation > mine.generation:
            await self._purchases.close(Why.RETIRED, card.host)
        elif card.generation == mine.generation and self._purchases.closure is None:
            await self._purchases.close(Why.TWICE, card.host)


def _program() -> str:
    try:
        return version("shipdesk")
    except PackageNotFoundError:
        return ""
