"""The Shipments screen: parcels by state, their labels at true size, prints and events."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QAction, QGuiApplication, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from shipdesk.services.scan_back import Tally
from shipdesk.ui import format as fmt
from shipdesk.ui.shipments.details import ShipmentDetails
from shipdesk.ui.shipments.paper_panel import PaperPanel
from shipdesk.ui.shipments.shown import REASONS, ParcelView
from shipdesk.ui.shipments.statuses import scans_words
from shipdesk.ui.shipments.taking_back import TakeBackSection
from shipdesk.ui.shortcuts import Actions, OwnedActions, allow
from shipdesk.ui.table import RowsModel, RowsView, acts_on_chosen
from shipdesk.ui.theme import Face, Tone
from shipdesk.ui.view_state import ViewState
from shipdesk.ui.widgets import KeyCap, PageColumns, StageTabs, Tab, Text, footer
from shipdesk.wording import phrase as say

KEY = "shipments"
_STAGES = frozenset({"open", "to_print", "to_scan", "no_pickup", "in_transit", "failed", "done"})
_LEAST = 396
_SPLIT = [530, 696]


class ShipmentsPage(QWidget):
    """Builds and lays out; tells what a person wants, knows nothing of services."""

    tab_chosen = Signal(str)
    current_changed = Signal(object)
    sort_requested = Signal(str, bool)
    selection_changed = Signal()
    print_requested = Signal()
    print_anyway_requested = Signal()
    cut_requested = Signal()
    print_void_requested = Signal()
    unscan_requested = Signal()
    print_new_requested = Signal()
    save_requested = Signal()
    run_requested = Signal(list, str)
    """Ids of shipments to be printed at one go, in this order, and a reason chosen already."""
    track_requested = Signal()
    pay_requested = Signal()
    fetch_requested = Signal()
    carrier_page_requested = Signal()
    came_into_sight = Signal()
    new_sheet_requested = Signal()
    next_place_requested = Signal()
    order_requested = Signal()
    order_opened = Signal(str)
    """The key of an order that is to be shown."""
    operation_opened = Signal(str)
    """The id of an operation that is to be shown."""

    def __init__(self, actions: Actions, model: RowsModel, state: ViewState) -> None:
        super().__init__()
        self._state = state
        self.more_actions: list[QAction] = []
        self._add_actions(actions)
        self.tabs = StageTabs(name=say("Shipment stages"))
        self.tabs.chosen.connect(self.tab_chosen)
        self.view = RowsView(model, state=state, key=KEY, name=say("Shipments"))
        self.view.current_changed.connect(self.current_changed)
        self.view.opened.connect(lambda _id: self.order_requested.emit())
        self.view.sort_requested.connect(self.sort_requested)
        self.view.digit_typed.connect(self.on_digit)
        self.view.menu_requested.connect(self._show_menu)
        model.selection_changed.connect(self._on_selection)
        model.counted.connect(lambda _count: self._on_selection())
        self._selected = Text(face=Face.MEDIUM, name=say("Selected shipments"))
        self._scans = Text(face=Face.SECONDARY, tone="muted", name=say("Scanned labels"))
        self._hint = Text(say("copy a cell with"), face=Face.SECONDARY, tone="muted")
        self.take_back = TakeBackSection(actions, self)
        acts_on_chosen(model, self.track_action, self.take_back.handover)
        self.panel = PaperPanel(
            print_action=self.print_action,
            print_new=self.print_new_action,
            save=self.save_action,
            anyway=self.anyway_action,
            cut=self.cut_action,
            track=self.track_action,
            carrier=self.carrier_action,
            new_sheet=self.new_sheet_action,
        )
        self.panel.add(self.take_back)
        self.details = ShipmentDetails(state, self.panel, self.copy_action)
        self.details.order_opened.connect(self.order_requested)
        self.details.operation_opened.connect(self.operation_opened)
        columns = PageColumns(state=state, key=KEY)
        self._bottom = footer(self._selected, self._scans, right=(self._hint, KeyCap("Ctrl C")))
        columns.add_list(self.tabs, self.view, self._bottom)
        columns.list_side.setMinimumWidth(_LEAST)
        columns.add_side(self.details, _SPLIT)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(columns)
        self.setFocusProxy(self.view)
        self.show_counts({})

    def _add_actions(self, actions: Actions) -> None:
        own = OwnedActions(actions, KEY, say("Shipments"), self)
        self.print_action = own.add(
            "print", say("Print"), self.print_requested.emit, icon="printer", keys="Ctrl+P"
        )
        self.print_new_action = own.add(
            "print_new", say("Print new"), self.print_new_requested.emit, keys="Ctrl+Shift+P"
        )
        self.anyway_action = own.add(
            "print_anyway", say("Print anyway…"), self.print_anyway_requested.emit
        )
        self.cut_action = own.add(
            "fit_or_cut", say("Smaller, or cut…"), self.cut_requested.emit,
            tip=say("What becomes of labels that are larger than their stock"),
        )  # fmt: skip
        self.void_action = own.add(
            "print_void", say("Print void label…"), self.print_void_requested.emit
        )
        self.unscan_action = own.add(
            "unscan", say("Not packed after all"), self.unscan_requested.emit, icon="return"
        )
        self.new_sheet_action = own.add(
            "new_sheet", say("New sheet"), self.new_sheet_requested.emit
        )
        self.next_place_action = own.add(
            "next_place",
            say("Next place on the sheet"),
            self.next_place_requested.emit,
            keys="Ctrl+Shift+L",
        )
        self.save_action = own.add(
            "save_pdf", say("Save PDF"), self.save_requested.emit, keys="Ctrl+S"
        )
        self.track_action = own.add(
            "track", say("Track now"), self.track_requested.emit, icon="refresh", keys="F5"
        )
        self.pay_action = own.add(
            "pay", say("Pay for this shipment"), self.pay_requested.emit, icon="coin"
        )
        self.fetch_action = own.add(
            "fetch_label", say("Fetch label again"), self.fetch_requested.emit, icon="refresh"
        )
        self.carrier_action = own.add(
            "carrier_page", say("Courier's page"), self.carrier_page_requested.emit, icon="external"
        )
        self.order_action = own.add(
            "open_order", say("Open the order"), self.order_requested.emit, icon="orders"
        )
        self.copy_action = own.add(
            "copy_number",
            say("Copy tracking number"),
            self.copy_number,
            icon="copy",
            keys="Ctrl+Shift+C",
        )
        self._number = ""

    def add_to_footer(self, part: QWidget) -> None:
        """Put what another part tells below the list."""
        self._bottom.row.insertWidget(1, part)

    def show_counts(self, counts: Mapping[str, int], scans: Tally | None = None) -> None:
        """Show how many parcels each stage holds; `scans` where labels are scanned again."""
        failed = counts.get("failed", 0)
        to_scan = []
        if scans is not None:
            to_scan = [Tab("to_scan", say("To scan"), scans.printed - scans.scanned)]
        self._scans.setVisible(scans is not None)
        self._scans.setText(scans_words(scans))
        self.tabs.set_tabs(
            [
                Tab("open", say("All open"), counts.get("open", 0)),
                Tab("to_print", say("To print"), counts.get("to_print", 0)),
                *to_scan,
                Tab("no_pickup", say("No pickup yet"), counts.get("no_pickup", 0)),
                Tab("in_transit", say("In transit"), counts.get("in_transit", 0)),
                Tab("failed", say("Failed"), failed, Tone.RED if failed else None),
                Tab("done", say("Done"), counts.get("done", 0)),
            ]
        )
        new = counts.get("to_print", 0)
        self.print_new_action.setText(
            say("Print {count} new", count=fmt.count(new)) if new else say("Print new")
        )
        allow(self.print_new_action, "" if new else say("No label waits to be printed."))

    def show_tab(self, tab: str, searched: str = "") -> None:
        """Name what an empty list means in this stage ("" is all), or for what was searched."""
        self.tabs.choose(tab)
        if tab:
            self._state.save(f"{KEY}.tab", {"tab": tab})
        if searched:
            title = say("Nothing fits “{text}”", text=searched)
            self.view.set_empty(title, say("Search by number, order, name, town or locker."))
            return
        title, sentence = {
            "open": (say("No parcel is open"), say("Buy one in Orders; it is listed here then.")),
            "to_print": (say("Every label was sent"), say("What is bought next comes here.")),
            "to_scan": (
                say("Every printed label was scanned"),
                say("What is printed next comes here."),
            ),
            "no_pickup": (
                say("No parcel waits for a pickup"),
                say("Parcels that the courier shall collect stand here until one is booked."),
            ),
            "in_transit": (say("Nothing is on its way"), say("Scanned parcels are listed here.")),
            "failed": (
                say("Nothing has failed"),
                say("Failed deliveries, returns and unpaid parcels come here."),
            ),
            "done": (say("Nothing is done yet"), say("Delivered parcels are kept here.")),
        }[tab or "open"]
        self.view.set_empty(title, sentence)

    def kept_tab(self) -> str:
        """Return the stage that was looked at last."""
        kept = str(self._state.load(f"{KEY}.tab").get("tab", ""))
        return kept if kept in _STAGES else "open"

    def show_nothing(self) -> None:
        """No shipment is chosen: nothing can be done with it."""
        self._number = ""
        self.take_back.show_nothing()
        self.details.show_nothing()
        for action in (
            self.print_action,
            self.anyway_action,
            self.cut_action,
            self.void_action,
            self.unscan_action,
            self.save_action,
            self.carrier_action,
            self.order_action,
            self.copy_action,
            self.track_action,
            self.pay_action,
            self.fetch_action,
        ):
            allow(action, say("Choose a shipment first."))

    def show_parcel(self, view: ParcelView) -> None:
        """Show one shipment, and allow what can be done with it."""
        shipment = view.sheet.shipment
        self._number = shipment.tracking_number
        self.details.show_parcel(view)
        link = shipment.tracking_url.startswith("https://")
        self.carrier_action.setVisible(link)
        no_number = say("It has no tracking number yet.")
        for action, why_not in (
            (self.copy_action, "" if shipment.tracking_number else no_number),
            (self.order_action, "" if shipment.order_key else say("Its order is not known here.")),
            (self.carrier_action, "" if link else say("The courier told no page of its own.")),
            (self.pay_action, say(view.acts.pay)),
            (self.track_action, say(view.acts.track)),
            (self.fetch_action, say(view.acts.fetch_label)),
            (self.unscan_action, "" if view.row.scanned_ms else say("Its label was not scanned.")),
        ):
            allow(action, why_not)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Tell it: another printer may have been chosen meanwhile."""
        super().showEvent(event)
        self.came_into_sight.emit()

    def acting_ids(self) -> list[int]:
        """Return the row ids that an action is for, in the order of the list."""
        return self.view.acting_ids()

    def copy_number(self) -> None:
        """Put the whole tracking number on the clipboard."""
        if self._number:
            QGuiApplication.clipboard().setText(self._number)

    def on_digit(self, digit: int) -> None:
        """A key names the reason for another copy."""
        if self.panel.asks_reason() and 1 <= digit <= len(REASONS):
            self.panel.reasons.choose(REASONS[digit - 1][0])

    def _on_selection(self) -> None:
        chosen, total = self.view.rows.selection, len(self.view.rows.ids)
        self._selected.setText(fmt.selected(chosen.count(), total, chosen.away()))
        self.selection_changed.emit()

    def _show_menu(self, at: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.setToolTipsVisible(True)
        menu.addActions([self.print_action, self.save_action])
        if self.void_action.isEnabled():
            menu.addAction(self.void_action)
        if self.unscan_action.isEnabled():
            menu.addAction(self.unscan_action)
        menu.addSeparator()
        menu.addActions([self.track_action, self.copy_action, self.order_action])
        if self.carrier_action.isVisible():
            menu.addAction(self.carrier_action)
        menu.addSeparator()
        self.take_back.add_to(menu)
        menu.addActions(self.more_actions)
        menu.popup(at)
