"""Putting a kept document on paper, once, with every hand-over in the ledger."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from shipdesk.clock import Clock
from shipdesk.domain.account import LOCAL
from shipdesk.domain.codec import from_plain
from shipdesk.domain.label import DocumentKind, PrinterProfile
from shipdesk.domain.operation import (
    Operation,
    OperationKind,
    OperationState,
    PrintIntent,
)
from shipdesk.domain.paper import OWN_KINDS
from shipdesk.domain.shipment import Shipment, ShipmentId
from shipdesk.errors import PrintError, StorageError, UnreachableError
from shipdesk.printing.press import Press
from shipdesk.providers.steps import Facts, Match, Settled, Step, StepResult
from shipdesk.services.kinds.base import Bound
from shipdesk.services.kinds.print_sheet import SHEET, SheetPrint
from shipdesk.services.print_orders import PrintOrders
from shipdesk.services.printer_watch import PrinterWatch
from shipdesk.storage import print_follow
from shipdesk.storage import print_ledger as ledger
from shipdesk.storage import shipments as shipment_store
from shipdesk.storage.database import Conn, Database
from shipdesk.workers import WorkerError

READY = Step("ready", writes=False, precedes=True)
"""The printer is asked whether it takes documents; what waits for it can be taken back."""

STEPS = (READY, Step("print", writes=True))
"""Handing a file to the spooler; what may be on paper is never sent again."""

_PERHAPS_ON_PAPER = frozenset({"print_broken"})
"""Keys of print errors that come after something was handed over."""


class PrintKind:
    """Prints one document; after a crash it is unknown and not sent again."""

    kind = OperationKind.PRINT

    def __init__(
        self,
        journal: Database,
        press: Press,
        profile: Callable[[DocumentKind, str], PrinterProfile],
        orders: PrintOrders,
        printed: Path,
        clock: Clock,
        watch: PrinterWatch,
        in_other_form: Callable[[ShipmentId], Awaitable[str]],
    ) -> None:
        """`in_other_form` has a label fetched in another form, and returns what comes next."""
        self._journal = journal
        self._press = press
        self._watch = watch
        self._profile = profile
        self._orders = orders
        self._clock = clock
        self._in_other_form = in_other_form
        self._sheets = SheetPrint(journal, press, printed, clock, orders.order, profile)

    async def bind(self, operation: Operation) -> Bound | None:
        """Return the printing of the operation's document."""
        intent = from_plain(PrintIntent, operation.intent)
        kind = DocumentKind(intent.document)
        profile = self._profile(kind, await self._courier(intent))
        # Mostly the printer is there: then one step does, and a run of labels goes faster.
        new = operation.state is OperationState.QUEUED and not operation.step
        waits = await self._watch.hindrance(profile, operation.id) if new else None

        async def run(step: str, _facts: Facts) -> StepResult:
            if step == READY.name:
                found = waits or await self._watch.hindrance(profile, operation.id)
                return found or Settled()
            if intent.also or (profile.stock.places > 1 and kind is DocumentKind.LABEL):
                return await self._sheets.print(operation, intent, profile)
            return await self._print(operation, intent, profile)

        async def find(_step: str, _facts: Facts, _since: datetime) -> tuple[Match, ...]:
            return ()

        begins = STEPS[-1].name if new and waits is None else READY.name
        return Bound(STEPS, (), run, find, begins=begins)

    async def _courier(self, intent: PrintIntent) -> str:
        """Return whose document it is; "" of a sheet of our own."""
        found = await self._journal.read(
            lambda conn: shipment_store.couriers_of(conn, [intent.shipment_id])
        )
        return found.get(intent.shipment_id, "")

    async def _print(
        self, operation: Operation, intent: PrintIntent, profile: PrinterProfile
    ) -> Settled:
        shipment = await self._journal.read(lambda conn: _about(conn, operation, intent))
        (part,) = intent.parts
        order = await self._orders.order(shipment, part, intent, profile)
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
                if error.key == "label_not_drawn" and profile.wish is None:
                    words = await self._in_other_form(shipment.id)
                    raise PrintError("label_language", printer=profile.title, next=words) from error
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
