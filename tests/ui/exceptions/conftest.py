"""An Exceptions screen over a real desk and the real simulator."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest
from PySide6.QtWidgets import QMainWindow

from shipdesk.domain.delivery_exception import Place
from shipdesk.ui.exceptions import ExceptionsPage, ExceptionsPresenter, build_exceptions
from shipdesk.ui.shortcuts import Actions
from shipdesk.ui.tasks import TaskScope
from shipdesk.ui.view_state import MemoryViewState
from tests.support.complaints import Heard
from tests.support.desk import OpenDesk, eventually, open_desk
from tests.support.pages import until
from tests.support.shown_page import shown_page
from tests.support.simulator import Simulator


class Screen:
    """The page with its presenter, and the desk under it."""

    def __init__(
        self, opened: OpenDesk, page: ExceptionsPage, presenter: ExceptionsPresenter, said: Heard
    ) -> None:
        self.opened, self.page, self.presenter, self.said = opened, page, presenter, said
        self.desk = opened.desk

    shows = staticmethod(until)
    """Waits until something on the screen is so."""

    async def known(self) -> str:
        """Bring a failed delivery into sight that an account here knows; return its id."""
        rows = [each for each in await self.desk.exceptions.rows() if each.place is Place.TO_DECIDE]
        for row in rows:
            found = await self.desk.exceptions.recognise(row.shipment.id)
            if found is None:
                continue
            await self.show(found)
            return found
        raise AssertionError("nobody knows any of them")

    async def show(self, shipment_id: str) -> None:
        """Bring one parcel into sight, with what may be done."""

        async def listed() -> bool:
            rows = await self.desk.exceptions.rows()
            return any(row.shipment.id == shipment_id for row in rows)

        await eventually(listed, "its row")
        await self.presenter.open(shipment_id)

        def shown() -> bool:
            sheet = self.presenter._sheet
            return sheet is not None and sheet.shipment.id == shipment_id

        await self.shows(shown, "the parcel")


@pytest.fixture
def simulator() -> Iterator[Simulator]:
    """The demo's world; it never tires of being asked."""
    with Simulator.in_thread("demo") as running:
        running.knobs(dash101_requests_per_minute=10_000)
        yield running


@pytest.fixture
def exceptions_screen(
    simulator: Simulator, tmp_path: Path, window: QMainWindow, actions: Actions
) -> Callable[..., AbstractAsyncContextManager[Screen]]:
    """Open the desk, then show the screen with the failed deliveries of the demo."""

    @asynccontextmanager
    async def opening() -> AsyncIterator[Screen]:
        async with open_desk(simulator, tmp_path) as opened:

            async def there() -> bool:
                return (await opened.desk.exceptions.counts())[Place.TO_DECIDE] >= 3

            await eventually(there, "the failed deliveries")
            said = Heard()
            scope = TaskScope("exceptions", said)
            state = MemoryViewState()
            page, presenter = build_exceptions(opened.desk, actions, state, scope, said)
            async with shown_page(window, page, presenter, scope, said):
                yield Screen(opened, page, presenter, said)

    return opening
