"""The row in hand below a review: all that is to be said of it, and its fixes as buttons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtGui import QAction

from shipdesk.ui.batch.lines import Group, ReviewLine
from shipdesk.ui.batch.list_sheet import Strip
from shipdesk.ui.batch.words import offers_of
from shipdesk.ui.shortcuts import allow
from shipdesk.ui.theme import Face, Tone
from shipdesk.ui.widgets import ElidedLabel, Text
from shipdesk.wording import phrase as say

_HEIGHT = 92
_TONES: Mapping[Group, Tone | str] = {
    Group.STOP: Tone.RED,
    Group.FIXED: Tone.AMBER,
    Group.LOOK: Tone.AMBER,
}


class RowStrip(Strip):
    """Says why the row in hand stops and what it may be bought with; each fix has its key."""

    def __init__(self, fixes: Sequence[QAction], keys: Mapping[QAction, str]) -> None:
        """`keys` are painted on buttons whose key the list itself hears."""
        self._who = Text(face=Face.STRONG, name=say("Order in hand"))
        self._what = Text(face=Face.BODY, wrap=True, name=say("What to look at"))
        self._offers = ElidedLabel(face=Face.SECONDARY, muted=True, name=say("Offers"))
        words = (self._who, self._what, self._offers)
        super().__init__(_HEIGHT, words, [(fix, keys.get(fix, "")) for fix in fixes])
        self.setAccessibleName(say("The order in hand"))
        self._fixes = tuple(fixes)

    def show_line(self, line: ReviewLine | None, fits: Mapping[QAction, str]) -> None:
        """Show a row; `fits` are the fixes that make sense for it, each with why it is closed."""
        for fix in self._fixes:
            fix.setVisible(fix in fits)
            allow(fix, fits.get(fix, say("It is not for this row.")))
        if line is None or line.row is None:
            self._who.setText(say("No order in hand"))
            self._what.setText("")
            self._offers.setText("")
            return
        row = line.row
        self._who.setText(" · ".join(part for part in (row.number, row.recipient) if part))
        self._who.set_tone(_TONES.get(line.group, ""))
        self._what.setText(line.told.whole or _plain(line.group))
        self._offers.setText(offers_of(row))

    def words(self) -> str:
        """Return what is said of the row in hand."""
        return self._what.text()


def _plain(group: Group) -> str:
    if group is Group.READING:
        return say("Rules and prices are being read.")
    return say("All local rules pass.")
