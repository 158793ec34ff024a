"""The Quotes screen: a form at the left, every courier's offer side by side at the right."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAction, QFocusEvent, QShowEvent
from PySide6.QtWidgets import (
    QSizePolicy,
    QSpacerItem,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from shipdesk.domain.quote import NoQuote, Quote
from shipdesk.domain.sender import Sender
from shipdesk.ui.layouts import whole_window
from shipdesk.ui.orders.quote_rows import price_of, title_of
from shipdesk.ui.orders.shown import OrderView
from shipdesk.ui.quotes.columns import QuoteLine
from shipdesk.ui.quotes.form import QuoteForm
from shipdesk.ui.quotes.not_for import NotForList
from shipdesk.ui.quotes.order_facts import OrderFacts
from shipdesk.ui.shortcuts import Actions, OwnedActions, allow
from shipdesk.ui.table import RowsModel, RowsView, ViewState
from shipdesk.ui.theme import Face, set_surface
from shipdesk.ui.widgets import (
    DetailsPane,
    ElidedLabel,
    KeyHintButton,
    Kind,
    LinedRow,
    Segmented,
    Text,
)
from shipdesk.wording import phrase as say
from shipdesk.wording import plural

TYPED, FROM_ORDER = "typed", "order"
_ROW = 50
_HEADER = 30
_FORM_WIDTH = 340
_AGE_MS = 30_000
_NO_LIMIT = 16_777_215
_KEYS = 9
_EMPTY = 240


class QuotesPage(QWidget):
    """Builds and shows; asks nobody."""

    asked = Signal(str)
    """An action by its short name: get, use, keep, compare_within, open, locker."""
    mode_chosen = Signal(str)
    fix_wanted = Signal(str)
    shown = Signal()
    """The page came to the front."""

    def __init__(self, actions: Actions, model: RowsModel, state: ViewState) -> None:
        super().__init__()
        self.setAccessibleName(say("Quotes page"))
        self.model = model
        self._no_keeping = ""
        self._add_actions(actions)
        self.mode = Segmented(
            [(TYPED, say("Typed")), (FROM_ORDER, say("From order"))], name=say("Whose quotes")
        )
        self.form = QuoteForm(self.locker_action)
        self.facts = OrderFacts(self.open_action)
        self.get = KeyHintButton(say("Get quotes"), height=36, key="Enter")
        self.view = RowsView(model, state=state, key="quotes", name=say("Quotes"), row_height=_ROW)
        self.not_for = NotForList()
        self._count = Text(face=Face.TITLE, name=say("How many quotes"))
        self._lane = ElidedLabel(muted=True, name=say("For what"))
        self._picked = Text(face=Face.STRONG, name=say("Picked quote"))
        self._about = Text(face=Face.SECONDARY, tone="muted", name=say("About the picked quote"))
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setHandleWidth(1)
        split.setChildrenCollapsible(False)
        split.addWidget(self._build_form())
        split.addWidget(self._build_results())
        split.setStretchFactor(1, 1)
        split.setSizes([_FORM_WIDTH, 3 * _FORM_WIDTH])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(split)
        self._ages = QTimer(self)
        self._ages.setInterval(_AGE_MS)
        self._ages.timeout.connect(model.restate)
        self._ages.start()
        self.get.clicked.connect(self.get_action.trigger)
        self.form.submitted.connect(self.get_action.trigger)
        self.mode.chosen.connect(self.mode_chosen)
        self.not_for.fix_wanted.connect(self.fix_wanted)
        self.view.opened.connect(lambda _id: self.keep_action.trigger())
        self.view.current_changed.connect(lambda _id: self.show_picked())
        self.show_mode(TYPED)
        self.show_nothing(
            say("No quotes yet"), say("Fill in the form and press Enter: all couriers are asked.")
        )

    def host(self) -> QWidget:
        """Return the widget that sheets cover: the whole window."""
        return whole_window(self)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Tell that the page is in sight: the order in hand may be another one now."""
        super().showEvent(event)
        self.shown.emit()

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Begin at the postcode, or at the offers for the order in hand."""
        super().focusInEvent(event)
        typed = self.mode.choice() == TYPED
        (self.form.postcode.editor if typed else self.view).setFocus(event.reason())

    # Showing

    def show_senders(self, senders: Sequence[Sender]) -> None:
        """Offer these senders."""
        self.form.show_senders(senders)

    def show_mode(self, mode: str) -> None:
        """Show the form, or the order in hand."""
        self.mode.choose(mode)
        typed = mode == TYPED
        self.form.setVisible(typed)
        self.facts.setVisible(not typed)
        self.use_action.setVisible(typed)
        self.keep_action.setVisible(not typed)
        self.show_picked()

    def show_order(self, view: OrderView | None) -> None:
        """Show whose quotes these are."""
        self.facts.show_order(view)
        number = view.order.number if view is not None else ""
        words = say("Keep for {number}", number=number) if number else say("Keep for the order")
        self.keep_action.setText(words.replace("&", "&&"))

    def show_busy(self) -> None:
        """Say that the couriers are being asked; what was there stays in sight."""
        self._count.setText(say("Asking the couriers…"))
        self._lane.setText("")
        self.view.set_empty(say("Asking the couriers…"), say("This takes a few seconds."))

    def show_quotes(self, lane: str, count: int, not_for: Sequence[NoQuote]) -> None:
        """Show how many offers there are and who cannot serve; the rows come by the model."""
        self._count.setText(plural(count, "{n} quote", "{n} quotes"))
        self._lane.setText(lane)
        self.view.set_empty(
            say("No courier offers a price"), say("The reasons are below; some can be settled.")
        )
        self.not_for.show_rows(not_for)
        self._limit(count)

    def show_nothing(self, title: str, sentence: str) -> None:
        """Say why there are no quotes."""
        self._count.setText(title)
        self._lane.setText("")
        self.view.set_empty(title, sentence)
        self.not_for.show_rows(())
        self._limit(0)

    def show_picked(self) -> None:
        """Say in the footer which offer is picked."""
        quote = self.picked()
        nothing = "" if quote is not None else say("Pick a quote first.")
        allow(self.use_action, nothing)
        allow(self.keep_action, self._no_keeping or nothing)
        none = say("There are {n} quotes.", n=len(self.model.ids))
        for at, action in enumerate(self._pick_actions):
            allow(action, "" if at < len(self.model.ids) else none)
        if quote is None:
            self._picked.setText("")
            self._about.setText(self._no_keeping or nothing)
            return
        self._picked.setText(f"{title_of(quote)} · {price_of(quote)}")
        self._about.setText(quote.remark or say("Prices are those that the courier told."))

    def allow_order(self, *, asking: str, compare: str, no_order: bool) -> None:
        """Open and close what is for the order in hand: asking, keeping, comparing, opening it."""
        self._no_keeping = asking
        allow(self.get_action, asking)
        allow(self.compare_action, compare)
        allow(self.open_action, say("No order is chosen.") if no_order else "")
        self.get.set_why_not(asking)
        self.show_picked()

    def picked(self) -> Quote | None:
        """Return the offer under the cursor, None without one."""
        current = self.view.current_id()
        line = self.model.row(current) if current is not None else None
        return line.quote if isinstance(line, QuoteLine) else None

    def pick(self, number: int) -> None:
        """Put the cursor on the offer with that key."""
        self.view.go_to(number - 1)

    def pick_key(self, key: str) -> None:
        """Put the cursor on an offer by its own key."""
        for at in range(len(self.model.ids)):
            line = self.model.row_at(at)
            if isinstance(line, QuoteLine) and line.quote.key == key:
                self.view.go_to(at)
                return

    # Building

    def _add_actions(self, actions: Actions) -> None:
        own = OwnedActions(actions, "quotes", say("Quotes"), self)

        def add(name: str, text: str, icon: str = "", keys: str = "") -> QAction:
            return own.add(name, text, partial(self.asked.emit, name), icon=icon, keys=keys)

        self.get_action = add("get", say("Ask again"), "refresh", "F5")
        self.use_action = add("use", say("Use for a new order…"), "", "F9")
        self.keep_action = add("keep", say("Keep for the order"), "", "F9")
        self.compare_action = add("compare_within", say("Compare within a courier…"), "quotes")
        self.open_action = add("open", say("Open the order"))
        self.locker_action = add("locker", say("Choose locker…"))
        self._pick_actions = [
            own.add(
                f"quote{number}",
                say("Pick quote {n}", n=number),
                partial(self.pick, number),
                keys=str(number),
            )
            for number in range(1, _KEYS + 1)
        ]

    def _build_form(self) -> QWidget:
        side = QWidget()
        side.setMinimumWidth(300)
        set_surface(side, "sunk")
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = LinedRow(44)
        head.row.addWidget(Text(say("Quotes for"), face=Face.TITLE))
        head.row.addStretch(1)
        head.row.addWidget(self.mode)
        pane = DetailsPane(say("Form of the quote"))
        pane.add(self.form, self.facts)
        pane.set_footer(self.get, 64)
        column.addWidget(head)
        column.addWidget(pane, 1)
        return side

    def _build_results(self) -> QWidget:
        side = QWidget()
        set_surface(side, "surface")
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = LinedRow(44)
        head.row.addWidget(self._count)
        head.row.addWidget(self._lane, 1)
        head.row.addWidget(KeyHintButton(self.compare_action, kind=Kind.QUIET))
        head.row.addWidget(KeyHintButton(self.get_action, kind=Kind.QUIET))
        bottom = LinedRow(64, above=True)
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addStretch(1)
        words.addWidget(self._picked)
        words.addWidget(self._about)
        words.addStretch(1)
        bottom.row.addLayout(words, 1)
        for action in (self.use_action, self.keep_action):
            bottom.row.addWidget(KeyHintButton(action, kind=Kind.PRIMARY, height=36))
        column.addWidget(head)
        column.addWidget(self.view, 4)
        column.addWidget(self.not_for, 3)
        column.addSpacerItem(
            QSpacerItem(0, 0, QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Expanding)
        )
        column.addWidget(bottom)
        return side

    def _limit(self, count: int) -> None:
        """Let the list be as high as its rows, so that the reasons follow at once."""
        if count:
            self.view.setMaximumHeight(_HEADER + _ROW * count + 1)
        else:
            self.view.setMaximumHeight(_EMPTY if self.not_for.rows() else _NO_LIMIT)
