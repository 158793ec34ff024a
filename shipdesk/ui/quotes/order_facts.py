"""The order whose quotes are compared, in a few lines, in place of the form."""

from __future__ import annotations

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QVBoxLayout, QWidget

from shipdesk.ui import format as fmt
from shipdesk.ui.orders.shown import OrderView, payment_words
from shipdesk.ui.theme import Face
from shipdesk.ui.widgets import FactList, LinkButton, Section, Text
from shipdesk.wording import phrase as say


class OrderFacts(QWidget):
    """Number, recipient, place, parcel and payment; everything is changed on the Orders page."""

    def __init__(self, open_order: QAction) -> None:
        super().__init__()
        self._number = Text(face=Face.TITLE, name=say("Order of the quotes"))
        self._facts = FactList(name=say("What is quoted"))
        self._open = LinkButton(open_order)
        section = Section(say("Order in hand"))
        section.add(self._number)
        section.add(self._facts)
        section.add(self._open)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(section)
        column.addStretch(1)

    def show_order(self, view: OrderView | None) -> None:
        """Show an order; None says that none is chosen."""
        self._open.setVisible(view is not None)
        if view is None:
            self._number.setText(say("No order chosen"))
            self._facts.set_facts(())
            return
        order, parcel = view.order, view.sheet.parcel
        self._number.setText(order.number)
        place = " ".join(part for part in (order.recipient.postcode, order.recipient.city) if part)
        weight = " ".join(part for part in (parcel.size, fmt.weight(parcel.weight_g)) if part)
        sides = fmt.size(*parcel.sides) if all(parcel.sides) else fmt.DASH
        self._facts.set_facts(
            (
                (say("Recipient"), order.recipient.who),
                (say("To"), f"{order.locker} · {place}" if order.locker else place),
                (say("Parcel"), weight),
                (say("Sides"), sides),
                (say("Payment"), payment_words(order)),
            )
        )
