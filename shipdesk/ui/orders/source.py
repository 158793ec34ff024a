"""The list of orders, in which the row under a person's hands never vanishes by itself."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from typing import Protocol

from shipdesk.domain.query import ListQuery
from shipdesk.domain.rows import OrderRow
from shipdesk.ui.orders.waits import LongWaits


class OrderListing(Protocol):
    """What the list asks of the desk's listing of orders."""

    async def ids(self, query: ListQuery) -> array[int]:
        """Return the row ids of a query, in order."""
        ...

    async def rows(self, ids: Sequence[int]) -> Mapping[int, OrderRow]:
        """Return the rows that still exist, by id."""
        ...

    async def counts(self) -> dict[str, int]:
        """Return how many rows each tab holds."""
        ...

    async def row_ids(self, keys: Sequence[str]) -> dict[str, int]:
        """Return the row ids of keys; keys that are not listed are left out."""
        ...


class HeldSource:
    """Rows of a listing, plus the current row while it is current.

    An order that is bought, held or settled belongs to another tab at once. Were it taken away at
    once, the next order would slide under the cursor and a second F9 would buy that one.
    """

    def __init__(self, listing: OrderListing, waits: LongWaits | None = None) -> None:
        """`waits` is told of the rows that are read."""
        self._listing = listing
        self._waits = waits
        self._query: ListQuery | None = None
        self._held: int | None = None
        self._place = 0
        self._strays = False
        self._before_search: tuple[ListQuery, int | None, int] | None = None
        """What was asked for before a search, with the row that was kept and its place."""

    @property
    def all_stages(self) -> bool:
        """Whether rows of every stage are listed, as while searching."""
        return self._query is not None and not self._query.tab

    def hold(self, row_id: int | None) -> bool:
        """Keep this row from now on; True where the one before belongs here no longer."""
        if row_id == self._held:
            return False
        stale, self._strays = self._strays, False
        self._held = row_id
        return stale

    def place(self, at: int) -> None:
        """Note where the current row stands, so that it stays there when it is kept."""
        self._place = max(0, at)

    async def ids(self, query: ListQuery) -> array[int]:
        """Return the ids of a query, the held row among them while the query stays the same.

        A query that was only left for a search is the same one when it comes back.
        """
        found = await self._listing.ids(query)
        if query != self._query and not self._change(query):
            return found
        held = self._held
        self._strays = held is not None and await self._has_left(held, query, found)
        if self._strays and held is not None:
            found.insert(min(self._place, len(found)), held)
        return found

    def _change(self, query: ListQuery) -> bool:
        """Go over to another query; True where it is the one from before a search."""
        if query.text and self._query is not None and not self._query.text:
            self._before_search = (self._query, self._held, self._place)
        self._query, self._held, self._strays = query, None, False
        if query.text or self._before_search is None:
            return False
        before, held, place = self._before_search
        self._before_search = None
        if before != query:
            return False
        self._held, self._place = held, place
        return True

    async def _has_left(self, held: int, query: ListQuery, found: array[int]) -> bool:
        """Tell whether the held row still exists but is not of this query.

        Its stage answers that at once; a million ids are gone through only while searching.
        """
        row = (await self._listing.rows([held])).get(held)
        if row is None:
            return False
        return held not in found if query.text else bool(query.tab) and row.stage != query.tab

    async def rows(self, ids: Sequence[int]) -> Mapping[int, OrderRow]:
        """Return the rows of ids."""
        rows = await self._listing.rows(ids)
        if self._waits is not None:
            self._waits.note(rows.values())
        return rows
