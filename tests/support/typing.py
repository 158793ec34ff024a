"""Typing as a person does, not as a scanner: with a pause between the keys."""

from __future__ import annotations

import asyncio

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from shipdesk.ui.scanner import BURST_GAP, DESK_GAP

_PAUSE = BURST_GAP + 0.015


def type_letter(widget: QWidget, letter: str) -> None:
    """Press and release the key of one letter; QTest knows ASCII only."""
    if letter.isascii():
        QTest.keyClicks(widget, letter)
        return
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        event = QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, letter)
        QApplication.sendEvent(widget, event)


async def type_text(widget: QWidget, text: str) -> None:
    """Type a text into a widget that has the focus; returns when all of it has arrived."""
    for letter in text:
        type_letter(widget, letter)
        await asyncio.sleep(_PAUSE)


async def press(widget: QWidget, key: Qt.Key) -> None:
    """Press a key that stands for itself, a digit or a letter, and wait until it has acted."""
    QTest.keyClick(widget, key)
    await asyncio.sleep(DESK_GAP + 0.03)
