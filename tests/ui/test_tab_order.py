"""Tab goes through a window as it is read, also to what was made later."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMainWindow, QScrollArea, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from shipdesk.ui.main.window import MainWindow
from shipdesk.ui.shortcuts import Actions
from shipdesk.ui.tab_order import step, stops
from shipdesk.ui.theme import Theme
from shipdesk.ui.view_state import MemoryViewState
from shipdesk.ui.widgets import KeyHintButton, Segmented, UnitEdit


def names(root: QWidget) -> list[str]:
    return [one.accessibleName() for one in stops(root)]


def show(window: QMainWindow, qtbot: QtBot) -> None:
    with qtbot.waitActive(window):
        window.show()
        inside = window.centralWidget()
        assert inside is not None
        inside.show()
        window.activateWindow()


def test_order_is_that_of_the_layout_not_of_making(window: QMainWindow, qtbot: QtBot) -> None:
    root = QWidget()
    window.setCentralWidget(root)
    column = QVBoxLayout(root)
    column.addWidget(KeyHintButton("last"))
    column.insertWidget(0, KeyHintButton("first"))
    inner = QVBoxLayout()
    inner.addWidget(KeyHintButton("between"))
    column.insertLayout(1, inner)
    hidden = KeyHintButton("hidden")
    column.addWidget(hidden)
    hidden.hide()
    asleep = KeyHintButton("asleep")
    asleep.setEnabled(False)
    column.addWidget(asleep)
    show(window, qtbot)
    assert names(root) == ["first", "between", "last"]


def test_exclusive_choices_are_one_stop_and_tab_goes_on_from_any_of_them(
    window: QMainWindow, qtbot: QtBot
) -> None:
    root = QWidget()
    window.setCentralWidget(root)
    column = QVBoxLayout(root)
    choices = Segmented([("a", "A"), ("b", "B"), ("c", "C")], name="Size")
    after = UnitEdit(name="Weight")
    column.addWidget(choices)
    column.addWidget(after)
    show(window, qtbot)
    assert names(root) == ["A", "Weight"]
    choices.choose("b")
    assert names(root) == ["B", "Weight"]
    assert step(root, forward=True)
    assert QApplication.focusWidget() is stops(root)[0]
    assert step(root, forward=True)
    assert QApplication.focusWidget() is after
    assert step(root, forward=False)
    assert QApplication.focusWidget() is stops(root)[0]


def test_what_tab_reaches_is_scrolled_into_sight(window: QMainWindow, qtbot: QtBot) -> None:
    window.resize(300, 200)
    area = QScrollArea()
    area.setWidgetResizable(True)
    window.setCentralWidget(area)
    inside = QWidget()
    column = QVBoxLayout(inside)
    buttons = [KeyHintButton(f"{number}") for number in range(20)]
    for button in buttons:
        column.addWidget(button)
    area.setWidget(inside)
    show(window, qtbot)
    buttons[0].setFocus()
    assert step(area, forward=False)
    assert QApplication.focusWidget() is buttons[-1]
    assert area.verticalScrollBar().value() > 0


def test_window_reaches_what_stands_before_the_focus_proxy_of_a_page(
    theme: Theme, qtbot: QtBot
) -> None:
    made = MainWindow(Actions(), theme, state=MemoryViewState())
    qtbot.addWidget(made)
    page = QWidget()
    column = QVBoxLayout(page)
    before, proxy = KeyHintButton("New order"), UnitEdit(name="List")
    column.addWidget(before)
    column.addWidget(proxy)
    page.setFocusProxy(proxy)
    made.add_page("orders", "Orders", "orders", page)
    show(made, qtbot)
    proxy.setFocus()
    QTest.keyClick(proxy, Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    assert QApplication.focusWidget() is before
