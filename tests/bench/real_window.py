"""The measured start: the program by its own command line; tells its first paint and first rows.

Argument: the root folder of the profile `demo`.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QAbstractItemView

import shipdesk.__main__ as program

if TYPE_CHECKING:
    from shipdesk.ui.main.window import MainWindow

HEAVY = ("httpx", "pydantic", "keyring", "numpy", "pypdfium2", "aiohttp", "reportlab", "zxingcpp")

_PATIENCE_MS = 20_000


class _Watcher(QObject):
    """Waits for the window's first paint, then for the first paint of a list that has rows."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__()
        self._window = window
        self._told: dict[str, object] = {}
        QTimer.singleShot(_PATIENCE_MS, self._tell)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Let everything through."""
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, self._painted if watched is self._window else self._rows)
        return False

    def _painted(self) -> None:
        self._told["painted"] = time.monotonic()
        self._told["heavy"] = [name for name in HEAVY if name in sys.modules]
        self._told["modules"] = sorted(name for name in sys.modules if name.startswith("shipdesk"))
        self._await_rows()

    def _await_rows(self) -> None:
        for view in self._window.findChildren(QAbstractItemView):
            model = view.model()
            if view.isVisible() and model is not None and model.rowCount():
                view.viewport().installEventFilter(self)
                view.viewport().update()
                return
        QTimer.singleShot(1, self._await_rows)

    def _rows(self) -> None:
        self._told["rows"] = time.monotonic()
        self._tell()

    def _tell(self) -> None:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
        self._told["rss_kb"] = pages * os.sysconf("SC_PAGE_SIZE") // 1024
        sys.stdout.write(json.dumps(self._told) + "\n")
        sys.stdout.flush()
        os._exit(0)


def _watch() -> None:
    from shipdesk.ui.main.window import MainWindow  # noqa: PLC0415 - as late as the program does

    show = MainWindow.show
    watchers: list[_Watcher] = []

    def watched(window: MainWindow) -> None:
        watchers.append(_Watcher(window))
        show(window)

    MainWindow.show = watched  # type: ignore[method-assign, assignment] # to look, not to change


if __name__ == "__main__":
    _watch()
    sys.exit(program.main(["--root", sys.argv[1], "--profile", "demo"]))
