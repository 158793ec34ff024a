"""What is chosen and in hand beneath the search box: an action is for that, whatever is typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, runtime_checkable

from shipdesk.ui.table import RowsView
from shipdesk.wording import phrase as say


@runtime_checkable
class Searched(Protocol):
    """A page whose list is narrowed by what is typed, so that rows go out of it."""

    @property
    def list_view(self) -> RowsView | None:
        """Return the list that is searched, where there is one."""
        ...

    async def settled(self) -> None:
        """Return once the list that was asked for and the details of its row are there."""
        ...


class Beneath:
    """Notes what is in hand as a search begins, and brings it back for an action."""

    def __init__(self, page: Callable[[], object]) -> None:
        """`page` returns the presenter of the page in front."""
        self._page = page
        self._noted: Searched | None = None
        self._row: int | None = None
        self._chosen = 0

    def note(self) -> None:
        """Note what is in hand now."""
        page = self._page()
        self._noted = page if isinstance(page, Searched) else None
        view = self._noted.list_view if self._noted is not None else None
        if view is not None:
            self._row, self._chosen = view.current_id(), view.rows.selection.count()

    async def back(self, *, chosen: bool) -> str:
        """Wait until it is in hand again; return why it is not, "" where it is.

        With `chosen` it is for all chosen rows, else for the one in hand.
        """
        page = self._noted
        view = page.list_view if page is not None else None
        if page is None or view is None:
            return ""
        await page.settled()
        selection = view.rows.selection
        if chosen and selection.count() != self._chosen:
            return say("Some of what was selected has left this list. Select anew what it is for.")
        if view.current_id() != self._row and not self._go_back(view) and not chosen:
            return say("What was in hand has left this list. Choose it again.")
        await page.settled()
        return ""

    def _go_back(self, view: RowsView) -> bool:
        if self._row is None:
            return False
        row = view.rows.place_of(self._row)
        view.go_to(row, choose=not view.rows.selection.is_several())
        return row >= 0
