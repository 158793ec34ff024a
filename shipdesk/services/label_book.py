"""One PDF of many labels, for a printing house or a drawer: an export, which counts as no print."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections import deque
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from shipdesk.domain.label import PDF_FILE, DocumentKind, PrinterProfile, PrintOrder
from shipdesk.domain.label_book import BookEnd, BookStep, LeftOut, SavedBook
from shipdesk.domain.operation import PrintIntent, PrintPart
from shipdesk.domain.sheet import SheetOrder, SheetPart
from shipdesk.domain.shipment import Shipment, ShipmentId
from shipdesk.errors import LabelMissingError, PrintError
from shipdesk.printing.press import Press
from shipdesk.services.print_orders import PrintOrders
from shipdesk.services.printing import Printing
from shipdesk.storage import labels as label_store
from shipdesk.storage import shipments as shipment_store
from shipdesk.storage.database import Conn, Database
from shipdesk.workers import WorkerError

Wanted = Sequence[tuple[ShipmentId, str]]
"""Parcels in the order of their list, each with the number that a person knows it by."""

_LABEL = DocumentKind.LABEL


@dataclass(slots=True)
class _Book:
    """A file as it grows: what is still to be written, how far it counts, what is left out."""

    file: Path
    profiles: Sequence[PrinterProfile]
    """How each of the wanted labels is printed."""
    waiting: deque[int]
    end: BookEnd = field(default_factory=BookEnd)
    labels: int = 0
    left_out: dict[int, PrintError] = field(default_factory=dict)

    def follows(self, page: Collection[int]) -> int | None:
        """Return the label that goes to a page next; None where it is full, or the last one is."""
        if not page:
            return next(iter(self.waiting), None)
        profile = self.profiles[next(iter(page))]
        if len(page) == profile.stock.places:
            return None
        return next((at for at in self.waiting if self.profiles[at] == profile), None)


class LabelBook:
    """Writes the kept labels of many parcels into one file; the print process does the work."""

    def __init__(
        self, journal: Database, press: Press, printing: Printing, orders: PrintOrders
    ) -> None:
        self._journal = journal
        self._press = press
        self._printing = printing
        self._orders = orders

    async def save(
        self,
        wanted: Wanted,
        target: Path,
        progress: Callable[[int], object],
        stop: asyncio.Event,
    ) -> SavedBook:
        """Write the labels as they would be printed, whole or not at all.

        Each is checked as before a print; what is stopped, void or not kept is left out and told.
        `progress` hears how many labels are settled; once `stop` is set no further one is begun,
        and what stood at `target` before stays. Raises PrintError where it cannot be written.
        """
        folder = await asyncio.to_thread(_folder_beside, target)
        try:
            found = await self._shipments([each for each, _ in wanted])
            couriers = [found[each].courier if each in found else "" for each, _ in wanted]
            book = self._open(couriers, folder / "labels.pdf")
            while not stop.is_set() and await self._go_on(book, wanted, found):
                progress(len(wanted) - len(book.waiting))
            if book.labels and not stop.is_set():
                await self._press.finish_book(book.file, book.end)
                await asyncio.to_thread(_put, book.file, target)
        finally:
            await self._drop(folder)
        left_out = (LeftOut(wanted[at][1], why) for at, why in sorted(book.left_out.items()))
        return SavedBook(book.labels, tuple(left_out), stopped=stop.is_set())

    def _open(self, couriers: Sequence[str], file: Path) -> _Book:
        known = {each: self._profile(each) for each in set(couriers)}
        return _Book(file, [known[each] for each in couriers], deque(range(len(couriers))))

    def _profile(self, courier: str) -> PrinterProfile:
        """Return how a courier's labels are printed, in a file instead of at their printer."""
        chosen = replace(self._printing.profile(_LABEL, courier), printer=PDF_FILE)
        return self._printing.calibrating.shifted(chosen)

    async def _shipments(self, ids: Sequence[ShipmentId]) -> dict[ShipmentId, Shipment]:
        found = await self._journal.read(lambda conn: shipment_store.all_of(conn, ids))
        return {each.id: each for each in found}

    async def _go_on(self, book: _Book, wanted: Wanted, found: dict[ShipmentId, Shipment]) -> bool:
        """Write the next page; False where nothing is left.

        On a sheet of several labels the next ones that are printed alike take the free places, and
        those of labels that are stopped.
        """
        page: dict[int, PrintOrder] = {}
        while True:
            while (at := book.follows(page)) is not None:
                book.waiting.remove(at)
                try:
                    shipment = found.get(wanted[at][0])
                    page[at] = await self._order(shipment, book.profiles[at])
                except PrintError as error:
                    book.left_out[at] = error
            if not page:
                return False
            step = await self._add(tuple(page.values()), book)
            told = dict(zip(tuple(page), step.parts, strict=True))
            for at, part in told.items():
                if part.key:
                    book.left_out[at] = PrintError(part.key, **part.params)
                    del page[at]
            is_whole = len(page) == len(told)
            is_last = book.follows(page) is None
            if is_whole or not page or (is_last and step.end != book.end):
                book.end = step.end
                book.labels += len(page)
                return True

    async def _order(self, shipment: Shipment | None, profile: PrinterProfile) -> PrintOrder:
        if shipment is None:
            raise LabelMissingError(reason="It was bought elsewhere.")
        shipment_id = shipment.id

        def read(conn: Conn) -> str:
            documents = label_store.of_shipment(conn, shipment_id)
            return next((each.sha256 for each in documents if each.kind == _LABEL.value), "")

        sha256 = await self._journal.read(read)
        if not sha256:
            raise LabelMissingError(reason="None is kept here.")
        part = PrintPart(shipment_id, sha256, 1)
        intent = PrintIntent(shipment_id, sha256, _LABEL.value, 1, "", force=False)
        return await self._orders.order(shipment, part, intent, profile)

    async def _add(self, orders: tuple[PrintOrder, ...], book: _Book) -> BookStep:
        try:
            return await self._press.add_to_book(
                SheetOrder(orders, output=str(book.file)), book.end
            )
        except LabelMissingError as error:
            # One of them hangs or kills its reader: each is tried alone to know which.
            parts = [await self._tried(order) for order in orders] if len(orders) > 1 else []
            if not any(part.key for part in parts):
                parts = [SheetPart.of(error)] * len(orders)
            return BookStep(tuple(parts), book.end)

    async def _tried(self, order: PrintOrder) -> SheetPart:
        try:
            return SheetPart(check=(await self._press.check(order)).check)
        except PrintError as error:
            return SheetPart.of(error)

    async def _drop(self, folder: Path) -> None:
        """Remove the folder once the process has let go of it."""
        try:
            await self._press.drop_book(folder)
        except (WorkerError, PrintError):
            await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)


def _folder_beside(target: Path) -> Path:
    """Make a folder of our own beside a file, so that what is made there can be moved over it."""
    try:
        return Path(tempfile.mkdtemp(prefix=".shipdesk-", dir=target.parent))
    except OSError as error:
        raise PrintError("print_file", reason=error.strerror or "") from error


def _put(made: Path, target: Path) -> None:
    try:
        made.replace(target)
    except OSError as error:
        raise PrintError("print_file", reason=error.strerror or "") from error
