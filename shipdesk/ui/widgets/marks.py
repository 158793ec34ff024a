"""Small marks of state: pill, badge, dot and key cap."""

from __future__ import annotations

from math import ceil

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from shipdesk.ui.paint import (
    BADGE_HEIGHT,
    CAP_HEIGHT,
    PILL_HEIGHT,
    badge_width,
    cap_width,
    draw_badge,
    draw_cap,
    draw_pill,
    pill_width,
)
from shipdesk.ui.theme import Tone


class _Mark(QWidget):
    """A painted word of fixed size."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(text)

    def text(self) -> str:
        """Return the word."""
        return self._text

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Never be clipped."""
        return self.sizeHint()

    def _changed(self) -> None:
        self.setAccessibleName(self._text)
        self.updateGeometry()
        self.update()


class Pill(_Mark):
    """A status: icon and word on the tone's tint."""

    def __init__(self, text: str = "", icon: str = "", tone: Tone = Tone.GREY) -> None:
        super().__init__(text)
        self._icon = icon
        self._tone = tone

    def show_status(self, text: str, icon: str, tone: Tone) -> None:
        """Show another status."""
        self._text, self._icon, self._tone = text, icon, tone
        self._changed()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Word and icon."""
        return QSize(ceil(pill_width(self._text, self._icon)), int(PILL_HEIGHT))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint the pill."""
        del event
        if self._text:
            painter = QPainter(self)
            draw_pill(painter, 0, self.height() / 2, self._text, self._icon, self._tone)


class Badge(_Mark):
    """A word without icon, beside a title."""

    def __init__(self, text: str = "", tone: Tone = Tone.GREY) -> None:
        super().__init__(text)
        self._tone = tone

    def show_word(self, text: str, tone: Tone) -> None:
        """Show another word."""
        self._text, self._tone = text, tone
        self._changed()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """The word."""
        return QSize(ceil(badge_width(self._text)), int(BADGE_HEIGHT))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint the badge."""
        del event
        if self._text:
            draw_badge(QPainter(self), 0, self.height() / 2, self._text, self._tone)


class KeyCap(_Mark):
    """A key of the keyboard, as a hint beside a sentence."""

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """The key's name."""
        return QSize(ceil(cap_width(self._text)), int(CAP_HEIGHT))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint the cap."""
        del event
        draw_cap(QPainter(self), 0, self.height() / 2, self._text)
