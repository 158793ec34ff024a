"""The frame is on the screen before the profile is open, and loses nothing of what it is told."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from shipdesk.storage import preferences
from shipdesk.storage.database import Database
from shipdesk.ui.main.early_state import PREFIX, EarlyViewState
from shipdesk.ui.main.window import MainWindow
from shipdesk.ui.shortcuts import Actions
from shipdesk.ui.theme import Theme
from shipdesk.ui.view_state import MemoryViewState

HEAVY = ("httpx", "pydantic", "keyring", "numpy", "pypdfium2", "aiohttp", "asyncio", "qasync")


def test_what_is_saved_before_the_profile_is_open_is_kept_once_it_is() -> None:
    early = EarlyViewState({PREFIX + "orders": {"width": 100}, "scheme": "dark"})
    assert early.load("orders") == {"width": 100}
    assert early.load("shipments") == {}
    early.save("window", {"geometry": "x"})
    assert early.load("window") == {"geometry": "x"}
    real = MemoryViewState()
    real.save("orders", {"width": 200})
    early.hand_over(real)
    assert real.load("window") == {"geometry": "x"}
    assert early.load("orders") == {"width": 200}
    early.save("orders", {"width": 300})
    assert real.load("orders") == {"width": 300}


def test_preferences_are_read_before_the_journal_is_open(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite"
    assert preferences.peek(path) == {}
    path.write_text("no database at all, whatever its name says")
    assert preferences.peek(path) == {}


async def test_a_preference_that_was_kept_is_peeked(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite"
    journal = Database.open(path, writable=True, readers=0)
    await journal.write(lambda conn: preferences.put(conn, "scheme", "dark"))
    assert preferences.peek(path) == {"scheme": "dark"}
    await journal.aclose()


def test_an_expected_page_is_in_the_sidebar_and_filled_in_its_place(
    qtbot: QtBot, qapp: QApplication
) -> None:
    window = MainWindow(Actions(), Theme(qapp), state=MemoryViewState())
    qtbot.addWidget(window)
    window.expect_page("orders", "Orders", "orders")
    window.expect_page("shipments", "Shipments", "shipments")
    with qtbot.waitExposed(window):
        window.show()
    assert window.current_page() == "orders"
    shipments, orders = QLabel("shipments"), QLabel("orders")
    window.add_page("shipments", "Shipments", "shipments", shipments)
    assert window.stack.currentWidget() is not shipments
    window.add_page("orders", "Orders", "orders", orders)
    assert window.stack.currentWidget() is orders
    window.actions_registry.get("page.shipments").trigger()
    assert window.stack.currentWidget() is shipments
    assert window.stack.count() == 2


def test_the_window_is_loaded_without_what_the_first_paint_does_not_need() -> None:
    told = subprocess.run(
        [sys.executable, "-c", "import shipdesk.window, sys; print(*sys.modules, sep='\\n')"],
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = set(told.stdout.split())
    assert "shipdesk.ui.main.window" in loaded
    assert loaded.isdisjoint(HEAVY)
