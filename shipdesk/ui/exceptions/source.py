"""Where the lines of Exceptions come from: one read holds them all, tabs and search choose."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from shipdesk.domain.query import ListQuery
from shipdesk.services.exceptions import ExceptionRow, Exceptions, by_time_left

_SORTS: Mapping[str, Callable[[ExceptionRow], Any]] = {
    "left": by_time_left,
    "number": lambda row: row.shipment.order_number,
    "recipient": lambda row: row.shipment.recipient.who.casefold(),
    "status": lambda row: row.place.value,
    "since": lambda row: row.since,
    "courier": lambda row: row.shipment.courier.casefold(),
    "place": lambda row: row.shipment.recipient.city.casefold(),
}


class ExceptionSource:
    """Rows of parcels that wait for a person; a query is a ListQuery."""

    def __init__(self, exceptions: Exceptions) -> None:
        self._exceptions = exceptions
        self._rows: dict[int, ExceptionRow] = {}

    async def ids(self, query: object) -> array[int]:
        """Read the list anew and return its ids, by time left where no column orders it."""
        wanted = query if isinstance(query, ListQuery) else ListQuery()
        found = await self._exceptions.rows()
        self._rows = {row.id: row for row in found}
        shown = [row for row in found if _fits(row, wanted)]
        key = _SORTS.get(wanted.sort)
        if key is not None:
            shown.sort(key=key, reverse=wanted.descending)
        return array("q", [row.id for row in shown])

    async def rows(self, ids: Sequence[int]) -> Mapping[int, ExceptionRow]:
        """Return the rows among these ids as they were read last."""
        return {one: self._rows[one] for one in ids if one in self._rows}

    def row(self, row_id: int) -> ExceptionRow | None:
        """Return a row as it was read last."""
        return self._rows.get(row_id)

    def id_of(self, shipment_id: str) -> int | None:
        """Return the row of a shipment, None where it is not listed."""
        found = (row.id for row in self._rows.values() if row.shipment.id == shipment_id)
        return next(found, None)


def _fits(row: ExceptionRow, query: ListQuery) -> bool:
    if query.tab and row.place.value != query.tab:
        return False
    to = row.shipment.recipient
    numbers = f"{row.shipment.order_number} {row.shipment.tracking_number} {row.shipment.reference}"
    told = f"{numbers} {to.who} {to.city} {to.phone}".casefold()
    return all(word in told for word in query.text.casefold().split())
