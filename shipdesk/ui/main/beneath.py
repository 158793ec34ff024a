"""What is chosen and in hand beneath the search box: an action is for that, whatever is typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, runtime_checkable

from shipdesk.ui.table import SearchedList
from shipdesk.wording import phrase as say


@runtime_checkable
class Searched(Protocol):
    """A page whose list is narrowed by what is typed, so that rows go out of it."""

    @property
    def searched(self) -> SearchedList | None:
        """Return the list that is searched, where there is one."""
        ...


class Beneath:
    """Notes what is in hand as a search begins, and brings it back for an action."""

    def __init__(self, page: Callable[[], object]) -> None:
        """`page` returns the presenter of the page in front."""
        self._page = page
        self._noted: SearchedList | None = None
        self._row: int | None = None
        self._chosen = 0

    def note(self) -> None:
        """Note what is in hand now."""
        page = self._page()
        self._noted = page.searched if isinstance(page, Searched) else None
        if self._noted is not None:
            view = self._noted.view
            self._row, self._chosen = view.current_id(), view.rows.selection.count()

    async def back(self, *, chosen: bool) -> str:
        """Wait until it is in hand again; return why it is not, "" where it is.

        With `chosen` it is for all chosen rows, else for the one in hand.
        """
        noted = self._noted
        if noted is None:
            return ""
        await noted.settled()
        view, selection = noted.view, noted.view.rows.selection
        if chosen and selection.count() != self._chosen:
            return say("Some of what was selected has left this list. Select anew what it is for.")
        if self._row is not None and view.current_id() != self._row:
            row = view.rows.place_of(self._row)
            if row < 0 and not chosen:
                return say("What was in hand has left this list. Choose it again.")
            view.go_to(row, choose=not selection.is_several())
        await noted.settled()
        return ""
