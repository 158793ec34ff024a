"""The floor of the start: a bare PySide6 main window with an empty table; tells its first paint."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QObject
from PySide6.QtWidgets import QApplication, QMainWindow, QTableView


class _Watcher(QObject):
    """Waits until the table has been painted once."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Let everything through, and tell of the first paint once it is over."""
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            # Comes right after the event that paints.
            QCoreApplication.postEvent(self, QEvent(QEvent.Type.User))
        return False

    def event(self, event: QEvent) -> bool:
        """Take the time after the paint."""
        if event.type() == QEvent.Type.User:
            _tell()
        return super().event(event)


def _tell() -> None:
    painted = time.monotonic()
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    resident = pages * os.sysconf("SC_PAGE_SIZE") // 1024
    sys.stdout.write(f'{{"painted": {painted}, "rss_kb": {resident}}}\n')
    sys.stdout.flush()
    os._exit(0)


app = QApplication(sys.argv)
window = QMainWindow()
table = QTableView()
window.setCentralWidget(table)
window.resize(1280, 800)
watcher = _Watcher()
table.viewport().installEventFilter(watcher)
window.show()
app.exec()
