"""The program with its window: opens a profile, shows the cache, then starts the work behind it."""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from PySide6.QtCore import QLocale, QTimer
from PySide6.QtWidgets import QApplication
from qasync import QEventLoop

from shipdesk import log
from shipdesk.app import Program, close_after, open_program
from shipdesk.clock import SystemClock
from shipdesk.demo import Simulator, demo_folder, demo_profile
from shipdesk.domain.account import Environment
from shipdesk.errors import ShipDeskError
from shipdesk.paths import ProfilePaths, profile_paths
from shipdesk.storage.vault import SystemVault, Vault
from shipdesk.ui import format as fmt
from shipdesk.ui.collecting import Collector
from shipdesk.ui.main.kept_state import KeptViewState
from shipdesk.ui.main.pages import add_pages
from shipdesk.ui.main.presenter import MainPresenter
from shipdesk.ui.main.single import OnlyWindow, raise_other
from shipdesk.ui.main.what_if import WhatIf
from shipdesk.ui.main.window import MainWindow
from shipdesk.ui.palette import CommandPalette
from shipdesk.ui.scanner import ScannerFilter
from shipdesk.ui.shortcuts import Actions
from shipdesk.ui.tasks import TaskScope, supervise
from shipdesk.ui.theme import Scheme, Theme

logger = logging.getLogger(__name__)

_TICK_MS = 30_000
After = Callable[["Session"], Awaitable[None]]


class Session:
    """An open profile with its window; lives on the UI thread from `open` to `aclose`."""

    def __init__(self, app: QApplication, program: Program, simulator: Simulator | None) -> None:
        self.app = app
        self.program = program
        self.simulator = simulator
        desk = program.desk
        self.theme = Theme(app)
        self.theme.use(Scheme(desk.settings.get("scheme", Scheme.SYSTEM.value)))
        self.actions = Actions()
        self._quiet = TaskScope("state", _Log())
        state = KeptViewState(desk.settings, self._quiet)
        demo = simulator is not None
        mark = "SANDBOX" if desk.environment is Environment.SANDBOX else ""
        self.window = MainWindow(self.actions, self.theme, state=state, demo=demo, mark=mark)
        self.scope = TaskScope("window", self.window.notices)
        self.presenter = MainPresenter(self.window, desk, self.scope, self.actions)
        self._pages = add_pages(self.presenter, desk, self.actions, state, self.theme)
        self.finder = CommandPalette(
            self.window, self.window.search, self.actions, self.scope, find=self.presenter.find
        )
        self.finder.chosen.connect(self.presenter.on_found)
        self.scanner = ScannerFilter(app, self.actions, monotonic=desk.clock.monotonic)
        self.scanner.scanned.connect(self.presenter.on_scanned)
        self.window.scheme_chosen.connect(
            lambda scheme: self._quiet.start(desk.settings.put, "scheme", scheme)
        )
        if simulator is not None:
            self.presenter.use_demo(
                WhatIf(self.window, simulator, self.scope, self.window.notices, self.actions)
            )
            self.window.strip.setVisible(desk.settings.get("strip", "on") == "on")
        self.closing = asyncio.Event()
        self.window.close_requested.connect(self.closing.set)
        self._timer = QTimer(self.window)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self.presenter.tick)

    async def run(self, after: After | None = None) -> None:
        """Show the window, start the work behind it, and close everything when it is closed."""
        self.window.show()
        await asyncio.sleep(0)
        await self.program.prepare()
        self.presenter.start()
        self._timer.start()
        loop = asyncio.get_running_loop()
        tasks = [
            loop.create_task(
                supervise(
                    name,
                    work,
                    report=self.report,
                    sleep=self.program.desk.clock.sleep,
                ),
                name=name,
            )
            for name, work in self.program.root_work.items()
        ]
        try:
            if after is not None:
                await after(self)
            else:
                await self.closing.wait()
        finally:
            await self.aclose(tasks)

    def report(self, where: str, error: BaseException) -> None:
        """Tell the person about a fault in the background; all of it is in the log."""
        logger.error("%s failed", where, exc_info=error)
        if isinstance(error, ShipDeskError):
            self.window.notices.show_error(error)
        else:
            self.window.notices.show_crash(where, error)

    async def aclose(self, tasks: list[asyncio.Task[None]]) -> None:
        """Close in the order of the house: scopes, runner, root tasks, clients, databases."""
        self._timer.stop()
        self.scanner.disarm()
        self.window.hide()
        await self.presenter.aclose()
        for scope in (*self._pages, self.scope):
            await scope.aclose()
        await self._quiet.aclose()
        await close_after(self.program, tasks)


class _Log:
    """Where a scope without a window of its own complains."""

    def show_error(self, error: ShipDeskError) -> None:
        """Log one of our errors."""
        logger.warning("%s", error)

    def show_crash(self, name: str, error: BaseException) -> None:
        """Log a fault of ours."""
        logger.error("%s failed", name, exc_info=error)


def make_application() -> QApplication:
    """Return the Qt application, made where there is none yet."""
    existing = QApplication.instance()
    app = existing if isinstance(existing, QApplication) else QApplication(sys.argv[:1])
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
) -> None:
    """Open the profile's window on a loop of its own and return when it is closed.

    `after` drives the session instead of a person: the tour and journeys.
    """
    clock = SystemClock()
    fmt.use(numbers=QLocale.system(), words=QLocale.system(), now=clock.now)
    reports: list[Session] = []

    def report(where: str, error: BaseException) -> None:
        if reports:
            reports[0].report(where, error)
        else:
            logger.error("%s failed", where, exc_info=error)

    async def main() -> None:
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(4))
        program = open_program(paths, environment, vault, clock, report)
        session = Session(app, program, simulator)
        reports.append(session)
        only = OnlyWindow(paths.data, lambda: _to_front(session.window))
        collector = Collector(session.window)
        try:
            await session.run(after)
        finally:
            collector.stop()
            only.close()

    with asyncio.Runner(loop_factory=lambda: QEventLoop(app)) as runner:
        runner.run(main())


def _to_front(window: MainWindow) -> None:
    window.showNormal()
    window.raise_()
    window.activateWindow()


def open_window(name: str, environment: Environment, root: Path | None) -> int:
    """Open a real profile; a second start raises the first window instead."""
    paths = profile_paths(name, root)
    app = make_application()
    if raise_other(paths.data):
        return 0
    paths.make()
    log.start(paths.logs)
    run_session(app, paths, environment, SystemVault(name))
    return 0


def open_demo() -> int:
    """Open the demo's window: a simulator of its own, a profile of its own, both gone after."""
    simulator = Simulator()
    sys.stdout.write("Starting the simulated services on this computer…\n")
    sys.stdout.flush()
    simulator.start()
    try:
        with demo_folder() as folder:
            paths, vault = demo_profile(simulator.url, folder)
            log.start(paths.logs)
            run_session(make_application(), paths, Environment.DEMO, vault, simulator)
    finally:
        simulator.stop()
    return 0
