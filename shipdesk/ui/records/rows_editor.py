"""The lines of a form: each has the same fields, and may be added and removed."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from shipdesk.domain.record import RecordField
from shipdesk.ui.theme import Face
from shipdesk.ui.widgets import Card, IconButton, LinkButton, Text
from shipdesk.wording import phrase as say

_SIDE_BY_SIDE = 2


Make = Callable[[RecordField, int], QWidget]
"""Makes the field of a line, with `value` and `set_value`; told the number of the line."""


class RowsEditor(QWidget):
    """Lines under one another, none at first unless one is required."""

    def __init__(self, field: RecordField, make: Make) -> None:
        super().__init__()
        self.setAccessibleName(say(field.title))
        self._field, self._make = field, make
        self._lines: list[tuple[QWidget, dict[str, QWidget]]] = []
        self._made = 0
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        self._column = QVBoxLayout()
        self._column.setSpacing(6)
        column.addLayout(self._column)
        self.more = LinkButton(say("Add a line"))
        self.more.setAccessibleName(say("Add a line: {field}", field=say(field.title)))
        self.more.clicked.connect(self._on_more)
        column.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        self.setFocusProxy(self.more)
        if field.required:
            self.add_line({})

    def value(self) -> object:
        """Return the lines in which something is answered, by our names."""
        found = []
        for _, editors in self._lines:
            answers = {name: _answer(editor) for name, editor in editors.items()}
            if any(answer not in ("", []) for answer in answers.values()):
                found.append({name: one for name, one in answers.items() if one not in ("", [])})
        return found

    def set_value(self, value: object) -> None:
        """Show these lines: a list, or its JSON as a record holds it under the service's names."""
        rows = _parsed(value)
        for box, _ in list(self._lines):
            self._remove(box)
        for row in rows:
            self.add_line(row)

    def add_line(self, row: Mapping[str, object]) -> None:
        """Offer one more line, filled with what is known of it."""
        self._made += 1
        number = self._made
        box = Card()
        box.setAccessibleName(f"{say(self._field.title)} {number}")
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(8)
        editors: dict[str, QWidget] = {}
        remove = IconButton(say("Remove line {n}", n=number), "trash")
        remove.clicked.connect(lambda: self._remove(box))
        grid.addWidget(Text(f"{number}", face=Face.SECONDARY, tone="muted"), 0, 0)
        grid.addWidget(remove, 0, 1, Qt.AlignmentFlag.AlignRight)
        for at, field in enumerate(self._field.of):
            editor = self._make(field, number)
            editors[field.name] = editor
            told = _pick(row, field)
            if told is not None:
                _fill(editor, told)
            place = divmod(at, _SIDE_BY_SIDE)
            grid.addWidget(editor, place[0] + 1, place[1], Qt.AlignmentFlag.AlignTop)
        for column in range(_SIDE_BY_SIDE):
            grid.setColumnStretch(column, 1)
        box.add(grid)
        self._lines.append((box, editors))
        self._column.addWidget(box)

    def _on_more(self) -> None:
        self.add_line({})
        first = next(iter(self._lines[-1][1].values()), None)
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _remove(self, box: QWidget) -> None:
        self._lines = [line for line in self._lines if line[0] is not box]
        self._column.removeWidget(box)
        box.hide()
        box.deleteLater()


def _answer(editor: object) -> object:
    value = getattr(editor, "value", None)
    return value() if callable(value) else ""


def _fill(editor: object, value: object) -> None:
    fill = getattr(editor, "set_value", None)
    if callable(fill):
        fill(value)


def _parsed(value: object) -> list[Mapping[str, object]]:
    if isinstance(value, str):
        try:
            value = json.loads(value) if value else []
        except ValueError:
            return []
    return [row for row in value if isinstance(row, Mapping)] if isinstance(value, list) else []


def _pick(row: Mapping[str, object], field: RecordField) -> object:
    """Return a value of a line by our name, else by the service's."""
    if field.name in row:
        return row[field.name]
    for path in field.at:
        here: object = row
        for step in path.split("."):
            here = here.get(step) if isinstance(here, Mapping) else None
        if here is not None:
            return here
    return None
