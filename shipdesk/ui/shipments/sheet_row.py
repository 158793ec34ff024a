"""Where on a sheet of several labels the next one goes: said, and chosen by mouse or keys."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from shipdesk.domain.sheet import SheetPlace
from shipdesk.ui.theme import Face
from shipdesk.ui.widgets import LinkButton, Segmented, Text
from shipdesk.wording import phrase as say


class SheetRow(QWidget):
    """Below the printer, only where its paper is a sheet of several labels."""

    place_chosen = Signal(int)

    def __init__(self, new_sheet: QAction) -> None:
        super().__init__()
        self.setAccessibleName(say("Sheet of labels"))
        self._places = 0
        self.words = Text(face=Face.SECONDARY, wrap=True, name=say("Next place"))
        self.doubt = Text(face=Face.SECONDARY, tone="amber", wrap=True, name=say("Places in doubt"))
        self.choice = Segmented(name=say("Place of the next label"))
        self.choice.chosen.connect(lambda key: self.place_chosen.emit(int(key)))
        self.new_sheet = LinkButton(new_sheet)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.words)
        column.addWidget(self.doubt)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.choice)
        row.addStretch(1)
        row.addWidget(self.new_sheet)
        column.addLayout(row)
        self.show_place(SheetPlace())

    def show_place(self, place: SheetPlace) -> None:
        """Show where the next label goes; nothing for stock that holds one label."""
        self.setVisible(place.places > 1)
        if place.places != self._places:
            self._places = place.places
            self.choice.set_choices([(str(at), str(at + 1)) for at in range(place.places)])
        self.choice.choose(str(place.place))
        self.words.setText(place_words(place))
        doubt = doubt_words(place)
        self.doubt.setText(doubt)
        self.doubt.setVisible(bool(doubt))


def place_words(place: SheetPlace) -> str:
    """Return where the next label goes."""
    if not place.place:
        return say("Sheet: next label begins a new sheet of {places}.", places=place.places)
    return say(
        "Sheet: next label goes to place {place} of {places}.",
        place=place.place + 1,
        places=place.places,
    )


def doubt_words(place: SheetPlace) -> str:
    """Return which places nobody knows to be free; empty where all is known."""
    if place.unsure_from is None:
        return ""
    return say("A print was cut short: look at the sheet, then choose the first free place.")
