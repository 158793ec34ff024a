"""How far one PDF of all labels is, with a way to cancel it; then what was left out, and why."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QDialog, QPlainTextEdit, QWidget

from shipdesk.domain.label_book import LeftOut, SavedBook
from shipdesk.ui import format as fmt
from shipdesk.ui.dialogs import Question
from shipdesk.ui.theme import Face, Tone
from shipdesk.ui.widgets import Bar, Text
from shipdesk.wording import phrase as say
from shipdesk.wording import plural

_WIDTH = 560
_LIST = 200


class BookDialog(Question):
    """Modal to its window: what is being saved should not change meanwhile."""

    def __init__(self, parent: QWidget, total: int, on_cancel: Callable[[], object]) -> None:
        """`on_cancel` is called when a person wants no file after all."""
        super().__init__(parent, say("Save one PDF of all"), width=_WIDTH)
        self._total, self._on_cancel = total, on_cancel
        self._saving = True
        self.far = Text(face=Face.STRONG, name=say("How far it is"))
        self.told = Text(wrap=True, name=say("What was saved"))
        self.left_out = QPlainTextEdit()
        self.left_out.setReadOnly(True)
        self.left_out.setFixedHeight(_LIST)
        self.left_out.setAccessibleName(say("Labels that were left out"))
        self._bar = Bar(name=say("How far the saving is"), height=8)
        for part in (self.far, self._bar, self.told, self.left_out):
            self.body.addWidget(part)
        self.left_out.hide()
        self.button = self.add_button(say("Cancel"), key="Esc")
        self.button.clicked.connect(self.reject)
        self.told.setText(say("Each is checked as before a print. The file is whole at the end."))
        self.show_far(0)

    def show_far(self, done: int) -> None:
        """Show how many labels are settled."""
        words = say("{n} of {total}", n=fmt.count(done), total=fmt.count(self._total))
        self.far.setText(words)
        self._bar.set_share(done / self._total if self._total else 1.0)

    def show_end(self, saved: SavedBook, name: str) -> None:
        """Show what is in the file and what is not; the button closes then."""
        self._saving = False
        count = len(saved.left_out)
        left = plural(count, "1 label was left out", "{n} labels were left out")
        self.far.setText(left)
        self._bar.set_share(saved.labels / self._total, Tone.AMBER)
        self.told.setText(saved_words(saved, name))
        self.left_out.setPlainText("\n".join(left_out_words(each) for each in saved.left_out))
        self.left_out.show()
        self.button.setText(say("Close"))
        self.button.setEnabled(True)
        self.adjustSize()

    def done(self, result: int) -> None:
        """Closing it cancels what is not saved yet; it goes when the label in hand has ended."""
        if self._saving and result != QDialog.DialogCode.Accepted:
            self._on_cancel()
            self.button.setEnabled(False)
            self.far.setText(say("Being cancelled…"))
            return
        super().done(result)


def saved_words(saved: SavedBook, name: str) -> str:
    """Return how many labels are in the file, and that it counts as no print."""
    if not saved.labels:
        return say("No file was written: none of the labels can be in it.")
    labels = plural(saved.labels, "1 label", "{n} labels")
    return say(
        "{labels} in {name}. Saved, not printed: the print history does not count it.",
        labels=labels, name=name,
    )  # fmt: skip


def left_out_words(left: LeftOut) -> str:
    """Return a label that was left out with its reason and the way out."""
    error = left.error
    words = " ".join(part for part in (error.title, error.detail, error.hint) if part)
    return f"{left.number}: {words}"
