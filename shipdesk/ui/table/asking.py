"""What a list is asked for: tab, searched text and order, changed one at a time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from shipdesk.domain.query import ListQuery
from shipdesk.ui.table.model import RowsModel


class Asking:
    """One list's query; a search looks in every tab, and the tab comes back when it ends.

    A search takes nothing out of hand: several chosen rows stay chosen, and when it ends, the row
    that was in hand is so again.
    """

    def __init__(
        self, model: RowsModel, show: Callable[[str, str], None], query: ListQuery
    ) -> None:
        """`show` is told the tab and the text of every new query."""
        self._model = model
        self._show = show
        self._tab = query.tab
        self.query = query

    def start(self) -> None:
        """Ask for the first time."""
        self.renew(self.query)

    def tab(self, tab: str) -> None:
        """Show another tab, of what was searched where something was."""
        self._tab = tab
        self.renew(replace(self.query, tab=tab))

    def search(self, text: str) -> None:
        """Search everywhere; an empty text goes back to the tab."""
        wanted = text.strip()
        self.renew(replace(self.query, tab="" if wanted else self._tab, text=wanted))

    def sort(self, key: str, descending: bool) -> None:  # noqa: FBT001 - a signal's shape
        """Order the rows by a column."""
        self.renew(replace(self.query, sort=key, descending=descending))

    def whole(self, tab: str) -> None:
        """Show all of a tab, whatever was searched."""
        self._tab = tab
        self.renew(replace(self.query, tab=tab, text=""))

    def everything(self) -> None:
        """Show all rows, whatever was searched or chosen."""
        self.renew(replace(self.query, tab="", text=""))

    def renew(self, query: ListQuery) -> None:
        """Ask; the same question reads the list again."""
        self.query = query
        self._show(query.tab, query.text)
        self._model.set_query(query, searched=bool(query.text))
