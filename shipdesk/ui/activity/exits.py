"""The ways out of an unknown as cards: each says what it does, and when it is closed, why."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QAction, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QSizePolicy, QWidget

from shipdesk.ui.icons import draw_icon
from shipdesk.ui.shortcuts import allow
from shipdesk.ui.theme import Face, Tone, tokens
from shipdesk.ui.widgets import Badge, Card, KeyHintButton, Kind, Text

_ABREAST = 620


class _Lock(QWidget):
    """A small lock before the reason why something is closed."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(14, 16)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint the lock."""
        del event
        draw_icon(QPainter(self), QRectF(0, 2, 13, 13), "lock", tokens().muted)


class ExitCard(Card):
    """One way out: title, what it does, why it is closed, and its button."""

    def __init__(self, title: str, action: QAction, kind: Kind) -> None:
        super().__init__()
        self.setAccessibleName(title)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self._action = action
        self.body.setSpacing(6)
        head = QHBoxLayout()
        head.setSpacing(8)
        self._title = Text(title, face=Face.STRONG)
        head.addWidget(self._title)
        self.badge = Badge()
        self.badge.hide()
        head.addWidget(self.badge)
        head.addStretch(1)
        self.add(head)
        self._words = Text(face=Face.SECONDARY, tone="muted", wrap=True)
        self.add(self._words)
        self._closed = QWidget()
        row = QHBoxLayout(self._closed)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(5)
        self._why = Text(face=Face.SECONDARY, wrap=True, name=f"{title}: closed")
        row.addWidget(_Lock(), 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._why, 1)
        self.add(self._closed)
        self.body.addStretch(1)
        self._buttons = QHBoxLayout()
        self._buttons.setContentsMargins(0, 4, 0, 0)
        self._button = KeyHintButton(action, kind=kind)
        self._buttons.addWidget(self._button)
        self._buttons.addStretch(1)
        self.add(self._buttons)

    def add_other(self, action: QAction) -> None:
        """Put another way beside the first; its button hides with the action."""
        self._buttons.insertWidget(1, KeyHintButton(action, kind=Kind.SECONDARY))

    def show_exit(self, words: str, closed: str) -> None:
        """Say what it does; `closed` says why it cannot be done now, and shuts it."""
        self._words.setText(words)
        self._why.setText(closed)
        self._closed.setVisible(bool(closed))
        allow(self._action, closed)

    def set_kind(self, kind: Kind) -> None:
        """Make its button louder or quieter."""
        self._button.set_kind(kind)

    def show_title(self, title: str) -> None:
        """Call it otherwise: the same way out of another state."""
        self._title.setText(title)
        self.setAccessibleName(title)

    def show_badge(self, words: str, tone: Tone) -> None:
        """Show a word beside the title; empty takes it away."""
        self.badge.show_word(words, tone)
        self.badge.setVisible(bool(words))


class Abreast(QWidget):
    """Parts side by side, under one another where there is no room."""

    def __init__(self, *parts: tuple[QWidget, int], least: int = _ABREAST) -> None:
        super().__init__()
        self._least = least
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(14)
        for part, stretch in parts:
            self._row.addWidget(part, stretch)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Turn where it becomes narrow."""
        super().resizeEvent(event)
        wide = event.size().width() >= self._least
        wanted = QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
        if self._row.direction() != wanted:
            self._row.setDirection(wanted)
