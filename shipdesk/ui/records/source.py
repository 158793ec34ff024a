"""The rows of one list of records, as the page that was fetched last holds them."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence

from shipdesk.domain.record import Record


class RecordSource:
    """Gives records whole numbers, since lists hold ids as such; a record keeps its number."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._records: dict[int, Record] = {}

    def replace(self, records: Iterable[Record]) -> list[int]:
        """Hold other records; return the numbers of those that changed."""
        before = self._records
        self._records = {self.number(record.id): record for record in records}
        return [one for one, record in self._records.items() if before.get(one) != record]

    def number(self, record_id: str) -> int:
        """Return the whole number of a record."""
        return self._numbers.setdefault(record_id, len(self._numbers) + 1)

    def record(self, number: int | None) -> Record | None:
        """Return a record by its number; None where it is not on the page."""
        return self._records.get(number) if number is not None else None

    def records(self) -> tuple[Record, ...]:
        """Return all records of the page in their order."""
        return tuple(self._records.values())

    async def ids(self, query: object) -> array[int]:
        """Return the numbers of all records."""
        del query
        return array("q", self._records)

    async def rows(self, ids: Sequence[int]) -> Mapping[int, Record]:
        """Return the records of these numbers."""
        return {one: self._records[one] for one in ids if one in self._records}
