"""A section of Settings that is a list with the form of its current line beside it."""

from __future__ import annotations

from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from shipdesk.ui.table import RowsModel, RowsView
from shipdesk.ui.view_state import ViewState
from shipdesk.ui.widgets import KeyHintButton, PageColumns, toolbar

_LIST_WIDTH = 300
_NARROW = 800
_NARROW_LIST = 230


class ListAndForm(QWidget):
    """List and form side by side; in a narrow window the form is left its room."""

    def __init__(self, model: RowsModel, state: ViewState, key: str, *, name: str) -> None:
        super().__init__()
        self.view = RowsView(model, state=state, key=key, name=name, row_height=52)
        self.view.horizontalHeader().hide()
        self._columns = PageColumns(state=state, key=key)
        self._narrow = False
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._columns)

    def lay_out(self, add: QAction, *details: QWidget, name: str) -> None:
        """Put the button that adds a line above the list, and the form beside it."""
        self._columns.add_list(toolbar(KeyHintButton(add)), self.view)
        self._columns.add_details(*details, name=name)
        self._columns.list_side.setMinimumWidth(180)
        self._columns.let_details_grow(_LIST_WIDTH)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Leave the form its room in a narrow window."""
        super().resizeEvent(event)
        narrow = event.size().width() < _NARROW
        if narrow != self._narrow:
            self._narrow = narrow
            wide = _NARROW_LIST if narrow else _LIST_WIDTH
            self._columns.setSizes([wide, max(wide, event.size().width() - wide)])
