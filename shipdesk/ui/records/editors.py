"""One field of a form per field of a record: the editor that suits its type."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol, cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from shipdesk.domain.record import FieldType, RecordField
from shipdesk.ui.records.rows_editor import RowsEditor
from shipdesk.ui.records.words import NUMBERS, field_title
from shipdesk.ui.theme import Face
from shipdesk.ui.widgets import FormField, KeyHintButton, SecretEdit, Segmented, Text, UnitEdit
from shipdesk.ui.widgets.drop_down import DropDown
from shipdesk.wording import phrase as say

_LONG_HEIGHT = 84
_SHORT_HINT = 34
_PLACEHOLDERS = {FieldType.DATE: "2026-03-14", FieldType.TIME: "2026-03-14T09:30"}
WIDE = frozenset({FieldType.LONG_TEXT, FieldType.TEXTS, FieldType.ROWS, FieldType.FILE})
"""Types whose editor takes the whole width of a form."""


class Answering(Protocol):
    """What every editor can: give its answer and take one."""

    def value(self) -> object:
        """Return the answer in plain JSON types; "" or [] where nothing was answered."""
        ...

    def set_value(self, value: object) -> None:
        """Show an answer."""
        ...


class LineEdit(UnitEdit):
    """A line; numbers may be typed with a comma."""

    def __init__(self, field: RecordField) -> None:
        super().__init__(unit=field.unit, name=say(field.title))
        self._numeric = field.type in NUMBERS
        hint = say(field.hint) if len(field.hint) <= _SHORT_HINT else ""
        self.setPlaceholderText(hint or _PLACEHOLDERS.get(field.type, ""))

    def value(self) -> object:
        """Return what is typed, a number with a point."""
        text = self.text().strip()
        return text.replace(",", ".").replace("\u00a0", "") if self._numeric else text

    def set_value(self, value: object) -> None:
        """Show a text."""
        self.setText(str(value))


class LongEdit(QPlainTextEdit):
    """Several lines of text; Tab goes on to the next field."""

    def __init__(self, field: RecordField) -> None:
        super().__init__()
        self.setAccessibleName(say(field.title))
        self.setTabChangesFocus(True)
        self.setFixedHeight(_LONG_HEIGHT)
        self._several = field.type is FieldType.TEXTS
        self.setPlaceholderText(say("One a line") if self._several and not field.hint else "")

    def value(self) -> object:
        """Return the text, or the texts that stand one a line or are parted by commas."""
        text = self.toPlainText().strip()
        if not self._several:
            return text
        return [one.strip() for one in text.replace(",", "\n").splitlines() if one.strip()]

    def set_value(self, value: object) -> None:
        """Show a text, or several that are parted by commas."""
        if self._several:
            texts = value if isinstance(value, list) else str(value).split(", ")
            value = "\n".join(str(text) for text in texts if text)
        self.setPlainText(str(value))


class ChoiceBox(DropDown):
    """One of a list; what is not required may stay open."""

    def __init__(self, field: RecordField, *, nothing: str = "") -> None:
        super().__init__()
        self.setAccessibleName(say(field.title))
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(8)
        self.setMaxVisibleItems(16)
        self._nothing = nothing or (say("Choose…") if field.required else say("Not given"))
        self.set_choices([(value, say(title)) for value, title in field.choices])

    def set_choices(self, choices: Sequence[tuple[str, str]]) -> None:
        """Offer these; what was chosen stays so."""
        kept = self.value()
        self.blockSignals(True)  # noqa: FBT003 - Qt's own
        self.clear()
        self.addItem(self._nothing, "")
        for value, title in choices:
            self.addItem(title, value)
        self.set_value(kept)
        self.blockSignals(False)  # noqa: FBT003 - Qt's own

    def value(self) -> object:
        """Return the value of the choice."""
        return str(self.currentData() or "")

    def set_value(self, value: object) -> None:
        """Choose a value; one that is not in the list is added to it."""
        text = str(value)
        at = self.findData(text)
        if at < 0:
            self.addItem(text, text)
            at = self.count() - 1
        self.setCurrentIndex(at)


class YesNo(QWidget):
    """Yes or no, or neither where it is not required and has no answer to begin with."""

    def __init__(self, field: RecordField) -> None:
        super().__init__()
        words = [("true", say("Yes")), ("false", say("No"))]
        if not (field.required or field.default):
            words.insert(0, ("", say("Not given")))
        self.segments = Segmented(words, name=say(field.title))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.segments)
        row.addStretch(1)

    def value(self) -> object:
        """Return "true", "false" or ""."""
        return self.segments.choice()

    def set_value(self, value: object) -> None:
        """Show an answer."""
        self.segments.choose(str(value).lower())


class SecretLine(QWidget):
    """What is typed is hidden; nothing of it is ever shown again."""

    def __init__(self, field: RecordField) -> None:
        super().__init__()
        self.edit: QLineEdit = SecretEdit(name=say(field.title))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.edit)
        self.setFocusProxy(self.edit)

    def value(self) -> object:
        """Return the secret."""
        return self.edit.text().strip()

    def set_value(self, value: object) -> None:
        """Show nothing: a secret is typed anew."""
        del value


class FileLine(QWidget):
    """A file of this computer by its name, and the button that chooses it."""

    wanted = Signal()

    def __init__(self, field: RecordField) -> None:
        super().__init__()
        self.path: Path | None = None
        self._edit = UnitEdit(name=say(field.title))
        self._edit.setReadOnly(True)
        self._edit.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._edit.setPlaceholderText(say("No file chosen"))
        self.choose = KeyHintButton(say("Choose…"), height=30, name=say("Choose a file"))
        self.choose.clicked.connect(self.wanted)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self._edit, 1)
        row.addWidget(self.choose)
        self.setFocusProxy(self.choose)

    def value(self) -> object:
        """Return the file's name."""
        return self.path.name if self.path is not None else ""

    def set_value(self, value: object) -> None:
        """Take a path; the name alone, of an earlier try, chooses nothing."""
        if isinstance(value, Path):
            self.path = value
            self._edit.setText(value.name)
            self._edit.setToolTip(str(value))


class RecordEditor(FormField):
    """Label with unit and mark, editor, hint and problem of one field."""

    def __init__(self, field: RecordField, *, number: int = 0) -> None:
        """`number` is that of a line among several, which the accessible name then ends with."""
        self.field = field
        editor = _editor(field)
        if number:
            editor.setAccessibleName(f"{say(field.title)} {number}")
        super().__init__(field_title(field), editor)
        self._hint = Text(say(field.hint), face=Face.SECONDARY, tone="muted", wrap=True)
        column = self.layout()
        if isinstance(column, QVBoxLayout) and len(field.hint) > _SHORT_HINT:
            column.insertWidget(2, self._hint)
        if field.default:
            self.set_value(field.default)
        self.suggestion_taken.connect(self._on_taken)

    def set_text(self, text: str) -> None:
        """Take a suggestion, as the editor takes answers."""
        self.set_value(text)

    def _on_taken(self) -> None:
        """What was accepted is no problem any more; the cursor stays in the field."""
        self.set_problem()
        self.focus_editor()

    def value(self) -> object:
        """Return the answer in plain JSON types; "" or [] where nothing was answered."""
        return cast("Answering", self.editor).value()

    def set_value(self, value: object) -> None:
        """Show an answer."""
        cast("Answering", self.editor).set_value(value)

    def set_choices(self, choices: Sequence[tuple[str, str]]) -> None:
        """Offer what is known by now; says so where nothing is."""
        if isinstance(self.editor, ChoiceBox):
            self.editor.set_choices(choices)
            self.editor.setEnabled(bool(choices))
            if not choices:
                self.set_problem(
                    say("None is known yet: it is chosen from what was listed before.")
                )


def _editor(field: RecordField) -> QWidget:
    if field.choices or field.seen or field.type is FieldType.CHOICE:
        return ChoiceBox(field)
    match field.type:
        case FieldType.LONG_TEXT | FieldType.TEXTS:
            return LongEdit(field)
        case FieldType.YES_NO:
            return YesNo(field)
        case FieldType.SECRET:
            return SecretLine(field)
        case FieldType.FILE:
            return FileLine(field)
        case FieldType.ROWS:
            return RowsEditor(field, lambda inner, number: RecordEditor(inner, number=number))
    return LineEdit(field)
