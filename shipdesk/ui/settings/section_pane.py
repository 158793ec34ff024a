"""The body of a section: title, a sentence, cards under one another, scrolled."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from shipdesk.ui.theme import Face, set_surface
from shipdesk.ui.widgets import Text

_WIDEST = 720


class SectionPane(QWidget):
    """A column of cards that never becomes wider than can be read."""

    def __init__(self, title: str, sentence: str = "") -> None:
        super().__init__()
        set_surface(self, "sunk")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inside = QWidget()
        around = QVBoxLayout(inside)
        around.setContentsMargins(24, 20, 24, 24)
        column = QWidget()
        column.setMaximumWidth(_WIDEST)
        self.body = QVBoxLayout(column)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(14)
        self.title = Text(title, face=Face.TOTAL, wrap=True)
        self.sentence = Text(sentence, tone="muted", wrap=True)
        if not sentence:  # Shown before it has a parent it would be a window for a moment.
            self.sentence.hide()
        self.body.addWidget(self.title)
        self.body.addWidget(self.sentence)
        around.addWidget(column)
        around.addStretch(1)
        area.setWidget(inside)
        outer.addWidget(area)

    def add(self, *parts: QWidget) -> None:
        """Put parts below the others."""
        for part in parts:
            # Aligned, a card may become higher than its hint where its words wrap.
            self.body.addWidget(part, 0, Qt.AlignmentFlag.AlignTop)
