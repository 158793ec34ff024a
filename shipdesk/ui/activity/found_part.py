"""The tab Found of Activity: what stands at the couriers and is not known here."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from shipdesk.domain.found import Found, LikelyOrder
from shipdesk.services.adopting import the_one
from shipdesk.services.finder import AccountLine, Progress
from shipdesk.ui import format as fmt
from shipdesk.ui.activity import found_words as words
from shipdesk.ui.activity.compare import CompareTable
from shipdesk.ui.shortcuts import Actions, OwnedActions, allow
from shipdesk.ui.table import Align, Column, Look, RowsModel, RowsView
from shipdesk.ui.theme import Face, set_surface
from shipdesk.ui.view_state import ViewState
from shipdesk.ui.widgets import (
    Bar,
    Card,
    FactList,
    KeyHintButton,
    Kind,
    LinedRow,
    Pill,
    Segmented,
    StatePane,
    Text,
)
from shipdesk.wording import phrase as say

KEY = "found"
_NO_ORDER = ""


COLUMNS = (
    Column(
        key="state",
        title=say("State"),
        text=lambda row: words.look_of(row.found).word,
        look=lambda row: Look.mark(words.look_of(row.found).icon, words.look_of(row.found).tone),
        width=48,
    ),
    Column(
        key="what",
        title=say("What"),
        text=words.first,
        second=words.second,
        face=Face.MEDIUM,
        width=190,
        stretch=True,
        tip=lambda row: words.look_of(row.found).pill,
        copy=lambda row: words.number(row.found),
    ),
    Column(
        key="when",
        title=say("When"),
        text=lambda row: fmt.day(row.found.thing.created_at),
        second=lambda row: fmt.money(words.price(row.found), ""),
        align=Align.RIGHT,
        width=104,
        muted=True,
    ),
)


class FoundList(QWidget):
    """The run that is under way or can be begun, and what was found, what waits first."""

    look_requested = Signal()
    stop_requested = Signal()
    found_chosen = Signal(object)
    """A line of the list: its number, or None."""

    def __init__(self, actions: Actions, model: RowsModel, state: ViewState) -> None:
        super().__init__()
        self.setProperty("grows", True)  # noqa: FBT003 - Qt's shape
        own = OwnedActions(actions, "activity.found", say("Activity"), self)
        self.look_action = own.add(
            "look", say("Look now"), self.look_requested.emit, icon="search", keys="F5",
            tip=say("Ask every courier what it has that is not known here"),
        )  # fmt: skip
        self.stop_action = own.add(
            "stop", say("Stop"), self.stop_requested.emit, icon="close",
            tip=say("End after the page that is being read"),
        )  # fmt: skip
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        bar = LinedRow(44)
        self.told = Text(face=Face.SECONDARY, tone="muted", name=say("How far the look is"))
        self._look, self._stop = (
            KeyHintButton(self.look_action),
            KeyHintButton(self.stop_action),
        )
        bar.row.addWidget(self.told, 1)
        bar.row.addWidget(self._look)
        bar.row.addWidget(self._stop)
        column.addWidget(bar)
        self.bar = Bar(name=say("Progress of the look"), height=3)
        column.addWidget(self.bar)
        self.view = RowsView(
            model, state=state, key=KEY, name=say("Found at the couriers"), row_height=52
        )
        self.view.horizontalHeader().hide()
        self.view.current_changed.connect(self.found_chosen)
        column.addWidget(self.view, 1)
        self.setFocusProxy(self.view)
        self.show_progress(None, 0)
        self.show_empty(asked=False, failed=False)

    def show_progress(self, progress: Progress | None, waiting: int) -> None:
        """Show how far a run is; None: how many wait for somebody, and that one can be begun."""
        runs = progress is not None
        self._look.setVisible(not runs)
        self._stop.setVisible(runs)
        allow(self.stop_action, "" if runs else say("Nobody is being asked now."))
        allow(self.look_action, say("They are being asked already.") if runs else "")
        self.bar.setVisible(runs)
        if progress is None:
            self.told.setText(words.waiting(waiting))
            return
        self.told.setText(words.under_way(progress))
        self.bar.set_share(progress.rows / progress.total if progress.total else 0.0)

    def show_empty(self, *, asked: bool, failed: bool) -> None:
        """Say what an empty list means: nothing was found, or nobody could be asked."""
        if not asked:
            self.view.set_empty(
                say("No courier was asked yet"), say("They are asked a moment after the start.")
            )
        elif failed:
            self.view.set_empty(
                say("Not every courier could be asked"),
                say("What they have is not known. The reason stands at the right."),
            )
        else:
            self.view.set_empty(
                say("Nothing that is not known here"),
                say("Whatever is paid at the couriers is in this journal."),
            )


class FoundDetails(QWidget):
    """One of them whole beside the likeliest order, the ways out, and when each was asked."""

    adopt_requested = Signal(str)
    """The key of the order that it is for, "" for none."""
    leave_requested = Signal()
    back_requested = Signal()

    def __init__(self, actions: Actions) -> None:
        super().__init__()
        self.shown: Found | None = None
        self._likely: tuple[LikelyOrder, ...] = ()
        set_surface(self, "sunk")
        own = OwnedActions(actions, "activity.found", say("Activity"), self)
        self.adopt_action = own.add(
            "adopt", say("Adopt"), self._adopt, icon="check", keys="Shift+A",
            tip=say("It becomes ours; its label is fetched, not printed"),
        )  # fmt: skip
        self.leave_action = own.add(
            "leave", say("Not ours"), self.leave_requested.emit, keys="Shift+L",
            tip=say("Count it no more; this can be undone"),
        )  # fmt: skip
        self.back_action = own.add(
            "back", say("Count it again"), self.back_requested.emit, icon="return"
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 24)
        column.setSpacing(14)
        self._whole = QWidget()
        column.addWidget(self._whole)
        self._fill(self._whole)
        self.nothing = StatePane(name=say("Nothing chosen"))
        self.nothing.show_state(
            say("Paid at a courier, and not known here"),
            say(
                "Bought on another computer, on the courier's own page, or by a purchase whose "
                "answer was lost: it is listed here, to be adopted or left."
            ),
            icon="search",
        )
        set_surface(self.nothing, "sunk")
        column.addWidget(self.nothing)
        self.accounts = FactList(name=say("When each account was asked"))
        card = Card(say("When each account was asked"))
        card.add(self.accounts)
        column.addWidget(card, 0, Qt.AlignmentFlag.AlignTop)
        column.addStretch(1)
        self.show_found(None, "", (), "")

    def _fill(self, whole: QWidget) -> None:
        inside = QVBoxLayout(whole)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(14)
        self.title = Text(face=Face.TITLE, wrap=True, copyable=True, name=say("Found"))
        self.pill = Pill()
        self.told = Text(wrap=True, copyable=True, name=say("What it means"))
        inside.addWidget(self.title)
        inside.addWidget(self.pill, 0, Qt.AlignmentFlag.AlignLeft)
        inside.addWidget(self.told)
        self.why_not = Text(face=Face.SECONDARY, tone="muted", wrap=True, name=say("Why not"))
        inside.addWidget(self.why_not)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        self._leave = KeyHintButton(self.leave_action)
        self._back = KeyHintButton(self.back_action)
        buttons.addWidget(KeyHintButton(self.adopt_action, kind=Kind.PRIMARY))
        buttons.addWidget(self._leave)
        buttons.addWidget(self._back)
        buttons.addStretch(1)
        inside.addLayout(buttons)
        self._orders = Card(say("Which order it is for"))
        self._orders.flush()
        bar = LinedRow(44, left=16, right=16)
        self.choice = Segmented([], name=say("Which order"))
        self.choice.chosen.connect(lambda _key: self._show_order())
        bar.row.addWidget(self.choice)
        bar.row.addStretch(1)
        self._orders.add(bar)
        self._table: QWidget | None = None
        self._sure = Text(face=Face.SECONDARY, wrap=True, name=say("How sure it is"))
        self._sure.setContentsMargins(16, 10, 16, 12)
        self._orders.add(self._sure)
        inside.addWidget(self._orders, 0, Qt.AlignmentFlag.AlignTop)
        self.facts = FactList(name=say("At the courier"))
        about = Card(say("At the courier"))
        about.add(self.facts)
        inside.addWidget(about, 0, Qt.AlignmentFlag.AlignTop)

    def show_found(
        self, found: Found | None, account: str, likely: Sequence[LikelyOrder], why_not: str
    ) -> None:
        """Show another one; `why_not` is why it cannot be adopted. None: nothing is chosen."""
        self.shown, self._likely = found, tuple(likely)
        self._whole.setVisible(found is not None)
        self.nothing.setVisible(found is None)
        left = found is not None and found.left_at is not None
        for action, wanted in ((self.leave_action, not left), (self.back_action, left)):
            none = say("Choose a parcel first.") if found is None else say("That was decided.")
            allow(action, "" if found is not None and wanted else none)
        self._leave.setVisible(not left)
        self._back.setVisible(left)
        if found is None:
            allow(self.adopt_action, say("Choose a parcel first."))
            return
        look = words.look_of(found)
        self.title.setText(words.heading(found))
        self.pill.show_status(look.pill, look.icon, look.tone)
        self.told.setText(words.explanation(found))
        allow(self.adopt_action, why_not)
        self.why_not.setText(why_not)
        self.why_not.setVisible(bool(why_not))
        self.facts.set_facts(words.facts(found, account))
        self._orders.setVisible(bool(likely))
        one = the_one(self._likely)
        choices = [(each.key, each.number) for each in self._likely]
        self.choice.set_choices([*choices, (_NO_ORDER, say("None of them"))])
        self.choice.choose(one.key if one is not None else _NO_ORDER)
        self._show_order()

    def show_accounts(self, lines: Sequence[AccountLine]) -> None:
        """Show when each account was asked, and why one could not be."""
        self.accounts.set_facts([(each.account.title, words.asked(each)[0]) for each in lines])

    def order(self) -> LikelyOrder | None:
        """Return the order that is chosen for it; None for none."""
        chosen = self.choice.choice()
        return next((each for each in self._likely if each.key == chosen), None)

    def _adopt(self) -> None:
        order = self.order()
        self.adopt_requested.emit(order.key if order is not None else _NO_ORDER)

    def _show_order(self) -> None:
        if self._table is not None:
            self._orders.body.removeWidget(self._table)
            self._table.hide()
            self._table.deleteLater()
            self._table = None
        order, found = self.order(), self.shown
        self._sure.setText(words.how_sure(order, self._likely))
        if order is not None and found is not None:
            heads = say("The order"), say("The courier's parcel")
            self._table = CompareTable(words.compared(found, order), heads)
            self._orders.body.insertWidget(1, self._table)
