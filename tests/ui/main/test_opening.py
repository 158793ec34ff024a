"""A profile that cannot be opened says so in the window, and opens there once it can be."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from shipdesk.clock import SystemClock
from shipdesk.domain.account import Environment
from shipdesk.opening import open_in_window
from shipdesk.paths import ProfilePaths, profile_paths
from shipdesk.storage.profile import open_files
from shipdesk.storage.profile_lock import ProfileLock
from shipdesk.ui.main.refusal import Refusal
from shipdesk.window import Front
from tests.support.pages import click, until

pytestmark = pytest.mark.expects_log("cannot be opened")


@pytest.fixture
def paths(tmp_path: Path) -> ProfilePaths:
    """A profile that was used before."""
    paths = profile_paths("main", tmp_path)
    open_files(paths).close_now()
    return paths


@pytest.fixture
def front(qtbot: QtBot, qapp: QApplication, paths: ProfilePaths) -> Front:
    """The window's frame on the screen."""
    made = Front(qapp, paths, Environment.PRODUCTION, demo=False)
    qtbot.addWidget(made.window)
    made.window.show()
    return made


def refusal(front: Front) -> Refusal | None:
    """Return what stands in the window instead of the pages."""
    shown = [each for each in front.window.findChildren(Refusal) if each.isVisible()]
    return shown[0] if shown else None


def words(front: Front) -> str:
    """Return all that it says."""
    shown = refusal(front)
    return " ".join(each.text() for each in shown.words) if shown else ""


async def test_files_in_use_are_opened_when_the_other_one_is_closed(
    front: Front, paths: ProfilePaths
) -> None:
    held = ProfileLock.take(paths.data, SystemClock().now())
    async with asyncio.TaskGroup() as group:
        opening = group.create_task(open_in_window(front, paths, Environment.PRODUCTION))
        await until(lambda: "open already" in words(front), "why it is not opened")
        assert not front.window.sidebar.isVisible()
        click(front.window, "Try again")
        await until(lambda: "open already" in words(front), "it is still open there")
        held.close()
        click(front.window, "Try again")
        files = await opening
        assert files is not None
        assert refusal(front) is None
        assert front.window.sidebar.isVisible()
        await files.aclose()


async def test_a_person_may_say_that_the_other_computer_has_closed_them(
    front: Front, paths: ProfilePaths
) -> None:
    told = '{"host": "shop-pc", "machine": "0123456789abcdef", "pid": 7, "since_ms": 1700000000000}'
    await asyncio.to_thread((paths.data / "in-use").write_text, told)
    async with asyncio.TaskGroup() as group:
        opening = group.create_task(open_in_window(front, paths, Environment.PRODUCTION))
        await until(lambda: "shop-pc" in words(front), "who has them")
        click(front.window, "It is closed there: open here")
        files = await opening
        assert files is not None
        await files.aclose()


async def test_the_window_can_be_closed_instead(front: Front, paths: ProfilePaths) -> None:
    held = ProfileLock.take(paths.data, SystemClock().now())
    async with asyncio.TaskGroup() as group:
        opening = group.create_task(open_in_window(front, paths, Environment.PRODUCTION))
        await until(lambda: refusal(front), "why it is not opened")
        front.window.close()
        assert await opening is None
    held.close()
