"""The recipient as the label will read, with the locker and what is guessed."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from shipdesk.domain.address import Address, place_lines
from shipdesk.domain.order import Order
from shipdesk.services.points import Point
from shipdesk.ui.icons import draw_icon
from shipdesk.ui.theme import Face, tokens
from shipdesk.ui.widgets import Card, LinkButton, Text
from shipdesk.wording import phrase as say


class _Mark(QWidget):
    """A small icon in the text's muted colour."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name
        self.setFixedSize(16, 18)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """One line high."""
        return QSize(16, 18)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint the icon."""
        del event
        draw_icon(QPainter(self), QRectF(0, 2, 14, 14), self._name, tokens().muted)


class AddressCard(Card):
    """Shows name, locker or street, town and how to reach the recipient."""

    country_confirmed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.body.setContentsMargins(13, 9, 13, 10)
        self.body.setSpacing(1)
        self._who = Text(face=Face.STRONG, wrap=True, copyable=True, name=say("Recipient"))
        self._locker_line = QWidget()
        line = QHBoxLayout(self._locker_line)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(4)
        line.addWidget(_Mark("locker"))
        self.locker = Text(face=Face.STRONG, copyable=True, name=say("Locker"))
        line.addWidget(self.locker)
        self._point = Text(face=Face.BODY, tone="muted", wrap=True, name=say("Locker address"))
        line.addWidget(self._point, 1)
        self._lines = Text(wrap=True, copyable=True, name=say("Address"))
        self._reach = Text(face=Face.SECONDARY, tone="muted", wrap=True, copyable=True,
                           name=say("Phone and e-mail"))  # fmt: skip
        self._guess = QWidget()
        guess = QHBoxLayout(self._guess)
        guess.setContentsMargins(0, 3, 0, 0)
        guess.setSpacing(6)
        self._guess_words = Text(face=Face.SECONDARY, tone="amber", name=say("Guessed country"))
        guess.addWidget(self._guess_words)
        right = LinkButton(say("That is right"))
        right.clicked.connect(self.country_confirmed)
        guess.addWidget(right)
        guess.addStretch(1)
        column = QVBoxLayout()
        column.setSpacing(1)
        for part in (self._who, self._locker_line, self._lines, self._reach, self._guess):
            column.addWidget(part)
        self.add(column)

    def show_order(
        self, order: Order, point: Point | None = None, *, editable: bool = True
    ) -> None:
        """Show where the parcel goes; `point` is the locker as the courier knows it."""
        to = order.recipient
        self._who.setText(to.who or say("The name is missing"))
        self._who.set_tone("" if to.who else "red")
        self._locker_line.setVisible(bool(order.locker))
        self.locker.setText(order.locker)
        self._lines.set_tone("muted" if order.locker else "")
        self._show_lines(_street_lines(to))
        self.show_point(point)
        self._reach.setText(" · ".join(part for part in (to.phone, to.email) if part))
        self._reach.setVisible(bool(self._reach.text()))
        self._guess.setVisible(editable and to.country_guessed and bool(to.country))
        self._guess_words.setText(
            say("Country {country} guessed from the postcode", country=to.country)
        )

    def show_point(self, point: Point | None) -> None:
        """Show the street of the locker, or that it takes no parcels now."""
        if point is None:
            self._point.setText("")
            return
        words = point.street
        if point.operating:
            self._show_lines([f"{point.postcode} {point.city}".strip()])
        else:
            words = say("{where} · takes no parcels now", where=words)
        self._point.set_tone("muted" if point.operating else "red")
        self._point.setText(words)

    def _show_lines(self, lines: list[str]) -> None:
        self._lines.setText("\n".join(line for line in lines if line))
        self._lines.setVisible(bool(self._lines.text()))

    def show_unknown_point(self) -> None:
        """Say that the courier does not know the locker."""
        self._point.set_tone("red")
        self._point.setText(say("not known to the courier"))


def _street_lines(to: Address) -> list[str]:
    """Return the label's lines without the name, which stands above them."""
    return [*([to.company] if to.name else []), *place_lines(to)]
