"""A restored journal is announced across the window for as long as nothing is bought."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from shipdesk.app import open_program
from shipdesk.clock import SystemClock
from shipdesk.domain.account import Environment
from shipdesk.paths import ProfilePaths, profile_paths
from shipdesk.storage import preferences
from shipdesk.storage.profile import open_files
from shipdesk.storage.vault import MemoryVault
from shipdesk.ui.main.files_banner import FilesBanner
from shipdesk.ui.main.window import MainWindow
from shipdesk.ui.shortcuts import Actions
from shipdesk.ui.theme import Theme
from shipdesk.ui.view_state import MemoryViewState
from shipdesk.ui.widgets.banner import BannerView
from tests.support.pages import click


async def damage(paths: ProfilePaths) -> None:
    """Make a profile with a copy, and change one digit of its journal."""
    files = open_files(paths)
    await files.journal.write(lambda conn: preferences.put(conn, "kept", "12.50"))
    await files.aclose()
    await open_files(paths).aclose()
    body = paths.journal.read_bytes()
    paths.journal.write_bytes(body.replace(b"12.50", b"72.50"))


@pytest.mark.expects_log("the journal was damaged")
async def test_damaged_journal_is_announced_and_the_banner_goes_when_the_finder_ran(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    paths = profile_paths("main", tmp_path)
    await damage(paths)
    program = open_program(
        paths, Environment.PRODUCTION, MemoryVault(), SystemClock(), lambda *_: None
    )
    window = MainWindow(Actions(), Theme(qapp), state=MemoryViewState())
    qtbot.addWidget(window)
    window.show()
    wanted: list[str] = []
    banner = FilesBanner(
        window, program.desk, lambda: wanted.append("backup"), lambda: wanted.append("found")
    )
    banner.show()
    (view,) = window.findChildren(BannerView)
    assert view.accessibleName() == "Nothing is bought now"
    told = view.accessibleDescription()
    assert "was damaged, and its last copy is used" in told
    assert "journal-damaged-" in told
    assert "every courier was asked" in told
    assert program.desk.settings.get("kept") == "12.50"
    assert await program.desk.purchases.finder_ran([], [])
    banner.show()
    (view,) = [each for each in window.findChildren(BannerView) if each.isVisible()]
    assert view.accessibleName() == "Purchases are open again"
    assert "was damaged, and its last copy is used" in view.accessibleDescription()
    click(window, "What was found")
    assert wanted == ["found"]
    banner.show()
    assert len(window.notices.banners.keys()) == 1
    await program.aclose()
