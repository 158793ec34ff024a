"""Connects the ruler pages of Settings with the desk: print, measure, reset."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping
from pathlib import Path

from shipdesk.domain.label import DocumentKind, PrinterProfile
from shipdesk.domain.sheet import Calibration
from shipdesk.services.desk import Desk
from shipdesk.ui.notices import Notifier
from shipdesk.ui.settings.calibration_row import CalibrationRow
from shipdesk.ui.tasks import TaskScope
from shipdesk.wording import phrase as say


class CalibrationPresenter:
    """One for all cards: cards of the same printer share what was measured."""

    def __init__(
        self,
        rows: Mapping[DocumentKind, CalibrationRow],
        shown: Callable[[DocumentKind], PrinterProfile],
        desk: Desk,
        scope: TaskScope,
        notices: Notifier,
    ) -> None:
        """`shown` gives the profile that a card holds now, saved or not."""
        self.rows, self.desk, self.scope, self.notices = rows, desk, scope, notices
        self._shown = shown
        for kind, row in rows.items():
            row.print_requested.connect(lambda one=kind: self._start(self._print, one))
            row.submitted.connect(lambda one=kind: self._start(self._take, one))
            row.reset_requested.connect(lambda one=kind: self._start(self._reset, one))
            row.reverted.connect(row.clear)

    def fill(self) -> None:
        """Show what is known of the printer of each card."""
        for kind, row in self.rows.items():
            row.show_known(self.desk.printing.calibrating.of(self._shown(kind).printer))

    def _start(
        self, work: Callable[[DocumentKind], Coroutine[None, None, None]], kind: DocumentKind
    ) -> None:
        row = self.rows[kind]
        busy = row.print if work == self._print else None
        self.scope.start(work, kind, key="printers.calibration", busy=busy)

    async def _print(self, kind: DocumentKind) -> None:
        profile = self._shown(kind)
        job = await self.desk.printing.calibrating.print_page(profile)
        self.rows[kind].clear()
        self.fill()
        where = Path(job).name if profile.to_file else profile.title
        self.notices.toast(say("The ruler page went to {printer}.", printer=where))
        self.rows[kind].fields["left"].focus_editor()

    async def _take(self, kind: DocumentKind) -> None:
        row, calibrating = self.rows[kind], self.desk.printing.calibrating
        measured = row.measured()
        if measured is None:
            return
        printer = self._shown(kind).printer
        before = calibrating.of(printer)
        await calibrating.correct(printer, *measured)
        row.clear()
        self.fill()
        self.notices.toast(
            say("From now on everything is printed where you measured it."),
            undo=lambda: self.scope.start(self._restore, printer, before),
        )

    async def _reset(self, kind: DocumentKind) -> None:
        printer = self._shown(kind).printer
        before = await self.desk.printing.calibrating.reset(printer)
        self.rows[kind].clear()
        self.fill()
        self.notices.toast(
            say("The printer's own position is used again."),
            undo=lambda: self.scope.start(self._restore, printer, before),
        )

    async def _restore(self, printer: str, before: Calibration) -> None:
        await self.desk.printing.calibrating.restore(printer, before)
        self.fill()
