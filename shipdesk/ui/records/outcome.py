"""How the last act stands: being sent, done, refused or unknown, and where to see more."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from shipdesk.domain.operation import OPEN_STATES, Operation, OperationState
from shipdesk.ui.icons import draw_icon
from shipdesk.ui.paint import hairline
from shipdesk.ui.records.words import outcome
from shipdesk.ui.theme import Face, Tone, tokens
from shipdesk.ui.widgets import ElidedLabel, IconButton, LinkButton, Text
from shipdesk.wording import phrase as say


class OutcomeLine(QWidget):
    """A line across the page on the tint of its state; gone when it is closed."""

    activity_wanted = Signal(str)
    """The operation's id."""
    correct_wanted = Signal(str)
    """The operation's id: its form is wanted once more, as it was filled."""

    use_wanted = Signal(str)
    """The operation's id: the secret that it made is to be used by the account from here on."""

    def __init__(self, *, name: str) -> None:
        super().__init__()
        self._tone, self._icon = Tone.GREY, ""
        self._operation: Operation | None = None
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(44, 9, 8, 9)
        outer.setSpacing(2)
        row = QHBoxLayout()
        row.setSpacing(8)
        self._state = Text(face=Face.STRONG, name=say("Outcome"))
        self._title = ElidedLabel(name=say("What was done"))
        row.addWidget(self._state)
        row.addWidget(self._title, 1)
        self.correct = LinkButton(say("Correct it…"))
        self.activity = LinkButton(say("Look in Activity"))
        self.use = LinkButton(say("Use it for this account…"))
        for link, signal in (
            (self.use, self.use_wanted),
            (self.correct, self.correct_wanted),
            (self.activity, self.activity_wanted),
        ):
            link.clicked.connect(lambda _on=False, out=signal: out.emit(self.operation_id()))
            row.addWidget(link)
        close = IconButton(say("Hide the outcome"), "close", size=22)
        close.clicked.connect(lambda: self.show_operation(None))
        row.addWidget(close)
        outer.addLayout(row)
        self._words = Text(
            face=Face.SECONDARY, wrap=True, copyable=True, name=say("What came of it")
        )
        outer.addWidget(self._words)
        self.hide()

    def operation_id(self) -> str:
        """Return the operation in sight; empty without one."""
        return self._operation.id if self._operation is not None else ""

    def show_operation(self, operation: Operation | None, *, usable: bool = False) -> None:
        """Show how an operation stands; None shows nothing. `usable`: it makes a secret."""
        self._operation = operation
        self.setVisible(operation is not None)
        if operation is None:
            return
        word, words, self._icon, self._tone = outcome(operation)
        self._state.setText(word)
        self._state.set_tone(self._tone)
        self._title.setText(operation.title)
        self._words.setText(words)
        self._words.setVisible(bool(words))
        asked = bool(operation.intent.get("fields"))
        self.correct.setVisible(operation.state is OperationState.REFUSED and asked)
        self.use.setVisible(usable and operation.state is OperationState.DONE)
        self.activity.setVisible(operation.state is not OperationState.SENT)
        self.setAccessibleDescription(f"{word}. {operation.title}. {words}")
        self.update()

    def is_open(self) -> bool:
        """Return whether the operation in sight has not ended."""
        return self._operation is not None and self._operation.state in OPEN_STATES

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint tint, icon and line."""
        del event
        painter = QPainter(self)
        shown = tokens()
        colours = shown.tone(self._tone)
        painter.fillRect(self.rect(), colours.tint)
        thin = hairline(painter)
        painter.fillRect(QRectF(0, self.height() - thin, self.width(), thin), shown.line)
        if self._icon:
            draw_icon(painter, QRectF(16, 12, 16, 16), self._icon, colours.text)
