"""Which rows are chosen, as ids: survives sorting and searching, and choosing all costs nothing."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable
from itertools import chain


class Selection:
    """A set of ids, or everything but a set; belongs to one model and tells it of changes.

    While the list is searched, several chosen rows stay chosen though it lacks them: `away` of
    them are out of sight then.
    """

    def __init__(self, ids: Callable[[], array[int]], changed: Callable[[], None]) -> None:
        """`ids` returns the list's ids now; `changed` is called after each change."""
        self._list = ids
        self._changed = changed
        self._all = False
        self._ids: set[int] = set()
        self._order: list[int] = []
        """The chosen rows in the order of the list before it was searched."""
        self._away: set[int] = set()

    def __contains__(self, row_id: int) -> bool:
        return (row_id in self._ids) is not self._all

    def count(self) -> int:
        """Return how many rows are chosen, those out of sight included."""
        return len(self._list()) - len(self._ids) if self._all else len(self._ids)

    def away(self) -> int:
        """Return how many chosen rows the searched list lacks."""
        return len(self._away)

    def is_several(self) -> bool:
        """Tell whether it is a choice of its own, not just the row under the cursor."""
        return self.count() > 1 or bool(self._away)

    def is_everything(self) -> bool:
        """Tell whether every row of a list that has rows is chosen."""
        total = len(self._list())
        return total > 0 and self.count() - len(self._away) == total

    def ids(self) -> list[int]:
        """Return the chosen ids in the order of the list, as it was before it was searched."""
        if not self._all and not self._ids:
            return []
        if not self._order:
            return [one for one in self._list() if one in self]
        return list(dict.fromkeys(one for one in chain(self._order, self._list()) if one in self))

    def replace(self, ids: Iterable[int]) -> None:
        """Choose exactly these."""
        wanted = set(ids)
        if not self._all and wanted == self._ids:
            return
        self._all, self._ids = False, wanted
        self._away &= wanted
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
            self._away &= self._ids
        self._changed()

    def toggle(self, row_id: int) -> None:
        """Choose a row or no longer."""
        if row_id in self:
            self.remove((row_id,))
        else:
            self.add((row_id,))

    def everything(self) -> None:
        """Choose all rows of the query, loaded or not, and no other."""
        self._all, self._ids = True, set()
        self._order, self._away = [], set()
        self._changed()

    def clear(self) -> None:
        """Choose nothing."""
        self.replace(())

    def settle(self, before: array[int], now: array[int], *, searched: bool = False) -> None:
        """Follow the list: rows that left are no longer chosen, rows that came are not chosen.

        New rows must not slip into a choice that a person made before they were there. What left
        a list because it is `searched` has not left: several chosen rows stay so.
        """
        if not self._all and not self._ids:
            return
        if searched and self.is_several():
            self._order = self.ids()
            self._all, self._ids = False, set(self._order)
            self._away = self._ids.difference(now)
            self._changed()
            return
        had_away = bool(self._away)
        chosen = (one for one in before if one in self) if self._all else self._ids
        kept = set(chosen).intersection(now)
        self._order, self._away = [], set()
        if self._all or had_away or kept != self._ids:
            self._all, self._ids = False, kept
            self._changed()
