"""Segments answer the keys from the moment they are offered."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMainWindow
from pytestqt.qtbot import QtBot

from shipdesk.ui.widgets import Segmented


def test_choices_changed_in_sight_take_the_next_key(window: QMainWindow, qtbot: QtBot) -> None:
    row = Segmented([("0", "1")], name="Place")
    window.setCentralWidget(row)
    qtbot.waitUntil(row.isVisible)
    heard: list[str] = []
    row.chosen.connect(heard.append)
    row.set_choices([(str(at), str(at + 1)) for at in range(4)])
    row.choose("2")
    stop = row.tab_stop()
    assert stop is not None
    QTest.keyClick(stop, Qt.Key.Key_Right)
    assert (row.choice(), heard) == ("3", ["3"])
