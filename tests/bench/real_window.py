"""The measured start: the program by its own command line; tells its first paint and first rows.

Argument: the root folder of the profile `demo`. Loads nothing before the first paint that the
program would not load by itself.
"""

from __future__ import annotations

import os
import sys
import time

import shipdesk.__main__ as program
import shipdesk.window as opened

HEAVY = ("httpx", "pydantic", "keyring", "numpy", "pypdfium2", "aiohttp", "reportlab", "zxingcpp")
_PATIENCE_MS = 20_000


def _await_rows(front: opened.Front, told: dict[str, object]) -> None:
    import json  # noqa: PLC0415 - after the first paint
    from pathlib import Path  # noqa: PLC0415 - as above

    from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer  # noqa: PLC0415 - as above
    from PySide6.QtWidgets import QAbstractItemView  # noqa: PLC0415 - as above

    class Watcher(QObject):
        """Waits for the first paint of a list that has rows."""

        def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
            """Let everything through."""
            if event.type() == QEvent.Type.Paint:
                watched.removeEventFilter(self)
                QCoreApplication.postEvent(self, QEvent(QEvent.Type.User))
            return False

        def event(self, event: QEvent) -> bool:
            """Take the time right after the event that painted."""
            if event.type() == QEvent.Type.User:
                told["rows"] = time.monotonic()
                tell()
            return super().event(event)

        def look(self) -> None:
            """See whether there is a list with rows by now."""
            for view in front.window.findChildren(QAbstractItemView):
                model = view.model()
                if view.isVisible() and model is not None and model.rowCount():
                    view.viewport().installEventFilter(self)
                    view.viewport().update()
                    return
            QTimer.singleShot(1, self, self.look)

    def tell() -> None:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
        told["rss_kb"] = pages * os.sysconf("SC_PAGE_SIZE") // 1024
        sys.stdout.write(json.dumps(told) + "\n")
        sys.stdout.flush()
        os._exit(0)

    QTimer.singleShot(_PATIENCE_MS, tell)
    Watcher(front.window).look()


def _watch() -> None:
    show = opened.Front.show

    def watched(front: opened.Front) -> None:
        show(front)
        told: dict[str, object] = {"painted": time.monotonic()}
        told["heavy"] = [name for name in HEAVY if name in sys.modules]
        told["modules"] = sorted(name for name in sys.modules if name.startswith("shipdesk"))
        _await_rows(front, told)

    opened.Front.show = watched  # type: ignore[method-assign, assignment] # to look, not to change


if __name__ == "__main__":
    _watch()
    sys.exit(program.main(["--root", sys.argv[1], "--profile", "demo"]))
