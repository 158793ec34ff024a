"""The search box: finds orders, parcels, customers and actions."""

from __future__ import annotations

from math import ceil

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit

from shipdesk.ui.icons import draw_icon
from shipdesk.ui.paint import cap_width, draw_cap
from shipdesk.ui.theme import tokens


class SearchField(QLineEdit):
    """A line edit with a glass at its left and its key at its right; Escape clears, then leaves."""

    searched = Signal(str)
    """What was typed changed."""
    submitted = Signal(str)
    """Enter: the first match is wanted at once."""
    stepped = Signal(int)
    """Arrow up (-1) or down (+1): move in the list of matches."""
    left = Signal()
    """Escape in an empty box."""

    def __init__(self, *, placeholder: str, name: str, hint: str = "") -> None:
        super().__init__()
        self._hint = hint
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(name)
        right = ceil(cap_width(hint)) + 4 if hint else 4
        self.setTextMargins(24, 0, right, 0)
        self.textEdited.connect(self.searched)

    def clear_search(self) -> None:
        """Empty the box and say so."""
        if self.text():
            self.clear()
            self.searched.emit("")

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Enter submits, arrows step, Escape clears."""
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.submitted.emit(self.text())
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.stepped.emit(1 if key == Qt.Key.Key_Down else -1)
        elif key == Qt.Key.Key_Escape:
            if self.text():
                self.clear_search()
            else:
                self.left.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint glass and key over the edit's own paint."""
        super().paintEvent(event)
        painter = QPainter(self)
        middle = self.height() / 2
        draw_icon(painter, QRectF(10, round(middle - 8), 16, 16), "search", tokens().muted)
        if self._hint and not self.text():
            draw_cap(painter, self.width() - 9 - cap_width(self._hint), middle, self._hint)
