"""The Dispatch orders screen: booked collections, and the way to book another."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QWidget

from shipdesk.services.pickups import DispatchOrderSheet
from shipdesk.ui import format as fmt
from shipdesk.ui.dispatch_orders.details import DetailActions, DispatchOrderDetails
from shipdesk.ui.notices import BannerArea
from shipdesk.ui.shortcuts import Actions, OwnedActions, allow
from shipdesk.ui.table import RowsModel, RowsView
from shipdesk.ui.theme import Face, Tone
from shipdesk.ui.view_state import ViewState
from shipdesk.ui.widgets import (
    KeyHintButton,
    Kind,
    PageColumns,
    StageTabs,
    Tab,
    Text,
    footer,
    toolbar,
)
from shipdesk.wording import phrase as say

KEY = "dispatch_orders"
_SPLIT = [866, 360]


class DispatchOrdersPage(QWidget):
    """Builds and lays out; tells what a person wants, knows nothing of services."""

    tab_chosen = Signal(str)
    current_changed = Signal(object)
    sort_requested = Signal(str, bool)
    book_requested = Signal()
    again_requested = Signal()
    comment_requested = Signal()
    edit_comment_requested = Signal(object)
    """The comment in hand."""
    delete_comment_requested = Signal(object)
    printout_requested = Signal()
    price_requested = Signal()
    cancel_requested = Signal()
    shipment_opened = Signal(str)
    """The id of a shipment that is to be shown."""
    operation_opened = Signal(str)
    """The id of an operation that is to be shown."""

    def __init__(self, actions: Actions, model: RowsModel, state: ViewState) -> None:
        super().__init__()
        self.actions_registry = actions
        self._sheet: DispatchOrderSheet | None = None
        self._add_actions(actions)
        self.tabs = StageTabs(name=say("Dispatch order stages"))
        self.tabs.chosen.connect(self.tab_chosen)
        book = KeyHintButton(self.book_action, name=say("Book the courier…"))
        self.progress = BannerArea()
        self.progress.setAccessibleName(say("Bookings under way"))
        self.view = RowsView(model, state=state, key=KEY, name=say("Dispatch orders"))
        self.view.current_changed.connect(self.current_changed)
        self.view.sort_requested.connect(self.sort_requested)
        self._total = Text(face=Face.MEDIUM, name=say("Number of dispatch orders"))
        model.counted.connect(self._on_counted)
        self.details = DispatchOrderDetails(
            DetailActions(
                comment=self.comment_action,
                edit_comment=self.edit_action,
                delete_comment=self.delete_action,
                printout=self.printout_action,
                price=self.price_action,
                cancel=self.cancel_action,
                again=self.again_action,
            )
        )
        self.details.comments.chosen_changed.connect(self._allow_comments)
        self.details.shipment_opened.connect(self.shipment_opened)
        columns = PageColumns(state=state, key=KEY)
        self._tools = toolbar(book)
        columns.add_list(self.tabs, self._tools, self.progress, self.view, footer(self._total))
        columns.add_side(self.details, _SPLIT)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(columns)
        self.setFocusProxy(self.view)
        self.show_counts({})
        self.show_waiting(0)

    def add_papers(self, of_pickup: QAction, of_waiting: QAction) -> None:
        """Put the papers of our own where they belong: by the pickup, and above the list."""
        self.details.add_paper(of_pickup)
        self._tools.row.insertWidget(1, KeyHintButton(of_waiting, kind=Kind.QUIET))

    def _add_actions(self, actions: Actions) -> None:
        own = OwnedActions(actions, KEY, say("Dispatch orders"), self)
        self.book_action = own.add(
            "book", say("Book the courier…"), self.book_requested.emit, icon="truck", keys="Ctrl+B"
        )
        self.comment_action = own.add(
            "comment", say("Add comment"), self.comment_requested.emit, icon="note", keys="Ctrl+M"
        )
        self.edit_action = own.add(
            "edit_comment",
            say("Edit comment…"),
            lambda: self.edit_comment_requested.emit(self.details.comments.chosen()),
            icon="edit",
        )
        self.delete_action = own.add(
            "delete_comment",
            say("Delete comment"),
            lambda: self.delete_comment_requested.emit(self.details.comments.chosen()),
            icon="trash",
        )
        self.printout_action = own.add(
            "printout",
            say("Sheet for the driver…"),
            self.printout_requested.emit,
            icon="printer",
            keys="Ctrl+P",
        )
        self.price_action = own.add(
            "price", say("Ask for the price"), self.price_requested.emit, icon="coin"
        )
        self.cancel_action = own.add(
            "cancel", say("Cancel this pickup"), self.cancel_requested.emit
        )
        self.again_action = own.add(
            "book_again",
            say("Book again without that parcel"),
            self.again_requested.emit,
            icon="truck",
        )
        self._acts = (
            self.comment_action,
            self.edit_action,
            self.delete_action,
            self.printout_action,
            self.price_action,
            self.cancel_action,
            self.again_action,
        )

    def show_counts(self, counts: Mapping[str, int]) -> None:
        """Show how many pickups each stage holds."""
        rejected = counts.get("rejected", 0)
        self.tabs.set_tabs(
            [
                Tab("", say("All"), counts.get("", 0)),
                Tab("open", say("Open"), counts.get("open", 0)),
                Tab("rejected", say("Rejected"), rejected, Tone.RED if rejected else None),
                Tab("collected", say("Collected"), counts.get("collected", 0)),
            ]
        )

    def show_tab(self, tab: str, searched: str = "") -> None:
        """Name what an empty list means in this stage, or for what was searched."""
        self.tabs.choose(tab)
        if searched:
            title = say("Nothing fits “{text}”", text=searched)
            self.view.set_empty(title, say("Search by pickup number, tracking number or place."))
            return
        title, sentence = {
            "": (
                say("No pickup was booked yet"),
                say("Book the courier for the parcels that wait; it is listed here then."),
            ),
            "open": (say("No pickup is open"), say("What is booked and not collected comes here.")),
            "rejected": (
                say("Nothing was rejected"),
                say("Pickups that the courier refused, and cancelled ones, come here."),
            ),
            "collected": (say("Nothing was collected yet"), say("Past pickups are kept here.")),
        }[tab]
        self.view.set_empty(title, sentence, self.book_action if tab in ("", "open") else None)

    def show_waiting(self, count: int) -> None:
        """Say on the button how many parcels wait for a courier."""
        words = say("Book the courier…")
        self.book_action.setText(
            say("Book the courier… {count} wait", count=fmt.count(count)) if count else words
        )

    def show_nothing(self) -> None:
        """No pickup is chosen."""
        self._sheet = None
        self.details.show_nothing()
        for action in self._acts:
            allow(action, say("Choose a pickup first."))

    def show_order(self, sheet: DispatchOrderSheet) -> None:
        """Show one pickup, and allow what can be done with it."""
        order = sheet.order
        self._sheet = sheet
        allow(self.comment_action, say(sheet.why_no_comment))
        allow(self.printout_action, say(sheet.why_no_printout))
        allow(self.price_action, say(sheet.why_no_price))
        allow(self.cancel_action, say(sheet.why_no_cancel))
        allow(self.again_action, say(sheet.why_not_again))
        refused = len(order.refused)
        words = {0: say("Book again"), 1: say("Book again without that parcel")}
        several = say("Book again without these {n} parcels", n=refused)
        self.again_action.setText(words.get(refused, several))
        self.details.show_order(sheet)
        self._allow_comments()

    def _allow_comments(self) -> None:
        """A comment can be changed where one is in hand and the courier still reads it."""
        if self._sheet is None:
            return
        words = say(self._sheet.why_no_comment)
        if not words and self.details.comments.chosen() is None:
            words = say("There is no comment yet.")
        for action in (self.edit_action, self.delete_action):
            allow(action, words)

    def _on_counted(self, total: int) -> None:
        self._total.setText(say("{n} in this list", n=fmt.count(total)) if total else "")
