"""The Exceptions screen: parcels that wait for a decision, by time left."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QGuiApplication, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from shipdesk.domain.delivery_exception import Place
from shipdesk.services.exceptions import ExceptionRow, ExceptionSheet
from shipdesk.ui import format as fmt
from shipdesk.ui.exceptions.details import ExceptionDetails
from shipdesk.ui.notices import BannerArea
from shipdesk.ui.shortcuts import Actions, OwnedActions, allow
from shipdesk.ui.table import RowsModel, RowsView, acts_on_chosen
from shipdesk.ui.theme import Face, Tone
from shipdesk.ui.view_state import ViewState
from shipdesk.ui.widgets import KeyHintButton, PageColumns, StageTabs, Tab, Text, footer, toolbar
from shipdesk.wording import phrase as say

KEY = "exceptions"
_SPLIT = [846, 380]


class ExceptionsPage(QWidget):
    """Builds and lays out; tells what a person wants, knows nothing of services."""

    tab_chosen = Signal(str)
    current_changed = Signal(object)
    sort_requested = Signal(str, bool)
    selection_changed = Signal()
    reattempt_requested = Signal()
    return_requested = Signal()
    call_requested = Signal()
    note_requested = Signal()
    track_requested = Signal()
    shown = Signal()
    """The page has come into sight."""
    order_opened = Signal(str)
    """The key of an order that is to be shown."""
    shipment_opened = Signal(str)
    """The id of a shipment that is to be shown."""
    operation_opened = Signal(str)
    """The id of an operation that is to be shown."""

    def __init__(self, actions: Actions, model: RowsModel, state: ViewState) -> None:
        super().__init__()
        self.actions_registry = actions
        self._add_actions(actions)
        self.tabs = StageTabs(name=say("Exception stages"))
        self.tabs.chosen.connect(self.tab_chosen)
        self.progress = BannerArea()
        self.progress.setAccessibleName(say("Requests under way"))
        self.view = RowsView(model, state=state, key=KEY, name=say("Exceptions"))
        self.view.current_changed.connect(self.current_changed)
        self.view.opened.connect(lambda _id: self.reattempt_action.trigger())
        self.view.sort_requested.connect(self.sort_requested)
        self.view.menu_requested.connect(self._show_menu)
        model.selection_changed.connect(self._on_selection)
        acts_on_chosen(model, self.track_action)
        model.counted.connect(lambda _count: self._on_selection())
        self._selected = Text(face=Face.MEDIUM, name=say("Selected exceptions"))
        bar = toolbar(
            KeyHintButton(self.reattempt_action, name=say("Re-attempt…")),
            KeyHintButton(self.call_action, name=say("Copy phone")),
            KeyHintButton(self.note_action, name=say("Note…")),
            right=[KeyHintButton(self.track_action, name=say("Track now"))],
        )
        self.details = ExceptionDetails(
            self.reattempt_action, self.return_action, self.call_action, self.note_action
        )
        self.details.order_requested.connect(self.order_opened)
        self.details.shipment_requested.connect(self.shipment_opened)
        columns = PageColumns(state=state, key=KEY)
        columns.add_list(self.tabs, bar, self.progress, self.view, footer(self._selected))
        columns.add_side(self.details, _SPLIT)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(columns)
        self.setFocusProxy(self.view)
        self.show_counts({})
        self.show_nothing()

    def _add_actions(self, actions: Actions) -> None:
        own = OwnedActions(actions, KEY, say("Exceptions"), self)
        self.reattempt_action = own.add(
            "reattempt", say("Re-attempt…"), self.reattempt_requested.emit, icon="truck", keys="R"
        )
        self.return_action = own.add(
            "return", say("Return to me…"), self.return_requested.emit, icon="return", keys="B"
        )
        self.call_action = own.add(
            "call", say("Copy phone"), self.call_requested.emit, icon="phone", keys="C"
        )
        self.note_action = own.add(
            "note", say("Note…"), self.note_requested.emit, icon="note", keys="N"
        )
        self.track_action = own.add(
            "track", say("Track now"), self.track_requested.emit, icon="refresh", keys="F5"
        )

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Tell that the page came into sight: what it shows may be looked at more closely."""
        super().showEvent(event)
        self.shown.emit()

    # What the presenter shows

    def show_counts(self, counts: Mapping[Place, int]) -> None:
        """Show how many parcels each tab holds."""
        waits = counts.get(Place.TO_DECIDE, 0)
        self.tabs.set_tabs(
            [
                Tab("to_decide", say("To decide"), waits, Tone.AMBER if waits else None),
                Tab("going_back", say("Going back"), counts.get(Place.GOING_BACK, 0)),
                Tab(
                    "customer_returns",
                    say("Customer returns"),
                    counts.get(Place.CUSTOMER_RETURNS, 0),
                ),
            ]
        )

    def show_tab(self, tab: str, searched: str = "") -> None:
        """Name what an empty list means in this tab, or for what was searched."""
        self.tabs.choose(tab)
        if searched:
            title = say("Nothing fits “{text}”", text=searched)
            self.view.set_empty(title, say("Search by number, name, town or phone."))
            return
        title, sentence = {
            "to_decide": (
                say("Nothing waits for you"),
                say("Failed deliveries come here, the most urgent first."),
            ),
            "going_back": (
                say("Nothing is on its way back"),
                say("Parcels that were called back stand here until they are there."),
            ),
            "customer_returns": (
                say("No customer sends anything back"),
                say("Returns that buyers asked for are listed here, to be read only."),
            ),
        }[tab or "to_decide"]
        self.view.set_empty(title, sentence)

    def show_nothing(self) -> None:
        """No parcel is chosen: nothing can be done."""
        self.details.show_nothing()
        actions = (self.reattempt_action, self.return_action, self.call_action, self.note_action)
        for action in (*actions, self.track_action):
            allow(action, say("Choose a parcel first."))

    def show_sheet(self, row: ExceptionRow, sheet: ExceptionSheet, rule: str) -> None:
        """Show one parcel; its actions are enabled exactly where the courier would listen."""
        allowed = sheet.allowed
        allow(self.reattempt_action, say(allowed.reattempt))
        allow(self.return_action, say(allowed.return_to_origin))
        allow(self.call_action, say(allowed.call))
        allow(self.note_action, say(allowed.note))
        allow(self.track_action, say(allowed.track))
        self.details.show_sheet(row, sheet, rule)

    def show_several(self, count: int) -> None:
        """Say on the button for how many parcels it is."""
        words = say("Re-attempt {n} parcels…", n=fmt.count(count))
        self.reattempt_action.setText(words if count > 1 else say("Re-attempt…"))

    def acting_ids(self) -> list[int]:
        """Return the row ids that an action is for, in the order of the list."""
        return self.view.acting_ids()

    def copy_text(self, text: str) -> None:
        """Put a text on the clipboard."""
        QGuiApplication.clipboard().setText(text)

    def _on_selection(self) -> None:
        chosen, total = self.view.rows.selection, len(self.view.rows.ids)
        self._selected.setText(fmt.selected(chosen.count(), total, chosen.away()))
        self.show_several(chosen.count())
        self.selection_changed.emit()

    def _show_menu(self, at: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.setToolTipsVisible(True)
        menu.addActions([self.reattempt_action, self.return_action])
        menu.addSeparator()
        menu.addActions([self.call_action, self.note_action, self.track_action])
        menu.popup(at)
