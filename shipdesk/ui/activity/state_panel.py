"""The one sentence of an operation's state, in large type, with the time that is left."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from shipdesk.ui import format as fmt
from shipdesk.ui.activity.told import Countdown, Told
from shipdesk.ui.theme import Face
from shipdesk.ui.widgets import Bar, Card, FactList, Text
from shipdesk.wording import phrase as say

_SECOND_MS = 1000


class StatePanel(Card):
    """State, explanation and countdown; its timer runs only while an unknown is in sight."""

    def __init__(self) -> None:
        super().__init__()
        self.body.setContentsMargins(19, 15, 19, 17)
        self.body.setSpacing(6)
        self.sentence = Text(face=Face.STATE, wrap=True, copyable=True, name=say("State"))
        self.explanation = Text(wrap=True, copyable=True, name=say("Explanation"))
        self.refusals = FactList(name=say("What was refused"))
        self._line = QWidget()
        row = QHBoxLayout(self._line)
        row.setContentsMargins(0, 8, 0, 0)
        row.setSpacing(14)
        self._bar = Bar(name=say("Time left"), height=6)
        self._left = Text(face=Face.STRONG, name=say("Left"))
        self._note = Text(name=say("Look-ups"))
        row.addWidget(self._bar, 1)
        row.addWidget(self._left)
        row.addWidget(self._note)
        for part in (self.sentence, self.explanation, self.refusals, self._line):
            self.add(part)
        self._countdown: Countdown | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(_SECOND_MS)
        self._timer.timeout.connect(self._tick)

    def show_told(self, told: Told) -> None:
        """Show another operation, or the same one as it stands now."""
        self.set_tone(told.look.tone)
        self.sentence.set_tone(told.look.tone)
        self.sentence.setText(told.sentence)
        self.explanation.setText(told.explanation)
        self.explanation.setVisible(bool(told.explanation))
        self.refusals.set_facts(told.refusals)
        self.refusals.setVisible(bool(told.refusals))
        self._countdown = told.countdown
        self._line.setVisible(told.countdown is not None)
        self._run()

    def is_counting(self) -> bool:
        """Tell whether the time left is being counted."""
        return self._timer.isActive()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Count while somebody looks."""
        super().showEvent(event)
        self._run()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        """Count no longer than somebody looks."""
        super().hideEvent(event)
        self._timer.stop()

    def _run(self) -> None:
        if self._countdown is None or not self.isVisible():
            self._timer.stop()
            return
        self._tick()
        self._timer.start()

    def _tick(self) -> None:
        countdown = self._countdown
        if countdown is None:
            return
        whole = (countdown.until - countdown.since).total_seconds()
        left = (countdown.until - fmt.today()).total_seconds()
        share = 1 - left / whole if whole > 0 else 1.0
        tone = self._tone
        self._bar.set_share(share, tone)
        words = say("{left} left", left=fmt.left(left)) if left > 0 else say("the last look-up")
        self._left.setText(words)
        self._note.setText(countdown.note)
