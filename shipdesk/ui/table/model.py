"""The model of every list: an array of ids, and pages of rows fetched when they are looked at."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import Enum
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
)
from shiboken6 import isValid

from shipdesk.errors import ShipDeskError
from shipdesk.ui.table.cells import RowCells
from shipdesk.ui.table.column import CHECKS, Align, Column, Heading
from shipdesk.ui.table.difference import difference
from shipdesk.ui.table.selection import Selection
from shipdesk.ui.table.source import RowSource
from shipdesk.ui.tasks import TaskScope

PAGE = 128
KEPT_PAGES = 64
SETTLE_MS = 250

DISPLAY = int(Qt.ItemDataRole.DisplayRole)
_TIP = int(Qt.ItemDataRole.ToolTipRole)
_ALIGNMENT = int(Qt.ItemDataRole.TextAlignmentRole)
_CHECK = int(Qt.ItemDataRole.CheckStateRole)
_ACCESSIBLE = int(Qt.ItemDataRole.AccessibleTextRole)
_KNOWN = frozenset({DISPLAY, _TIP, _ALIGNMENT, _CHECK, _ACCESSIBLE})
_FLAGS = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
_SIDES = {
    Align.LEFT: Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter,
    Align.RIGHT: Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
    Align.CENTER: Qt.AlignmentFlag.AlignCenter,
}
Index = QModelIndex | QPersistentModelIndex


class ListState(Enum):
    """What a list has to show."""

    LOADING = "loading"
    ROWS = "rows"
    EMPTY = "empty"
    PROBLEM = "problem"


class RowsModel(QAbstractTableModel):
    """Rows of a source as a table; never sorts, filters or fetches by itself. UI thread only.

    Pages are asked for once per turn of the loop and their texts are made once. `touch` renews rows
    that changed and, 250 ms later, the list itself. What comes for a model that is deleted by then,
    as with the sheet that showed it, is dropped.
    """

    state_changed = Signal(object)
    counted = Signal(int)
    selection_changed = Signal()

    def __init__(
        self,
        columns: Sequence[Column],
        source: RowSource,
        scope: TaskScope,
        *,
        checks: bool = False,
        heading: Callable[[Any], Heading | None] | None = None,
        settle_ms: int = SETTLE_MS,
        parent: QObject | None = None,
    ) -> None:
        """`checks` puts a column of check boxes first; `heading` makes group rows."""
        super().__init__(parent)
        self.checks = checks
        self.columns: tuple[Column, ...] = (CHECKS, *columns) if checks else tuple(columns)
        self.ids: array[int] = array("q")
        self.state = ListState.LOADING
        self.searched = False
        """Whether the rows are those that fit a search: the others are away for a moment only."""
        self.selection = Selection(lambda: self.ids, self._on_selection)
        self._source = source
        self._scope = scope
        self._heading = heading
        self._query: object = None
        self._search = False
        self._loaded_query: object = None
        self._cells: dict[int, RowCells] = {}
        self._in_flight: set[int] = set()
        self._wanted: set[int] = set()
        self._halted = False
        self._window = (0, PAGE)
        self._key = f"rows.{id(self)}"
        self._ask_soon = self._timer(0, self._ask)
        self._settle = self._timer(settle_ms, self.refresh)

    # What Qt asks

    def rowCount(self, parent: Index | None = None) -> int:  # noqa: N802 - Qt's name
        """Return how many rows the query has."""
        return 0 if parent is not None and parent.isValid() else len(self.ids)

    def columnCount(self, parent: Index | None = None) -> int:  # noqa: N802 - Qt's name
        """Return how many columns there are, hidden ones included."""
        return 0 if parent is not None and parent.isValid() else len(self.columns)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Answer without looking at rows: Qt asks it of all on Ctrl+A."""
        return _FLAGS if index.isValid() else Qt.ItemFlag.NoItemFlags

    def data(self, index: Index, role: int = DISPLAY) -> Any:  # noqa: ANN401 - Qt's shape
        """Return a cell's text; a row that is not here yet is asked for and reads as nothing."""
        if role not in _KNOWN or not index.isValid():
            return None
        at = index.column()
        column = self.columns[at]
        if role == _ALIGNMENT:
            return _SIDES[column.align]
        row_id = self.ids[index.row()]
        if column is CHECKS:
            if role == _CHECK:
                return (
                    Qt.CheckState.Checked if row_id in self.selection else Qt.CheckState.Unchecked
                )
            return None
        if role == _CHECK:
            return None
        cells = self.cells(index.row())
        if cells is None:
            return "" if role == DISPLAY else None
        if role == _TIP:
            return cells.tip(column)
        return cells.spoken(at) if role == _ACCESSIBLE else cells.texts[at]

    def headerData(  # noqa: N802 - Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = DISPLAY
    ) -> Any:  # noqa: ANN401 - Qt's shape
        """Return a column's title."""
        if orientation == Qt.Orientation.Horizontal and role == DISPLAY:
            return self.columns[section].title
        return None

    # What pages and views ask

    def set_query(self, query: object, *, searched: bool = False) -> None:
        """Show another query; the rows in sight stay until the new ones are there.

        A query that is `searched` keeps a choice of several rows, also of those that it lacks.
        """
        self._query, self._search = query, searched
        self._halted = False
        if not self.ids:
            self._set_state(ListState.LOADING)
        self._settle.stop()
        self._scope.start(self._reload, key=self._key, replace=True)

    def refresh(self) -> None:
        """Ask for the ids of the query again; rows that stay keep their place."""
        self._halted = False
        if not self._scope.start(self._reload, key=self._key) and not self._scope.is_closed:
            self._settle.start()  # one is on its way already; it may have missed the change

    async def settled(self) -> None:
        """Return once the list is there that was asked for last; at once where it is."""
        await self._scope.ended(self._key)

    def touch(self, ids: Iterable[int]) -> None:
        """Renew these rows where they are loaded now, and the list itself once it has settled."""
        changed = [one for one in ids if one in self._cells]
        if changed:
            self._wanted.update(changed)
            self._ask_soon.start()
        if not self._settle.isActive():
            self._settle.start()

    def restate(self) -> None:
        """Make all texts anew from the rows kept: another minute, language or number format."""
        self._cells = {
            one: RowCells(cells.row, self.columns, self._heading)
            for one, cells in self._cells.items()
        }
        self._tell(*self._window)

    def cells(self, row: int) -> RowCells | None:
        """Return what a row shows; None, and it is asked for, where it is not here yet."""
        row_id = self.ids[row]
        found = self._cells.get(row_id)
        if found is None and row_id not in self._in_flight and not self._halted:
            first = row - row % PAGE
            self._wanted.update(
                one
                for one in self.ids[first : first + PAGE]
                if one not in self._cells and one not in self._in_flight
            )
            if not self._ask_soon.isActive():
                self._ask_soon.start()
        return found

    def cells_of(self, row_id: int) -> RowCells | None:
        """Return what a loaded row shows, by id."""
        return self._cells.get(row_id)

    def row(self, row_id: int) -> Any:  # noqa: ANN401 - the row's own type
        """Return the loaded row of an id, or None."""
        found = self._cells.get(row_id)
        return found.row if found is not None else None

    def row_at(self, at: int) -> Any:  # noqa: ANN401 - the row's own type
        """Return the loaded row at a place, or None."""
        return self.row(self.ids[at]) if 0 <= at < len(self.ids) else None

    def place_of(self, row_id: int) -> int:
        """Return where an id stands in the list; -1 when it does not."""
        first, last = self._window
        for at in range(first, min(last + 1, len(self.ids))):
            if self.ids[at] == row_id:
                return at
        try:
            return self.ids.index(row_id)
        except ValueError:
            return -1

    def set_window(self, first: int, last: int) -> None:
        """Note which rows are in sight; only those are told to the view when they change."""
        self._window = (max(0, first), max(0, last))

    # Loading

    async def _reload(self) -> None:
        query, searched = self._query, self._search
        try:
            ids = await self._source.ids(query)
            top = self._window[0] if query == self._loaded_query else 0
            await self._fetch([one for one in ids[top : top + PAGE] if one not in self._cells])
        except ShipDeskError:
            self._halted = True
            self._set_state(ListState.PROBLEM)
            raise
        if not isValid(self):
            return
        self.searched = searched
        self.selection.settle(self.ids, ids, searched=searched)
        self._take(ids, reset=query != self._loaded_query)
        self._loaded_query = query
        self._set_state(ListState.ROWS if ids else ListState.EMPTY)
        self.counted.emit(len(ids))

    def _take(self, ids: array[int], *, reset: bool) -> None:
        """Put other ids in place: rows that stay are not touched, else as a new list."""
        changes = None if reset or not self.ids or not ids else difference(self.ids, ids)
        if changes is None:
            if ids != self.ids or reset:
                self.beginResetModel()
                self.ids = ids
                self.endResetModel()
            return
        if changes.gone or changes.come:
            self.ids = self.ids[:]
        for run in changes.gone:
            self.beginRemoveRows(QModelIndex(), run.first, run.first + run.count - 1)
            del self.ids[run.first : run.first + run.count]
            self.endRemoveRows()
        for run in changes.come:
            self.beginInsertRows(QModelIndex(), run.first, run.first + run.count - 1)
            self.ids[run.first : run.first] = ids[run.first : run.first + run.count]
            self.endInsertRows()

    def _ask(self) -> None:
        wanted = [one for one in self._wanted if one not in self._in_flight]
        self._wanted.difference_update(wanted)
        if wanted:
            self._in_flight.update(wanted)
            self._scope.start(self._fetch_wanted, wanted)

    async def _fetch_wanted(self, wanted: list[int]) -> None:
        fetched = False
        try:
            await self._fetch(wanted)
            fetched = True
        except ShipDeskError:
            self._set_state(ListState.PROBLEM)
            raise
        finally:
            self._in_flight.difference_update(wanted)
            self._halted = self._halted or not fetched
        if not isValid(self):
            return
        self._tell_ids(set(wanted))
        if self._wanted:  # touched while it was on its way
            self._ask_soon.start()

    async def _fetch(self, wanted: list[int]) -> None:
        if wanted:
            self._keep(wanted, await self._source.rows(wanted))

    def _keep(self, asked: Iterable[int], rows: Mapping[int, Any]) -> None:
        columns, heading = self.columns, self._heading
        for one in asked:
            self._cells.pop(one, None)
            self._cells[one] = RowCells(rows.get(one), columns, heading)
        over = len(self._cells) - PAGE * KEPT_PAGES
        if over > 0:
            first, last = self._window
            in_sight = set(self.ids[first : last + 1])
            for one in [key for key in self._cells if key not in in_sight][:over]:
                del self._cells[one]

    def _tell_ids(self, changed: set[int]) -> None:
        """Tell the view of changed rows, in runs; rows out of sight are read when they come."""
        first, last = self._window
        start: int | None = None
        end = min(last + 1, len(self.ids))
        for at in range(first, end):
            if self.ids[at] in changed:
                start = at if start is None else start
            elif start is not None:
                self._tell(start, at - 1)
                start = None
        if start is not None:
            self._tell(start, end - 1)

    def _tell(self, first: int, last: int) -> None:
        last = min(last, len(self.ids) - 1)
        if first <= last:
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(self.columns) - 1))

    def _set_state(self, state: ListState) -> None:
        if state is not self.state and isValid(self):
            self.state = state
            self.state_changed.emit(state)

    def _on_selection(self) -> None:
        self.selection_changed.emit()

    def _timer(self, millis: int, work: Callable[[], None]) -> QTimer:
        made = QTimer(self)
        made.setSingleShot(True)
        made.setInterval(millis)
        made.timeout.connect(work)
        return made
