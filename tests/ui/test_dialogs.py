"""A dialog is awaited while everything else goes on, and a cancelled question is closed."""

from __future__ import annotations

import asyncio

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLabel, QMainWindow
from shiboken6 import isValid

from shipdesk.ui.dialogs import Choice, FormDialog, ask_choice, ask_confirm, ask_form, ask_text
from shipdesk.ui.tasks import TaskScope
from shipdesk.ui.widgets import FormField, KeyHintButton


async def shown(window: QMainWindow) -> QDialog:
    """Wait until a dialog is on the screen."""
    while True:
        found = [one for one in window.findChildren(QDialog) if one.isVisible()]
        if found:
            return found[0]
        await asyncio.sleep(0)


def press(dialog: QDialog, text: str) -> None:
    """Click the button with these words."""
    button = next(one for one in dialog.findChildren(KeyHintButton) if one.words() == text)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


async def test_loop_goes_on_while_a_question_is_open(window: QMainWindow, scope: TaskScope) -> None:
    answers: list[bool] = []
    ticked = asyncio.Event()

    async def ask() -> None:
        answers.append(await ask_confirm(window, title="Return?", text="To me.", confirm="Return"))

    async def tick() -> None:
        for _ in range(3):
            await asyncio.sleep(0)
        ticked.set()

    scope.start(ask)
    dialog = await shown(window)
    scope.start(tick)
    await ticked.wait()
    assert answers == []
    press(dialog, "Return")
    await scope.drain()
    assert answers == [True]


async def test_a_long_question_is_read_whole(window: QMainWindow, scope: TaskScope) -> None:
    text = "\n\n".join(["What is here now is kept beside it and no longer shown anywhere."] * 4)

    async def ask() -> None:
        await ask_confirm(window, title="Move to this PC?", text=text, confirm="Move")

    scope.start(ask)
    dialog = await shown(window)
    for label in dialog.findChildren(QLabel):
        if label.wordWrap():
            assert label.height() >= label.heightForWidth(label.width())
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    await scope.drain()


async def test_escape_is_no(window: QMainWindow, scope: TaskScope) -> None:
    answers: list[object] = []

    async def ask() -> None:
        answers.append(await ask_confirm(window, title="T", text="t", confirm="Yes", danger=True))

    scope.start(ask)
    QTest.keyClick(await shown(window), Qt.Key.Key_Escape)
    await scope.drain()
    assert answers == [False]


async def test_cancelled_wait_closes_the_dialog(window: QMainWindow, scope: TaskScope) -> None:
    async def ask() -> None:
        await ask_text(window, title="T", label="Reason")

    scope.start(ask, key="ask")
    dialog = await shown(window)
    scope.cancel("ask")
    await scope.drain()
    await asyncio.sleep(0.01)
    assert not isValid(dialog)


async def test_text_is_asked_until_it_is_right(window: QMainWindow, scope: TaskScope) -> None:
    answers: list[str | None] = []

    async def ask() -> None:
        text = await ask_text(
            window, title="T", label="Reason", confirm="Go",
            check=lambda text: None if text else "Say why.",
        )  # fmt: skip
        answers.append(text)

    scope.start(ask)
    dialog = await shown(window)
    press(dialog, "Go")
    field = dialog.findChildren(FormField)[0]
    assert field.problem() == "Say why."
    assert dialog.isVisible()
    field.set_text("  lost in the post ")
    press(dialog, "Go")
    await scope.drain()
    assert answers == ["lost in the post"]


async def test_digit_chooses_and_a_closed_choice_is_none(
    window: QMainWindow, scope: TaskScope
) -> None:
    answers: list[str | None] = []
    choices = [Choice("jam", "Jam"), Choice("lost", "Lost"), Choice("no", "No", enabled=False)]

    async def ask() -> None:
        answers.append(await ask_choice(window, title="Why another copy?", choices=choices))

    for key in (Qt.Key.Key_2, Qt.Key.Key_Escape):
        scope.start(ask)
        dialog = await shown(window)
        QTest.keyClick(dialog, Qt.Key.Key_3)
        assert dialog.isVisible()
        QTest.keyClick(dialog, key)
        await scope.drain()
        await asyncio.sleep(0)
    assert answers == ["lost", None]


async def test_form_closes_only_without_problems(window: QMainWindow, scope: TaskScope) -> None:
    number, phone = FormField("Number"), FormField("Phone")
    form = FormDialog(
        window, "Add", "Add", check=lambda: {} if phone.text() else {phone: "Needed."}
    )
    form.add(number, phone)
    answers: list[tuple[bool, str]] = []

    async def ask() -> None:
        accepted = await ask_form(form)
        answers.append((accepted, phone.text()))

    scope.start(ask)
    await shown(window)
    QTest.keyClick(form, Qt.Key.Key_Return)
    assert phone.problem() == "Needed."
    assert form.focusWidget() is phone.editor
    phone.set_text("600 100 200")
    QTest.keyClick(form, Qt.Key.Key_Return)
    await scope.drain()
    assert answers == [(True, "600 100 200")]
