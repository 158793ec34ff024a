"""Opens the Activity page over a real desk and the simulator."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest
from PySide6.QtWidgets import QMainWindow

from shipdesk.clock import SystemClock
from shipdesk.ui import format as fmt
from shipdesk.ui.activity import build_activity
from shipdesk.ui.notices import Notices
from shipdesk.ui.shortcuts import Actions
from shipdesk.ui.tasks import TaskScope
from shipdesk.ui.view_state import MemoryViewState
from tests.support.activity_room import Room
from tests.support.desk import open_desk
from tests.support.driven_clock import PushedClock
from tests.support.simulator import Simulator


@pytest.fixture
def simulator() -> Iterator[Simulator]:
    """A courier that confirms at once."""
    with Simulator.in_thread("demo") as running:
        running.knobs(shipx_confirm_seconds=0)
        yield running


@pytest.fixture
def activity_room(
    window: QMainWindow, actions: Actions, simulator: Simulator, tmp_path: Path
) -> Callable[[], AbstractAsyncContextManager[Room]]:
    """Open the desk and show the page."""

    @asynccontextmanager
    async def opening() -> AsyncIterator[Room]:
        clock = PushedClock()
        fmt.use(now=clock.now)
        notices = Notices(window)
        scope = TaskScope("activity", notices)
        async with open_desk(simulator, tmp_path, clock=clock) as opened:
            page, presenter = build_activity(
                opened.desk, actions, MemoryViewState(), scope, notices
            )
            window.setCentralWidget(page)
            window.resize(1200, 900)
            page.show()
            try:
                yield Room(window, page, presenter, opened, simulator, clock, notices)
            finally:
                await presenter.aclose()
                await scope.aclose()
            assert opened.faults == []
            assert "A fault in ShipDesk" not in notices.shown()
        fmt.use(now=SystemClock().now)

    return opening
