"""A Dispatch orders screen over a real desk and the real simulator."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest
from PySide6.QtWidgets import QMainWindow

from shipdesk.services.desk import Desk
from shipdesk.ui.dispatch_orders import build_dispatch_orders
from shipdesk.ui.dispatch_orders.book_sheet import BookSheet
from shipdesk.ui.dispatch_orders.page import DispatchOrdersPage
from shipdesk.ui.dispatch_orders.presenter import DispatchOrdersPresenter
from shipdesk.ui.shortcuts import Actions
from shipdesk.ui.tasks import TaskScope
from shipdesk.ui.view_state import MemoryViewState
from tests.support.complaints import Heard
from tests.support.desk import OpenDesk, open_desk
from tests.support.pages import until
from tests.support.shown_page import shown_page
from tests.support.simulator import Simulator


class Screen:
    """The page with its presenter, and the desk under it."""

    def __init__(
        self,
        opened: OpenDesk,
        page: DispatchOrdersPage,
        presenter: DispatchOrdersPresenter,
        actions: Actions,
        said: Heard,
    ) -> None:
        self.opened, self.page, self.presenter = opened, page, presenter
        self.actions, self.said = actions, said
        self.desk: Desk = opened.desk

    shows = staticmethod(until)
    """Waits until something on the screen is so."""

    @property
    def sheet(self) -> BookSheet:
        """The booking sheet, once it was opened."""
        found = self.page.window().findChild(BookSheet)
        assert isinstance(found, BookSheet)
        return found

    async def open_sheet(self, action: str = "book") -> BookSheet:
        """Open the booking sheet by an action of the page."""
        self.actions.get(f"dispatch_orders.{action}").trigger()
        await self.shows(
            lambda: (found := self.page.window().findChild(BookSheet)) and found.isVisible(),
            "the sheet",
        )
        return self.sheet

    async def number(self, words: str) -> None:
        """Wait until the details show a pickup in a state."""
        await self.shows(lambda: self.page.details.pill.text() == words, words)


@pytest.fixture
def simulator() -> Iterator[Simulator]:
    """A courier that confirms at once, and judges pickups at once."""
    with Simulator.in_thread("demo") as running:
        running.knobs(shipx_confirm_seconds=0, shipx_pickup_seconds=0)
        yield running


@pytest.fixture
def pickups_screen(
    simulator: Simulator, tmp_path: Path, window: QMainWindow, actions: Actions
) -> Callable[..., AbstractAsyncContextManager[Screen]]:
    """Open the desk, buy orders by number, then show the screen."""

    @asynccontextmanager
    async def opening(*numbers: str) -> AsyncIterator[Screen]:
        async with open_desk(simulator, tmp_path) as opened:
            for number in numbers:
                await opened.buy(number)
            said = Heard()
            scope = TaskScope("dispatch_orders", said)
            page, presenter = build_dispatch_orders(
                opened.desk, actions, MemoryViewState(), scope, said
            )
            async with shown_page(window, page, presenter, scope, said):
                yield Screen(opened, page, presenter, actions, said)

    return opening
