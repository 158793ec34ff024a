"""Putting several labels on sheets of cells as one job, with a record of each in the ledger."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from shipdesk.clock import Clock
from shipdesk.domain.account import LOCAL
from shipdesk.domain.codec import from_plain, to_plain
from shipdesk.domain.label import DocumentKind, PrinterProfile, PrintOrder
from shipdesk.domain.operation import (
    Operation,
    OperationKind,
    OperationState,
    PrintIntent,
    PrintPart,
)
from shipdesk.domain.sheet import SheetOrder, SheetPart, SheetPlace, SheetReceipt
from shipdesk.domain.shipment import Shipment, ShipmentId
from shipdesk.errors import PrintError, StorageError, UnreachableError
from shipdesk.printing.press import Press
from shipdesk.providers.steps import Settled, StepResult
from shipdesk.services.kinds.base import new_operation
from shipdesk.storage import operations as store
from shipdesk.storage import print_follow, sheet_places
from shipdesk.storage import print_ledger as ledger
from shipdesk.storage import shipments as shipment_store
from shipdesk.storage.database import Conn, Database
from shipdesk.wording import phrase
from shipdesk.workers import WorkerError

SHEET = "sheet"
"""The fact that holds what became of each label of a page."""

MakeOrder = Callable[[Shipment, PrintPart, PrintIntent, PrinterProfile], Awaitable[PrintOrder]]
"""Returns how one document is printed; raises PrintError where it must not be."""


@dataclass(frozen=True, slots=True)
class _Begun:
    """What was written down before anything was sent."""

    records: tuple[str, ...]
    before: SheetPlace
    first: int


@dataclass(frozen=True, slots=True)
class _Label:
    """What became of one label: the check's outcome, or the key and words of what stopped it."""

    record: str
    title: str
    check: str = ""
    key: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class _Page:
    """What became of all labels of a job, and where the next one goes after them."""

    labels: tuple[_Label, ...]
    place_key: str
    place: SheetPlace

    @property
    def stopped(self) -> tuple[_Label, ...]:
        """The labels that their check stopped."""
        return tuple(label for label in self.labels if label.key)


class SheetPrint:
    """The part of printing that knows sheets: places, pages, labels that are stopped."""

    def __init__(
        self,
        journal: Database,
        press: Press,
        printed: Path,
        clock: Clock,
        order: MakeOrder,
        profile: Callable[[DocumentKind, str], PrinterProfile],
    ) -> None:
        self._journal = journal
        self._press = press
        self._printed = printed
        self._clock = clock
        self._order = order
        self._profile = profile

    async def print(
        self, operation: Operation, intent: PrintIntent, profile: PrinterProfile
    ) -> Settled:
        """Print the labels of one page; those that are stopped leave no place free.

        Raises PrintError where none of them went out, UnreachableError where they may have.
        """
        if profile.stock.places == 1:
            raise PrintError("sheet_gone", stock=profile.stock.title)
        shipments = await self._journal.read(
            lambda conn: [
                shipment_store.read(conn, ShipmentId(part.shipment_id)) for part in intent.parts
            ]
        )
        asked: list[PrintOrder | PrintError] = []
        for shipment, part in zip(shipments, intent.parts, strict=True):
            try:
                self._require_alike(shipment, shipments[0], intent)
                asked.append(await self._order(shipment, part, intent, profile))
            except PrintError as error:
                asked.append(error)
        begun = await self._journal.write(
            lambda conn: self._begin(conn, operation, intent, profile)
        )
        try:
            receipt = await self._hand_over(operation, profile, asked, begun.first)
        except (PrintError, WorkerError) as error:
            if isinstance(error, PrintError) and error.key != "print_broken":
                await self._take_back(begun, profile, str(error))
                raise
            # The ledger says `begun` where this cannot be written, and `unknown` at the next start.
            with suppress(StorageError):
                await self._unknown(begun)
            raise UnreachableError(
                sent=True, reason="It may be on paper: look at the printer.", account=profile.title
            ) from error
        page = _page(receipt, begun, profile, shipments)
        if not receipt.sheets:
            await self._all_stopped(operation, intent, profile, begun, page)
            if len(receipt.parts) == 1:
                raise PrintError(receipt.parts[0].key, **receipt.parts[0].params)
            raise PrintError("sheet_stopped", count=len(receipt.parts))
        return Settled({"job": receipt.job, SHEET: json.dumps(to_plain(page))}, _words(page))

    def _require_alike(self, shipment: Shipment, first: Shipment, intent: PrintIntent) -> None:
        """Stop a label whose courier got another printer after the page was asked for."""
        kind = DocumentKind(intent.document)
        own = self._profile(kind, shipment.courier)
        if own != self._profile(kind, first.courier):
            raise PrintError("label_moved", courier=shipment.courier, printer=own.title)

    async def _hand_over(
        self,
        operation: Operation,
        profile: PrinterProfile,
        asked: Sequence[PrintOrder | PrintError],
        first: int,
    ) -> SheetReceipt:
        """Hand over what can be printed; the receipt tells of what cannot as well."""
        good = tuple(each for each in asked if isinstance(each, PrintOrder))
        if good:
            order = SheetOrder(
                good,
                first,
                output=str(self._printed / f"sheet-{operation.id[:12]}.pdf"),
                title=f"ShipDesk {operation.title}",
            )
            receipt = await self._press.print_sheets(order)
        else:
            receipt = SheetReceipt(profile.printer, "", 0, first, self._clock.now(), ())
        told = iter(receipt.parts)
        parts = tuple(
            SheetPart.of(each) if isinstance(each, PrintError) else next(told) for each in asked
        )
        return replace(receipt, parts=parts)

    def _begin(
        self, conn: Conn, operation: Operation, intent: PrintIntent, profile: PrinterProfile
    ) -> _Begun:
        """Write down every label, and that the places may be used from now on."""
        now = self._clock.now()
        records = tuple(
            ledger.begin(
                conn,
                part.shipment_id,
                kind=intent.document,
                sha256=part.sha256,
                printer=profile.printer,
                profile=profile.title,
                copy=part.copy,
                reason=intent.reason,
                operation_id=operation.id,
                dpi=profile.dpi,
                now=now,
            )
            for part in intent.parts
        )
        before = sheet_places.read(conn, profile)
        first = 0 if intent.new_sheet else before.place
        after = (first + len(records)) % before.places
        used = SheetPlace(after, before.places, first)
        sheet_places.put(conn, sheet_places.key_of(profile), used)
        return _Begun(records, before, first)

    async def _take_back(self, begun: _Begun, profile: PrinterProfile, words: str) -> None:
        """Nothing went out: the labels failed, and the sheet is as it was."""
        now = self._clock.now()

        def write(conn: Conn) -> None:
            for record in begun.records:
                ledger.settle(conn, record, "failed", words=words, now=now)
            sheet_places.put(conn, sheet_places.key_of(profile), begun.before)

        await self._journal.write(write)

    async def _unknown(self, begun: _Begun) -> None:
        now = self._clock.now()

        def write(conn: Conn) -> None:
            for record in begun.records:
                ledger.settle(conn, record, "unknown", words="It may be on paper.", now=now)

        await self._journal.write(write)

    async def _all_stopped(
        self,
        operation: Operation,
        intent: PrintIntent,
        profile: PrinterProfile,
        begun: _Begun,
        page: _Page,
    ) -> None:
        """Nothing went out, each label for a reason of its own; one alone needs no further act."""
        now = self._clock.now()
        if len(page.labels) == 1:
            await self._take_back(begun, profile, page.labels[0].words)
            return

        def write(conn: Conn) -> None:
            for refused in _refused(conn, operation, intent, page, now):
                store.enqueue(conn, refused)
            sheet_places.put(conn, sheet_places.key_of(profile), begun.before)

        await self._journal.write(write)

    def settle(
        self, conn: Conn, operation: Operation, result: StepResult, now: datetime
    ) -> tuple[Operation, ...]:
        """Write every hand-over into the ledger; each stopped label becomes a refused print.

        So a label that was stopped is told, and can be printed anyway, as if it had been alone.
        """
        facts = result.facts
        page = from_plain(_Page, json.loads(facts[SHEET]))
        intent = from_plain(PrintIntent, operation.intent)
        for part, label in zip(intent.parts, page.labels, strict=True):
            if not label.key:
                ledger.settle(
                    conn, label.record, "handed_over", facts["job"], verdict=label.check, now=now
                )
                print_follow.begin(conn, label.record, part.shipment_id, facts["job"], now)
        sheet_places.put(conn, page.place_key, page.place)
        return _refused(conn, operation, intent, page, now)


def _page(
    receipt: SheetReceipt, begun: _Begun, profile: PrinterProfile, shipments: Sequence[Shipment]
) -> _Page:
    labels = []
    for record, part, shipment in zip(begun.records, receipt.parts, shipments, strict=True):
        label = _Label(record, shipment.order_number or shipment.tracking_number)
        if part.key:
            error = PrintError(part.key, **part.params)
            label = replace(label, key=part.key, words=str(error))
        elif part.check is not None:
            label = replace(label, check=part.check.outcome.value)
        labels.append(label)
    place = SheetPlace(receipt.next_place, profile.stock.places)
    return _Page(tuple(labels), sheet_places.key_of(profile), place)


def _words(page: _Page) -> str:
    """Return what a person must know of a page that went out without all of its labels."""
    if not page.stopped:
        return ""
    count = len(page.labels)
    return phrase(
        "{good} of {count} labels went to the printer. Stopped: {names}.",
        good=count - len(page.stopped),
        count=count,
        names=", ".join(label.title for label in page.stopped),
    )


def _refused(
    conn: Conn, operation: Operation, intent: PrintIntent, page: _Page, now: datetime
) -> tuple[Operation, ...]:
    """Return a refused print for each stopped label, which its record in the ledger names."""
    found = []
    for part, label in zip(intent.parts, page.labels, strict=True):
        if not label.key:
            continue
        alone = replace(
            intent,
            shipment_id=part.shipment_id,
            sha256=part.sha256,
            copy=part.copy,
            also=(),
            new_sheet=False,
        )
        refused = new_operation(
            OperationKind.PRINT,
            f"{part.shipment_id}:{intent.document}",
            LOCAL,
            label.title,
            alone,
            now,
            parent_id=operation.id,
        )
        ledger.settle(conn, label.record, "failed", words=label.words, now=now)
        ledger.hand_to(conn, label.record, refused.id)
        found.append(
            replace(
                refused,
                state=OperationState.REFUSED,
                reason_key=label.key,
                reason=label.words,
            )
        )
    return tuple(found)
