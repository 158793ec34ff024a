"""The top of an order's details: number, stage, when, from where and how it is paid."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from shipdesk.domain.order import Order, OrderLine
from shipdesk.ui import format as fmt
from shipdesk.ui.layouts import empty
from shipdesk.ui.orders import stages
from shipdesk.ui.orders.shown import OrderView, meta_of, pill_key
from shipdesk.ui.theme import Face
from shipdesk.ui.widgets import (
    ElidedLabel,
    IconButton,
    LinkButton,
    Pill,
    Section,
    Text,
)
from shipdesk.wording import phrase as say
from shipdesk.wording import plural

_FEW_LINES = 4


class OrderHeader(Section):
    """Number and stage in large type, the rest in one muted line."""

    def __init__(self, hold: QAction, copy: QAction) -> None:
        super().__init__()
        self.number = Text(face=Face.TITLE, copyable=True, name=say("Order number"))
        self.stage = Pill()
        self.stage.setAccessibleName(say("Order stage"))
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.number)
        row.addWidget(self.stage)
        row.addStretch(1)
        row.addWidget(IconButton(hold))
        row.addWidget(IconButton(copy))
        self.add(row)
        self._meta = Text(face=Face.SECONDARY, tone="muted", wrap=True, name=say("About the order"))
        self.add(self._meta)
        self.body.setSpacing(4)

    def show_order(self, view: OrderView, now: datetime) -> None:
        """Show the head of an order."""
        self.number.setText(view.order.number)
        word, icon, tone = stages.pill(view.row.stage, pill_key(view, now))
        self.stage.show_status(word, icon, tone)
        self.stage.setAccessibleName(say("Order stage"))
        self.stage.setAccessibleDescription(word)
        self._meta.setText(meta_of(view.order))


class ItemList(QWidget):
    """What was bought: pieces, description and price each; a long list is folded."""

    def __init__(self) -> None:
        super().__init__()
        self._lines: tuple[OrderLine, ...] | None = None
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(4)

    def show_lines(self, order: Order) -> None:
        """Show the lines of an order."""
        if order.lines == self._lines:
            return
        self._lines = order.lines
        self._fill(_FEW_LINES)

    def _fill(self, most: int) -> None:
        empty(self._rows)
        lines = self._lines or ()
        if not lines:
            self._rows.addWidget(Text(say("No items told"), tone="muted"))
        for line in lines[:most]:
            self._rows.addWidget(_line(line))
        left = len(lines) - most
        if left > 0:
            more = LinkButton(plural(left, "and {n} more item", "and {n} more items"))
            more.clicked.connect(lambda: self._fill(len(lines)))
            self._rows.addWidget(more)


def _line(line: OrderLine) -> QWidget:
    row = QWidget()
    parts = QHBoxLayout(row)
    parts.setContentsMargins(0, 0, 0, 0)
    parts.setSpacing(8)
    parts.addWidget(Text(f"{fmt.count(line.quantity)} ×", tone="muted"))
    parts.addWidget(ElidedLabel(line.description), 1)
    price = fmt.money(line.price, missing="")
    if price:
        each = say("{price} each", price=price) if line.quantity > 1 else price
        parts.addWidget(Text(each, face=Face.SECONDARY, tone="muted"))
    return row
