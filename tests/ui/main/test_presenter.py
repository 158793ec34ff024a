"""The window's presenter over a real desk: counts, accounts, search, scan and the demo's menu."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from shipdesk.domain.account import AccountId
from shipdesk.errors import AuthError
from shipdesk.services.scan_back import Scanned
from shipdesk.ui.main.kept_state import KeptViewState
from shipdesk.ui.main.presenter import MainPresenter
from shipdesk.ui.main.sidebar import NavItem
from shipdesk.ui.main.what_if import WhatIf
from shipdesk.ui.main.window import MainWindow
from shipdesk.ui.shortcuts import Actions
from shipdesk.ui.tasks import TaskScope
from shipdesk.ui.theme import Theme
from shipdesk.ui.view_state import MemoryViewState
from tests.support.desk import OpenDesk, eventually, open_desk
from tests.support.simulator import Simulator


class Shown:
    """A page's presenter that keeps what it was asked."""

    def __init__(self) -> None:
        self.opened: list[str] = []
        self.searched: list[str] = []

    async def open(self, key: str) -> None:
        self.opened.append(key)

    def search(self, text: str) -> None:
        self.searched.append(text)


@dataclass
class Desktop:
    """A window over an open desk."""

    opened: OpenDesk
    window: MainWindow
    presenter: MainPresenter
    scope: TaskScope
    actions: Actions
    pages: dict[str, Shown]

    async def until(self, look: Any, what: str) -> None:
        async def answer() -> bool:
            return bool(look())

        await eventually(answer, what)


@pytest.fixture(scope="module")
def simulator() -> Iterator[Simulator]:
    with Simulator.in_thread("demo") as running:
        yield running


@dataclass
class Place:
    """What a desktop is opened with."""

    qtbot: QtBot
    theme: Theme
    simulator: Simulator
    folder: Path

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Desktop]:
        """Open the desk inside the test: between its phases nothing of ours may run."""
        async with open_desk(self.simulator, self.folder) as opened:
            actions = Actions()
            window = MainWindow(actions, self.theme, state=MemoryViewState(), demo=True)
            self.qtbot.addWidget(window)
            scope = TaskScope("window", window.notices)
            presenter = MainPresenter(window, opened.desk, scope, actions)
            pages = {"orders": Shown(), "shipments": Shown(), "activity": Shown()}
            for key, shown in pages.items():
                presenter.add_page(key, key.title(), "orders", QWidget(), shown)
            presenter.start()
            window.show()
            yield Desktop(opened, window, presenter, scope, actions, pages)
            await presenter.aclose()
            await scope.aclose()


@pytest.fixture
def place(qtbot: QtBot, theme: Theme, simulator: Simulator, tmp_path: Path) -> Place:
    simulator.reset("demo")
    return Place(qtbot, theme, simulator, tmp_path)


def count(window: MainWindow, title: str) -> int | None:
    item = next(
        each for each in window.findChildren(NavItem) if each.accessibleName().startswith(title)
    )
    return item.count()


async def test_sidebar_counts_what_waits_for_a_person(place: Place) -> None:
    async with place.open() as desktop:
        await desktop.until(lambda: count(desktop.window, "Orders") == 63, "63 open orders")
        assert count(desktop.window, "Shipments") == 29


async def test_refused_token_shows_a_banner_that_names_the_account(place: Place) -> None:
    async with place.open() as desktop:
        asked: list[str] = []
        desktop.presenter.use_repair(asked.append)
        desktop.opened.desk.providers.trouble(AccountId("inpost"), AuthError(account="InPost"))
        await desktop.until(
            lambda: "account:inpost" in desktop.window.notices.banners.keys(),  # noqa: SIM118
            "the banner",
        )
        desktop.window.account_clicked.emit("inpost")
        assert asked == ["inpost"]
        await desktop.opened.desk.providers.reopen(AccountId("inpost"))
        await desktop.until(
            lambda: not desktop.window.notices.banners.keys(), "the banner is gone again"
        )


async def test_scanned_label_closes_its_parcel_where_that_is_wished_and_is_not_searched(
    place: Place,
) -> None:
    async with place.open() as desktop:
        desk = desktop.opened.desk
        await desktop.opened.buy("ORD-000871")
        (shipment,) = (await desk.orders.read(await desktop.opened.key("ORD-000871"))).shipments
        await desk.scan_back.use(on=True)
        desktop.presenter.on_scanned(f"]C100{shipment.tracking_number}")
        await desktop.until(
            lambda: any("ORD-000871" in each for each in desktop.window.notices.shown()),
            "that it is closed",
        )
        assert (await desk.scan_back.scan(shipment.tracking_number)).outcome is Scanned.AGAIN
        assert desktop.window.search.text() == ""
        desktop.presenter.on_scanned("ORD-000870")
        await desktop.until(lambda: desktop.pages["orders"].opened, "an order's number opens it")
        desktop.presenter.on_scanned("XYZ-000")
        await desktop.until(
            lambda: any("has the code XYZ-000" in each for each in desktop.window.notices.shown()),
            "an unknown code is told",
        )


async def test_scanned_order_number_opens_the_order(place: Place) -> None:
    async with place.open() as desktop:
        key = await desktop.opened.key("ORD-000871")
        desktop.presenter.on_scanned("ORD-000871")
        await desktop.until(lambda: desktop.pages["orders"].opened == [key], "the order is open")
        assert desktop.window.search.text() == "ORD-000871"


async def test_typed_text_narrows_the_page_in_sight_only(place: Place) -> None:
    async with place.open() as desktop:
        desktop.window.show_page("shipments")
        desktop.window.search.setText("nowak")
        assert desktop.pages["shipments"].searched == ["nowak"]
        assert desktop.pages["orders"].searched == []


async def test_finder_finds_orders_by_name_without_diacritics(place: Place) -> None:
    async with place.open() as desktop:
        found = await desktop.presenter.find("nowak")
        assert ("order", "ORD-000871") in {(each.kind, each.title) for each in found}


async def test_lost_reply_of_the_demo_is_lost_at_the_simulator(
    place: Place, simulator: Simulator
) -> None:
    async with place.open() as desktop:

        class World:
            async def ask(self, method: str, path: str, body: Any = None) -> Any:
                return simulator.control(method, f"/_simulator/{path}", body)

        what_if = WhatIf(
            desktop.window, World(), desktop.scope, desktop.window.notices, desktop.actions
        )
        desktop.presenter.use_demo(what_if)
        desktop.actions.get("demo.lost_reply").trigger()
        await desktop.until(
            lambda: (
                [
                    (each["do"], each["times"])
                    for each in simulator.control("GET", "/_simulator/faults")["faults"]
                ]
                == [("drop_after_commit", 1)]
            ),
            "one reply is lost, at whichever courier is asked first",
        )


async def test_window_remembers_through_the_profile(place: Place) -> None:
    async with place.open() as desktop:
        state = KeptViewState(desktop.opened.desk.settings, desktop.scope)
        state.save("orders", {"widths": [1, 2]})
        await desktop.scope.drain()
        assert KeptViewState(desktop.opened.desk.settings, desktop.scope).load("orders") == {
            "widths": [1, 2]
        }
