"""A list that is narrowed by what is typed into the search box, and the details beside it."""

from __future__ import annotations

from shipdesk.ui.table.view import RowsView
from shipdesk.ui.tasks import TaskScope


class SearchedList:
    """Knows when all of it is there that was asked for."""

    def __init__(self, view: RowsView, scope: TaskScope, details: str, reading: str = "") -> None:
        """`details` and `reading` are the keys of the page's work in its scope.

        They show the details of the row in hand, and fetch what the list is made of.
        """
        self.view = view
        self._scope = scope
        self._details, self._reading = details, reading

    async def settled(self) -> None:
        """Return once the list that was asked for and the details of its row are there."""
        await self._scope.ended(self._reading)
        await self.view.rows.settled()
        await self._scope.ended(self._details)
