"""The search box over the real Orders: an action is for what was chosen before it was typed."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from shipdesk.domain.order import Stage
from shipdesk.domain.query import ListQuery
from shipdesk.ui.orders import OrdersPresenter
from shipdesk.ui.palette import CommandPalette
from shipdesk.ui.papers.sheet import PaperSheet
from shipdesk.ui.tasks import TaskScope
from shipdesk.ui.theme import Theme
from tests.contract.room import Room, room_at
from tests.support.complaints import Heard
from tests.support.desk import eventually
from tests.support.simulator import Simulator

BOUGHT = "ORD-000871"
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture(scope="module")
def world() -> Iterator[Simulator]:
    with Simulator.in_thread("demo") as simulator:
        yield simulator


class Bench:
    """Orders in front, with the palette of the window."""

    def __init__(self, room: Room, palette: CommandPalette) -> None:
        self.room, self.palette = room, palette
        self.refused: list[str] = []
        palette.refused.connect(self.refused.append)
        self.orders = cast("OrdersPresenter", room.presenter._pages["orders"])
        self.view = self.orders.page.view

    async def start(self) -> None:
        """Show the orders that are ready."""
        await self.room.page("orders")
        await self.room.until(lambda: len(self.view.rows.ids) > 10, "the orders")

    def numbers(self, ids: list[int]) -> list[str]:
        """Return the order numbers of rows."""
        return [self.view.rows.row(one).number for one in ids]

    async def type(self, text: str) -> None:
        """Go to the search box by its key and type into it, in place of what stood there."""
        search = self.room.window.search
        QTest.keyClick(self.room.window, Qt.Key.Key_K, CTRL)
        assert search.hasFocus()
        search.selectAll()
        QTest.keyClicks(search, text)
        await self.orders.searched.settled()

    async def take(self, title: str) -> str:
        """Take the listed action of this title; return what stands beside it."""
        search = self.room.window.search
        at = next(at for at, one in enumerate(self.palette.matches.entries) if one.title == title)
        self.palette.matches.step(0)
        while self.palette.matches.current != at:
            QTest.keyClick(search, Qt.Key.Key_Down)
        detail = self.palette.matches.entries[at].detail
        QTest.keyClick(search, Qt.Key.Key_Return)
        return detail

    async def held(self) -> list[str]:
        """Return the numbers of the orders that are on hold."""
        found = await self.room.desk.order_list.ids(self._query(Stage.ON_HOLD))
        rows = await self.room.desk.order_list.rows(list(found))
        return sorted(row.number for row in rows.values())

    def _query(self, stage: Stage) -> ListQuery:
        return ListQuery(tab=stage.value)


@asynccontextmanager
async def bench_at(
    world: Simulator, folder: Path, qtbot: QtBot, theme: Theme
) -> AsyncIterator[Bench]:
    """Open the window with its palette."""
    world.reset("demo")
    async with room_at(world, folder, qtbot, theme) as room:
        scope = TaskScope("palette", Heard())
        palette = CommandPalette(
            room.window, room.window.search, room.actions, scope,
            room.presenter.find, room.presenter.beneath,
        )  # fmt: skip
        bench = Bench(room, palette)
        await bench.start()
        try:
            yield bench
        finally:
            await scope.aclose()


async def test_what_is_taken_by_its_name_is_done_with_all_chosen_rows(
    world: Simulator, qtbot: QtBot, theme: Theme, tmp_path: Path
) -> None:
    async with bench_at(world, tmp_path, qtbot, theme) as bench:
        view = bench.view
        view.rows.selection.replace(view.rows.ids[2:5])
        chosen = bench.numbers(view.rows.selection.ids())
        before = await bench.held()
        footer = bench.orders.page._chosen
        await bench.type("hold")
        assert footer.text() == "3 selected, not in this list"
        assert await bench.take("Hold") == "Orders · 3 selected"

        async def on_hold() -> bool:
            return await bench.held() == sorted([*before, *chosen])

        await eventually(on_hold, "exactly the three on hold")


async def test_what_is_taken_by_its_name_is_done_with_the_row_in_hand_before_it_was_typed(
    world: Simulator, qtbot: QtBot, theme: Theme, tmp_path: Path
) -> None:
    async with bench_at(world, tmp_path, qtbot, theme) as bench:
        bench.view.go_to(4)
        await bench.orders.searched.settled()
        (mine,) = bench.numbers(bench.view.acting_ids())
        before = await bench.held()
        await bench.type("hold")
        assert await bench.take("Hold") == "Orders"

        async def on_hold() -> bool:
            return await bench.held() == sorted([*before, mine])

        await eventually(on_hold, "that one on hold")


async def test_what_was_just_bought_is_what_an_action_taken_by_its_name_is_for(
    world: Simulator, qtbot: QtBot, theme: Theme, tmp_path: Path
) -> None:
    async with bench_at(world, tmp_path, qtbot, theme) as bench:
        await bench.room.presenter.open("order", await bench.room.opened.key(BOUGHT))
        await bench.orders.searched.settled()
        await bench.room.opened.buy(BOUGHT)
        copy = bench.room.actions.get("orders.another")
        await bench.room.until(copy.isEnabled, "it is bought")
        assert bench.view.rows.row(bench.view.current_id()).number == BOUGHT
        await bench.type("copy")
        await bench.take("Copy the order number")
        clipboard = QGuiApplication.clipboard()
        await bench.room.until(lambda: clipboard.text() == BOUGHT, "its number")
        assert bench.refused == []


async def test_papers_of_several_orders_are_found_by_their_name_and_are_of_all_of_them(
    world: Simulator, qtbot: QtBot, theme: Theme, tmp_path: Path
) -> None:
    async with bench_at(world, tmp_path, qtbot, theme) as bench:
        bench.view.rows.selection.replace(bench.view.rows.ids[1:4])
        slip = bench.room.actions.get("orders.packing_slip")
        await bench.room.until(slip.isEnabled, "packing slips")
        await bench.type("packing")
        assert await bench.take("Packing slip…") == "Orders · 3 selected"
        sheet = await bench.room.sheet(PaperSheet)
        assert sheet.title.text() == "3 packing slips"
        sheet.close_sheet()


async def test_a_filter_that_stood_in_the_box_stands_there_again_with_its_row_in_hand(
    world: Simulator, qtbot: QtBot, theme: Theme, tmp_path: Path
) -> None:
    async with bench_at(world, tmp_path, qtbot, theme) as bench:
        search = bench.room.window.search
        await bench.type("ORD-0008")
        bench.view.setFocus()
        bench.view.go_to(3)
        await bench.orders.searched.settled()
        (mine,) = bench.numbers(bench.view.acting_ids())
        before = await bench.held()
        await bench.type("hold")
        await bench.take("Hold")

        async def on_hold() -> bool:
            return await bench.held() == sorted([*before, mine])

        await eventually(on_hold, "that one on hold")
        assert search.text() == "ORD-0008"
        assert bench.refused == []
