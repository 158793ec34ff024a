"""What stands in the window while a profile cannot be opened: what happened, why, what to do."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from shipdesk.errors import ShipDeskError
from shipdesk.ui.theme import Face, Tone, set_surface
from shipdesk.ui.widgets import KeyHintButton, Kind, Text
from shipdesk.ui.widgets.state_pane import BigIcon
from shipdesk.wording import phrase as say

_WIDEST = 520


class Refusal(QWidget):
    """Fills the window; nothing of the profile is open behind it."""

    again_requested = Signal()
    anyway_requested = Signal()
    bring_requested = Signal()
    close_requested = Signal()

    def __init__(self, error: ShipDeskError, *, anyway: bool, bring: bool) -> None:
        """`anyway` offers to open the files although another computer has not closed them.

        `bring` offers to take a file that was saved in their place.
        """
        super().__init__()
        set_surface(self, "sunk")
        self.setAccessibleName(error.title)
        self.setAccessibleDescription(f"{error.detail} {error.hint}")
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 24)
        column.setSpacing(10)
        column.addStretch(2)
        column.addWidget(BigIcon("alert", Tone.AMBER), 0, Qt.AlignmentFlag.AlignHCenter)
        self.words = [
            _line(error.title, Face.STATE),
            _line(error.detail, Face.BODY),
            _line(error.hint, Face.BODY, "muted"),
        ]
        for words in self.words:
            words.setFixedWidth(_WIDEST)
            words.setVisible(bool(words.text()))
            # A row of its own: an aligned word would get the height that it has on one line.
            row = QHBoxLayout()
            row.addStretch(1)
            row.addWidget(words)
            row.addStretch(1)
            column.addLayout(row)
        column.addSpacing(12)
        column.addLayout(self._buttons(anyway=anyway, bring=bring))
        column.addStretch(3)

    def show_problem(self, error: ShipDeskError) -> None:
        """Say why what was tried did not work."""
        texts = (error.title, error.detail, error.hint)
        for words, text in zip(self.words, texts, strict=True):
            words.setText(text)
            words.setVisible(bool(text))

    def _buttons(self, *, anyway: bool, bring: bool) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        again = KeyHintButton(say("Try again"), kind=Kind.PRIMARY, height=36)
        again.clicked.connect(self.again_requested)
        row.addWidget(again)
        others = []
        if anyway:
            others.append((say("It is closed there: open here"), self.anyway_requested))
        if bring:
            others.append((say("Move to this PC…"), self.bring_requested))
        for text, signal in (*others, (say("Close ShipDesk"), self.close_requested)):
            button = KeyHintButton(text, height=36)
            button.clicked.connect(signal)
            row.addWidget(button)
        row.addStretch(1)
        self.setFocusProxy(again)
        return row


def _line(text: str, face: Face, tone: str = "") -> Text:
    made = Text(text, face=face, tone=tone, wrap=True, copyable=True)
    made.setAlignment(Qt.AlignmentFlag.AlignHCenter)
    return made
