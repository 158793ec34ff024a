"""The sheet with all offers of one courier: what each service costs, or why it is not there."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from shipdesk.domain.offer import Offer
from shipdesk.ui import format as fmt
from shipdesk.ui.table import (
    Align,
    Column,
    Look,
    MemorySource,
    MemoryViewState,
    RowsModel,
    RowsView,
)
from shipdesk.ui.tasks import TaskScope
from shipdesk.ui.theme import Face, Tone
from shipdesk.ui.widgets import KeyHintButton, Kind, Sheet, Text
from shipdesk.wording import phrase as say

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_ROW = 46


class OfferLine:
    """An offer with a number of its own, so that the list never mixes two answers."""

    def __init__(self, line_id: int, offer: Offer) -> None:
        self.id = line_id
        self.offer = offer


def offer_price(offer: Offer) -> str:
    """Return what an offer costs; contract customers are told no price."""
    if not offer.available:
        return fmt.DASH
    return fmt.money(offer.total, missing=say("by contract"))


def _state(line: OfferLine) -> str:
    return say("available") if line.offer.available else say("not available")


def _why(line: OfferLine) -> str:
    if line.offer.available:
        return say("to a locker") if line.offer.to_locker else ""
    return " ".join(say(reason) for reason in line.offer.reasons)


def _columns() -> tuple[Column, ...]:
    return (
        Column(
            key="service",
            title=say("Service"),
            text=lambda line: line.offer.service_title,
            second=_why,
            face=Face.STRONG,
            look=lambda line: None if line.offer.available else Look.muted(),
            width=320,
            stretch=True,
            tip=_why,
        ),
        Column(
            key="state",
            title=say("Offer"),
            text=_state,
            width=130,
            look=lambda line: (
                Look.pill(_state(line), "check", Tone.GREEN)
                if line.offer.available
                else Look.pill(_state(line), "close", Tone.GREY)
            ),
        ),
        Column(
            key="price",
            title=say("Price"),
            text=lambda line: offer_price(line.offer),
            align=Align.RIGHT,
            face=Face.STRONG,
            sample="88 888,88 zł",
            elide=False,
        ),
    )


class CompareSheet(Sheet):
    """Shows the offers of a draft; Enter buys the one in hand, Escape gives the draft back."""

    buy_requested = Signal(object)
    """The offer to buy."""
    again_requested = Signal()

    def __init__(
        self, host: QWidget, title: str, subtitle: str, scope: TaskScope, *, why_not_buy: str = ""
    ) -> None:
        """`why_not_buy` says why nothing can be bought from here, "" where it can."""
        super().__init__(host, title, subtitle, width=660, scroll=False)
        self._why_not_buy = why_not_buy
        self._next = 1
        self._offers: tuple[Offer, ...] = ()
        self._source = MemorySource(id_of=lambda line: line.id)
        self._model = RowsModel(_columns(), self._source, scope)
        self.view = RowsView(
            self._model, state=MemoryViewState(), key="offers", name=say("Offers"), row_height=_ROW
        )
        self.view.set_empty(say("Waiting for the offers…"), say("This takes about a second."))
        self._note = Text(face=Face.SECONDARY, tone="muted", wrap=True, name=say("About offers"))
        self.body.setContentsMargins(0, 12, 0, 0)
        self.body.setSpacing(8)
        above = QVBoxLayout()
        above.setContentsMargins(20, 0, 20, 0)
        above.addWidget(self._note)
        self.body.addLayout(above)
        self.body.addWidget(self.view, 1)
        self.again = KeyHintButton(say("Compare again"), height=36)
        self.again.clicked.connect(self.again_requested)
        cancel = KeyHintButton(say("Close"), height=36, key="Esc")
        cancel.clicked.connect(self.close_sheet)
        self.buy = KeyHintButton(
            say("Buy"), kind=Kind.PRIMARY, height=36, key="Enter", name=say("Buy this offer")
        )
        self.buy.clicked.connect(self.submit)
        self.footer.addWidget(self.again)
        self.footer.addStretch(1)
        self.footer.addWidget(cancel)
        self.footer.addWidget(self.buy)
        self.view.current_changed.connect(lambda _id: self._show_current())
        self.view.opened.connect(lambda _id: self.submit())
        self._model.counted.connect(self._on_counted)
        self.show_waiting()

    def offers(self) -> tuple[Offer, ...]:
        """Return what is shown."""
        return self._offers

    def words(self) -> str:
        """Return the sentence above the offers."""
        return self._note.text()

    def current(self) -> Offer | None:
        """Return the offer in hand, None without one."""
        current = self.view.current_id()
        line = None if current is None else self._model.row(current)
        return line.offer if isinstance(line, OfferLine) else None

    def show_waiting(self) -> None:
        """Say that a draft is made and its offers are awaited."""
        self._say(say("A draft is made and all services are asked. Nothing is bought."))
        self._show_current()

    def show_offers(self, offers: Sequence[Offer]) -> None:
        """Show all offers, available ones first."""
        if tuple(offers) == self._offers:
            return
        self._offers = tuple(offers)
        lines = [OfferLine(self._next + at, offer) for at, offer in enumerate(offers)]
        self._next += len(lines)
        self._source.replace(lines)
        self._model.set_query(self._next)
        words = say("Offers of a draft: nothing is bought, and the draft goes when this closes.")
        self._say(f"{words} {self._why_not_buy}".strip())

    def show_problem(self, words: str) -> None:
        """Say why there are no offers, or why one was not bought."""
        self._say(words, problem=True)
        if not self._offers:
            self.view.set_empty(say("No offers"), words)

    def submit(self) -> None:
        """Ask to buy the offer in hand; says why where that cannot be done."""
        offer = self.current()
        if offer is None:
            return
        why_not = self._why_not(offer)
        if why_not:
            self._say(why_not, problem=True)
        else:
            self.buy_requested.emit(offer)

    def open(self) -> None:
        """Show the sheet with the list in hand."""
        super().open()
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Enter buys, Escape closes."""
        if event.key() in _ENTER:
            self.submit()
            event.accept()
        else:
            super().keyPressEvent(event)

    def _on_counted(self, count: int) -> None:
        if count and self.view.current_id() is None:
            self.view.go_to(0)
        self._show_current()

    def _show_current(self) -> None:
        offer = self.current()
        able = not self._why_not(offer)
        self.buy.set_why_not(self._why_not(offer))
        words = say("Buy")
        if offer is not None and able:
            words = f"{say('Buy')} · {offer_price(offer)}"
        self.buy.setText(words.replace("&", "&&"))

    def _why_not(self, offer: Offer | None) -> str:
        """Return why the offer in hand cannot be bought, "" where it can."""
        if offer is None:
            return say("Choose an offer first.")
        if self._why_not_buy or offer.available:
            return self._why_not_buy
        return " ".join(say(reason) for reason in offer.reasons) or say("It cannot be had now.")

    def _say(self, words: str, *, problem: bool = False) -> None:
        self._note.setText(words)
        self._note.set_tone("red" if problem else "muted")
