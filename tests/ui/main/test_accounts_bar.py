"""A service that asks to wait: counted down in the top bar and in a banner, and given up."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from shipdesk.domain.account import AccountId
from shipdesk.errors import AuthError, RateLimitedError
from shipdesk.services.queues import Standing, Waiting
from shipdesk.ui.main.accounts_bar import AccountsBar
from shipdesk.ui.main.table_banner import TableBanner
from shipdesk.ui.main.window import MainWindow
from shipdesk.ui.shortcuts import Actions
from shipdesk.ui.theme import Theme
from shipdesk.ui.view_state import MemoryViewState
from shipdesk.ui.widgets.banner import BannerView
from tests.support.desk import OpenDesk, open_desk
from tests.support.driven_clock import PushedClock
from tests.support.pages import click, named, until
from tests.support.simulator import Simulator

INPOST = AccountId("inpost")


@dataclass
class Bar:
    """A window with its accounts over an open desk."""

    opened: OpenDesk
    window: MainWindow
    bar: AccountsBar
    clock: PushedClock
    asked: list[str]

    def banner(self) -> str:
        """Return the title of the banner in sight; "" without one."""
        shown = [one for one in self.window.findChildren(BannerView) if one.isVisible()]
        return shown[0].accessibleName() if shown else ""

    def said(self) -> str:
        """What the banner in sight says under its title; "" without one."""
        shown = [one for one in self.window.findChildren(BannerView) if one.isVisible()]
        return shown[0].accessibleDescription() if shown else ""


Opening = Callable[[], AbstractAsyncContextManager[Bar]]


@pytest.fixture
def simulator() -> Iterator[Simulator]:
    with Simulator.in_thread("demo") as running:
        yield running


@pytest.fixture
def opening(qtbot: QtBot, theme: Theme, simulator: Simulator, tmp_path: Path) -> Opening:
    @asynccontextmanager
    async def opened_bar() -> AsyncIterator[Bar]:
        clock = PushedClock()
        async with open_desk(simulator, tmp_path, sync=False, clock=clock) as opened:
            window = MainWindow(Actions(), theme, state=MemoryViewState(), demo=True)
            qtbot.addWidget(window)
            asked: list[str] = []
            bar = AccountsBar(window, opened.desk, asked.append)
            end = opened.desk.bus.subscribe(lambda _changes: bar.show())
            bar.show()
            window.resize(1200, 760)
            window.show()
            yield Bar(opened, window, bar, clock, asked)
            end()

    return opened_bar


async def _ask(opened: OpenDesk) -> BaseException | None:
    provider = await opened.desk.providers.ready(INPOST)
    assert provider is not None
    assert provider.points is not None
    try:
        await provider.points.fetch("KRA010")
    except RateLimitedError as error:
        return error
    return None


async def test_a_wait_is_counted_down_and_ends_by_itself(opening: Opening) -> None:
    async with opening() as room:
        room.opened.desk.providers.trouble(INPOST, RateLimitedError(42.0, account="InPost"))
        assert room.banner() == "InPost asks to wait, goes on in 0:42"
        assert room.bar.is_counting()
        dot = named(room.window, QAbstractButton, "InPost 0:42")
        assert dot.toolTip() == "InPost asks to wait, goes on in 0:42"
        room.clock.push(37)
        room.bar.show()
        assert room.banner() == "InPost asks to wait, goes on in 0:05"
        assert named(room.window, QAbstractButton, "InPost 0:05") is dot
        stop = [one for one in room.window.findChildren(QAbstractButton)
                if one.accessibleName() == "Stop waiting" and one.isVisible()]  # fmt: skip
        assert stop == []
        await room.opened.desk.providers.reopen(INPOST)
        assert room.banner() == ""
        assert not room.bar.is_counting()
        named(room.window, QAbstractButton, "InPost")


async def test_a_person_who_waits_can_stop(opening: Opening, simulator: Simulator) -> None:
    async with opening() as room:
        simulator.fault("shipx.points.get", "429", retry_after=60)
        async with asyncio.TaskGroup() as group:
            task = group.create_task(_ask(room.opened))
            await until(lambda: "asks to wait" in room.banner(), "the banner")
            room.bar.show()
            click(room.window, "Stop waiting")
        error = task.result()
        assert isinstance(error, RateLimitedError)
        assert error.title == "Stopped waiting for InPost."
        assert len(simulator.requests(operation="shipx.points.get")) == 1
        assert "asks to wait" in room.banner()


async def test_a_banner_hidden_by_hand_stays_away_while_it_counts(opening: Opening) -> None:
    async with opening() as room:
        room.opened.desk.providers.trouble(INPOST, RateLimitedError(42.0, account="InPost"))
        click(room.window, "Hide this banner")
        room.clock.push(5)
        room.bar.show()
        assert room.banner() == ""
        named(room.window, QAbstractButton, "InPost 0:37")


async def test_an_own_table_that_is_left_out_is_told_with_file_and_line(opening: Opening) -> None:
    async with opening() as room:
        corrected: list[bool] = []
        tables = TableBanner(room.window, room.opened.desk, lambda: corrected.append(True))
        await tables.show()
        assert room.banner() == ""
        folder = room.opened.desk.paths.overrides
        folder.mkdir(parents=True, exist_ok=True)
        service = room.opened.desk.service_tables
        assert await service.save("dash101", "# mine\n") is None
        assert await service.save("dash101", "") is None
        (folder / "dash101.toml").write_text("[endpoints]\nfly = 1\n", encoding="utf-8")
        await tables.show()
        assert room.banner() == "Your own addresses and field names are not used"
        (view,) = [one for one in room.window.findChildren(BannerView) if one.isVisible()]
        assert "dash101.toml, line 2: [endpoints] fly is not an" in view.accessibleDescription()
        click(room.window, "Correct it…")
        assert corrected


async def test_a_banner_says_how_much_waits_and_it_is_said_when_that_goes_on(
    opening: Opening,
) -> None:
    async with opening() as room:
        providers = room.opened.desk.providers
        providers.trouble(INPOST, AuthError(403, account="InPost"))
        health = next(one for one in providers.health if one.account_id == INPOST)
        room.bar.show_waiting(Waiting((), (Standing(health, 3, 1),)))
        assert "3 purchases and 1 other act wait." in room.said()
        assert room.window.notices.shown() == []
        room.bar.show_waiting(Waiting((), (Standing(health, 1),)))
        assert "1 purchase waits." in room.said()
        await providers.reopen(INPOST)
        room.bar.show_waiting(Waiting())
        assert room.said() == ""
        assert room.window.notices.shown() == ["InPost works again: 1 purchase goes on."]
