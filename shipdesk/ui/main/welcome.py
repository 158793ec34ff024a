"""The first thing a new profile shows: what the program does, and how to connect a shop."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QAction, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from shipdesk.ui.icons import draw_icon
from shipdesk.ui.paint import rounded
from shipdesk.ui.theme import Face, Tone, set_surface, tokens
from shipdesk.ui.widgets import Card, KeyHintButton, Kind, Text
from shipdesk.wording import phrase as say

_WIDEST = 640
_EDGE = 24
_ICONS = ("orders", "locker", "truck")


class _Mark(QWidget):
    """The program's sign: a parcel on the accent colour."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(56, 56)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint it."""
        del event
        painter = QPainter(self)
        shown = tokens()
        rounded(painter, QRectF(self.rect()), 14, shown.primary)
        draw_icon(painter, QRectF(14, 14, 28, 28), "box", shown.on_primary)


class _Service(QWidget):
    """One service that can be connected: its name and what it is for."""

    def __init__(self, title: str, purpose: str, icon: str) -> None:
        super().__init__()
        self._icon = icon
        self.setAccessibleName(title)
        self.setAccessibleDescription(purpose)
        row = QVBoxLayout(self)
        row.setContentsMargins(48, 10, 16, 11)
        row.setSpacing(1)
        row.addWidget(Text(title, face=Face.MEDIUM))
        row.addWidget(Text(purpose, face=Face.SECONDARY, tone="muted", wrap=True))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint the icon."""
        del event
        draw_icon(QPainter(self), QRectF(18, 12, 16, 16), self._icon, tokens().muted)


class Welcome(QWidget):
    """Stands where Orders would be while no account is connected and no order is known."""

    def __init__(
        self,
        connect: QAction,
        demo: QAction,
        move: QAction,
        services: Sequence[tuple[str, str]],
        command: str,
    ) -> None:
        """`services` are names and purposes; `command` starts the demo by hand.

        `move` takes everything from another computer.
        """
        super().__init__()
        self.setAccessibleName(say("Welcome"))
        set_surface(self, "sunk")
        inside = QWidget()
        self._column = QVBoxLayout(inside)
        self._column.setSpacing(0)
        self._column.addStretch(2)
        self._column.addWidget(_Mark(), 0, Qt.AlignmentFlag.AlignHCenter)
        self._column.addSpacing(16)
        self._column.addWidget(_middle(say("Connect your shop"), Face.STATE))
        self._column.addSpacing(6)
        about = say(
            "ShipDesk reads your orders, compares couriers, buys once, prints the label "
            "and books the pickup."
        )
        self._column.addWidget(_middle(about, Face.BODY, "muted"))
        self._column.addSpacing(20)
        self._column.addLayout(self._buttons(connect, demo, move))
        self._column.addSpacing(24)
        self._column.addWidget(_services(services))
        self._column.addSpacing(14)
        words = say(
            "The demo is this program with a shop of its own: nothing in it is real and nothing "
            "leaves this computer.\nBy hand: {command}",
            command=command,
        )
        self._column.addWidget(_middle(words, Face.SECONDARY, "muted", copyable=True))
        self._column.addStretch(3)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inside)
        outer = QHBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addStretch(1)
        outer.addWidget(area, 100)
        outer.addStretch(1)
        area.setMaximumWidth(_WIDEST + 2 * _EDGE)
        self._column.setContentsMargins(_EDGE, _EDGE, _EDGE, _EDGE)

    def _buttons(self, connect: QAction, demo: QAction, move: QAction) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        main = KeyHintButton(connect, kind=Kind.PRIMARY, height=36)
        row.addWidget(main)
        row.addWidget(KeyHintButton(move, height=36))
        row.addWidget(KeyHintButton(demo, height=36))
        row.addStretch(1)
        self.setFocusProxy(main)
        return row


def _services(services: Sequence[tuple[str, str]]) -> Card:
    card = Card(say("What can be connected"), tone=None)
    card.flush()
    for at, (title, purpose) in enumerate(services):
        card.add(_Service(title, purpose, _ICONS[at % len(_ICONS)]))
    card.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
    return card


def _middle(text: str, face: Face, tone: Tone | str = "", *, copyable: bool = False) -> Text:
    made = Text(text, face=face, tone=tone, wrap=True, copyable=copyable)
    made.setAlignment(Qt.AlignmentFlag.AlignHCenter)
    return made
