"""A thin bar that fills, as the time that is left."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from shipdesk.ui.paint import rounded
from shipdesk.ui.theme import Tone, tokens


class Bar(QWidget):
    """A bar filled to a share of its width in a tone."""

    def __init__(self, *, name: str, tone: Tone | None = None, height: int = 6) -> None:
        super().__init__()
        self._share = 0.0
        self._tone = tone
        self.setAccessibleName(name)
        self.setFixedHeight(height)
        self.setMinimumWidth(40)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_share(self, share: float, tone: Tone | None = None) -> None:
        """Fill to a share between 0 and 1; `tone` None is the accent colour."""
        self._share = min(1.0, max(0.0, share))
        self._tone = tone
        self.setAccessibleDescription(f"{round(self._share * 100)} %")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint groove and filling."""
        del event
        painter = QPainter(self)
        shown = tokens()
        rect = QRectF(self.rect())
        radius = rect.height() / 2
        rounded(painter, rect, radius, shown.line)
        if self._share > 0:
            colour: QColor = shown.accent if self._tone is None else shown.tone(self._tone).dot
            width = max(rect.height(), rect.width() * self._share)
            rounded(painter, QRectF(0, 0, width, rect.height()), radius, colour)
