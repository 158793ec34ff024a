"""An action is written once: button, tooltip, palette and list of keys agree on it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QWidget
from pytestqt.qtbot import QtBot

from shipdesk.ui.shortcuts import Actions, key_hint
from shipdesk.ui.widgets import KeyHintButton


def test_button_tooltip_and_list_follow_the_action(actions: Actions, qtbot: QtBot) -> None:
    action = actions.add("orders.buy", "Buy", shortcut="F9", group="Orders")
    button = KeyHintButton(action)
    qtbot.addWidget(button)
    action.setText("Buy · 12,50 zł")
    action.setShortcut("Ctrl+B")
    assert button.words() == button.accessibleName() == "Buy · 12,50 zł"
    assert button.hint() == key_hint(action) == "Ctrl B"
    assert button.toolTip() == action.toolTip() == "Buy · 12,50 zł  (Ctrl B)"
    assert [(line.group, line.text, line.keys) for line in actions.listed()] == [
        ("Orders", "Buy · 12,50 zł", "Ctrl+B")
    ]
    action.setEnabled(False)
    assert not button.isEnabled()
    assert action not in actions.available()


def test_click_and_key_do_the_same(actions: Actions, window: QMainWindow, qtbot: QtBot) -> None:
    done: list[str] = []
    action = actions.add("x", "Do it", shortcut="F9", on=lambda: done.append("x"))
    button = KeyHintButton(action)
    window.setCentralWidget(button)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    with qtbot.waitActive(window):
        window.activateWindow()
    QTest.keyClick(window, Qt.Key.Key_F9)
    assert done == ["x", "x"]


def test_each_page_has_its_own_f9(actions: Actions, window: QMainWindow, qtbot: QtBot) -> None:
    done: list[str] = []
    stack = QStackedWidget()
    window.setCentralWidget(stack)
    pages = {name: QWidget() for name in ("orders", "quotes")}
    for name, page in pages.items():
        stack.addWidget(page)
        actions.add(f"{name}.buy", "Buy", shortcut="F9", owner=page,
                    on=lambda name=name: done.append(name))  # fmt: skip
    with qtbot.waitActive(window):
        window.activateWindow()
    qtbot.waitUntil(pages["orders"].isVisible)
    QTest.keyClick(window, Qt.Key.Key_F9)
    stack.setCurrentWidget(pages["quotes"])
    QTest.keyClick(window, Qt.Key.Key_F9)
    assert done == ["orders", "quotes"]
    assert actions.for_keys(QKeySequence("F9")) is actions.get("quotes.buy")


def test_key_of_an_action_is_taken_once(actions: Actions) -> None:
    actions.add("x", "Do it")
    with pytest.raises(ValueError, match="x"):
        actions.add("x", "Do it again")


def test_busy_button_refuses_clicks_and_recovers(actions: Actions, qtbot: QtBot) -> None:
    done: list[str] = []
    button = KeyHintButton(actions.add("x", "Do it", on=lambda: done.append("x")))
    qtbot.addWidget(button)
    button.set_busy(True)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert not done
    button.set_busy(False)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert done == ["x"]
