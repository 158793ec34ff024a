"""How a status looks wherever it stands: a word with its icon and tone, on a pill."""

from __future__ import annotations

from dataclasses import dataclass

from shipdesk.ui.table.column import Look
from shipdesk.ui.theme import Tone
from shipdesk.wording import phrase as say


@dataclass(frozen=True, slots=True)
class Status:
    """What a pill says."""

    word: str
    icon: str
    tone: Tone

    def said(self) -> Status:
        """Return it in the person's language; for one that was made before that is known."""
        return Status(say(self.word), self.icon, self.tone)

    def look(self) -> Look:
        """Return how a cell of a list shows it."""
        return Look.pill(self.word, self.icon, self.tone)
