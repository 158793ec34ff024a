"""The Orders screen: stages, the list, and the details that buy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QPoint, QTimer, Signal
from PySide6.QtGui import QAction, QShowEvent
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from shipdesk.ui import format as fmt
from shipdesk.ui.layouts import whole_window
from shipdesk.ui.orders import stages
from shipdesk.ui.orders.details import OrderDetails
from shipdesk.ui.orders.footer_words import AssumedHint
from shipdesk.ui.orders.order_actions import OrderActions, make_actions
from shipdesk.ui.shortcuts import Actions, allow
from shipdesk.ui.table import RowsModel, RowsView, ViewState, acts_on_chosen
from shipdesk.ui.theme import Face
from shipdesk.ui.widgets import (
    KeyCap,
    KeyHintButton,
    Kind,
    PageColumns,
    StageTabs,
    Text,
    footer,
    toolbar,
)
from shipdesk.wording import phrase as say
from shipdesk.wording import plural

_AGE_MS = 30_000
_FOOTER = 92


class OrdersPage(QWidget):
    """Builds and shows; every wish of a person leaves as a signal."""

    asked = Signal(str)
    """An action by its short name: new, buy, ask, hold … (orders/order_actions.py)."""
    quote_number_typed = Signal(int)
    stage_chosen = Signal(str)
    current_changed = Signal(object)
    accepted = Signal()
    sort_requested = Signal(str, bool)
    shipment_opened = Signal(str)
    operation_opened = Signal(str)
    nothing_bought = Signal()
    """A purchase was asked for that stands already."""
    page_wanted = Signal()
    came_into_sight = Signal()
    """This screen is to come to the front."""

    def __init__(self, actions: Actions, model: RowsModel, state: ViewState) -> None:
        super().__init__()
        self.more_actions: list[QAction] = []
        self.setAccessibleName(say("Orders page"))
        self.model = model
        self.actions_: OrderActions = make_actions(
            actions, self, self.asked.emit, self.quote_number_typed.emit
        )
        self.tabs = StageTabs(name=say("Order stages"))
        self.tabs.set_tabs(stages.tabs({}))
        self.view = RowsView(model, state=state, key="orders", name=say("Orders"))
        self.setFocusProxy(self.view)
        known = self.actions_
        acts_on_chosen(model, known.payment, known.hold, known.take_back)
        self.details = OrderDetails(self.actions_, self)
        self._find = KeyHintButton(self.actions_.find)
        self._columns = KeyHintButton(self.actions_.columns, kind=Kind.QUIET)
        self._refresh = KeyHintButton(self.actions_.refresh, kind=Kind.QUIET)
        self._tools = toolbar(
            KeyHintButton(self.actions_.new), self._find, right=(self._refresh, self._columns)
        )
        self._chosen = Text(face=Face.LABEL, name=say("How many are selected"))
        self._synced = Text(face=Face.SECONDARY, tone="muted", name=say("Age of the list"))
        self._assumed = AssumedHint()
        self._unsettled = Text(face=Face.SECONDARY, tone="muted", name=say("Payments not known"))
        self._settle_key = KeyCap("P")
        self._bottom = footer(
            self._chosen,
            self._assumed,
            self._synced,
            right=(self._unsettled, self._settle_key),
        )
        columns = PageColumns(state=state, key="orders")
        columns.add_list(self.tabs, self._tools, self.view, self._bottom)
        pane = columns.add_details(*self.details.sections, name=say("Order details"))
        pane.set_footer(self.details.footer(), _FOOTER)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(columns)
        self._pane = pane
        self._ages = QTimer(self)
        self._ages.setInterval(_AGE_MS)
        self._ages.timeout.connect(self.details.quotes.refresh_age)
        self._ages.timeout.connect(model.restate)
        self._ages.start()
        self._connect()
        self.show_unsettled(0)
        self.show_finders(())
        self.show_nothing()

    def add_tool(self, button: QWidget) -> None:
        """Put a button of another part beside those above the list."""
        self._tools.row.insertWidget(2, button)

    def add_to_footer(self, part: QWidget) -> None:
        """Put what another part tells below the list."""
        self._bottom.row.insertWidget(self._bottom.row.count() - 2, part)

    def host(self) -> QWidget:
        """Return the widget that sheets cover: the whole window."""
        return whole_window(self)

    # Showing

    def show_counts(self, counts: Mapping[str, int]) -> None:
        """Show how many orders each stage holds."""
        self.tabs.set_tabs(stages.tabs(counts))

    def show_stage(self, stage: str, text: str, first: tuple[str, str] | None = None) -> None:
        """Mark the stage in sight; "" are all of them, as while searching.

        `first` are title and sentence where no order is known at all.
        """
        self.tabs.choose(stage)
        self.view.columns.take_away(stages.columns_away(stage))
        if text:
            words = say("Nothing fits “{text}”", text=text)
            self.view.set_empty(words, say("Search for a number, a name, a town or a locker."))
            return
        if first is not None:
            self.view.set_empty(*first, icon="orders")
            return
        title, sentence = _empty_words(stage)
        action = self.actions_.new if stage in {"new", "ready"} else None
        self.view.set_empty(title, sentence, action)

    def show_selection(self, chosen: int, total: int, away: int = 0) -> None:
        """Say how many of how many rows are selected, `away` of them out of the searched list."""
        self._chosen.setText(fmt.selected(chosen, total, away))
        self._assumed.setVisible(total > 0)

    def show_synced(self, words: str) -> None:
        """Say how old the list is."""
        self._synced.setText(words)

    def show_unsettled(self, count: int) -> None:
        """Say how many payments of the list are not known."""
        words = plural(
            count, "{n} payment not known, settle with", "{n} payments not known, settle with"
        )
        self._unsettled.setText(words)
        self._unsettled.setVisible(count > 0)
        self._settle_key.setVisible(count > 0)

    def show_finders(self, titles: Sequence[str]) -> None:
        """Offer to add an order by its number where an account can look one up."""
        action = self.actions_.find
        if len(titles) == 1:
            action.setText(say("Add a {account} order…", account=titles[0]).replace("&", "&&"))
        else:
            action.setText(say("Add an order by number…"))
        action.setVisible(bool(titles))

    def show_nothing(self) -> None:
        """Say in the details that no order is chosen."""
        self._pane.footer.hide()
        self.details.show_nothing(
            say("No order chosen"),
            say("Choose one in the list, scan it, or press N for a new one."),
        )

    def show_details(self, *, button: bool = True) -> None:
        """Make room below an order where there is a button to stand in it."""
        self._pane.footer.setVisible(button)

    def show_hold(self, *, on_hold: bool) -> None:
        """Let the hold action say what it would do."""
        self.actions_.hold.setText(say("Take off hold") if on_hold else say("Hold"))

    def allow_acts(self, acts: Mapping[str, str], quotes: Sequence[str]) -> None:
        """Open and close what is for the order in hand, each with the reason why it is closed."""
        for name, why_not in acts.items():
            allow(getattr(self.actions_, name), why_not)
        for action, why_not in zip(self.actions_.quotes, quotes, strict=True):
            allow(action, why_not)

    def allow_selected(self, why_not: str) -> None:
        """Open and close what is for all chosen orders."""
        for action in (self.actions_.payment, self.actions_.hold):
            allow(action, why_not)

    def show_columns_menu(self) -> None:
        """Open the menu of columns below its button."""
        self.view.columns_menu().popup(self._columns.mapToGlobal(self._columns.rect().bottomLeft()))

    def show_menu(self, at: QPoint) -> None:
        """Open the menu of what can be done with the chosen orders."""
        menu = QMenu(self)
        menu.setToolTipsVisible(True)
        known = self.actions_
        groups = (
            (known.buy, known.ask, known.accept),
            (known.payment, known.hold, known.locker, known.edit),
            (known.print, known.another, known.take_back),
            (known.copy,),
        )
        for group in groups:
            menu.addActions(list(group))
            menu.addSeparator()
        menu.addActions(self.more_actions)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(at)

    def focus_list(self) -> None:
        """Put the keyboard into the list, where digits and Enter act."""
        self.view.setFocus()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Tell it: another printer may have been chosen meanwhile."""
        super().showEvent(event)
        self.came_into_sight.emit()

    # Inside

    def _connect(self) -> None:
        self.tabs.chosen.connect(self.stage_chosen)
        self.view.current_changed.connect(self.current_changed)
        self.view.opened.connect(lambda _id: self.accepted.emit())
        self.view.sort_requested.connect(self.sort_requested)
        self.view.digit_typed.connect(self.quote_number_typed)
        self.view.menu_requested.connect(self.show_menu)
        self.details.shipment_opened.connect(self.shipment_opened)
        self.details.operation_opened.connect(self.operation_opened)


def _empty_words(stage: str) -> tuple[str, str]:
    """Return what stands in an empty stage: what is so, and why."""
    words = {
        "new": (say("Nothing is missing"), say("Orders that lack something are listed here.")),
        "ready": (say("All is shipped"), say("Orders that can be bought at once are listed here.")),
        "problem": (
            say("No problems"),
            say("Orders that break a rule, were refused or are not known are listed here."),
        ),
        "on_hold": (say("Nothing is on hold"), say("H puts an order on hold.")),
        "labelled": (say("No labels wait"), say("Bought parcels stay here until the carrier "
                                                "scans them.")),
        "handed_over": (say("Nothing is on its way"), say("Scanned parcels are listed here.")),
        "done": (say("Nothing is done yet"), say("Delivered orders are listed here.")),
        "cancelled": (say("Nothing is cancelled"), ""),
    }  # fmt: skip
    return words.get(stage, (say("No orders"), say("Connect a shop in Settings, or press N.")))
