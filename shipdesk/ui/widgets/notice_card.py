"""One thing said in passing: a toast, or an error that stays until it is closed."""

from __future__ import annotations

from math import ceil

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QEnterEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from shipdesk.ui.icons import draw_icon
from shipdesk.ui.paint import rounded
from shipdesk.ui.theme import Face, Tone, text_width, tokens
from shipdesk.ui.widgets.buttons import IconButton
from shipdesk.ui.widgets.text import Text
from shipdesk.wording import phrase as say

_LEFT = 40
_RIGHT = 8
_GAP = 8
_LEAST = 200
_MOST = 480
_LOW = 40
_ICONS = {
    Tone.GREEN: "check",
    Tone.RED: "alert",
    Tone.AMBER: "alert",
    Tone.VIOLET: "question",
    Tone.BLUE: "info",
    Tone.GREY: "info",
}


class NoticeCard(QWidget):
    """A box in its tone, as wide as its words need; the mouse over it keeps it in sight."""

    closed = Signal()

    def __init__(self, title: str, words: str, tone: Tone, *, width: int = 0) -> None:
        """`width` 0 follows the title."""
        super().__init__()
        self._tone = tone
        self._width = width
        self._title = title
        self.subject = ""
        """What it is about, where a newer word about it takes its place."""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.closed)
        self._ms = 0
        self.setAccessibleName(title)
        self.setAccessibleDescription(words)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(_LEFT, 8, _RIGHT, 8)
        row.setSpacing(_GAP)
        self.words = QVBoxLayout()
        self.words.setSpacing(2)
        self.words.addWidget(Text(title, face=Face.MEDIUM, wrap=True))
        if words:
            self.words.addWidget(Text(words, face=Face.SECONDARY, wrap=True))
        row.addLayout(self.words, 1)
        self._buttons = QHBoxLayout()
        row.addLayout(self._buttons)
        self._close = IconButton(say("Close notice"), "close", size=24)
        self._close.clicked.connect(self.closed)
        row.addWidget(self._close, 0, Qt.AlignmentFlag.AlignTop)

    def add_button(self, button: QAbstractButton) -> None:
        """Put a button beside the words."""
        self._buttons.addWidget(button)

    def pass_after(self, milliseconds: int) -> None:
        """Close by itself after a while in which the mouse is not over it."""
        self._ms = milliseconds
        self._timer.start(milliseconds)

    def has_button(self) -> bool:
        """Tell whether there is something to do in it."""
        return self._buttons.count() > 0

    def is_passing(self) -> bool:
        """Tell whether it closes by itself."""
        return self._ms > 0

    def size_within(self, room: int) -> QSize:
        """Return the size it wants where `room` is as wide as it may be."""
        buttons = self._buttons.sizeHint().width()
        around = _LEFT + _RIGHT + 24 + 2 * _GAP + buttons
        wanted = self._width or ceil(text_width(self._title, Face.MEDIUM)) + around + 4
        width = max(_LEAST, min(wanted, self._width or _MOST, room))
        layout = self.layout()
        high = layout.heightForWidth(width) if layout is not None else 0
        return QSize(width, max(_LOW, high))

    def enterEvent(self, event: QEnterEvent) -> None:  # noqa: N802 - Qt's name
        """Stay while it is read."""
        super().enterEvent(event)
        self._timer.stop()

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Go on passing."""
        super().leaveEvent(event)
        if self._ms:
            self._timer.start(self._ms)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint box, edge and icon in the tone: it must stand out from the rows below it."""
        del event
        painter = QPainter(self)
        colours = tokens().tone(self._tone)
        rounded(painter, QRectF(self.rect()), 8, colours.tint, colours.dot)
        draw_icon(painter, QRectF(14, 12, 16, 16), _ICONS.get(self._tone, "info"), colours.text)
