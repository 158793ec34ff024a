"""Where a list's rows come from: ids first, pages of rows when they are looked at."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Protocol


class RowSource(Protocol):
    """Two questions, both awaited; sorting, filtering and searching happen behind them."""

    async def ids(self, query: Any) -> array[int]:  # noqa: ANN401 - each list has its own query
        """Return the ids of all rows of a query in order, as an array of type 'q'."""
        ...

    async def rows(self, ids: Sequence[int]) -> Mapping[int, Any]:
        """Return the rows that exist among these ids."""
        ...


class MemorySource:
    """Rows that are all there already, as a handful of quotes or a review."""

    def __init__(self, rows: Iterable[Any] = (), *, id_of: Callable[[Any], int]) -> None:
        """`id_of` gives a row's whole number, unique in the list."""
        self._id_of = id_of
        self._rows: dict[int, Any] = {}
        self.replace(rows)

    def replace(self, rows: Iterable[Any]) -> None:
        """Hold other rows; call `refresh` and `touch` of the model afterwards."""
        self._rows = {self._id_of(row): row for row in rows}

    async def ids(self, query: Any) -> array[int]:  # noqa: ANN401 - any query shows all
        """Return all ids in the order given."""
        del query
        return array("q", self._rows)

    async def rows(self, ids: Sequence[int]) -> Mapping[int, Any]:
        """Return the rows of these ids."""
        return {one: self._rows[one] for one in ids if one in self._rows}
