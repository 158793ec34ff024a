"""Which addresses and field names of a service count, and the way to correct them."""

from __future__ import annotations

from PySide6.QtGui import QAction

from shipdesk.ui.theme import Tone
from shipdesk.ui.widgets import Card, KeyHintButton, LinedRow, Text
from shipdesk.wording import phrase as say


class TableCard(Card):
    """A sentence and a button."""

    def __init__(self, correct: QAction) -> None:
        super().__init__(say("Addresses and field names"))
        self.words = Text(wrap=True, copyable=True, tone="muted", name=say("Addresses in use"))
        self.add(self.words)
        row = LinedRow(32, left=0, right=0, lined=False)
        row.row.addWidget(KeyHintButton(correct))
        row.row.addStretch(1)
        self.add(row)

    def show_words(self, words: str, tone: Tone | str) -> None:
        """Say another sentence, in the colour of its news."""
        self.words.set_tone(tone)
        self.words.setText(words)
