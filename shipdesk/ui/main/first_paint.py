"""Waits until a window has been painted for the first time."""

from __future__ import annotations

import asyncio

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget

_PATIENCE_MS = 500
"""A window that is never painted, such as a minimised one, is not waited for longer."""


class _Watcher(QObject):
    """Says once that a widget was painted."""

    def __init__(self, window: QWidget, painted: asyncio.Event) -> None:
        super().__init__(window)
        self._say = painted.set
        window.installEventFilter(self)
        QTimer.singleShot(_PATIENCE_MS, self, self._say)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Let everything through; the turn after the first paint is when it is over."""
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, self, self._say)
        return False


async def first_paint(window: QWidget) -> None:
    """Return once the window, shown just now, has been painted."""
    painted = asyncio.Event()
    watcher = _Watcher(window, painted)
    await painted.wait()
    watcher.deleteLater()
