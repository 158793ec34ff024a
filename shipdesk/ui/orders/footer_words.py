"""The key to assumed values below the list."""

from __future__ import annotations

from math import ceil

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from shipdesk.ui import format as fmt
from shipdesk.ui.paint import LEFT, hairline
from shipdesk.ui.theme import Face, font, metrics, text_width, tokens
from shipdesk.wording import phrase as say

_SAMPLE_GRAMS = 400


class AssumedHint(QWidget):
    """Shows how an assumed weight looks and says what the dashes mean."""

    def __init__(self) -> None:
        super().__init__()
        self._sample = fmt.weight(_SAMPLE_GRAMS)
        self._words = say("= assumed")
        self.setAccessibleName(say("Dashed values are assumed"))
        self.setToolTip(say("From the order's items or the parcel preset; nobody measured it."))
        self.setFixedHeight(20)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Both parts with a gap."""
        width = text_width(self._sample, Face.SECONDARY) + text_width(self._words, Face.SECONDARY)
        return QSize(ceil(width) + 6, 20)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Never be clipped."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint the sample with its dashes, then the words."""
        del event
        painter = QPainter(self)
        shown = tokens()
        painter.setFont(font(Face.SECONDARY))
        painter.setPen(shown.muted)
        width = text_width(self._sample, Face.SECONDARY)
        painter.drawText(QRectF(0, 0, width + 2, 20), LEFT, self._sample)
        painter.drawText(QRectF(width + 5, 0, 200, 20), LEFT, self._words)
        pen = QPen(shown.disabled, hairline(painter))
        pen.setDashPattern([3, 2])
        painter.setPen(pen)
        below = round(10 + metrics(Face.SECONDARY).ascent() / 2 + 2)
        painter.drawLine(0, below, round(width), below)
