"""What stands above a list of records: new ones, the search, and the questions of the list."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QComboBox, QLineEdit, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from shipdesk.domain.record import FieldType, RecordField, RecordKind
from shipdesk.ui.records.editors import ChoiceBox, LineEdit
from shipdesk.ui.records.flow import FlowLayout
from shipdesk.ui.records.words import lower_title
from shipdesk.ui.theme import Face
from shipdesk.ui.widgets import KeyHintButton, Kind, LinkButton, SearchField, Text
from shipdesk.wording import phrase as say

_SEARCH_WIDTHS = (150, 220)
_LONGEST_KIND = 14
_FIELD_WIDTHS = (132, 172)
_MOST_HEIGHT = 148
_OPEN_FILTERS = 2
"""More than these are folded away until they are wanted."""
_YES_NO = (("true", "Yes"), ("false", "No"))


class RecordTools(QWidget):
    """Buttons, search and questions in lines as many as they need."""

    searched = Signal(str)
    answered = Signal()
    left = Signal()
    """Enter or Escape in the search: back to the list."""

    def __init__(self, kind: RecordKind) -> None:
        super().__init__()
        self._kind = kind
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 8, 16, 8)
        column.setSpacing(6)
        box = QWidget()
        self._flow = FlowLayout(box)
        column.addWidget(box)
        words = lower_title(kind)
        fits = len(words) <= _LONGEST_KIND
        hint = say("Search {kinds}", kinds=words) if fits else say("Search")
        hint = hint if kind.searches else say("Filter this page")
        self.search = SearchField(placeholder=hint, name=say("Search {kinds}", kinds=words),
                                  hint="Ctrl F")  # fmt: skip
        _bound(self.search, _SEARCH_WIDTHS)
        self.search.searched.connect(self.searched)
        self.search.submitted.connect(lambda _text: self.left.emit())
        self.search.left.connect(self.left)
        self._editors: dict[str, ChoiceBox | LineEdit] = {}
        inside = QWidget()
        self._folded = FlowLayout(inside)
        self._more = _FoldedArea(inside)
        self._more.hide()
        column.addWidget(self._more)
        self.fold = KeyHintButton(say("Filter"), kind=Kind.QUIET, icon="filter")
        self.fold.setCheckable(True)
        self.fold.toggled.connect(self._more.setVisible)
        self.clear = LinkButton(say("Clear the filter"))
        self.clear.setParent(self)  # Few questions have no need of it: it is never laid out then.
        self.clear.hide()
        self.clear.clicked.connect(self._on_clear)
        self.answered.connect(self._count_answers)
        self._closed = Text(face=Face.SECONDARY, tone="muted", wrap=True, name=say("Why not"))
        self._closed.hide()
        column.addWidget(self._closed)
        self._acts: list[tuple[QAction, str]] = []

    def fill(self, acts: Sequence[QAction]) -> None:
        """Put in the buttons of these acts, the search and the list's questions; called once."""
        for action in acts:
            self._flow.addWidget(KeyHintButton(action))
        if not self._kind.single:
            self._flow.addWidget(self.search)
        for field in self._kind.asks:
            self._add(field, asked=True)
        many = len(self._kind.filters) > _OPEN_FILTERS
        for field in self._kind.filters:
            self._add(field, asked=False, flow=self._folded if many else self._flow)
        if many:
            self._flow.addWidget(self.fold)
            self._flow.addWidget(self.clear)
        self._count_answers()
        self.setVisible(self._flow.count() > 0)

    def answers(self) -> dict[str, str]:
        """Return what is answered of the list's questions."""
        found = {name: str(editor.value()) for name, editor in self._editors.items()}
        return {name: text for name, text in found.items() if text}

    def answer(self, name: str, text: str) -> None:
        """Answer one of the list's questions."""
        self._editors[name].set_value(text)

    def missing(self) -> list[str]:
        """Return the titles of the questions that must be answered before there is a list."""
        answers = self.answers()
        return [say(field.title) for field in self._kind.asks if field.name not in answers]

    def set_choices(self, name: str, choices: Sequence[tuple[str, str]]) -> None:
        """Offer what is known by now."""
        editor = self._editors[name]
        if isinstance(editor, ChoiceBox):
            editor.set_choices(choices)

    def show_reasons(self, reasons: Sequence[str]) -> None:
        """Say why buttons are closed."""
        words = " ".join(dict.fromkeys(say(reason) for reason in reasons if reason))
        self._closed.setText(words)
        self._closed.setVisible(bool(words))

    def _count_answers(self) -> None:
        """Say on the button how many questions narrow the list while they are folded away."""
        asked = {field.name for field in self._kind.asks}
        count = len([name for name in self.answers() if name not in asked])
        self.fold.setText(say("Filter ({n})", n=count) if count else say("Filter"))
        self.clear.setVisible(bool(count) and len(self._kind.filters) > _OPEN_FILTERS)

    def _on_clear(self) -> None:
        for field in self._kind.filters:
            self._editors[field.name].set_value("")
        self.answered.emit()

    def _add(self, field: RecordField, *, asked: bool, flow: FlowLayout | None = None) -> None:
        title = say(field.title)
        editor: ChoiceBox | LineEdit
        if field.type is FieldType.YES_NO or field.choices or field.seen:
            nothing = title if asked else say("{field}: any", field=title)
            editor = ChoiceBox(field, nothing=nothing)
            if field.type is FieldType.YES_NO:
                editor.set_choices([(value, f"{title}: {say(word)}") for value, word in _YES_NO])
        else:
            editor = LineEdit(field)
            form = editor.placeholderText()
            editor.setPlaceholderText(f"{title} {form}" if form else title)
        _bound(editor, _FIELD_WIDTHS)
        editor.setToolTip(f"{title}. {say(field.hint)}" if field.hint else title)
        if field.default:
            editor.set_value(field.default)
        _on_answer(editor, self.answered.emit)
        self._editors[field.name] = editor
        (flow or self._flow).addWidget(editor)


class _FoldedArea(QScrollArea):
    """Many questions, scrolled where they would leave the list no room."""

    def __init__(self, inside: QWidget) -> None:
        super().__init__()
        self._inside = inside
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(inside)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """As high as its lines are, up to a few."""
        super().resizeEvent(event)
        wanted = self._inside.heightForWidth(self.viewport().width())
        self.setFixedHeight(min(_MOST_HEIGHT, max(wanted, 30)))


def _bound(widget: QWidget, widths: tuple[int, int]) -> None:
    widget.setMinimumWidth(widths[0])
    widget.setMaximumWidth(widths[1])


def _on_answer(editor: QWidget, tell: Callable[[], object]) -> None:
    """Tell when an answer is given: a choice at once, a text when it is left or confirmed."""
    if isinstance(editor, QComboBox):
        editor.activated.connect(lambda _at: tell())
    elif isinstance(editor, QLineEdit):
        kept = {"text": editor.text()}

        def on_finished() -> None:
            if editor.text() != kept["text"]:
                kept["text"] = editor.text()
                tell()

        editor.editingFinished.connect(on_finished)
