"""A Shipments screen with print runs, over a real desk and a printer that lists what it is sent."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest
from PySide6.QtWidgets import QMainWindow

from shipdesk.domain.query import ListQuery
from shipdesk.domain.shipment import Shipment
from shipdesk.ui.print_run import PrintRunPresenter
from shipdesk.ui.print_run.lines import PrintLine
from shipdesk.ui.print_run.sheet import RunSheet
from shipdesk.ui.shipments import build_shipments
from shipdesk.ui.shipments.page import ShipmentsPage
from shipdesk.ui.shipments.presenter import ShipmentsPresenter
from shipdesk.ui.shortcuts import Actions
from shipdesk.ui.tasks import TaskScope
from shipdesk.ui.view_state import MemoryViewState
from tests.support.complaints import Heard
from tests.support.desk import OpenDesk, eventually, open_desk
from tests.support.pages import until
from tests.support.print_room import ListedPrinter, listed_printer, put_parcels, use
from tests.support.shown_page import shown_page
from tests.support.simulator import Simulator


class RunScreen:
    """The page, its print runs, the printer, and the parcels of the list."""

    def __init__(
        self,
        opened: OpenDesk,
        page: ShipmentsPage,
        shipments: ShipmentsPresenter,
        runs: PrintRunPresenter,
        said: Heard,
        printer: ListedPrinter,
        parcels: Sequence[Shipment],
    ) -> None:
        self.opened, self.page, self.shipments, self.runs = opened, page, shipments, runs
        self.said, self.printer, self.parcels = said, printer, parcels
        self.led: list[tuple[str, str]] = []

    @property
    def sheet(self) -> RunSheet:
        """The sheet of the run in sight."""
        return self.page.window().findChildren(RunSheet)[0]

    def line(self, place: int) -> PrintLine:
        """Return the line at a place of the run."""
        return self.sheet.lines[place]

    async def select_all(self) -> None:
        """Choose all parcels, in the order in which they are listed."""
        count = len(self.parcels)

        async def listed() -> bool:
            found = await self.opened.desk.shipment_list.ids(ListQuery(tab="open"))
            return len(found) >= count

        await eventually(listed, "they are listed")
        self.shipments.asking.tab("open")
        await until(lambda: len(self.page.view.rows.ids) == count, "they are in sight")
        self.page.view.rows.selection.replace(self.page.view.rows.ids)
        await until(self.page.print_action.isEnabled, "they can be printed")

    async def opens(self) -> None:
        """Wait for the sheet of a run."""
        window = self.page.window()
        await until(
            lambda: any(each.isVisible() for each in window.findChildren(RunSheet)), "the sheet"
        )

    async def far(self, words: str) -> None:
        """Wait until the sheet says how far the run is."""
        await until(lambda: self.sheet.far.text() == words, words)


Opening = Callable[..., AbstractAsyncContextManager[RunScreen]]


@pytest.fixture
def simulator() -> Iterator[Simulator]:
    """The demo's services."""
    with Simulator.in_thread("demo") as running:
        yield running


@pytest.fixture
def run_screen(
    simulator: Simulator, tmp_path: Path, window: QMainWindow, actions: Actions
) -> Opening:
    """Open the desk with so many parcels, then show the screen."""

    @asynccontextmanager
    async def opening(count: int, without: Sequence[int] = ()) -> AsyncIterator[RunScreen]:
        async with listed_printer() as printer, open_desk(simulator, tmp_path, sync=False) as open_:
            program = open_.program
            parcels = await put_parcels(
                program.journal, program.paths.labels, count, without=without
            )
            await use(open_, printer)
            said, state = Heard(), MemoryViewState()
            scope = TaskScope("shipments", said)
            page, presenter = build_shipments(open_.desk, actions, state, scope, said)
            led: list[tuple[str, str]] = []
            runs = PrintRunPresenter(
                page, open_.desk, actions, state, scope, said,
                lambda kind, key: led.append((kind, key)),
            )  # fmt: skip
            async with shown_page(window, page, presenter, scope, said):
                screen = RunScreen(open_, page, presenter, runs, said, printer, parcels)
                screen.led = led
                yield screen
                await runs.aclose()

    return opening
