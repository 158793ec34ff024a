"""Questions with one answer: opened, never executed, and awaited."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QDialog, QHBoxLayout, QVBoxLayout, QWidget

from shipdesk.ui.paint import rounded
from shipdesk.ui.theme import Face, set_surface, tokens
from shipdesk.ui.widgets.buttons import KeyHintButton, Kind
from shipdesk.ui.widgets.cards import LinedRow
from shipdesk.ui.widgets.choice_row import ChoiceRow
from shipdesk.ui.widgets.fields import FormField
from shipdesk.ui.widgets.text import Text
from shipdesk.wording import phrase as say


async def finished(dialog: QDialog) -> int:
    """Open a dialog and wait for its result; a cancelled wait rejects and deletes it.

    Never `exec()`: inside a coroutine it loses other tasks for good.
    """
    done: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    def on_finished(result: int) -> None:
        if not done.done():
            done.set_result(result)

    dialog.finished.connect(on_finished)
    dialog.open()
    try:
        return await done
    finally:
        dialog.finished.disconnect(on_finished)
        if dialog.isVisible():
            dialog.reject()
        dialog.deleteLater()
        _give_back(dialog.parentWidget())


def _give_back(asked_by: QWidget | None) -> None:
    """Make the window active again where no window manager does."""
    if asked_by is not None and QApplication.activeWindow() is None:
        asked_by.window().activateWindow()


class Question(QDialog):
    """A dialog in the program's look: title, body, buttons at the right."""

    def __init__(self, parent: QWidget | None, title: str, *, width: int = 440) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self.setModal(True)
        set_surface(self, "surface")
        self.setFixedWidth(width)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        inside = QWidget()
        self.body = QVBoxLayout(inside)
        self.body.setContentsMargins(20, 18, 20, 18)
        self.body.setSpacing(10)
        self.body.addWidget(Text(title, face=Face.TITLE, wrap=True))
        column.addWidget(inside, 1)
        bar = LinedRow(56, left=20, right=20, above=True)
        self.buttons: QHBoxLayout = bar.row
        self.buttons.addStretch(1)
        column.addWidget(bar)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Make room for all of the text: Qt gives a fixed width the height of another one."""
        column = self.layout()
        if column is not None:
            self.setMinimumHeight(column.totalHeightForWidth(self.width()))
        super().showEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint ground and edge: on a dark page a question would melt into it."""
        super().paintEvent(event)
        painter = QPainter(self)
        shown = tokens()
        rounded(painter, QRectF(self.rect()), 0, shown.surface, shown.border)

    def add_button(
        self, text: str, *, kind: Kind = Kind.SECONDARY, key: str = "", result: int | None = None
    ) -> KeyHintButton:
        """Add a button at the right; with `result` it ends the dialog."""
        button = KeyHintButton(text, kind=kind, key=key)
        button.setMinimumWidth(72)
        if result is not None:
            button.clicked.connect(lambda: self.done(result))
        self.buttons.addWidget(button)
        return button


async def ask_confirm(
    parent: QWidget,
    *,
    title: str,
    text: str,
    confirm: str,
    danger: bool = False,
    cancel: str = "",
) -> bool:
    """Ask before something odd or irreversible; Enter confirms only what is harmless."""
    dialog = Question(parent, title)
    dialog.body.addWidget(Text(text, wrap=True))
    no = dialog.add_button(cancel or say("Cancel"), result=QDialog.DialogCode.Rejected)
    yes = dialog.add_button(
        confirm, kind=Kind.DANGER if danger else Kind.PRIMARY, result=QDialog.DialogCode.Accepted
    )
    (no if danger else yes).setFocus(Qt.FocusReason.OtherFocusReason)
    return await finished(dialog) == QDialog.DialogCode.Accepted


class FormDialog(Question):
    """Fields and a confirming button; it closes only when `problems` finds none.

    Override `problems`, or give `check`.
    """

    def __init__(
        self,
        parent: QWidget | None,
        title: str,
        confirm: str,
        *,
        check: Callable[[], Mapping[FormField, str]] | None = None,
        width: int = 440,
    ) -> None:
        super().__init__(parent, title, width=width)
        self._fields: list[FormField] = []
        self._check = check
        self.add_button(say("Cancel"), result=QDialog.DialogCode.Rejected)
        self.confirm = self.add_button(confirm, kind=Kind.PRIMARY)
        self.confirm.clicked.connect(self.try_accept)

    def add(self, *fields: FormField) -> None:
        """Add fields; several in one call stand side by side."""
        self._fields.extend(fields)
        if len(fields) == 1:
            self.body.addWidget(fields[0])
            return
        row = QHBoxLayout()
        row.setSpacing(8)
        for field in fields:
            row.addWidget(field, 1, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(row)

    def problems(self) -> Mapping[FormField, str]:
        """Return what is wrong, by field; empty lets the dialog close."""
        return self._check() if self._check is not None else {}

    def try_accept(self) -> None:
        """Close when nothing is wrong, else show it and go to the first field concerned."""
        found = self.problems()
        for field in self._fields:
            field.set_problem(found.get(field, ""))
        first = next((field for field in self._fields if field in found), None)
        if first is None:
            self.accept()
        else:
            first.focus_editor()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Enter confirms, as in every form."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.try_accept()
        else:
            super().keyPressEvent(event)


async def ask_form(dialog: FormDialog) -> bool:
    """Open a form with the cursor in its first field; True when it was confirmed.

    Read the fields before the next turn of the loop ends: the dialog is deleted afterwards.
    """
    if dialog._fields:
        dialog._fields[0].focus_editor()
    return await finished(dialog) == QDialog.DialogCode.Accepted


async def ask_text(
    parent: QWidget,
    *,
    title: str,
    label: str,
    text: str = "",
    confirm: str = "",
    check: Callable[[str], str | None] | None = None,
) -> str | None:
    """Ask for a line of text; `check` returns what is wrong with it, or None. None = closed."""
    field = FormField(label)
    field.set_text(text)

    def problems() -> Mapping[FormField, str]:
        wrong = check(field.text()) if check is not None else None
        return {field: wrong} if wrong else {}

    dialog = FormDialog(parent, title, confirm or say("OK"), check=problems)
    dialog.add(field)
    return field.text() if await ask_form(dialog) else None


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer of several."""

    key: str
    text: str
    detail: str = ""
    enabled: bool = True


class _ChoiceDialog(Question):
    """Answers under one another; the digits choose."""

    def __init__(
        self, parent: QWidget | None, title: str, text: str, choices: Sequence[Choice]
    ) -> None:
        super().__init__(parent, title)
        self.chosen: str | None = None
        self._choices = list(choices)
        self._picks: list[ChoiceRow] = []
        if text:
            self.body.addWidget(Text(text, wrap=True))
        for number, choice in enumerate(choices, start=1):
            button = ChoiceRow(choice.text, choice.detail, str(number))
            button.setEnabled(choice.enabled)
            button.clicked.connect(lambda _on=False, key=choice.key: self.choose(key))
            self.body.addWidget(button)
            self._picks.append(button)
        self.add_button(say("Cancel"), result=QDialog.DialogCode.Rejected)
        if self._picks:
            self._picks[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def choose(self, key: str) -> None:
        """Take an answer and close."""
        self.chosen = key
        self.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """A digit chooses."""
        digit = event.text()
        if digit.isdigit() and 1 <= int(digit) <= len(self._choices):
            choice = self._choices[int(digit) - 1]
            if choice.enabled:
                self.choose(choice.key)
            return
        super().keyPressEvent(event)


async def ask_choice(
    parent: QWidget, *, title: str, text: str = "", choices: Sequence[Choice]
) -> str | None:
    """Ask for one of several answers and return its key; None when the dialog was closed."""
    dialog = _ChoiceDialog(parent, title, text, choices)
    accepted = await finished(dialog) == QDialog.DialogCode.Accepted
    return dialog.chosen if accepted else None
