"""Double clicks that a window changes under: the second press hits what the first one brought."""

from __future__ import annotations

import weakref

from PySide6.QtCore import QPointF
from PySide6.QtGui import QGuiApplication, QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget

_last: tuple[int, QPointF, weakref.ref[QWidget]] | None = None


def is_slip(button: QWidget, event: QMouseEvent) -> bool:
    """Tell whether a press ends a double click that began on another button.

    Somebody who double clicks a link that opens a sheet would else press what the sheet has there,
    as the red button of a cancellation. Every press of a button of ours is told here, on the
    window's thread.
    """
    global _last  # noqa: PLW0603 - there is one mouse
    before, here = _last, event.globalPosition()
    _last = (event.timestamp(), here, weakref.ref(button))
    if before is None:
        return False
    moment, place, pressed = before
    hints = QGuiApplication.styleHints()
    soon = 0 <= event.timestamp() - moment < QApplication.doubleClickInterval()
    near = (here - place).manhattanLength() <= hints.mouseDoubleClickDistance()
    return soon and near and pressed() is not button
