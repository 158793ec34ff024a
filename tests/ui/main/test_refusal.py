"""What stands in the window while a profile cannot be opened."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from shipdesk.errors import StorageError
from shipdesk.ui.main.refusal import Refusal
from shipdesk.ui.theme import Theme


def test_a_long_reason_is_shown_whole(qtbot: QtBot, theme: Theme) -> None:
    assert not theme.is_dark
    path = "a-folder-with-a-long-name/" * 4
    shown = Refusal(StorageError("network_share", path=path, kind="nfs"), anyway=False, bring=False)
    qtbot.addWidget(shown)
    shown.resize(1300, 800)
    shown.show()
    qtbot.waitUntil(
        lambda: all(each.height() >= each.heightForWidth(each.width()) for each in shown.words)
    )
