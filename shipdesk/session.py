"""An open profile in its window: every page, its presenter, and the work behind them.

Heavier than the frame of the window by far, so that it is loaded once the frame is on the screen.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from shipdesk.app import Program, close_after
from shipdesk.errors import ShipDeskError
from shipdesk.ui.main.kept_state import KeptViewState
from shipdesk.ui.main.pages import add_pages
from shipdesk.ui.main.presenter import MainPresenter
from shipdesk.ui.main.what_if import WhatIf
from shipdesk.ui.palette import CommandPalette
from shipdesk.ui.scanner import ScannerFilter
from shipdesk.ui.tasks import TaskScope, supervise
from shipdesk.ui.theme import Tone

if TYPE_CHECKING:  # the window makes a session; a real profile has no simulator
    from shipdesk.demo import Simulator
    from shipdesk.window import Front

logger = logging.getLogger(__name__)

_TICK_MS = 30_000
After = Callable[["Session"], Awaitable[None]]


def early_report(where: str, error: BaseException) -> None:
    """Log a fault from before there is a session that could show it."""
    logger.error("%s failed", where, exc_info=error)


class Session:
    """An open profile in its window; lives on the UI thread from its making to `aclose`."""

    def __init__(
        self, app: QApplication, front: Front, program: Program, simulator: Simulator | None
    ) -> None:
        self.app = app
        self.program = program
        self.simulator = simulator
        desk = program.desk
        self.theme = front.theme
        self.actions = front.actions
        self.window = front.window
        self.closing = asyncio.Event()
        self.reopens = False
        """Whether the profile is to be opened anew once it is closed."""
        self.window.close_requested.connect(self.closing.set)
        self.window.reopen_requested.connect(self._on_reopen)
        if front.wants_to_close:
            self.closing.set()
        self._quiet = TaskScope("state", _Log())
        self._state = KeptViewState(desk.settings, self._quiet)
        self.scope = TaskScope("window", self.window.notices)
        self._pages: list[TaskScope] = []
        self.presenter = MainPresenter(self.window, desk, self.scope, self.actions)
        self.finder = CommandPalette(
            self.window,
            self.window.search,
            self.actions,
            self.scope,
            find=self.presenter.find,
            beneath=self.presenter.beneath,
        )
        self.finder.chosen.connect(self.presenter.on_found)
        self.finder.refused.connect(lambda words: self.window.notices.toast(words, tone=Tone.AMBER))
        self.scanner = ScannerFilter(app, self.actions, monotonic=desk.clock.monotonic, armed=False)
        self.scanner.scanned.connect(self.presenter.on_scanned)
        self.window.scheme_chosen.connect(
            lambda scheme: self._quiet.start(desk.settings.put, "scheme", scheme)
        )
        if simulator is not None:
            self.presenter.use_demo(
                WhatIf(self.window, simulator, self.scope, self.window.notices, self.actions)
            )
        self._timer = QTimer(self.window)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self.presenter.tick)
        front.state.hand_over(self._state)

    def _on_reopen(self) -> None:
        self.reopens = True
        self.closing.set()

    async def fill(self) -> None:
        """Put the pages into the frame, one at a time, so that the window answers in between.

        The first one shows the cache before anything of the profile has been read.
        """
        desk = self.program.desk
        pages = add_pages(self.presenter, desk, self.actions, self._state, self.theme)
        self._pages.append(next(pages))
        await asyncio.sleep(0)
        await self.program.prepare()
        for scope in pages:
            self._pages.append(scope)
            await asyncio.sleep(0)

    async def run(self, after: After | None = None) -> None:
        """Fill the window, start the work behind it, and close everything when it is closed."""
        await self.fill()
        self.scanner.arm()
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
