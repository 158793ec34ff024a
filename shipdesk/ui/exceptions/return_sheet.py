"""The sheet that calls a parcel back: the reason first, then the button that names the parcel."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QPlainTextEdit, QRadioButton, QWidget

from shipdesk.domain.delivery_exception import ReturnReason
from shipdesk.domain.rules import RuleProblem
from shipdesk.domain.shipment import Shipment
from shipdesk.ui import format as fmt
from shipdesk.ui.theme import Face
from shipdesk.ui.widgets import Card, FormField, KeyHintButton, Kind, Sheet, Text
from shipdesk.wording import phrase as say

Check = Callable[[str, str], Sequence[RuleProblem]]


class ReturnSheet(Sheet):
    """Built for one occasion; nothing can be called back without a reason."""

    asked = Signal(str, str)
    """The reason's code, and the comment."""

    def __init__(
        self, host: QWidget, shipment: Shipment, reasons: Sequence[ReturnReason], check: Check
    ) -> None:
        super().__init__(
            host,
            say("Return to me"),
            f"{shipment.recipient.who} · {fmt.tracking(shipment.tracking_number)}",
            width=480,
        )
        self._reasons, self._check = tuple(reasons), check
        warning = Card()
        words = Text(
            say("This cannot be taken back: the courier turns round and bills the way."), wrap=True
        )
        warning.add(words)
        self.body.addWidget(warning)
        self.body.addWidget(Text(say("Reason"), face=Face.LABEL, tone="muted"))
        self._group = QButtonGroup(self)
        for number, reason in enumerate(self._reasons, 1):
            button = QRadioButton(f"{number}   {say(reason.title)}")
            button.setAccessibleName(say(reason.title))
            self._group.addButton(button, number)
            self.body.addWidget(button)
        self._group.idToggled.connect(lambda _id, _on: self._on_reason())
        self._problem = Text(face=Face.SECONDARY, tone="red", name=say("Problem: Reason"))
        self._problem.hide()
        self.body.addWidget(self._problem)
        self.comment = QPlainTextEdit()
        self.comment.setTabChangesFocus(True)
        self.comment.setFixedHeight(78)
        self._comment = FormField(say("Comment"), self.comment)
        self.body.addWidget(self._comment)
        self.body.addStretch(1)
        cancel = KeyHintButton(say("Cancel"), height=36, key="Esc")
        cancel.clicked.connect(self.close_sheet)
        tail = fmt.tracking_tail(shipment.tracking_number)
        self.confirm = KeyHintButton(
            say("Return {number} to me", number=tail),
            kind=Kind.DANGER,
            height=36,
            name=say("Return it now"),
        )
        self.confirm.clicked.connect(self.submit)
        self._on_reason()
        self.footer.addStretch(1)
        self.footer.addWidget(cancel)
        self.footer.addWidget(self.confirm)

    def reason(self) -> str:
        """Return the chosen reason's code, "" while none is chosen."""
        number = self._group.checkedId()
        return self._reasons[number - 1].code if number > 0 else ""

    def choose(self, number: int) -> None:
        """Choose a reason by its place in the list, from 1."""
        button = self._group.button(number)
        if button is not None:
            button.setChecked(True)
            button.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def submit(self) -> None:
        """Refuse beside the field what the courier would refuse, else ask and close."""
        comment = self.comment.toPlainText().strip()
        found = {each.field: each for each in self._check(self.reason(), comment)}
        wrong = found.get("reason")
        self._problem.setText(wrong.words if wrong else "")
        self._problem.setVisible(wrong is not None)
        problem = found.get("comment")
        suggestion = problem.suggestion if problem else None
        self._comment.set_problem(problem.words if problem else "", suggestion)
        if found:
            self._comment.focus_editor()
            return
        self.asked.emit(self.reason(), comment)
        self.close_sheet()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """A digit chooses the reason; Enter never confirms what cannot be undone."""
        digit = event.text()
        if digit.isdigit() and 1 <= int(digit) <= len(self._reasons):
            self.choose(int(digit))
            event.accept()
            return
        super().keyPressEvent(event)

    def _on_reason(self) -> None:
        self.confirm.set_why_not("" if self.reason() else say("Choose the reason first."))
        chosen = next((each for each in self._reasons if each.code == self.reason()), None)
        needed = chosen is not None and chosen.comment
        hint = say("What happened, for the courier") if needed else ""
        self.comment.setPlaceholderText(hint)
