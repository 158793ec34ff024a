"""A print run in sight: follows it, and carries out what a person wants of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from PySide6.QtCore import QTimer

from shipdesk.domain.changes import Changes
from shipdesk.domain.label import DocumentKind
from shipdesk.domain.print_run import PrintRow, PrintRun, PrintRunId
from shipdesk.domain.shipment import Shipment, ShipmentId
from shipdesk.services.desk import Desk
from shipdesk.ui.dialogs import ask_text
from shipdesk.ui.notices import Notifier
from shipdesk.ui.print_run.asking import NEW_ONLY, ask_reason
from shipdesk.ui.print_run.one_pdf import OnePdf
from shipdesk.ui.print_run.sheet import RunSheet
from shipdesk.ui.print_run.words import number_of, printers_of
from shipdesk.ui.tasks import TaskScope
from shipdesk.ui.theme import Tone
from shipdesk.wording import phrase as say

_SOON_MS = 250
"""What changed is read together, four times a second at the most."""

Wish = Callable[[PrintRunId], Awaitable[bool]]
"""What a person wants of a run; False where nothing was done."""


class RunPresenter:
    """Fills one sheet for one run after another."""

    def __init__(
        self, sheet: RunSheet, desk: Desk, scope: TaskScope, notices: Notifier, one_pdf: OnePdf
    ) -> None:
        self.sheet = sheet
        self._desk, self._scope, self._notices = desk, scope, notices
        self._run: PrintRun | None = None
        self._parcels: dict[ShipmentId, Shipment] = {}
        self._soon = QTimer(sheet)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_SOON_MS)
        self._soon.timeout.connect(self._read_soon)
        self._one_pdf = one_pdf
        runs = desk.print_runs
        over = say("The run had ended: no label was left to be stopped.")
        none = say("No label of it is left to be sent.")
        sheet.stop_requested.connect(lambda: self._start(self._act, runs.stop, over))
        sheet.go_on_requested.connect(lambda: self._start(self._act, runs.resume, none))
        sheet.skip_requested.connect(self._on_skip)
        sheet.retry_requested.connect(lambda: self._start(self._retry))
        sheet.anyway_requested.connect(lambda: self._start(self._print_anyway))
        sheet.save_requested.connect(self._on_save)
        sheet.run_chosen.connect(
            lambda key: scope.start(self.show, PrintRunId(key), key="print_run.show", replace=True)
        )
        sheet.model.selection_changed.connect(self._show_again)

    @property
    def shown(self) -> PrintRun | None:
        """The run that is shown, or was last."""
        return self._run

    async def open(self, run_id: PrintRunId) -> None:
        """Show a run in front of everything."""
        await self.show(run_id)
        self.sheet.open()
        self.sheet.show_recent(await self._desk.print_runs.recent())

    async def show(self, run_id: PrintRunId) -> None:
        """Show another run."""
        self._run = await self._desk.print_runs.read(run_id)
        self._parcels = await self._desk.print_runs.parcels(self._run)
        self._show()

    def on_changes(self, changes: Changes) -> None:
        """Follow the run in sight."""
        shown = self._run is not None and self.sheet.isVisible()
        if shown and (changes.operations or changes.print_runs) and not self._soon.isActive():
            self._soon.start()

    def _read_soon(self) -> None:
        if self._run is not None:
            self._scope.start(self._read, self._run.id, key="print_run.read", replace=True)

    async def _read(self, run_id: PrintRunId) -> None:
        run = await self._desk.print_runs.read(run_id)
        if self._run is not None and self._run.id == run_id:
            self._run = run
            self._show()

    def _show(self) -> None:
        if self._run is not None:
            printers = printers_of(self._run, self._parcels, self._printer)
            self.sheet.show_run(self._run, self._parcels, printers)
            self._show_again()

    def _printer(self, courier: str) -> str:
        return self._desk.printing.profile(DocumentKind.LABEL, courier).title

    def _show_again(self) -> None:
        self.sheet.show_again(len(self._again()))

    def _again(self) -> Sequence[PrintRow]:
        """Return the rows that a retry prints: the chosen ones of them, else all."""
        rows = self._run.rows if self._run is not None else ()
        mine = [row for row in rows if row.can_be_asked_again]
        by_hand = set(self.sheet.chosen_ids())
        return [row for row in mine if row.place + 1 in by_hand] or mine

    # What a person wants of it

    def _start(self, work: Callable[..., Awaitable[None]], *args: object) -> None:
        if self._run is not None:
            self._scope.start(work, self._run.id, *args, key=f"print_run.{work.__name__}")

    async def _act(self, run_id: PrintRunId, act: Wish, nothing: str) -> None:
        """Carry out a wish; the run may have gone on since it was shown, which is told."""
        if not await act(run_id):
            self._say(nothing)

    def _say(self, words: str) -> None:
        self._notices.toast(words, tone=Tone.GREY)

    def _on_skip(self, place: int) -> None:
        sent = say("It was sent already, or has ended.")
        skip = self._desk.print_runs.skip
        self._start(self._act, lambda run_id: skip(run_id, place), sent)

    def _on_save(self) -> None:
        if self._run is not None:
            rows = [row.shipment_id for row in self._run.rows]
            wanted = [(each, number_of(self._parcels.get(each))) for each in rows]
            self._one_pdf.save(self.sheet, wanted)

    async def _retry(self, run_id: PrintRunId) -> None:
        """Print once more what was stopped; asked once why, where some of it came out before."""
        rows = list(self._again())
        before = [row for row in rows if row.copies]
        reason = ""
        if before:
            chosen = await ask_reason(self.sheet, len(before), len(rows))
            if chosen is None:
                return
            rows = [row for row in rows if not row.copies] if chosen == NEW_ONLY else rows
            reason = "" if chosen == NEW_ONLY else chosen
        await self._ask_again(run_id, [row.place for row in rows], reason)

    async def _ask_again(
        self, run_id: PrintRunId, places: Sequence[int], reason: str, *, force: bool = False
    ) -> None:
        """Print these places once more, and say so where none of them can be by now."""
        if not await self._desk.print_runs.retry(run_id, places, reason, force=force):
            self._say(say("Nothing was asked for: it was printed meanwhile, or is on its way."))

    async def _print_anyway(self, run_id: PrintRunId) -> None:
        line = self.sheet.current()
        if line is None or not line.can_be_forced:
            return
        reason = await ask_text(
            self.sheet,
            title=say("Print anyway"),
            label=say("Why is it right all the same?"),
            confirm=say("Print"),
            check=lambda text: None if text.strip() else say("A reason is needed."),
        )
        if reason:
            await self._ask_again(run_id, [line.place], reason, force=True)
