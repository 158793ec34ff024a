"""One answer of several in a question: its key, its words, and what it means below them."""

from __future__ import annotations

from math import ceil

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy

from shipdesk.ui.icons import draw_icon
from shipdesk.ui.paint import CAP_HEIGHT, LEFT, draw_cap, elide, focus_ring, rounded
from shipdesk.ui.theme import Face, font, metrics, tokens
from shipdesk.ui.widgets.buttons import EnterPresses

_LEFT = 44
_RIGHT = 34
_LOW = 38
_LINE = 18
_WRAP = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap


class ChoiceRow(EnterPresses):
    """A button as wide as the question, read from the left."""

    def __init__(self, text: str, detail: str, key: str) -> None:
        super().__init__()
        self._detail = detail
        self._key = key
        self.setText(text)
        self.setAccessibleName(text)
        self.setAccessibleDescription(detail)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(bool(detail))
        self.setSizePolicy(policy)

    def words(self) -> str:
        """Return the answer as it is painted."""
        return self.text()

    def heightForWidth(self, width: int) -> int:  # noqa: N802 - Qt's name
        """Room for the words and for what they mean."""
        if not self._detail:
            return _LOW
        room = QRectF(0, 0, max(80, width - _LEFT - _RIGHT), 1000)
        lines = metrics(Face.SECONDARY).boundingRect(room, int(_WRAP), self._detail)
        return 9 + _LINE + 1 + ceil(lines.height()) + 10

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As a question gives it."""
        return QSize(320, self.heightForWidth(400))

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """May be narrower; never lower."""
        return QSize(160, self.heightForWidth(max(160, self.width())))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint box, key, words, meaning, and the sign that it leads on."""
        del event
        painter = QPainter(self)
        shown = tokens()
        rect = QRectF(self.rect())
        on = self.isEnabled()
        over = on and (self.underMouse() or self.isDown())
        rounded(painter, rect, 6, shown.hover if over else shown.surface, shown.border)
        first = rect.center().y() if not self._detail else 9 + _LINE / 2
        draw_cap(painter, 14, first, self._key, ink=None if on else shown.disabled)
        room = rect.width() - _LEFT - _RIGHT
        painter.setFont(font(Face.MEDIUM))
        painter.setPen(shown.text if on else shown.disabled)
        words = QRectF(_LEFT, first - CAP_HEIGHT, room, 2 * CAP_HEIGHT)
        painter.drawText(words, LEFT, elide(self.text(), Face.MEDIUM, room))
        if self._detail:
            painter.setFont(font(Face.SECONDARY))
            painter.setPen(shown.muted if on else shown.disabled)
            below = QRectF(_LEFT, 9 + _LINE + 1, room, rect.height())
            painter.drawText(below, int(_WRAP), self._detail)
        mark = QRectF(rect.right() - 27, round(rect.center().y() - 7), 14, 14)
        draw_icon(painter, mark, "chevron-right", shown.muted if on else shown.disabled)
        if self.hasFocus():
            focus_ring(painter, rect, 6)
