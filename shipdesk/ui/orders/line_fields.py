"""The lines of a typed order: what, how many, for how much each."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from shipdesk.domain.money import Money
from shipdesk.domain.order import OrderLine
from shipdesk.ui import format as fmt
from shipdesk.ui.orders import typed
from shipdesk.ui.theme import Face
from shipdesk.ui.widgets import IconButton, LinkButton, Text, UnitEdit
from shipdesk.wording import phrase as say


class _LineRow(QWidget):
    """One line being typed."""

    removed = Signal()
    edited = Signal()

    def __init__(self, number: int, currency: str) -> None:
        super().__init__()
        self.description = UnitEdit(name=say("Item {n}", n=number))
        self.description.setPlaceholderText(say("What is it?"))
        self.quantity = UnitEdit("1", name=say("Pieces {n}", n=number))
        self.quantity.setFixedWidth(54)
        self.price = UnitEdit(unit=fmt.symbol(currency), name=say("Price each {n}", n=number))
        self.price.setFixedWidth(104)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.description, 1)
        row.addWidget(self.quantity)
        row.addWidget(self.price)
        remove = IconButton(say("Remove item {n}", n=number), "trash")
        remove.clicked.connect(self.removed)
        row.addWidget(remove)
        for edit in (self.description, self.quantity, self.price):
            edit.editingFinished.connect(self.edited)

    def line(self, currency: str) -> OrderLine | None:
        """Return the line, None where nothing is described."""
        words = self.description.text().strip()
        if not words:
            return None
        pieces = typed.parse_number(self.quantity.text())
        return OrderLine(
            description=words,
            quantity=max(1, int(pieces)) if pieces is not None else 1,
            price=typed.to_money(self.price.text(), currency),
        )


class LineFields(QWidget):
    """Rows of lines, at least one; `changed` comes when one is left or removed."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._currency = "PLN"
        self._rows: list[_LineRow] = []
        self._made = 0
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        heads = QHBoxLayout()
        heads.setSpacing(8)
        heads.addWidget(Text(say("Item"), face=Face.SECONDARY, tone="muted"), 1)
        for words, width in ((say("Pieces"), 54), (say("Price each"), 104), ("", 28)):
            head = Text(words, face=Face.SECONDARY, tone="muted")
            head.setFixedWidth(width)
            heads.addWidget(head)
        column.addLayout(heads)
        self._column = QVBoxLayout()
        self._column.setSpacing(6)
        column.addLayout(self._column)
        more = LinkButton(say("Add an item"))
        more.clicked.connect(self.add_row)
        column.addWidget(more, 0, Qt.AlignmentFlag.AlignLeft)
        self.add_row()

    def add_row(self) -> None:
        """Offer one more line."""
        self._made += 1
        row = _LineRow(self._made, self._currency)
        row.removed.connect(lambda: self._remove(row))
        row.edited.connect(self.changed)
        self._rows.append(row)
        self._column.addWidget(row)
        if self._made > 1:
            row.description.setFocus(Qt.FocusReason.OtherFocusReason)

    def set_currency(self, currency: str) -> None:
        """Show prices in another currency."""
        self._currency = currency
        for row in self._rows:
            row.price.set_unit(fmt.symbol(currency))

    def lines(self) -> tuple[OrderLine, ...]:
        """Return the lines that describe something."""
        found = (row.line(self._currency) for row in self._rows)
        return tuple(line for line in found if line is not None)

    def total(self) -> Money | None:
        """Return the sum of all lines, None where a price is missing."""
        lines = self.lines()
        if not lines or any(line.price is None for line in lines):
            return None
        minor = sum(line.price.minor * line.quantity for line in lines if line.price)
        return Money(minor, self._currency)

    def _remove(self, row: _LineRow) -> None:
        if len(self._rows) == 1:
            row.description.clear()
            row.price.clear()
        else:
            self._rows.remove(row)
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.changed.emit()
