"""Settings › Backup: everything in one file, from one computer to another, and our own copies."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QVBoxLayout, QWidget

from shipdesk.ui.settings.section_pane import SectionPane
from shipdesk.ui.shortcuts import Actions
from shipdesk.ui.theme import Tone
from shipdesk.ui.widgets import (
    Card,
    FactList,
    FormField,
    KeyHintButton,
    Kind,
    LinedRow,
    Segmented,
    Text,
)
from shipdesk.wording import phrase as say

_KEY = "settings.backup"
OFF, DAILY = "off", "daily"


class BackupView(QWidget):
    """Three cards; what they say comes from the presenter."""

    save_requested = Signal()
    folder_requested = Signal()
    move_out_requested = Signal()
    move_in_requested = Signal()
    use_again_requested = Signal()
    daily_chosen = Signal(str)
    keep_chosen = Signal(str)

    def __init__(self, actions: Actions, keeps: Sequence[int]) -> None:
        """`keeps` are the numbers of files among which a person chooses."""
        super().__init__()
        pane = SectionPane(
            say("Backup"),
            say("What you bought, your labels, notes and settings in one file, to keep elsewhere "
                "or to take to another computer. Passwords and tokens are never in it."),
        )  # fmt: skip
        add, group = actions.add, say("Backup")
        save = add(f"{_KEY}.save", say("Save everything to one file"), icon="archive",
                   group=group, on=self.save_requested.emit)  # fmt: skip
        folder = add(f"{_KEY}.folder", say("Choose the folder…"), group=group, owner=self,
                     on=self.folder_requested.emit)  # fmt: skip
        self.move_out = add(f"{_KEY}.move_out", say("Move to another computer…"), icon="external",
                            group=group, on=self.move_out_requested.emit)  # fmt: skip
        move_in = add(f"{_KEY}.move_in", say("Move to this PC…"), icon="import",
                      group=group, on=self.move_in_requested.emit)  # fmt: skip
        self.use_again = add(f"{_KEY}.use_again", say("Use this copy again…"), icon="refresh",
                             group=group, on=self.use_again_requested.emit)  # fmt: skip
        self.use_again.setVisible(False)
        self.save = KeyHintButton(save, kind=Kind.PRIMARY)
        pane.add(self._file_card(folder, keeps), self._move_card(move_in), self._own_card())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(pane)

    def _file_card(self, folder: QAction, keeps: Sequence[int]) -> Card:
        card = Card(say("Everything in one file"))
        self.facts = FactList(name=say("Everything in one file"))
        card.add(self.facts)
        self.fault = Text(wrap=True, copyable=True, tone=Tone.RED, name=say("What went wrong"))
        self.fault.hide()
        card.add(self.fault)
        self.daily = Segmented(
            ((OFF, say("By hand")), (DAILY, say("Every day"))), name=say("When it is saved")
        )
        self.daily.chosen.connect(self.daily_chosen)
        self.keep = Segmented(
            tuple((str(number), str(number)) for number in keeps), name=say("How many are kept")
        )
        self.keep.chosen.connect(self.keep_chosen)
        choices = LinedRow(56, left=0, right=0, lined=False)
        choices.row.setSpacing(16)
        choices.row.addWidget(FormField(say("When it is saved"), self.daily))
        choices.row.addWidget(FormField(say("How many are kept"), self.keep))
        choices.row.addStretch(1)
        card.add(choices)
        card.add(_buttons(self.save, KeyHintButton(folder)))
        return card

    def _move_card(self, move_in: QAction) -> Card:
        card = Card(say("Another computer"))
        self.moved = Text(wrap=True, tone="muted", name=say("Where this profile is in use"))
        card.add(self.moved)
        out, again = KeyHintButton(self.move_out), KeyHintButton(self.use_again)
        card.add(_buttons(out, KeyHintButton(move_in), again))
        return card

    def _own_card(self) -> Card:
        card = Card(say("ShipDesk's own copies"))
        self.own = FactList(name=say("ShipDesk's own copies"))
        card.add(self.own)
        words = say(
            "ShipDesk copies what was bought every four hours while something changes, and keeps "
            "the copies for seven days. A damaged file is restored from them."
        )
        card.add(Text(words, wrap=True, tone="muted"))
        return card

    def show_saving(
        self, facts: Sequence[tuple[str, str]], *, daily: bool, keep: int, fault: str
    ) -> None:
        """Show where and when everything is saved, and what went wrong with it."""
        self.facts.set_facts(facts)
        self.daily.choose(DAILY if daily else OFF)
        self.keep.choose(str(keep))
        self.fault.setText(fault)
        self.fault.setVisible(bool(fault))

    def show_own(self, facts: Sequence[tuple[str, str]]) -> None:
        """Show our own copies of the journal."""
        self.own.set_facts(facts)

    def show_moved(self, words: str, *, retired: bool) -> None:
        """Say where the profile is in use; a retired copy can be used again."""
        self.moved.setText(words)
        self.move_out.setVisible(not retired)
        self.use_again.setVisible(retired)


def _buttons(*buttons: QWidget) -> LinedRow:
    row = LinedRow(36, left=0, right=0, lined=False)
    row.row.setSpacing(8)
    for button in buttons:
        row.row.addWidget(button)
    row.row.addStretch(1)
    return row
