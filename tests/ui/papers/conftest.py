"""Pages with their papers over a real desk and the real simulator."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest
from PySide6.QtWidgets import QMainWindow, QWidget

from shipdesk.services.desk import Desk
from shipdesk.ui.dispatch_orders import build_dispatch_orders
from shipdesk.ui.orders import build_orders
from shipdesk.ui.papers import PaperActions, build_papers
from shipdesk.ui.papers.sheet import PaperSheet
from shipdesk.ui.shipments import build_shipments
from shipdesk.ui.shortcuts import Actions
from shipdesk.ui.table import RowsView
from shipdesk.ui.tasks import TaskScope
from shipdesk.ui.view_state import MemoryViewState
from tests.support.complaints import Heard
from tests.support.desk import OpenDesk, open_desk
from tests.support.pages import until
from tests.support.shown_page import Closing, shown_page
from tests.support.simulator import Simulator


class Screen:
    """One page that papers are attached to."""

    def __init__(
        self, opened: OpenDesk, actions: Actions, said: Heard, window: QMainWindow
    ) -> None:
        self.opened, self.actions, self.said, self.window = opened, actions, said, window
        self.desk: Desk = opened.desk
        self.page: QWidget
        self.view: RowsView
        self.papers: PaperActions

    shows = staticmethod(until)
    """Waits until something on the screen is so."""

    async def allowed(self, name: str) -> None:
        """Wait until an action can be triggered."""
        await self.shows(self.actions.get(name).isEnabled, f"{name} is open")

    async def opens(self, name: str) -> PaperSheet:
        """Trigger an action and wait until its paper is in sight."""
        await self.allowed(name)
        self.actions.get(name).trigger()
        await self.shows(self.looks, "the paper")
        return self.sheet()

    def looks(self) -> bool:
        """Tell whether a paper can be printed."""
        found = self.window.findChild(PaperSheet)
        return (
            isinstance(found, PaperSheet) and found.isVisible() and found.print_action.isEnabled()
        )

    def sheet(self) -> PaperSheet:
        """Return the sheet of papers."""
        found = self.window.findChild(PaperSheet)
        assert isinstance(found, PaperSheet)
        return found


Opening = Callable[..., AbstractAsyncContextManager[Screen]]


@pytest.fixture
def simulator() -> Iterator[Simulator]:
    """A courier that confirms at once, and judges pickups at once."""
    with Simulator.in_thread("demo") as running:
        running.knobs(shipx_confirm_seconds=0, shipx_pickup_seconds=0)
        yield running


@pytest.fixture
def screen(simulator: Simulator, tmp_path: Path, window: QMainWindow, actions: Actions) -> Opening:
    """Open the desk, buy orders by number, then show a page: orders, shipments or pickups."""

    @asynccontextmanager
    async def opening(which: str, *numbers: str) -> AsyncIterator[Screen]:
        async with open_desk(simulator, tmp_path) as opened:
            for number in numbers:
                await opened.buy(number)
            said, state = Heard(), MemoryViewState()
            scope = TaskScope(which, said)
            made = Screen(opened, actions, said, window)
            made.papers = build_papers(opened.desk, actions, state, scope, said)
            given = (opened.desk, actions, state, scope, said)
            presenter: Closing
            if which == "orders":
                orders, presenter = build_orders(*given)
                made.page, made.view = orders, orders.view
                made.papers.attach_orders(orders, orders.view)
            elif which == "shipments":
                parcels, presenter = build_shipments(*given)
                made.page, made.view = parcels, parcels.view
                made.papers.attach_shipments(parcels, parcels.view)
            else:
                pickups, presenter = build_dispatch_orders(*given)
                made.page, made.view = pickups, pickups.view
                pickups.add_papers(*made.papers.attach_pickups(pickups, pickups.view))
            async with shown_page(window, made.page, presenter, scope, said):
                yield made
            await made.papers.aclose()

    return opening
