"""The printer of the document in sight: which one it is, which ones there are, another one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from shipdesk.domain.label import PDF_FILE, DocumentKind, Printer, PrinterProfile
from shipdesk.errors import ShipDeskError
from shipdesk.services.desk import Desk
from shipdesk.ui.notices import Notifier
from shipdesk.ui.shipments.check_words import Target
from shipdesk.ui.shipments.page import ShipmentsPage
from shipdesk.ui.tasks import TaskScope
from shipdesk.wording import phrase as say


class PrinterChoice:
    """Binds printers to the kind of document in sight, or to the labels of its courier."""

    def __init__(
        self,
        page: ShipmentsPage,
        desk: Desk,
        scope: TaskScope,
        notices: Notifier,
        bound: Callable[[], None],
    ) -> None:
        """`bound` is called after another printer was bound, and once the printers are known."""
        self._page, self._desk, self._scope, self._notices = page, desk, scope, notices
        self._bound = bound
        self._kind, self._courier = DocumentKind.LABEL, ""
        self._printers: tuple[Printer, ...] | None = None
        page.panel.printer_chosen.connect(
            lambda name: scope.start(self._use, name, key="shipments.printer", replace=True)
        )

    @property
    def profile(self) -> PrinterProfile:
        """How the document in sight is printed."""
        return self._desk.printing.profile(self._kind, self._courier)

    @property
    def target(self) -> Target:
        """The printer of the document in sight, and whether it prints ZPL."""
        profile = self.profile
        found = next((one for one in self._printers or () if one.name == profile.printer), None)
        speaks: bool | None = profile.address is not None
        if not speaks and not profile.to_file:
            speaks = found.raw if found is not None else None
        return Target(profile, speaks)

    def show(self, kind: DocumentKind, courier: str) -> None:
        """Show the printer of a courier's documents from now on."""
        self._kind, self._courier = kind, courier
        self._scope.start(self._load, key="shipments.printers")
        self._show()

    async def _load(self) -> None:
        if self._printers is not None:
            return
        self._printers = ()
        try:
            self._printers = await self._desk.printing.printers()
        except ShipDeskError:
            self._printers = None
            self._show()
            raise
        self._bound()

    def _show(self) -> None:
        own = self._desk.printing.has_own(self._kind, self._courier)
        only = self._courier if own else ""
        self._page.panel.show_printers(self._printers or (), self.profile, only)

    async def _use(self, name: str) -> None:
        """Bind a printer in the place of the one in sight; the way back is offered."""
        kind, before = self._kind, self.profile
        if name == before.printer:
            return
        found = next((one for one in self._printers or () if one.name == name), None)
        if name == PDF_FILE:
            profile = replace(before, printer=name, title="PDF file")
        elif found is None:
            return
        else:
            kept = before.dpi in found.resolutions
            dpi = before.dpi if kept else found.default_dpi
            title, native = found.title or name, before.native and found.raw
            profile = replace(before, printer=name, title=title, dpi=dpi, native=native)
        own = self._desk.printing.has_own(kind, self._courier)
        courier = self._courier if own else ""
        await self._bind(kind, profile, courier)
        words = _words(kind, profile, courier)
        undo = self._bind, kind, before, courier
        self._notices.toast(words, undo=lambda: self._scope.start(*undo))

    async def _bind(self, kind: DocumentKind, profile: PrinterProfile, courier: str) -> None:
        await self._desk.printing.save_profile(kind, profile, courier)
        self._bound()


def _words(kind: DocumentKind, profile: PrinterProfile, courier: str) -> str:
    printer = profile.title
    if courier:
        return say("Labels of {courier} now go to {printer}.", courier=courier, printer=printer)
    if kind is DocumentKind.LABEL:
        return say("Labels now go to {printer}.", printer=printer)
    return say("{document} now goes to {printer}.", document=kind.value, printer=printer)
