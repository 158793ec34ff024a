"""A field of a form: label above, editor, and the problem beside it with its fix."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from shipdesk.ui.icons import icon
from shipdesk.ui.theme import Face, font, text_width, tokens
from shipdesk.ui.widgets.buttons import LinkButton
from shipdesk.ui.widgets.drop_down import DropDown
from shipdesk.ui.widgets.text import Text
from shipdesk.wording import phrase as say


class UnitEdit(QLineEdit):
    """A line edit with a muted unit at its right end, outside of the text."""

    def __init__(self, text: str = "", *, unit: str = "", name: str = "") -> None:
        super().__init__(text)
        self._unit = ""
        if name:
            self.setAccessibleName(name)
        self.set_unit(unit)

    def set_unit(self, unit: str) -> None:
        """Show another unit, for instance a currency."""
        self._unit = unit
        margin = round(text_width(unit, Face.SECONDARY)) + 8 if unit else 0
        self.setTextMargins(0, 0, margin, 0)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint the unit over the edit's own paint."""
        super().paintEvent(event)
        if self._unit:
            painter = QPainter(self)
            painter.setFont(font(Face.SECONDARY))
            painter.setPen(tokens().muted if self.isEnabled() else tokens().disabled)
            painter.drawText(
                self.rect().adjusted(0, 0, -10, 0),
                Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
                self._unit,
            )


class FormField(QWidget):
    """Label, editor and problem; the suggestion is a click away and never applied silently."""

    suggestion_taken = Signal(str)

    def __init__(self, label: str, editor: QWidget | None = None, *, unit: str = "") -> None:
        """`editor` defaults to a line edit, with `unit` at its end."""
        super().__init__()
        self.label = label
        self.editor = editor if editor is not None else UnitEdit(unit=unit)
        if not self.editor.accessibleName():
            self.editor.setAccessibleName(label)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._suggestion = ""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        self._label = Text(label, face=Face.SECONDARY, tone="muted")
        self._label.setBuddy(self.editor)
        column.addWidget(self._label)
        column.addWidget(self.editor)
        self._problem = Text(face=Face.SECONDARY, tone="red", wrap=True)
        self._problem.setAccessibleName(say("Problem: {field}").replace("{field}", label))
        self._problem.hide()
        self._fix = LinkButton("")
        self._fix.clicked.connect(self._on_fix)
        self._fix.hide()
        below = QHBoxLayout()
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(6)
        below.addWidget(self._problem, 1)
        below.addWidget(self._fix, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(below)

    def text(self) -> str:
        """Return what the editor holds, without blanks around it."""
        editor = self.editor
        if isinstance(editor, QLineEdit):
            return editor.text().strip()
        if isinstance(editor, QPlainTextEdit):
            return editor.toPlainText().strip()
        if isinstance(editor, QComboBox):
            return editor.currentText().strip()
        return ""

    def set_text(self, text: str) -> None:
        """Fill the editor."""
        editor = self.editor
        if isinstance(editor, QLineEdit):
            editor.setText(text)
        elif isinstance(editor, QPlainTextEdit):
            editor.setPlainText(text)
        elif isinstance(editor, QComboBox):
            editor.setCurrentText(text)

    def problem(self) -> str:
        """Return the problem that is shown; empty without one."""
        return self._problem.text() if not self._problem.isHidden() else ""

    def set_problem(self, problem: str = "", suggestion: str | None = None) -> None:
        """Show a problem in words below the editor, with a value that may be accepted."""
        self._problem.setText(problem)
        self._problem.setVisible(bool(problem))
        self.editor.setProperty("problem", bool(problem))
        self.editor.style().unpolish(self.editor)
        self.editor.style().polish(self.editor)
        self.editor.setAccessibleDescription(problem)
        self._suggestion = suggestion or ""
        self._fix.setVisible(bool(problem and suggestion))
        if suggestion:
            words = say("Use {value}").replace("{value}", suggestion)
            self._fix.setText(words.replace("&", "&&"))
            self._fix.setAccessibleName(words)
            self._fix.updateGeometry()

    def focus_editor(self) -> None:
        """Put the cursor into the editor, its text selected."""
        self.editor.setFocus(Qt.FocusReason.OtherFocusReason)
        if isinstance(self.editor, QLineEdit):
            self.editor.selectAll()

    def _on_fix(self) -> None:
        self.set_text(self._suggestion)
        self.suggestion_taken.emit(self._suggestion)


class IconBox(DropDown):
    """A choice whose entries carry an icon, tinted for the theme in force."""

    _ICON = Qt.ItemDataRole.UserRole + 7

    def add(self, icon_name: str, text: str, key: str = "", *, at: int | None = None) -> None:
        """Add an entry at the end, or at a place."""
        where = self.count() if at is None else at
        self.insertItem(where, icon(icon_name, tokens().muted), text, key)
        self.setItemData(where, icon_name, self._ICON)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the icons anew in another theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            for at in range(self.count()):
                name = self.itemData(at, self._ICON)
                if name:  # An entry that is just being added has its icon already.
                    self.setItemIcon(at, icon(str(name), tokens().muted))


class SecretEdit(QLineEdit):
    """A line edit that hides what is typed, with an eye to show it."""

    def __init__(self, *, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setEchoMode(QLineEdit.EchoMode.Password)
        eye = icon("eye", tokens().muted)
        self._show = self.addAction(eye, QLineEdit.ActionPosition.TrailingPosition)
        self._show.setText(say("Show what is typed"))
        self._show.setToolTip(say("Show what is typed"))
        self._show.setCheckable(True)
        self._show.toggled.connect(
            lambda on: self.setEchoMode(
                QLineEdit.EchoMode.Normal if on else QLineEdit.EchoMode.Password
            )
        )

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the eye anew in another theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._show.setIcon(icon("eye", tokens().muted))
