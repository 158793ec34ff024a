"""Connects the ruler pages of Settings with the desk: print, measure, reset."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from pathlib import Path

from shipdesk.domain.label import PrinterProfile
from shipdesk.domain.sheet import Calibration
from shipdesk.services.desk import Desk
from shipdesk.ui.notices import Notifier
from shipdesk.ui.settings.calibration_row import CalibrationRow
from shipdesk.ui.tasks import TaskScope
from shipdesk.wording import phrase as say

Shown = Callable[[], PrinterProfile]
"""Returns the profile that a card holds now, saved or not."""


class CalibrationPresenter:
    """One for all cards: cards of the same printer share what was measured."""

    def __init__(self, desk: Desk, scope: TaskScope, notices: Notifier) -> None:
        self.desk, self.scope, self.notices = desk, scope, notices
        self._rows: list[tuple[CalibrationRow, Shown]] = []

    def add(self, row: CalibrationRow, shown: Shown) -> None:
        """Serve the ruler page below a card."""
        self._rows.append((row, shown))
        row.print_requested.connect(lambda: self._start(self._print, row, shown))
        row.submitted.connect(lambda: self._start(self._take, row, shown))
        row.reset_requested.connect(lambda: self._start(self._reset, row, shown))
        row.reverted.connect(row.clear)

    def fill(self) -> None:
        """Show what is known of the printer of each card."""
        for row, shown in self._rows:
            row.show_known(self.desk.printing.calibrating.of(shown().printer))

    def _start(
        self,
        work: Callable[[CalibrationRow, Shown], Coroutine[None, None, None]],
        row: CalibrationRow,
        shown: Shown,
    ) -> None:
        busy = row.print if work == self._print else None
        self.scope.start(work, row, shown, key="printers.calibration", busy=busy)

    async def _print(self, row: CalibrationRow, shown: Shown) -> None:
        profile = shown()
        job = await self.desk.printing.calibrating.print_page(profile)
        row.clear()
        self.fill()
        where = Path(job).name if profile.to_file else profile.title
        self.notices.toast(say("The ruler page went to {printer}.", printer=where))
        row.fields["left"].focus_editor()

    async def _take(self, row: CalibrationRow, shown: Shown) -> None:
        calibrating = self.desk.printing.calibrating
        measured = row.measured()
        if measured is None:
            return
        printer = shown().printer
        before = calibrating.of(printer)
        await calibrating.correct(printer, *measured)
        row.clear()
        self.fill()
        self.notices.toast(
            say("From now on everything is printed where you measured it."),
            undo=lambda: self.scope.start(self._restore, printer, before),
        )

    async def _reset(self, row: CalibrationRow, shown: Shown) -> None:
        printer = shown().printer
        before = await self.desk.printing.calibrating.reset(printer)
        row.clear()
        self.fill()
        self.notices.toast(
            say("The printer's own position is used again."),
            undo=lambda: self.scope.start(self._restore, printer, before),
        )

    async def _restore(self, printer: str, before: Calibration) -> None:
        await self.desk.printing.calibrating.restore(printer, before)
        self.fill()
