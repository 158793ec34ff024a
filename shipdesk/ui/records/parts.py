"""The lists inside a record, such as a customer's contacts: each line with what can be done."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout

from shipdesk.domain.record import Record, RecordPart
from shipdesk.ui import format as fmt
from shipdesk.ui.layouts import let_grow
from shipdesk.ui.paint import focus_ring, rounded
from shipdesk.ui.records.acts import ActButtons
from shipdesk.ui.records.words import shown_value
from shipdesk.ui.theme import Face, tokens
from shipdesk.ui.widgets import Section, Text
from shipdesk.ui.widgets.buttons import SteppedButton
from shipdesk.wording import phrase as say


class PartRow(SteppedButton):
    """One line: its first value, and the others below it with their titles."""

    def __init__(self, part: RecordPart, row: Record) -> None:
        super().__init__()
        self.row = row
        first, others = _texts(part, row)
        self._copied = "\t".join(text for text in (first, *(value for _, value in others)) if text)
        self.setAccessibleName(first or row.id)
        below = "  ·  ".join(f"{title} {value}" for title, value in others)
        self.setAccessibleDescription(below)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        let_grow(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 6, 10, 7)
        column.setSpacing(1)
        for text, face, tone in (
            (first or row.id, Face.MEDIUM, ""),
            (below, Face.SECONDARY, "muted"),
        ):
            if text:
                label = Text(text, face=face, tone=tone, wrap=True)
                label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
                column.addWidget(label)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Arrows move between lines, Ctrl+C copies this one."""
        if event.matches(QKeySequence.StandardKey.Copy):
            QGuiApplication.clipboard().setText(self._copied)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint the ground of the chosen line and the ring."""
        del event
        painter = QPainter(self)
        shown = tokens()
        rect = QRectF(self.rect())
        ground = shown.selected if self.isChecked() else shown.surface
        rounded(painter, rect, 6, shown.hover if self._hovered() else ground, shown.line)
        if self.hasFocus():
            focus_ring(painter, rect, 6)

    def _hovered(self) -> bool:
        return self.underMouse() and not self.isChecked()


def _texts(part: RecordPart, row: Record) -> tuple[str, list[tuple[str, str]]]:
    shown = [
        (say(field.title), shown_value(field, row.values.get(field.name, "")))
        for field in part.fields
    ]
    told = [(title, text) for title, text in shown if text]
    return (told[0][1], told[1:]) if told else ("", [])


class PartSection(Section):
    """One list of a record; the chosen line is what the acts below it are for."""

    chosen = Signal()

    def __init__(self, part: RecordPart, *, chooses: bool) -> None:
        """`chooses`: something can be done with a line."""
        super().__init__(say(part.title))
        self._chooses = chooses
        let_grow(self)
        self.part = part
        self._count = Text(face=Face.SECONDARY, tone="muted")
        self.heading.addWidget(self._count)
        self._rows: list[PartRow] = []
        self._column = QVBoxLayout()
        self._column.setSpacing(4)
        self.add(self._column)
        self._none = Text(say("None"), tone="muted")
        self.add(self._none)
        self.acts = ActButtons(name=say("What can be done: {part}", part=say(part.title)))
        self.add(self.acts)

    def show_rows(self, rows: Sequence[Record]) -> None:
        """Show these lines; the one that was chosen stays so."""
        kept = self.current()
        for old in self._rows:
            self._column.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._rows = [self._make(row) for row in rows]
        self._count.setText(fmt.count(len(rows)) if rows else "")
        self._none.setVisible(not rows)
        self._choose(kept.id if kept is not None else "")

    def current(self) -> Record | None:
        """Return the chosen line."""
        return next((row.row for row in self._rows if row.isChecked()), None)

    def select(self, part_id: str) -> None:
        """Choose a line by its id; the first where it is not there."""
        self._choose(part_id)
        self.chosen.emit()

    def _choose(self, part_id: str) -> None:
        if not self._rows or not self._chooses:
            return
        found = next((row for row in self._rows if row.row.id == part_id), self._rows[0])
        for row in self._rows:
            row.setChecked(row is found)

    def _make(self, record: Record) -> PartRow:
        row = PartRow(self.part, record)
        row.setCheckable(self._chooses)
        row.clicked.connect(lambda: self.select(record.id))
        row.stepped.connect(lambda step: self._step(row, step))
        self._column.addWidget(row)
        return row

    def _step(self, row: PartRow, step: int) -> None:
        at = self._rows.index(row) + step
        if 0 <= at < len(self._rows):
            self._rows[at].setFocus(Qt.FocusReason.TabFocusReason)
            self.select(self._rows[at].row.id)
