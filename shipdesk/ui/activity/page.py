"""The Activity screen: every act that changed the world, and what can be done about it."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from shipdesk.ui.activity.details import OperationDetails, OperationHeading
from shipdesk.ui.activity.found_part import KEY as FOUND
from shipdesk.ui.activity.found_part import FoundDetails, FoundList
from shipdesk.ui.activity.requests_part import KEY as REQUESTS
from shipdesk.ui.activity.requests_part import RequestDetails, RequestList
from shipdesk.ui.activity.told import Told
from shipdesk.ui.shortcuts import Actions, OwnedActions, allow
from shipdesk.ui.table import RowsModel, RowsView
from shipdesk.ui.theme import Tone
from shipdesk.ui.view_state import ViewState
from shipdesk.ui.widgets import DetailsPane, PageColumns, StageTabs, StatePane, Tab, footer
from shipdesk.wording import phrase as say

WAITING = "waiting"
"""The tab of what is not settled yet."""
_TABS = (("", "All", None), ("unknown", "Unknown", Tone.VIOLET), ("refused", "Refused", Tone.RED),
         (WAITING, "Waiting", None), (FOUND, "Found", Tone.AMBER),
         (REQUESTS, "Requests", None))  # fmt: skip
_OTHER = frozenset({FOUND, REQUESTS})
"""Tabs that hold something else than operations."""
_LIST_WIDTH = 392
_KEY = "activity"


class ActivityPage(QWidget):
    """List on the left, one operation on the right; asks, shows, decides nothing."""

    tab_chosen = Signal(str)
    row_chosen = Signal(object)
    order_opened = Signal(str)
    """The order of the operation in sight is to be opened: its key."""
    shipment_opened = Signal(str)
    """The shipment of the operation in sight is to be opened: our id of it."""
    look_up_requested = Signal()
    cancel_requested = Signal()
    adopt_requested = Signal(str)
    """The match in sight is to be taken: its number at the courier."""
    void_requested = Signal(str)
    """The match in sight is to be cancelled at the courier: its number there."""
    leave_requested = Signal()
    again_requested = Signal()
    report_requested = Signal()
    copy_request_requested = Signal()
    page_wanted = Signal()
    """An action of this page was taken elsewhere: it is to come into sight."""

    def __init__(
        self,
        actions: Actions,
        model: RowsModel,
        requests: RowsModel,
        found: RowsModel,
        state: ViewState,
    ) -> None:
        super().__init__()
        self._add_actions(actions)
        self.tabs = StageTabs(name=say("Activity tabs"))
        self.tabs.chosen.connect(self.tab_chosen)
        self._counts: Mapping[str, int] = {}
        self._found_count = 0
        self.show_counts({})
        self.tabs.choose("")
        self.view = RowsView(model, state=state, key=_KEY, name=say("Activity"), row_height=52)
        self.view.horizontalHeader().hide()
        self.setFocusProxy(self.view)
        self._show_empty("")
        self.tabs.chosen.connect(self._show_empty)
        self.view.current_changed.connect(self.row_chosen)
        self.view.opened.connect(lambda _id: self._open_order())
        columns = PageColumns(state=state, key=_KEY)
        self.requests = RequestList(requests, state)
        self.found = FoundList(actions, found, state)
        columns.add_list(self.tabs, self.view, self.found, self.requests)
        self._columns = columns
        self.pane = columns.add_details(name=say("Operation details"))
        columns.let_details_grow(_LIST_WIDTH)
        self._fill(self.pane, actions)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(columns)
        self.tabs.chosen.connect(self._show_list)
        self._show_list("")

    def add_below(self, *parts: QWidget) -> None:
        """Put what other parts tell below the list."""
        self._columns.add_list(footer(*parts))

    def show_requests(self) -> None:
        """Come into sight with the requests."""
        self._show_tab(REQUESTS, self.requests)

    def show_found(self) -> None:
        """Come into sight with what was found at the couriers."""
        self._show_tab(FOUND, self.found)

    def look_for_labels(self) -> None:
        """Come into sight with what is found, and ask every courier now."""
        self.show_found()
        self.found.look_requested.emit()

    def _show_tab(self, tab: str, part: QWidget) -> None:
        self.page_wanted.emit()
        self.tabs.choose(tab)
        self.tabs.chosen.emit(tab)
        part.setFocus()

    def show_operations(self) -> None:
        """Show all operations, whatever tab was chosen."""
        self.tabs.choose("")
        self._show_list("")

    def show_waiting(self) -> None:
        """Come into sight with what waits."""
        self.page_wanted.emit()
        self.tabs.choose(WAITING)
        self.tabs.chosen.emit(WAITING)
        self.view.setFocus()

    def _add_actions(self, actions: Actions) -> None:
        group = say("Activity")
        own = OwnedActions(actions, _KEY, group, self)
        made = (
            own.add("look_up", say("Look up now"), self.look_up_requested.emit,
                    icon="refresh", keys="F5", tip=say("Ask the courier once more")),
            own.add("adopt", say("Adopt"),
                    lambda: self.adopt_requested.emit(self.details.match()),
                    keys="A", tip=say("Take what the courier shows as the outcome")),
            own.add("leave", say("Leave unused"), self.leave_requested.emit,
                    keys="L", tip=say("Count it as not done")),
            own.add("void", say("Cancel it at the courier"),
                    lambda: self.void_requested.emit(self.details.match()),
                    tip=say("The order can be bought once it is cancelled there")),
            own.add("again", say("Do it again"), self.again_requested.emit,
                    tip=say("Send it once more, with a reason")),
            own.add("cancel", say("Cancel"), self.cancel_requested.emit,
                    tip=say("Take back what was not sent")),
            own.add("order", say("Open the order"), self._open_order, icon="orders"),
            own.add("shipment", say("Open the shipment"), self._open_shipment, icon="shipments"),
        )  # fmt: skip
        self._report = own.add(
            "report", say("Copy support report"), self.report_requested.emit,
            icon="copy", keys="Ctrl+Shift+C",
        )  # fmt: skip
        for action in (*made, self._report):
            allow(action, say("Choose an operation first."))
        actions.add(f"{_KEY}.requests", say("Requests to the services"), icon="activity",
                    group=group, on=self.show_requests)  # fmt: skip
        actions.add("found.show", say("Found at the couriers"), icon="search", group=group,
                    on=self.show_found)  # fmt: skip
        actions.add("found.look_for", say("Look for paid labels that are not here"),
                    icon="search", group=group, on=self.look_for_labels)  # fmt: skip
        actions.add(f"{_KEY}.waiting", say("What waits"), icon="activity", group=group,
                    on=self.show_waiting)  # fmt: skip
        self._copy_request = own.add(
            "copy_request", say("Copy for support"), self.copy_request_requested.emit, icon="copy",
            tip=say("As the service's support asks for it, without names and secrets"),
        )  # fmt: skip

    def _fill(self, pane: DetailsPane, actions: Actions) -> None:
        self.heading = OperationHeading(actions)
        self.details = OperationDetails(actions)
        above = pane.layout()
        if isinstance(above, QVBoxLayout):
            above.insertWidget(0, self.heading)
        self.nothing = StatePane(name=say("No operation chosen"))
        self.nothing.show_state(
            say("No operation chosen"),
            say("Choose one in the list to see what was sent and what came back."),
            icon="activity",
        )
        self.request = RequestDetails(self._copy_request)
        self.found_details = FoundDetails(actions)
        pane.add(self.details, self.nothing, self.found_details, self.request)
        self._has_operation = False

    def show_counts(self, counts: Mapping[str, int]) -> None:
        """Show how many operations each tab holds."""
        self._counts = counts
        shown = {**counts, FOUND: self._found_count}
        self.tabs.set_tabs(
            [
                Tab(key, say(title), shown.get(key), tone if shown.get(key) else None)
                for key, title, tone in _TABS
            ]
        )

    def show_found_count(self, count: int) -> None:
        """Show how many are paid at a courier and known to nobody."""
        if count != self._found_count:
            self._found_count = count
            self.show_counts(self._counts)

    def show_told(self, told: Told) -> None:
        """Show one operation."""
        allow(self._report)
        self.heading.show_told(told)
        self.details.show_told(told)
        self._show_parts(shown=True)

    def show_nothing(self) -> None:
        """Show no operation: the list is empty."""
        allow(self._report, say("Choose an operation first."))
        self._show_parts(shown=False)

    def copy_text(self, text: str) -> None:
        """Put a text on the clipboard."""
        QGuiApplication.clipboard().setText(text)

    def _show_parts(self, *, shown: bool) -> None:
        self._has_operation = shown
        self._show_list(self.tabs.choice())

    def _show_list(self, tab: str) -> None:
        """Show operations, what was found, or requests; each keeps what was chosen in it."""
        acts = tab not in _OTHER
        lists = {REQUESTS: self.requests, FOUND: self.found}
        after = lists.get(tab, self.view)
        focus = QApplication.focusWidget()
        goes = focus is not None and any(
            focus is each or each.isAncestorOf(focus)
            for each in (self.view, *lists.values())
            if each is not after
        )
        self.view.setVisible(acts)
        for key, details in ((REQUESTS, self.request), (FOUND, self.found_details)):
            lists[key].setVisible(tab == key)
            details.setVisible(tab == key)
        self.setFocusProxy(after)
        self.heading.setVisible(self._has_operation and acts)
        self.details.setVisible(self._has_operation and acts)
        self.nothing.setVisible(not self._has_operation and acts)
        if goes:  # Qt would hand it to whatever comes next in the window.
            after.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_empty(self, tab: str) -> None:
        """Say in an empty list what it would hold."""
        first = say("Whatever is bought, fetched, printed or booked is written down here first.")
        words = {
            "unknown": (
                say("Nothing is unknown"),
                say("When a courier's answer is lost, it is looked up here, not sent again."),
            ),
            "refused": (say("Nothing was refused"), say("What a courier refuses is listed here.")),
            "waiting": (say("Nothing waits"), say("What a courier has yet to settle is here.")),
        }
        self.view.set_empty(*words.get(tab, (say("Nothing happened yet"), first)))

    def _open_order(self) -> None:
        told = self.details.told()
        if told is not None and told.order_key:
            self.order_opened.emit(told.order_key)

    def _open_shipment(self) -> None:
        told = self.details.told()
        if told is not None and told.shipment_id:
            self.shipment_opened.emit(told.shipment_id)
