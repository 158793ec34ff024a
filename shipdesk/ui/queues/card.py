"""A held act in the details: since when it waits, what changed, before and now side by side."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from shipdesk.domain.held import Held
from shipdesk.ui.layouts import empty
from shipdesk.ui.queues.words import compared, heading
from shipdesk.ui.theme import Face, Tone
from shipdesk.ui.widgets import Card, KeyHintButton, Kind, Text
from shipdesk.wording import phrase as say


class HeldCard(Card):
    """Shows one held act and its ways out; hidden where nothing is held."""

    def __init__(self, go_on: QAction, buy: QAction, leave: QAction) -> None:
        super().__init__()
        self.setAccessibleName(say("Waits for your word"))
        self.body.setContentsMargins(15, 12, 15, 14)
        self._title = Text(face=Face.TITLE, wrap=True, name=say("Why it waits"))
        self._words = Text(face=Face.SECONDARY, wrap=True, copyable=True, name=say("Since when"))
        self._changes = QWidget()
        self._changes.setAccessibleName(say("What changed"))
        self._grid = QGridLayout(self._changes)
        self._grid.setContentsMargins(0, 4, 0, 4)
        self._grid.setHorizontalSpacing(14)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(1, 1)
        self._grid.setColumnStretch(2, 1)
        for part in (self._title, self._words, self._changes):
            self.add(part)
        row = QHBoxLayout()
        row.setSpacing(8)
        for action, kind in ((go_on, Kind.PRIMARY), (buy, Kind.PRIMARY), (leave, Kind.SECONDARY)):
            row.addWidget(KeyHintButton(action, kind=kind))
        row.addStretch(1)
        self.add(row)
        self.hide()

    def show_held(self, held: Held | None) -> None:
        """Show another act, or the same one as it stands now; None hides the card."""
        self.setVisible(held is not None)
        if held is None:
            return
        title, words, tone = heading(held)
        self.set_tone(tone)
        self._title.setText(title)
        self._title.set_tone(tone)
        self._words.setText(words)
        empty(self._grid)
        self._changes.setVisible(bool(held.changes))
        if not held.changes:
            return
        for column, text in enumerate(("", say("Before"), say("Now"))):
            self._put(0, column, Text(text, face=Face.LABEL, tone="muted"))
        for place, change in enumerate(held.changes, start=1):
            about, before, now = compared(change)
            self._put(place, 0, Text(about, face=Face.SECONDARY, tone="muted"))
            then = Text(before, face=Face.SECONDARY, wrap=True, copyable=True)
            then.setAccessibleName(say("{what} before", what=about))
            today = Text(now, face=Face.MEDIUM, tone=Tone.AMBER, wrap=True, copyable=True)
            today.setAccessibleName(say("{what} now", what=about))
            self._put(place, 1, then)
            self._put(place, 2, today)

    def _put(self, row: int, column: int, part: QWidget) -> None:
        self._grid.addWidget(part, row, column, Qt.AlignmentFlag.AlignTop)
