"""Kept labels: for how long, how much room they take, and what to do where one is not as kept."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from shipdesk.clock import Clock, from_millis, to_millis
from shipdesk.domain.label import DocumentKind
from shipdesk.domain.operation import (
    OPEN_STATES,
    LabelIntent,
    Operation,
    OperationKind,
    OperationState,
)
from shipdesk.domain.paper import OWN_KINDS
from shipdesk.domain.shipment import Shipment, ShipmentId
from shipdesk.errors import LabelMissingError, OperationRefusedError, StorageError
from shipdesk.services.kinds.base import new_operation
from shipdesk.services.operations import Runner
from shipdesk.services.parcel_rules import acts_of
from shipdesk.services.provider_desk import ProviderDesk
from shipdesk.services.settings import Settings
from shipdesk.storage import label_sweep
from shipdesk.storage import labels as label_store
from shipdesk.storage import operations as operation_store
from shipdesk.storage import shipments as shipment_store
from shipdesk.storage.database import Conn, Database
from shipdesk.storage.label_sweep import Room
from shipdesk.storage.labels import KeptDocument

__all__ = ["CHOICES", "FOR_EVER", "LabelVault", "Room", "VaultState"]

logger = logging.getLogger(__name__)

FOR_EVER = 0
CHOICES = (FOR_EVER, 400, 180, 90)
"""Days among which a person chooses; without a choice nothing is ever removed."""

_DAYS, _SWEPT = "label_days", "label_swept"
_FIRST, _EACH = 120.0, 86_400.0
_LONG_AGO = datetime(1970, 1, 2, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class VaultState:
    """What is kept for how many days, and what the last sweep freed, and when."""

    days: int
    kept: Room
    freed: Room
    swept_at: datetime | None


class LabelVault:
    """Sweeps the kept files, and has those fetched again that are lost or were changed."""

    def __init__(
        self,
        journal: Database,
        providers: ProviderDesk,
        runner: Runner,
        settings: Settings,
        folder: Path,
        clock: Clock,
    ) -> None:
        self._journal = journal
        self._providers = providers
        self._runner = runner
        self._settings = settings
        self._folder = folder
        self._clock = clock
        self._sweeping = asyncio.Lock()

    # How long they are kept

    @property
    def days(self) -> int:
        """For how many days documents are kept once their parcel has arrived; 0 is for ever."""
        kept = self._settings.get(_DAYS, FOR_EVER)
        return kept if kept in CHOICES else FOR_EVER

    async def keep_for(self, days: int) -> Room:
        """Keep documents for so many days from now on, and return what that freed at once."""
        await self._settings.put(_DAYS, days)
        return await self.sweep()

    async def state(self) -> VaultState:
        """Return what is kept."""
        kept = await self._journal.read(label_sweep.kept)
        told = self._settings.get(_SWEPT, {})
        at = told.get("at_ms")
        freed = Room(int(told.get("files", 0)), int(told.get("size", 0)))
        return VaultState(self.days, kept, freed, from_millis(at) if at else None)

    async def would_free(self, days: int) -> Room:
        """Return what keeping documents for so many days would take away now."""
        before = self._before(days)
        return await self._journal.read(lambda conn: label_sweep.may_go(conn, before))

    async def sweep(self) -> Room:
        """Remove what is older than it is to be kept, off this thread; return what was freed.

        Nothing goes that an open operation or a parcel on its way needs, and nothing of the ledger.
        """
        async with self._sweeping:
            now, before = self._clock.now(), self._before(self.days)

            def forget(conn: Conn) -> frozenset[str]:
                label_sweep.forget(conn, before)
                return label_sweep.needed(conn)

            needed = await self._journal.write(forget)
            freed = await asyncio.to_thread(
                label_sweep.remove_files, self._folder, needed, before, now
            )
            told = {"at_ms": to_millis(now), "files": freed.files, "size": freed.size}
            await self._settings.put(_SWEPT, told)
        self._runner.told()
        return freed

    async def run(self) -> None:
        """Sweep once a day: a root task."""
        await self._clock.sleep(_FIRST)
        while True:
            try:
                freed = await self.sweep()
                logger.info("kept labels: %s files removed, %s bytes", freed.files, freed.size)
            except StorageError as error:
                logger.warning("kept labels could not be swept: %s", error)
            await self._clock.sleep(_EACH)

    def _before(self, days: int) -> datetime:
        return self._clock.now() - timedelta(days=days) if days else _LONG_AGO

    # What is not as it was kept

    async def require(self, shipment_id: ShipmentId, kind: DocumentKind, sha256: str) -> None:
        """Look whether a kept file is what was kept; else have it fetched again and say so.

        Raises LabelMissingError, whose hint tells whether the courier gives it once more; then it
        has `coming` among its parameters.
        """
        try:
            await asyncio.to_thread(label_store.load_bytes, self._folder, sha256)
        except LabelMissingError as error:
            if error.key not in (label_store.LOST, label_store.ALTERED):
                raise
            words = await self._fetch_again(shipment_id, kind)
            coming = words == _ON_ITS_WAY
            raise LabelMissingError(error.key, next=words, coming=coming) from error

    async def in_other_form(self, shipment_id: ShipmentId) -> str:
        """Have a label fetched again, for a printer that cannot take the form in which it is kept.

        Returns what comes next, in words; nothing is fetched where its courier has one form only.
        """
        shipment = await self._journal.read(lambda conn: shipment_store.read(conn, shipment_id))
        provider = await self._providers.usable(shipment.account_id)
        labels = provider.labels if provider is not None else None
        if labels is not None and not labels.zpl(shipment):
            return _ONE_FORM
        words = await self._fetch_again(shipment_id, DocumentKind.LABEL)
        return f"{words} {_THEN_PRINT}" if words == _ON_ITS_WAY else words

    async def _fetch_again(self, shipment_id: ShipmentId, kind: DocumentKind) -> str:
        """Ask the courier for a document once more, where that helps; return what comes next."""
        if kind in OWN_KINDS:
            return _MADE_HERE
        subject = shipment_id if kind is DocumentKind.LABEL else f"{shipment_id}:documents"

        def read(conn: Conn) -> tuple[Shipment, tuple[Operation, ...], tuple[KeptDocument, ...]]:
            return (
                shipment_store.read(conn, shipment_id),
                operation_store.of_subject(conn, subject),
                label_store.of_shipment(conn, shipment_id),
            )

        shipment, done, kept = await self._journal.read(read)
        saved = max((each.saved_at for each in kept if each.kind == kind.value), default=_LONG_AGO)
        fetches = [each for each in done if each.kind is OperationKind.FETCH_LABEL]
        last = max(fetches, key=lambda each: each.created_at, default=None)
        if last is not None and last.state in OPEN_STATES:
            return _ON_ITS_WAY
        if last is not None and last.created_at > saved and last.state is OperationState.REFUSED:
            return f"{last.reason} {_ELSEWHERE}"
        usable = await self._providers.usable(shipment.account_id)
        why_not = acts_of(shipment, usable, done).fetch_label
        if why_not:
            return f"{why_not} {_ELSEWHERE}"
        operation = new_operation(
            OperationKind.FETCH_LABEL,
            subject,
            shipment.account_id,
            shipment.order_number or shipment.tracking_number,
            LabelIntent(shipment.id, others=kind is not DocumentKind.LABEL),
            self._clock.now(),
        )
        with suppress(OperationRefusedError):  # somebody was faster
            await self._runner.request(operation)
        return _ON_ITS_WAY


_ON_ITS_WAY = "It is fetched from the courier again now."
_THEN_PRINT = "Print it once more when it is here."
_ONE_FORM = "Choose a printer that speaks it: its courier gives the label in no other form."
_MADE_HERE = "It is made anew when it is opened again."
_ELSEWHERE = "Take it from a saved copy (Settings › Backup), or ask the courier for it."
