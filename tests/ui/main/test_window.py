"""The window: only registered pages, remembered size, a close that is asked for."""

from __future__ import annotations

import asyncio

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from shipdesk.ui.main import AccountDot, MainWindow
from shipdesk.ui.main.sidebar import NavItem
from shipdesk.ui.palette import CommandPalette, Found
from shipdesk.ui.shortcuts import Actions, count_for
from shipdesk.ui.tasks import TaskScope
from shipdesk.ui.theme import Theme, Tone
from shipdesk.ui.view_state import MemoryViewState
from shipdesk.ui.widgets import Sheet


class Page(QWidget):
    """A page with one field that takes the focus."""

    def __init__(self) -> None:
        super().__init__()
        self.field = QLineEdit()
        QVBoxLayout(self).addWidget(self.field)
        self.setFocusProxy(self.field)


class Unmoved:
    """Nothing is listed beneath the search box, or what was in hand has left the list."""

    def __init__(self, gone: str = "") -> None:
        self.gone = gone
        self.noted = 0

    def note(self) -> None:
        self.noted += 1

    async def back(self, *, chosen: bool) -> str:
        del chosen
        return self.gone


@pytest.fixture
def state() -> MemoryViewState:
    return MemoryViewState()


@pytest.fixture
def registry(theme: Theme) -> Actions:
    assert not theme.is_dark
    return Actions()


@pytest.fixture
def main(qtbot: QtBot, registry: Actions, theme: Theme, state: MemoryViewState) -> MainWindow:
    made = MainWindow(registry, theme, state=state, demo=True)
    for key in ("orders", "shipments"):
        made.add_page(key, key.title(), key, Page())
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    with qtbot.waitActive(made):
        made.activateWindow()
    return made


def test_sidebar_and_keys_know_the_registered_pages_only(main: MainWindow) -> None:
    names = [one.accessibleName() for one in main.findChildren(NavItem)]
    assert names == ["Orders", "Shipments"]
    changed: list[str] = []
    main.page_changed.connect(changed.append)
    QTest.keyClick(main, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    assert main.current_page() == "shipments"
    page = main.page("shipments")
    assert isinstance(page, Page)
    assert page.field.hasFocus()
    QTest.mouseClick(main.findChildren(NavItem)[0], Qt.MouseButton.LeftButton)
    assert changed == ["shipments", "orders"]
    with pytest.raises(KeyError):
        main.show_page("settings")


def test_counts_stand_beside_their_pages(main: MainWindow) -> None:
    main.set_count("orders", 63)
    main.set_count("shipments", 3, Tone.RED)
    main.set_count("absent", 1)
    assert [one.count() for one in main.findChildren(NavItem)] == [63, 3]
    assert main.findChildren(NavItem)[0].accessibleDescription() == "63"


def test_close_is_asked_for_and_not_done(main: MainWindow) -> None:
    asked: list[bool] = []
    main.close_requested.connect(lambda: asked.append(True))
    assert not main.close()
    assert asked == [True]
    assert main.isVisible()


def test_size_is_remembered_at_once(
    main: MainWindow, theme: Theme, state: MemoryViewState, qtbot: QtBot
) -> None:
    main.resize(1111, 666)
    qtbot.waitUntil(lambda: bool(state.load("window")))
    again = MainWindow(Actions(), theme, state=state)
    qtbot.addWidget(again)
    assert again.height() == 666


def test_demo_is_marked_and_its_strip_can_be_dismissed(main: MainWindow) -> None:
    steps: list[int] = []
    gone: list[bool] = []
    main.strip.step_chosen.connect(steps.append)
    main.strip.dismissed.connect(lambda: gone.append(True))
    assert main.demo_button is not None
    assert main.demo_button.accessibleName() == "DEMO"
    frame = main.grab().toImage().pixelColor(1, main.height() // 2)
    assert frame.name().upper() == "#E39A1B"
    for button in main.strip.children():
        if isinstance(button, QWidget) and button.accessibleName() == "Try step 3":
            QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        if isinstance(button, QWidget) and button.accessibleName() == "Dismiss the strip":
            QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert (steps, gone) == ([3], [True])
    assert main.strip.isHidden()


def test_accounts_and_sync_can_be_clicked(main: MainWindow) -> None:
    main.set_accounts([AccountDot("a1", "InPost", Tone.AMBER, "Offline since 10:02")])
    main.set_synced("synced 12:04")
    clicked: list[str] = []
    synced: list[bool] = []
    main.account_clicked.connect(clicked.append)
    main.sync_requested.connect(lambda: synced.append(True))
    for name in ("InPost", "synced 12:04"):
        button = next(one for one in main.top.findChildren(QWidget) if one.accessibleName() == name)
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert (clicked, synced) == (["a1"], [True])


def test_f1_lists_the_keys_of_the_actions_themselves(main: MainWindow, registry: Actions) -> None:
    registry.get("page.orders").setShortcut("Ctrl+O")
    QTest.keyClick(main, Qt.Key.Key_F1)
    sheet = main.findChildren(Sheet)[0]
    words = [one.accessibleName() for one in sheet.findChildren(QWidget)]
    assert "Ctrl O" in words
    QTest.keyClick(sheet, Qt.Key.Key_Escape)
    assert sheet.isHidden()


async def found(text: str) -> list[Found]:
    """Know one order."""
    return [Found("order", "a:871", "ORD-000871", "Jan Nowak")] if "871" in text else []


async def test_ctrl_k_finds_orders_and_runs_actions(
    main: MainWindow, registry: Actions, scope: TaskScope
) -> None:
    host = main.centralWidget()
    assert host is not None
    palette = CommandPalette(host, main.search, registry, scope, found, Unmoved())
    chosen: list[object] = []
    palette.chosen.connect(lambda one: chosen.append(one.key))
    page = main.page("orders")
    assert isinstance(page, Page)
    page.field.setFocus()
    QTest.keyClick(main, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    assert main.search.hasFocus()
    QTest.keyClicks(main.search, "871")
    await scope.drain()
    assert palette.titles() == ["ORD-000871"]
    QTest.keyClick(main.search, Qt.Key.Key_Return)
    assert chosen == ["a:871"]
    assert page.field.hasFocus()
    assert palette.matches.isHidden()
    QTest.keyClick(main, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(main.search, "ship")
    await scope.drain()
    assert palette.titles() == ["Shipments"]
    QTest.keyClick(main.search, Qt.Key.Key_Return)
    assert main.current_page() == "shipments"


async def test_action_of_a_page_out_of_sight_is_not_offered(
    main: MainWindow, registry: Actions, scope: TaskScope
) -> None:
    registry.add("shipments.reprint", "Reprint", owner=main.page("shipments"))
    host = main.centralWidget()
    assert host is not None
    palette = CommandPalette(host, main.search, registry, scope, found, Unmoved())
    main.search.searched.emit("reprint")
    assert palette.titles() == []
    main.show_page("shipments")
    main.search.searched.emit("reprint")
    assert palette.titles() == ["Reprint"]
    await scope.drain()


async def test_enter_opens_the_first_match_and_nothing_where_there_is_none(
    main: MainWindow, registry: Actions, scope: TaskScope
) -> None:
    host = main.centralWidget()
    assert host is not None
    palette = CommandPalette(host, main.search, registry, scope, found, Unmoved())
    chosen: list[str] = []
    palette.chosen.connect(lambda one: chosen.append(one.key))
    main.search.submitted.emit("ORD-000871")
    await scope.drain()
    main.search.submitted.emit("000")
    await scope.drain()
    assert chosen == ["a:871"]


async def test_what_the_search_closed_is_done_once_the_list_is_back(
    main: MainWindow, registry: Actions, scope: TaskScope
) -> None:
    done: list[str] = []
    slip = registry.add(
        "orders.slip", "Packing slip", owner=main.page("orders"), on=lambda: done.append("slip")
    )
    host = main.centralWidget()
    assert host is not None
    palette = CommandPalette(host, main.search, registry, scope, found, Unmoved())
    main.search.searched.emit("p")
    slip.setEnabled(False)  # the list is emptied by what is typed
    main.search.searched.emit("packing")
    assert palette.titles() == ["Packing slip"]
    main.search.submitted.emit("packing")
    assert done == []
    asyncio.get_running_loop().call_soon(slip.setEnabled, True)  # noqa: FBT003 - Qt's setter
    await scope.drain()
    assert done == ["slip"]


async def test_an_action_for_what_left_the_list_is_refused_with_a_sentence(
    main: MainWindow, registry: Actions, scope: TaskScope
) -> None:
    done: list[str] = []
    registry.add("orders.hold", "Hold", owner=main.page("orders"), on=lambda: done.append("hold"))
    host = main.centralWidget()
    assert host is not None
    beneath = Unmoved("What was in hand has left this list.")
    palette = CommandPalette(host, main.search, registry, scope, found, beneath)
    said: list[str] = []
    palette.refused.connect(said.append)
    main.search.searched.emit("ho")
    main.search.searched.emit("hold")
    assert beneath.noted == 1
    main.search.submitted.emit("hold")
    await scope.drain()
    assert (done, said) == ([], ["What was in hand has left this list."])


async def test_the_palette_says_for_how_many_chosen_rows_an_action_is(
    main: MainWindow, registry: Actions, scope: TaskScope
) -> None:
    count_for(7, registry.add("orders.hold", "Hold", group="Orders"))
    count_for(1, registry.add("orders.unhold", "Take off hold", group="Orders"))
    host = main.centralWidget()
    assert host is not None
    palette = CommandPalette(host, main.search, registry, scope, found, Unmoved())
    main.search.searched.emit("hold")
    details = {one.title: one.detail for one in palette.matches.entries if one.detail}
    assert details == {"Hold": "Orders · 7 selected", "Take off hold": "Orders"}
    await scope.drain()
