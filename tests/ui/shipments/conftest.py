"""A Shipments screen over a real desk and the real simulator."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest
from PySide6.QtWidgets import QMainWindow

from shipdesk.services.desk import Desk
from shipdesk.ui.print_run import PrintRunPresenter
from shipdesk.ui.shipments import build_shipments
from shipdesk.ui.shipments.page import ShipmentsPage
from shipdesk.ui.shipments.presenter import ShipmentsPresenter
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
        self, opened: OpenDesk, page: ShipmentsPage, presenter: ShipmentsPresenter, said: Heard
    ) -> None:
        self.opened, self.page, self.presenter, self.said = opened, page, presenter, said
        self.desk: Desk = opened.desk

    shows = staticmethod(until)
    """Waits until something on the screen is so."""

    async def show(self, number: str) -> None:
        """Bring the shipment of an order into sight, with its label."""
        key = await self.opened.key(number)
        (shipment,) = (await self.desk.orders.read(key)).shipments
        await self.presenter.open(shipment.id)
        shown = shipment.tracking_number
        await self.shows(
            lambda: self.page.details.number.text().replace(" ", "") == shown, "the number"
        )

    async def printed(self, copies: int) -> None:
        """Wait until the shown label was handed over so often."""
        words = f"Reprint as copy {copies + 1}"
        await self.shows(lambda: self.page.panel.print_button.words() == words, words)


Open = Callable[[], AbstractAsyncContextManager[Screen]]


@pytest.fixture
def simulator() -> Iterator[Simulator]:
    """A courier that confirms at once."""
    with Simulator.in_thread("demo") as running:
        running.knobs(shipx_confirm_seconds=0)
        yield running


@pytest.fixture
def shipments_screen(
    simulator: Simulator, tmp_path: Path, window: QMainWindow, actions: Actions
) -> Callable[..., AbstractAsyncContextManager[Screen]]:
    """Open the desk, buy orders by number, then show the screen."""

    @asynccontextmanager
    async def opening(*numbers: str) -> AsyncIterator[Screen]:
        async with open_desk(simulator, tmp_path) as opened:
            for number in numbers:
                await opened.buy(number)
            said = Heard()
            scope = TaskScope("shipments", said)
            page, presenter = build_shipments(opened.desk, actions, MemoryViewState(), scope, said)
            runs = PrintRunPresenter(
                page, opened.desk, actions, MemoryViewState(), scope, said, lambda *_given: None
            )
            async with shown_page(window, page, presenter, scope, said):
                yield Screen(opened, page, presenter, said)
                await runs.aclose()

    return opening
