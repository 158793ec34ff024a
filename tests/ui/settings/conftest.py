"""Opens Settings over a real desk and the simulator."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest
from PySide6.QtWidgets import QMainWindow

from shipdesk.ui.notices import Notices
from shipdesk.ui.settings import build_settings
from shipdesk.ui.shortcuts import Actions
from shipdesk.ui.tasks import TaskScope
from shipdesk.ui.theme import Theme
from shipdesk.ui.view_state import MemoryViewState
from tests.support.desk import open_desk
from tests.support.settings_room import SettingsRoom
from tests.support.simulator import Simulator


@pytest.fixture
def simulator() -> Iterator[Simulator]:
    """A small world."""
    with Simulator.in_thread("test") as running:
        yield running


@pytest.fixture
def settings_room(
    window: QMainWindow, actions: Actions, theme: Theme, simulator: Simulator, tmp_path: Path
) -> Callable[[], AbstractAsyncContextManager[SettingsRoom]]:
    """Open the desk and show the page."""

    @asynccontextmanager
    async def opening() -> AsyncIterator[SettingsRoom]:
        notices = Notices(window)
        scope = TaskScope("settings", notices)
        async with open_desk(simulator, tmp_path, sync=False) as opened:
            page, presenter = build_settings(
                opened.desk, actions, MemoryViewState(), scope, notices, theme
            )
            window.setCentralWidget(page)
            window.resize(1200, 900)
            page.show()
            room = SettingsRoom(page, presenter, opened, simulator, notices, tmp_path)
            try:
                await room.ready()
                yield room
            finally:
                await presenter.aclose()
                await scope.aclose()
            assert opened.faults == []
            assert "A fault in ShipDesk" not in notices.shown()

    return opening
