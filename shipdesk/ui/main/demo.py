"""What marks the demo: the DEMO button with its menu, and the strip of six things to try."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QWidget

from shipdesk.ui.icons import draw_icon
from shipdesk.ui.paint import CENTER, LEFT, focus_ring, hairline, rounded
from shipdesk.ui.theme import Face, Tone, font, text_width, tokens
from shipdesk.ui.widgets.buttons import EnterPresses, IconButton
from shipdesk.ui.widgets.text import Text
from shipdesk.wording import phrase as say

FRAME = 3


def mark_width(word: str) -> int:
    """Return how wide the word on the frame is with its arrow, in pixels."""
    return ceil(text_width(word, Face.LABEL)) + 36


class DemoButton(EnterPresses):
    """The word on the frame; a click opens *What if…*."""

    def __init__(self, word: str, menu: QMenu, parent: QWidget) -> None:
        super().__init__(parent)
        self._menu = menu
        self.setText(word)
        self.setAccessibleName(word)
        self.setToolTip(say("What if…"))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.clicked.connect(self._open)
        self.resize(self.sizeHint())

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Word and arrow."""
        return QSize(mark_width(self.text()), 27)

    def _open(self) -> None:
        self._menu.popup(self.mapToGlobal(self.rect().bottomLeft()))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint a tab that hangs from the frame."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        shown = tokens()
        shape = QPainterPath()
        shape.addRoundedRect(QRectF(-10, -10, self.width() + 10, self.height() + 10), 8, 8)
        painter.fillPath(shape, shown.demo)
        bold = font(Face.LABEL)
        painter.setFont(bold)
        painter.setPen(shown.demo_text)
        width = text_width(self.text(), Face.LABEL)
        painter.drawText(QRectF(10, 0, width + 4, self.height() - 1), LEFT, self.text())
        mark = QRectF(14 + width, 7, 12, 12)
        draw_icon(painter, mark, "chevron-down", shown.demo_text)
        if self.hasFocus():
            focus_ring(painter, QRectF(self.rect()), 4, shown.demo_text)


class _Step(EnterPresses):
    """One thing to try: its number in a ring, its sentence."""

    def __init__(self, number: int, words: str) -> None:
        super().__init__()
        self._number = number
        self._on = False
        self._done = False
        self._short = False
        self.setText(words)
        self.setAccessibleName(say("Try step {n}").replace("{n}", str(number)))
        self.setAccessibleDescription(words)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def set_on(self, on: bool) -> None:  # noqa: FBT001 - a setter, as Qt's own
        """Mark the step as the next one."""
        self._on = on
        self.updateGeometry()
        self.update()

    def set_done(self) -> None:
        """Tick it off."""
        self._done = True
        self.setAccessibleDescription(say("{words}: done").replace("{words}", self.text()))
        self.update()

    def full_width(self) -> int:
        """Return the width with the sentence, in its heavier weight."""
        return ceil(text_width(self.text(), Face.LABEL)) + 27

    def set_short(self, short: bool) -> None:  # noqa: FBT001 - a setter, as Qt's own
        """Show the number only; the sentence becomes the tooltip."""
        self._short = short
        self.setToolTip(self.text() if short else "")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Ring, and the sentence where there is room."""
        return QSize(19 if self._short else self.full_width(), 26)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint ring, number and words."""
        del event
        painter = QPainter(self)
        shown = tokens()
        amber = shown.tone(Tone.AMBER)
        middle = self.height() / 2
        ring = QRectF(0, round(middle - 9), 18, 18)
        if self._on:
            rounded(painter, ring, 9, shown.demo)
        else:
            rounded(painter, ring, 9, None, amber.text)
        painter.setFont(font(Face.BADGE))
        painter.setPen(shown.demo_text if self._on else amber.text)
        if self._done and not self._on:
            draw_icon(painter, ring.adjusted(3, 3, -3, -3), "check", amber.text)
        else:
            painter.drawText(ring, CENTER, str(self._number))
        painter.setFont(font(Face.LABEL if self._on else Face.SECONDARY))
        painter.setPen(amber.text)
        if not self._short:
            painter.drawText(QRectF(24, 0, self.width(), self.height()), LEFT, self.text())
        if self.underMouse() and not self._short:
            under = QColor(amber.text)
            under.setAlphaF(0.5)
            painter.fillRect(QRectF(24, middle + 9, self.width() - 27, hairline(painter)), under)
        if self.hasFocus():
            focus_ring(painter, QRectF(self.rect()), 4)


class TryStrip(QWidget):
    """*Try it* 1 to 6; can be dismissed, and stays away."""

    step_chosen = Signal(int)
    dismissed = Signal()

    def __init__(self, steps: Sequence[str]) -> None:
        super().__init__()
        self.setAccessibleName(say("Try it"))
        self.setFixedHeight(38)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 8, 1)
        row.setSpacing(12)
        row.addWidget(Text(say("Try it"), face=Face.LABEL, tone=Tone.AMBER))
        self._steps: list[_Step] = []
        self._current = 1
        for number, words in enumerate(steps, start=1):
            step = _Step(number, words)
            step.clicked.connect(lambda _on=False, n=number: self.step_chosen.emit(n))
            row.addWidget(step)
            self._steps.append(step)
        row.addStretch(1)
        close = IconButton(say("Dismiss the strip"), "close")
        close.clicked.connect(self._dismiss)
        row.addWidget(close)
        self.setMinimumWidth(200)
        self.set_step(1)

    def set_done(self, number: int) -> None:
        """Tick a step off."""
        self._steps[number - 1].set_done()

    def set_step(self, number: int) -> None:
        """Mark the step that comes next; 0 marks none."""
        for at, step in enumerate(self._steps, start=1):
            step.set_on(at == number)
        self._current = number
        self._fit()

    def current(self) -> int:
        """Return the step that comes next."""
        return self._current

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Show the sentences that fit; the next step's first."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        room = self.width() - 140 - 31 * len(self._steps)
        order = sorted(range(len(self._steps)), key=lambda at: (at + 1 != self._current, at))
        for at in order:
            wanted = self._steps[at].full_width() - 19
            self._steps[at].set_short(wanted > room)
            room = room - wanted if wanted <= room else -1

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint tint and line."""
        del event
        painter = QPainter(self)
        painter.fillRect(self.rect(), tokens().tone(Tone.AMBER).tint)
        thin = hairline(painter)
        painter.fillRect(QRectF(0, self.height() - thin, self.width(), thin), tokens().line)

    def _dismiss(self) -> None:
        self.hide()
        self.dismissed.emit()
