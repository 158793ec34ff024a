"""Print runs in the window: begun from lists, told below them, opened from anywhere."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QTimer

from shipdesk.domain.changes import Changes
from shipdesk.domain.print_run import PrintRun, PrintRunId, RunState
from shipdesk.domain.shipment import ShipmentId
from shipdesk.services.desk import Desk
from shipdesk.ui.layouts import whole_window
from shipdesk.ui.notices import Notifier
from shipdesk.ui.print_run.asking import NEW_ONLY, ask_reason
from shipdesk.ui.print_run.one_pdf import OnePdf
from shipdesk.ui.print_run.run_presenter import RunPresenter
from shipdesk.ui.print_run.sheet import RunSheet
from shipdesk.ui.print_run.words import far_words
from shipdesk.ui.shipments.page import ShipmentsPage
from shipdesk.ui.shortcuts import Actions, allow
from shipdesk.ui.tasks import TaskScope
from shipdesk.ui.theme import Tone
from shipdesk.ui.view_state import ViewState
from shipdesk.ui.widgets import LinkButton
from shipdesk.wording import phrase as say
from shipdesk.wording import plural

_SOON_MS = 500

Lead = Callable[[str, str], None]
"""Leads to a "shipment" or an "operation" by its key."""


class PrintRunPresenter:
    """Keeps the sheet, and tells below the list of shipments how far the last run is."""

    def __init__(
        self,
        page: ShipmentsPage,
        desk: Desk,
        actions: Actions,
        state: ViewState,
        scope: TaskScope,
        notices: Notifier,
        lead: Lead,
    ) -> None:
        self._page, self._desk, self._actions, self._state = page, desk, actions, state
        self._scope, self._notices, self._lead = scope, notices, lead
        self._run: RunPresenter | None = None
        self._followed: PrintRunId | None = None
        self.show_last = actions.add(
            "print_runs.show", say("Last print run…"), icon="printer", group=say("Shipments"),
            on=self._on_show, tip=say("What became of the labels that were printed at one go"),
        )  # fmt: skip
        allow(self.show_last, say("No labels were printed at one go yet."))
        self.running = LinkButton("")
        self.running.clicked.connect(self._on_show)
        self.running.hide()
        page.add_to_footer(self.running)
        self._one_pdf = OnePdf(page, desk, actions, scope, notices)
        page.more_actions.append(self.show_last)
        page.run_requested.connect(self._on_run)
        self._soon = QTimer(page)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_SOON_MS)
        self._soon.timeout.connect(self._look_soon)
        self._unsubscribe = desk.bus.subscribe(self.on_changes)
        self._look_soon()

    def on_changes(self, changes: Changes) -> None:
        """Follow what changes anywhere."""
        if self._run is not None:
            self._run.on_changes(changes)
        if (changes.operations or changes.print_runs) and not self._soon.isActive():
            self._soon.start()

    async def aclose(self) -> None:
        """Listen no longer."""
        self._unsubscribe()

    # A run begins

    def print_labels(self, ids: Sequence[ShipmentId], reason: str = "") -> None:
        """Print the labels of these shipments in this order; asked why where some are second."""
        self._scope.start(self._begin, list(ids), reason, key="print_run.begin")

    def _on_run(self, ids: Sequence[str], reason: str) -> None:
        self.print_labels([ShipmentId(each) for each in ids], reason)

    async def _begin(self, ids: Sequence[ShipmentId], reason: str) -> None:
        before = await self._desk.print_runs.copies(ids)
        if before and not reason:
            chosen = await ask_reason(whole_window(self._page), len(before), len(ids))
            if chosen is None:
                return
            if chosen == NEW_ONLY:
                ids = [one for one in ids if one not in before]
            else:
                reason = chosen
        run = await self._desk.print_runs.start(ids, reason if before else "")
        left = len(set(ids)) - len(run.rows)
        if left:
            words = plural(
                left,
                "1 was bought elsewhere: its label is not kept here.",
                "{n} were bought elsewhere: their labels are not kept here.",
            )
            self._notices.toast(words, tone=Tone.AMBER)
        await self._open(run.id)

    # A run in sight

    def _on_show(self) -> None:
        self._scope.start(self._show, key="print_run.open")

    async def _show(self) -> None:
        recent = await self._desk.print_runs.recent(1)
        if recent:
            await self._open(recent[0].id)

    async def _open(self, run_id: PrintRunId) -> None:
        if self._run is None:
            host = whole_window(self._page)
            sheet = RunSheet(host, self._actions, self._scope, self._state)
            sheet.shipment_opened.connect(lambda key: self._leave("shipment", key))
            sheet.operation_opened.connect(lambda key: self._leave("operation", key))
            self._run = RunPresenter(sheet, self._desk, self._scope, self._notices, self._one_pdf)
        await self._run.open(run_id)
        self._look_soon()

    def _leave(self, kind: str, key: str) -> None:
        if self._run is not None:
            self._run.sheet.close_sheet()
        self._lead(kind, key)

    # The run that is at work

    def _look_soon(self) -> None:
        self._scope.start(self._look, key="print_run.look", replace=True)

    async def _look(self) -> None:
        """Show below the list how far the last run is, until all of it is settled."""
        recent = await self._desk.print_runs.recent(1)
        if not recent:
            return
        run = recent[0]
        allow(self.show_last)
        left = run.next_row is not None
        stands = left and run.state is RunState.STOPPED
        words = say("Print run stopped: {far}") if stands else say("Print run {far}")
        self.running.setText(words.format(far=far_words(run)))
        self.running.setAccessibleName(self.running.words())
        self.running.updateGeometry()
        self.running.setVisible(left)
        if not left and self._followed == run.id:
            self._tell_end(run)
        self._followed = run.id if left else None

    def _tell_end(self, run: PrintRun) -> None:
        """Say how a run ended that nobody has in sight."""
        if self._run is not None and self._run.sheet.isVisible():
            return
        whole = not any(row.can_be_asked_again for row in run.rows)
        words = say("Print run ended: {far}.", far=far_words(run))
        self._notices.toast(words, tone=Tone.GREEN if whole else Tone.AMBER)
