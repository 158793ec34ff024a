"""Our own sheets: their facts read together, set, kept like a label, and printed once."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from shipdesk.clock import Clock
from shipdesk.domain.account import LOCAL
from shipdesk.domain.address import Address
from shipdesk.domain.dispatch_order import DispatchOrder, DispatchOrderId
from shipdesk.domain.label import DocumentKind, MediaType, PrinterProfile
from shipdesk.domain.operation import Operation, OperationKind, PrintIntent
from shipdesk.domain.order import OrderKey, Stage
from shipdesk.domain.paper import PaperRequest
from shipdesk.domain.sheets import Handed, HandOver, PickList, Slip, live_parcel, pick_list
from shipdesk.domain.shipment import Shipment
from shipdesk.printing.press import Press
from shipdesk.providers.parts import PaperFile
from shipdesk.services.kinds.base import new_operation
from shipdesk.services.operations import Runner
from shipdesk.services.orders import Orders, OrderSheet
from shipdesk.services.pickups import Pickups
from shipdesk.services.senders import Senders
from shipdesk.storage import labels as label_store
from shipdesk.storage import lists
from shipdesk.storage import print_ledger as ledger
from shipdesk.storage.database import Conn, Database
from shipdesk.storage.labels import KeptDocument
from shipdesk.storage.print_ledger import PrintRecord, PrintState

_REMEMBERED = 500
"""Sheets that are not made again when they are looked at again."""
_OURS, _THEIRS = "shipdesk", "courier"
"""Who made a kept sheet."""


@dataclass(frozen=True, slots=True)
class KeptPaper:
    """A sheet as it is kept; `missing` are signs that no typeface of this computer has."""

    document: KeptDocument
    missing: tuple[str, ...] = ()


class Papers:
    """Reads what sheets say, keeps them, and requests their prints; used on the UI's loop."""

    def __init__(
        self,
        journal: Database,
        cache: Database,
        orders: Orders,
        pickups: Pickups,
        senders: Senders,
        press: Press,
        runner: Runner,
        profile: Callable[[DocumentKind], PrinterProfile],
        labels: Path,
        clock: Clock,
    ) -> None:
        self._journal = journal
        self._cache = cache
        self._orders = orders
        self._pickups = pickups
        self._senders = senders
        self._press = press
        self._runner = runner
        self._profile = profile
        self._labels = labels
        self._clock = clock
        self._made: dict[tuple[PaperRequest, str], KeptPaper] = {}

    # What the sheets say

    async def slips(self, keys: Sequence[OrderKey]) -> tuple[Slip, ...]:
        """Return what goes into the boxes of orders, in their order."""
        sheets = await self._sheets(keys)
        senders = await self._senders.all()

        def sender(country: str) -> Address | None:
            own = [each.address for each in senders if each.address.country == country]
            return next(iter((*own, *(each.address for each in senders))), None)

        return tuple(
            Slip(
                each.order,
                sender(each.order.recipient.country),
                live_parcel(each.shipments, each.order.key),
            )
            for each in sheets
        )

    async def picks(self, keys: Sequence[OrderKey]) -> PickList:
        """Return what is to be fetched for orders; what is not packed now is left out by name."""
        sheets = await self._sheets(keys)
        packed = [each for each in sheets if not _not_packed(each)]
        left_out = [each.order.number for each in sheets if _not_packed(each)]
        return pick_list([each.order for each in packed], left_out)

    async def _sheets(self, keys: Sequence[OrderKey]) -> list[OrderSheet]:
        sources = await self._orders.read_sources(keys)

        def read(conn: Conn) -> list[OrderSheet]:
            return [self._orders.sheet(conn, sources[key]) for key in keys if key in sources]

        return await self._journal.read(read)

    async def pickup(self, dispatch_order_id: DispatchOrderId) -> HandOver:
        """Return the parcels of a collection, by their number alone where no list has them."""
        sheet = await self._pickups.read(dispatch_order_id)
        shipments = (*await self._elsewhere(sheet.order), *sheet.shipments)
        known = {each.tracking_number: each for each in shipments}
        parcels = tuple(
            Handed(number, known.get(number)) for number in sheet.order.tracking_numbers
        )
        couriers = dict.fromkeys(each.courier for each in known.values() if each.courier)
        return HandOver(", ".join(couriers), parcels, sheet.order.place, sheet.order)

    async def _elsewhere(self, order: DispatchOrder) -> tuple[Shipment, ...]:
        """Return what the courier's own list tells of a collection's parcels."""
        ids = [f"{order.account_id}:{remote_id}" for remote_id in order.remote_shipments]
        return await self._cache.read(
            lambda conn: tuple(
                found for each in ids if (found := lists.fetched_shipment(conn, each)) is not None
            )
        )

    async def waiting(self) -> tuple[HandOver, ...]:
        """Return the parcels that wait to be handed in and are in no collection, by courier."""
        found = await self._pickups.waiting()
        senders = await self._senders.all()
        couriers: dict[tuple[str, str], list[Shipment]] = {}
        for group in found.groups:
            ids = dict.fromkeys((*group.shipments, *(each for each, _ in group.left_out)))
            for each in (found.shipments[one] for one in ids):
                couriers.setdefault((each.account_id, each.courier), []).append(each)
        return tuple(
            HandOver(
                courier,
                tuple(Handed(each.tracking_number, each) for each in parcels),
                next(
                    (
                        sender.address
                        for sender in senders
                        if sender.address.country == parcels[0].recipient.country
                    ),
                    senders[0].address if senders else None,
                ),
            )
            for (_, courier), parcels in couriers.items()
        )

    # Keeping

    async def make(self, wanted: PaperRequest) -> KeptPaper:
        """Set a sheet for the stock of its kind's printer and keep it.

        The same sheet for the same stock is made once. Raises PrintError, StorageError.
        """
        stock = self._profile(wanted.kind).stock
        known = self._made.get((wanted, stock.key))
        if known is not None and await asyncio.to_thread(self._is_there, known):
            return known
        path = self._labels / f"setting-{uuid.uuid4().hex}.pdf"
        try:
            made = await self._press.write_paper(wanted.paper, stock, path)
            body = await asyncio.to_thread(path.read_bytes)
        finally:
            await asyncio.to_thread(path.unlink, missing_ok=True)
        size = (made.width_mm, made.height_mm)
        document = await self._keep(wanted.subject, wanted.kind, body, made.pages, size, _OURS)
        kept = KeptPaper(document, made.missing)
        if len(self._made) >= _REMEMBERED:
            self._made.clear()
        self._made[wanted, stock.key] = kept
        return kept

    def _is_there(self, kept: KeptPaper) -> bool:
        return label_store.path_of(self._labels, kept.document.sha256).is_file()

    async def keep_files(
        self, files: Sequence[PaperFile], subject: str
    ) -> tuple[KeptDocument, ...]:
        """Keep sheets that a courier made for the driver; raises PrintError where one is none."""
        kept: list[KeptDocument] = []
        for number, file in enumerate(files, start=1):
            sha256 = await asyncio.to_thread(label_store.keep_bytes, self._labels, file.body)
            seen = await self._press.inspect(label_store.path_of(self._labels, sha256))
            own = subject if number == 1 else f"{subject}:{number}"
            size = (seen.width_mm, seen.height_mm)
            kept.append(
                await self._keep(own, DocumentKind.HAND_OVER, file.body, seen.pages, size, _THEIRS)
            )
        return tuple(kept)

    async def _keep(
        self,
        subject: str,
        kind: DocumentKind,
        body: bytes,
        pages: int,
        size_mm: tuple[float, float],
        source: str,
    ) -> KeptDocument:
        sha256 = await asyncio.to_thread(label_store.keep_bytes, self._labels, body)
        now = self._clock.now()

        def save(conn: Conn) -> KeptDocument:
            label_store.save(
                conn,
                subject,
                kind.value,
                sha256=sha256,
                media_type=MediaType.PDF.value,
                size=len(body),
                pages=pages,
                width_mm=size_mm[0],
                height_mm=size_mm[1],
                source=source,
                now=now,
            )
            found = label_store.of_shipment(conn, subject)
            return next(each for each in found if each.kind == kind.value)

        return await self._journal.write(save)

    # Printing

    async def print(self, documents: Sequence[tuple[KeptDocument, str]]) -> tuple[Operation, ...]:
        """Request one print of each kept sheet; with each comes what its reader calls it.

        Raises OperationRefusedError where a print of one is open; nothing is queued then.
        """
        now = self._clock.now()

        def plan(conn: Conn) -> tuple[Operation, ...]:
            return tuple(_print_operation(conn, each, title, now) for each, title in documents)

        return await self._runner.queue(plan)

    async def prints(self, subject: str, kind: DocumentKind) -> tuple[PrintRecord, ...]:
        """Return every hand-over of a sheet to a printer, newest first."""
        found = await self._journal.read(lambda conn: ledger.of_shipment(conn, subject))
        return tuple(each for each in found if each.kind == kind.value)


def _not_packed(sheet: OrderSheet) -> bool:
    return sheet.additions.hold or sheet.order.gone or sheet.order.closed is Stage.CANCELLED


def _print_operation(conn: Conn, document: KeptDocument, title: str, now: datetime) -> Operation:
    subject = document.shipment_id
    copy = 1 + sum(
        each.kind == document.kind and each.state is not PrintState.FAILED
        for each in ledger.of_shipment(conn, subject)
    )
    intent = PrintIntent(subject, document.sha256, document.kind, copy)
    return new_operation(
        OperationKind.PRINT, f"{subject}:{document.kind}", LOCAL, title, intent, now
    )
