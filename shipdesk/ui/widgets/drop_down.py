"""A list that drops down, and keeps its choice while a page is scrolled over it."""

from __future__ import annotations

from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox


class DropDown(QComboBox):
    """One of several values, chosen by click or keys only."""

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        """Leave the wheel to what scrolls: Qt would choose the next value under the mouse."""
        event.ignore()
