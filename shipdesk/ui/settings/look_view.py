"""Settings › Appearance and Settings › About: light or dark, and what this program is made of."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from shipdesk.ui.settings.section_pane import SectionPane
from shipdesk.ui.theme import Scheme
from shipdesk.ui.widgets import Card, FactList, Segmented, Text
from shipdesk.wording import phrase as say

_SCHEMES = (
    (Scheme.SYSTEM.value, "As the system"),
    (Scheme.LIGHT.value, "Light"),
    (Scheme.DARK.value, "Dark"),
)


class AppearanceView(QWidget):
    """Light, dark, or as the system."""

    scheme_chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        pane = SectionPane(say("Appearance"))
        card = Card(say("Colours"))
        self.schemes = Segmented(
            tuple((key, say(words)) for key, words in _SCHEMES), name=say("Appearance")
        )
        self.schemes.chosen.connect(self.scheme_chosen)
        row = QHBoxLayout()
        row.addWidget(self.schemes)
        row.addStretch(1)
        card.add(row)
        card.add(Text(say("It is kept for this profile and taken at once."), tone="muted"))
        pane.add(card)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(pane)

    def show_scheme(self, scheme: str) -> None:
        """Show which one is in force."""
        self.schemes.choose(scheme)


class AboutView(QWidget):
    """Version, libraries and folders; every value can be selected and copied."""

    def __init__(self) -> None:
        super().__init__()
        pane = SectionPane(say("About ShipDesk"), say("Orders, quotes, labels, pickups."))
        self.program = self._card(pane, say("Program"))
        self.folders = self._card(pane, say("Folders of this profile"))
        self.libraries = self._card(pane, say("Libraries"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(pane)

    def _card(self, pane: SectionPane, title: str) -> FactList:
        facts = FactList(name=title)
        card = Card(title)
        card.add(facts)
        pane.add(card)
        return facts

    def show_program(self, facts: Sequence[tuple[str, str]]) -> None:
        """Show version and environment."""
        self.program.set_facts(facts)

    def show_folders(self, facts: Sequence[tuple[str, str]]) -> None:
        """Show where data, cache and logs are."""
        self.folders.set_facts(facts)

    def show_libraries(self, facts: Sequence[tuple[str, str]]) -> None:
        """Show the libraries' versions."""
        self.libraries.set_facts(facts)
