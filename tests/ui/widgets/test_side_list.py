"""The list at the side of a page: one entry is in force, and the keys go on from there."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMainWindow, QVBoxLayout
from pytestqt.qtbot import QtBot

from shipdesk.ui.widgets.side_list import SideItem, SideList


def test_click_takes_the_focus_along_and_arrows_go_on_from_there(
    window: QMainWindow, qtbot: QtBot
) -> None:
    sides = SideList("Settings")
    column = QVBoxLayout(sides)
    items = [SideItem(key, key.title()) for key in ("accounts", "senders", "printers")]
    for item in items:
        sides.adopt(item)
        column.addWidget(item)
    window.setCentralWidget(sides)
    with qtbot.waitActive(window):
        window.activateWindow()
    items[0].setFocus()
    taken: list[str] = []
    sides.chosen.connect(taken.append)
    QTest.mouseClick(items[1], Qt.MouseButton.LeftButton)
    assert QApplication.focusWidget() is items[1]
    QTest.keyClick(items[1], Qt.Key.Key_Down)
    assert QApplication.focusWidget() is items[2]
    assert taken == ["senders", "printers"]
