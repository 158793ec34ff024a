"""Where the lines of Activity come from: one read of the journal holds them all."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence

from shipdesk.domain.rows import OperationRow
from shipdesk.services.activity import Activity


class OperationSource:
    """Rows of the newest operations; a query is (tab, text)."""

    def __init__(self, activity: Activity) -> None:
        self._activity = activity
        self._rows: dict[int, OperationRow] = {}

    async def ids(self, query: object) -> array[int]:
        """Read the list anew and return its ids, newest first."""
        tab, text = query if isinstance(query, tuple) else ("", "")
        page = await self._activity.page(tab, text)
        self._rows = {row.id: row for row in page}
        return array("q", self._rows)

    async def rows(self, ids: Sequence[int]) -> Mapping[int, OperationRow]:
        """Return the rows among these ids as they were read last."""
        return {one: self._rows[one] for one in ids if one in self._rows}

    def operation_id(self, row_id: int) -> str:
        """Return the operation of a row; "" for a row that is not listed any more."""
        row = self._rows.get(row_id)
        return "" if row is None else row.operation_id

    def rows_of(self, operation_ids: frozenset[str]) -> list[int]:
        """Return the rows of these operations, as far as they are listed."""
        return [row.id for row in self._rows.values() if row.operation_id in operation_ids]
