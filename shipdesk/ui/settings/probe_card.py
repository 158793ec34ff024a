"""What "Test connection" answered: one line per operation, in words."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from shipdesk.services.accounts import ProbeAnswer
from shipdesk.ui.theme import Face, Tone
from shipdesk.ui.widgets import Card, Line, Pill, Text
from shipdesk.wording import phrase as say

_STATES = {
    "works": ("works", "check", Tone.GREEN),
    "address_unknown": ("address unknown", "question", Tone.AMBER),
    "failed": ("failed", "alert", Tone.RED),
    "not_tried": ("not tried", "minus", Tone.GREY),
}


def state_words(state: str) -> str:
    """Return how an operation answered, in words."""
    return say(_STATES.get(state, (state, "", Tone.GREY))[0])


class ProbeCard(Card):
    """The answers under one another; a sentence where there are none."""

    def __init__(self) -> None:
        super().__init__(say("Connection test"))
        self.sentence = Text(wrap=True, copyable=True, name=say("Test result"))
        self.add(self.sentence)
        self._table: QWidget | None = None

    def show_waiting(self) -> None:
        """Say that the service is being asked."""
        self._clear()
        self.sentence.set_tone("muted")
        self.sentence.setText(say("Asking the service; nothing is bought…"))

    def show_answers(
        self, answers: Sequence[ProbeAnswer], failure: str, *, paused: bool = False
    ) -> None:
        """Show the answers, or why there are none; a test alone sets nothing going again."""
        self._clear()
        works = sum(each.state == "works" for each in answers)
        tried = sum(each.state != "not_tried" for each in answers)
        told = say("{works} of {tried} operations work.", works=works, tried=tried)
        if paused and works == tried:
            told = f"{told} {say('Save the account: then what waits for it goes on.')}"
        self.sentence.set_tone(Tone.RED if failure or works < tried else Tone.GREEN)
        self.sentence.setText(failure or told)
        if not answers:
            return
        self._table = QWidget()
        self._table.setAccessibleName(say("Answers"))
        self._table.setAccessibleDescription(
            "; ".join(f"{each.title}: {state_words(each.state)}" for each in answers)
        )
        grid = QGridLayout(self._table)
        grid.setContentsMargins(0, 2, 0, 0)
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(0)
        grid.setColumnStretch(2, 1)
        for at, each in enumerate(answers):
            row = 2 * at
            grid.addWidget(Line(), row, 0, 1, 3)
            grid.setRowMinimumHeight(row + 1, 32)
            word, icon, tone = _STATES.get(each.state, (each.state, "", Tone.GREY))
            grid.addWidget(Text(each.title), row + 1, 0)
            grid.addWidget(Pill(say(word), icon, tone), row + 1, 1, Qt.AlignmentFlag.AlignLeft)
            detail = Text(each.words, face=Face.SECONDARY, tone="muted", wrap=True, copyable=True)
            grid.addWidget(detail, row + 1, 2)
        self.add(self._table)

    def _clear(self) -> None:
        if self._table is not None:
            self.body.removeWidget(self._table)
            self._table.hide()
            self._table.deleteLater()
            self._table = None
