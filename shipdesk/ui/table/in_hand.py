"""What is in hand of a list: the row from before a search, and the chosen rows of an action."""

from __future__ import annotations

from PySide6.QtGui import QAction

from shipdesk.ui.shortcuts import count_for
from shipdesk.ui.table.model import RowsModel


class BeforeSearch:
    """Remembers one row over a search, unless a person takes another one in hand meanwhile."""

    def __init__(self) -> None:
        self._searched = False
        self._row: int | None = None

    def on_list(self, current: int | None, *, searched: bool) -> int | None:
        """Take note of a new list; return the row that is in hand again, None for no other one."""
        began, ended = searched and not self._searched, self._searched and not searched
        self._searched = searched
        if began:
            self._row = current
        back = self._row if ended else None
        if ended:
            self._row = None
        return back

    def forget(self) -> None:
        """A person took a row in hand."""
        self._row = None


def acts_on_chosen(model: RowsModel, *actions: QAction) -> None:
    """Keep noted for how many chosen rows of a list these actions are; the palette says it."""
    model.selection_changed.connect(lambda: count_for(model.selection.count(), *actions))
