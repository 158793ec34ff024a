"""A section of Settings that is one form on one card, with one button that saves it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from shipdesk.ui.settings.form import Form
from shipdesk.ui.settings.section_pane import SectionPane
from shipdesk.ui.shortcuts import Actions
from shipdesk.ui.widgets import Card, KeyHintButton, Kind
from shipdesk.wording import phrase as say


class OneForm(QWidget):
    """The card, its button and its keys; who derives from it adds the rows of the form."""

    save_requested = Signal()
    revert_requested = Signal()

    def __init__(
        self, actions: Actions, key: str, section: tuple[str, str], *, card: str, form: str,
        save: str,
    ) -> None:  # fmt: skip
        """`section` is its title and what it is for; the others name card, form and button."""
        super().__init__()
        pane = SectionPane(*section)
        self.form = Form(form)
        self.form.submitted.connect(self.save_requested)
        self.form.reverted.connect(self.revert_requested)
        shown = Card(card)
        shown.add(self.form)
        action = actions.add(f"{key}.save", save, shortcut="Ctrl+S", group=say("Settings"),
                             owner=self, on=self.save_requested.emit)  # fmt: skip
        self.save = KeyHintButton(action, kind=Kind.PRIMARY)
        row = QHBoxLayout()
        row.setContentsMargins(0, 4, 0, 0)
        row.addWidget(self.save)
        row.addStretch(1)
        shown.add(row)
        pane.add(shown)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(pane)
