"""The tab Requests of Activity: what was said to the services, and one of it whole."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QVBoxLayout, QWidget

from shipdesk.services.requests import Exchange
from shipdesk.ui import format as fmt
from shipdesk.ui.activity.json_lines import breakable, readable
from shipdesk.ui.activity.request_words import (
    mark,
    outcome,
    said_in_short,
    short_title,
    title,
    tone,
)
from shipdesk.ui.shortcuts import allow
from shipdesk.ui.table import Align, Column, Look, RowsModel, RowsView
from shipdesk.ui.theme import Face, set_surface
from shipdesk.ui.view_state import ViewState
from shipdesk.ui.widgets import Card, FactList, KeyHintButton, LinedRow, Pill, StatePane, Text
from shipdesk.ui.widgets.drop_down import DropDown
from shipdesk.wording import phrase as say

KEY = "requests"


COLUMNS = (
    Column(
        key="state",
        title=say("State"),
        text=outcome,
        look=lambda row: Look.mark(mark(row), tone(row)),
        width=48,
    ),
    Column(
        key="what",
        title=say("Request"),
        text=short_title,
        second=lambda row: f"{row.account_title} · {row.operation}",
        face=Face.MEDIUM,
        width=190,
        stretch=True,
        tip=lambda row: "\n".join(filter(None, (title(row), said_in_short(row)))),
        copy=lambda row: f"{row.method} {row.path}",
    ),
    Column(
        key="when",
        title=say("When"),
        text=lambda row: fmt.exact_time(row.at),
        second=lambda row: f"{row.status or '–'} · {fmt.count(row.ms)} ms",
        align=Align.RIGHT,
        width=112,
        muted=True,
    ),
)


class RequestList(QWidget):
    """Which account, and its requests, newest first."""

    account_chosen = Signal(str)
    request_chosen = Signal(object)
    """A line of the list: the number of the request, or None."""

    def __init__(self, model: RowsModel, state: ViewState) -> None:
        super().__init__()
        self.setProperty("grows", True)  # noqa: FBT003 - Qt's shape
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        bar = LinedRow(44)
        self.accounts = DropDown()
        self.accounts.setAccessibleName(say("Requests of account"))
        self.accounts.currentIndexChanged.connect(self._on_account)
        bar.row.addWidget(self.accounts, 1)
        column.addWidget(bar)
        self.view = RowsView(model, state=state, key=KEY, name=say("Requests"), row_height=52)
        self.view.horizontalHeader().hide()
        self.view.set_empty(
            say("Nothing was asked yet"),
            say("Every request to a service since the start of the program is listed here."),
        )
        self.view.current_changed.connect(self.request_chosen)
        column.addWidget(self.view, 1)
        self.setFocusProxy(self.view)

    def show_accounts(self, accounts: Sequence[tuple[str, str]]) -> None:
        """Offer the accounts; the one that was chosen stays while it is there."""
        offered = [("", say("All accounts")), *accounts]
        shown = [
            (self.accounts.itemData(at), self.accounts.itemText(at))
            for at in range(self.accounts.count())
        ]
        if offered == shown:
            return
        kept = self.accounts.currentData()
        with QSignalBlocker(self.accounts):
            self.accounts.clear()
            for key, words in offered:
                self.accounts.addItem(words, key)
            self.accounts.setCurrentIndex(max(0, self.accounts.findData(kept)))
        if self.accounts.currentData() != kept:
            self._on_account()

    def _on_account(self) -> None:
        self.account_chosen.emit(self.accounts.currentData() or "")


class RequestDetails(QWidget):
    """One request with its answer, as much as was kept."""

    def __init__(self, copy: QAction) -> None:
        super().__init__()
        self.shown: Exchange | None = None
        set_surface(self, "sunk")
        self._copy = copy
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 24)
        column.setSpacing(14)
        self._whole = QWidget()
        inside = QVBoxLayout(self._whole)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(14)
        self.title = Text(face=Face.TITLE, wrap=True, copyable=True, name=say("Request"))
        self.pill = Pill()
        self.told = Text(tone="muted", wrap=True, copyable=True, name=say("What came of it"))
        inside.addWidget(self.title)
        inside.addWidget(self.pill, 0, Qt.AlignmentFlag.AlignLeft)
        inside.addWidget(self.told)
        row = LinedRow(32, left=0, right=0, lined=False)
        row.row.addWidget(KeyHintButton(copy))
        row.row.addStretch(1)
        inside.addWidget(row)
        self.facts = FactList(name=say("About the request"))
        about = Card(say("About it"))
        about.add(self.facts)
        inside.addWidget(about, 0, Qt.AlignmentFlag.AlignTop)
        self.asked_head, self.asked = self._card(inside, say("Request"), say("Sent"))
        self.answered_head, self.answered = self._card(inside, say("Answer"), say("Answered"))
        note = say(
            "Secrets, phones and e-mails are left out. Kept in memory until the program ends."
        )
        inside.addWidget(Text(note, face=Face.SECONDARY, tone="muted", wrap=True))
        column.addWidget(self._whole)
        self.nothing = StatePane(name=say("No request chosen"))
        self.nothing.show_state(
            say("No request chosen"),
            say("Choose one in the list to see what was sent and what came back."),
            icon="activity",
        )
        set_surface(self.nothing, "sunk")
        column.addWidget(self.nothing, 1)
        column.addStretch(1)
        self.show_request(None)

    def _card(self, column: QVBoxLayout, title: str, name: str) -> tuple[FactList, Text]:
        card = Card(title)
        head = FactList(name=say("{what}, head", what=name))
        body = Text(face=Face.MONO, wrap=True, copyable=True, name=name)
        card.add(head)
        card.add(body)
        column.addWidget(card, 0, Qt.AlignmentFlag.AlignTop)
        return head, body

    def show_request(self, exchange: Exchange | None) -> None:
        """Show another request; None shows that none is chosen."""
        self.shown = exchange
        self._whole.setVisible(exchange is not None)
        self.nothing.setVisible(exchange is None)
        allow(self._copy, "" if exchange is not None else say("Choose a request first."))
        if exchange is None:
            return
        self.title.setText(breakable(title(exchange)))
        self.pill.show_status(outcome(exchange), mark(exchange), tone(exchange))
        told = said_in_short(exchange)
        self.told.setText(told)
        self.told.setVisible(bool(told))
        self.facts.set_facts(
            [
                (say("Account"), exchange.account_title),
                (say("Operation"), exchange.operation),
                (say("Time"), f"{fmt.exact_time(exchange.at)} · {fmt.count(exchange.ms)} ms"),
                (say("Address"), exchange.origin),
                *(
                    (say("Asked: {name}", name=name), breakable(text))
                    for name, text in exchange.query
                ),
                ("X-Request-ID", exchange.request_id),
            ]
        )
        self.asked_head.set_facts(exchange.asked_head)
        self._show_body(self.asked, exchange.asked)
        self.answered_head.set_facts(exchange.answered_head)
        self._show_body(self.answered, exchange.answered)

    def _show_body(self, label: Text, body: str) -> None:
        label.setText(readable(body))
        label.setVisible(bool(body))
