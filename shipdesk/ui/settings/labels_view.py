"""Settings › Labels: how long kept labels stay, and whether a printed label is scanned again."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QVBoxLayout, QWidget

from shipdesk.ui.settings.section_pane import SectionPane
from shipdesk.ui.shortcuts import Actions
from shipdesk.ui.widgets import Card, FactList, FormField, KeyHintButton, LinedRow, Segmented, Text
from shipdesk.wording import phrase as say

_KEY = "settings.labels"
_OFF, _ON = "off", "on"


class LabelsView(QWidget):
    """A card for what is kept and one for scans; what they say comes from the presenter."""

    keep_chosen = Signal(int)
    """Days; 0 is for ever."""
    sweep_requested = Signal()
    scan_back_chosen = Signal(bool)

    def __init__(self, actions: Actions, days: Sequence[int]) -> None:
        """`days` are the lengths among which a person chooses."""
        super().__init__()
        pane = SectionPane(
            say("Labels"),
            say(
                "Labels and invoices are kept on this computer, so that a reprint needs no network."
            ),
        )
        sweep = actions.add(
            f"{_KEY}.sweep",
            say("Remove old labels now"),
            icon="trash",
            group=say("Labels"),
            on=self.sweep_requested.emit,
        )
        pane.add(self._kept_card(sweep, days), self._scan_card())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(pane)

    def _kept_card(self, sweep: QAction, days: Sequence[int]) -> Card:
        card = Card(say("Kept labels"))
        self.facts = FactList(name=say("Kept labels"))
        card.add(self.facts)
        self.days = Segmented(
            tuple((str(number), days_words(number)) for number in days),
            name=say("How long labels are kept"),
        )
        self.days.chosen.connect(lambda key: self.keep_chosen.emit(int(key)))
        choices = LinedRow(56, left=0, right=0, lined=False)
        choices.row.addWidget(FormField(say("How long labels are kept"), self.days))
        choices.row.addStretch(1)
        card.add(choices)
        words = say(
            "Counted from when a label was kept. The label of a parcel that is still on its way "
            "stays, and so does one that an open operation needs. The print history is never "
            "removed. Looked at once a day."
        )
        card.add(Text(words, wrap=True, tone="muted"))
        self.sweep = KeyHintButton(sweep)
        self._sweep_row = LinedRow(36, left=0, right=0, lined=False)
        self._sweep_row.row.addWidget(self.sweep)
        self._sweep_row.row.addStretch(1)
        card.add(self._sweep_row)
        return card

    def _scan_card(self) -> Card:
        card = Card(say("Scan the printed label"))
        self.scan_back = Segmented(
            ((_OFF, say("Off")), (_ON, say("On"))), name=say("Scan the printed label")
        )
        self.scan_back.chosen.connect(lambda key: self.scan_back_chosen.emit(key == _ON))
        row = LinedRow(36, left=0, right=0, lined=False)
        row.row.addWidget(self.scan_back)
        row.row.addStretch(1)
        card.add(row)
        words = say(
            "On: scanning the label on a finished parcel closes it, on whichever page you are. "
            "Shipments counts how many are closed; a label that is void, scanned already or of "
            "another parcel is said at once and closes nothing."
        )
        card.add(Text(words, wrap=True, tone="muted"))
        return card

    def show_scan_back(self, *, on: bool) -> None:
        """Show whether scans close parcels."""
        self.scan_back.choose(_ON if on else _OFF)

    def show_kept(self, facts: Sequence[tuple[str, str]], days: int) -> None:
        """Show what is kept and for how long."""
        self.facts.set_facts(facts)
        self.days.choose(str(days))
        self._sweep_row.setVisible(bool(days))


def days_words(days: int) -> str:
    """Return what a length is called."""
    return say("{n} days", n=days) if days else say("For ever")
