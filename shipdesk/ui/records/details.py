"""One record at the right: its name, what can be done, all its values, its lists, and the rest."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from shipdesk.domain.record import FieldType, Record, RecordField, RecordKind, Target
from shipdesk.ui.layouts import let_grow
from shipdesk.ui.records.acts import ActButtons
from shipdesk.ui.records.parts import PartSection
from shipdesk.ui.records.words import shown_value
from shipdesk.ui.theme import Face, font
from shipdesk.ui.widgets import FactList, IconButton, LinkButton, Section, Text
from shipdesk.wording import phrase as say

_RAW_LINES = 22
_LONG_WORD = 150
"""Pixels that are left beside the longest label where the pane is narrow."""
ActShown = tuple[QAction, bool, str]
"""An action, whether it is dangerous, and why it is closed."""


class RecordDetails(QWidget):
    """The parts of one kind's details; made once per kind, filled per record."""

    part_chosen = Signal()
    refresh_wanted = Signal()

    def __init__(self, kind: RecordKind) -> None:
        super().__init__()
        self._kind = kind
        self._record: Record | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = Section()
        let_grow(head)
        self.title = Text(face=Face.TITLE, wrap=True, copyable=True, name=say("Name of the record"))
        self.about = Text(
            face=Face.SECONDARY, tone="muted", wrap=True, copyable=True, name=say("Kind and number")
        )
        row = QHBoxLayout()
        row.addWidget(self.title, 1)
        again = IconButton(say("Read it anew"), "refresh", size=24)
        again.clicked.connect(self.refresh_wanted)
        row.addWidget(again)
        head.add(row)
        head.add(self.about)
        self.fault = Text(face=Face.SECONDARY, tone="red", wrap=True, name=say("Reading failed"))
        self.fault.hide()
        head.add(self.fault)
        self.acts = ActButtons(name=say("What can be done"))
        head.add(self.acts)
        column.addWidget(head)
        self._facts_section = Section(say("Details"))
        let_grow(self._facts_section)
        self.facts = FactList(stack_above=_LONG_WORD, name=say("Details of the record"))
        self._facts_section.add(self.facts)
        column.addWidget(self._facts_section)
        with_acts = {act.part for act in kind.acts if act.target is Target.PART}
        self.parts = {
            part.name: PartSection(part, chooses=part.name in with_acts) for part in kind.parts
        }
        for section in self.parts.values():
            section.chosen.connect(self.part_chosen)
            column.addWidget(section)
        self.raw = RawSection()
        column.addWidget(self.raw)
        column.addStretch(1)

    def show_record(self, record: Record) -> None:
        """Show a record; another one closes what was unfolded."""
        if self._record is None or self._record.id != record.id:
            self.raw.fold()
        self._record = record
        self.title.setText(record.title)
        single = self._kind.single
        number = "" if single or record.id == record.title else f" · {record.id}"
        self.about.setText(f"{_capital(say(self._kind.singular))}{number}")
        self.about.setVisible(not single or record.title != say(self._kind.title))
        self.facts.set_facts(_facts(self._kind.fields, record))
        self._facts_section.setVisible(bool(record.values))
        for name, section in self.parts.items():
            section.show_rows(record.parts.get(name, ()))
        self.raw.show_raw(record.raw)

    def show_fault(self, words: str) -> None:
        """Say why the record could not be read whole; nothing takes it back."""
        self.fault.setText(words)
        self.fault.setVisible(bool(words))

    def show_age(self, words: str) -> None:
        """Say of a record that stands alone when it was read."""
        self.about.setText(words)
        self.about.show()

    def record(self) -> Record | None:
        """Return the record in sight."""
        return self._record

    def part(self, name: str) -> Record | None:
        """Return the chosen line of one of its lists."""
        section = self.parts.get(name)
        return section.current() if section is not None else None

    def show_acts(
        self, acts: Sequence[ActShown], of_parts: Mapping[str, Sequence[ActShown]]
    ) -> None:
        """Show what can be done with the record, and with the chosen line of each list."""
        self.acts.show_acts(acts)
        for name, section in self.parts.items():
            section.acts.show_acts(of_parts.get(name, ()))


class RawSection(Section):
    """All that the service told, folded until it is wanted."""

    def __init__(self) -> None:
        super().__init__(lined=False)
        self._raw: Mapping[str, object] = {}
        self.unfold = LinkButton(say("Everything the service told"))
        self.unfold.clicked.connect(self._toggle)
        row = QHBoxLayout()
        row.addWidget(self.unfold)
        row.addStretch(1)
        self.add(row)
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setFont(font(Face.MONO))
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName(say("Everything the service told, as text"))
        self.text.hide()
        self.add(self.text)

    def show_raw(self, raw: Mapping[str, object]) -> None:
        """Keep it for whoever unfolds it."""
        self._raw = raw
        self.setVisible(bool(raw))
        if not self.text.isHidden():
            self._fill()

    def fold(self) -> None:
        """Hide the text."""
        self.text.hide()
        self.unfold.setText(say("Everything the service told"))

    def _toggle(self) -> None:
        if not self.text.isHidden():
            self.fold()
            return
        self._fill()
        self.text.show()
        self.unfold.setText(say("Hide what the service told"))

    def _fill(self) -> None:
        words = json.dumps(self._raw, ensure_ascii=False, indent=2, default=str)
        self.text.setPlainText(words)
        lines = min(_RAW_LINES, words.count("\n") + 1)
        self.text.setFixedHeight(lines * self.text.fontMetrics().lineSpacing() + 28)


def _facts(fields: Sequence[RecordField], record: Record) -> list[tuple[str, str]]:
    found: dict[str, str] = {}
    for field in fields:
        text = record.values.get(field.name, "")
        if not text:
            continue
        shown = _rows(text) if field.type is FieldType.ROWS else shown_value(field, text)
        found.setdefault(say(field.title), shown)
    return list(found.items())


def _rows(text: str) -> str:
    """Return the lines of a value one under another."""
    try:
        rows = json.loads(text)
    except ValueError:
        return text
    if not isinstance(rows, list):
        return text
    return "\n".join(
        " · ".join(f"{name} {value}" for name, value in row.items() if value not in (None, ""))
        if isinstance(row, dict)
        else str(row)
        for row in rows
    )


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
