"""The editor of a service's addresses and field names: one's own corrections beside what ships."""

from __future__ import annotations

import re

from PySide6.QtCore import Signal
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from shipdesk.services.service_tables import TableFault, TableText
from shipdesk.ui.theme import Face, Tone, font
from shipdesk.ui.widgets import KeyHintButton, Kind, SearchField, Text
from shipdesk.ui.widgets.sheet import Sheet, Side
from shipdesk.wording import phrase as say

_WIDTH = 1180
_ENDPOINT = re.compile(r'^("?[\w.]+"?) = \{.*?(path = "[^"]*")', re.MULTILINE)


class TableSheet(Sheet):
    """Shows both texts; emits what is wanted and decides nothing."""

    check_requested = Signal()
    save_requested = Signal()
    reset_requested = Signal()

    def __init__(self, host: QWidget, service: str, table: TableText) -> None:
        super().__init__(
            host,
            say("Addresses and field names of {service}", service=service),
            say("For all accounts of the service in this profile. Kept in {file}.",
                file=table.file),
            side=Side.CENTER,
            width=_WIDTH,
            scroll=False,
        )  # fmt: skip
        self._kept = table.own
        self._warned = False
        columns = QHBoxLayout()
        columns.setSpacing(16)
        self.own = _editor(table.own, say("Your own corrections"))
        first = _ENDPOINT.search(table.built_in)
        if first is not None:
            self.own.setPlaceholderText(f"[endpoints]\n{first[1]} = {{ {first[2]} }}\n")
        self.built_in = _editor(table.built_in, say("What comes with ShipDesk"))
        self.built_in.setReadOnly(True)
        self.search = SearchField(
            placeholder=say("Find in what comes with ShipDesk"), name=say("Find in the built-in")
        )
        self.search.textChanged.connect(self._find)
        self.search.submitted.connect(self._find_next)
        self.search.left.connect(self.close_sheet)
        columns.addWidget(
            _column(
                say("Your own corrections"),
                say("Only what differs; it is laid over what comes with ShipDesk."),
                self.own,
            ),
            1,
        )
        columns.addWidget(
            _column(say("What comes with ShipDesk"), "", self.built_in, above=self.search), 1
        )
        self.body.addLayout(columns, 1)
        self.verdict = Text(wrap=True, copyable=True, name=say("Verdict"))
        self.body.addWidget(self.verdict)
        self.reset = KeyHintButton(say("Back to built-in"), kind=Kind.DANGER)
        self.reset.set_why_not("" if table.own else say("Nothing of it is corrected."))
        self.check = KeyHintButton(say("Check"))
        self.save = KeyHintButton(say("Save"), kind=Kind.PRIMARY)
        self.footer.addWidget(self.reset)
        self.footer.addStretch(1)
        self.footer.addWidget(self.check)
        self.footer.addWidget(self.save)
        self.reset.clicked.connect(self.reset_requested)
        self.check.clicked.connect(self.check_requested)
        self.save.clicked.connect(self.save_requested)
        self.own.textChanged.connect(self._on_typed)
        if table.fault is not None:
            self.show_verdict(table.fault)
        else:
            self._on_typed()

    def close_sheet(self) -> None:
        """Close; what was typed and not saved is given up at the second time only."""
        if not self.isHidden() and self.text() != self._kept and not self._warned:
            self._warned = True
            self.verdict.set_tone(Tone.AMBER)
            self.verdict.setText(say("Not saved yet. Close once more to give it up."))
            return
        super().close_sheet()

    def finish(self) -> None:
        """Close at once: it was saved."""
        self._warned = True
        self.close_sheet()

    def text(self) -> str:
        """Return the corrections as typed."""
        return self.own.toPlainText()

    def show_verdict(self, fault: TableFault | None) -> None:
        """Say what is wrong and go to its line; None says that nothing is."""
        if fault is None:
            self.verdict.set_tone(Tone.GREEN)
            self.verdict.setText(say("Nothing is wrong with it."))
            return
        self.verdict.set_tone(Tone.RED)
        left_out = say("What comes with ShipDesk is used.")
        self.verdict.setText(f"{fault.words}. {left_out}")
        if fault.line:
            self._go_to(fault.line)

    def _go_to(self, line: int) -> None:
        block = self.own.document().findBlockByNumber(line - 1)
        if block.isValid():
            cursor = QTextCursor(block)
            cursor.movePosition(
                QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor
            )
            self.own.setTextCursor(cursor)
            self.own.setFocus()

    def _on_typed(self) -> None:
        self._warned = False
        self.verdict.set_tone("muted")
        self.verdict.setText(say("Checked before it is kept; the host stays the account's own."))

    def _find(self, text: str) -> None:
        self.built_in.moveCursor(QTextCursor.MoveOperation.Start)
        self._find_next(text)

    def _find_next(self, text: str) -> None:
        if text and not self.built_in.find(text):
            self.built_in.moveCursor(QTextCursor.MoveOperation.Start)
            self.built_in.find(text)


def _editor(text: str, name: str) -> QPlainTextEdit:
    editor = QPlainTextEdit(text)
    editor.setFont(font(Face.MONO))
    editor.setAccessibleName(name)
    editor.setTabChangesFocus(True)
    editor.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
    editor.setMinimumWidth(220)
    return editor


def _column(title: str, note: str, editor: QPlainTextEdit, above: QWidget | None = None) -> QWidget:
    column = QWidget()
    inside = QVBoxLayout(column)
    inside.setContentsMargins(0, 0, 0, 0)
    inside.setSpacing(6)
    head = QHBoxLayout()
    head.addWidget(Text(title, face=Face.STRONG))
    head.addStretch(1)
    inside.addLayout(head)
    if note:
        inside.addWidget(Text(note, face=Face.SECONDARY, tone="muted", wrap=True))
    if above is not None:
        inside.addWidget(above)
    inside.addWidget(editor, 1)
    return column
