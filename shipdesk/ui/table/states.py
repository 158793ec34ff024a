"""What a list says where it has no rows: empty, not read yet, or not readable."""

from __future__ import annotations

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from shipdesk.ui.table.model import ListState
from shipdesk.ui.theme import Tone
from shipdesk.ui.widgets.state_pane import StatePane
from shipdesk.wording import phrase as say

Said = tuple[str, str, QAction | None]


class ListPane(StatePane):
    """A pane over a list's viewport, shown in every state but ROWS."""

    def __init__(self, viewport: QWidget, name: str) -> None:
        super().__init__(name=name)
        self.setParent(viewport)
        self.empty: tuple[str, str, QAction | None, str] = (say("Nothing here"), "", None, "box")
        self.problem: Said = (
            say("This list cannot be read"),
            say("What went wrong is shown in the corner."),
            None,
        )
        self.hide()

    def show_list(self, state: ListState, *, has_rows: bool) -> None:
        """Say what is so; rows that are still in sight stay when a refresh fails."""
        if state is ListState.EMPTY:
            title, sentence, action, icon = self.empty
            self.show_state(title, sentence, action, icon=icon)
        elif state is ListState.PROBLEM and not has_rows:
            title, sentence, action = self.problem
            self.show_state(title, sentence, action, icon="alert", tone=Tone.RED)
        elif state is ListState.LOADING:
            self.show_state(say("Reading…"), "", icon="refresh")
        else:
            self.hide()
            return
        viewport = self.parentWidget()
        if viewport is not None:
            self.setGeometry(viewport.rect())
        self.show()
        self.raise_()
