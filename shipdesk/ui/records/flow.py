"""Widgets side by side that go on in the next line where there is no room."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget

_UNBOUNDED = (1 << 24) - 1
"""Qt's own greatest width of a widget, which PySide does not name."""


class FlowLayout(QLayout):
    """Lays out from the left, line by line; as high as the lines it needs.

    A widget with a least and a greatest width gives way before its neighbour goes to the next line.
    """

    def __init__(self, parent: QWidget | None = None, *, gap: int = 8) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._gap = gap
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:  # noqa: N802 - Qt's name
        """Put an item after the others."""
        self._items.append(item)

    def count(self) -> int:
        """Return how many items there are."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:  # noqa: N802 - Qt's name
        """Return an item by its place."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:  # noqa: N802 - Qt's name
        """Take an item out."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:  # noqa: N802 - Qt's name
        """Wants no more room than it needs."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:  # noqa: N802 - Qt's name
        """The narrower, the higher."""
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802 - Qt's name
        """Return the height of the lines."""
        return self._place(QRect(0, 0, width, 0), move=False)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """All in one line."""
        shown = [item for item in self._items if not item.isEmpty()]
        wide = sum(map(_greatest, shown)) + self._gap * max(0, len(shown) - 1)
        return QSize(wide, max((item.sizeHint().height() for item in shown), default=0))

    def minimumSize(self) -> QSize:  # noqa: N802 - Qt's name
        """Room for the widest of them."""
        shown = [item.minimumSize() for item in self._items if not item.isEmpty()]
        return QSize(
            max((size.width() for size in shown), default=0),
            max((size.height() for size in shown), default=0),
        )

    def setGeometry(self, rect: QRect) -> None:  # noqa: N802 - Qt's name
        """Place all of them."""
        super().setGeometry(rect)
        self._place(rect, move=True)

    def _place(self, rect: QRect, *, move: bool) -> int:
        top = rect.top()
        for line in self._lines(rect.width()):
            high = max(item.sizeHint().height() for item in line)
            left = rect.left()
            spare = rect.width() - sum(_least(item) + self._gap for item in line) + self._gap
            for item in line if move else ():
                height = item.sizeHint().height()
                grown = min(max(0, spare), _greatest(item) - _least(item))
                spare -= grown
                wide = min(_least(item) + grown, max(1, rect.width()))
                item.setGeometry(QRect(left, top + (high - height) // 2, wide, height))
                left += wide + self._gap
            top += high + self._gap
        return max(0, top - self._gap - rect.top())

    def _lines(self, room: int) -> Iterator[list[QLayoutItem]]:
        """Yield what stands side by side where there is `room`."""
        line: list[QLayoutItem] = []
        used = 0
        for item in self._items:
            if item.isEmpty():
                continue
            wide = _least(item)
            if line and used + wide > room:
                yield line
                line, used = [], 0
            line.append(item)
            used += wide + self._gap
        if line:
            yield line


def _gives_way(item: QLayoutItem) -> bool:
    return item.minimumSize().width() < item.maximumSize().width() < _UNBOUNDED


def _least(item: QLayoutItem) -> int:
    return item.minimumSize().width() if _gives_way(item) else item.sizeHint().width()


def _greatest(item: QLayoutItem) -> int:
    return item.maximumSize().width() if _gives_way(item) else _least(item)
