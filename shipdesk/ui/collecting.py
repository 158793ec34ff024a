"""Garbage is collected on the window's thread only.

A Qt object that Python's collector frees on another thread leaves its timers behind, and the next
of them takes the program down. Small collections also stay short and come between two events.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

_PERIOD_MS = 1000
_OLDEST_EVERY = 120


class Collector(QObject):
    """Takes over from Python's automatic collector until it is stopped; made on the UI thread."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._passes = 0
        gc.disable()
        gc.freeze()
        self._timer = QTimer(self)
        self._timer.setInterval(_PERIOD_MS)
        self._timer.timeout.connect(self.collect)
        self._timer.start()

    def collect(self) -> None:
        """Collect what is young, and all of it every two minutes."""
        self._passes += 1
        gc.collect(2 if self._passes % _OLDEST_EVERY == 0 else 1)

    def stop(self) -> None:
        """Give the work back to Python."""
        self._timer.stop()
        gc.unfreeze()
        gc.enable()
