"""The tab Requests over a real desk: what was said, and a copy for the service's support."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QComboBox

from shipdesk.errors import RejectedError
from shipdesk.ui.activity.requests_part import RequestList
from shipdesk.ui.shortcuts import Actions
from shipdesk.ui.table import RowsView
from shipdesk.ui.widgets import FactList, Text
from tests.support.activity_room import Room
from tests.support.pages import click, named, until
from tests.support.simulator import DISPATCH_TOKEN, SHIPX_TOKEN

Opening = Callable[[], AbstractAsyncContextManager[Room]]


async def _shown(room: Room, actions: Actions) -> RequestList:
    actions.get("activity.requests").trigger()
    part = room.page.requests
    await until(lambda: part.view.current_id() is not None, "the newest request")
    return part


async def test_the_newest_request_is_shown_whole(activity_room: Opening, actions: Actions) -> None:
    async with activity_room() as room:
        wanted: list[bool] = []
        room.page.page_wanted.connect(lambda: wanted.append(True))
        await _shown(room, actions)
        assert wanted
        assert not room.page.view.isVisible()
        newest = room.opened.desk.requests.latest()[0]
        assert named(room.page, Text, "Request").text().startswith(f"GET {newest.path}")
        facts = named(room.page, FactList, "About the request")
        assert facts.value("Account") == newest.account_title
        assert named(room.page, FactList, "Sent, head").value("Authorization") == "Bearer •••"
        assert DISPATCH_TOKEN not in str(room.opened.desk.requests.latest())


async def test_one_account_alone_and_a_word_narrow_the_list(
    activity_room: Opening, actions: Actions
) -> None:
    async with activity_room() as room:
        part = await _shown(room, actions)
        desk = room.opened.desk
        inpost = next(each for each in desk.accounts.accounts if each.provider == "shipx")
        provider = desk.providers.provider(inpost.id)
        assert provider is not None
        assert provider.points is not None
        await provider.points.fetch("KRA010")
        await until(lambda: part.view.model().rowCount() == len(desk.requests.latest()), "all")
        box = named(room.page, QComboBox, "Requests of account")
        box.setCurrentIndex(box.findText(inpost.title))
        mine = desk.requests.latest(inpost.id)
        assert 0 < len(mine) < len(desk.requests.latest())
        await until(lambda: part.view.model().rowCount() == len(mine), "those of one account")
        room.presenter.search("points/kra010")
        await until(lambda: part.view.model().rowCount() == 1, "the one of the locker")
        await until(
            lambda: named(room.page, Text, "Request").text().endswith("KRA010"), "its details"
        )
        room.presenter.search("")


async def test_a_refusal_is_copied_as_its_support_asks_for_it(
    activity_room: Opening, actions: Actions
) -> None:
    async with activity_room() as room:
        desk = room.opened.desk
        inpost = next(each for each in desk.accounts.accounts if each.provider == "shipx")
        provider = desk.providers.provider(inpost.id)
        assert provider is not None
        assert provider.dispatch_orders is not None
        part = await _shown(room, actions)
        try:
            await provider.dispatch_orders.fetch("999999999")
        except RejectedError as error:
            said = error
        await until(
            lambda: part.view.model().rowCount() == len(desk.requests.latest()), "the refusal"
        )
        part.view.go_to(0)
        await until(lambda: "404" in room.page.request.pill.text(), "the refusal in full")
        assert said.code in named(room.page, Text, "What came of it").text()
        click(room.page, "Copy for support")
        copied = QGuiApplication.clipboard().text()
        assert [line.partition(":")[0] for line in copied.splitlines()] == [
            "X-Request-ID", "Method", "Path", "Status", "Error key",
        ]  # fmt: skip
        assert "Error key: resource_not_found" in copied
        assert SHIPX_TOKEN not in copied


async def test_other_tabs_show_operations_again(activity_room: Opening, actions: Actions) -> None:
    async with activity_room() as room:
        part = await _shown(room, actions)
        click(room.page, "All")
        await until(lambda: named(room.page, RowsView, "Activity"), "the operations")
        assert not part.isVisible()
        assert not room.page.request.isVisible()
