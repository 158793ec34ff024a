"""A person's hands and eyes: finds widgets by accessible name, clicks, types, waits, looks."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QAbstractItemModel, QKeyCombination, QPoint, Qt
from PySide6.QtGui import QKeySequence, QPainter, QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication, QLineEdit, QWidget

T = TypeVar("T")
WidgetT = TypeVar("WidgetT", bound=QWidget)

_PATIENCE = 30.0
_LOOK = 0.02
_KEY_PAUSE = 0.045
"""Seconds between typed keys: slower than a scanner, so that it counts as typing."""


class StepFailedError(Exception):
    """Something a person would have seen or done did not happen."""


class Hands:
    """Drives one window; used from the coroutine that the session runs."""

    def __init__(self, window: QWidget, folder: Path | None = None) -> None:
        self.window = window
        self._folder = folder
        self.pictures: list[Path] = []

    async def until(
        self, look: Callable[[], T | None], what: str, patience: float = _PATIENCE
    ) -> T:
        """Return the first true answer of `look`; raises StepFailedError when it never comes."""
        loop = asyncio.get_running_loop()
        end = loop.time() + patience
        while loop.time() < end:
            found = look()
            if found:
                return found
            await asyncio.sleep(_LOOK)
        raise StepFailedError(what)

    def seen(self, name: str) -> QWidget | None:
        """Return the visible widget with that accessible name, None where there is none."""
        return self.seen_as(name, QWidget)

    def seen_as(self, name: str, kind: type[WidgetT]) -> WidgetT | None:
        """Return the visible widget of a kind with that accessible name."""
        for top in self._tops():
            for widget in (top, *top.findChildren(QWidget)):
                named = widget.accessibleName() == name and widget.isVisible()
                if named and isinstance(widget, kind):
                    return widget
        return None

    def _tops(self) -> list[QWidget]:
        others = [
            each
            for each in QApplication.topLevelWidgets()
            if each is not self.window and each.isVisible()
        ]
        return [*others, self.window]

    async def find(self, name: str) -> QWidget:
        """Wait for a widget with that accessible name."""
        return await self.find_as(name, QWidget)

    async def find_as(self, name: str, kind: type[WidgetT]) -> WidgetT:
        """Wait for a widget of a kind with that accessible name."""
        return await self.until(lambda: self.seen_as(name, kind), f"“{name}” never showed")

    async def click(self, name: str) -> None:
        """Click a widget in its middle, once it is there and enabled."""
        widget = await self.until(
            lambda: found if (found := self.seen(name)) and found.isEnabled() else None,
            f"“{name}” could not be clicked",
        )
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton)
        await asyncio.sleep(_LOOK)

    async def click_row(self, name: str, text: str) -> None:
        """Click the row of a list in which some cell reads `text`."""
        view = await self.find_as(name, QAbstractItemView)
        row = await self.until(
            lambda: _row_with(view.model(), text), f"no row “{text}” in “{name}”"
        )
        index = view.model().index(row - 1, self._first_column(view))
        view.scrollTo(index)
        where = view.visualRect(index).center()
        QTest.mouseClick(
            view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, where
        )
        await asyncio.sleep(_LOOK)

    @staticmethod
    def _first_column(view: QAbstractItemView) -> int:
        """Return a column that a click selects by: the second, where the first is a check box."""
        model = view.model()
        return 1 if model.columnCount() > 1 else 0

    async def press(self, keys: str) -> None:
        """Press a key or a shortcut such as `Ctrl+B` where the focus is."""
        combination = QKeyCombination.fromCombined(_combined(keys))
        target = QApplication.focusWidget() or self.window
        QTest.keyClick(target, combination.key(), combination.keyboardModifiers())
        await asyncio.sleep(_KEY_PAUSE)

    async def write(self, name: str, text: str) -> None:
        """Click a field, empty it and type the text as a person does."""
        field = await self.find(name)
        QTest.mouseClick(field, Qt.MouseButton.LeftButton, pos=QPoint(12, field.height() // 2))
        await asyncio.sleep(_LOOK)
        target = QApplication.focusWidget()
        if isinstance(target, QLineEdit):
            target.selectAll()
            QTest.keyClick(target, Qt.Key.Key_Delete)
        for char in text:
            focus = QApplication.focusWidget() or field
            QTest.keyClicks(focus, char)
            await asyncio.sleep(_KEY_PAUSE)

    async def scan(self, text: str) -> None:
        """Type as a scanner does: a burst without pauses, wherever the focus is."""
        target = QApplication.focusWidget() or self.window
        QTest.keyClicks(target, text)
        await asyncio.sleep(0.2)

    async def picture(self, title: str) -> None:
        """Save what is on the screen as a numbered PNG."""
        await asyncio.sleep(0.25)
        if self._folder is None:
            return
        shot = self.window.grab()
        painter = QPainter(shot)
        for top in self._tops():
            if top is not self.window:
                painter.drawPixmap(self._place(top), top.grab())
        painter.end()
        path = self._folder / f"{len(self.pictures) + 1:02d}-{title}.png"
        _save(shot, path)
        self.pictures.append(path)

    def _place(self, top: QWidget) -> QPoint:
        return top.mapToGlobal(QPoint(0, 0)) - self.window.mapToGlobal(QPoint(0, 0))


def _combined(keys: str) -> int:
    """Return a shortcut's first key with its modifiers as one number."""
    sequence = QKeySequence(keys)
    first: QKeyCombination = sequence[0]  # type: ignore[index] # the stubs lack __getitem__
    return first.toCombined()


def _save(shot: QPixmap, path: Path) -> None:
    if not shot.save(str(path)):
        raise StepFailedError(f"{path.name} could not be written")


def _row_with(model: QAbstractItemModel, text: str) -> int:
    """Return the row's number counted from 1, so that 0 says "not there"."""
    for row in range(model.rowCount()):
        for column in range(model.columnCount()):
            shown = model.index(row, column).data(Qt.ItemDataRole.DisplayRole)
            if isinstance(shown, str) and text in shown:
                return row + 1
    return 0


def texts(widget: QWidget) -> str:
    """Return all text that a widget and what is in it show, for looking at it as a reader."""
    parts = [_text(each) for each in (widget, *widget.findChildren(QWidget)) if each.isVisible()]
    return "\n".join(part for part in parts if part)


def _text(widget: QWidget) -> str:
    for name in ("text", "plainText", "title"):
        read = getattr(widget, name, None)
        if callable(read):
            shown = read()
            if isinstance(shown, str):
                return shown
    return ""
