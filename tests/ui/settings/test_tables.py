"""A service's addresses and field names, corrected in the window and used at once."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit

from shipdesk.ui.shortcuts import Actions
from shipdesk.ui.widgets import SearchField, Text
from tests.support.pages import answer, click, named, until
from tests.support.settings_room import SettingsRoom

Opening = Callable[[], AbstractAsyncContextManager[SettingsRoom]]
OWN, BUILT_IN = "Your own corrections", "What comes with ShipDesk"


async def _opened(room: SettingsRoom, actions: Actions) -> None:
    actions.get("settings.accounts.table").trigger()
    await until(lambda: room.presenter.tables.sheet is not None, "the editor")


def _verdict(room: SettingsRoom) -> str:
    return named(room.page.window(), Text, "Verdict").text()


async def _slug(room: SettingsRoom) -> str:
    shown = room.presenter.accounts.view.form.shown
    assert shown is not None
    return shown.provider


async def test_a_correction_is_checked_saved_and_taken_back(
    settings_room: Opening, actions: Actions
) -> None:
    async with settings_room() as room:
        window, service = room.page.window(), room.opened.desk.service_tables
        slug = await _slug(room)
        note = room.presenter.accounts.view.form.table.words
        await until(lambda: note.text() == "As they come with ShipDesk.", "the note")
        await _opened(room, actions)
        assert "[endpoints]" in named(window, QPlainTextEdit, BUILT_IN).toPlainText()
        editor = named(window, QPlainTextEdit, OWN)
        editor.setPlainText("# mine\n[endpoints]\nfly = 1\n")
        click(window, "Check")
        await until(lambda: "line 3: [endpoints] fly" in _verdict(room), "the fault")
        assert editor.textCursor().selectedText() == "fly = 1"
        click(window, "Save")
        await until(lambda: "line 3" in _verdict(room), "the refusal")
        assert (await service.read(slug)).own == ""

        editor.setPlainText("# mine\n")
        click(window, "Check")
        await until(lambda: _verdict(room) == "Nothing is wrong with it.", "the verdict")
        click(window, "Save")
        await until(lambda: room.presenter.tables.sheet is None, "the end of the editor")
        assert (await service.read(slug)).own == "# mine\n"
        await until(lambda: note.text().startswith("With corrections of your own"), "the note")

        await _opened(room, actions)
        assert named(window, QPlainTextEdit, OWN).toPlainText() == "# mine\n"
        click(window, "Back to built-in")
        await answer(window, "Back to built-in")
        await until(lambda: room.presenter.tables.sheet is None, "the end of the editor")
        assert (await service.read(slug)).own == ""
        await until(lambda: note.text() == "As they come with ShipDesk.", "the note")


async def test_a_path_is_found_in_what_comes_with_the_program(
    settings_room: Opening, actions: Actions
) -> None:
    async with settings_room() as room:
        await _opened(room, actions)
        window = room.page.window()
        named(window, QLineEdit, "Find in the built-in").setText("[endpoints]")
        cursor = named(window, QPlainTextEdit, BUILT_IN).textCursor()
        assert cursor.selectedText() == "[endpoints]"


async def test_what_was_typed_is_given_up_at_the_second_escape_only(
    settings_room: Opening, actions: Actions
) -> None:
    async with settings_room() as room:
        await _opened(room, actions)
        sheet = room.presenter.tables.sheet
        assert sheet is not None
        editor = named(room.page.window(), QPlainTextEdit, OWN)
        editor.setPlainText("# mine")
        QTest.keyClick(editor, Qt.Key.Key_Escape)
        assert sheet.isVisible()
        assert _verdict(room) == "Not saved yet. Close once more to give it up."
        QTest.keyClick(editor, Qt.Key.Key_Escape)
        assert room.presenter.tables.sheet is None
        assert (await room.opened.desk.service_tables.read(await _slug(room))).own == ""


async def test_a_file_left_out_at_the_start_opens_with_its_fault(settings_room: Opening) -> None:
    async with settings_room() as room:
        folder = room.opened.desk.paths.overrides
        folder.mkdir(parents=True, exist_ok=True)
        service = room.opened.desk.service_tables
        assert await service.save("shipx", "# mine\n") is None
        assert await service.save("shipx", "") is None
        (folder / "shipx.toml").write_text("[endpoints]\n\nfly = 1\n", encoding="utf-8")
        await room.presenter.open("tables")
        assert "shipx.toml, line 3: " in _verdict(room)
        editor = named(room.page.window(), QPlainTextEdit, OWN)
        assert editor.textCursor().selectedText() == "fly = 1"


async def test_enter_finds_the_next_place_and_escape_leaves_from_the_search_too(
    settings_room: Opening, actions: Actions
) -> None:
    async with settings_room() as room:
        await _opened(room, actions)
        window = room.page.window()
        search = named(window, SearchField, "Find in the built-in")
        built_in = named(window, QPlainTextEdit, BUILT_IN)
        QTest.keyClicks(search, "verb")
        found = [built_in.textCursor().position()]
        QTest.keyClick(search, Qt.Key.Key_Return)
        found.append(built_in.textCursor().position())
        assert built_in.textCursor().selectedText() == "verb"
        assert found[0] < found[1]
        QTest.keyClick(search, Qt.Key.Key_Escape)
        assert search.text() == ""
        QTest.keyClick(search, Qt.Key.Key_Escape)
        await until(lambda: room.presenter.tables.sheet is None, "the end of the editor")
