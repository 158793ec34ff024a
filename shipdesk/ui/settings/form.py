"""What every form of Settings does: problems beside the fields, Enter saves, Escape takes back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QHBoxLayout,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from shipdesk.ui.widgets import FormField
from shipdesk.ui.widgets.drop_down import DropDown

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a field, and perhaps a value that may be accepted."""

    words: str
    suggestion: str = ""


class Form(QWidget):
    """Fields by key; knows nothing of what they mean."""

    submitted = Signal()
    """Enter was pressed in a field."""
    reverted = Signal()
    """Escape was pressed: what was typed is to be taken back."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        # Beside words that wrap it would be pressed together, and cut off its last row.
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(12)
        self.fields: dict[str, FormField] = {}

    def add_row(self, *fields: tuple[str, FormField, int]) -> None:
        """Add fields side by side: key, field, share of the width."""
        row = QHBoxLayout()
        row.setSpacing(12)
        for key, field, stretch in fields:
            self.fields[key] = field
            row.addWidget(field, stretch, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(row)

    def text(self, key: str) -> str:
        """Return what a field holds."""
        return self.fields[key].text()

    def show_problems(self, problems: Mapping[str, Problem]) -> None:
        """Show what is wrong beside each field and go to the first one; empty clears all.

        A problem of something that has no field here stands beside the first one.
        """
        first: FormField | None = None
        elsewhere = next((one for key, one in problems.items() if key not in self.fields), None)
        for key, field in self.fields.items():
            found = problems.get(key) or elsewhere
            elsewhere = None
            field.set_problem(found.words if found else "", found.suggestion if found else None)
            first = first or (field if found else None)
        if first is not None:
            first.focus_editor()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Enter saves, or presses the button that has the focus; Escape takes back."""
        if event.key() in _ENTER:
            focus = QApplication.focusWidget()
            if isinstance(focus, QAbstractButton) and self.isAncestorOf(focus):
                focus.click()
            else:
                self.submitted.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.reverted.emit()
        else:
            super().keyPressEvent(event)


def choice_box(choices: tuple[tuple[str, str], ...], name: str) -> QComboBox:
    """Return a combo box of values and their words."""
    box = DropDown()
    box.setAccessibleName(name)
    for value, words in choices:
        box.addItem(words, value)
    return box


def chosen(box: QComboBox) -> str:
    """Return the value that is chosen; "" without one."""
    value = box.currentData()
    return value if isinstance(value, str) else ""


def choose(box: QComboBox, value: str) -> None:
    """Choose a value; one that is not offered is added, so that nothing is changed silently."""
    at = box.findData(value)
    if at < 0:
        box.addItem(value, value)
        at = box.count() - 1
    box.setCurrentIndex(at)


def to_decimal(text: str) -> Decimal | None:
    """Return the number that was typed, with comma or point; None where it is none."""
    try:
        found = Decimal(text.replace("\u00a0", "").replace(" ", "").replace(",", "."))
    except InvalidOperation:
        return None
    return found if found.is_finite() else None
