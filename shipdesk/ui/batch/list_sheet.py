"""What both sheets of many orders are made of: a wide sheet around a list, and a strip below it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Generic, Protocol, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from shipdesk.ui.table import Column, Heading, MemorySource, RowsModel, RowsView, ViewState
from shipdesk.ui.tasks import TaskScope
from shipdesk.ui.theme import set_surface
from shipdesk.ui.widgets import KeyHintButton, LinedRow, Sheet, Side

_WIDTH = 1280
_BUTTON = 32


class Line(Protocol):
    """A row of such a list."""

    @property
    def id(self) -> int:
        """Return what tells it apart from the others."""
        ...


LineT = TypeVar("LineT", bound=Line)


class ListSheet(Sheet, Generic[LineT]):
    """A sheet over the whole window around one list, which has the focus when it opens."""

    def __init__(
        self,
        host: QWidget,
        title: str,
        subtitle: str,
        scope: TaskScope,
        state: ViewState,
        columns: tuple[Column, ...],
        *,
        key: str,
        name: str,
        checks: bool = False,
        heading: Callable[[Any], Heading | None] | None = None,
    ) -> None:
        """`key` and `name` are the list's; rows are told apart by their `id`."""
        super().__init__(host, title, subtitle, side=Side.CENTER, width=_WIDTH, scroll=False)
        self.lines: tuple[LineT, ...] = ()
        """All rows, those of other tabs included."""
        self._source = MemorySource(id_of=lambda line: line.id)
        self.model = RowsModel(columns, self._source, scope, checks=checks, heading=heading)
        self.model.setParent(self)
        self.view = RowsView(self.model, state=state, key=key, name=name)
        inside = self.body.parentWidget()
        if inside is not None:
            set_surface(inside, "surface")
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(0)

    def chosen_ids(self) -> list[int]:
        """Return the rows that are chosen by hand, where there are several."""
        found = self.model.selection.ids()
        return found if len(found) > 1 else []

    def current(self) -> LineT | None:
        """Return the row in hand, None without one."""
        current = self.view.current_id()
        return next((line for line in self.lines if line.id == current), None)

    def open(self) -> None:
        """Show the sheet with the list in hand."""
        super().open()
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)


class Strip(LinedRow):
    """Words about the row in hand at the left, what can be done with it at the right."""

    def __init__(
        self, height: int, words: Iterable[QWidget], actions: Iterable[tuple[QAction, str]]
    ) -> None:
        """`actions` come with the key that is painted where they have none of their own."""
        super().__init__(height, left=20, right=20, above=True)
        set_surface(self, "surface")
        said = QWidget()
        said.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        column = QVBoxLayout(said)
        column.setContentsMargins(0, 0, 12, 0)
        column.setSpacing(2)
        column.addStretch(1)
        for part in words:
            column.addWidget(part)
        column.addStretch(1)
        self.row.addWidget(said, 1)
        for action, key in actions:
            self.row.addWidget(KeyHintButton(action, height=_BUTTON, key=key))
