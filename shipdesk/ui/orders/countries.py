"""Countries to choose from, by their names, those that the couriers serve first."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from PySide6.QtCore import QLocale, Signal
from PySide6.QtWidgets import QComboBox

from shipdesk.ui.widgets.drop_down import DropDown
from shipdesk.wording import phrase as say

_CODE = 2


@cache
def _names() -> dict[str, str]:
    found: dict[str, str] = {}
    for territory in QLocale.Country:
        code = QLocale.territoryToCode(territory)
        if len(code) == _CODE and code.isalpha():
            found.setdefault(code, QLocale.territoryToString(territory))
    return found


def country_name(code: str) -> str:
    """Return a country's name, or its code where it has none here."""
    return _names().get(code, code)


class CountryBox(DropDown):
    """Chooses a country; one that was only guessed says so until a person touches it."""

    chosen = Signal(str)

    def __init__(self, *, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setMaxVisibleItems(14)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(8)
        self._guessed = False
        self.set_served(("PL", "IN"))
        self.activated.connect(self._on_activated)

    def set_served(self, codes: Sequence[str]) -> None:
        """Put these countries first."""
        current = self.code()
        self.blockSignals(True)  # noqa: FBT003 - Qt's own
        self.clear()
        self.addItem(say("Not known"), "")
        for code in codes:
            self.addItem(country_name(code), code)
        self.insertSeparator(self.count())
        rest = sorted((name, code) for code, name in _names().items() if code not in codes)
        for name, code in rest:
            self.addItem(name, code)
        self.blockSignals(False)  # noqa: FBT003 - Qt's own
        self.choose(current)

    def code(self) -> str:
        """Return the code of the country; "" where it is not known."""
        return str(self.currentData() or "")

    def is_guessed(self) -> bool:
        """Whether it was guessed and nobody confirmed it."""
        return self._guessed

    def choose(self, code: str, *, guessed: bool = False) -> None:
        """Show a country without telling anybody."""
        at = self.findData(code) if code else 0
        if at < 0:
            self.addItem(code, code)
            at = self.count() - 1
        for index in range(1, self.count()):
            shown = self.itemText(index)
            plain = shown.removesuffix(_guess_suffix())
            if plain != shown:
                self.setItemText(index, plain)
        if guessed and code:
            self.setItemText(at, self.itemText(at) + _guess_suffix())
        self.setCurrentIndex(at)
        self._guessed = guessed and bool(code)

    def guess(self, code: str) -> None:
        """Show a guess, unless a person chose or nothing is guessed."""
        if code and (self._guessed or not self.code()):
            self.choose(code, guessed=True)

    def _on_activated(self) -> None:
        self.choose(self.code())
        self.chosen.emit(self.code())


def _guess_suffix() -> str:
    return " · " + say("guess")
