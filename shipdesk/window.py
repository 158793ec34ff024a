"""The window first: a frame painted from what the profile remembers, then all that fills it.

Only what the first paint needs is imported here; services and pages follow while it is in sight.
"""

from __future__ import annotations

import contextlib
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QDeadlineTimer, QEvent, QLocale, QObject
from PySide6.QtWidgets import QApplication

from shipdesk.clock import SystemClock
from shipdesk.domain.account import Environment
from shipdesk.paths import ProfilePaths, profile_paths
from shipdesk.storage import preferences
from shipdesk.storage.vault import SystemVault, Vault
from shipdesk.ui import format as fmt
from shipdesk.ui.collecting import Collector
from shipdesk.ui.main.early_state import EarlyViewState
from shipdesk.ui.main.page_list import pages
from shipdesk.ui.main.single import OnlyWindow, raise_other
from shipdesk.ui.main.window import MainWindow
from shipdesk.ui.shortcuts import Actions
from shipdesk.ui.theme import STYLED, Scheme, Theme

if TYPE_CHECKING:  # loaded after the first paint
    from shipdesk.demo import Simulator
    from shipdesk.session import After

_PATIENCE_MS = 150
"""A window that nobody sees yet, such as one on another desk, is not waited for longer."""

_LATER = (
    "shipdesk.domain.operation",
    "shipdesk.services.desk",
    "shipdesk.app",
    "shipdesk.ui.table",
    "shipdesk.ui.orders",
    "shipdesk.opening",
    "shipdesk.session",
)
"""What the first page needs; the other pages are loaded each in its turn."""


class _Painted(QObject):
    """Notes that a window was painted."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.seen = False
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Let everything through."""
        if event.type() == QEvent.Type.Paint:
            self.seen = True
            watched.removeEventFilter(self)
        return False


def _scheme(kept: object) -> Scheme:
    """Return the scheme that was kept; what is none of them is the system's."""
    return next((each for each in Scheme if each.value == kept), Scheme.SYSTEM)


class Front:
    """The frame of the window, on the screen before anything behind it exists."""

    def __init__(
        self, app: QApplication, paths: ProfilePaths, environment: Environment, *, demo: bool
    ) -> None:
        kept = preferences.peek(paths.journal)
        self.theme = Theme(app)
        self.theme.use(_scheme(kept.get("scheme")))
        self.actions = Actions(icons=False)
        self.state = EarlyViewState(kept)
        mark = "SANDBOX" if environment is Environment.SANDBOX else ""
        self.window = MainWindow(self.actions, self.theme, state=self.state, demo=demo, mark=mark)
        self.window.strip.setVisible(demo and kept.get("strip", "on") == "on")
        for page in pages():
            self.window.expect_page(page.key, page.title, page.icon, second=page.second)
        self.wants_to_close = False
        self.window.close_requested.connect(self.ask_to_close)
        self._app = app

    def ask_to_close(self) -> None:
        """Remember that the window is to be closed; the session looks at its own signal later."""
        self.wants_to_close = True

    def show(self) -> None:
        """Show the frame and return once it has been painted.

        Called before there is a loop or any task, so that nothing is re-entered here.
        """
        painted = _Painted(self.window)
        patience = QDeadlineTimer(_PATIENCE_MS)
        self.window.show()
        while not (painted.seen or patience.hasExpired()):
            self._app.processEvents()

    def raise_window(self) -> None:
        """Bring the window to the front: somebody started the program once more."""
        self.window.showNormal()
        self.window.raise_()
        self.window.activateWindow()


def make_application() -> QApplication:
    """Return the Qt application, made where there is none yet."""
    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        app = existing
    else:
        app = QApplication([*sys.argv[:1], "-style", "fusion"])
        app.setProperty(STYLED, True)  # noqa: FBT003 - Qt's own
    app.setApplicationName("ShipDesk")
    app.setQuitOnLastWindowClosed(False)
    return app


def run_session(
    app: QApplication,
    paths: ProfilePaths,
    environment: Environment,
    vault: Vault,
    simulator: Simulator | None = None,
    after: After | None = None,
    *,
    logs: Path | None = None,
) -> None:
    """Open the profile's window on a loop of its own and return when it is closed.

    `after` drives the session instead of a person: the tour and journeys. `logs`: the folder of
    the log file, which is opened after the first paint.
    """
    while _one_session(app, paths, environment, vault, simulator, after, logs):
        # Another profile took its place: everything is read anew.
        logs = None


def _one_session(
    app: QApplication,
    paths: ProfilePaths,
    environment: Environment,
    vault: Vault,
    simulator: Simulator | None,
    after: After | None,
    logs: Path | None,
) -> bool:
    """Open the window once; True where the profile is to be opened anew."""
    fmt.use(numbers=QLocale.system(), words=QLocale.system(), now=SystemClock().now)
    front = Front(app, paths, environment, demo=simulator is not None)
    front.show()
    front.actions.refresh_icons()
    import asyncio  # noqa: PLC0415 - 30 ms with qasync, after the first paint
    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415 - as above

    from qasync import QEventLoop  # noqa: PLC0415 - as above

    if logs is not None:
        from shipdesk import log  # noqa: PLC0415 - as above

        # A folder that cannot be written to is told of when the profile is opened.
        with contextlib.suppress(OSError):
            log.start(logs)

    async def main() -> bool:
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(4))
        only = OnlyWindow(paths.data, front.raise_window)
        try:
            await _load_the_rest()
            return await _run(front, app, paths, environment, vault, simulator, after)
        finally:
            only.close()

    with asyncio.Runner(loop_factory=lambda: QEventLoop(app)) as runner:
        return runner.run(main())


async def _load_the_rest() -> None:
    """Load what the first page needs, in slices between which the window answers."""
    import asyncio  # noqa: PLC0415 - after the first paint
    import importlib  # noqa: PLC0415 - as above

    for name in _LATER:
        importlib.import_module(name)
        await asyncio.sleep(0)


async def _run(
    front: Front,
    app: QApplication,
    paths: ProfilePaths,
    environment: Environment,
    vault: Vault,
    simulator: Simulator | None,
    after: After | None,
) -> bool:
    from shipdesk.app import open_program  # noqa: PLC0415 - loaded after the first paint
    from shipdesk.opening import open_in_window  # noqa: PLC0415 - as above
    from shipdesk.session import Session, early_report  # noqa: PLC0415 - as above

    sessions: list[Session] = []

    def report(where: str, error: BaseException) -> None:
        (sessions[0].report if sessions else early_report)(where, error)

    files = await open_in_window(front, paths, environment)
    if files is None:
        return False
    program = open_program(paths, environment, vault, SystemClock(), report, files)
    session = Session(app, front, program, simulator)
    sessions.append(session)
    # Python looks at signals between two events; the collector's timer makes one a second.
    signal.signal(signal.SIGTERM, lambda *_: session.closing.set())
    collector = Collector(front.window)
    try:
        await session.run(after)
    finally:
        collector.stop()
    return session.reopens


def open_window(name: str, environment: Environment, root: Path | None) -> int:
    """Open a real profile; a second start raises the first window instead."""
    paths = profile_paths(name, root)
    app = make_application()
    if raise_other(paths.data):
        return 0
    run_session(app, paths, environment, SystemVault(name), logs=paths.logs)
    return 0


def open_demo() -> int:
    """Open the demo's window: a simulator of its own, a profile of its own, both gone after."""
    from shipdesk.demo import Simulator, demo_folder, demo_profile  # noqa: PLC0415 - demo only

    simulator = Simulator()
    sys.stdout.write("Starting the simulated services on this computer…\n")
    sys.stdout.flush()
    url = simulator.start()
    sys.stdout.write(f"They answer at {url}; close the window to end them.\n")
    sys.stdout.flush()
    try:
        with demo_folder() as folder:
            paths, vault = demo_profile(simulator.url, folder)
            app = make_application()
            run_session(app, paths, Environment.DEMO, vault, simulator, logs=paths.logs)
    finally:
        simulator.stop()
    return 0
