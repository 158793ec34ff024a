"""“Everything the service told” is folded, plain and hidden where nothing was told."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from shipdesk.ui.theme import Theme
from shipdesk.ui.widgets import ToldSection

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")


def test_it_is_folded_until_somebody_asks_and_stays_as_left(qtbot: QtBot, theme: Theme) -> None:
    assert theme is not None
    section = ToldSection()
    qtbot.addWidget(section)
    section.show_copies('{"status": "confirmed", "mpk": {"name": "Shop"}}')
    assert not section.isHidden()
    assert section.lines.isHidden()
    section.show()
    section.toggle.setFocus()
    qtbot.keyClick(section.toggle, Qt.Key.Key_Space)
    assert section.lines.text() == "status: confirmed\nmpk.name: Shop"
    assert section.toggle.text() == "Hide"
    section.show_copies('{"status": "<b>delivered</b>"}', '{"expected_flow": []}')
    assert section.lines.text() == "status: <b>delivered</b>"
    assert section.lines.textFormat() is Qt.TextFormat.PlainText
    qtbot.mouseClick(section.toggle, Qt.MouseButton.LeftButton)
    assert section.lines.isHidden()


def test_it_is_hidden_where_the_service_told_nothing(qtbot: QtBot, theme: Theme) -> None:
    assert theme is not None
    section = ToldSection()
    qtbot.addWidget(section)
    section.show_copies("", "")
    assert section.isHidden()
