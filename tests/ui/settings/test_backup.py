"""Settings › Backup: one file for everything, to another computer and from it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QWidget

from shipdesk.services.purchases import Why
from tests.support.pages import answer, click, until
from tests.support.settings_room import SettingsRoom

Opening = Callable[[], AbstractAsyncContextManager[SettingsRoom]]


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """The folder to which everything is saved."""
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


def saved_in(folder: Path) -> list[Path]:
    """Return the files that were saved."""
    return list(folder.glob("*.zip"))


def chooses(room: SettingsRoom, path: Path) -> None:
    """Have the system's dialogs answered with a folder or a file."""

    async def chosen(_parent: QWidget, _title: str, _start: str = "") -> Path | None:
        return path

    room.presenter.backup.ask_folder = chosen
    room.presenter.backup.ask_file = chosen


def said(room: SettingsRoom, text: str) -> bool:
    """Return whether a toast with these words is in sight."""
    return any(text in words for words in room.notices.shown())


async def test_the_first_save_asks_for_a_folder_and_keeps_it(
    settings_room: Opening, stick: Path
) -> None:
    async with settings_room() as room:
        await room.presenter.open("backup")
        chooses(room, stick)
        click(room.page, "Save everything to one file")
        await until(lambda: said(room, "Everything is saved as ShipDesk-"), "the toast")
        assert room.opened.desk.saving.plan.folder == str(stick)
        facts = room.presenter.backup.view.facts

        def shown() -> set[str]:
            return {each.text() for each in facts.findChildren(QLabel) if each.isVisible()}

        await until(lambda: str(stick) in shown() and "never" not in shown(), "when it was saved")
    assert len(saved_in(stick)) == 1


async def test_daily_without_a_folder_stays_off(settings_room: Opening) -> None:
    async with settings_room() as room:
        await room.presenter.open("backup")

        async def closed(_parent: QWidget, _title: str, _start: str = "") -> Path | None:
            return None

        room.presenter.backup.ask_folder = closed
        view = room.presenter.backup.view
        click(view.daily, "Every day")
        await until(lambda: view.daily.choice() == "off", "the choice taken back")
        assert not room.opened.desk.saving.plan.daily


async def test_moving_away_closes_this_copy_and_a_person_may_use_it_again(
    settings_room: Opening, stick: Path
) -> None:
    async with settings_room() as room:
        await room.presenter.open("backup")
        chooses(room, stick)
        purchases = room.opened.desk.purchases
        click(room.page, "Move to another computer…")
        await answer(room.page, "Save and close this copy")
        view = room.presenter.backup.view
        await until(view.use_again.isVisible, "the way back")
        assert purchases.closure is not None
        assert purchases.closure.why is Why.RETIRED
        assert "Nothing is bought here" in view.moved.text()
        click(room.page, "Use this copy again…")
        await answer(room.page, "Use this copy again")
        await until(view.move_out.isVisible, "as before")
        assert purchases.closure is not None, "first the finder looks"
        assert purchases.closure.by_finder


async def test_a_file_is_shown_before_it_takes_the_place_of_what_is_here(
    settings_room: Opening, stick: Path
) -> None:
    async with settings_room() as room:
        await room.presenter.open("backup")
        path = await room.opened.desk.saving.save(str(stick))
        reopened: list[bool] = []
        room.page.reopen_wanted.connect(lambda: reopened.append(True))
        chooses(room, path)
        click(room.page, "Move to this PC…")
        await answer(room.page, "Move to this PC")
        await until(lambda: reopened, "the profile is to be opened anew")


async def test_a_file_of_somebody_else_is_refused_in_words(
    settings_room: Opening, tmp_path: Path
) -> None:
    other = tmp_path / "holiday.zip"
    other.write_bytes(b"no zip at all")
    async with settings_room() as room:
        await room.presenter.open("backup")
        chooses(room, other)
        click(room.page, "Move to this PC…")
        await until(lambda: said(room, "This file is damaged."), "why it is not taken")
