"""Progress that counts: a thin bar with words, and the bar of time that is left."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from shipdesk.ui.paint import rounded
from shipdesk.ui.theme import Face, Tone, tokens
from shipdesk.ui.widgets.buttons import LinkButton
from shipdesk.ui.widgets.text import Text
from shipdesk.wording import phrase as say


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


class ProgressLine(QWidget):
    """`12 of 187` with a bar, what is being done, and a way to stop after the current item."""

    def __init__(self, title: str, *, stop: str = "") -> None:
        """`stop` is the text of the stop link; empty offers none."""
        super().__init__()
        self.setAccessibleName(title)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(5)
        row = QHBoxLayout()
        row.setSpacing(8)
        self._title = Text(title, face=Face.MEDIUM)
        self._count = Text(tone="muted", name=say("{title}, count").replace("{title}", title))
        row.addWidget(self._title)
        row.addWidget(self._count, 1)
        self.stop = LinkButton(stop)
        self.stop.setVisible(bool(stop))
        row.addWidget(self.stop, 0, Qt.AlignmentFlag.AlignRight)
        column.addLayout(row)
        self._bar = Bar(name=title)
        column.addWidget(self._bar)

    def set_progress(self, done: int, total: int, note: str = "") -> None:
        """Show how far it is."""
        words = say("{done} of {total}").replace("{done}", str(done)).replace("{total}", str(total))
        self._count.setText(f"{words} · {note}" if note else words)
        self._bar.set_share(done / total if total else 0.0)
