"""Who cannot serve this parcel, why, and what would change that."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from shipdesk.domain.quote import NoQuote
from shipdesk.ui.icons import draw_icon
from shipdesk.ui.orders import fixes
from shipdesk.ui.theme import Face, set_surface, tokens
from shipdesk.ui.widgets import ElidedLabel, KeyHintButton, LinedRow, Text
from shipdesk.wording import phrase as say

_ROW = 34
_HIGH_ROW = 50
"""With a second line that says what to do where no button does it."""
_HEADING = 40
_TITLE_WIDTH = 210


class _Cross(QWidget):
    """A small cross: not this one."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(16, 16)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint it."""
        del event
        draw_icon(QPainter(self), QRectF(1, 1, 14, 14), "close", tokens().muted)


class NotForList(QScrollArea):
    """Rows of courier, reason and perhaps a button; as high as its rows, then it scrolls."""

    fix_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(say("Not for this parcel"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._rows: tuple[NoQuote, ...] = ()
        self.hide()

    def rows(self) -> tuple[NoQuote, ...]:
        """Return what is shown."""
        return self._rows

    def show_rows(self, rows: Sequence[NoQuote]) -> None:
        """Show these; none hides the list."""
        self._rows = tuple(rows)
        inside = QWidget()
        set_surface(inside, "surface")
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        heading = Text(say("Not for this parcel"), face=Face.LABEL, tone="muted")
        heading.setFixedHeight(_HEADING)
        heading.setContentsMargins(16, 10, 16, 0)
        column.addWidget(heading)
        for row in rows:
            column.addWidget(self._line(row))
        column.addStretch(1)
        self.setWidget(inside)
        height = _HEADING + sum(map(_height, rows))
        self.setMaximumHeight(height + 2)
        self.setMinimumHeight(min(height, _HEADING + 2 * _HIGH_ROW))
        self.setVisible(bool(rows))

    def _line(self, row: NoQuote) -> QWidget:
        line = LinedRow(_height(row))
        line.row.addWidget(_Cross())
        title = ElidedLabel(row.title, face=Face.MEDIUM)
        title.setFixedWidth(_TITLE_WIDTH)
        line.row.addWidget(title)
        place = fixes.place_of_fix(row)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addStretch(1)
        words.addWidget(ElidedLabel(row.reason, muted=True, name=row.title))
        if row.fix and not place:
            words.addWidget(ElidedLabel(row.fix, name=say("What to do: {who}", who=row.title)))
        words.addStretch(1)
        line.row.addLayout(words, 1)
        if place:
            button = KeyHintButton(
                row.fix.rstrip("."), height=26, name=f"{row.title}: {row.fix.rstrip('.')}"
            )
            button.clicked.connect(lambda: self.fix_wanted.emit(place))
            line.row.addWidget(button)
        return line


def _height(row: NoQuote) -> int:
    return _HIGH_ROW if row.fix and not fixes.place_of_fix(row) else _ROW
