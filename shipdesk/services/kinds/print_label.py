"""Putting a kept document on paper, once, with every hand-over in the ledger."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from shipdesk.clock import Clock
from shipdesk.domain.account import LOCAL, Environment
from shipdesk.domain.codec import from_plain
from shipdesk.domain.label import VOID, DocumentKind, Fit, PrinterProfile, PrintOrder, Stock
from shipdesk.domain.operation import (
    Operation,
    OperationKind,
    OperationState,
    PrintIntent,
    PrintPart,
)
from shipdesk.domain.paper import OWN_KINDS
from shipdesk.domain.shipment import Shipment, ShipmentId
from shipdesk.errors import PrintError, StorageError, UnreachableError
from shipdesk.printing.press import Press
from shipdesk.providers.steps import Facts, Match, Settled, Step, StepResult
from shipdesk.services.kinds.base import Bound
from shipdesk.services.kinds.print_sheet import SHEET, SheetPrint
from shipdesk.services.printer_watch import PrinterWatch
from shipdesk.storage import labels as label_store
from shipdesk.storage import print_follow
from shipdesk.storage import print_ledger as ledger
from shipdesk.storage import shipments as shipment_store
from shipdesk.storage.database import Conn, Database
from shipdesk.workers import WorkerError

READY = Step("ready", writes=False, precedes=True)
"""The printer is asked whether it takes documents; what waits for it can be taken back."""

STEPS = (READY, Step("print", writes=True))
"""Handing a file to the spooler; what may be on paper is never sent again."""

Require = Callable[[ShipmentId, DocumentKind, str], Awaitable[None]]
"""Raises LabelMissingError where a kept file, by its hash, is not what was kept."""

_PERHAPS_ON_PAPER = frozenset({"print_broken"})
"""Keys of print errors that come after something was handed over."""

_WATERMARKS = {Environment.DEMO: "DEMO", Environment.SANDBOX: "SANDBOX"}


class PrintKind:
    """Prints one document; after a crash it is unknown and not sent again."""

    kind = OperationKind.PRINT

    def __init__(
        self,
        journal: Database,
        press: Press,
        profile: Callable[[DocumentKind], PrinterProfile],
        folders: tuple[Path, Path],
        environment: Environment,
        clock: Clock,
        watch: PrinterWatch,
        require: Require,
        fit: Callable[[str, Stock], Fit],
    ) -> None:
        self._journal = journal
        self._press = press
        self._watch = watch
        self._profile = profile
        self._labels, self._printed = folders
        self._environment = environment
        self._clock = clock
        self._sheets = SheetPrint(journal, press, self._printed, clock, self._order)
        self._require = require
        self._fit = fit

    async def bind(self, operation: Operation) -> Bound | None:
        """Return the printing of the operation's document."""
        intent = from_plain(PrintIntent, operation.intent)
        kind = DocumentKind(intent.document)
        profile = self._profile(kind)
        # Mostly the printer is there: then one step does, and a run of labels goes faster.
        new = operation.state is OperationState.QUEUED and not operation.step
        waits = await self._watch.hindrance(profile, operation.id) if new else None

        async def run(step: str, _facts: Facts) -> StepResult:
            if step == READY.name:
                found = waits or await self._watch.hindrance(profile, operation.id)
                return found or Settled()
            if intent.also or (profile.stock.places > 1 and kind is DocumentKind.LABEL):
                return await self._sheets.print(operation, intent, profile)
            return await self._print(operation, intent)

        async def find(_step: str, _facts: Facts, _since: datetime) -> tuple[Match, ...]:
            return ()

        begins = STEPS[-1].name if new and waits is None else READY.name
        return Bound(STEPS, (), run, find, begins=begins)

    async def _print(self, operation: Operation, intent: PrintIntent) -> Settled:
        shipment, others = await self._journal.read(
            lambda conn: (
                _about(conn, operation, intent),
                shipment_store.tracking_numbers(conn),
            )
        )
        profile = self._profile(DocumentKind(intent.document))
        (part,) = intent.parts
        order = await self._order(shipment, others, part, intent, profile)
        begun = await self._journal.write(
            lambda conn: ledger.begin(
                conn,
                shipment_id=shipment.id,
                kind=intent.document,
                sha256=intent.sha256,
                printer=profile.printer,
                profile=profile.title,
                copy=intent.copy,
                reason=intent.reason,
                operation_id=operation.id,
                dpi=profile.dpi,
                now=self._clock.now(),
            )
        )
        try:
            receipt = await self._press.print_label(order)
        except (PrintError, WorkerError) as error:
            if isinstance(error, PrintError) and error.key not in _PERHAPS_ON_PAPER:
                self._watch.forget(profile)
                await self._settle(begun, "failed", "", str(error))
                raise
            # The ledger says `begun` where this cannot be written, and `unknown` at the next start.
            with suppress(StorageError):
                await self._settle(begun, "unknown", "", "It may be on paper.")
            told = await self._watch.words(profile)
            raise UnreachableError(
                sent=True,
                reason=f"It may be on paper: look at the printer. {told}".strip(),
                account=profile.title,
            ) from error
        return Settled({"record": begun, "job": receipt.job, "check": receipt.check.outcome.value})

    async def _order(
        self,
        shipment: Shipment,
        others: tuple[str, ...],
        part: PrintPart,
        intent: PrintIntent,
        profile: PrinterProfile,
    ) -> PrintOrder:
        """Return how one document is printed.

        Raises LabelMissingError where its file is not as kept, PrintError where it is void.
        """
        kind = DocumentKind(intent.document)
        is_void = shipment.void and kind is DocumentKind.LABEL
        if is_void and not intent.void:
            raise PrintError("label_void", number=shipment.tracking_number or shipment.order_number)
        await self._require(shipment.id, kind, part.sha256)
        return PrintOrder(
            label=str(label_store.path_of(self._labels, part.sha256)),
            profile=profile,
            kind=kind,
            expected=shipment.tracking_number if kind is DocumentKind.LABEL else "",
            others=tuple(each for each in others if each != shipment.tracking_number),
            fit=self._fit(shipment.courier, profile.stock),
            reason=intent.reason if intent.force else "",
            watermark=VOID if is_void else _WATERMARKS.get(self._environment, ""),
            output=str(self._printed / _file_name(shipment, intent)),
            title=f"ShipDesk {shipment.order_number}",
        )

    async def _settle(self, begun: str, state: str, job: str, words: str) -> None:
        now = self._clock.now()
        await self._journal.write(
            lambda conn: ledger.settle(conn, begun, state=state, job=job, words=words, now=now)
        )

    def settle(
        self,
        conn: Conn,
        operation: Operation,
        result: StepResult,
        now: datetime,
    ) -> tuple[Operation, ...]:
        """Write the hand-over into the ledger, with the outcome, and follow its job."""
        told = result.facts
        if SHEET in told:
            return self._sheets.settle(conn, operation, result, now)
        ledger.settle(
            conn, told["record"], "handed_over", told["job"], verdict=told["check"], now=now
        )
        shipment_id = from_plain(PrintIntent, operation.intent).shipment_id
        print_follow.begin(conn, told["record"], shipment_id, told["job"], now)
        return ()


def _about(conn: Conn, operation: Operation, intent: PrintIntent) -> Shipment:
    """Return the parcel of a document; for a sheet of our own one that says what it is about."""
    shipment_id = ShipmentId(intent.shipment_id)
    if DocumentKind(intent.document) not in OWN_KINDS:
        return shipment_store.read(conn, shipment_id)
    return Shipment(shipment_id, LOCAL, "", "", operation.created_at, order_number=operation.title)


def _file_name(shipment: Shipment, intent: PrintIntent) -> str:
    """Return a file name of our own making: the courier's text never becomes a path."""
    safe = "".join(
        char if char.isascii() and char.isalnum() else "-"
        for char in (shipment.tracking_number or shipment.order_number or "label")
    )
    return f"{safe[:60]}-{intent.document}-{intent.copy}.pdf"
