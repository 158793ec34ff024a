"""What lists read: ids and pages of rows from the cache, counts per tab."""

from __future__ import annotations

from array import array
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Generic, TypeVar

from shipdesk.domain.query import ListQuery
from shipdesk.domain.rows import DispatchOrderRow, OrderRow, ShipmentRow
from shipdesk.storage import lists as store
from shipdesk.storage.database import Conn, Database

RowT = TypeVar("RowT")
CatchUp = Callable[[], Awaitable[None]]
"""Brings what the journal knows into the lists, and returns when it is there."""


class Listing(Generic[RowT]):
    """One list as the window's model wants it: ids of a query, rows of ids."""

    def __init__(
        self,
        cache: Database,
        kind: str,
        rows: Callable[[Conn, Sequence[int]], dict[int, RowT]],
        catch_up: CatchUp,
    ) -> None:
        self._cache = cache
        self._kind = kind
        self._rows = rows
        self._catch_up = catch_up

    async def ids(self, query: ListQuery) -> array[int]:
        """Return the row ids of a query, in order."""
        return await self._cache.read(lambda conn: store.ids(conn, self._kind, query))

    async def rows(self, ids: Sequence[int]) -> Mapping[int, RowT]:
        """Return the rows that still exist, by id."""
        return await self._cache.read(lambda conn: self._rows(conn, ids))

    async def counts(self) -> dict[str, int]:
        """Return how many rows each tab holds."""
        return await self._cache.read(lambda conn: store.counts(conn, self._kind))

    async def row_ids(self, keys: Sequence[str]) -> dict[str, int]:
        """Return the row ids of keys; keys that are not listed are left out."""
        return await self._cache.read(lambda conn: store.row_ids(conn, self._kind, keys))

    async def row_id(self, key: str) -> int | None:
        """Return the row id of one key, None where it is not listed.

        What was written down a moment ago is on its way into the lists: it is waited for.
        """
        found = await self.row_ids([key])
        if key not in found:
            await self._catch_up()
            found = await self.row_ids([key])
        return found.get(key)


def order_listing(cache: Database, catch_up: CatchUp) -> Listing[OrderRow]:
    """Return the list of orders."""
    return Listing(cache, "orders", store.order_rows, catch_up)


def shipment_listing(cache: Database, catch_up: CatchUp) -> Listing[ShipmentRow]:
    """Return the list of shipments."""
    return Listing(cache, "shipments", store.shipment_rows, catch_up)


def dispatch_order_listing(cache: Database, catch_up: CatchUp) -> Listing[DispatchOrderRow]:
    """Return the list of dispatch orders."""
    return Listing(cache, "dispatch_orders", store.dispatch_order_rows, catch_up)
