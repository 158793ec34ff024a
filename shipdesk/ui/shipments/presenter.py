"""Runs the Shipments screen: which parcels are listed, which one is shown, where it is."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from shipdesk.domain.changes import Changes
from shipdesk.domain.label import DocumentKind
from shipdesk.domain.operation import OperationId, OperationState
from shipdesk.domain.query import ListQuery
from shipdesk.domain.rows import ShipmentRow
from shipdesk.domain.shipment import ShipmentId
from shipdesk.errors import GoneError, ShipDeskError
from shipdesk.services.desk import Desk
from shipdesk.services.printing import PaperSheet
from shipdesk.services.shipments import ShipmentSheet
from shipdesk.ui.gathered import Gathered
from shipdesk.ui.notices import Notifier
from shipdesk.ui.shipments.page import ShipmentsPage
from shipdesk.ui.shipments.paper import PaperPresenter
from shipdesk.ui.shipments.shown import ParcelView, events, way_facts
from shipdesk.ui.shipments.statuses import waits_for_scan
from shipdesk.ui.shipments.taking_back import TakingBack
from shipdesk.ui.table import Asking, RowsModel, SearchedList
from shipdesk.ui.tasks import TaskScope
from shipdesk.ui.theme import Tone
from shipdesk.wording import phrase as say
from shipdesk.wording import plural

_PAUSE = 0.4
"""Seconds that a row has to stay current before its courier is asked: arrows pass many."""


class ShipmentsPresenter:
    """Connects the page to the desk; `search`, `open` and `refresh_counts` are for the window."""

    def __init__(
        self,
        page: ShipmentsPage,
        model: RowsModel,
        desk: Desk,
        scope: TaskScope,
        notices: Notifier,
    ) -> None:
        self.page, self.model, self.desk = page, model, desk
        self.scope, self.notices = scope, notices
        self.paper = PaperPresenter(page, desk, scope, notices)
        self.taking_back = TakingBack(page, page.take_back, desk, scope, notices, self.paper.follow)
        self.taking_back.use(page.acting_ids)
        page.selection_changed.connect(
            lambda: scope.start(
                self.taking_back.show_chosen, key="shipments.handover_rule", replace=True
            )
        )
        sort, descending = page.view.columns.sort()
        tab = page.kept_tab()
        if tab == "to_scan" and not desk.scan_back.on:
            tab = "open"
        query = ListQuery(tab, "", sort, descending or not sort)
        self.asking = Asking(model, page.show_tab, query)
        self.searched = SearchedList(page.view, scope, "shipments.details")
        self._counting = Gathered(scope, desk.clock, self._count, key="shipments.counting")
        self._following = Gathered(scope, desk.clock, self._show_again, key="shipments.again")
        self._current: int | None = None
        self._wanted: int | None = None
        self._row: ShipmentRow | None = None
        self._view: ParcelView | None = None
        page.tab_chosen.connect(self.asking.tab)
        page.current_changed.connect(self._on_current)
        page.sort_requested.connect(self.asking.sort)
        page.track_requested.connect(
            lambda: scope.start(self._track, key="shipments.track", busy=page.panel.track_button)
        )
        page.pay_requested.connect(lambda: scope.start(self._pay, key="shipments.pay"))
        page.fetch_requested.connect(lambda: scope.start(self._fetch_label, key="shipments.fetch"))
        page.unscan_requested.connect(lambda: scope.start(self._unscan, key="shipments.unscan"))
        page.carrier_page_requested.connect(self._on_carrier_page)
        page.order_requested.connect(self._on_order)
        model.counted.connect(self._on_counted)
        self._unsubscribe = desk.bus.subscribe(self.on_changes)
        page.show_nothing()
        self.asking.start()
        self.refresh_counts()

    # What the window asks

    def search(self, text: str) -> None:
        """Narrow the list to what fits the text, in every stage."""
        self.asking.search(text)

    async def open(self, key: str) -> None:
        """Show one shipment by its id, wherever it stands in the list or is on its way there."""
        found = await self.desk.shipment_list.row_id(key)
        if found is None:
            self.notices.toast(say("This shipment is no longer listed."), tone=Tone.GREY)
            return
        # A row may leave the other stages at any moment: what was opened must stay in sight.
        if self.asking.query.tab in ("", "open") and self.page.view.select_id(found):
            return
        self._wanted = found
        self.asking.everything()

    def refresh_counts(self) -> None:
        """Count the stages anew."""
        self.scope.start(self._count, key="shipments.counts", replace=True)

    def on_changes(self, changes: Changes) -> None:
        """Renew what is shown of what really changed."""
        if changes.shipments:
            self.model.touch(changes.shipments)
        if changes.shipments_moved:
            self.model.touch(())
        if changes.shipments_moved or changes.accounts:
            self._counting.ask()
        if not self.paper.waiting.isdisjoint(changes.operations):
            self.scope.start(self.paper.on_operations, changes.operations)
        current = self._current
        told = self._row is not None and self._row.shipment_id in changes.prints
        if current is not None and (current in changes.shipments or changes.operations or told):
            # Not for each: while many are printed, something changes every few milliseconds.
            self._following.ask()

    async def aclose(self) -> None:
        """Listen no longer."""
        self._unsubscribe()
        await self.taking_back.aclose()

    # The list

    async def _count(self) -> None:
        counts = await self.desk.shipment_list.counts()
        scans = await self.desk.scan_back.tally() if self.desk.scan_back.on else None
        self.page.show_counts(counts, scans)
        if scans is None and self.asking.query.tab == "to_scan":
            self.asking.tab("open")

    def _on_counted(self, total: int) -> None:
        """A list that was read: go to what was asked for, else to its first row."""
        view = self.page.view
        if self._wanted is not None:
            wanted, self._wanted = self._wanted, None
            if view.select_id(wanted):
                return
        if total and view.current_id() is None:
            view.go_to(0)

    # The details

    def _on_current(self, row_id: int | None) -> None:
        self._current = row_id
        if row_id is None:
            self._row = self._view = None
            self.scope.cancel("shipments.details")
            self.paper.forget()
            self.taking_back.forget()
            self.page.show_nothing()
            return
        self.scope.start(self._show, row_id, key="shipments.details", replace=True)
        self.scope.start(self._fetch_events, row_id, key="shipments.events", replace=True)

    async def _show_again(self) -> None:
        if self._current is not None:
            self.scope.start(self._show, self._current, key="shipments.details", replace=True)

    async def _show(self, row_id: int) -> None:
        rows = await self.desk.shipment_list.rows([row_id])
        row = rows.get(row_id)
        if row is None:
            self._on_current(None)
            return
        shipment_id = ShipmentId(row.shipment_id)
        try:
            sheet = await self.desk.shipments.read(shipment_id)
            paper = await self.desk.printing.paper(shipment_id)
        except GoneError:  # the list still shows what a lost journal knew
            self._on_current(None)
            return
        view = await self._viewed(row, sheet, paper)
        if row_id != self._current:
            return
        self._row, self._view = row, view
        self.page.show_parcel(view)
        self.page.panel.show_way(way_facts(view))
        self.page.panel.show_events(events(view))
        self.paper.show(view)
        await self.taking_back.show(view)

    async def _viewed(
        self, row: ShipmentRow, sheet: ShipmentSheet, paper: PaperSheet
    ) -> ParcelView:
        """Add what may be done, and the operation of the last label print where it was stopped."""
        acts = await self.desk.voiding.acts(sheet)
        labels = [each for each in paper.prints if each.kind == DocumentKind.LABEL.value]
        last = labels[0] if labels else None
        if last is None or last.state != "failed" or not last.operation_id:
            return ParcelView(row, sheet, paper, acts=acts)
        found = await self.desk.activity.read(OperationId(last.operation_id))
        stopped = found.operation if found.operation.state is OperationState.REFUSED else None
        return ParcelView(row, sheet, paper, stopped, acts)

    async def _fetch_events(self, row_id: int) -> None:
        """Ask the courier for the parcel's way, once its row has stayed current for a moment."""
        await self.desk.clock.sleep(_PAUSE)
        view = self._view
        if view is None or row_id != self._current or view.row.id != row_id:
            return
        if not view.sheet.bought_here or not view.sheet.shipment.tracking_number:
            if not view.sheet.bought_here:
                self.page.panel.show_events((), none=say("Bought elsewhere: ask the courier."))
            return
        try:
            await self.desk.tracking.fetch_events(view.sheet.shipment)
        except ShipDeskError as error:
            if not view.sheet.events:
                self.page.panel.show_events((), none=f"{error.title} {error.detail}".strip())

    async def _track(self) -> None:
        """Ask where the chosen parcels are, now."""
        ids = self.page.acting_ids()
        rows = await self.desk.shipment_list.rows(ids)
        own = [ShipmentId(row.shipment_id) for row in rows.values() if ":" not in row.shipment_id]
        if not own:
            return
        await self.desk.tracking.track(own)
        if len(own) == 1 and self._view is not None:
            await self.desk.tracking.fetch_events(self._view.sheet.shipment)
        words = plural(len(own), "{n} parcel tracked just now.", "{n} parcels tracked just now.")
        self.notices.toast(words)

    # Labels that are scanned

    async def awaited(self) -> Collection[str]:
        """Return the ids of the chosen parcels whose printed label was not scanned yet."""
        rows = await self.desk.shipment_list.rows(self.page.acting_ids())
        return {row.shipment_id for row in rows.values() if waits_for_scan(row)}

    def show_scanned(self, shipment_id: str) -> None:
        """Go to a parcel that was closed, unless several are chosen."""
        if len(self.page.acting_ids()) < 2:  # noqa: PLR2004 - two are several
            self.scope.start(self._go_to, shipment_id, key="shipments.scanned", replace=True)

    async def _go_to(self, shipment_id: str) -> None:
        found = await self.desk.shipment_list.row_id(shipment_id)
        if found is not None:
            self.page.view.select_id(found)

    async def _unscan(self) -> None:
        if self._view is not None:
            await self.desk.scan_back.take_back(self._view.sheet.shipment.id)

    async def _pay(self) -> None:
        if self._view is not None:
            self.paper.follow(await self.desk.shipping.pay(self._view.sheet.shipment.id))

    async def _fetch_label(self) -> None:
        if self._view is not None:
            self.paper.follow(await self.desk.printing.fetch_label(self._view.sheet.shipment))

    def _on_carrier_page(self) -> None:
        """Open the courier's own page; nothing but https leaves the program."""
        if self._view is None:
            return
        address = self._view.sheet.shipment.tracking_url
        if address.startswith("https://"):
            QDesktopServices.openUrl(QUrl(address))

    def _on_order(self) -> None:
        if self._view is not None and self._view.sheet.shipment.order_key:
            self.page.order_opened.emit(self._view.sheet.shipment.order_key)
