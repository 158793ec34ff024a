"""Which rows are chosen, as ids: survives sorting, and choosing all costs nothing."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable


class Selection:
    """A set of ids, or everything but a set; belongs to one model and tells it of changes."""

    def __init__(self, ids: Callable[[], array[int]], changed: Callable[[], None]) -> None:
        """`ids` returns the list's ids now; `changed` is called after each change."""
        self._list = ids
        self._changed = changed
        self._all = False
        self._ids: set[int] = set()

    def __contains__(self, row_id: int) -> bool:
        return (row_id in self._ids) is not self._all

    def count(self) -> int:
        """Return how many rows are chosen."""
        return len(self._list()) - len(self._ids) if self._all else len(self._ids)

    def is_everything(self) -> bool:
        """Tell whether every row of a list that has rows is chosen."""
        total = len(self._list())
        return total > 0 and self.count() == total

    def ids(self) -> list[int]:
        """Return the chosen ids in the order of the list."""
        if not self._all and not self._ids:
            return []
        return [one for one in self._list() if one in self]

    def replace(self, ids: Iterable[int]) -> None:
        """Choose exactly these."""
        wanted = set(ids)
        if not self._all and wanted == self._ids:
            return
        self._all, self._ids = False, wanted
        self._changed()

    def add(self, ids: Iterable[int]) -> None:
        """Choose these too."""
        if self._all:
            self._ids.difference_update(ids)
        else:
            self._ids.update(ids)
        self._changed()

    def remove(self, ids: Iterable[int]) -> None:
        """Choose these no longer."""
        if self._all:
            self._ids.update(ids)
        else:
            self._ids.difference_update(ids)
        self._changed()

    def toggle(self, row_id: int) -> None:
        """Choose a row or no longer."""
        if row_id in self:
            self.remove((row_id,))
        else:
            self.add((row_id,))

    def everything(self) -> None:
        """Choose all rows of the query, loaded or not."""
        self._all, self._ids = True, set()
        self._changed()

    def clear(self) -> None:
        """Choose nothing."""
        self.replace(())

    def settle(self, before: array[int], now: array[int]) -> None:
        """Follow the list: rows that left are no longer chosen, rows that came are not chosen.

        New rows must not slip into a choice that a person made before they were there.
        """
        if not self._all and not self._ids:
            return
        chosen = (one for one in before if one in self) if self._all else self._ids
        kept = set(chosen).intersection(now)
        if self._all or kept != self._ids:
            self._all, self._ids = False, kept
            self._changed()
