"""Finds widgets as a person names them and uses them as a person does."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QDialog, QLineEdit, QWidget

from tests.support.desk import eventually

WidgetT = TypeVar("WidgetT", bound=QWidget)


def named(root: QWidget, kind: type[WidgetT], name: str) -> WidgetT:
    """Return the one widget in sight with this accessible name."""
    found = [
        each
        for each in root.findChildren(kind)
        if each.accessibleName() == name and each.isVisible()
    ]
    assert len(found) == 1, f"{len(found)} widgets named {name!r} in sight"
    return found[0]


def click(root: QWidget, name: str) -> None:
    """Click the button with this accessible name."""
    button = named(root, QAbstractButton, name)
    assert button.isEnabled(), f"{name!r} is closed"
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


async def until(look: Callable[[], object], what: str) -> None:
    """Wait until `look` is true."""

    async def ask() -> bool:
        return bool(look())

    await eventually(ask, what)


async def answer(root: QWidget, confirm: str, text: str | None = None) -> None:
    """Wait for a dialog, type into its field, click the button with these words."""
    dialogs: list[QDialog] = []

    def look() -> bool:
        dialogs[:] = [one for one in root.window().findChildren(QDialog) if one.isVisible()]
        return bool(dialogs)

    await until(look, f"a dialog with {confirm}")
    if text is not None:
        dialogs[0].findChildren(QLineEdit)[0].setText(text)
    click(dialogs[0], confirm)
    await asyncio.sleep(0)
