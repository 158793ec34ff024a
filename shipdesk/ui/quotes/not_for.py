"""Who cannot serve this parcel, why, and what would change that."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from shipdesk.domain.quote import NoQuote
from shipdesk.ui.icons import draw_icon
from shipdesk.ui.layouts import let_grow
from shipdesk.ui.orders import fixes
from shipdesk.ui.paint import line_below
from shipdesk.ui.theme import Face, set_surface, tokens
from shipdesk.ui.widgets import ElidedLabel, KeyHintButton, Text
from shipdesk.wording import phrase as say

_ROW = 34
_HEADING = 40
_TITLE_WIDTH = 180


class _Cross(QWidget):
    """A small cross: not this one."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(16, 16)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint it."""
        del event
        draw_icon(QPainter(self), QRectF(1, 1, 14, 14), "close", tokens().muted)


class _Line(QWidget):
    """One row with a thin line below, as high as its words need."""

    def __init__(self) -> None:
        super().__init__()
        let_grow(self)
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(16, 4, 16, 4)
        self.row.setSpacing(8)
        self.setMinimumHeight(_ROW)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint the line."""
        del event
        line_below(QPainter(self), QRectF(self.rect()), tokens().line)


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
        self._fit()
        self.setMinimumHeight(min(_HEADING + _ROW * len(rows), _HEADING + 2 * _ROW))
        self.setVisible(bool(rows))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Be as high as the rows are at this width."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        inside = self.widget()
        if inside is not None:
            self.setMaximumHeight(inside.heightForWidth(self.viewport().width()) + 2)

    def _line(self, row: NoQuote) -> QWidget:
        line = _Line()
        line.row.addWidget(_Cross())
        title = ElidedLabel(row.title, face=Face.MEDIUM)
        title.setFixedWidth(_TITLE_WIDTH)
        line.row.addWidget(title)
        place = fixes.place_of_fix(row)
        words = row.reason if place or not row.fix else f"{row.reason} {row.fix}"
        line.row.addWidget(Text(words, tone="muted", wrap=True, name=row.title), 1)
        if place:
            button = KeyHintButton(
                row.fix.rstrip("."), height=26, name=f"{row.title}: {row.fix.rstrip('.')}"
            )
            button.clicked.connect(lambda: self.fix_wanted.emit(place))
            line.row.addWidget(button)
        return line
