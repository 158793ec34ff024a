"""The list of orders with both sheets for many at once, over a real desk and the real simulator."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMainWindow

from shipdesk.domain.batch import Batch, Fate
from shipdesk.services.desk import Desk
from shipdesk.ui.batch import BatchPresenter
from shipdesk.ui.batch.lines import Group, ReviewLine
from shipdesk.ui.batch.outcome_sheet import OutcomeSheet
from shipdesk.ui.batch.outcomes import OutcomeLine
from shipdesk.ui.batch.review_sheet import ReviewSheet
from shipdesk.ui.orders import build_orders
from shipdesk.ui.shortcuts import Actions
from shipdesk.ui.tasks import TaskScope
from shipdesk.ui.theme import Theme
from shipdesk.ui.view_state import MemoryViewState
from tests.support.complaints import Heard
from tests.support.desk import OpenDesk, eventually, open_desk
from tests.support.driven_clock import PushedClock
from tests.support.pages import until
from tests.support.simulator import Simulator


class BatchRoom:
    """What a person has before them, and the few things a person does."""

    def __init__(
        self,
        opened: OpenDesk,
        simulator: Simulator,
        window: QMainWindow,
        said: Heard,
        clock: PushedClock,
    ) -> None:
        self.clock = clock
        self.opened, self.simulator, self.window, self.said = opened, simulator, window, said
        self.actions = Actions(window)
        state = MemoryViewState()
        self.scope = TaskScope("orders", said)
        self.page, self.orders = build_orders(opened.desk, self.actions, state, self.scope, said)
        window.setCentralWidget(self.page)
        self.led: list[tuple[str, str]] = []
        self.presenter = BatchPresenter(
            self.page, opened.desk, self.actions, state, self.scope, said,
            lambda kind, key: self.led.append((kind, key)),
        )  # fmt: skip

    @property
    def desk(self) -> Desk:
        """The services below the window."""
        return self.opened.desk

    @property
    def review(self) -> ReviewSheet:
        """The sheet in which labels are reviewed."""
        return self.window.findChildren(ReviewSheet)[0]

    @property
    def outcome(self) -> OutcomeSheet:
        """The sheet that shows what became of them."""
        return self.window.findChildren(OutcomeSheet)[0]

    async def choose(self, *numbers: str) -> None:
        """Select these orders, whatever stage they are in."""
        self.orders.search("ORD-0008")
        keys = [await self.opened.key(number) for number in numbers]
        ids = await self.desk.order_list.row_ids(keys)
        await until(lambda: set(ids.values()) <= set(self.page.model.ids), "all of them listed")
        self.page.model.selection.replace(ids.values())

    async def reviewed(self, *numbers: str) -> None:
        """Select these orders, ask to ship them, and wait until all of them are read."""
        await self.choose(*numbers)
        self.actions.get("orders.ship_many").trigger()
        await until(lambda: self.window.findChildren(ReviewSheet), "the sheet")
        await self.read()

    async def read(self) -> None:
        """Wait until the review has no row left to read, and its list is in sight."""
        sheet = self.review

        def done() -> bool:
            shown = {line.id for line in sheet.lines}
            reading = any(line.group is Group.READING for line in sheet.lines)
            return bool(shown) and not reading and set(sheet.model.ids) == shown

        await until(done, "all rows are read")

    def line(self, number: str) -> ReviewLine:
        """Return the line of an order in the review."""
        return next(line for line in self.review.lines if line.number == number)

    def fate(self, number: str) -> OutcomeLine:
        """Return what became of an order."""
        return next(line for line in self.outcome.lines if line.number == number)

    def go_to(self, number: str) -> None:
        """Take an order of the review in hand."""
        assert self.review.view.select_id(self.line(number).id)
        self.review.view.setFocus()

    def press(self, key: Qt.Key) -> None:
        """Press a key where the focus is."""
        QTest.keyClick(QApplication.focusWidget() or self.window, key)

    async def settled(self, *fates: Fate) -> Batch:
        """Wait until nothing of the last batch moves, but what is to stay as it is."""
        found: list[Batch] = []

        async def rest() -> bool:
            (batch,) = await self.desk.batches.recent(1)
            found[:] = [batch]
            open_ = {Fate.QUEUED, Fate.UNDER_WAY, Fate.UNKNOWN, Fate.HELD} - set(fates)
            return not open_.intersection(batch.counts)

        await eventually(rest, "the batch is at rest")
        total = len(found[0].rows)
        shown = found[0].counts
        await until(
            lambda: (
                {f: sum(x.fate is f for x in self.outcome.lines) for f in shown} == dict(shown)
                and len(self.outcome.lines) == total
            ),
            "the sheet shows it",
        )
        return found[0]


@asynccontextmanager
async def open_room(simulator: Simulator, folder: Path) -> AsyncIterator[BatchRoom]:
    """Open desk and window; needs Qt's loop and a theme."""
    said = Heard()
    clock = PushedClock()
    async with open_desk(simulator, folder, clock=clock) as opened:
        window = QMainWindow()
        window.resize(1300, 820)
        room = BatchRoom(opened, simulator, window, said, clock)
        window.show()
        try:
            await until(window.isActiveWindow, "the window in front")
            yield room
        finally:
            await room.presenter.aclose()
            await room.orders.aclose()
            window.close()
            window.deleteLater()
        assert said.crashes == []


def in_room(test: Callable[[BatchRoom], Awaitable[None]]) -> Callable[..., Awaitable[None]]:
    """Run a test inside an open room, all in one task."""

    async def run(shop: Simulator, theme: Theme, tmp_path: Path) -> None:
        assert not theme.is_dark
        shop.reset()
        shop.clear_faults()
        shop.knobs(shipx_confirm_seconds=0, dash101_requests_per_minute=10_000)
        async with open_room(shop, tmp_path) as room:
            await test(room)

    run.__name__, run.__doc__ = test.__name__, test.__doc__
    return run
