"""The form of an act: made of its fields, checked per field, with what it will do in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from shipdesk.domain.record import Record, RecordAct, RecordField, RecordKind
from shipdesk.domain.rules import RuleProblem
from shipdesk.errors import ShipDeskError
from shipdesk.ui.icons import draw_icon
from shipdesk.ui.records.editors import WIDE, FileLine, RecordEditor
from shipdesk.ui.records.words import about, confirm_words, plain_title, shown_value
from shipdesk.ui.theme import Face, Tone, tokens
from shipdesk.ui.widgets import Card, FactList, KeyHintButton, Kind, Sheet, Text
from shipdesk.wording import phrase as say

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_MOST_NAMES = 12


class ToneStrip(QWidget):
    """A sentence on a tint across the sheet: what will happen, or what went wrong."""

    def __init__(self, *, name: str) -> None:
        super().__init__()
        self._tone, self._icon = Tone.BLUE, "info"
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        column = QVBoxLayout(self)
        column.setContentsMargins(44, 10, 20, 10)
        column.setSpacing(2)
        self._title = Text(face=Face.STRONG, wrap=True)
        self._words = Text(face=Face.SECONDARY, wrap=True)
        column.addWidget(self._title)
        column.addWidget(self._words)
        self.hide()

    def say(self, title: str, words: str, tone: Tone, icon: str) -> None:
        """Show a title, words below it, or only one of them; nothing hides the strip."""
        self._tone, self._icon = tone, icon
        self._title.setText(title)
        self._title.setVisible(bool(title))
        self._title.set_tone(tone)
        self._words.setText(words)
        self._words.setVisible(bool(words))
        self.setAccessibleDescription(f"{title} {words}".strip())
        self.setVisible(bool(title or words))
        self.update()

    def text(self) -> str:
        """Return all that is said."""
        words = f"{self._title.text()} {self._words.text()}".strip()
        return "" if self.isHidden() else words

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint tint and icon."""
        del event
        painter = QPainter(self)
        colours = tokens().tone(self._tone)
        painter.fillRect(self.rect(), colours.tint)
        draw_icon(painter, QRectF(20, 11, 16, 16), self._icon, colours.text)


class RecordForm(Sheet):
    """Asks what an act needs; `submitted` comes with Enter or the confirming button."""

    submitted = Signal()
    file_wanted = Signal(str)
    """The name of the field whose file is to be chosen."""

    def __init__(
        self,
        host: QWidget,
        kind: RecordKind,
        act: RecordAct,
        records: tuple[Record, ...],
        part: Record | None,
    ) -> None:
        super().__init__(host, plain_title(act), about(records, part, kind), width=560)
        self.act = act
        self.was_taken = False
        """Closed because its answers were taken, and not by a person."""
        self._filled: dict[str, object] = {}
        self.editors = {
            field.name: RecordEditor(_reachable(field, records)) for field in act.fields
        }
        if act.danger and len(records) > 1:
            self._list_names(records)
        elif act.danger and records:
            self._show_whom(kind, records[0], part)
        self._lay_out()
        self.says = ToneStrip(name=say("What will happen"))
        self.fault = ToneStrip(name=say("What went wrong"))
        panel = self.footer_bar.parentWidget()
        column = panel.layout() if panel is not None else None
        if isinstance(column, QVBoxLayout):
            column.insertWidget(column.count() - 1, self.says)
            column.insertWidget(column.count() - 1, self.fault)
        tone, icon = (Tone.AMBER, "alert") if act.danger else (Tone.BLUE, "info")
        self.says.say("", say(act.says) if act.says else "", tone, icon)
        self.cancel = KeyHintButton(say("Cancel"), height=36, key="Esc")
        self.cancel.clicked.connect(self.close_sheet)
        words = confirm_words(act, records, part)
        self.confirm = KeyHintButton(
            words,
            kind=Kind.DANGER if act.danger else Kind.PRIMARY,
            height=36,
            key="" if act.danger else "Enter",
        )
        self.confirm.clicked.connect(self.submitted)
        self.footer.addStretch(1)
        self.footer.addWidget(self.cancel)
        self.footer.addWidget(self.confirm)

    def fill(self, values: Mapping[str, object]) -> None:
        """Show what is known already; what is emptied of it is sent as empty."""
        for name, editor in self.editors.items():
            if name in values and values[name] not in ("", None):
                editor.set_value(values[name])
        self._filled = self._answers()

    def finish(self) -> None:
        """Close: the answers are on their way."""
        self.was_taken = True
        self.close_sheet()

    def values(self) -> dict[str, object]:
        """Return the answers; what was empty and stayed so is left out."""
        return {
            name: answer
            for name, answer in self._answers().items()
            if answer not in ("", []) or self._filled.get(name, "") not in ("", [])
        }

    def file(self) -> Path | None:
        """Return the file that was chosen."""
        lines = [one.editor for one in self.editors.values() if isinstance(one.editor, FileLine)]
        return next((line.path for line in lines if line.path is not None), None)

    def set_file(self, name: str, path: Path) -> None:
        """Take the file of a field."""
        self.editors[name].set_value(path)
        self.editors[name].set_problem()

    def show_problems(self, problems: Sequence[RuleProblem]) -> bool:
        """Show each problem beside its field, the cursor in the first; False for none."""
        found = {problem.field: problem for problem in problems}
        for name, editor in self.editors.items():
            problem = found.get(name)
            editor.set_problem(
                problem.words if problem is not None else "",
                problem.suggestion if problem is not None else None,
            )
        first = next((self.editors[name] for name in self.editors if name in found), None)
        if first is not None:
            first.focus_editor()
        rest = [problem.words for name, problem in found.items() if name not in self.editors]
        self.fault.say("", " ".join(rest), Tone.RED, "alert")
        return bool(problems)

    def show_refusals(self, fields: Mapping[str, Sequence[str]]) -> None:
        """Show a service's own words beside the fields that they are about."""
        for path, words in fields.items():
            whole = [one for one in self.editors.values() if path.casefold() in _paths(one)]
            last = path.casefold().rpartition(".")[2]
            ends = [
                one
                for one in self.editors.values()
                if last in {known.rpartition(".")[2] for known in _paths(one)}
            ]
            # An end that several fields share tells nothing.
            for editor in whole or (ends if len(ends) == 1 else []):
                editor.set_problem("; ".join(words))

    def show_error(self, error: ShipDeskError) -> None:
        """Say what happened, why and what to do; the form stays as it is."""
        words = " ".join(part for part in (error.detail, error.hint) if part)
        self.fault.say(error.title, words, Tone.RED, "alert")

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Enter confirms what can be taken back, Escape closes."""
        if event.key() in _ENTER and not self.act.danger:
            if not self.confirm.is_busy():
                self.submitted.emit()
            event.accept()
        else:
            super().keyPressEvent(event)

    def _answers(self) -> dict[str, object]:
        return {name: editor.value() for name, editor in self.editors.items()}

    def _list_names(self, records: tuple[Record, ...]) -> None:
        box = Card(say("{n} chosen", n=len(records)))
        for record in records[:_MOST_NAMES]:
            box.add(Text(record.title))
        rest = len(records) - _MOST_NAMES
        if rest > 0:
            box.add(Text(say("and {n} more", n=rest), tone="muted"))
        self.body.addWidget(box)

    def _show_whom(self, kind: RecordKind, record: Record, part: Record | None) -> None:
        """Show what it is that will be gone, so that it is the right one."""
        fields = [field for field in kind.fields if field.name in kind.shows]
        for each in kind.parts:
            if part is not None and part in record.parts.get(each.name, ()):
                fields = list(each.fields)
        shown = part or record
        facts = [(say(one.title), shown_value(one, shown.values.get(one.name, "")))
                 for one in fields]  # fmt: skip
        box = Card(shown.title)
        box.add(FactList([(title, value) for title, value in facts if value]))
        self.body.addWidget(box)

    def _lay_out(self) -> None:
        """Put short fields side by side, two in a row."""
        pair: QHBoxLayout | None = None
        for editor in self.editors.values():
            if isinstance(editor.editor, FileLine):
                name = editor.field.name
                editor.editor.wanted.connect(lambda wanted=name: self.file_wanted.emit(wanted))
            if editor.field.type in WIDE:
                self.body.addWidget(editor)
                pair = None
            elif pair is not None:
                pair.addWidget(editor, 1, Qt.AlignmentFlag.AlignTop)
                pair = None
            else:
                pair = QHBoxLayout()
                pair.setSpacing(12)
                pair.addWidget(editor, 1, Qt.AlignmentFlag.AlignTop)
                self.body.addLayout(pair)
        if not self.editors and not self.act.says:
            self.body.addWidget(Text(say("Nothing more is asked."), tone="muted", wrap=True))
        self.body.addStretch(1)


def _reachable(field: RecordField, records: Sequence[Record]) -> RecordField:
    """Return a field with those choices only that lead on from where all the records stand."""
    if not field.only or not records:
        return field
    allowed = {value for value, _ in field.choices}
    for record in records:
        allowed &= set(field.only.get(record.values.get(field.by, ""), allowed))
    return replace(field, choices=tuple(pair for pair in field.choices if pair[0] in allowed))


def _paths(editor: RecordEditor) -> set[str]:
    """Return what a field may be called: our name, and the service's."""
    return {editor.field.name.casefold(), *(path.casefold() for path in editor.field.at)}
