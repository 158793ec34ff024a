"""What stands where there is nothing to show: what is so, why, and the one thing to do."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QAction, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from shipdesk.ui.icons import draw_icon
from shipdesk.ui.paint import rounded
from shipdesk.ui.theme import Face, Tone, set_surface, tokens
from shipdesk.ui.widgets.buttons import KeyHintButton, Kind
from shipdesk.ui.widgets.text import Text

_WIDEST = 380
_EDGE = 16


class BigIcon(QWidget):
    """An icon in a soft circle."""

    def __init__(self, icon: str = "", tone: Tone = Tone.GREY) -> None:
        super().__init__()
        self._icon, self._tone = icon, tone
        self.setFixedSize(44, 44)

    def show_icon(self, icon: str, tone: Tone) -> None:
        """Show another icon."""
        self._icon, self._tone = icon, tone
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint circle and icon."""
        del event
        painter = QPainter(self)
        colours = tokens().tone(self._tone)
        rounded(painter, QRectF(self.rect()), 22, colours.tint)
        if self._icon:
            draw_icon(painter, QRectF(12, 12, 20, 20), self._icon, colours.text)


class StatePane(QWidget):
    """Fills the place it is given, a little above its middle; its words wrap where it is narrow."""

    def __init__(self, *, name: str = "") -> None:
        super().__init__()
        set_surface(self, "surface")
        if name:
            self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._icon = BigIcon()
        self._title = _centred(Face.TITLE, "")
        self._sentence = _centred(Face.BODY, "muted")
        self._button: KeyHintButton | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(_EDGE, _EDGE, _EDGE, _EDGE)
        self._column.setSpacing(8)
        self._column.addStretch(2)
        self._column.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignHCenter)
        self._column.addWidget(self._title)
        self._column.addWidget(self._sentence)
        self._column.addStretch(3)

    def show_state(
        self,
        title: str,
        sentence: str,
        action: QAction | None = None,
        *,
        icon: str = "box",
        tone: Tone = Tone.GREY,
        primary: bool = False,
    ) -> None:
        """Say it; the action becomes a button, the page's main one where `primary`."""
        self._icon.show_icon(icon, tone)
        self._title.setText(title)
        self._sentence.setText(sentence)
        self._sentence.setVisible(bool(sentence))
        self.setAccessibleDescription(f"{title}. {sentence}")
        kept = self._button.action() if self._button is not None else None
        if kept is not action:
            self._replace_button(action)
        if self._button is not None:
            self._button.set_kind(Kind.PRIMARY if primary else Kind.SECONDARY)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Keep lines short: what is wider than a line stands empty at both sides."""
        side = max(_EDGE, (self.width() - _WIDEST) // 2)
        self._column.setContentsMargins(side, _EDGE, side, _EDGE)
        super().resizeEvent(event)

    def _replace_button(self, action: QAction | None) -> None:
        if self._button is not None:
            self._column.removeWidget(self._button)
            self._button.hide()
            self._button.deleteLater()
            self._button = None
        if action is not None:
            self._button = KeyHintButton(action)
            at = self._column.count() - 1
            self._column.insertWidget(at, self._button, 0, Qt.AlignmentFlag.AlignHCenter)


def _centred(face: Face, tone: str) -> Text:
    """Return words that wrap and stand in the middle."""
    made = Text(face=face, tone=tone, wrap=True)
    made.setAlignment(Qt.AlignmentFlag.AlignHCenter)
    return made
