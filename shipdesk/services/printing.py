"""Printing from the desk: which printer for which document, previews, reprints with a reason."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from shipdesk.clock import Clock
from shipdesk.domain.label import (
    PDF_FILE,
    STOCKS,
    VOID,
    DocumentKind,
    PreviewImage,
    Printer,
    PrinterProfile,
    PrintOrder,
    Proof,
    stock_of,
)
from shipdesk.domain.operation import LabelIntent, Operation, OperationKind, PrintIntent
from shipdesk.domain.shipment import Shipment, ShipmentId
from shipdesk.errors import LabelMissingError, OperationRefusedError, PrintError
from shipdesk.printing.press import Press
from shipdesk.services import sheet_pages
from shipdesk.services.beside_label import with_beside
from shipdesk.services.calibrating import Calibrating
from shipdesk.services.cut_answers import CutAnswers
from shipdesk.services.kinds.base import new_operation
from shipdesk.services.label_vault import LabelVault
from shipdesk.services.operations import Runner
from shipdesk.services.sheet_pages import SheetPlaces
from shipdesk.storage import labels as label_store
from shipdesk.storage import print_follow, printer_profiles, waiting_prints
from shipdesk.storage import print_ledger as ledger
from shipdesk.storage import shipments as shipment_store
from shipdesk.storage.database import Conn, Database
from shipdesk.storage.labels import KeptDocument
from shipdesk.storage.print_follow import Followed
from shipdesk.storage.print_ledger import PrintRecord

__all__ = ["REASONS", "Followed", "KeptDocument", "PaperSheet", "PrintRecord", "Printing"]

REASONS = ("jam", "lost", "damaged", "other")
_PREVIEW_DPI = 203


@dataclass(frozen=True, slots=True)
class PaperSheet:
    """What is known of a shipment's paper: documents kept, and every hand-over to a printer."""

    documents: tuple[KeptDocument, ...]
    prints: tuple[PrintRecord, ...]
    followed: Mapping[str, Followed] = field(default_factory=dict)
    """What the queue tells of a hand-over's job, by the id of its record."""

    waiting: Mapping[str, Operation] = field(default_factory=dict)
    """The print of a document that waits for its printer, by the kind of document."""


class Printing:
    """Requests prints and shows documents; the print process does the work."""

    def __init__(
        self,
        journal: Database,
        press: Press,
        runner: Runner,
        vault: LabelVault,
        folders: tuple[Path, Path],
        clock: Clock,
    ) -> None:
        self._journal = journal
        self._press = press
        self._runner = runner
        self._vault = vault
        self._labels, printed = folders
        self._clock = clock
        self._profiles: printer_profiles.Profiles = {}
        self.calibrating = Calibrating(journal, press, printed, clock)
        self.places = SheetPlaces(journal)
        self.cuts = CutAnswers(journal)

    async def load(self) -> None:
        """Read the printer profiles; called once before the runner starts."""
        kept = await self._journal.read(printer_profiles.read)
        self._profiles = {_key(*bound): profile for bound, profile in kept.items()}
        await self.calibrating.load()
        await self.cuts.load()

    def profile(self, kind: DocumentKind, courier: str = "") -> PrinterProfile:
        """Return how a kind of document is printed, a label as its courier's labels are.

        That is the profile of the courier's own, else the one for all, else a PDF file; shifted as
        its printer was measured.
        """
        chosen = self._profiles.get(_key(kind, courier)) or self._profiles.get(_key(kind))
        if chosen is not None:
            return self.calibrating.shifted(chosen)
        stock = STOCKS[0] if kind is DocumentKind.LABEL else stock_of("a4")
        return self.calibrating.shifted(PrinterProfile("PDF file", PDF_FILE, stock or STOCKS[0]))

    def has_own(self, kind: DocumentKind, courier: str) -> bool:
        """Return whether a courier's documents are printed by a profile of their own."""
        return bool(courier) and _key(kind, courier) in self._profiles

    async def save_profile(
        self, kind: DocumentKind, profile: PrinterProfile, courier: str = ""
    ) -> None:
        """Bind a printer to a kind of document, or to that of one courier only.

        What waited for another printer is tried now.
        """
        profile = replace(profile, shift_x_mm=0.0, shift_y_mm=0.0)
        self._profiles[_key(kind, courier)] = profile
        await self._keep(lambda conn: printer_profiles.put(conn, kind, courier, profile))

    async def forget_profile(self, kind: DocumentKind, courier: str) -> None:
        """Print a courier's documents like those of all the others again."""
        if self._profiles.pop(_key(kind, courier), None) is not None:
            await self._keep(lambda conn: printer_profiles.forget(conn, kind, courier))

    async def _keep(self, change: Callable[[Conn], None]) -> None:
        now = self._clock.now()

        def write(conn: Conn) -> None:
            change(conn)
            waiting_prints.hurry(conn, now)

        await self._journal.write(write)
        self._runner.wake()

    async def printers(self) -> tuple[Printer, ...]:
        """Return the printers of this computer; raises PrintError when the system hangs."""
        return await self._press.printers()

    async def paper(self, shipment_id: ShipmentId) -> PaperSheet:
        """Return a shipment's kept documents and its print history, newest first."""

        def read(conn: Conn) -> PaperSheet:
            return PaperSheet(
                label_store.of_shipment(conn, shipment_id),
                ledger.of_shipment(conn, shipment_id),
                print_follow.of_shipment(conn, shipment_id),
                waiting_prints.of_shipment(conn, shipment_id),
            )

        return await self._journal.read(read)

    async def preview(
        self, document: KeptDocument, page: int = 0, dpi: int = _PREVIEW_DPI, *, void: bool = False
    ) -> PreviewImage:
        """Return a page as an image, watermarked where it is `void`.

        Raises LabelMissingError where the file is not as kept; it is fetched again then.
        """
        await self._require(document)
        path = label_store.path_of(self._labels, document.sha256)
        return await self._press.preview(path, page, dpi, VOID if void else "")

    async def check(self, shipment: Shipment, document: KeptDocument, place: int = 0) -> Proof:
        """Return what would come out of the chosen printer; stops nothing, prints nothing.

        `place` is where on a sheet of several labels. Raises LabelMissingError where the file is
        not as kept.
        """
        kind = DocumentKind(document.kind)
        profile = self.profile(kind, shipment.courier)
        order = PrintOrder(
            label=str(label_store.path_of(self._labels, document.sha256)),
            profile=profile,
            kind=kind,
            expected=shipment.tracking_number if kind is DocumentKind.LABEL else "",
            fit=self.cuts.of(shipment.courier, profile.stock),
            place=place,
        )
        return await self._press.check(order)

    async def save_copy(self, document: KeptDocument, target: Path) -> None:
        """Write the kept file once more where a person wants it.

        Raises LabelMissingError where it is not as kept, PrintError where it cannot be written.
        """
        await self._require(document)

        def write() -> None:
            body = label_store.load_bytes(self._labels, document.sha256)
            try:
                target.write_bytes(body)
            except OSError as error:
                raise PrintError("print_file", reason=error.strerror or str(error)) from error

        await asyncio.to_thread(write)

    async def _require(self, document: KeptDocument) -> None:
        shipment_id, kind = ShipmentId(document.shipment_id), DocumentKind(document.kind)
        await self._vault.require(shipment_id, kind, document.sha256)

    async def request(
        self,
        ids: Sequence[ShipmentId],
        *,
        reason: str = "",
        kind: DocumentKind = DocumentKind.LABEL,
        force: bool = False,
        void: bool = False,
    ) -> tuple[Operation, ...]:
        """Request one print of a document for each shipment, in the given order.

        On sheets of several labels there is one operation a page, whose intent names its labels
        (`sheet_pages`); the first page of each printer begins at its next free place.
        A second copy needs a reason (REASONS or typed), and so does the label of a cancelled
        shipment, which takes `void` besides and is watermarked. Raises LabelMissingError where a
        document is not kept, OperationRefusedError where a print of it is open or the reason is
        missing; nothing is queued then.
        """
        now = self._clock.now()

        def plan(conn: Conn) -> tuple[Operation, ...]:
            shipments = [shipment_store.read(conn, each) for each in ids]
            wanted = [
                (each, self.intent(conn, each, kind, reason, force=force, void=void))
                for each in shipments
            ]
            asked = sheet_pages.operations(conn, partial(self.profile, kind), wanted, now)
            return self.with_beside(conn, asked)

        return await self._runner.queue(plan)

    def with_beside(self, conn: Conn, asked: Sequence[Operation]) -> tuple[Operation, ...]:
        """Add what is printed with each label, where that was chosen, to prints of labels."""
        return with_beside(conn, asked, self.profile, self._clock.now())

    def intent(
        self,
        conn: Conn,
        shipment: Shipment,
        kind: DocumentKind,
        reason: str,
        *,
        force: bool,
        void: bool = False,
    ) -> PrintIntent:
        """Return what a print of a document is to be, as the journal stands in this transaction.

        Raises LabelMissingError, OperationRefusedError as `request` does.
        """
        documents = label_store.of_shipment(conn, shipment.id)
        kept = next((each for each in documents if each.kind == kind.value), None)
        if kept is None:
            shown = shipment.tracking_number or shipment.order_number
            raise LabelMissingError(reason=f"Nothing is kept for {shown}.")
        if shipment.void and kind is DocumentKind.LABEL and not (void and reason.strip()):
            raise OperationRefusedError(
                reason=f"{shipment.tracking_number or shipment.order_number} is cancelled: its "
                "label must not be stuck on a parcel.",
                hint="Print void label… prints it with VOID over it.",
            )
        earlier = [
            record
            for record in ledger.of_shipment(conn, shipment.id)
            if record.kind == kind.value and record.state != "failed"
        ]
        if not reason.strip() and any(record.state == "handed_over" for record in earlier):
            shown = shipment.tracking_number or shipment.order_number
            raise OperationRefusedError(
                reason=f"{shown} was sent to a printer before.",
                hint="Choose why another copy is needed.",
                field="reason",
            )
        copy = 1 + len(earlier)
        if copy == 1 and not (force or void):
            reason = ""  # of several: asked for because of the others
        return PrintIntent(
            shipment.id, kept.sha256, kind.value, copy, reason, force or void, void=void
        )

    async def fetch_label(self, shipment: Shipment) -> Operation:
        """Request the label once more from the courier."""
        operation = self.fetching(shipment)
        await self._runner.request(operation)
        return operation

    def fetching(self, shipment: Shipment) -> Operation:
        """Return the operation that fetches the label once more, not requested yet."""
        return new_operation(
            OperationKind.FETCH_LABEL,
            shipment.id,
            shipment.account_id,
            shipment.order_number or shipment.tracking_number,
            LabelIntent(shipment.id),
            self._clock.now(),
        )


def _key(kind: DocumentKind, courier: str = "") -> tuple[DocumentKind, str]:
    return kind, courier.casefold()
