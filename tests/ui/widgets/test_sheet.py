"""A sheet keeps the focus and the keys, and gives both back."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
from PySide6.QtCore import QMargins, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QLineEdit,
    QMainWindow,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from shipdesk.ui.shortcuts import Actions
from shipdesk.ui.tasks import TaskScope
from shipdesk.ui.widgets import KeyHintButton, Sheet, sheet_closed


@pytest.fixture
def page(window: QMainWindow, qtbot: QtBot) -> QWidget:
    made = QWidget()
    column = QVBoxLayout(made)
    column.addWidget(QLineEdit())
    window.setCentralWidget(made)
    with qtbot.waitActive(window):
        window.activateWindow()
    qtbot.waitUntil(made.isVisible)
    made.findChildren(QLineEdit)[0].setFocus()
    return made


def filled(page: QWidget) -> Sheet:
    sheet = Sheet(page, "Book the courier", "14 parcels")
    sheet.body.addWidget(QLineEdit())
    sheet.footer.addWidget(KeyHintButton("Book"))
    return sheet


def focused(sheet: Sheet) -> QWidget | None:
    widget = QApplication.focusWidget()
    assert widget is None or sheet.isAncestorOf(widget)
    return widget


def test_tab_goes_round_inside_and_the_focus_comes_back(page: QWidget) -> None:
    before = QApplication.focusWidget()
    sheet = filled(page)
    sheet.open()
    seen = [focused(sheet)]
    for _ in range(3):
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        seen.append(focused(sheet))
    assert len(set(seen[:3])) == 3
    assert seen[3] is seen[0]
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    assert sheet.isHidden()
    assert QApplication.focusWidget() is before


def test_keys_of_the_page_beneath_are_not_heard(
    page: QWidget, actions: Actions, window: QMainWindow
) -> None:
    done: list[str] = []

    def note(name: str) -> Callable[[], None]:
        return lambda: done.append(name)

    actions.add("page.buy", "Buy", shortcut="F9", owner=page, on=note("page"))
    sheet = filled(page)
    actions.add("page.book", "Book", shortcut="Ctrl+B", owner=page, on=note("page"))
    actions.add("sheet.book", "Book", shortcut="Ctrl+B", owner=sheet, on=note("sheet"))
    sheet.open()
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_F9)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    assert done == ["sheet"]
    sheet.close_sheet()
    QTest.keyClick(window, Qt.Key.Key_F9)
    assert done == ["sheet", "page"]


def test_sheet_covers_its_host_as_it_grows(page: QWidget, window: QMainWindow) -> None:
    layout = page.layout()
    assert layout is not None
    layout.setContentsMargins(3, 3, 3, 3)
    sheet = filled(page)
    sheet.open()
    for size in ((1200, 700), (800, 500)):
        window.resize(*size)
        window.grab()
        assert sheet.size() == page.size().shrunkBy(QMargins(3, 3, 3, 3))


async def test_awaited_sheet_is_closed_with_its_task(window: QMainWindow, scope: TaskScope) -> None:
    host = QWidget()
    window.setCentralWidget(host)
    sheet = filled(host)
    scope.start(sheet_closed, sheet, key="sheet")
    await asyncio.sleep(0.01)
    assert not sheet.isHidden()
    scope.cancel("sheet")
    await scope.drain()
    assert sheet.isHidden()


def test_keys_scroll_what_has_no_field_to_stop_at(page: QWidget) -> None:
    sheet = Sheet(page, "Keyboard shortcuts")
    tall = QWidget()
    tall.setFixedHeight(3000)
    sheet.body.addWidget(tall)
    sheet.open()
    bar = sheet.findChildren(QScrollArea)[0].verticalScrollBar()
    seen = [bar.value()]
    for key in (Qt.Key.Key_Down, Qt.Key.Key_PageDown, Qt.Key.Key_End, Qt.Key.Key_PageUp):
        QTest.keyClick(focused(sheet), key)
        seen.append(bar.value())
    assert seen[0] < seen[1] < seen[2] < seen[3] == bar.maximum()
    assert seen[4] < seen[3]
    QTest.keyClick(focused(sheet), Qt.Key.Key_Home)
    assert bar.value() == 0
