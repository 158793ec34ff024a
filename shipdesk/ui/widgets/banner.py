"""A banner across the content: what is wrong with which account, why, and the way out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QAction, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from shipdesk.errors import ShipDeskError
from shipdesk.ui.icons import draw_icon
from shipdesk.ui.paint import hairline
from shipdesk.ui.theme import Face, Tone, set_tone, tokens
from shipdesk.ui.widgets.buttons import IconButton, KeyHintButton
from shipdesk.ui.widgets.text import Text
from shipdesk.wording import phrase as say


@dataclass(frozen=True, slots=True)
class BannerText:
    """What a banner says."""

    title: str
    detail: str = ""
    hint: str = ""
    tone: Tone = Tone.AMBER
    icon: str = "alert"

    @classmethod
    def of(cls, account: str, error: ShipDeskError, tone: Tone = Tone.AMBER) -> BannerText:
        """Make the banner of an account's error; it names the account."""
        return cls(f"{account}: {error.title}", error.detail, error.hint, tone)


class BannerView(QWidget):
    """One banner; its actions are buttons, it may be closed by hand."""

    dismissed = Signal()

    def __init__(self, text: BannerText, actions: Sequence[QAction] = ()) -> None:
        super().__init__()
        self._text = text
        self.setAccessibleName(text.title)
        self.setAccessibleDescription(f"{text.detail} {text.hint}".strip())
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        row = QHBoxLayout(self)
        row.setContentsMargins(44, 8, 8, 9)
        row.setSpacing(8)
        words = QVBoxLayout()
        words.setSpacing(1)
        self._title = Text(text.title, face=Face.STRONG, wrap=True)
        set_tone(self._title, text.tone)
        words.addWidget(self._title)
        below = " ".join(part for part in (text.detail, text.hint) if part)
        if below:
            words.addWidget(Text(below, face=Face.SECONDARY, wrap=True))
        row.addLayout(words, 1)
        for action in actions:
            row.addWidget(KeyHintButton(action), 0, Qt.AlignmentFlag.AlignVCenter)
        close = IconButton(say("Hide this banner"), "close")
        close.clicked.connect(self.dismissed)
        row.addWidget(close, 0, Qt.AlignmentFlag.AlignVCenter)

    def set_title(self, title: str) -> None:
        """Say something else in the title; everything else stays as it is."""
        if title != self._title.text():
            self._title.setText(title)
            self.setAccessibleName(title)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint tint, icon and line."""
        del event
        painter = QPainter(self)
        shown = tokens()
        colours = shown.tone(self._text.tone)
        painter.fillRect(self.rect(), colours.tint)
        thin = hairline(painter)
        painter.fillRect(QRectF(0, self.height() - thin, self.width(), thin), shown.line)
        draw_icon(painter, QRectF(16, 10, 16, 16), self._text.icon, colours.text)
