"""The body of a page: list in the middle, details on the right, the split remembered."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QScrollArea,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from shipdesk.ui.theme import set_surface
from shipdesk.ui.view_state import ViewState, wholes
from shipdesk.ui.widgets.cards import LinedRow
from shipdesk.ui.widgets.state_pane import StatePane

_ALL = 100
"""Against the stretch of 1 below the sections."""


class DetailsPane(QWidget):
    """Details that scroll, with a footer that does not."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        set_surface(self, "sunk")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._inside = QWidget()
        self.body = QVBoxLayout(self._inside)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(0)
        self.body.addStretch(1)
        self.area = QScrollArea()
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setWidgetResizable(True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setWidget(self._inside)
        self._inside.installEventFilter(self)
        column.addWidget(self.area, 1)
        self.footer = LinedRow(72, above=True)
        self.footer.hide()
        column.addWidget(self.footer)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Never scroll sideways: the content's least width is the pane's."""
        if event.type() == QEvent.Type.LayoutRequest and watched is self._inside:
            beside = self.area.verticalScrollBar().sizeHint().width()
            self.area.setMinimumWidth(min(420, self._inside.minimumSizeHint().width() + beside))
        return False

    def add(self, *parts: QWidget) -> None:
        """Put sections below the others; a pane that says why there are none fills the room."""
        for part in parts:
            fills = isinstance(part, StatePane)
            if fills:
                set_surface(part, "sunk")
            self.body.insertWidget(self.body.count() - 1, part, _ALL if fills else 0)

    def set_footer(self, part: QWidget, height: int = 72) -> None:
        """Put the page's one main button, or a widget with it, below the details."""
        self.footer.setFixedHeight(height)
        self.footer.row.addWidget(part, 1, Qt.AlignmentFlag.AlignVCenter)
        self.footer.show()


class PageColumns(QSplitter):
    """List | details, and perhaps a third column before or after; widths are saved at once."""

    def __init__(self, *, state: ViewState, key: str, details_width: int = 342) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._state = state
        self._key = f"{key}.split"
        self._details_width = details_width
        self.setHandleWidth(1)
        self.setChildrenCollapsible(False)
        self.list_side = QWidget()
        set_surface(self.list_side, "surface")
        self._list_column = QVBoxLayout(self.list_side)
        self._list_column.setContentsMargins(0, 0, 0, 0)
        self._list_column.setSpacing(0)
        self.addWidget(self.list_side)
        self.setStretchFactor(0, 1)
        self.details: DetailsPane | None = None
        self.splitterMoved.connect(self._on_moved)

    def add_list(self, *parts: QWidget) -> None:
        """Put tabs, toolbar, list and footer under one another; the list takes the room."""
        for part in parts:
            grows = isinstance(part, QAbstractItemView) or part.property("grows")
            self._list_column.addWidget(part, 1 if grows else 0)

    def add_details(
        self, *parts: QWidget, name: str = "", footer: QWidget | None = None
    ) -> DetailsPane:
        """Add the pane of details and return it."""
        pane = DetailsPane(name)
        pane.setMinimumWidth(300)
        pane.add(*parts)
        if footer is not None:
            pane.set_footer(footer)
        self.addWidget(pane)
        self.setStretchFactor(self.count() - 1, 0)
        self.details = pane
        self.use_sizes([4 * self._details_width, self._details_width])
        return pane

    def add_side(self, side: QWidget, sizes: Sequence[int]) -> None:
        """Add what stands beside the list in place of a pane; `sizes` are the first widths."""
        self.addWidget(side)
        self.use_sizes(sizes)

    def let_details_grow(self, list_width: int) -> None:
        """Leave the room of a wide window to the details; the list begins at `list_width`."""
        self.setStretchFactor(0, 0)
        self.setStretchFactor(1, 1)
        self.use_sizes([list_width, 3 * list_width])

    def use_sizes(self, sizes: Sequence[int]) -> None:
        """Take the widths that a person chose, else these."""
        kept = wholes(self._state.load(self._key), "sizes")
        self.setSizes(kept if len(kept) == self.count() else list(sizes))

    def _on_moved(self) -> None:
        self._state.save(self._key, {"sizes": self.sizes()})
