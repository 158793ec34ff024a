"""The view of every list: fixed rows, own selection, keys, columns that are remembered."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QPoint, QRectF, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QFocusEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QMenu, QTableView

from shipdesk.ui.table.column import CHECKS, Shape
from shipdesk.ui.table.columns_kept import ColumnsKept
from shipdesk.ui.table.copying import copied_text
from shipdesk.ui.table.delegate import RowsDelegate, button_boxes
from shipdesk.ui.table.header import RowsHeader
from shipdesk.ui.table.in_hand import BeforeSearch
from shipdesk.ui.table.model import RowsModel
from shipdesk.ui.table.states import ListPane
from shipdesk.ui.view_state import ViewState
from shipdesk.wording import phrase as say

Index = QModelIndex | QPersistentModelIndex
_SHIFT = Qt.KeyboardModifier.ShiftModifier
_CONTROL = Qt.KeyboardModifier.ControlModifier
_STEPS: dict[int, int] = {
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Home: -(1 << 40),
    Qt.Key.Key_End: 1 << 40,
}


class RowsView(QTableView):
    """Shows a RowsModel. The choice of rows is the model's set of ids, not Qt's ranges."""

    current_changed = Signal(object)
    """The id of the row that has the accent bar, or None."""
    opened = Signal(object)
    """Enter or a double click on a row: its id."""
    sort_requested = Signal(str, bool)
    """A click on a header: sort key, descending."""
    digit_typed = Signal(int)
    menu_requested = Signal(QPoint)
    """A context menu is wanted at this global point; the row under it is current."""
    cell_button_clicked = Signal(object, str)
    """A painted button or check box: the row's id, and the button's name or the column's key."""

    def __init__(
        self, model: RowsModel, *, state: ViewState, key: str, name: str, row_height: int = 30
    ) -> None:
        """`key` is where columns and sort are remembered; `name` is the accessible name."""
        super().__init__()
        self.rows = model
        self.row_height = row_height
        self.hover_row = -1
        self._cell_shown = False
        self._anchor = 0
        self._current_id: int | None = None
        self._before = BeforeSearch()
        self.setAccessibleName(name)
        self.setModel(model)
        self.setItemDelegate(RowsDelegate(self, self))
        self.setHorizontalHeader(RowsHeader(self, self))
        self._set_up()
        self._pane = ListPane(self.viewport(), say("{name}: state").replace("{name}", name))
        self.columns = ColumnsKept(self, state, key)
        model.state_changed.connect(self._show_state)
        model.selection_changed.connect(self._on_selection)
        model.modelReset.connect(self._on_reset)
        model.rowsRemoved.connect(self._on_removed)
        self.selectionModel().currentChanged.connect(self._on_current)
        self._show_state()

    def _set_up(self) -> None:
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setTabKeyNavigation(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._on_menu)
        down = self.verticalHeader()
        down.hide()
        down.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        down.setMinimumSectionSize(self.row_height)
        down.setDefaultSectionSize(self.row_height)
        self.verticalScrollBar().setSingleStep(self.row_height)
        self.horizontalHeader().sectionClicked.connect(self._on_header)

    # What pages ask

    def set_empty(
        self, title: str, sentence: str = "", action: QAction | None = None, *, icon: str = "box"
    ) -> None:
        """Say what stands where there are no rows."""
        self._pane.empty = (title, sentence, action, icon)
        self._show_state()

    def set_problem(self, title: str, sentence: str = "", action: QAction | None = None) -> None:
        """Say what stands where the list could not be read."""
        self._pane.problem = (title, sentence, action)
        self._show_state()

    def columns_menu(self) -> QMenu:
        """Return a new menu that shows and hides columns; the caller pops it up."""
        return self.columns.menu()

    def current_row(self) -> int:
        """Return the place of the current row; -1 without one."""
        return self.currentIndex().row()

    def current_id(self) -> int | None:
        """Return the id of the current row, or None."""
        row = self.current_row()
        return self.rows.ids[row] if 0 <= row < len(self.rows.ids) else None

    def acting_ids(self) -> list[int]:
        """Return what an action is for: the chosen rows, else the current one."""
        chosen = self.rows.selection.ids()
        current = self.current_id()
        return chosen or ([] if current is None else [current])

    def select_id(self, row_id: int) -> bool:
        """Make a row current and bring it into sight; False when the list lacks it."""
        row = self.rows.place_of(row_id)
        if row < 0:
            return False
        self._before.forget()
        self.go_to(row)
        return True

    def go_to(self, row: int, *, choose: bool = True) -> None:
        """Make the row at a place current; with `choose` it alone is chosen."""
        if not 0 <= row < len(self.rows.ids):
            return
        column = max(1 if self.rows.checks else 0, self.currentIndex().column())
        self.setCurrentIndex(self.rows.index(row, column))
        if choose:
            self._anchor = row
            self.rows.selection.replace((self.rows.ids[row],) if self.rows.checks else ())

    def is_first(self, column: int) -> bool:
        """Tell whether a column is the leftmost one in sight."""
        return self.columns.first == column

    def is_last(self, column: int) -> bool:
        """Tell whether a column is the rightmost one in sight."""
        return self.columns.last == column

    def left_edge(self) -> int:
        """Return where the rows begin, scrolled sideways or not."""
        return -self.horizontalHeader().offset()

    def shows_cell(self, column: int) -> bool:
        """Tell whether this column's cell of the current row is marked for copying."""
        return self._cell_shown and column == self.currentIndex().column() and self.hasFocus()

    # What Qt asks

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Note what is in sight; being Python, it also keeps the GIL over the whole paint."""
        height = self.viewport().height()
        first = max(0, self.rowAt(0))
        last = self.rowAt(height - 1)
        self.rows.set_window(first, last if last >= 0 else len(self.rows.ids) - 1)
        super().paintEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Give the room to the column that stretches."""
        super().resizeEvent(event)
        self._pane.setGeometry(self.viewport().rect())
        self.columns.fit()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Measure anew when the typeface changed."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "columns"):
            self.columns.measure()

    def keyboardSearch(self, search: str) -> None:  # noqa: N802 - Qt's name
        """Never: Qt would ask every row of a million for its text."""
        del search

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Show where the focus is when Tab brought it."""
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self._cell_shown = True
        super().focusInEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Move, choose, open, copy; digits go to the page."""
        self._before.forget()
        key, held = event.key(), event.modifiers()
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_cells()
        elif event.matches(QKeySequence.StandardKey.SelectAll) and self.rows.checks:
            self.rows.selection.everything()
        elif key in _STEPS or key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self._step(self._reach(key), extend=bool(held & _SHIFT), keep=bool(held & _CONTROL))
        elif key == Qt.Key.Key_Space and self.rows.checks:
            current = self.current_id()
            if current is not None:
                self.rows.selection.toggle(current)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not held & _CONTROL:
            self._open()
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._cell_shown = True
            super().keyPressEvent(event)
        elif event.text().isdigit() and event.text().isascii() and not held & _CONTROL:
            self.digit_typed.emit(int(event.text()))
        elif key == Qt.Key.Key_Escape and self.rows.selection.count() > 1:
            self.go_to(self.current_row())
        else:
            event.ignore()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Make the row current and choose it; a check box, Ctrl and Shift choose several."""
        index = self.indexAt(event.position().toPoint())
        if not index.isValid():
            super().mousePressEvent(event)
            return
        self._before.forget()
        row, row_id = index.row(), self.rows.ids[index.row()]
        cells = self.rows.cells(row)
        if cells is not None and cells.heading is not None:
            return
        if event.button() == Qt.MouseButton.LeftButton and self._hit_button(event, index):
            return
        held = event.modifiers()
        checks = self.rows.checks
        on_box = checks and self.rows.columns[index.column()] is CHECKS
        self._cell_shown = not on_box
        column = index.column() if not on_box else max(1, self.currentIndex().column())
        if event.button() == Qt.MouseButton.RightButton:
            self.setCurrentIndex(self.rows.index(row, column))
            if checks and row_id not in self.rows.selection:
                self.rows.selection.replace((row_id,))
            return
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        anchor = self._anchor
        self.setCurrentIndex(self.rows.index(row, column))
        if checks and held & _SHIFT:
            self._choose_range(anchor, row)
            return
        self._anchor = row
        if checks and (on_box or held & _CONTROL):
            self.rows.selection.toggle(row_id)
        elif checks:
            self.rows.selection.replace((row_id,))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Light up the row under the mouse."""
        self._hover(self.rowAt(round(event.position().y())))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Nothing is dragged or edited here."""
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Open the row."""
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and self.rows.columns[index.column()] is not CHECKS:
            self._open()

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """No row is under the mouse any more."""
        super().leaveEvent(event)
        self._hover(-1)

    def copy_cells(self) -> str:
        """Put the current cell on the clipboard, or the chosen rows as lines with tabs."""
        text = copied_text(self)
        QGuiApplication.clipboard().setText(text)
        return text

    # Inside

    def _reach(self, key: int) -> int:
        page = max(1, self.viewport().height() // self.row_height - 1)
        if key == Qt.Key.Key_PageUp:
            return -page
        return page if key == Qt.Key.Key_PageDown else _STEPS[key]

    def _step(self, by: int, *, extend: bool, keep: bool) -> None:
        total = len(self.rows.ids)
        if not total:
            return
        row = min(max(self.current_row() + by, 0), total - 1)
        cells = self.rows.cells(row)
        if cells is not None and cells.heading is not None:
            row = min(max(row + (1 if by > 0 else -1), 0), total - 1)
        self.go_to(row, choose=not extend and not keep)
        if extend and self.rows.checks:
            self._choose_range(self._anchor, row)

    def _choose_range(self, one: int, other: int) -> None:
        first, last = sorted((one, other))
        self.rows.selection.replace(self.rows.ids[first : last + 1])

    def _open(self) -> None:
        current = self.current_id()
        if current is not None:
            self.opened.emit(current)

    def _hit_button(self, event: QMouseEvent, index: Index) -> bool:
        row_id = self.rows.ids[index.row()]
        cells = self.rows.cells(index.row())
        if cells is None:
            return False
        look = cells.looks[index.column()]
        if look is not None and look.shape is Shape.CHECK:
            self.setCurrentIndex(index)
            self.cell_button_clicked.emit(row_id, self.rows.columns[index.column()].key)
            return True
        buttons = (cells.buttons or {}).get(index.column(), ())
        for button, box in button_boxes(buttons, QRectF(self.visualRect(index))):
            if box.contains(event.position()):
                self.setCurrentIndex(index)
                self.cell_button_clicked.emit(row_id, button.name)
                return True
        return False

    def _hover(self, row: int) -> None:
        if row == self.hover_row:
            return
        before, self.hover_row = self.hover_row, row
        for one in (before, row):
            if one >= 0:
                self._repaint_row(one)

    def _repaint_row(self, row: int) -> None:
        top = self.rowViewportPosition(row)
        self.viewport().update(0, top, self.viewport().width(), self.row_height)

    def _on_current(self, current: QModelIndex, previous: QModelIndex) -> None:
        for index in (current, previous):
            if index.isValid():
                self._repaint_row(index.row())
        now = self.current_id()
        if now != self._current_id:
            self._current_id = now
            self.current_changed.emit(now)

    def _on_reset(self) -> None:
        several = self.rows.selection.is_several()
        back = self._before.on_list(self._current_id, searched=self.rows.searched)
        wanted = self._current_id if back is None else back
        self.hover_row = -1
        row = self.rows.place_of(wanted) if wanted is not None else -1
        self._anchor = max(0, row)
        if row >= 0:
            self.go_to(row, choose=back is not None and not several)
            return
        self._current_id = None
        if len(self.rows.ids):
            self.go_to(0, choose=not several)
            self.scrollToTop()
        else:
            self.current_changed.emit(None)

    def _on_removed(self) -> None:
        """Where all chosen rows left, the one that has the bar now is chosen: on to the next."""
        current = self.current_id()
        if self.rows.checks and current is not None and not self.rows.selection.count():
            self.rows.selection.replace((current,))

    def _on_selection(self) -> None:
        self.viewport().update()
        self.horizontalHeader().viewport().update()

    def _on_header(self, column: int) -> None:
        chosen = self.rows.columns[column]
        if chosen is CHECKS:
            selection = self.rows.selection
            if selection.is_everything():
                selection.clear()
            else:
                selection.everything()
        elif chosen.sort:
            self.columns.sort_by(chosen.sort)

    def _on_menu(self, at: QPoint) -> None:
        if self.indexAt(at).isValid():
            self.menu_requested.emit(self.viewport().mapToGlobal(at))

    def _show_state(self) -> None:
        self._pane.show_list(self.rows.state, has_rows=len(self.rows.ids) > 0)
