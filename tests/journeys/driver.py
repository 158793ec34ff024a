"""Walks one journey in a process of its own: `python -m tests.journeys.driver MODULE NAME …`.

Arguments: the test module, the journey's function, the simulator's address, the profile's folder,
and "restart" where the profile has been used before. Ends with 0 when the journey was walked, and
leaves a picture of the window where it was not.
"""

from __future__ import annotations

import asyncio
import importlib
import logging
import sys
import traceback
from collections.abc import Awaitable, Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QWidget

from shipdesk.demo import demo_profile_in
from shipdesk.domain.account import Environment
from shipdesk.session import Session
from shipdesk.tour.hands import Hands
from shipdesk.window import make_application, run_session
from tests.journeys.walk import Walk
from tests.support.simulator import Simulator

Journey = Callable[[Walk], Awaitable[None]]


class _Complaints(logging.Handler):
    """Keeps what was logged as an error: a journey must not cause any by accident."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one line, with its traceback where it has one."""
        self.lines.append(logging.Formatter().format(record))


class _Windows(QObject):
    """Notes every window that shows while the program starts; there must be one only."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self.shown: list[str] = []
        app.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Let everything through."""
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.shown.append(f"{type(watched).__name__} {watched.accessibleName()}".strip())
        return False


def main(module: str, name: str, url: str, root: Path, *, fresh: bool) -> int:
    """Walk and return the exit code."""
    journey: Journey = getattr(importlib.import_module(module), name)
    complaints = _Complaints()
    logging.getLogger().addHandler(complaints)
    paths, vault = asyncio.run(demo_profile_in(url, root, fill=fresh))
    simulator = Simulator("demo")
    simulator.url = url
    failures: list[str] = []
    app = make_application()
    windows = _Windows(app)

    async def after(session: Session) -> None:
        app.removeEventFilter(windows)
        if windows.shown != ["MainWindow ShipDesk"]:
            failures.append(f"these windows flashed up at the start: {windows.shown}")
        walk = Walk(session, Hands(session.window, root), simulator, root)
        try:
            await journey(walk)
        except Exception:  # noqa: BLE001 - told by the exit code, with its picture
            failures.append(traceback.format_exc())
            await walk.hands.picture("stopped-here")
        failures.extend(
            line for line in complaints.lines if not any(part in line for part in walk.allowed)
        )

    run_session(app, paths, Environment.DEMO, vault, after=after)
    simulator.stop()
    sys.stderr.write("\n".join(failures))
    return 1 if failures else 0


if __name__ == "__main__":
    given = sys.argv[1:]
    sys.exit(main(given[0], given[1], given[2], Path(given[3]), fresh="restart" not in given))
