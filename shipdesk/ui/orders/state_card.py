"""What is happening to an order right now, in large type, and the rules that it breaks."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from shipdesk.domain.rules import RuleProblem
from shipdesk.ui.layouts import empty
from shipdesk.ui.orders import fixes
from shipdesk.ui.orders.shown import StateWords
from shipdesk.ui.theme import Face, Tone
from shipdesk.ui.widgets import Card, KeyHintButton, LinkButton, Section, Text
from shipdesk.wording import phrase as say


class StateCard(Section):
    """A banner inside the details: buying, waiting, put aside, refused; leads to Activity."""

    operation_opened = Signal(str)

    def __init__(self, take_back: QAction) -> None:
        super().__init__()
        self._operation = ""
        self._card = Card()
        self._card.body.setContentsMargins(13, 10, 13, 11)
        self._card.body.setSpacing(3)
        self._title = Text(face=Face.TITLE, wrap=True, name=say("State of the order"))
        self._detail = Text(face=Face.SECONDARY, wrap=True, copyable=True, name=say("Reason"))
        self._link = LinkButton(say("Show in Activity"))
        self._link.clicked.connect(lambda: self.operation_opened.emit(self._operation))
        self._back = LinkButton(take_back)
        for part in (self._title, self._detail, self._link, self._back):
            self._card.add(part)
        self.add(self._card)
        self.hide()

    def show_state(self, words: StateWords | None) -> None:
        """Show what is happening; None shows nothing."""
        self.setVisible(words is not None)
        if words is None:
            return
        self._operation = words.operation_id
        self._card.set_tone(words.tone)
        self._title.setText(words.title)
        self._title.set_tone(words.tone)
        self._detail.setText(words.detail)
        self._detail.setVisible(bool(words.detail))
        self._link.setVisible(bool(words.operation_id))
        self._back.setVisible(words.unsent)

    def text(self) -> str:
        """Return the sentence that is shown; empty while hidden."""
        return "" if self.isHidden() else self._title.text()

    def detail(self) -> str:
        """Return the reason that is shown; empty while hidden."""
        return "" if self.isHidden() else self._detail.text()


class ProblemList(Section):
    """Broken rules, each with its fix: a value to accept, or the way to the field."""

    fix_taken = Signal(object)
    """A RuleProblem whose suggestion is accepted."""
    field_wanted = Signal(str)
    """The rule's field that is to be settled by hand."""

    def __init__(self) -> None:
        super().__init__()
        self._problems: tuple[RuleProblem, ...] | None = None
        self._rows = QVBoxLayout()
        self._rows.setSpacing(8)
        self.setAccessibleName(say("Problems of the order"))
        self.add(self._rows)
        self.hide()

    def problems(self) -> tuple[RuleProblem, ...]:
        """Return what is shown."""
        return self._problems or ()

    def show_problems(self, problems: Sequence[RuleProblem]) -> None:
        """Show these; none hides the section."""
        wanted = tuple(problems)
        if wanted == self._problems:
            return
        self._problems = wanted
        empty(self._rows)
        for problem in wanted:
            self._rows.addWidget(self._row(problem))
        self.setVisible(bool(wanted))

    def _row(self, problem: RuleProblem) -> QWidget:
        row = QWidget()
        column = QVBoxLayout(row)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        tone = Tone.AMBER if problem.missing else Tone.RED
        name = say("Problem: {field}", field=problem.field)
        column.addWidget(Text(problem.words, face=Face.SECONDARY, tone=tone, wrap=True, name=name))
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        if problem.suggestion:
            take = KeyHintButton(say("Use {value}", value=problem.suggestion), icon="check")
            take.clicked.connect(lambda: self.fix_taken.emit(problem))
            buttons.addWidget(take)
        else:
            go = KeyHintButton(_way(problem.field))
            go.clicked.connect(lambda: self.field_wanted.emit(problem.field))
            buttons.addWidget(go)
        buttons.addStretch(1)
        column.addLayout(buttons)
        return row


def _way(field: str) -> str:
    """Return what the button to a field says."""
    words = {
        fixes.LOCKER: say("Choose the locker…"),
        fixes.SIZE: say("Choose the size"),
        fixes.WEIGHT: say("Type the weight"),
        fixes.SIDES: say("Type the sides"),
        fixes.HANDING_IN: say("Choose how it is handed in"),
        fixes.PAYMENT: say("Settle the payment"),
    }
    return words.get(fixes.place_of(field), say("Correct it…"))
